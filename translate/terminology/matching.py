"""Finding phrases in text: folded for speed, compared exactly afterwards.

Folding keeps one character per character, so an offset in the folded text is an offset in the
text. No pattern is ever run over the text for each phrase: the cost is one look-up per word.
"""

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

Payload = TypeVar("Payload")

_LATIN = (range(0xC0, 0x250), range(0x1E00, 0x1F00))
_COMMON = (range(0x250), range(0x2000, 0x20D0))
_PUNCTUATION = str.maketrans({"’": "'", "ʼ": "'", "‑": "-", "‐": "-", "\u00a0": " ", "\u202f": " "})
# What stays as it is stands here too: to miss a table takes far longer than to find in it.
# U+0111 and U+0110 have no Unicode decomposition, though every Vietnamese reader sees a barred d.
_FOLDS = (
    {code: chr(code) for block in _COMMON for code in block}
    | {code: unicodedata.normalize("NFD", chr(code))[0] for block in _LATIN for code in block}
    | {ord("đ"): "d", ord("Đ"): "D"}
    | _PUNCTUATION
)
# `hòa` and `hoà` are the same word under the new and the old rule of tone placement.
_TONE_PLACES = tuple(
    (old, new)
    for bare, old_tones, new_tones in (
        ("o", "àáảãạ", "òóỏõọ"),
        ("o", "èéẻẽẹ", "òóỏõọ"),
        ("u", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for old, new in (
        (bare + toned, moved + unicodedata.normalize("NFD", toned)[0])
        for toned, moved in zip(old_tones, new_tones, strict=True)
    )
)
_FRENCH_LETTERS = frozenset("àâäæçèéêëîïôöœùûüÿ")
_WORD = re.compile(r"\w+")
_ADDRESS_MARKS = ("@", "://", "www.")


def fold(text: str) -> str:
    """`text` without accents, with straight apostrophes and plain spaces; same length, same case.

    >>> fold("Bình Thuận, l’Égypte, Đà Nẵng")
    "Binh Thuan, l'Egypte, Da Nang"
    """
    return text if text.isascii() else text.translate(_FOLDS)


def plain_punctuation(text: str) -> str:
    """`text` with straight apostrophes, plain hyphens and plain spaces; accents stay."""
    return text if text.isascii() else text.translate(_PUNCTUATION)


def modern_tones(text: str) -> str:
    """`text` with Vietnamese tone marks where the current rule puts them, for comparison only.

    >>> modern_tones("Khánh Hoà")
    'Khánh Hòa'
    """
    for old, new in _TONE_PLACES:
        text = text.replace(old, new)
    return text


def drops_accents_of(found: str, form: str) -> bool:
    """Whether `found` is `form`, some or all of its accents lost; a capital may open it.

    >>> drops_accents_of("Etats-Unis", "États-Unis"), drops_accents_of("Mâle", "Malé")
    (True, False)
    >>> drops_accents_of("L’île Maurice", "l'île Maurice"), drops_accents_of("vinh", "Vinh")
    (True, False)
    """
    if found == form:
        return True
    found, form = plain_punctuation(found), plain_punctuation(form)
    if len(found) != len(form):
        return False
    if found[:1].isupper() and form[:1].islower():
        found = found[:1].lower() + found[1:]
    return all(a in (b, fold(b)) for a, b in zip(found, form, strict=True))


def has_foreign_marks(text: str) -> bool:
    """Whether a letter of `text` has a mark that no French letter has.

    >>> has_foreign_marks("Bùi Tiến Dũng"), has_foreign_marks("Binh Thuân")
    (True, False)
    """
    return not text.isascii() and any(
        fold(letter) != letter and letter.isalpha() and letter.lower() not in _FRENCH_LETTERS
        for letter in text
    )


def same_words(found: str, form: str) -> bool:
    """Whether two common nouns are one word in any case; only a capital may lack its accent.

    >>> same_words("Etat de droit", "état de droit"), same_words("marche", "marché")
    (True, False)
    """
    found, form = plain_punctuation(found), plain_punctuation(form)
    return len(found) == len(form) and all(
        a.lower() == b.lower() or (a.isupper() and a.lower() == fold(b).lower())
        for a, b in zip(found, form, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Hit(Generic[Payload]):
    """One phrase standing in a text as whole words."""

    start: int
    end: int
    payload: Payload


class PhraseIndex(Generic[Payload]):
    """Phrases by their first word, the longest first."""

    __slots__ = ("_by_first_word",)

    def __init__(self, phrases: Iterable[tuple[str, Payload]]) -> None:
        """Index each phrase under its first word; a phrase without a word is never found."""
        by_first_word: dict[str, list[tuple[str, Payload]]] = {}
        for phrase, payload in phrases:
            key = fold(phrase).lower()
            if word := _WORD.match(key):
                by_first_word.setdefault(word[0], []).append((key, payload))
        for entries in by_first_word.values():
            if len(entries) > 1:
                entries.sort(key=lambda entry: -len(entry[0]))
        self._by_first_word = by_first_word

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit[Payload]]:
        """Every phrase in `text`, accents and case apart, overlaps included, in reading order.

        >>> index = PhraseIndex([("Guinée", 1), ("Guinée-Bissau", 2)])
        >>> [(hit.start, hit.payload) for hit in index.find("La Guinee-Bissau, les Guinéens")]
        [(3, 2), (3, 1)]
        """
        # Only the part is folded: a caller may ask for many parts of one long text.
        key = fold(text[start:end]).lower()
        addresses = _addresses(key)
        for word in _WORD.finditer(key):
            phrases = self._by_first_word.get(word[0])
            if phrases is None:
                continue
            at = word.start()
            for phrase, payload in phrases:
                stop = at + len(phrase)
                if key.startswith(phrase, at) and _ends_word(key, stop):
                    while addresses and addresses[0][1] <= at:
                        addresses.popleft()
                    if not (addresses and addresses[0][0] <= at):
                        yield Hit(start + at, start + stop, payload)


def longest_first(hits: Iterable[Hit[Payload]]) -> list[Hit[Payload]]:
    """The hits that no longer hit overlaps, in reading order; of equals the first wins.

    >>> [hit.payload for hit in longest_first([Hit(0, 6, "Le Cap"), Hit(3, 11, "Cap-Vert")])]
    ['Cap-Vert']
    """
    ranked = sorted(hits, key=lambda hit: (hit.start - hit.end, hit.start))
    origin = min((hit.start for hit in ranked), default=0)
    taken = bytearray(max((hit.end for hit in ranked), default=0) - origin)
    kept = []
    for hit in ranked:
        span = slice(hit.start - origin, hit.end - origin)
        if not any(taken[span]):
            taken[span] = b"\1" * (hit.end - hit.start)
            kept.append(hit)
    return sorted(kept, key=lambda hit: hit.start)


def _ends_word(key: str, stop: int) -> bool:
    return stop == len(key) or not (key[stop].isalnum() and key[stop - 1].isalnum())


def _addresses(key: str) -> deque[tuple[int, int]]:
    """Where web and mail addresses stand: a name inside one is not a name."""
    if not any(mark in key for mark in _ADDRESS_MARKS):
        return deque()
    return deque(
        token.span()
        for token in re.finditer(r"\S+", key)
        if any(mark in token[0] for mark in _ADDRESS_MARKS)
    )
