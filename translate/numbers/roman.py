"""Read a Roman numeral: `XIV`, and with a French ordinal ending `XIVe`, `Ier`, `XXᵉ`."""

import re
from decimal import Decimal

from translate.numbers.values import NumberKind, NumberValue

SMALL = 12  # integers up to here are written out by custom (Q08)
_LONGEST = 14

_ROMAN = re.compile(
    r"(?P<digits>(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?P<ending>er|re|e|ème|ᵉʳ|ᵉ)?"
)
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
ROMAN_DIGITS = frozenset(_VALUES)
_ALONE_IS_A_WORD = frozenset({"L", "C", "Le", "Ce"})  # and I and V alone are mostly letters


def read_roman(word: str, start: int) -> NumberValue | None:
    """The number that `word` is, or None. Only one with an ordinal ending is firm.

    >>> read_roman("XIVe", 0).value
    Decimal('14')
    >>> read_roman("Ce", 0) is None
    True
    """
    match = _ROMAN.fullmatch(word) if len(word) <= _LONGEST else None
    if match is None or word in _ALONE_IS_A_WORD:
        return None
    if len(word) == 1 and word != "V":
        return None
    values = [_VALUES[digit] for digit in match["digits"]]
    value = sum(
        -one if one < next_one else one
        for one, next_one in zip(values, [*values[1:], 0], strict=True)
    )
    return NumberValue(
        Decimal(value),
        start,
        start + len(word),
        word,
        NumberKind.ORDINAL if match["ending"] else NumberKind.LOOSE,
        is_written_out=True,
        is_firm=bool(match["ending"]) and value > SMALL,
    )
