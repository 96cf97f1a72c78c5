"""References in memory: what a segment or a summary should read, found by its id or its source.

Nothing is dropped in silence: repeated, contradictory and empty references are counted.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from translate.evaluation.folding import folded


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference text; at least one of the two ways to its segment is given."""

    text: str
    source: str | None = None
    segment_id: str | None = None

    @property
    def name(self) -> str:
        """How a list shows it: by its source text, else by its id."""
        return self.source or self.segment_id or ""


@dataclass(frozen=True, slots=True)
class Found:
    """The distinct references of a segment, and the entries that they stand in."""

    texts: tuple[str, ...]
    entries: tuple[int, ...]
    by_id: bool


class ReferenceBook:
    """The references of one language.

    An entry is a source text, a segment id or the pair of both, with its distinct references.
    """

    def __init__(self) -> None:
        """Make an empty book."""
        self._texts: list[list[str]] = []
        self._keys: list[Reference] = []
        self._entries: dict[tuple[str | None, str | None], int] = {}
        self._by_id: dict[str, list[int]] = defaultdict(list)
        self._by_source: dict[str, list[int]] = defaultdict(list)
        self.repeated = 0
        self.empty = 0

    def __len__(self) -> int:
        """The number of entries."""
        return len(self._keys)

    def add(self, reference: Reference) -> None:
        """Take a reference in; an empty or a repeated one is counted and not taken.

        >>> book = ReferenceBook()
        >>> for text in ("Xin chào.", " Xin  chào.", ""):
        ...     book.add(Reference(text, source="Bonjour."))
        >>> len(book), book.repeated, book.empty
        (1, 1, 1)
        """
        text = folded(reference.text)
        if not text:
            self.empty += 1
            return
        source = None if reference.source is None else folded(reference.source)
        entry = self._entry_of(reference.segment_id, source)
        if text in self._texts[entry]:
            self.repeated += 1
        else:
            self._texts[entry].append(text)

    def _entry_of(self, segment_id: str | None, source: str | None) -> int:
        key = (segment_id, source)
        if key not in self._entries:
            entry = self._entries[key] = len(self._keys)
            self._keys.append(Reference("", source, segment_id))
            self._texts.append([])
            if segment_id is not None:
                self._by_id[segment_id].append(entry)
            if source is not None:
                self._by_source[source].append(entry)
        return self._entries[key]

    def find(self, segment_id: str, source: str) -> Found | None:
        """The references of a segment: those of its id, if they agree on the source, else all
        those of its source text; None where there are none.
        """
        entries = [
            entry
            for entry in self._by_id.get(segment_id, ())
            if self._keys[entry].source in {None, source}
        ]
        by_id = bool(entries)
        entries = entries or self._by_source.get(source, [])
        texts = dict.fromkeys(text for entry in entries for text in self._texts[entry])
        return Found(tuple(texts), tuple(entries), by_id) if entries else None

    def contradicts(self, segment_id: str, source: str) -> bool:
        """Whether a reference has the id of this segment but another source text."""
        sources = {self._keys[entry].source for entry in self._by_id.get(segment_id, ())}
        return bool(sources) and not sources & {None, source}

    def unused(self, used: set[int]) -> Iterator[str]:
        """The names of the entries that are not among `used`, in order."""
        return (key.name for entry, key in enumerate(self._keys) if entry not in used)

    def several(self) -> Iterator[str]:
        """The source texts and ids that have more than one reference, in order."""
        for source, entries in self._by_source.items():
            if len({text for entry in entries for text in self._texts[entry]}) > 1:
                yield source
        for key, texts in zip(self._keys, self._texts, strict=True):
            if key.source is None and len(texts) > 1:
                yield key.name

    def example(self) -> str | None:
        """The name of the first entry, to show what the references look like."""
        return self._keys[0].name if self._keys else None


@dataclass(frozen=True, slots=True)
class References:
    """All references of a folder: a book for each language, and one for its summaries.

    `files` are those that were read, `ignored` the others; the names are sorted.
    """

    segments: dict[str, ReferenceBook] = field(default_factory=dict)
    summaries: dict[str, ReferenceBook] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
