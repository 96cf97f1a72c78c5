"""Q12: an acronym was lost, mangled, or left in French."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.checks.spelling import is_french_word
from translate.config.checks import ChecksConfig
from translate.numbers import LANGUAGES
from translate.numbers.tokens import words_of
from translate.records import Severity
from translate.terminology import Glossary
from translate.terminology.matching import fold

_ACRONYM = re.compile(
    r"(?<![\w&’'.-])[A-Z](?:[A-Z]{1,5}|&[A-Z]{1,2})(?![\w&]|\.[A-Z]|-[A-Z]?\d{3})"
)
_TWO_CAPITALS = re.compile(r"[A-Z][A-Z&]")
_ELIDED = re.compile(r"(?<=[dlDLqQ][’'])[A-Z]{2,6}(?![\w&])")
_ROMAN = re.compile(r"(?=[MDCLXVI])M*(C[MD]|D?C{0,3})(X[CL]|L?X{0,3})(I[XV]|V?I{0,3})")
# Sizes, units and signs that a translation writes in its own way.
_NO_ACRONYMS = frozenset("TV XL XXL XS OK KM KG CM MM HA AM PM AV JC NB PS FIN VS".split())


@dataclass(frozen=True, slots=True)
class Lost:
    """An acronym of the source without a counterpart in the target; `forms` are those it may have.

    `start` tells where the acronym itself was left in the target though it has another form there.
    """

    acronym: str
    forms: tuple[str, ...]
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Acronyms:
    """What became of the acronyms of a source of which this share of words is in capitals."""

    lost: tuple[Lost, ...]
    capitals: float


def score(pair: Pair, glossary: Glossary) -> Acronyms:
    """The acronyms of the source that the target has in no form: as they are, known, or in full."""
    found = _acronyms(pair.source)
    if not found or pair.lang not in LANGUAGES:
        return Acronyms((), 0.0)
    known = {
        hit.payload.fr: hit.payload.accepted(pair.lang)
        for hit in glossary.find(pair.source)
        if hit.payload.is_acronym
    }
    target = fold(pair.target)
    initials = _initials(target)
    lost = tuple(
        _lost(acronym, known.get(acronym, ()), target)
        for acronym in found
        if not _is_there(acronym, known.get(acronym, ()), target)
        and (acronym in known or not (_is_excused(acronym) or acronym in initials))
    )
    return Acronyms(lost, _share_of_capitals(pair.source))


def accept(acronyms: Acronyms, options: ChecksConfig) -> Iterator[Observation]:
    """A warning for each acronym that is lost, unless the whole source shouts."""
    if acronyms.capitals > options.acronyms.max_capitals:
        return
    for lost in acronyms.lost:
        is_left = lost.start is not None
        expected = lost.forms[0] if lost.forms else lost.acronym
        yield Observation(
            Severity.WARNING,
            f"the acronym {lost.acronym} was left in French"
            if is_left
            else f"the acronym {lost.acronym} was lost or changed",
            span=(lost.start, lost.start + len(lost.acronym)) if lost.start is not None else None,
            expected=expected,
            found=lost.acronym if is_left else None,
        )


def _acronyms(source: str) -> list[str]:
    if not _TWO_CAPITALS.search(source):
        return []
    hits = sorted((*_ACRONYM.finditer(source), *_ELIDED.finditer(source)), key=re.Match.start)
    return list(dict.fromkeys(hit[0] for hit in hits))


def _initials(target: str) -> str:
    """The first letters of all words, and of all capitalised ones: a name in full shows there."""
    words = words_of(target)
    capitalised = (word[0] for word in words if word[0].isupper())
    return f"{''.join(word[0].upper() for word in words)} {''.join(capitalised)}"


def _is_there(acronym: str, forms: tuple[str, ...], target: str) -> bool:
    """Whether a folded target holds a form of the acronym; without a table it is its own form."""
    return any(_find(form, target) is not None for form in forms or (acronym,))


def _find(form: str, target: str) -> int | None:
    """Where a form stands as whole words in a folded target; capitals and a final s apart."""
    form, text = fold(form).lower(), _lowered(target)
    start = text.find(form)
    while start >= 0:
        before, after = text[max(0, start - 1) : start], text[start + len(form) :][:1]
        if not before.isalnum() and (not after.isalnum() or after.isdecimal() or after == "s"):
            return start
        start = text.find(form, start + 1)
    return None


def _lowered(text: str) -> str:
    """In small letters, those apart that would become two: same length."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower()[:1] for c in text)


def _lost(acronym: str, forms: tuple[str, ...], target: str) -> Lost:
    return Lost(acronym, forms, _find(acronym, target) if forms else None)


def _is_excused(acronym: str) -> bool:
    """Whether capitals without a known meaning are no acronym: a numeral, a size, a shout."""
    return (
        acronym in _NO_ACRONYMS
        or _ROMAN.fullmatch(acronym) is not None
        or is_french_word(acronym.lower())
    )


def _share_of_capitals(source: str) -> float:
    words = [word for word in words_of(source) if len(word) > 1]
    return sum(map(str.isupper, words)) / len(words) if words else 0.0


ACRONYMS = PairCheck(
    id="Q12",
    title="acronym",
    explanation=(
        "An acronym of the source is not in the translation: neither as it is, nor in the form "
        "that the other language has for it (OTAN, NATO; PIB, GDP), nor spelled out. Acronyms that "
        "are the same in all languages must come through letter by letter."
    ),
    score=score,
    accept=accept,
)
