"""Find the numbers of a text that are written in digits, in one pass.

Every pattern is bounded or never has to go back, so that the time is linear in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from translate.numbers.clock import read_clock
from translate.numbers.digits import MAX_DIGITS, read_digits
from translate.numbers.language import SPACE, NumberLanguage
from translate.numbers.surroundings import read_surroundings
from translate.numbers.tokens import may_have_address
from translate.numbers.values import NumberKind, NumberValue

_DATE = r"[0-9]{1,2}[. -][0-9]{1,2}[. -][0-9]{4}"
_TOKEN = re.compile(
    r"(?P<address>(?:https?://|www\.)\S{1,2000})"
    # A telephone number: +84 or a leading 0, then groups; 05.06.2020 is a date.
    rf"|(?P<code>(?!{_DATE})(?:\+[0-9]{{1,3}}|(?<!\w)0[0-9]{{1,3}})"
    rf"(?:(?:{SPACE}|[.-]){{1,2}}\(?[0-9]{{2,4}}\)?){{2,5}}(?![0-9/]))"
    r"|(?P<grouped>[1-9][0-9]{0,2}(?P<mark>[ \u00a0\u202f\u2009.,])[0-9]{3}"
    r"(?:(?P=mark)[0-9]{3}){0,6}(?![0-9])(?:[.,][0-9]+)?)"
    r"|(?P<plain>[0-9]+(?:[.,][0-9]+)*)"
)
_BEGINNING = re.compile(r"[0-9+]")
_BEFORE_AT = re.compile(r"[\w.+-]{0,64}@")
_CLOCK_GUARD = re.compile(r"(?<![\w.,:+-])")
_PER_CENT = re.compile(rf"{SPACE}?(?:%|(?:per|pour|phần){SPACE}(?:cent|trăm)\b|percent\b)")
_MAX_JOINT = 12  # characters between the ends of a range


@dataclass(frozen=True, slots=True)
class _Reading:
    """A number with the scale that its word gave it (1 for none)."""

    number: NumberValue
    scale: Decimal = Decimal(1)


def digit_numbers(text: str, language: NumberLanguage) -> Iterator[NumberValue]:
    """The numbers of `text` written in digits, in order; a scale word belongs to its number."""
    pending: _Reading | None = None
    for reading in _readings(text, language):
        if pending is not None:
            yield _share_scale(pending, reading, text, language)
        pending = reading
    if pending is not None:
        yield pending.number


def _share_scale(
    first: _Reading, second: _Reading, text: str, language: NumberLanguage
) -> NumberValue:
    """The first number; in `2 à 3 millions` it is 2,000,000, as the other languages may say."""
    number = first.number
    is_range = (
        first.scale == 1
        and second.scale > 1
        and number.kind is NumberKind.NUMBER
        and number.value * second.scale < second.number.value
        and second.number.start - number.end <= _MAX_JOINT
        and language.joint.fullmatch(text, number.end, second.number.start)
    )
    if not is_range:
        return number
    return replace(number, value=number.value * second.scale, alternative=number.value)


def _readings(text: str, language: NumberLanguage) -> Iterator[_Reading]:
    position = 0
    # Without an address each begins with a digit or a plus, which is found much faster.
    next_token = _TOKEN.search if may_have_address(text) else _next_in_digits
    while match := next_token(text, position):
        start, position = match.span()
        if match["address"] or _BEFORE_AT.match(text, position):
            continue
        if match["code"]:
            digits = "".join(filter(str.isdigit, match[0]))[:MAX_DIGITS]
            code = NumberValue(Decimal(digits), start, position, match[0], NumberKind.CODE)
            yield _Reading(code)
            continue
        if _CLOCK_GUARD.match(text, start):
            times, end = read_clock(text, start)
            yield from map(_Reading, times)
            if times:
                position = end
                continue
        readings = _read_run(text, match, language)
        yield from readings
        position = max(position, *(reading.number.end for reading in readings))


def _next_in_digits(text: str, position: int) -> re.Match[str] | None:
    """The next code or number."""
    while begins := _BEGINNING.search(text, position):
        if match := _TOKEN.match(text, begins.start()):
            return match
        position = begins.end()
    return None


def _read_run(text: str, match: re.Match[str], language: NumberLanguage) -> list[_Reading]:
    """The number of one run of digits, or its parts where the marks make no number of it."""
    values = read_digits(match[0], language.decimal_mark)
    if values is not None:
        value, other = values
        # 46.000 French homes are not 46; 12.500 per cent are 12.5.
        is_group = other is not None and other < value
        if is_group and not _PER_CENT.match(text, match.end()):
            other = None
        return [_in_context(text, match.span(), (value, other), language)]
    parts = re.finditer(r"[0-9]+", match[0])
    spans = [(match.start() + part.start(), match.start() + part.end()) for part in parts]
    return [
        _in_context(text, (start, end), (Decimal(text[start:end][:MAX_DIGITS]), None), language)
        for start, end in spans
    ]


def _in_context(
    text: str,
    span: tuple[int, int],
    values: tuple[Decimal, Decimal | None],
    language: NumberLanguage,
) -> _Reading:
    around = read_surroundings(text, *span, language)
    value, alternative = values
    if around.century is not None:
        value, alternative = around.century + value, value
    number = NumberValue(
        value * around.scale + around.half,
        span[0],
        around.end,
        text[span[0] : around.end],
        around.kind,
        is_firm=around.is_firm,
        alternative=None if alternative is None else alternative * around.scale + around.half,
    )
    return _Reading(number, around.scale)
