"""Q08: the value of a number was changed, lost or added."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import WRITTEN_FOR_US, Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.numbers import LANGUAGES, NumberComparison, NumberValue, compare_numbers
from translate.records import Severity
from translate.terminology import Glossary

# Human translators convert units (NTREX: 15 of 988 segments), engines hardly do; a conversion that
# is right is not blocked. Sizes of a unit in its metric base, and the unit after the number.
_METRIC = {"mm": 0.1, "cm": 1.0, "m": 100.0, "mètres": 100.0, "km": 1e5, "kilomètres": 1e5} | {
    "g": 0.001,
    "kg": 1.0,
    "kilos": 1.0,
}
_IMPERIAL = {"inch": 2.54, "inches": 2.54, "foot": 30.48, "feet": 30.48, "ft": 30.48} | {
    "mile": 160934.0,
    "miles": 160934.0,
    "mph": 160934.0,
    "dặm": 160934.0,
    "pound": 0.4536,
    "pounds": 0.4536,
    "lb": 0.4536,
    "lbs": 0.4536,
}
_DEGREES = re.compile(
    r"(?:[°º]|\bdegrés?\b|\bdegrees?\b|\bđộ\b)\s?(?P<scale>[CF]\b|celsius\b|fahrenheit\b)?",
    re.IGNORECASE,
)
_BARE_DEGREES = {"en": "F"}  # elsewhere C
_FREEZING = 32.0  # of water, in degrees Fahrenheit
_UNIT_REACH = 24  # characters behind a number: both ends of a range have one unit
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Difference:
    """The numbers that a target lacks and adds.

    `conversion_error` is the share by which they differ as lengths, weights or temperatures, where
    every number that came may be one that went, in other units; else None.
    """

    comparison: NumberComparison
    conversion_error: float | None = None


def score(pair: Pair, _glossary: Glossary) -> Difference | None:
    """How the numbers of the two texts differ; None where a language is not known."""
    if pair.lang not in LANGUAGES or pair.source_lang not in LANGUAGES:
        return None
    comparison = compare_numbers(pair.source, pair.source_lang, pair.target, pair.lang)
    if not comparison.has_changed_value:
        return Difference(comparison)
    error = _conversion_error(comparison, pair)
    return Difference(comparison, _heat_error(comparison, pair) if error is None else error)


def accept(difference: Difference | None, options: ChecksConfig) -> Iterator[Observation]:
    """An error where one number is gone and another has come, a warning for one of the two."""
    if difference is None or difference.comparison.is_equal:
        return
    comparison, error = difference.comparison, difference.conversion_error
    missing = _listed(comparison.missing)
    added = _listed(comparison.added)
    severity = Severity.WARNING
    if not comparison.has_changed_value:
        message = f"number lost: {missing}" if missing else f"number added: {added}"
    elif error is not None and error <= options.number_values.rounding:
        message = f"unit converted: {missing} became {added}"
    else:
        severity, message = Severity.ERROR, f"number changed: {missing} became {added}"
    first = comparison.added[0] if comparison.added else None
    yield Observation(
        severity,
        message,
        span=(first.start, first.end) if first else None,
        expected=missing or None,
        found=added or None,
    )


def _listed(numbers: tuple[NumberValue, ...]) -> str:
    return "; ".join(number.text for number in numbers)


def _conversion_error(comparison: NumberComparison, pair: Pair) -> float | None:
    """The largest share by which a number differs from its conversion to imperial units."""
    sizes = [_size(number, pair.source, _METRIC) for number in comparison.missing]
    converted = [_size(number, pair.target, _IMPERIAL) for number in comparison.added]
    if len(sizes) != len(converted) or None in sizes or None in converted:
        return None
    both = zip(
        sorted(size for size in sizes if size),
        sorted(size for size in converted if size),
        strict=False,
    )
    return max((abs(one - other) / one for one, other in both), default=None)


def _size(number: NumberValue, text: str, units: dict[str, float]) -> float | None:
    """The number in the base of its unit; None where no unit of the table follows."""
    behind = _WORD.findall(text[number.end : number.end + _UNIT_REACH])
    unit = next((units[word.lower()] for word in behind if word.lower() in units), None)
    return None if unit is None else float(number.value) * unit


def _heat_error(comparison: NumberComparison, pair: Pair) -> float | None:
    """The largest share by which temperatures differ, in degrees Fahrenheit, after conversion."""
    source = [_heat(number, pair.source, pair.source_lang) for number in comparison.missing]
    target = [_heat(number, pair.target, pair.lang) for number in comparison.added]
    scales = [{heat[0] for heat in side if heat} for side in (source, target)]
    is_converted = len(source) == len(target) and len(scales[0] | scales[1]) == len(scales)
    if None in source + target or not is_converted or scales[0] & scales[1]:
        return None
    both = zip(
        sorted(heat[1] for heat in source if heat),
        sorted(heat[1] for heat in target if heat),
        strict=True,
    )
    return max(abs(one - other) / max(abs(one), _FREEZING) for one, other in both)


def _heat(number: NumberValue, text: str, lang: str) -> tuple[str, float] | None:
    """The scale of a temperature, C or F, and its value in degrees Fahrenheit."""
    degrees = _DEGREES.search(text, number.end, number.end + _UNIT_REACH)
    if degrees is None:
        return None
    scale = (degrees["scale"] or _BARE_DEGREES.get(lang, "C"))[0].upper()
    value = float(number.value)
    return scale, value if scale == "F" else value * 9 / 5 + _FREEZING


NUMBER_VALUES = PairCheck(
    id="Q08",
    title="number changed",
    explanation=(
        "The values of the numbers are compared, however they are written: 600.000 and 600,000, "
        "4,1 milliards and 4.1 billion, 23 avril and 23/4, 14h15 and 2:15 p.m., douze and 12. A "
        "number that is gone while another appears is an error; a number that is only gone, or "
        "only added, a warning. Small numbers written out are forgiven, and so are the digits of "
        "names (COVID-19, G7)."
    ),
    score=score,
    accept=accept,
    origins=WRITTEN_FOR_US,
)
