"""Find what a French text says in a form that other languages keep, or keep but for its style."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from translate.placeholders.folding import fold

MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MIN_VIETNAMESE_WORDS = 3
_MAX_NAME_WORDS = 5
_YEARS = range(1900, 2100)

_DAY = re.compile(rf"(?<![\w.,-])(1(?:er|ᵉʳ)|[12]?\d|3[01]) ({'|'.join(MONTHS_FR)})\b")
_NUMBER = re.compile(
    r"(?<![\w.,/:-])(\d{1,3}(?:[.\u00a0\u202f ]\d{3})+|\d+)(,\d+)?(?![\w/:-]|[.,]\d)"
)
_NAME_WORD = r"[^\W\d_a-zà-öø-ÿ][^\W\d_]*(?:-[^\W\d_]+)*"
_NAMES = re.compile(rf"(?<![\w-]){_NAME_WORD}(?: {_NAME_WORD})+(?![\w-])")
# An initial consonant, vowels, a final consonant: what a Vietnamese syllable looks like, bare.
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|th|tr|ch|gi|gh|kh|ph|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A part of a French text that is carried over; `forms` has its form where another one is due.

    `kind` is D (day and month), Y (year), M (decimal), N (other number), P (Vietnamese person) or
    F (another name).
    """

    start: int
    end: int
    kind: str
    text: str
    forms: Mapping[str, str]


def find_entities(text: str) -> list[Entity]:
    """Return what is carried over, in order, without overlaps.

    >>> [entity.text for entity in find_entities("Selon Huynh Thanh Canh, 4,1 % en 2020")]
    ['Huynh Thanh Canh', '4,1', '2020']
    """
    found: list[Entity] = []
    for entity in (*_days(text), *_numbers(text), *_names(text)):
        if not any(entity.start < other.end and other.start < entity.end for other in found):
            found.append(entity)
    return sorted(found, key=lambda entity: entity.start)


_GROUP = 3


def _days(text: str) -> Iterator[Entity]:
    for match in _DAY.finditer(text):
        day = "1" if match[1].startswith("1") and not match[1].isdigit() else match[1]
        month = MONTHS_FR.index(match[2])
        forms = {"en": f"{MONTHS_EN[month]} {day}", "vi": f"{day}/{month + 1}"}
        yield Entity(match.start(), match.end(), "D", match[0], forms)


def _numbers(text: str) -> Iterator[Entity]:
    for match in _NUMBER.finditer(text):
        whole, fraction = match[1], match[2] or ""
        digits = re.sub(r"\D", "", whole)
        is_grouped = len(digits) < len(whole)
        groups = _grouped(digits) if is_grouped else digits
        kind = "M" if fraction else "N"
        if not fraction and not is_grouped and len(digits) == len("2026"):
            kind = "Y" if int(digits) in _YEARS else "N"
        forms = {
            "en": groups + fraction.replace(",", "."),
            "vi": groups.replace(",", ".") + fraction,
        }
        yield Entity(match.start(), match.end(), kind, match[0], forms)


def _grouped(digits: str) -> str:
    """Digits in groups of three; not by `int`, which refuses numbers of thousands of digits.

    >>> _grouped("0600000"), _grouped("12")
    ('600,000', '12')
    """
    digits = digits.lstrip("0") or "0"
    head = len(digits) % _GROUP
    groups = [digits[at : at + _GROUP] for at in range(head, len(digits), _GROUP)]
    return ",".join([digits[:head], *groups] if head else groups)


def _names(text: str) -> Iterator[Entity]:
    for match in _NAMES.finditer(text):
        words = list(re.finditer(r"\S+", match[0]))
        while words and fold(words[0][0]) in _french_words() and not _is_person(words):
            words.pop(0)
        while words and fold(words[-1][0]) in _french_words() and not _is_person(words):
            words.pop()
        if not words:
            continue
        start, end = match.start() + words[0].start(), match.start() + words[-1].end()
        name = text[start:end]
        if _is_person(words):
            yield Entity(start, end, "P", name, {"en": _bare_name(name)})
        elif 1 < len(words) <= _MAX_NAME_WORDS and not any(
            fold(word[0]) in _french_words() for word in words
        ):
            yield Entity(start, end, "F", name, {})


def _is_person(words: list[re.Match[str]]) -> bool:
    """Whether this is a Vietnamese name in full: a family name first, syllables all."""
    if len(words) not in range(_MIN_VIETNAMESE_WORDS, _MAX_NAME_WORDS):
        return False
    folded = [fold(word[0]) for word in words]
    return (
        folded[0] in _family_names()
        and folded != ["ho", "chi", "minh"]
        and all(_SYLLABLE.fullmatch(word) for word in folded)
    )


def _bare_name(name: str) -> str:
    """A Vietnamese name as English writes it, without its marks.

    >>> _bare_name("Ngô Đức Mạnh")
    'Ngo Duc Manh'
    """
    bare = fold(name)
    return "".join(
        new.upper() if old.isupper() else new for old, new in zip(name, bare, strict=True)
    )


@cache
def _french_words() -> frozenset[str]:
    return _read("french_words.txt")


@cache
def _family_names() -> frozenset[str]:
    return _read("family_names.txt")


def _read(name: str) -> frozenset[str]:
    text = resources.files("translate.placeholders").joinpath(name).read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))
