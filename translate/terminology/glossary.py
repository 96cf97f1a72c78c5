"""The glossary: names and terms written as the house writes them, after generation.

Only a term whose French form stands in the source is looked for. Names left in French or stripped
of their accents are replaced; common nouns only where the French form itself was left in the
target, since a translation may inflect or paraphrase them. What is not found is reported.
"""

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from translate.terminology.contexts import is_inside_longer_name, is_shouted, neighbours
from translate.terminology.matching import (
    Hit,
    PhraseIndex,
    fold,
    longest_first,
    modern_tones,
    plain_punctuation,
)
from translate.terminology.shipped import shipped_terms
from translate.terminology.spellings import is_left_name, is_spelled
from translate.terminology.terms import NAME_KINDS, Term, read_terms


@dataclass(frozen=True, slots=True)
class Change:
    """One replacement; `start` counts in the target as it was, in NFC."""

    term: Term
    start: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Applied:
    """A target text after the glossary, what changed, and which terms it still lacks."""

    text: str
    changes: tuple[Change, ...] = ()
    missing: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term of the source, how often it stands there, and every spelling it has there."""

    term: Term
    count: int
    spellings: tuple[str, ...]
    is_nested: bool


@dataclass(frozen=True, slots=True)
class _Left:
    """A form of a term that the engine may have left, and what replaces it."""

    term: Term
    form: str
    after: str


class Glossary:
    """Terms by their French form. Immutable: to change it, load another."""

    __slots__ = ("_aliases", "_index", "terms")

    def __init__(self, terms: Iterable[Term]) -> None:
        """Index the terms; of two with one French form the later is kept."""
        self.terms = tuple({term.fr: term for term in terms}.values())
        # The later term first, so that a user's row wins among spellings that fold alike.
        self._index = PhraseIndex((term.fr, term) for term in reversed(self.terms))
        self._aliases: dict[tuple[object, ...], list[str]] = {}
        for term in self.terms:
            self._aliases.setdefault(_meaning(term), []).append(term.fr)

    def digest(self) -> str:
        """A hexadecimal SHA-256 over all terms in their order, which decides between spellings."""
        rows = [f"{term.fr}\0{term.kind}\0{term.targets!r}" for term in self.terms]
        return hashlib.sha256("\n".join(rows).encode()).hexdigest()

    def find(self, source: str) -> list[Hit[Term]]:
        """The terms of a French text, the longest where they overlap, in reading order.

        >>> [hit.payload.fr for hit in built_in().find("L’OTAN et la Guinée-Bissau, à Hanoï")]
        ['OTAN', 'Guinée-Bissau', 'Hanoï']
        """
        return self._find(source, 0, len(source), names_only=False)

    def lookup(self, name: str, lang: str, kinds: Collection[str] = NAME_KINDS) -> str | None:
        """The form to write for a whole French name, None where the glossary has none.

        >>> built_in().lookup("Moscou", "vi"), built_in().lookup("Tombouctou", "vi")
        ('Moskva', None)
        """
        for hit in self._matches(name, 0, len(name)):
            if hit.end - hit.start == len(name) and hit.payload.kind in kinds:
                return next(iter(hit.payload.accepted(lang)), None)
        return None

    def apply(self, source: str, target: str, lang: str) -> Applied:
        """`target` with the terms of `source` in the forms of `lang`.

        A term that stands in the target as often as in the source, in any accepted form, is left
        alone. Text that needs no change comes back as it was, byte for byte.

        >>> glossary = built_in()
        >>> glossary.apply("à Binh Thuan", "tại Binh Thuan", "vi").text
        'tại Bình Thuận'
        >>> glossary.apply("Nguyen Hai Duong", "Nguyen Hai Duong", "vi").text
        'Nguyen Hai Duong'
        >>> [term.fr for term in glossary.apply("L’OTAN", "Nó", "vi").missing]
        ['OTAN']
        """
        wanted = [item for item in self._wanted(source) if item.term.accepted(lang)]
        if not wanted:
            return Applied(target)
        text = unicodedata.normalize("NFC", target)
        right = _right_hits(text, wanted, lang)
        counts = Counter(hit.payload.term.fr for hit in right)
        lacking = [item for item in wanted if counts[item.term.fr] < item.count]
        held = bytearray(len(text))
        for hit in right:
            held[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
        # `Mexico` is the French capital and the English country: a right form is never rewritten.
        wrong = (
            hit
            for hit in self._wrong_hits(text, lacking, lang)
            if not any(held[hit.start : hit.end])
        )
        changes = tuple(_change(text, hit) for hit in longest_first(wrong))
        if changes:
            text = _replace(text, changes)
            right = _right_hits(text, wanted, lang)
        settled = {hit.payload.term.fr for hit in right}
        missing = tuple(
            item.term for item in wanted if not item.is_nested and item.term.fr not in settled
        )
        return Applied(text if changes else target, changes, missing)

    def _wanted(self, source: str) -> list[_Wanted]:
        """The terms of `source` in reading order, with the names inside longer common nouns."""
        outer = self.find(source)
        # `Vietnam` in `Parti communiste du Vietnam` may have been left in French alone.
        nested = [
            inner
            for hit in outer
            if not hit.payload.is_name
            for inner in self._find(source, hit.start, hit.end, names_only=True)
        ]
        found: dict[str, list[Hit[Term]]] = {}
        for hit in (*outer, *nested):
            found.setdefault(hit.payload.fr, []).append(hit)
        spoken = {hit.payload.fr for hit in outer}
        return [
            _Wanted(
                hits[0].payload,
                len(hits),
                tuple(dict.fromkeys(source[hit.start : hit.end] for hit in hits)),
                fr not in spoken,
            )
            for fr, hits in found.items()
        ]

    def _find(self, source: str, start: int, end: int, *, names_only: bool) -> list[Hit[Term]]:
        hits = (
            hit
            for hit in self._matches(source, start, end)
            if not (names_only and not hit.payload.is_name)
        )
        return [
            hit
            for hit in longest_first(hits)
            if not _is_another_name(source, hit, hit.payload, "fr")
        ]

    def _matches(self, source: str, start: int, end: int) -> list[Hit[Term]]:
        """Every term spelled in `source`; an exact spelling before one that only folds alike."""
        hits = [
            hit
            for hit in self._index.find(source, start, end)
            if is_spelled(source[hit.start : hit.end], hit.payload)
        ]
        return sorted(hits, key=lambda hit: source[hit.start : hit.end] != hit.payload.fr)

    def _left_forms(self, item: _Wanted, lang: str) -> Iterator[tuple[str, _Left]]:
        """The forms to replace: all French spellings, and right forms without their accents."""
        first, *_ = accepted = item.term.accepted(lang)
        for form in dict.fromkeys((*self._aliases[_meaning(item.term)], *item.spellings)):
            yield form, _Left(item.term, form, first)
        for form in accepted:
            # A single bare word (`Ao` for Áo, Austria) is too often another word.
            if item.term.kind in NAME_KINDS and " " in form:
                yield form, _Left(item.term, fold(form), form)

    def _wrong_hits(self, text: str, items: Sequence[_Wanted], lang: str) -> Iterator[Hit[_Left]]:
        """Where the French or the bare form of a term stands in the target."""
        forms = PhraseIndex(left for item in items for left in self._left_forms(item, lang))
        for hit in forms.find(text):
            left, found = hit.payload, text[hit.start : hit.end]
            if _is_another_name(text, hit, left.term, lang):
                continue
            if left.term.kind in NAME_KINDS and not left.term.is_acronym:
                is_left = is_left_name(found, left.form)
            else:
                is_left = (
                    plain_punctuation(found) == plain_punctuation(left.form)
                    and not neighbours(text, hit.start, hit.end).is_elided
                )
            if is_left and found not in left.term.accepted(lang):
                yield hit


def load_glossary(paths: Sequence[Path] = ()) -> Glossary:
    """The built-in terms, overridden by the files in their order.

    A row of a file replaces the built-in row of the same French form in every language that the
    file has a column for; an empty cell there takes the term out of that language.

    Raises:
        ConfigError: a file is malformed; all its problems are listed.
    """
    terms = {term.fr: term for term in built_in().terms}
    for path in paths:
        rows, languages = read_terms(path)
        for row in rows:
            known = terms.pop(row.fr, None)
            kept = {} if known is None else known.targets
            others = {lang: forms for lang, forms in kept.items() if lang not in languages}
            terms[row.fr] = Term(row.fr, row.kind, {**others, **row.targets})
    return Glossary(terms.values()) if paths else built_in()


@lru_cache(maxsize=1)
def built_in() -> Glossary:
    """The glossary that ships with the package, read on first use."""
    return Glossary(shipped_terms())


def _meaning(term: Term) -> tuple[object, ...]:
    """What terms share that are spellings of one thing: `Hanoi`, `Hanoï`, `Ha Noi`."""
    return term.kind, frozenset(term.targets.items())


def _is_another_name(text: str, hit: Hit[Any], term: Term, lang: str) -> bool:
    """Whether what is spelled like the name of `term` is a part of another name there."""
    if term.is_acronym:
        return is_shouted(text, hit.start, hit.end)
    if term.kind not in NAME_KINDS:
        return False
    is_person = term.kind == "person"
    return is_inside_longer_name(text, hit.start, hit.end, lang, is_person=is_person)


def _right_hits(text: str, items: Sequence[_Wanted], lang: str) -> list[Hit[_Wanted]]:
    """Where an accepted form of a term stands in the target."""
    forms = PhraseIndex((form, (form, item)) for item in items for form in item.term.accepted(lang))
    hits = []
    for hit in forms.find(text):
        form, item = hit.payload
        found = modern_tones(plain_punctuation(text[hit.start : hit.end]))
        form = modern_tones(plain_punctuation(form))
        if found == form or (not item.term.is_name and found.lower() == form.lower()):
            hits.append(Hit(hit.start, hit.end, item))
    return hits


def _change(text: str, hit: Hit[_Left]) -> Change:
    return Change(hit.payload.term, hit.start, text[hit.start : hit.end], hit.payload.after)


def _replace(text: str, changes: Sequence[Change]) -> str:
    pieces, at = [], 0
    for change in changes:
        pieces += [text[at : change.start], change.after]
        at = change.start + len(change.before)
    return "".join([*pieces, text[at:]])
