"""Numbers and sums of money as the target language writes them, where the source agrees."""

import re
from collections.abc import Iterator
from decimal import Decimal

from translate.numbers import find_numbers, foreign_styles
from translate.numbers.digits import read_digits
from translate.repair.draft import Edit

_SOURCE_LANG = "fr"
# `100 $`, `5 million €`, `5 M$`; not the end of a range (100-200 $), nor the $ of $5.
_SIGN_BEHIND = re.compile(
    r"(?<![\w.,$€£¥–-])(?P<digits>[0-9]{1,20}(?:[.,][0-9]{1,20}){0,6})"
    r"(?P<scale> (?:thousand|million|billion|trillion)| ?(?P<short>Mrds?|Mds?|M))?"
    r" ?(?P<sign>US\$|[$€£])(?!\w)"
)
_NUMBER_BEHIND = re.compile(r" [0-9]")
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_SHORT = {"M": "million"}  # the others are milliards


def number_edits(source: str, text: str, lang: str) -> Iterator[Edit]:
    """The marks of numbers: 600.000 becomes 600,000 in English, 4.1 tỷ 4,1 tỷ in Vietnamese."""
    for found in foreign_styles(source, _SOURCE_LANG, text, lang):
        yield Edit(found.start, found.end, found.right, "Q09")


def currency_edits(source: str, text: str, lang: str) -> Iterator[Edit]:
    """The sign of a currency stands before the number in English: 100 $ becomes $100."""
    matches = list(_SIGN_BEHIND.finditer(text)) if lang == "en" else []
    if not matches:
        return
    known = {number.value for number in find_numbers(source, _SOURCE_LANG)}
    edits: list[Edit] = []
    for match in reversed(matches):
        # In `2024 € 5 billion` the sign is that of the sum behind, unless that has its own.
        is_mended = bool(edits) and edits[-1].start == match.end() + 1
        if _NUMBER_BEHIND.match(text, match.end()) and not is_mended:
            continue
        reading = read_digits(match["digits"], ".")
        scale = (match["scale"] or "").strip()
        if match["short"]:
            scale = _SHORT.get(scale, "billion")
        if reading is None or reading[0] * Decimal(10) ** _SCALES.get(scale, 0) not in known:
            continue
        words = f"{match['sign']}{match['digits']}" + (f" {scale}" if scale else "")
        edits.append(Edit(*match.span(), words, "Q09"))
    yield from reversed(edits)
