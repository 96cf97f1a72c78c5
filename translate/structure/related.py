"""The tail of a wire page: caption, title and teaser of other stories, over and over.

Any of the three may be missing. So the roles of the whole tail are those that cost least together:
what a line looks like against what should come next (a Viterbi search over three states). Credits
weigh most, so the rhythm is found again after every caption that has one.
"""

from dataclasses import dataclass

from translate.records import Role
from translate.structure.layout import Paragraph, ends_sentence
from translate.structure.marks import find_credit, is_related_marker

_ROLES = (Role.RELATED_CAPTION, Role.RELATED_TITLE, Role.RELATED_TEASER)
_CAPTION, _TITLE, _TEASER = range(3)

# What it costs to pass from one role to the next; the rhythm itself is free.
_FIRST = (0, 3, 8)
_NEXT = (
    (6, 0, 6),  # after a caption: another caption, the title, the teaser without a title
    (3, 6, 0),  # after a title: the teaser is missing; teaser and next caption are; the teaser
    (0, 3, 5),  # after a teaser: the next caption; it is missing; a second paragraph of the teaser
)
_MAX_TITLE_CHARS = 200
_MIN_TEASER_CHARS = 60
_MIN_ITEMS = 2


@dataclass(frozen=True, slots=True)
class RelatedPart:
    """A paragraph of the tail with its role, and the number of the story that it is about."""

    paragraph: Paragraph
    role: Role
    item: int | None = None
    credit: str | None = None


def related_parts(paragraphs: list[Paragraph]) -> list[RelatedPart]:
    """The paragraphs of the tail with their roles and stories; stories count from 1."""
    parts: list[RelatedPart] = []
    run: list[Paragraph] = []
    item = 0
    for paragraph in [*paragraphs, None]:
        if paragraph is not None and not is_related_marker(paragraph.text):
            run.append(paragraph)
            continue
        run_parts = _parts_of_run(run, item)
        parts += run_parts
        item = max((part.item or 0 for part in run_parts), default=item)
        run = []
        if paragraph is not None:
            parts.append(RelatedPart(paragraph, Role.RELATED_MARKER))
    return parts


def find_unmarked_tail(paragraphs: list[Paragraph]) -> int | None:
    """Where a tail begins that has neither a marker nor a signature before it, if there is one.

    It takes two stories with credits in the rhythm, and hardly anything else up to the end: a
    caption in the body is followed by a paragraph, not by a title.
    """
    credited = [find_credit(paragraph.text) is not None for paragraph in paragraphs]
    titles = [looks_like_title(p) and not c for p, c in zip(paragraphs, credited, strict=True)]
    starts = [
        index
        for index in range(2, len(paragraphs) - 1)
        if credited[index] and titles[index + 1] and _goes_on(paragraphs, credited, index + 2)
    ]
    for position, index in enumerate(starts):
        items = len(starts) - position
        if items >= _MIN_ITEMS and len(paragraphs) - index <= 4 * items:
            return index
    return None


def _goes_on(paragraphs: list[Paragraph], credited: list[bool], index: int) -> bool:
    """Whether what follows a title can follow it: a teaser, the next caption, or the end."""
    if index >= len(paragraphs):
        return True
    return credited[index] or ends_sentence(paragraphs[index].text)


def looks_like_title(paragraph: Paragraph) -> bool:
    """Whether a paragraph is short and ends without a full stop."""
    text = paragraph.text.rstrip()
    return len(text) <= _MAX_TITLE_CHARS and (text[-1:] in "?!»”" or not ends_sentence(text))


def _parts_of_run(paragraphs: list[Paragraph], item: int) -> list[RelatedPart]:
    """The parts of paragraphs that follow each other; their stories count on from `item`."""
    credits = [find_credit(paragraph.text) for paragraph in paragraphs]
    states = _cheapest_states(
        [_looks(p, has_credit=c is not None) for p, c in zip(paragraphs, credits, strict=True)]
    )
    parts = []
    previous: int | None = None
    for paragraph, credit, state in zip(paragraphs, credits, states, strict=True):
        is_next_step = previous is not None and state == previous + 1
        is_same_teaser = state == _TEASER and previous == _TEASER
        if not (is_next_step or is_same_teaser):
            item += 1
        name = credit[1] if credit and state == _CAPTION else None
        parts.append(RelatedPart(paragraph, _ROLES[state], item, name))
        previous = state
    return parts


def _looks(paragraph: Paragraph, *, has_credit: bool) -> tuple[int, int, int]:
    """What it costs to call a paragraph a caption, a title, a teaser."""
    if has_credit:
        return 0, 10, 8
    text = paragraph.text.rstrip()
    caption = 10 if paragraph.is_heading else 3
    title = (0 if looks_like_title(paragraph) else 3) + (3 if len(text) > _MAX_TITLE_CHARS else 0)
    teaser = (0 if ends_sentence(text) else 4) + (1 if len(text) < _MIN_TEASER_CHARS else 0)
    return caption, title, teaser


def _cheapest_states(looks: list[tuple[int, int, int]]) -> list[int]:
    """The states that cost least together, in time linear in their number."""
    if not looks:
        return []
    costs = [first + look for first, look in zip(_FIRST, looks[0], strict=True)]
    origins: list[list[int]] = []
    for look in looks[1:]:
        steps = [min((costs[s] + _NEXT[s][to], s) for s in range(3)) for to in range(3)]
        costs = [cost + look[to] for to, (cost, _) in enumerate(steps)]
        origins.append([origin for _, origin in steps])
    state = min((_TEASER, _TITLE, _CAPTION), key=lambda s: costs[s])
    states = [state]
    for best in reversed(origins):
        state = best[state]
        states.append(state)
    return states[::-1]
