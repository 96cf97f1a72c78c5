"""Where the line breaks of French news copy were lost, and sentences run into one another.

Headings, intertitles and quotations that stood on lines of their own end up glued to what
follows them: the rules R3 and R4 of `translate.segmenter`, which puts their cuts to use.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from translate.french import (
    BRAND_ENDINGS,
    BULLETS,
    CLAUSE_OPENERS,
    FUNCTION_WORDS,
    LOWER,
    STARTER,
    TITLE_HERALDS,
    UPPER,
)

_MAX_HEADING: Final = 90  # characters: headings and intertitles are shorter
_MIN_FUSED: Final = 2  # letters before a lost line break, so that `iPhone` is no candidate
_NO_HEADING_END: Final = FUNCTION_WORDS | TITLE_HERALDS
_IS_STARTER = re.compile(STARTER)
_TOKEN_BREAKS: Final = str.maketrans(dict.fromkeys("'’\"«“”»()[]", " "))
_WORD_BEFORE = re.compile(r"[^\W\d_]*\Z")
_INTERTITLE = re.compile(
    rf"""[-–—](?:(?<=[.!?…"»”)\]][-–—])|(?<=[.!?…"»”)\]]\s[-–—])|(?<=\A[-–—]))
        \s?(?=["'«“{UPPER}\d])[^.\n]{{2,{_MAX_HEADING}}}?(?<=[\s"»”?!])[-–—]\s?
        (?=["'«“{UPPER}\d])""",
    re.VERBOSE,
)
_FUSED = re.compile(rf"[{LOWER}{UPPER}0-9)\]%€](?=[{UPPER}])")
_SPACED = re.compile(
    rf"\s(?=[{UPPER}])(?<=[{LOWER}]{{3}}\s)(?=(?:{'|'.join(CLAUSE_OPENERS)})\s[{LOWER}\d])"
)
_HEADING_END = re.compile(
    rf"(?<=[{LOWER}]{{3}})(?=[{UPPER}][{LOWER}'’])"
    # `le député Les Républicains`, `rapporte La Croix` are names.
    rf"|(?P<space>(?<=[{LOWER}0-9%)])\s(?=[{UPPER}]))(?!L(?:[ea]s?\s|['’])[{UPPER}])"
)
_CLOSING_QUOTE = re.compile(rf"[\"»”](?=\s?[\"«“]?[{UPPER}])")


def quote_cuts(text: str, opening: set[int]) -> Iterator[int]:
    """Cuts at a quote where a line break was lost, around a heading or a citation (R3)."""
    for match in _CLOSING_QUOTE.finditer(text):
        at = match.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if text[at] == "»" and before.isspace():  # `« comme les autres »Carlos`
            before = text[at - 2 : at - 1]
        if not (before.isalnum() or before in ")%€»'’"):
            continue
        if at in opening:  # `Des calculs électoraux"Nos collègues`
            if before.isalnum() and word_before(text, at).lower() not in FUNCTION_WORDS:
                yield at
        elif not after.isspace():
            yield at + 1
        elif text[at + 2] in '"«“' or _IS_STARTER.match(text, at + 2):
            yield at + 2


def fused_words(text: str) -> Iterator[int]:
    """Cuts where a starter is fused to the word before: `santéCette année` (R3)."""
    for match in _FUSED.finditer(text):
        at = match.end()
        token = token_before(text, at)
        starter = _IS_STARTER.match(text, at)
        if starter is None:
            continue
        after = starter.end()
        following = text[after : after + 1]
        if not (text[after - 1] in "'’" or following.isspace() or following == ","):
            continue
        if token and (len(token) < _MIN_FUSED or token[0] in "#@" or "/" in token):
            continue
        if token.lower() in FUNCTION_WORDS:
            continue
        is_acronym = token.isupper()
        if is_acronym and not (
            text[at] == "À" or text[at + 1 : after + 1].strip("'’")[:1].islower()
        ):
            continue  # `la VNA a`, `AUJOURD'HUI`
        if is_acronym or token[:1].islower() or text[at:after] not in BRAND_ENDINGS:
            yield at


def spaced_openers(text: str) -> Iterator[int]:
    """Cuts where a line break became a plain space: `un personnel insuffisant Cette` (R3)."""
    for match in _SPACED.finditer(text):
        token = token_before(text, match.start())
        if token[:1].islower() and token not in _NO_HEADING_END:
            yield match.end()


def add_intertitles(text: str, cuts: set[int]) -> None:
    """Agency intertitles, `- Un dossier sensible -`, stand alone whatever they hold (R4)."""
    ordered = sorted(cuts)
    for match in _INTERTITLE.finditer(text):
        start, end = match.span()
        cuts.difference_update(ordered[bisect_left(ordered, start) : bisect_left(ordered, end)])
        cuts.update((start, end))


def add_heading_ends(text: str, cuts: set[int]) -> None:
    """A heading whose line breaks are lost begins glued to a stop, and ends without one (R3)."""
    edges = [*sorted(cuts), len(text)]
    for start, following in pairwise(edges):
        if text[start - 1].isspace() and text[start] not in BULLETS:
            continue
        limit = min(following, start + _MAX_HEADING)
        for match in _HEADING_END.finditer(text, start, limit + 20):
            if match.start() >= limit:
                break
            if match["space"] and not _begins_with_starter_word(text, match.end()):
                continue
            heading = text[start : match.start()]
            token = token_before(heading, len(heading))
            is_word = token[:1].islower() and token not in _NO_HEADING_END
            if is_word or token[-1:].isdigit():
                cuts.add(match.end())
                break


def _begins_with_starter_word(text: str, at: int) -> bool:
    starter = _IS_STARTER.match(text, at)
    return starter is not None and starter["word"] is not None


def token_before(text: str, at: int, window: int = 24) -> str:
    """The unbroken characters that end at the offset, within a window of that many."""
    near = text[max(0, at - window) : at].translate(_TOKEN_BREAKS)
    return "" if not near or near[-1].isspace() else near.rsplit(None, 1)[-1]


def word_before(text: str, at: int) -> str:
    """The letters that end at the offset, within a window of twenty."""
    match = _WORD_BEFORE.search(text[max(0, at - 20) : max(0, at)])
    return match.group() if match else ""
