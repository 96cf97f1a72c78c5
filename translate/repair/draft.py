"""A text under repair that remembers what stood there before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `text` for what stands at `start:end`; `check` is the check that would have found it."""

    start: int
    end: int
    text: str
    check: str


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed, at `start:end` of the text as it is now, and what stood there at first."""

    start: int
    end: int
    before: str
    check: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A text, and the changes that made it, in order and apart from each other."""

    text: str
    changes: tuple[Change, ...] = ()

    def edited(self, edits: Iterable[Edit]) -> "Draft":
        """The draft after `edits`, which are in the order of the text and do not overlap.

        An edit of what was changed before makes one change of both.

        >>> once = Draft("12 345 %").edited([Edit(2, 3, ",", "Q09"), Edit(6, 8, "%", "Q17")])
        >>> once.edited([Edit(0, 6, "12345", "Q09")])
        Draft(text='12345%', changes=(Change(start=0, end=5, before='12 345', check='Q09'), \
Change(start=5, end=6, before=' %', check='Q17')))
        """
        edits = list(edits)
        if not edits:
            return self
        changes: list[Change] = []
        pieces: list[str] = []
        done = length = 0
        for old, new in _grouped([*self.changes, *edits]):
            start = min(*(one.start for one in old), *(one.start for one in new), len(self.text))
            end = max(*(one.end for one in old), *(one.end for one in new), 0)
            before = self._replaced(start, end, ((one, one.before) for one in old))
            after = self._replaced(start, end, ((one, one.text) for one in new))
            pieces += [self.text[done:start], after]
            length += start - done
            if after != before:
                check = (new or old)[-1].check
                changes.append(Change(length, length + len(after), before, check))
            length += len(after)
            done = end
        pieces.append(self.text[done:])
        return Draft("".join(pieces), tuple(changes))

    def _replaced(
        self, start: int, end: int, replacements: Iterable[tuple[Edit | Change, str]]
    ) -> str:
        """The text at `start:end` with something else in some places of it."""
        pieces = []
        for place, text in replacements:
            pieces += [self.text[start : place.start], text]
            start = place.end
        return "".join([*pieces, self.text[start:end]])


def _grouped(places: list[Change | Edit]) -> Iterator[tuple[list[Change], list[Edit]]]:
    """The changes and edits that overlap, together; those that only touch stay apart."""
    group: list[Change | Edit] = []
    end = 0
    for place in sorted(places, key=attrgetter("start", "end")):
        if group and place.start >= end:
            yield _divided(group)
            group = []
        end = max(end, place.end) if group else place.end
        group.append(place)
    if group:
        yield _divided(group)


def _divided(group: list[Change | Edit]) -> tuple[list[Change], list[Edit]]:
    old = [place for place in group if isinstance(place, Change)]
    return old, [place for place in group if isinstance(place, Edit)]
