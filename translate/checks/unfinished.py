"""Q02: the output was cut at the length limit, or stops in the middle of its sentence."""

from collections.abc import Iterator

from translate.checks.base import Observation, Pair, PairCheck
from translate.records import Severity

# What may stand behind the last mark of a sentence.
_CLOSERS = " \u00a0\u202f\"'”’»)]}*_"
_SENTENCE_ENDS = ".!?…"
# A translation may join what follows, or close with another mark than the source.
_TARGET_ENDS = _SENTENCE_ENDS + ":;。！？"

# A target that lost its final mark is cut when it is this short besides, as a share of the
# characters of the source; few human ones are (3 of 1,985 segments of FLORES dev and NTREX-a).
# Above, only the mark may be lost (human: 5 en and 9 vi of 1,012, Q02).
CUT_BELOW = 0.55
_HANGING = ",–—-(«“/"


def observe(pair: Pair) -> Iterator[Observation]:
    """An error for a cut output, a warning where only the final mark is lost."""
    target = pair.target.rstrip(_CLOSERS)
    if pair.translation is not None and not pair.translation.finished:
        yield Observation(
            Severity.ERROR,
            "the engine stopped at its length limit before the end",
            span=_tail(pair.target),
            found=pair.target[-40:],
        )
        return
    source_end = pair.source.rstrip(_CLOSERS)[-1:]
    if source_end not in _SENTENCE_ENDS or not source_end or target[-1:] in _TARGET_ENDS:
        return
    is_short = len(pair.target) < CUT_BELOW * len(pair.source)
    is_cut = is_short or target[-1:] in _HANGING
    yield Observation(
        Severity.ERROR if is_cut else Severity.WARNING,
        "the translation stops within the sentence" if is_cut else "the final mark is lost",
        span=_tail(pair.target),
        expected=source_end,
        found=target[-1:],
    )


def _tail(target: str) -> tuple[int, int]:
    """The last character, as a span."""
    return (max(0, len(target) - 1), len(target))


UNFINISHED = PairCheck(
    id="Q02",
    title="unfinished",
    explanation=(
        "The engine stopped at its length limit, or the source ends with . ! ? … and the "
        "translation does not. It is an error when the translation is short as well or stops at "
        "a comma, a dash or an opening mark; otherwise only the final mark is lost."
    ),
    observe=observe,
)
