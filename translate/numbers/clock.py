"""Read a time of day: `14h15`, `9 h 30`, `2:15 p.m.`, `14 giờ 15`, `4.40 giờ`."""

import re
from collections.abc import Iterator
from decimal import Decimal

from translate.numbers.language import SPACE
from translate.numbers.values import NumberKind, NumberValue

NOON = 12

_HALF = rf"(?:{SPACE}?(?P<half>[ap])\.?m\b\.?)?"
_CLOCKS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 9:30, 8:46 a.m., and the 2:11.60 of a race
        rf"(?P<hour>[0-9]{{1,2}}):(?P<rest>[0-9]{{2}}(?::[0-9]{{2}})?(?:[.,][0-9]{{1,3}})?)"
        rf"(?![0-9]){_HALF}",
        rf"(?P<hour>[0-9]{{1,2}}){SPACE}?h(?:{SPACE}?(?P<rest>[0-5][0-9]))?(?P<half>)(?!\w)",
        rf"(?P<hour>[0-9]{{1,2}})\.(?P<rest>[0-5][0-9])(?={SPACE}?(?:[ap]\.?m\b|giờ\b)){_HALF}",
        rf"(?P<hour>[0-9]{{1,2}}){SPACE}?(?:heures?|giờ|o['’]clock)(?!\w)(?P<rest>)(?P<half>)",
        rf"(?P<hour>[0-9]{{1,2}})(?P<rest>)(?={SPACE}?[ap]\.?m\b){_HALF}",
    )
)
_MAY_BE_CLOCK = re.compile(rf"[0-9]{{1,2}}(?:[:.]|{SPACE}?[hgoap])", re.IGNORECASE)


def read_clock(text: str, start: int) -> tuple[list[NumberValue], int]:
    """The hour, minute and second of the time that starts at `start`, and where it ends.

    The hour is of 24 where a.m. or p.m. is said; a full hour has no minute. No time: an empty
    list and `start`.

    >>> [str(number.value) for number in read_clock("2:15 p.m.", 0)[0]]
    ['14', '15']
    >>> [str(number.value) for number in read_clock("11 h 00", 0)[0]]
    ['11']
    """
    if not _MAY_BE_CLOCK.match(text, start):
        return [], start
    match = next((found for clock in _CLOCKS if (found := clock.match(text, start))), None)
    if match is None:
        return [], start
    hour = int(match["hour"])
    half = (match["half"] or "").lower()
    if half == "p" and hour < NOON:
        hour += NOON
    elif half == "a" and hour == NOON:
        hour = 0
    end = match.end("hour")
    numbers = [NumberValue(Decimal(hour), start, end, text[start:end], NumberKind.HOUR)]
    if match["rest"]:
        numbers.extend(_minutes(match["rest"], match.start("rest")))
    return numbers, match.end()


def _minutes(rest: str, start: int) -> Iterator[NumberValue]:
    """The minutes and seconds; zero minutes are not said in every language, so not counted."""
    for part in re.finditer(r"[0-9]+(?:[.,][0-9]+)?", rest):
        value = Decimal(part[0].replace(",", "."))
        if value:
            place = (start + part.start(), start + part.end())
            yield NumberValue(value, *place, part[0], NumberKind.MINUTE)
