"""Q02: the output was cut at the length limit, or stops in the middle of its sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.records import Severity
from translate.terminology import Glossary

# What may stand behind the last mark of a sentence.
_CLOSERS = " \u00a0\u202f\"'”’»)]}*_"
_SENTENCE_ENDS = ".!?…"
# A translation may join what follows, or close with another mark than the source.
_TARGET_ENDS = _SENTENCE_ENDS + ":;。！？"

_LONGEST_WORD = 40
_HANGING = ",–—-(«“/"
# No sentence ends with one of these: none of 3,970 human translations that lost their mark does.
_FUNCTION_WORDS = {
    "en": "the a an of to from in on at by for with and or but that which who into between than "
    "as is are was were be been has have had will its their his her these those such when while",
    "vi": "các những của và với về trong tại cho để từ đến bằng là một do bởi vì khi mà nhằm theo "
    "trên dưới ở hoặc nhưng được bị sẽ đã đang cùng mỗi giữa",
}
_OPEN_ENDS = {lang: frozenset(words.split()) for lang, words in _FUNCTION_WORDS.items()}


@dataclass(frozen=True, slots=True)
class Ending:
    """How a target ends.

    `lost_mark` is the final mark of the source where the target has none, else empty; `ratio` is
    characters of target per character of source. `is_open` says that the target ends with a word
    or a mark that something must follow.
    """

    target: str
    is_finished: bool
    lost_mark: str
    last: str
    is_open: bool
    ratio: float


def score(pair: Pair, _glossary: Glossary) -> Ending:
    """How the target ends, and how long it is."""
    last = pair.target.rstrip(_CLOSERS)[-1:]
    mark = pair.source.rstrip(_CLOSERS)[-1:]
    is_lost = bool(mark) and mark in _SENTENCE_ENDS and last not in _TARGET_ENDS
    return Ending(
        target=pair.target,
        is_finished=pair.translation is None or pair.translation.finished,
        lost_mark=mark if is_lost else "",
        last=last,
        is_open=last in _HANGING or _last_word(pair.target) in _OPEN_ENDS.get(pair.lang, ()),
        ratio=len(pair.target) / max(1, len(pair.source)),
    )


def accept(ending: Ending, options: ChecksConfig) -> Iterator[Observation]:
    """An error for a cut output, a warning where only the final mark is lost."""
    if not ending.is_finished:
        yield Observation(
            Severity.ERROR,
            "the engine stopped at its length limit before the end",
            span=_tail(ending.target),
            found=ending.target[-40:],
        )
        return
    if not ending.lost_mark:
        return
    is_cut = ending.ratio < options.unfinished.cut_below or ending.is_open
    yield Observation(
        Severity.ERROR if is_cut else Severity.WARNING,
        "the translation stops within the sentence" if is_cut else "the final mark is lost",
        span=_tail(ending.target),
        expected=ending.lost_mark,
        found=ending.last,
    )


def _last_word(target: str) -> str:
    words = target[-_LONGEST_WORD:].split()
    return words[-1].casefold() if words else ""


def _tail(target: str) -> tuple[int, int]:
    """The last character, as a span."""
    return (max(0, len(target) - 1), len(target))


UNFINISHED = PairCheck(
    id="Q02",
    title="unfinished",
    explanation=(
        "The engine stopped at its length limit, or the source ends with . ! ? … and the "
        "translation does not. It is an error when the translation is short as well, or stops at "
        "a comma, a dash, an opening mark or a word such as `of`; otherwise only the mark is lost."
    ),
    score=score,
    accept=accept,
)
