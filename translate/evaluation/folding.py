"""Texts as they are compared: one form for what looks the same."""

import unicodedata


def folded(text: str) -> str:
    r"""`text` in NFC with every run of white space as one space.

    Vietnamese comes composed or decomposed, and French puts one of several spaces before `%` and
    `:`; neither makes another sentence.

    >>> folded(" 7,1\u00a0% de la\n croissance ")
    '7,1 % de la croissance'
    >>> len(folded("Viê\u0323t"))
    4
    """
    return " ".join(unicodedata.normalize("NFC", text).split())
