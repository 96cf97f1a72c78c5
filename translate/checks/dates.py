"""Q14: a weekday, a month, a date or an hour was shifted, where the numbers alone do not tell."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from translate.checks.base import WRITTEN_FOR_US, Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.numbers import LANGUAGES, compare_numbers, find_numbers
from translate.numbers.clock import NOON
from translate.numbers.dates import (
    Date,
    Named,
    TimeOfDay,
    dates,
    joined_days,
    months,
    times_of_day,
    weekdays,
)
from translate.records import Severity
from translate.terminology import Glossary

_LAST_MONTH = 12
_REACH = 6
_DAY_WORDS = ("ngày ", "sáng ", "chiều ", "tối ", "hôm ")


@dataclass(frozen=True, slots=True)
class Shift:
    """What the source says, and what the target says instead at `start:end`."""

    kind: str
    expected: str
    found: str
    start: int
    end: int


_Mention = Named | Date | TimeOfDay


def score(pair: Pair, _glossary: Glossary) -> tuple[Shift, ...]:
    """The shifts that the check of number values does not report as changed numbers already."""
    if pair.lang not in LANGUAGES or pair.source_lang not in LANGUAGES:
        return ()
    found = [*_weekdays(pair), *_months(pair), *_dates(pair), *_times(pair)]
    if not found:
        return ()
    comparison = compare_numbers(pair.source, pair.source_lang, pair.target, pair.lang)
    reported = comparison.added if comparison.has_changed_value else ()
    places = sorted(number.start for number in reported)
    return tuple(
        shift
        for shift in found
        if bisect_left(places, shift.start) == bisect_left(places, shift.end)
    )


def accept(shifts: tuple[Shift, ...], _options: ChecksConfig) -> Iterator[Observation]:
    """An error for each."""
    for shift in shifts:
        yield Observation(
            Severity.ERROR,
            f"{shift.kind} shifted: {shift.expected} became {shift.found}",
            span=(shift.start, shift.end),
            expected=shift.expected,
            found=shift.found,
        )


def _shifts(kind: str, missing: list[_Mention], added: list[_Mention]) -> Iterator[Shift]:
    """One for each mention that came, where at least one has gone."""
    for index, new in enumerate(added if missing else ()):
        old = missing[min(index, len(missing) - 1)]
        yield Shift(kind, old.text, new.text, new.start, new.end)


def _weekdays(pair: Pair) -> Iterator[Shift]:
    """A weekday that is only excused by an ordinal (second, thứ hai) is none."""
    source = list(weekdays(pair.source, pair.source_lang))
    target = list(weekdays(pair.target, pair.lang)) if source else []
    yield from _named_shifts("weekday", source, target)


def _months(pair: Pair) -> Iterator[Shift]:
    """A number says a month as well: 23/4, and the 11 of `tháng 10, 11`."""
    source = list(months(pair.source, pair.source_lang))
    target = list(months(pair.target, pair.lang)) if source else []
    if not target:
        return
    excuses = {
        side: _small_numbers(text, lang)
        for side, text, lang in (
            ("source", pair.source, pair.source_lang),
            ("target", pair.target, pair.lang),
        )
    }
    in_source = [month for month in source if month.value not in excuses["target"]]
    in_target = [month for month in target if month.value not in excuses["source"]]
    missing = _lost(in_source, target)
    yield from _shifts("month", missing, _lost(in_target, source))


def _small_numbers(text: str, lang: str) -> set[int]:
    return {
        int(number.value)
        for number in find_numbers(text, lang)
        if number.value <= _LAST_MONTH and number.value == int(number.value)
        if not number.is_written_out
    }


def _named_shifts(kind: str, source: list[Named], target: list[Named]) -> Iterator[Shift]:
    yield from _shifts(kind, _lost(source, target), _lost(target, source))


def _lost(here: list[Named], there: Iterable[Named]) -> list[_Mention]:
    """The certain ones of one side that the other side does not name as often."""
    left = Counter(one.value for one in there)
    lost: list[_Mention] = []
    for one in here:
        left[one.value] -= 1
        if one.is_certain and left[one.value] < 0:
            lost.append(one)
    return lost


def _dates(pair: Pair) -> Iterator[Shift]:
    """A date of the source that is gone where another came, the 1st for the 28th."""
    source = list(dates(pair.source, pair.source_lang))
    target = list(dates(pair.target, pair.lang)) if source else []
    missing = _unmatched(source, _days_said(target, pair.target, pair.lang))
    added = _unmatched(target, _days_said(source, pair.source, pair.source_lang))
    swapped = {(date.month, date.day) for date in missing}
    sure: list[_Mention] = [
        one
        for one in added
        if (one.day, one.month) in swapped or not _may_be_fraction(one, pair.target)
    ]
    yield from _shifts("date", [*missing], sure)


def _may_be_fraction(date: Date, text: str) -> bool:
    """Whether it reads 2/3, which is a date only behind the word for a day (ngày 2/3)."""
    if "/" not in date.text or date.year:
        return False
    return not text[max(0, date.start - _REACH) : date.start].lower().endswith(_DAY_WORDS)


def _days_said(found: list[Date], text: str, lang: str) -> set[tuple[int, int]]:
    """The days and months of the dates, both ends of `June 3 to 5` included."""
    said = {(date.day, date.month) for date in found}
    return said | {(day, date.month) for date in found for day in joined_days(text, date, lang)}


def _unmatched(here: list[Date], known: set[tuple[int, int]]) -> list[Date]:
    return [date for date in here if (date.day, date.month) not in known]


def _times(pair: Pair) -> Iterator[Shift]:
    """An hour and minute that changed places, or the wrong half of the day."""
    source = list(times_of_day(pair.source, pair.source_lang))
    target = list(times_of_day(pair.target, pair.lang)) if source else []
    said = {_face(time) for time in source}
    shown = {_face(time) for time in target}
    missing: list[_Mention] = [time for time in source if _face(time) not in shown]
    added: list[_Mention] = [
        time for time in target if _face(time) not in said and (time.minute or time.half)
    ]
    yield from _shifts("time", missing, added)
    twins = {_face(time): time for time in source}
    halves = {(_face(time), time.half) for time in source}
    for time in target:
        face = _face(time)
        is_excused = bool({(face, None), (face, time.half)} & halves)
        if face in twins and time.half and not is_excused:
            yield Shift("time", twins[face].text, time.text, time.start, time.end)


def _face(time: TimeOfDay) -> tuple[int, int]:
    """What a clock with twelve hours shows."""
    return time.hour % NOON, time.minute


DATES = PairCheck(
    id="Q14",
    title="date or time shifted",
    explanation=(
        "A weekday or a month became another (mardi and Wednesday, en avril and in May), day and "
        "month changed places (le 3/4 and April 3), or an hour moved to the other half of the day "
        "(14h15 and 2:15 a.m.). Where the number itself changed, the check of number values "
        "(Q08) reports it."
    ),
    score=score,
    accept=accept,
    origins=WRITTEN_FOR_US,
)
