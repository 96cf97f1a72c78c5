"""What a run counts and lists while it goes: nothing is dropped or repaired in silence.

Counts are kept here. Lists that grow with the corpus are given line by line, for the ledger.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from translate.ledger import Line
from translate.readers import IdCollision, ReadFailure
from translate.records import Article, Origin, TranslatedArticle, Translation, status_of


@dataclass(slots=True)
class Tally:
    """The counts of one run, and the inputs that gave no article or not the identifier wanted."""

    articles: int = 0
    segments: int = 0
    characters: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)
    collisions: list[dict[str, str]] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    profiles: Counter[str] = field(default_factory=Counter)
    untranslated: Counter[str] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    summaries: Counter[str] = field(default_factory=Counter)
    summary_origins: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)

    def add_failure(self, failure: ReadFailure) -> None:
        """List an input that gave no article."""
        self.failures.append({"path": failure.path, "what": failure.what, "remedy": failure.remedy})

    def add_collision(self, collision: IdCollision) -> None:
        """List an article that did not get the identifier of its path."""
        self.collisions.append(
            {
                "path": collision.path,
                "article_id": collision.article_id,
                "wanted": collision.wanted,
            }
        )

    def add_article(self, article: Article) -> None:
        """Count an article that was read, structured and segmented."""
        self._count_source(article, 1)

    def drop_article(self, article: Article, failure: ReadFailure) -> None:
        """Take back an article that failed later, and list it as a failure."""
        self._count_source(article, -1)
        self.add_failure(failure)

    def _count_source(self, article: Article, times: int) -> None:
        """Count what was read of an article, or take it back."""
        self.articles += times
        self.segments += times * len(article.segments)
        self.characters += times * len(article.document.text)
        self.profiles[article.profile] += times
        translated = {segment.block for segment in article.segments}
        for index, block in enumerate(article.blocks):
            self.roles[block.role] += times
            if index not in translated:
                self.untranslated[block.role] += times
        for repair in article.document.repairs:
            self.repairs[repair.kind] += times * repair.count

    def add_translated(self, translated: TranslatedArticle) -> Iterator[Line]:
        """Count where the texts of a finished article come from and what the checks found.

        Gives what the manifest lists of it; it is counted when all of that has been taken.
        """
        yield _input(translated.article)
        by_segment: dict[str | None, list[Any]] = {}
        for finding in translated.findings:
            self.findings[f"{finding.check} {finding.severity}"] += 1
            by_segment.setdefault(finding.segment_id, []).append(finding)
        for unit in translated.units:
            segment_id = unit.segment.segment_id
            self.statuses[status_of(tuple(by_segment.get(segment_id, ())))] += 1
            for lang, translation in unit.translations.items():
                self.origins[f"{lang} {translation.origin}"] += 1
                yield from _lines_of_text(segment_id, lang, translation)
        yield from self._add_summary(translated)

    def _add_summary(self, translated: TranslatedArticle) -> Iterator[Line]:
        summary, article_id = translated.summary, translated.article_id
        self.summaries[summary.origin] += 1
        for lang, translation in summary.translations.items():
            self.summary_origins[f"{lang} {translation.origin}"] += 1
            yield from _notes(f"{article_id} summary", lang, translation.notes)
        if summary.parts > 1:
            yield Line("summaries_in_parts", summary.parts, key=article_id)
        if summary.rejected:
            rejected = list(summary.rejected)
            yield Line(
                "refused_summaries",
                {"article_id": article_id, "origin": summary.origin, "rejected": rejected},
            )


def _input(article: Article) -> Line:
    """What an article was made from."""
    document = article.document
    value = {
        "article_id": article.article_id,
        "path": document.path,
        "sha256": document.sha256,
        "profile": article.profile,
        "segments": len(article.segments),
        "repairs": {repair.kind: repair.count for repair in document.repairs},
    }
    return Line("inputs", value, key=article.article_id)


def _lines_of_text(segment_id: str, lang: str, translation: Translation) -> Iterator[Line]:
    if translation.origin is Origin.ENGINE and translation.pieces > 1:
        yield Line("split_segments", f"{segment_id} {lang}: {translation.pieces} pieces")
    yield from _notes(segment_id, lang, translation.notes)


def _notes(segment_id: str, lang: str, notes: tuple[str, ...]) -> Iterator[Line]:
    """What was done to a text besides; terms by term."""
    where = f"{segment_id} {lang}"
    for note in notes:
        kind, _, what = note.partition(":")
        if kind in {"term", "term_missing"}:
            name = "set" if kind == "term" else "missing"
            yield Line("terms", segment_id, key=f"{lang} {name} {what}")
        elif kind == "second_chance":
            yield Line("second_chances", f"{where}: {what}")
        elif kind == "recased":
            yield Line("recased_segments", where)
        elif kind == "placeholders_lost":
            yield Line("placeholders_lost", where)
