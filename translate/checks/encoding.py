"""Q19: pieces of the machinery, or damaged characters, in a text that people read."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import EVERY_ORIGIN, Observation, Pair, PairCheck
from translate.checks.tones import mixed_tones
from translate.config.checks import ChecksConfig
from translate.records import Severity
from translate.terminology import Glossary

_ERRORS = {
    "damaged character": re.compile(
        r"[\ufffd\ufffe\uffff\ue000-\uf8ff\ud800-\udfff\x00-\x1f\x7f-\x9f]"
    ),
    # What tokenizers and models write for themselves: SentencePiece, BPE, T5, OPUS-MT, our own.
    "sign of the machinery": re.compile(
        r"[⁇▁]|@@(?=\s|\Z)|</?s>|<(?:unk|pad|mask|bos|eos|extra_id_\d{1,3})>|\[(?:UNK|PAD|MASK)\]"
        r"|>>[a-z]{2,4}(?:_[A-Za-z]{2,4})?<<|\{[DYMNPF]\d{1,3}\}"
    ),
    # `Ã©`, `â€™`, `áº¡`
    "UTF-8 read as cp1252": re.compile(
        r"[ÃÂ][\u00a0-\u00bf]|Ã[‰ˆŠ‡€]|â€[™œ˜¦“”\u009d]|áº[\u00a0-\u00bf\u2018-\u2122]|Æ°|Ä‘"
    ),
}
_REMARKS = {
    "hidden character": re.compile(
        r"[\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]"
    ),
    # NFC leaves only those that have no letter to join.
    "accent without a letter of its own": re.compile(r"[\u0300-\u036f]"),
}
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Mn"})


@dataclass(frozen=True, slots=True)
class Blemish:
    """A piece of the target that should not be there."""

    kind: str
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Blemishes:
    """All of them, by how bad they are; what the source has as well is not the engine's."""

    errors: tuple[Blemish, ...]
    remarks: tuple[Blemish, ...]


def score(pair: Pair, _glossary: Glossary) -> Blemishes:
    """The blemishes of the target that the source does not have."""
    return Blemishes(tuple(_find(_ERRORS, pair)), tuple(_find(_REMARKS, pair)))


def accept(blemishes: Blemishes, _options: ChecksConfig) -> Iterator[Observation]:
    """An error for the first of the errors, with the number of all; likewise of the remarks."""
    for severity, found in (
        (Severity.ERROR, blemishes.errors),
        (Severity.INFORMATION, blemishes.remarks),
    ):
        if not found:
            continue
        first, shown = found[0], _shown(found[0].text)
        others = f", and {len(found) - 1} more" if len(found) > 1 else ""
        yield Observation(
            severity,
            f"{first.kind}: {shown}{others}",
            span=(first.start, first.start + len(first.text)),
            found=shown,
        )


def _find(patterns: dict[str, re.Pattern[str]], pair: Pair) -> Iterator[Blemish]:
    for kind, pattern in patterns.items():
        matches = list(pattern.finditer(pair.target))
        own = {text for text in {match[0] for match in matches} if text not in pair.source}
        yield from (Blemish(kind, m[0], m.start()) for m in matches if m[0] in own)


def _shown(text: str) -> str:
    """The text with its unseen characters named.

    >>> _shown("</s>"), _shown("\\ufffd")
    ('</s>', 'U+FFFD')
    """
    return "".join(
        f"U+{ord(char):04X}" if char == "\ufffd" or unicodedata.category(char) in _UNSEEN else char
        for char in text
    )


ENCODING = PairCheck(
    id="Q19",
    title="encoding and normalisation",
    explanation=(
        "An error: the replacement character, control and private characters, UTF-8 that was read "
        "as cp1252 (Ã©), and what tokenizers and models write for themselves (⁇, ▁, <unk>, </s>, "
        ">>vie<<, @@, {N1}). Information: characters that nobody sees (zero-width and soft "
        "hyphens), accents without a letter, and a Vietnamese word that one story spells by both "
        "rules of tone placement (hoà, hòa). What the source has as well is left alone."
    ),
    score=score,
    accept=accept,
    origins=EVERY_ORIGIN,
    story=mixed_tones,
)
