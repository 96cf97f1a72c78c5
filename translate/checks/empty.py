"""Q01: the output is missing, empty, or nothing but punctuation and digits."""

from collections.abc import Iterator

from translate.checks.base import EVERY_ORIGIN, Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.records import Severity
from translate.terminology import Glossary


def score(pair: Pair, _glossary: Glossary) -> Pair | None:
    """The pair whose source has words and whose target has none; else None.

    A line without letters (`12/4`, an emoji) may stay without.
    """
    return pair if pair.is_blank else None


def accept(blank: Pair | None, _options: ChecksConfig) -> Iterator[Observation]:
    """An error for a pair that lacks its target."""
    if blank is None:
        return
    if blank.translation is None:
        message = "there is no translation"
    elif not blank.target.strip():
        message = "the translation is empty"
    else:
        message = "the translation has no letter, the source has"
    yield Observation(Severity.ERROR, message, expected=blank.source, found=blank.target)


EMPTY = PairCheck(
    id="Q01",
    title="empty",
    explanation=(
        "The source has words and the translation has none: it is missing, empty, or only "
        "punctuation and digits. Translate the segment again, or by hand."
    ),
    score=score,
    accept=accept,
    origins=EVERY_ORIGIN,
    sees_empty=True,
)
