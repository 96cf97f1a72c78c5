"""Texts and their translations put together: articles in, translated articles out.

What is a template or has nothing to translate never reaches an engine; names and terms are set
right after it. What a person wrote comes before all that, and nothing is set right in it.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from translate.memory import HumanTexts
from translate.records import (
    Article,
    Origin,
    Segment,
    Summary,
    TargetRepair,
    TranslatedArticle,
    Translation,
    TranslationUnit,
)
from translate.repair import Repaired, repair_target
from translate.segmenter import is_translatable
from translate.summarizer import Draft
from translate.terminology import Glossary, render_template
from translate.translator import tidy

TERM_SET, TERM_MISSING = "term:", "term_missing:"
Translations = Mapping[str, Mapping[str, Translation]]
"""Target language -> source text -> its translation."""


@dataclass(frozen=True, slots=True)
class Assembler:
    """Puts articles together for some target languages with one glossary.

    `human` is what people wrote: it wins over engines, templates and copies wherever its source
    text stands.
    """

    glossary: Glossary
    target_langs: tuple[str, ...]
    human: HumanTexts = field(default_factory=dict)
    is_repairing: bool = True

    def texts_to_translate(self, article: Article, draft: Draft, lang: str) -> Iterator[str]:
        """The source texts of an article and of its summary that an engine has to translate."""
        for segment in article.segments:
            if self._without_engine(segment, lang) is None:
                yield segment.source
        if self._by_hand(_whole(draft), lang) is None:
            yield from (s for s in draft.sentences if self._by_hand(s, lang) is None)

    def finish(self, lang: str, source: str, translation: Translation) -> Translation:
        """What an engine made of `source`, with the names, terms and style of the house."""
        applied = self.glossary.apply(source, translation.text, lang)
        notes = (
            *translation.notes,
            *(f"{TERM_SET}{change.term.fr}" for change in applied.changes),
            *(f"{TERM_MISSING}{term.fr}" for term in applied.missing),
        )
        text = tidy(applied.text)
        repaired = repair_target(source, text, lang) if self.is_repairing else Repaired(text)
        return replace(translation, text=repaired.text, notes=notes, repairs=repaired.repairs)

    def assemble(
        self, article: Article, draft: Draft, translations: Translations
    ) -> TranslatedArticle:
        """The article with a unit for each of its segments, and its summary.

        `translations` holds what engines made, finished.
        """
        units = tuple(
            TranslationUnit(
                segment,
                {lang: self._translate(segment, lang, translations) for lang in self.target_langs},
            )
            for segment in article.segments
        )
        summary = Summary(
            source=_whole(draft),
            translations={
                lang: self._join(draft, lang, translations) for lang in self.target_langs
            },
            origin=draft.origin,
            parts=draft.parts,
            rejected=draft.rejected,
        )
        return TranslatedArticle(article, units, summary)

    def _translate(self, segment: Segment, lang: str, translations: Translations) -> Translation:
        ready = self._without_engine(segment, lang)
        if ready is not None:
            return ready
        return translations[lang][segment.source]

    def _without_engine(self, segment: Segment, lang: str) -> Translation | None:
        """The target of a text written by hand, a template or a bare number; None for all else."""
        if (written := self._by_hand(segment.source, lang)) is not None:
            return written
        rendered = render_template(segment.source, segment.role, lang, self.glossary)
        if rendered is not None:
            return Translation(tidy(rendered), Origin.TEMPLATE)
        if not is_translatable(segment.source):
            return Translation(segment.source, Origin.COPY)
        return None

    def _by_hand(self, source: str, lang: str) -> Translation | None:
        """What a person wrote for `source`, if anybody did."""
        written = self.human.get(lang)
        text = written.get(unicodedata.normalize("NFC", source)) if written else None
        return None if text is None else Translation(text, Origin.HUMAN)

    def _join(self, draft: Draft, lang: str, translations: Translations) -> Translation:
        """The translation of a summary: by hand as a whole, else sentence by sentence as units are.

        It is by hand as well where every sentence of it is.
        """
        if (written := self._by_hand(_whole(draft), lang)) is not None:
            return written
        made = [
            self._by_hand(sentence, lang) or translations[lang][sentence]
            for sentence in draft.sentences
        ]
        is_by_hand = bool(made) and all(part.origin is Origin.HUMAN for part in made)
        scores = [part.score for part in made if part.score is not None]
        return Translation(
            text=" ".join(part.text for part in made),
            origin=Origin.HUMAN if is_by_hand else Origin.ENGINE,
            score=round(sum(scores) / len(scores), 4) if scores else None,
            pieces=max(1, sum(part.pieces for part in made)),
            finished=all(part.finished for part in made),
            notes=tuple(note for part in made for note in part.notes),
            repairs=tuple(_shifted(made)),
        )


def _shifted(parts: Sequence[Translation]) -> Iterator[TargetRepair]:
    """The repairs of texts that are joined by spaces, where they stand in the whole."""
    offset = 0
    for part in parts:
        for repair in part.repairs:
            yield replace(repair, start=repair.start + offset)
        offset += len(part.text) + 1


def _whole(draft: Draft) -> str:
    """The French text of a summary."""
    return " ".join(draft.sentences)
