"""Texts and their translations put together: articles in, translated articles out.

What is a template or has nothing to translate never reaches an engine; names and terms are set
right after it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from translate.records import (
    Article,
    Origin,
    Segment,
    Summary,
    TranslatedArticle,
    Translation,
    TranslationUnit,
)
from translate.segmenter import is_translatable
from translate.summarizer import Draft
from translate.terminology import Glossary, render_template
from translate.translator import tidy

TERM_SET, TERM_MISSING = "term:", "term_missing:"
Translations = Mapping[str, Mapping[str, Translation]]
"""Target language -> source text -> its translation."""


@dataclass(frozen=True, slots=True)
class Assembler:
    """Puts articles together for some target languages with one glossary."""

    glossary: Glossary
    target_langs: tuple[str, ...]

    def texts_to_translate(self, article: Article, draft: Draft, lang: str) -> Iterator[str]:
        """The source texts of an article and of its summary that an engine has to translate."""
        for segment in article.segments:
            if self._without_engine(segment, lang) is None:
                yield segment.source
        yield from draft.sentences

    def assemble(
        self, article: Article, draft: Draft, translations: Translations
    ) -> TranslatedArticle:
        """The article with a unit for each of its segments, and its summary."""
        units = tuple(
            TranslationUnit(
                segment,
                {lang: self._translate(segment, lang, translations) for lang in self.target_langs},
            )
            for segment in article.segments
        )
        summary = Summary(
            source=" ".join(draft.sentences),
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
        return self._with_terms(segment.source, translations[lang][segment.source], lang)

    def _without_engine(self, segment: Segment, lang: str) -> Translation | None:
        """The target of a dateline, signature, credit or bare number; None for all else."""
        rendered = render_template(segment.source, segment.role, lang, self.glossary)
        if rendered is not None:
            return Translation(tidy(rendered), Origin.TEMPLATE)
        if not is_translatable(segment.source):
            return Translation(segment.source, Origin.COPY)
        return None

    def _with_terms(self, source: str, translation: Translation, lang: str) -> Translation:
        applied = self.glossary.apply(source, translation.text, lang)
        notes = (
            *translation.notes,
            *(f"{TERM_SET}{change.term.fr}" for change in applied.changes),
            *(f"{TERM_MISSING}{term.fr}" for term in applied.missing),
        )
        return replace(translation, text=tidy(applied.text), notes=notes)

    def _join(self, draft: Draft, lang: str, translations: Translations) -> Translation:
        """The translation of a summary, sentence by sentence with the engines of the units."""
        made = [
            self._with_terms(sentence, translations[lang][sentence], lang)
            for sentence in draft.sentences
        ]
        scores = [part.score for part in made if part.score is not None]
        return Translation(
            text=" ".join(part.text for part in made),
            origin=Origin.ENGINE,
            score=round(sum(scores) / len(scores), 4) if scores else None,
            pieces=max(1, sum(part.pieces for part in made)),
            finished=all(part.finished for part in made),
            notes=tuple(note for part in made for note in part.notes),
        )
