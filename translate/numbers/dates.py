"""Find the days, months and hours that a text names: `mardi`, `23 avril 2025`, `14h15`.

Only what is certain is read as such: May is also a name, `thứ hai` also `second`. The words of a
language stand in `calendars`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.numbers.calendars import CALENDARS, Calendar
from translate.numbers.clock import NOON, read_clock
from translate.numbers.tokens import has_digit, small_words_of

_LAST_DAY, _LAST_MONTH = 31, 12
_CLOCK_START = re.compile(r"(?<![\w.,:+/-])[0-9]{1,2}(?=[:.h]|[ \u00a0\u202f\u2009][hgap]|[apg])")
_CLOCK_REACH = 24
_HALF = re.compile(r"([ap])\.?m\b", re.IGNORECASE)
_JOINED_REACH = 24  # characters before a date in which another day of its month stands
_PART_BEHIND = 24  # characters behind an hour in which the part of the day is said


@dataclass(frozen=True, slots=True)
class Named:
    """A weekday (1 is Monday) or a month that is named at `start:end`.

    One that is not certain may be something else: it can only excuse.
    """

    value: int
    start: int
    end: int
    text: str
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class Date:
    """A day of a month, perhaps with its year, at `start:end`."""

    day: int
    month: int
    year: int | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """An hour and minute at `start:end`; `half` is a (before noon), p, or None where not said."""

    hour: int
    minute: int
    half: str | None
    start: int
    end: int
    text: str


def weekdays(text: str, lang: str) -> Iterator[Named]:
    """The weekdays of `text`, in order.

    >>> [(day.value, day.is_certain) for day in weekdays("sáng thứ Ba, lần thứ hai", "vi")]
    [(2, True), (1, False)]
    """
    calendar = CALENDARS[lang]
    if calendar.weekday_words.isdisjoint(small_words_of(text)):
        return
    for match in calendar.weekday.finditer(text):
        group = match.lastgroup
        assert group is not None, "a weekday without its name"
        certain = group == "name" or _is_vietnamese_weekday(text, match)
        yield Named(calendar.weekdays[match[group].lower()], *match.span(), match[0], certain)


def _is_vietnamese_weekday(text: str, match: re.Match[str]) -> bool:
    """Thứ hai is Monday or second: Monday with a capital, or beside a word for a day."""
    if match["number"][:1].isupper():
        return True
    before = text[max(0, match.start() - 8) : match.start()].lower()
    behind = text[match.end() : match.end() + 8].lower()
    return (
        re.search(r"(?:\bvào|ngày|sáng|chiều|tối|đêm|trưa|hôm) $", before) is not None
        or re.match(r",? (?:ngày|tuần|\(?[0-9])", behind) is not None
    )


def months(text: str, lang: str) -> Iterator[Named]:
    """The months that are named in `text`, those of dates included, in order.

    >>> [(month.value, month.is_certain) for month in months("May met him in March", "en")]
    [(5, False), (3, True)]
    """
    calendar = CALENDARS[lang]
    if calendar.month_words.isdisjoint(small_words_of(text)):
        return
    for match in calendar.month.finditer(text):
        name = match["name"]
        value = int(name) if name.isdigit() else calendar.months[name.lower()]
        if not 1 <= value <= _LAST_MONTH:
            continue
        certain = name.lower() not in calendar.doubtful or _is_month(text, match, calendar)
        yield Named(value, *match.span("name"), name, certain)


def _is_month(text: str, match: re.Match[str], calendar: Calendar) -> bool:
    """Whether a word that may be no month stands where a month does."""
    before = text[max(0, match.start() - 12) : match.start()]
    behind = text[match.end() : match.end() + 8]
    return bool(calendar.month_cue.search(before) or calendar.year_behind.match(behind))


def dates(text: str, lang: str) -> Iterator[Date]:
    """The dates of `text` with their day, in order; `23/4` where the language writes it so.

    >>> [(date.day, date.month, date.year) for date in dates("le 23 avril 2025, le 1er mai", "fr")]
    [(23, 4, 2025), (1, 5, None)]
    >>> [(date.day, date.month) for date in dates("ngày 23/4 và 2 tháng Năm", "vi")]
    [(23, 4), (2, 5)]
    """
    calendar = CALENDARS[lang]
    for match in calendar.date.finditer(text) if has_digit(text) else ():
        found = {name: value for name, value in match.groupdict().items() if value}
        day = next(int(value) for name, value in found.items() if name.startswith("day"))
        name = next(value for name, value in found.items() if name.startswith("month"))
        month = int(name) if name.isdigit() else calendar.months[name.lower()]
        years = [int(value) for name, value in found.items() if name.startswith("year")]
        if 1 <= day <= _LAST_DAY and 1 <= month <= _LAST_MONTH:
            yield Date(day, month, years[0] if years else None, *match.span(), match[0])


def joined_days(text: str, date: Date, lang: str) -> Iterator[int]:
    """The days that share the month of `date`, before or behind it.

    >>> [list(joined_days("June 3 to 5", date, "en")) for date in dates("June 3 to 5", "en")]
    [[5]]
    >>> text = "les 3, 4 et 5 juin"
    >>> [list(joined_days(text, date, "fr")) for date in dates(text, "fr")]
    [[4, 3]]
    """
    calendar = CALENDARS[lang]
    if not date.text[0].isdigit():
        end = date.end
        while match := calendar.day_behind.match(text, end):
            yield int(match["day"])
            end = match.end()
        return
    start = date.start
    while match := calendar.day_before.search(text[max(0, start - _JOINED_REACH) : start]):
        yield int(match["day"])
        start -= len(match[0])


def times_of_day(text: str, lang: str) -> Iterator[TimeOfDay]:
    """The times of `text` that have minutes or a half of the day, in order.

    >>> [(time.hour, time.minute, time.half) for time in times_of_day("at 2:15 p.m.", "en")]
    [(14, 15, 'p')]
    >>> [(time.hour, time.half) for time in times_of_day("lúc 2 giờ 15 chiều", "vi")]
    [(14, 'p')]
    """
    end = 0
    clocks = _CLOCK_START.finditer(text) if has_digit(text) else ()
    for start in (match.start() for match in clocks):
        if start < end:
            continue
        numbers, length = read_clock(text[start : start + _CLOCK_REACH], 0)
        if not numbers or numbers[0].value > 2 * NOON:
            continue
        end = start + length
        hour = int(numbers[0].value)
        rest = CALENDARS[lang].minutes_behind.match(text, end)
        minute = int(numbers[1].value) if len(numbers) > 1 else 0
        if rest and len(numbers) == 1:
            minute, end = int(rest[1]), rest.end()
        half = _half(text, (start, end), hour, lang)
        if half == "p" and hour < NOON:
            hour += NOON
        if half or len(numbers) > 1 or rest or "h" in text[start:end].lower():
            yield TimeOfDay(hour, minute, half, start, end, text[start:end])


def _half(text: str, span: tuple[int, int], hour: int, lang: str) -> str | None:
    start, end = span
    if said := _HALF.search(text, start, end):
        return said[1].lower()
    if hour > NOON:
        return "p"
    part = CALENDARS[lang].part_of_day.match(text[end : end + _PART_BEHIND])
    if part is not None:
        return None if hour == NOON else ("a" if part["morning"] else "p")
    # 9 h 30 is of twenty-four hours, while 9 heures may be those of the evening.
    is_french_clock = lang == "fr" and re.search(r"h(?!eure)", text[start:end]) is not None
    return "a" if is_french_clock and hour < NOON else None
