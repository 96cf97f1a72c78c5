"""The tables `segments` and `articles`: their columns, and their rows for one article.

A cell is null where there is nothing to say: a date that the story does not give, a score where no
engine was asked. Whatever has no fixed shape is a JSON text, for open-keyed structures do not
survive the loaders of data sets.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from translate.files import canonical_json
from translate.records import (
    Finding,
    Role,
    Summary,
    TranslatedArticle,
    Translation,
    TranslationUnit,
    status_of,
)
from translate.terminology import Dateline, parse_dateline
from translate.writers.base import ExportContext, findings_by_segment, one_line
from translate.writers.layout import lay_out, text_in

_ORIGINS = "engine, template, copy, human"
_NOTES = "split, recased, second_chance:<how>, term:<fr>...: a JSON list"
Cell = str | int | float | None
Row = dict[str, Cell]


class Kind(StrEnum):
    """The type of a column, by the name that Arrow and the dataset card give it."""

    TEXT = "string"
    INTEGER = "int64"
    NUMBER = "float64"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type and what it means, as the dataset card says it."""

    name: str
    kind: Kind
    meaning: str


def segment_columns(context: ExportContext) -> tuple[Column, ...]:
    """The columns of `segments`, in order."""
    targets = sorted(context.target_langs)
    return (
        Column("article_id", Kind.TEXT, "the article, unique in this data set"),
        Column("segment_id", Kind.TEXT, "the segment, unique in this data set"),
        Column("role", Kind.TEXT, "what the text is in its article: title, lead, body, caption..."),
        Column("paragraph", Kind.INTEGER, "the non-empty line of the source file, from 1"),
        Column("start", Kind.INTEGER, "first character of the segment in its block, from 0"),
        Column("end", Kind.INTEGER, "end of the segment in its block, exclusive"),
        Column(context.source_lang, Kind.TEXT, "the source text, on one line"),
        *(Column(lang, Kind.TEXT, f"its translation ({lang})") for lang in targets),
        *(
            Column(f"{lang}_origin", Kind.TEXT, f"where {lang} comes from: {_ORIGINS}")
            for lang in targets
        ),
        *(
            Column(f"{lang}_score", Kind.NUMBER, "mean log-probability per token; null: no engine")
            for lang in targets
        ),
        *(
            Column(f"{lang}_notes", Kind.TEXT, f"what was done to {lang} besides: {_NOTES}")
            for lang in targets
        ),
        Column("pieces", Kind.INTEGER, "parts it was translated in; above 1 for over-long ones"),
        Column("status", Kind.TEXT, "clean, review or blocked: the worst over all languages"),
        Column("findings", Kind.TEXT, "what the checks found: a JSON list of objects"),
    )


def article_columns(context: ExportContext) -> tuple[Column, ...]:
    """The columns of `articles`, in order."""
    langs = (context.source_lang, *sorted(context.target_langs))
    return (
        Column("article_id", Kind.TEXT, "the article, unique in this data set"),
        Column("path", Kind.TEXT, "its file in the input folder, with #N for row N of a file"),
        Column("sha256", Kind.TEXT, "SHA-256 of the source bytes"),
        Column("date", Kind.TEXT, "as given, else of the dateline: YYYY-MM-DD, or --MM-DD"),
        Column("place", Kind.TEXT, "place of the dateline, as the source writes it"),
        Column("agency", Kind.TEXT, "agency of the dateline, as the source writes it"),
        *(Column(f"title_{lang}", Kind.TEXT, f"title ({lang})") for lang in langs),
        *(Column(f"lead_{lang}", Kind.TEXT, f"lead ({lang})") for lang in langs),
        *(Column(f"summary_{lang}", Kind.TEXT, f"summary ({lang})") for lang in langs),
        Column("summary_origin", Kind.TEXT, "model, model_parts, lead, first_sentence or none"),
        *(
            Column(f"summary_{lang}_origin", Kind.TEXT, "where it comes from: engine, human")
            for lang in langs[1:]
        ),
        *(
            Column(
                f"text_{lang}",
                Kind.TEXT,
                f"paragraphs and intertitles ({lang}), a blank line between",
            )
            for lang in langs
        ),
        Column("segments", Kind.INTEGER, "number of its rows in segments"),
        Column("findings", Kind.TEXT, "findings about the whole article: a JSON list of objects"),
        Column("related", Kind.TEXT, "links to other stories, untranslated: a JSON list"),
    )


