"""Vietnamese people: names that are known with their marks, and names that have lost them.

A name is restored only where the whole of it is known and can be read in one way. Nothing is put
together from syllables: `Hung` is Hùng as often as Hưng.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import takewhile

from translate.terminology.matching import fold
from translate.terminology.terms import Term

_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|ch|th|tr|ph|kh|gh|gi|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
_MAX_SYLLABLES = 4
# A longer surname that has lost its marks is one of no other language: what follows is its name.
_MIN_LETTERS_OF_SURE_SURNAME = 4


@dataclass(frozen=True, slots=True)
class BareName:
    """A Vietnamese name without marks in a text."""

    start: int
    end: int
    text: str


@cache
def known_people() -> Mapping[str, tuple[str, ...]]:
    """Each name without its marks, and what it may be with them: several where that is not sure.

    >>> known_people()["Phan Chau Trinh"], known_people()["Nguyen Van Hung"]
    (('Phan Châu Trinh',), ('Nguyễn Văn Hùng', 'Nguyễn Văn Hưng'))
    """
    return {fold(line.split("|")[0]): tuple(line.split("|")) for line in _lines("people.txt")}


def person_terms() -> list[Term]:
    """The known people as terms, but for those whose name can be read in two ways."""
    return [
        Term(bare, "person", {"en": (bare,), "vi": spellings})
        for bare, spellings in known_people().items()
        if len(spellings) == 1
    ]


@cache
def surnames() -> frozenset[str]:
    """The Vietnamese surnames in small letters, with their marks."""
    return frozenset(_lines("surnames.txt"))


@cache
def bare_surnames() -> frozenset[str]:
    """The Vietnamese surnames in small letters, without their marks."""
    return frozenset(map(fold, surnames()))


def is_syllable(word: str) -> bool:
    """Whether a word has the form of a Vietnamese syllable, its marks apart.

    >>> is_syllable("Thuận"), is_syllable("Moscou")
    (True, False)
    """
    return _SYLLABLE.fullmatch(fold(word).lower()) is not None


def bare_names(text: str) -> Iterator[BareName]:
    """The names of Vietnamese people in a Vietnamese text that stand there without any mark.

    A name that has no mark to lose is right as it is.

    >>> [name.text for name in bare_names("Ông Tran Van Hung gặp bà Mai Lan và Le Pen.")]
    ['Tran Van Hung']
    """
    for run in _runs(text):
        at = 0
        while at < len(run):
            words = _name_at(run, at)
            if words:
                start, end = words[0].start(), words[-1].end()
                yield BareName(start, end, text[start:end])
            at += len(words) or 1


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Capitalised words of plain letters with one space between them, two at least."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if run and text[run[-1].end() : word.start()] not in {" ", "\u00a0"}:
            if len(run) > 1:
                yield run
            run = []
        if word[0].isascii() and word[0].isalpha() and word[0].istitle():
            run.append(word)
        else:
            if len(run) > 1:
                yield run
            run = []
    if len(run) > 1:
        yield run


def _name_at(run: list[re.Match[str]], at: int) -> list[re.Match[str]]:
    """The words of the name without marks that begins at a word of a run; empty if none does."""
    surname = run[at][0].lower()
    if surname not in bare_surnames():
        return []
    has_lost = surname not in surnames()
    is_sure = has_lost and len(surname) >= _MIN_LETTERS_OF_SURE_SURNAME
    rest = run[at + 1 : at + _MAX_SYLLABLES]
    given = list(takewhile(lambda word: _is_given(word[0], is_any=is_sure), rest))
    has_lost = has_lost or any(word[0].lower() not in _given() for word in given)
    return [run[at], *given] if given and (is_sure or (has_lost and len(given) > 1)) else []


def _is_given(word: str, *, is_any: bool) -> bool:
    """Whether a bare word may be a part of a given name; `is_any`: any Vietnamese syllable is."""
    return is_syllable(word) if is_any else word.lower() in _bare_given()


@cache
def _given() -> frozenset[str]:
    """The syllables of given names in small letters, with their marks."""
    known = (line.lower().split("|") for line in _lines("people.txt"))
    syllables = {part for names in known for name in names for part in name.split()[1:]}
    return frozenset(syllables.union(_lines("given_names.txt")))


@cache
def _bare_given() -> frozenset[str]:
    return frozenset(map(fold, _given()))


def _lines(name: str) -> list[str]:
    """The lines of a list that ships with the package, but for comments."""
    text = (resources.files("translate.terminology") / name).read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line and line[0] != "#"]
