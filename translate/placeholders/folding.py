"""Letters without their accents, one for one, so that places in a text stay."""

import unicodedata


def fold(text: str) -> str:
    """The text in bare lower-case letters, as long as before.

    >>> fold("Ngô Đức Mạnh")
    'ngo duc manh'
    """
    return "".join(_bare(character) for character in text)


def _bare(character: str) -> str:
    lower = character.lower()
    if lower == "đ":
        return "d"
    first = unicodedata.normalize("NFD", lower)[:1]
    return first if len(lower) == 1 else character
