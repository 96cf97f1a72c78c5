"""One spelling of Vietnamese: hòa for hoà, thủy for thuỷ, kỹ for kĩ; names stay as they are."""

import re
import unicodedata
from collections.abc import Iterator

from translate.repair.draft import Edit

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# An open syllable in oa, oe or uy with the tone on its last letter; not quý, where u is no vowel.
_TONE_LAST = re.compile(
    r"(?<![\w'’-])(?!qu)(?:ngh|ch|gh|gi|kh|ng|nh|ph|th|tr|[bcdđghklmnprstvx])?"
    r"(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])(?![\w'’])"
)
_I_FOR_Y = re.compile(
    r"(?<![\w'’-])(?:kỉ|kĩ|mĩ"
    r"|lí(?! (?:nhí|lắc|lí)(?!\w))"
    r"|tỉ(?! (?:mỉ|tê|thí|muội|tỉ)(?!\w)))(?![\w'’])"
)
# America, unless a name: Bắc Mĩ and nước Mĩ, not Mĩ Linh and not Nguyễn Thị Mĩ.
_AMERICA = re.compile(r"(?<![\w-])Mĩ(?![\w'’])")
_CONTINENTS = frozenset({"Bắc", "Nam", "Trung", "Châu"})
_Y_OF_I = str.maketrans("ỉĩí", "ỷỹý")
_REACH = 8


def spelling_edits(_source: str, text: str, lang: str) -> Iterator[Edit]:
    """The words of `text` that another school of spelling writes otherwise.

    Only words in lower case: how a person or a place is spelled is theirs to say.
    """
    if lang != "vi" or text.isascii():
        return
    yield from sorted((*_tone_edits(text), *_letter_edits(text)), key=lambda edit: edit.start)


def _tone_edits(text: str) -> Iterator[Edit]:
    for match in _TONE_LAST.finditer(text):
        yield Edit(*match.span(), move_tone(match[0]), "Q19")


def move_tone(syllable: str) -> str:
    """The syllable with its tone on the letter before the last.

    >>> move_tone("hoà"), move_tone("thuỷ"), move_tone("khoẻ")
    ('hòa', 'thủy', 'khỏe')
    """
    letters = unicodedata.normalize("NFD", syllable)
    tone = letters[-1]
    assert tone in _TONES, f"{syllable} has its tone elsewhere"
    return unicodedata.normalize("NFC", letters[:-2] + tone + letters[-2])


def _letter_edits(text: str) -> Iterator[Edit]:
    for match in _I_FOR_Y.finditer(text):
        yield Edit(*match.span(), match[0].translate(_Y_OF_I), "Q19")
    for match in _AMERICA.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()].split()
        behind = text[match.end() : match.end() + 2].strip()
        is_name = behind[:1].isupper() or bool(before and before[-1][:1].isupper())
        if not is_name or (before and before[-1] in _CONTINENTS and not behind[:1].isupper()):
            yield Edit(*match.span(), "Mỹ", "Q19")
