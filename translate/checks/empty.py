"""Q01: the output is missing, empty, or nothing but punctuation and digits."""

from collections.abc import Iterator

from translate.checks.base import EVERY_ORIGIN, Observation, Pair, PairCheck, is_blank
from translate.records import Severity


def observe(pair: Pair) -> Iterator[Observation]:
    """An error where the source has words and the target has none.

    A line without letters (`12/4`, an emoji) may stay without.
    """
    if not is_blank(pair):
        return
    if pair.translation is None:
        message = "there is no translation"
    elif not pair.target.strip():
        message = "the translation is empty"
    else:
        message = "the translation has no letter, the source has"
    yield Observation(Severity.ERROR, message, expected=pair.source, found=pair.target)


EMPTY = PairCheck(
    id="Q01",
    title="empty",
    explanation=(
        "The source has words and the translation has none: it is missing, empty, or only "
        "punctuation and digits. Translate the segment again, or by hand."
    ),
    observe=observe,
    origins=EVERY_ORIGIN,
    sees_empty=True,
)
