"""Letters without their accents, one for one, so that places in a text stay."""

import unicodedata

# Latin, with the letters of Vietnamese, and general punctuation: what is folded again and again.
_COMMON = 0x2100


class _BareLetters(dict[int, str]):
    """The bare form of each character by its code; of the common ones it is worked out once."""

    def __missing__(self, code: int) -> str:
        bare = _bare(chr(code))
        if code < _COMMON:
            self[code] = bare
        return bare


_BARE_LETTERS = _BareLetters()


def fold(text: str) -> str:
    """The text in bare lower-case letters, as long as before.

    >>> fold("Ngô Đức Mạnh")
    'ngo duc manh'
    """
    return text.lower() if text.isascii() else text.translate(_BARE_LETTERS)


def _bare(character: str) -> str:
    lower = character.lower()
    if lower == "đ":
        return "d"
    first = unicodedata.normalize("NFD", lower)[:1]
    return first if len(lower) == 1 else character
