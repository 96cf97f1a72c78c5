"""Q17: spaces and marks as French sets them, left in a language that sets them otherwise."""

import re
from collections.abc import Iterator
from itertools import groupby

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.records import Severity
from translate.terminology import Glossary

# Each pattern begins with the mark or the space itself, and looks at one character on either side.
_PATTERNS = {
    "space before a mark": re.compile(
        r"[ \u00a0\u202f](?<=[^\s.…][ \u00a0\u202f])(?:[;!?]|[,:](?=\s|\Z)|\.(?=[\s\"”’)]|\Z))"
    ),
    "space before %": re.compile(r"[ \u00a0\u202f](?<=\d[ \u00a0\u202f])%"),
    "space inside quotes or brackets": re.compile(
        r"[“(\[][ \u00a0\u202f]|[ \u00a0\u202f](?<=\S[ \u00a0\u202f])[”)\]]"
    ),
    "two spaces": re.compile(r" (?<=\S ) +"),
    "French quotation mark": re.compile(r"[«»]"),
    "no-break space": re.compile(r"[\u00a0\u202f]"),
}
_LANGUAGES = frozenset({"en", "vi"})


def score(pair: Pair, _glossary: Glossary) -> list[tuple[str, int, int]]:
    """What the target has of these habits: kind, start and end, by kind, in reading order."""
    if pair.lang not in _LANGUAGES:
        return []
    return [
        (kind, match.start(), match.end())
        for kind, pattern in _PATTERNS.items()
        for match in pattern.finditer(pair.target)
    ]


def accept(found: list[tuple[str, int, int]], _options: ChecksConfig) -> Iterator[Observation]:
    """One piece of information for each kind, about its first place."""
    for kind, places in groupby(found, key=lambda place: place[0]):
        (_, start, end), *others = places
        message = f"{kind}, and {len(others)} more" if others else kind
        yield Observation(Severity.INFORMATION, message, span=(start, end))


SPACING = PairCheck(
    id="Q17",
    title="spacing and punctuation",
    explanation=(
        "French sets a space before ; : ! ? and %, and writes « x »; English and Vietnamese do "
        "neither. Told as information: a space before a mark or inside quotes and brackets, two "
        "spaces, a no-break space, « or ». Dots of an ellipsis may stand apart."
    ),
    score=score,
    accept=accept,
)
