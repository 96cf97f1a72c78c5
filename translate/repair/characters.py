"""Characters that no reader sees: decomposed letters, invisible marks, French spaces."""

import re
import unicodedata
from collections.abc import Iterator

from translate.repair.draft import Edit

# Zero-width space, byte order mark, soft hyphen: they split words for those who search.
# Between digits they may be all that divides two numbers.
_INVISIBLE = re.compile(
    "(?<![0-9])[\u200b\ufeff\u00ad]+|[\u200b\ufeff\u00ad]+(?![0-9\u200b\ufeff\u00ad])"
)
_FRENCH_SPACE = re.compile("[\u00a0\u202f\u2009\u2007]")
_DOUBLED = re.compile(r"(?<=[^ ]) {2,}(?=[^ ])")


def character_edits(_source: str, text: str, _lang: str) -> Iterator[Edit]:
    """Invisible marks out; every letter with its accent as one character (NFC).

    NFC also folds the tone marks U+0340 and U+0341, which Vietnamese text of old carries.
    """
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        yield from _composed(text)
        return
    for match in _INVISIBLE.finditer(text):
        yield Edit(*match.span(), "", "Q19")


def _composed(text: str) -> Iterator[Edit]:
    """One edit for each letter that changes; one for all where letters of a script join up."""
    edits = []
    for start, end in _clusters(text):
        before = text[start:end]
        after = unicodedata.normalize("NFC", before)
        if after != before:
            edits.append(Edit(start, end, after, "Q19"))
    whole = unicodedata.normalize("NFC", text)
    pieces = []
    done = 0
    for edit in edits:
        pieces += [text[done : edit.start], edit.text]
        done = edit.end
    if "".join([*pieces, text[done:]]) != whole:
        edits = [Edit(0, len(text), whole, "Q19")]
    yield from edits


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """A letter with the marks that combine with it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not unicodedata.combining(text[at]):
            yield start, at
            start = at


def space_edits(_source: str, text: str, _lang: str) -> Iterator[Edit]:
    """The spaces that French puts before its marks become plain; a doubled one single."""
    if not text.isascii() and (found := list(_FRENCH_SPACE.finditer(text))):
        for match in found:
            yield Edit(*match.span(), " ", "Q17")
        return
    for match in _DOUBLED.finditer(text):
        yield Edit(*match.span(), " ", "Q17")
