"""Q03: content was dropped or made up, told by the length of the output against the source."""

from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.records import Severity
from translate.terminology import Glossary


@dataclass(frozen=True, slots=True)
class Lengths:
    """The characters of a source and of its target, outer white space apart."""

    lang: str
    source: int
    target: int

    @property
    def ratio(self) -> float:
        """Characters of target per character of source."""
        return self.target / self.source


def score(pair: Pair, _glossary: Glossary) -> Lengths:
    """How long the two texts are."""
    return Lengths(pair.lang, len(pair.source.strip()), len(pair.target.strip()))


def accept(lengths: Lengths, options: ChecksConfig) -> Iterator[Observation]:
    """An error or a warning for a ratio outside the limits of the language, if it has any."""
    bounds = options.length_ratio
    limits = bounds.limits.get(lengths.lang)
    if limits is None or not lengths.source:
        return
    ratio = lengths.ratio
    if lengths.source < bounds.short:
        low, high = bounds.short_limits
        is_long = ratio > high and lengths.target > high * bounds.tiny
        if (ratio < low and lengths.source > bounds.tiny) or is_long:
            yield _observation(Severity.WARNING, ratio, bounds.short_limits)
        return
    low, high = bounds.middle_error if lengths.source < bounds.middle else limits.error
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
    score=score,
    accept=accept,
)
