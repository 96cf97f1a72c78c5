"""Over-long texts cut at clause boundaries, so that no engine ever has to truncate one."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

# Where a French sentence is cut with the least harm, best first: after a semicolon or colon, at a
# dash or bracket, after a comma, before a conjunction or relative pronoun, at any space.
_BOUNDARIES = tuple(
    re.compile(pattern)
    for pattern in (
        r"[;:](?=\s)",
        r"(?<=\s)(?=[–—(])|(?<=[)–—])(?=\s)",
        r",(?=\s)",
        r"(?<=\s)(?=(?:et|ou|mais|car|or|donc|qui|que|dont|où|lorsque|puis|ainsi|afin|pour)\s)",
        r"(?<=\s)",
    )
)

CountTokens = Callable[[Sequence[str]], list[int]]


def split_clauses(text: str, max_tokens: int, count_tokens: CountTokens) -> list[str]:
    """Cut `text` into pieces of at most `max_tokens`; joined, they are `text`.

    A text that fits is its only piece. Each cut is at the best boundary in the middle half of the
    text; a text without any boundary is cut in its middle, for nothing may be truncated.

    >>> by_words = lambda texts: [len(text.split()) for text in texts]
    >>> split_clauses("Il pleut ; il neige, il vente", 4, by_words)
    ['Il pleut ;', ' il neige, il vente']
    """
    assert max_tokens >= 1, "a piece needs room for a token"
    pending = [text]
    while True:
        counts = count_tokens(pending)
        parts: list[str] = []
        for part, count in zip(pending, counts, strict=True):
            cut = _best_cut(part) if count > max_tokens and len(part) > 1 else 0
            parts += [part[:cut], part[cut:]] if cut else [part]
        if len(parts) == len(pending):
            return parts
        pending = parts


def _best_cut(text: str) -> int:
    """The offset of the best boundary in the middle half of `text`, nearest to its middle."""
    low, high, middle = len(text) // 4, len(text) - len(text) // 4, len(text) // 2
    for boundary in _BOUNDARIES:
        ends = [match.end() for match in _within(boundary, text, low, high)]
        if ends:
            index = bisect_left(ends, middle)
            return min(
                ends[max(0, index - 1) : index + 1], key=lambda end: (abs(end - middle), end)
            )
    return middle


def _within(boundary: re.Pattern[str], text: str, low: int, high: int) -> Iterator[re.Match[str]]:
    return (
        match for match in boundary.finditer(text, max(1, low), high) if 0 < match.end() < len(text)
    )


def join_translations(pieces: Sequence[str], translations: Sequence[str]) -> str:
    """Join the translations of the pieces of one text into one line.

    A piece that does not end a sentence must not end with the full stop that models like to add,
    and a piece that begins in lower case must not begin in upper case.

    >>> join_translations(["Il pleut,", " et il vente."], ["It is raining.", "And it is windy."])
    'It is raining, and it is windy.'
    """
    joined: list[str] = []
    for index, (piece, target) in enumerate(zip(pieces, translations, strict=True)):
        text = target.strip()
        source = piece.strip()
        is_last = index == len(pieces) - 1
        if not is_last and text.endswith(".") and not source.endswith((".", "!", "?", "…")):
            mark = source[-1:] if source[-1:] in {",", ";", ":"} else ""
            text = text.rstrip(".") + mark
        if index and source[:1].islower() and text[:1].isupper() and text[1:2].islower():
            text = text[:1].lower() + text[1:]
        if text:
            joined.append(text)
    return " ".join(joined)
