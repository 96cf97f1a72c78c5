"""Q04: the output goes round in a loop."""

from collections.abc import Iterator

from translate.checks.base import Observation, Pair, PairCheck
from translate.records import Severity
from translate.repetition import find_loops


def observe(pair: Pair) -> Iterator[Observation]:
    """At most one error; what the source repeats as well is no loop of the engine."""
    loops = find_loops(pair.target, pair.lang)
    allowed = find_loops(pair.source, pair.source_lang) if loops else {}
    for kind, span in loops.items():
        if kind not in allowed:
            yield Observation(
                Severity.ERROR,
                f"the translation repeats itself in a loop ({kind})",
                span=span,
                found=pair.target[slice(*span)],
            )
            return


REPETITION = PairCheck(
    id="Q04",
    title="repetition loop",
    explanation=(
        "The translation repeats itself: one character more than six times, three or four "
        "words four times, or a text that compresses better than any human segment, while the "
        "source does not. Marian models do this on input unlike their training data."
    ),
    observe=observe,
)
