"""Q03: content was dropped or made up, told by the length of the output against the source."""

from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.records import Severity

SHORT = 30  # characters of source below which lengths vary freely
SHORT_LIMITS = (0.25, 2.5)
# One phrase more or less moves the ratio of a source of 30-59 characters beyond the limits of the
# list (5 human segments of NTREX-a en, 2 of them beyond these), so that it only warns.
MIDDLE = 60
MIDDLE_ERROR = (0.4, 2.0)
TINY = 12  # a source this short may grow by a word or two whatever the ratio


@dataclass(frozen=True, slots=True)
class Limits:
    """The ratios of characters outside which a translation is suspect, and surely wrong."""

    warning: tuple[float, float]
    error: tuple[float, float]


# Q03: 99.8 % of human translations lie in 0.56-1.24 (en) and 0.54-1.47 (vi).
LIMITS = {
    "en": Limits(warning=(0.60, 1.12), error=(0.45, 1.5)),
    "vi": Limits(warning=(0.60, 1.27), error=(0.45, 1.8)),
}


def observe(pair: Pair) -> Iterator[Observation]:
    """An error or a warning for a ratio outside the limits of the language, if it has any."""
    limits = LIMITS.get(pair.lang)
    source_length, target_length = len(pair.source.strip()), len(pair.target.strip())
    if limits is None or not source_length:
        return
    ratio = target_length / source_length
    if source_length < SHORT:
        low, high = SHORT_LIMITS
        is_long = ratio > high and target_length > high * TINY
        if (ratio < low and source_length > TINY) or is_long:
            yield _observation(Severity.WARNING, ratio, SHORT_LIMITS)
        return
    low, high = MIDDLE_ERROR if source_length < MIDDLE else limits.error
    if not low <= ratio <= high:
        yield _observation(Severity.ERROR, ratio, (low, high))
    elif not limits.warning[0] <= ratio <= limits.warning[1]:
        yield _observation(Severity.WARNING, ratio, limits.warning)


def _observation(severity: Severity, ratio: float, limits: tuple[float, float]) -> Observation:
    what = "content may be missing" if ratio < limits[0] else "content may be made up"
    return Observation(
        severity,
        f"the translation has {ratio:.2f} times the characters of the source: {what}",
        expected=f"{limits[0]:.2f}-{limits[1]:.2f}",
        found=f"{ratio:.2f}",
    )


LENGTH_RATIO = PairCheck(
    id="Q03",
    title="length ratio",
    explanation=(
        "The translation is much shorter or longer than human translations of such a source are. "
        "A short one has mostly dropped a clause; a long one has made one up, or loops."
    ),
    observe=observe,
)
