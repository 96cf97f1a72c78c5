"""Which segment and which summary has which references: by id where it agrees, else by source.

What has no partner on the other side is counted, and the first of it is named.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from translate.evaluation.folding import folded
from translate.evaluation.outputs import OutputFolder, SummaryRow, read_segments, read_summaries
from translate.evaluation.references import ReferenceBook, References

LISTED = 100
"""How many ids or source texts a list names; the count beside it is of all."""


@dataclass(frozen=True, slots=True)
class Item:
    """A text of an output with its references, all folded; `source` is empty for a summary."""

    item_id: str
    role: str
    is_blocked: bool
    source: str
    text: str
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """How many there are, and the names of the first `LISTED`."""

    count: int
    first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """The items of one language that have references, and what was left over on both sides.

    `total` counts the segments or summaries of the output, `by_id` the items that were matched by
    their id, `contradicting` those whose id a reference gives to another source text. The last
    three describe the references: repeated and empty ones, and those with several texts.
    """

    lang: str
    items: tuple[Item, ...]
    total: int
    by_id: int
    without_reference: Listing
    without_segment: Listing
    contradicting: Listing
    several: Listing
    repeated: int
    empty: int


class _Ledger:
    """The matches of one language while the output is read."""

    def __init__(self, lang: str, book: ReferenceBook) -> None:
        self.lang = lang
        self.book = book
        self.items: list[Item] = []
        self.used: set[int] = set()
        self.counts: Counter[str] = Counter()
        self.without: list[str] = []
        self.contradicting: list[str] = []

    def take(self, item: Item) -> None:
        """Look for the references of an item, which has none yet."""
        self.counts["total"] += 1
        if self.book.contradicts(item.item_id, item.source):
            self.contradicting.append(item.item_id)
        found = self.book.find(item.item_id, item.source)
        if found is None:
            self.without.append(item.item_id)
            return
        self.counts["by_id"] += found.by_id
        self.used.update(found.entries)
        self.items.append(
            Item(item.item_id, item.role, item.is_blocked, item.source, item.text, found.texts)
        )

    def close(self) -> Matched:
        """What was found, once all of the output was read."""
        return Matched(
            lang=self.lang,
            items=tuple(self.items),
            total=self.counts["total"],
            by_id=self.counts["by_id"],
            without_reference=_listing(self.without),
            without_segment=_listing(self.book.unused(self.used)),
            contradicting=_listing(self.contradicting),
            several=_listing(self.book.several()),
            repeated=self.book.repeated,
            empty=self.book.empty,
        )


def match_segments(
    output: OutputFolder, references: References, langs: Iterable[str]
) -> dict[str, Matched]:
    """The segments of an output with their references, by target language, in one pass."""
    ledgers = [_Ledger(lang, references.segments[lang]) for lang in langs]
    for row in read_segments(output):
        source = folded(row.source)
        for ledger in ledgers:
            text = folded(row.targets.get(ledger.lang, ""))
            ledger.take(Item(row.segment_id, row.role, row.is_blocked, source, text, ()))
    return {ledger.lang: ledger.close() for ledger in ledgers}


def match_summaries(
    output: OutputFolder, references: References, langs: Iterable[str]
) -> dict[str, Matched]:
    """The summaries of an output with their references, by language, in one pass.

    An output whose references hold no summary is not read.
    """
    ledgers = [_Ledger(lang, references.summaries[lang]) for lang in langs]
    rows: Iterable[SummaryRow] = (
        read_summaries(output) if any(len(ledger.book) for ledger in ledgers) else ()
    )
    for row in rows:
        for ledger in ledgers:
            text = folded(row.texts.get(ledger.lang, ""))
            ledger.take(Item(row.article_id, "summary", False, "", text, ()))
    return {ledger.lang: ledger.close() for ledger in ledgers}


@dataclass(frozen=True, slots=True)
class Pairing:
    """The items that two outputs have in common, and how many only one has.

    Of a pair the first is the number of our item, from 0, the second the item of theirs.
    """

    pairs: tuple[tuple[int, Item], ...]
    only_ours: int
    only_theirs: int


def pair_up(ours: Matched, theirs: Matched) -> Pairing:
    """Put the items of two outputs together: by id with the same source, else by the source.

    Equal source texts beyond that are taken in order, each of theirs once.
    """
    by_key = {(item.item_id, item.source): item for item in theirs.items}
    pairs: dict[int, Item] = {}
    for number, item in enumerate(ours.items):
        if partner := by_key.pop((item.item_id, item.source), None):
            pairs[number] = partner
    left: dict[str, list[Item]] = {}
    for item in by_key.values():
        left.setdefault(item.source, []).append(item)
    for number, item in enumerate(ours.items):
        if number not in pairs and item.source and left.get(item.source):
            pairs[number] = left[item.source].pop(0)
    return Pairing(
        tuple(sorted(pairs.items(), key=lambda pair: pair[0])),
        len(ours.items) - len(pairs),
        len(theirs.items) - len(pairs),
    )


def _listing(names: Iterable[str]) -> Listing:
    """Count the names, and keep the first."""
    iterator = iter(names)
    first = tuple(islice(iterator, LISTED))
    return Listing(len(first) + sum(1 for _ in iterator), first)
