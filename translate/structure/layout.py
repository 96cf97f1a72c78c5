"""Text to paragraphs: lines, or blocks between blank lines where the text is hard-wrapped."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_ATX_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(?=\S)")
_EMPTY_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]*")
_CLOSING_HASHES = re.compile(r"[ \t]+#+[ \t]*\Z")
_RULE = re.compile(r"[ \t]*(?:[-*_=][ \t]*){3,}")
_SETEXT = re.compile(r"(?:={3,}|-{3,})[ \t]*")
_DASHED = re.compile(r"\s*[-–—][ \t\xa0]*\w.{0,118}[ \t\xa0]*[-–—]\s*")

SENTENCE_END = re.compile(r"[.!?…:;][\s\xa0»”\"')\]]*\Z")

_MAX_WRAP_CHARS = 120
_MIN_WRAP_CHARS = 40
_MIN_WRAPPED_LINES = 3
_MIN_WRAPPED_SHARE = 0.6
_MAX_HEADING_CHARS = 200


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of the text that may become one block: `text` begins at `start` on `line`.

    `line_starts` are the offsets in `text` of its further lines, if it is hard-wrapped.
    """

    number: int
    line: int
    start: int
    text: str
    is_heading: bool = False
    line_starts: tuple[int, ...] = ()

    def line_at(self, offset: int) -> int:
        """The line of the document on which a character of the paragraph stands."""
        return self.line + bisect_right(self.line_starts, offset)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank; `is_rule` for one that is markup alone."""

    number: int
    start: int
    text: str
    is_heading: bool
    is_rule: bool
    after_blank: bool


def split_paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a text, in order.

    >>> [(p.line, p.text) for p in split_paragraphs("Titre\\n\\nUn.\\nDeux.\\n")]
    [(1, 'Titre'), (3, 'Un.'), (4, 'Deux.')]
    >>> [(p.text, p.is_heading) for p in split_paragraphs("# Titre\\n\\n- Un intertitre -\\n")]
    [('Titre', True), ('- Un intertitre -', True)]
    """
    lines = list(_lines(text))
    groups = _blocks(lines) if _is_wrapped(lines) else [[i] for i in lines if not i.is_rule]
    paragraphs = []
    for number, group in enumerate(groups, 1):
        first, last = group[0], group[-1]
        span = text[first.start : last.start + len(last.text)]
        line_starts = tuple(line.start - first.start for line in group[1:])
        paragraphs.append(
            Paragraph(number, first.number, first.start, span, first.is_heading, line_starts)
        )
    return paragraphs


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence does, closing quotes and brackets aside.

    >>> ends_sentence("C’est dit. »"), ends_sentence("Un titre")
    (True, False)
    """
    return SENTENCE_END.search(text[-40:]) is not None


def _lines(text: str) -> Iterator[_Line]:
    """The lines that are not blank, markup of headings cut off.

    White space at both ends stays in the line: it is the source's own. Lines end with a line feed
    only: other separators lie inside them.
    """
    start = 0
    after_blank = True
    raws = text.split("\n")
    for number, raw in enumerate(raws, 1):
        if raw and not raw.isspace():
            follower = raws[number] if number < len(raws) else ""
            yield _line(number, start, raw, follower, after_blank=after_blank)
            after_blank = False
        else:
            after_blank = True
        start += len(raw) + 1


def _line(number: int, start: int, raw: str, follower: str, *, after_blank: bool) -> _Line:
    is_short = len(raw) <= _MAX_HEADING_CHARS
    is_rule = is_short and bool(_RULE.fullmatch(raw) or _EMPTY_HEADING.fullmatch(raw))
    begin, end = 0, len(raw)
    is_heading = False
    if mark := _ATX_HEADING.match(raw):
        begin, is_heading = mark.end(), True
        if closing := _CLOSING_HASHES.search(raw, max(begin, end - _MAX_HEADING_CHARS)):
            end = closing.start()
    elif is_short and not is_rule:
        underlined = after_blank and _SETEXT.fullmatch(follower)
        is_heading = bool(underlined or _DASHED.fullmatch(raw))
    return _Line(number, start + begin, raw[begin:end], is_heading, is_rule, after_blank)


def _is_wrapped(lines: list[_Line]) -> bool:
    """Whether paragraphs run over several lines: most lines that another follows end nowhere.

    Lines must be short too, so that an article with one paragraph per line and no blank lines
    between some of them is not taken for wrapped.
    """
    followed = [
        line
        for line, follower in pairwise(lines)
        if not (follower.after_blank or line.is_heading or line.is_rule or follower.is_rule)
    ]
    if len(followed) < _MIN_WRAPPED_LINES:
        return False
    long = sum(len(line.text) > _MAX_WRAP_CHARS for line in lines)
    if long > len(lines) // 20:
        return False
    wrapped = sum(
        len(line.text) >= _MIN_WRAP_CHARS and not ends_sentence(line.text) for line in followed
    )
    return wrapped >= _MIN_WRAPPED_SHARE * len(followed)


def _blocks(lines: list[_Line]) -> Iterator[list[_Line]]:
    """The lines grouped between blank lines; headings and rules stand apart."""
    group: list[_Line] = []
    for line in lines:
        if group and (line.after_blank or line.is_heading or line.is_rule or group[-1].is_heading):
            yield group
            group = []
        if not line.is_rule:
            group.append(line)
    if group:
        yield group
