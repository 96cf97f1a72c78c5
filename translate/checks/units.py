"""Q10: the unit behind a number, or the scale of a number without digits, was swapped."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from translate.checks.base import WRITTEN_FOR_US, Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.numbers import LANGUAGES, Measured, measured_numbers
from translate.records import Severity
from translate.terminology import Glossary

_THOUSAND = 1000
_GROUP = 3


@dataclass(frozen=True, slots=True)
class Swap:
    """What the source says, and what stands for it in the target at `start:end`."""

    expected: str
    found: str
    start: int
    end: int
    is_percentage_point: bool = False


def score(pair: Pair, _glossary: Glossary) -> tuple[Swap, ...]:
    """The units and bare scales that became others; none where a language is not known."""
    if pair.lang not in LANGUAGES or pair.source_lang not in LANGUAGES:
        return ()
    source = list(measured_numbers(pair.source, pair.source_lang))
    target = list(measured_numbers(pair.target, pair.lang)) if source else []
    return (*_swapped_units(pair, source, target), *_swapped_scales(source, target))


def accept(swaps: tuple[Swap, ...], _options: ChecksConfig) -> Iterator[Observation]:
    """An error for each; a warning for per cent that stands for points of it.

    That is wrong by a wide margin, but the press writes it (NTREX-a vi: `40%` for 40 points).
    """
    for swap in swaps:
        yield Observation(
            Severity.WARNING if swap.is_percentage_point else Severity.ERROR,
            f"unit or scale changed: {swap.expected} became {swap.found}",
            span=(swap.start, swap.end),
            expected=swap.expected,
            found=swap.found,
        )


def _swapped_units(pair: Pair, source: list[Measured], target: list[Measured]) -> Iterator[Swap]:
    """Where a value has a unit on both sides, and nowhere the same.

    A value that is missing in the target is the matter of the check of values.
    """
    said = _said_of(target)
    claimed: set[int] = set()
    for measured in source:
        # `un an` is a year, and `one` many things.
        if not measured.units or measured.number.value == 1:
            continue
        found = [said[value] for value in measured.values if value in said]
        if not found or any(one.is_open or one.units & measured.units for one in found):
            continue
        swapped = found[0].places.pop() if found[0].places else None
        if swapped is not None and swapped.start not in claimed:
            claimed.add(swapped.start)
            yield Swap(
                pair.source[measured.start : measured.end],
                pair.target[swapped.start : swapped.end],
                swapped.start,
                swapped.end,
                "point" in measured.units and "per cent" in swapped.units,
            )


@dataclass(slots=True)
class _Said:
    """All that the target says of one value; it is open where the value once stands alone."""

    units: set[str] = field(default_factory=set)
    places: list[Measured] = field(default_factory=list)  # the last comes first
    is_open: bool = False


def _said_of(target: list[Measured]) -> dict[Decimal, _Said]:
    said: dict[Decimal, _Said] = defaultdict(_Said)
    for measured in reversed(target):
        for value in measured.values:
            said[value].units |= measured.units
            said[value].places.append(measured)
            said[value].is_open |= not measured.units
    return said


def _swapped_scales(source: list[Measured], target: list[Measured]) -> Iterator[Swap]:
    """Where millions without digits (`des millions de personnes`) became billions.

    Not where their unit changed as well: billions of kilometres may be trillions of miles.
    """
    before, after = _bare_scales(source), _bare_scales(target)
    lost = [one for scale, one in before.items() if scale not in after]
    for scale, one in after.items():
        if scale in before or not lost:
            continue
        units = lost[0].units
        if not units or not one.units or units & one.units:
            number = one.number
            yield Swap(lost[0].number.text, number.text, number.start, number.end)


def _bare_scales(numbers: list[Measured]) -> dict[int, Measured]:
    """The thousands, millions and billions that no digit or numeral stands before, by their size.

    Tens of thousands are thousands: in French the ten is a word apart (des dizaines de milliers).
    """
    return {
        one.number.value.adjusted() // _GROUP: one
        for one in numbers
        if one.number.is_written_out
        and not one.number.is_firm
        and one.number.value >= _THOUSAND
        and one.number.value == Decimal(10) ** one.number.value.adjusted()
    }


UNITS = PairCheck(
    id="Q10",
    title="unit or scale swapped",
    explanation=(
        "The number is right, but what it counts is not: kilometres became metres, euros dollars, "
        "per cent points, months years; or millions without digits became billions. A number "
        "whose own value changed, such as 4.1 million for 4,1 milliards, is reported as a changed "
        "number (Q08)."
    ),
    score=score,
    accept=accept,
    origins=WRITTEN_FOR_US,
)
