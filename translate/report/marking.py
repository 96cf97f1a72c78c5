"""Texts as HTML: escaped, invisible characters made visible, findings marked at their spans.

The characters that reorder or hide what stands around them (a right-to-left override makes
`exe.fdp` of `pdf.exe`) are replaced by their number in a box: whoever judges a translation must
see what is there, and no text may touch the page around it.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from translate.report.rows import SEVERITY_ORDER, Remark

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
"""Controls, bidirectional controls, invisible ones, tags, halves of characters. The joiners stay,
for they are part of emoji and of scripts."""

_MOST_IN_TITLE = 4


class Html(str):
    """Text that is HTML already: templates take it as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        """What the templates ask for."""
        return self


@dataclass(frozen=True, slots=True)
class Note:
    """A remark with the `id` that it has on the page."""

    id: str
    remark: Remark


def visible(text: str) -> str:
    r"""`text` with unseen characters as their numbers, for places that hold no markup.

    >>> visible("a\u202eb")
    'a[U+202E]b'
    >>> visible("a\xadb\u180ec\U000e0041")
    'a[U+00AD]b[U+180E]c[U+E0041]'
    """
    return _UNSEEN.sub(lambda match: f"[{_number(match[0])}]", text)


def shown(text: str) -> Html:
    r"""`text` as HTML, escaped, with unseen characters boxed.

    >>> shown("<b>\x00")
    '&lt;b&gt;<span class="u" title="U+0000">U+0000</span>'
    """
    return Html(_UNSEEN.sub(_boxed, html.escape(text)))


def marked(text: str, notes: Sequence[Note]) -> Html:
    """`text` as HTML with the spans of `notes` marked; those without a span in it mark nothing.

    Spans may overlap and nest: the text is cut at every end of one, and a piece says of all that
    cover it. An empty span is a mark of its own, without text.
    """
    placed = [note for note in notes if spans(note.remark, text)]
    if not placed:
        return shown(text)
    return Html("".join(_pieces(text, placed)))


def spans(remark: Remark, text: str) -> bool:
    """Whether the remark points at a place that `text` has."""
    return remark.span is not None and 0 <= remark.span[0] <= remark.span[1] <= len(text)


def _pieces(text: str, notes: Sequence[Note]) -> Iterator[str]:
    starts: dict[int, list[Note]] = {}
    ends: dict[int, list[Note]] = {}
    for note in notes:
        assert note.remark.span is not None, "only placed notes have pieces"
        start, end = note.remark.span
        starts.setdefault(start, []).append(note)
        ends.setdefault(end, []).append(note)
    cuts = sorted({0, len(text), *starts, *ends})
    active: dict[str, Note] = {}
    for cut, following in zip(cuts, [*cuts[1:], len(text)], strict=True):
        begun = starts.get(cut, [])
        if empty := [note for note in begun if note.remark.span == (cut, cut)]:
            yield _mark("", empty)
        for note in ends.get(cut, []):
            active.pop(note.id, None)
        active |= {note.id: note for note in begun if note.remark.span != (cut, cut)}
        piece = text[cut:following]
        if piece:
            yield _mark(piece, list(active.values())) if active else shown(piece)


def _mark(piece: str, notes: Sequence[Note]) -> str:
    worst = min((note.remark.severity for note in notes), key=SEVERITY_ORDER.index)
    told = [note.remark.told for note in islice(notes, _MOST_IN_TITLE)]
    if len(notes) > _MOST_IN_TITLE:
        told.append(f"and {len(notes) - _MOST_IN_TITLE} more")
    title = html.escape(visible("\n".join(told)))
    ids = " ".join(note.id for note in notes)
    return (
        f'<mark class="{worst.value.lower()}" title="{title}" aria-describedby="{ids}">'
        f"{shown(piece)}</mark>"
    )


def _boxed(match: re.Match[str]) -> str:
    number = _number(match[0])
    name = unicodedata.name(match[0], "")
    return f'<span class="u" title="{f"{number} {name}".strip()}">{number}</span>'


def _number(character: str) -> str:
    return f"U+{ord(character):04X}"
