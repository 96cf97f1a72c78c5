"""An article put together again from its units, in one language: what a reader sees, in order.

Traces of the web page (a copied title, a leaked caption label) and blocks that were not segmented
have no units, so they do not appear.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from translate.records import Article, Role, TranslatedArticle, TranslationUnit
from translate.writers.base import one_line

_RUNNING_TEXT = frozenset({Role.DATELINE, Role.BODY, Role.SIGNATURE})


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, an intertitle, a caption or a piece of the related tail, on one line.

    The dateline and the signature are part of the BODY passage whose line they share.
    """

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """An article in one language; a text that it does not have is empty.

    `passages` holds what follows the lead, in the order of the source, empty ones left out.
    """

    title: str
    lead: str
    dateline: str
    signature: str
    passages: tuple[Passage, ...]

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The running text: paragraphs and intertitles."""
        return self._texts_of(Role.BODY, Role.HEADING)

    @property
    def captions(self) -> tuple[str, ...]:
        """The captions of the article's own pictures."""
        return self._texts_of(Role.CAPTION)

    def _texts_of(self, *roles: Role) -> tuple[str, ...]:
        return tuple(passage.text for passage in self.passages if passage.role in roles)


def text_in(unit: TranslationUnit, lang: str | None) -> str:
    """The text of a unit in `lang` (None: the source) on one line, empty where there is none.

    It is NFC, so that each format that takes it says the same, to the byte.
    """
    if lang is None:
        text = unit.segment.source
    else:
        translation = unit.translations.get(lang)
        text = translation.text if translation else ""
    return unicodedata.normalize("NFC", one_line(text))


def lay_out(article: TranslatedArticle, lang: str | None) -> Layout:
    """Put `article` together in `lang`; None means the source language."""

    def all_of(role: Role) -> str:
        units = [unit for unit in article.units if unit.segment.role is role]
        return _joined(units, lang, article.article)

    return Layout(
        title=all_of(Role.TITLE),
        lead=all_of(Role.LEAD),
        dateline=all_of(Role.DATELINE),
        signature=all_of(Role.SIGNATURE),
        passages=tuple(_passages(article, lang)),
    )


def _passages(article: TranslatedArticle, lang: str | None) -> Iterator[Passage]:
    """What follows title and lead: running text by line, everything else by block."""
    units = [u for u in article.units if u.segment.role not in {Role.TITLE, Role.LEAD}]
    for (role, _), together in groupby(units, key=_passage_of):
        text = _joined(list(together), lang, article.article)
        if text:
            yield Passage(role, text)


def _passage_of(unit: TranslationUnit) -> tuple[Role, int]:
    """What tells the passages apart: role and line of running text, else role and block."""
    segment = unit.segment
    if segment.role in _RUNNING_TEXT:
        return Role.BODY, segment.paragraph
    return segment.role, segment.block


def _joined(units: Sequence[TranslationUnit], lang: str | None, article: Article) -> str:
    """The texts of `units` with a space between, but before a signature set without one."""
    joined = ""
    for unit in units:
        text = text_in(unit, lang)
        if joined and text and not _is_glued(unit, article):
            joined += " "
        joined += text
    return joined


def _is_glued(unit: TranslationUnit, article: Article) -> bool:
    """Whether the agency set this signature right after the full stop (`... en 2020.-VNA`)."""
    index = unit.segment.block
    if unit.segment.role is not Role.SIGNATURE or index == 0:
        return False
    before, block = article.blocks[index - 1], article.blocks[index]
    return before.end == block.start and not before.text[-1:].isspace()
