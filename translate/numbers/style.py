"""Which numbers of a translation are written in the style of another language.

Judged by value: `600.000` in English is six hundred thousand only where the source says so. A
number whose value the source does not hold is the matter of the check of values, not of style.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from translate.numbers.digits import GROUP, read_digits
from translate.numbers.find import find_numbers
from translate.numbers.language import CURRENCY_SIGN, SPACE, number_language
from translate.numbers.values import NumberKind, NumberValue

_RUN = re.compile(r"[0-9]+(?:[ \u00a0\u202f\u2009.,][0-9]+)*")
_MARK = re.compile(r"[^0-9]")
_OTHER_MARK = {",": ".", ".": ","}
_KINDS = frozenset({NumberKind.NUMBER, NumberKind.ORDINAL})
# What follows a quantity, but not the number of a version, an edition or a paragraph.
_QUANTITY_BEHIND = re.compile(
    rf"(?:{SPACE}|-)?(?:%|‰|°|{CURRENCY_SIGN}|(?:percent|per cent|phần trăm|điểm|points?|times|lần"
    r"|USD|EUR|VND|đồng|euros?|dollars?|đô|km|m|cm|mm|ha|kg|g|tấn|tonnes?|tons?|m[²³]|km²|MW|GW"
    r"|kWh|mét|miles?|hectares?|héc|kilomet(?:er|re)s?|met(?:er|re)s?|độ|magnitude)(?![^\W_]))",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(rf"(?:{CURRENCY_SIGN}|\b(?:USD|EUR|VND|GBP)){SPACE}?$")
_REACH = 6


@dataclass(frozen=True, slots=True)
class ForeignStyle:
    """Digits at `start:end` of a target, as they are and as its language writes their value."""

    start: int
    end: int
    text: str
    right: str


def foreign_styles(
    source: str, source_lang: str, target: str, target_lang: str
) -> Iterator[ForeignStyle]:
    """The numbers of `target` that keep the marks of another language, in order.

    Only those whose value, in one reading or the other, is in the source.

    >>> [(found.text, found.right) for found in
    ...     foreign_styles("600.000 t, 4,1 %", "fr", "600.000 t, 4,1%", "en")]
    [('600.000', '600,000'), ('4,1', '4.1')]
    >>> list(foreign_styles("l’industrie 4.0", "fr", "công nghiệp 4.0", "vi"))
    []
    """
    if not _has_mark(target):
        return
    known = _Known.of(find_numbers(source, source_lang))
    decimal_mark = number_language(target_lang).decimal_mark
    for number in find_numbers(target, target_lang):
        run = _RUN.match(number.text)
        if run is None or number.kind not in _KINDS or not _MARK.search(run[0]):
            continue
        right = _right_form(run[0], number, known, decimal_mark)
        if right is None or right == run[0]:
            continue
        end = number.start + run.end()
        # The French decimal mark is a comma: a dot in both is most likely the dot of a label.
        is_copy = run[0] in known.runs and "," not in run[0]
        if is_copy and not _is_quantity(target, number, run[0]):
            continue
        yield ForeignStyle(number.start, end, run[0], right)


def write_number(digits: str, decimals: str, decimal_mark: str, *, is_grouped: bool) -> str:
    """The number with the marks of a language.

    >>> write_number("1234", "5", ",", is_grouped=True)
    '1.234,5'
    """
    whole = digits
    if is_grouped:
        first = len(digits) % GROUP
        groups = [digits[at : at + GROUP] for at in range(first, len(digits), GROUP)]
        whole = _OTHER_MARK[decimal_mark].join(([digits[:first]] if first else []) + groups)
    return f"{whole}{decimal_mark}{decimals}" if decimals else whole


@dataclass(frozen=True, slots=True)
class _Known:
    """What the source says: values, the second readings of its numbers, and digits as written."""

    values: frozenset[Decimal]
    others: frozenset[Decimal]
    runs: frozenset[str]

    @classmethod
    def of(cls, numbers: list[NumberValue]) -> "_Known":
        runs = (_RUN.match(number.text) for number in numbers)
        return cls(
            frozenset(number.value for number in numbers),
            frozenset(number.alternative for number in numbers if number.alternative is not None),
            frozenset(run[0] for run in runs if run),
        )


def _has_mark(text: str) -> bool:
    return re.search(r"[0-9][ \u00a0\u202f\u2009.,][0-9]", text) is not None


def _right_form(run: str, number: NumberValue, known: _Known, decimal_mark: str) -> str | None:
    """The number as it should stand; None where the source does not say what it is worth."""
    first = read_digits(run, decimal_mark)
    if first is None:
        return None
    value, other = first
    scale = number.value / value if value else Decimal(1)
    readings = [value] if other is None else [value, other]
    agreeing = [reading for reading in readings if reading * scale in known.values]
    if len(agreeing) > 1 and run.endswith("000"):  # a thousand, though the source has a 1 as well
        agreeing = [max(agreeing)]
    if len(agreeing) != 1:
        return None
    reading = agreeing[0]
    # `1,234` in French may be an English group that leaked in: no guess.
    is_doubtful = other is not None and scale == 1 and _other(reading, readings) in known.others
    if is_doubtful and not _is_grouped(run, reading):
        return None
    whole, decimals = _parts(run, reading)
    return write_number(whole, decimals, decimal_mark, is_grouped=_is_grouped(run, reading))


def _other(reading: Decimal, readings: list[Decimal]) -> Decimal:
    return readings[0] if reading == readings[1] else readings[1]


def _is_grouped(run: str, reading: Decimal) -> bool:
    """Whether the marks before the decimals, in this reading, are those of groups."""
    marks = _MARK.findall(run)
    return len(marks) > 1 or reading == reading.to_integral_value() == _whole_of(run)


def _whole_of(run: str) -> Decimal:
    return Decimal(_MARK.sub("", run))


def _parts(run: str, reading: Decimal) -> tuple[str, str]:
    """The digits before and after the decimal mark, in this reading."""
    if reading == _whole_of(run):
        return _MARK.sub("", run), ""
    *groups, decimals = _MARK.split(run)
    return "".join(groups), decimals


def _is_quantity(target: str, number: NumberValue, run: str) -> bool:
    """Whether the digits count something, or are groups, so that they are no label (4.0)."""
    has_scale = len(number.text) > len(run)
    whole = len(_MARK.split(run)[-1]) == GROUP
    before = target[max(0, number.start - _REACH) : number.start]
    behind = _QUANTITY_BEHIND.match(target, number.end) is not None
    return has_scale or whole or behind or _MONEY_BEFORE.search(before) is not None
