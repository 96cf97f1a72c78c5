"""What a run counts and lists while it goes: nothing is dropped or repaired in silence."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from translate.readers import IdCollision, ReadFailure
from translate.records import Article, Origin, TranslatedArticle, status_of


@dataclass(slots=True)
class Tally:
    """The counts and lists of one run, for the manifest and the closing table."""

    articles: int = 0
    segments: int = 0
    characters: int = 0
    failures: list[dict[str, str]] = field(default_factory=list)
    collisions: list[dict[str, str]] = field(default_factory=list)
    inputs: dict[str, dict[str, Any]] = field(default_factory=dict)
    repairs: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    profiles: Counter[str] = field(default_factory=Counter)
    untranslated: Counter[str] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    summaries: Counter[str] = field(default_factory=Counter)
    summary_origins: Counter[str] = field(default_factory=Counter)
    findings: Counter[str] = field(default_factory=Counter)
    split: list[str] = field(default_factory=list)
    recased: list[str] = field(default_factory=list)
    placeholders_lost: list[str] = field(default_factory=list)
    second_chances: list[str] = field(default_factory=list)
    terms: dict[str, list[str]] = field(default_factory=dict)
    summary_parts: dict[str, int] = field(default_factory=dict)
    refused_summaries: list[dict[str, Any]] = field(default_factory=list)

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
        document = article.document
        self._count_source(article, 1)
        self.inputs[article.article_id] = {
            "article_id": article.article_id,
            "path": document.path,
            "sha256": document.sha256,
            "profile": article.profile,
            "segments": len(article.segments),
            "repairs": {repair.kind: repair.count for repair in document.repairs},
        }

    def drop_article(self, article: Article, failure: ReadFailure) -> None:
        """Take back an article that failed later, and list it as a failure."""
        self._count_source(article, -1)
        del self.inputs[article.article_id]
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

    def add_translated(self, translated: TranslatedArticle) -> None:
        """Count where the texts of a finished article come from and what the checks found."""
        by_segment: dict[str | None, list[Any]] = {}
        for finding in translated.findings:
            self.findings[f"{finding.check} {finding.severity}"] += 1
            by_segment.setdefault(finding.segment_id, []).append(finding)
        for unit in translated.units:
            segment_id = unit.segment.segment_id
            self.statuses[status_of(tuple(by_segment.get(segment_id, ())))] += 1
            for lang, translation in unit.translations.items():
                self.origins[f"{lang} {translation.origin}"] += 1
                if translation.origin is Origin.ENGINE and translation.pieces > 1:
                    self.split.append(f"{segment_id} {lang}: {translation.pieces} pieces")
                self._add_notes(segment_id, lang, translation.notes)
        summary = translated.summary
        self.summaries[summary.origin] += 1
        for lang, translation in summary.translations.items():
            self.summary_origins[f"{lang} {translation.origin}"] += 1
            self._add_notes(f"{translated.article_id} summary", lang, translation.notes)
        if summary.parts > 1:
            self.summary_parts[translated.article_id] = summary.parts
        if summary.rejected:
            self.refused_summaries.append(
                {
                    "article_id": translated.article_id,
                    "origin": summary.origin,
                    "rejected": list(summary.rejected),
                }
            )

    def _add_notes(self, segment_id: str, lang: str, notes: tuple[str, ...]) -> None:
        """List what was done to a text besides; terms by term."""
        for note in notes:
            kind, _, what = note.partition(":")
            where = f"{segment_id} {lang}"
            if kind in {"term", "term_missing"}:
                name = "set" if kind == "term" else "missing"
                self.terms.setdefault(f"{lang} {name} {what}", []).append(segment_id)
            elif kind == "second_chance":
                self.second_chances.append(f"{where}: {what}")
            elif kind == "recased":
                self.recased.append(where)
            elif kind == "placeholders_lost":
                self.placeholders_lost.append(where)
