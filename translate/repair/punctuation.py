"""Quotes and the spaces around marks: « mot ! » becomes “mot!”."""

import re
from collections.abc import Iterator

from translate.repair.draft import Edit

_GUILLEMET = re.compile(r"« *|(?<! ) *»")
_QUOTE = re.compile(r"“( +)?|(?<! )( +)?”")
# A space before a mark that ends a word; not before .com, :-) or the dots of « … ».
_BEFORE_MARK = re.compile(r"(?<=[\w)\]”’\"'%…!?]) +(?P<mark>[,;:!?.])(?=[\s”’\"'),;!?\]]|$)")
_BEFORE_PER_CENT = re.compile(r"(?<=[0-9]) +%(?!\w)")
_SPACED_DOTS = re.compile(r" +\.(?: ?\.)")
_FIGURES = re.compile(r"[ ]*[0-9]")


def quote_edits(_source: str, text: str, _lang: str) -> Iterator[Edit]:
    """Guillemets become double quotes; quotes lose the spaces inside."""
    if "«" in text or "»" in text:
        for match in _GUILLEMET.finditer(text):
            yield Edit(*match.span(), "“" if match[0][0] == "«" else "”", "Q17")
        return
    is_open = False
    for match in _QUOTE.finditer(text):
        opens = match[0][0] == "“"
        if (match[1] and not is_open) or (match[2] and is_open):
            yield Edit(*match.span(), "“" if opens else "”", "Q17")
        is_open = opens


def punctuation_edits(_source: str, text: str, _lang: str) -> Iterator[Edit]:
    """No space before a mark or a per cent sign; a ratio or a score (3 : 1) keeps its own."""
    edits = [
        Edit(*match.span(), match["mark"], "Q17")
        for match in _BEFORE_MARK.finditer(text)
        if not _is_ratio(text, match) and not _SPACED_DOTS.match(text, match.start())
    ]
    edits += [Edit(*match.span(), "%", "Q17") for match in _BEFORE_PER_CENT.finditer(text)]
    yield from sorted(edits, key=lambda edit: edit.start)


def _is_ratio(text: str, match: re.Match[str]) -> bool:
    has_figure_before = text[match.start() - 1].isdigit()
    is_figure_behind = _FIGURES.match(text, match.end()) is not None
    return match["mark"] in ":,." and has_figure_before and is_figure_behind
