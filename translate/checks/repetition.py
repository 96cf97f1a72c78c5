"""Q04: the output goes round in a loop."""

from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.records import Severity
from translate.repetition import find_loops
from translate.terminology import Glossary


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop in the target: what is repeated, where, and the text of its first turn."""

    kind: str
    span: tuple[int, int]
    text: str


def score(pair: Pair, _glossary: Glossary) -> Loop | None:
    """The first loop of a kind that the source has not; what it repeats as well is no fault."""
    loops = find_loops(pair.target, pair.lang)
    allowed = find_loops(pair.source, pair.source_lang) if loops else {}
    for kind, span in loops.items():
        if kind not in allowed:
            return Loop(kind, span, pair.target[slice(*span)])
    return None


def accept(loop: Loop | None, _options: ChecksConfig) -> Iterator[Observation]:
    """An error for a loop: no human translation of the calibration has one."""
    if loop is not None:
        yield Observation(
            Severity.ERROR,
            f"the translation repeats itself in a loop ({loop.kind})",
            span=loop.span,
            found=loop.text,
        )


REPETITION = PairCheck(
    id="Q04",
    title="repetition loop",
    explanation=(
        "The translation repeats itself: one character more than six times, three or four "
        "words four times, or a text that compresses better than any human segment, while the "
        "source does not. Marian models do this on input unlike their training data."
    ),
    score=score,
    accept=accept,
)
