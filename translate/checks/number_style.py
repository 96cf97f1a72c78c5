"""Q09: a number is right in value, and written as another language writes it."""

from collections.abc import Iterator

from translate.checks.base import WRITTEN_FOR_US, Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.numbers import LANGUAGES, ForeignStyle, foreign_styles
from translate.records import Severity
from translate.terminology import Glossary


def score(pair: Pair, _glossary: Glossary) -> tuple[ForeignStyle, ...]:
    """The numbers with the marks of another language; none where a language is not known."""
    if pair.lang not in LANGUAGES or pair.source_lang not in LANGUAGES:
        return ()
    return tuple(foreign_styles(pair.source, pair.source_lang, pair.target, pair.lang))


def accept(found: tuple[ForeignStyle, ...], _options: ChecksConfig) -> Iterator[Observation]:
    """A warning for each."""
    for number in found:
        yield Observation(
            Severity.WARNING,
            f"number in the style of another language: {number.text} should be {number.right}",
            span=(number.start, number.end),
            expected=number.right,
            found=number.text,
        )


NUMBER_STYLE = PairCheck(
    id="Q09",
    title="number style",
    explanation=(
        "English writes 600,000 and 4.1, Vietnamese 600.000 and 4,1. A number that keeps the marks "
        "of another language can be read as a thousand times more or less. Only numbers whose "
        "value is in the source are judged; versions and labels (4.0) stay as they are."
    ),
    score=score,
    accept=accept,
    origins=WRITTEN_FOR_US,
)
