"""Q16: quotation marks or brackets were lost, or one of a pair was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.records import Severity
from translate.terminology import Glossary

_MARK = re.compile("[\"«»“”„‟‹›〝〞]|''|``")
# A single mark that opens a quotation; an apostrophe stands inside a word or behind one.
_SINGLE_OPENING = re.compile(r"(?<![\w'’‘])['‘](?=[^\W\d])")
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_BRACKET = re.compile(r"[()\[\]]")


@dataclass(frozen=True, slots=True)
class Marks:
    """What the two texts have of marks that come in pairs.

    `quoted_words` are those between the marks of the source. `lone` is the span of the mark that
    has no other in the target, where the source has them all; `is_at_edge`: what it opens may go on
    in the next segment, or what it closes may have begun before, since the quotation of the source
    reaches that end of its segment. `lone_bracket` is the same of brackets.
    """

    source_quotes: int
    quoted_words: int
    has_target_quotes: bool
    lone: tuple[int, int] | None
    is_at_edge: bool
    lone_bracket: tuple[int, int] | None


def score(pair: Pair, _glossary: Glossary) -> Marks:
    """The marks of both texts, all kinds of double quotation marks taken as one."""
    source, target = pair.source, pair.target
    in_source = list(_MARK.finditer(source))
    in_target = list(_MARK.finditer(target))
    lone = None
    is_at_edge = False
    # A quotation over several sentences is odd in each language: only an even source can judge.
    if len(in_target) % 2 and in_source and not len(in_source) % 2:
        has_opening = _opens(target, in_target[0])
        lone = in_target[-1 if has_opening else 0].span()
        runs_on = not _WORD.search(source, in_source[-1].end())
        begins_before = not _WORD.search(source, 0, in_source[0].start())
        ends_target = not _WORD.search(target, lone[1])
        is_at_edge = runs_on if has_opening else begins_before and ends_target
    return Marks(
        source_quotes=len(in_source),
        quoted_words=_quoted_words(source, in_source),
        has_target_quotes=bool(in_target) or _has_single_opening(target),
        lone=lone,
        is_at_edge=is_at_edge,
        lone_bracket=None if _lone_bracket(source) else _lone_bracket(target),
    )


def accept(marks: Marks, options: ChecksConfig) -> Iterator[Observation]:
    """A warning for a quotation that is none any more, and for half a pair; see the explanation."""
    if marks.source_quotes > 1 and not marks.has_target_quotes:
        is_long = marks.quoted_words >= options.quotes.min_words
        yield Observation(
            Severity.WARNING if is_long else Severity.INFORMATION,
            "the quotation marks are gone",
            expected=f"{marks.source_quotes} marks",
            found="none",
        )
    elif marks.lone and marks.is_at_edge:
        yield Observation(
            Severity.INFORMATION, "a quotation goes beyond its segment", span=marks.lone
        )
    elif marks.lone:
        yield Observation(
            Severity.WARNING, "a quotation mark has lost the other of its pair", span=marks.lone
        )
    if marks.lone_bracket:
        yield Observation(
            Severity.WARNING, "a bracket has lost the other of its pair", span=marks.lone_bracket
        )


def _has_single_opening(text: str) -> bool:
    return ("'" in text or "‘" in text) and _SINGLE_OPENING.search(text) is not None


def _opens(text: str, mark: re.Match[str]) -> bool:
    """Whether a mark opens a quotation: by its shape, else by what stands before it."""
    if mark[0] in "«“„‹〝``":
        return True
    if mark[0] in "»”›〞":
        return False
    before = text[mark.start() - 1 : mark.start()]
    return not before or before.isspace() or before in "([-–—'’‘/"


def _quoted_words(text: str, marks: list[re.Match[str]]) -> int:
    """The words between the marks, taken two by two."""
    return sum(
        len(_WORD.findall(text, opening.end(), closing.start()))
        for opening, closing in zip(marks[::2], marks[1::2], strict=False)
    )


def _lone_bracket(text: str) -> tuple[int, int] | None:
    """Where a bracket stands whose other is missing; round and square ones nest as they please.

    >>> _lone_bracket("(a) [b"), _lone_bracket("(a [b])")
    ((4, 5), None)
    """
    for opening, closing in ("()", "[]"):
        if opening not in text and closing not in text:
            continue
        open_at: list[int] = []
        for match in _BRACKET.finditer(text):
            if match[0] == opening:
                open_at.append(match.start())
            elif match[0] == closing:
                if not open_at:
                    return match.span()
                open_at.pop()
        if open_at:
            return open_at[-1], open_at[-1] + 1
    return None


QUOTES = PairCheck(
    id="Q16",
    title="quotes and brackets",
    explanation=(
        "The source quotes, and the translation has no quotation mark at all, or one without its "
        "other; or a bracket stands alone. Who reads it no longer knows whose words these are. All "
        "kinds of marks count as one, and apostrophes count as none. Told as information, since "
        "people do it too: a lost quotation of one word, and half a pair whose other may stand in "
        "the next sentence. Half a pair is no fault where the source is odd itself. That brackets "
        "became commas is left alone: 1.5 % of human translations do so."
    ),
    score=score,
    accept=accept,
)