def segment_rows(article: TranslatedArticle, context: ExportContext) -> Iterator[Row]:
    """The rows of `segments` for one article, one per unit, in order."""
    findings = findings_by_segment(article)
    for unit in article.units:
        yield _segment_row(article, unit, findings.get(unit.segment.segment_id, ()), context)


def _segment_row(
    article: TranslatedArticle,
    unit: TranslationUnit,
    findings: tuple[Finding, ...],
    context: ExportContext,
) -> Row:
    segment = unit.segment
    row: Row = {
        "article_id": article.article_id,
        "segment_id": segment.segment_id,
        "role": segment.role.value,
        "paragraph": segment.paragraph,
        "start": segment.start,
        "end": segment.end,
        context.source_lang: text_in(unit, None),
        "pieces": max((t.pieces for t in unit.translations.values()), default=1),
        "status": status_of(findings).value,
        "findings": _json_of(findings),
    }
    for lang in context.target_langs:
        translation = unit.translations.get(lang)
        row[lang] = translation.text if translation else None
        row[f"{lang}_origin"] = translation.origin.value if translation else None
        row[f"{lang}_score"] = _finite(translation)
        row[f"{lang}_notes"] = canonical_json(translation.notes) if translation else None
    return row


def article_row(article: TranslatedArticle, context: ExportContext) -> Row:
    """The row of `articles` for one article."""
    document = article.article.document
    dateline = _dateline_of(article)
    about_article = tuple(f for f in article.findings if f.segment_id is None)
    row: Row = {
        "article_id": article.article_id,
        "path": document.path.encode("utf-8", "backslashreplace").decode("utf-8"),
        "sha256": document.sha256,
        "date": document.date or _date_of(dateline),
        "place": (dateline.place or None) if dateline else None,
        "agency": dateline.agency if dateline else None,
        "summary_origin": article.summary.origin.value,
        "segments": len(article.units),
        "findings": _json_of(about_article),
        "related": canonical_json(_related(article)),
    }
    for lang in (context.source_lang, *context.target_langs):
        target = None if lang == context.source_lang else lang
        layout = lay_out(article, target)
        row[f"title_{lang}"] = layout.title or None
        row[f"lead_{lang}"] = layout.lead or None
        row[f"summary_{lang}"] = summary = summary_in(article.summary, target) or None
        if target:
            origin = article.summary.translations[target].origin.value if summary else None
            row[f"summary_{target}_origin"] = origin
        row[f"text_{lang}"] = "\n\n".join(layout.paragraphs) or None
    return row


def _dateline_of(article: TranslatedArticle) -> Dateline | None:
    blocks = article.article.blocks_of(Role.DATELINE)
    return parse_dateline(blocks[0].text) if blocks else None


def _date_of(dateline: Dateline | None) -> str | None:
    """The date as ISO 8601 has it, `--MM-DD` without a year: a wire story rarely names it."""
    if dateline is None or dateline.month is None or dateline.day is None:
        return None
    year = "-" if dateline.year is None else f"{dateline.year:04d}"
    return f"{year}-{dateline.month:02d}-{dateline.day:02d}"


def summary_in(summary: Summary, lang: str | None) -> str:
    """A summary in `lang` (None: the source), empty where there is none."""
    if lang is None:
        return one_line(summary.source)
    translation = summary.translations.get(lang)
    return one_line(translation.text) if translation else ""


def _finite(translation: Translation | None) -> float | None:
    """The score as a number that JSON can hold, else None."""
    score = translation.score if translation else None
    return score if score is not None and math.isfinite(score) else None


def _json_of(findings: tuple[Finding, ...]) -> str:
    """Findings as a JSON list of objects with the same keys, in the order of the checks."""
    return canonical_json(
        [
            {
                "check": finding.check,
                "severity": finding.severity.value,
                "message": finding.message,
                "lang": finding.lang,
                "span": finding.span,
                "expected": finding.expected,
                "found": finding.found,
            }
            for finding in findings
        ]
    )


_RELATED_KEYS = {
    Role.RELATED_CAPTION: "caption",
    Role.RELATED_TITLE: "title",
    Role.RELATED_TEASER: "teaser",
}


def _related(article: TranslatedArticle) -> list[dict[str, str | None]]:
    """The stories that the tail links to, in order, with null for what one does not have."""
    items: dict[int | None, dict[str, str | None]] = {}
    for block in article.article.blocks_of(*_RELATED_KEYS):
        item = items.setdefault(block.item, dict.fromkeys(_RELATED_KEYS.values()))
        key, text = _RELATED_KEYS[block.role], one_line(block.text)
        item[key] = f"{item[key]} {text}" if item[key] else text
    return list(items.values())
