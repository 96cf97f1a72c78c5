"""Articles to read, one Markdown file per article and language.

Whatever the checks doubt is listed at the end of the file, so that a reader can trust the rest;
so is what a person translated.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.files import remove_stale, write_text
from translate.records import Finding, Origin, Role, Severity, TranslatedArticle
from translate.writers.base import (
    LANGUAGE_GLOBS,
    ArticleSource,
    Export,
    ExportContext,
    one_line,
)
from translate.writers.layout import Passage, lay_out, text_in
from translate.writers.rows import summary_in


@dataclass(frozen=True, slots=True)
class Labels:
    """The words that the page itself says."""

    summary: str
    related: str
    review: str
    error: str
    warning: str
    missing: str
    by_hand: str = ""


_LABELS = {
    "fr": Labels("Résumé :", "À lire aussi", "À vérifier", "bloqué", "à relire", "sans texte"),
    "en": Labels("Summary:", "See also", "Review", "blocked", "to review", "no text", "By hand:"),
    "vi": Labels(
        *("Tóm tắt:", "Xem thêm", "Cần kiểm tra", "bị chặn", "cần xem lại", "không có"),
        by_hand="Do người dịch:",
    ),
}
_SAFE_NAME = re.compile(r"\w[\w.-]*")
_LONGEST_NAME_BYTES = 200
_EXCERPT_CHARACTERS = 60

_SPECIAL = re.compile(r"[\\`*_<\[\]~$]|&(?=#?\w+;)")
_OPENING = re.compile(r"#|>|[-+](?=\s|$|-)")
_OPENING_NUMBER = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
_CLOSING_HASHES = re.compile(r"#(?=#*$)")


def write(articles: ArticleSource, context: ExportContext) -> Export:
    """Write `articles/<article_id>.<lang>.md`; a file that would not change is left alone."""
    folder = context.folder / "articles"
    names: set[str] = set()
    count = 0
    for article in articles():
        count += 1
        for lang in (context.source_lang, *context.target_langs):
            name = f"{file_stem(article.article_id)}.{lang}.md"
            names.add(name)
            _write_changed(folder / name, _render(article, lang, context.source_lang))
    remove_stale(folder, tuple(f"*.{glob}.md" for glob in LANGUAGE_GLOBS), names)
    files = tuple(f"articles/{name}" for name in sorted(names))
    return Export(files, {"articles": count, "files": len(files)})


def escape(text: str) -> str:
    r"""`text` so that Markdown shows it as it is, at the start of a line as well.

    The dollar sign too, for between two of them ("3 M$ et 5 M$") some readers expect mathematics.

    >>> escape("1. M_x [sic]")
    '1\\. M\\_x \\[sic\\]'
    """
    text = _inline(text)
    text = _CLOSING_HASHES.sub(r"\\#", text)
    if _OPENING.match(text):
        return "\\" + text
    return _OPENING_NUMBER.sub(r"\1\\\2", text, count=1) if _OPENING_NUMBER.match(text) else text


def file_stem(article_id: str) -> str:
    """A file name without its ending for `article_id`: the identifier itself where it can be one.

    >>> file_stem("vna-001")
    'vna-001'
    >>> file_stem("../etc/passwd")
    'etc_passwd-7fef78f534'
    """
    is_short = len(article_id.encode("utf-8", "replace")) <= _LONGEST_NAME_BYTES
    if _SAFE_NAME.fullmatch(article_id) and is_short:
        return article_id
    readable = re.sub(r"[^A-Za-z0-9-]+", "_", article_id).strip("_-")[:_EXCERPT_CHARACTERS]
    digest = hashlib.sha256(article_id.encode("utf-8", "backslashreplace")).hexdigest()[:10]
    return f"{readable or 'article'}-{digest}"


def _write_changed(path: Path, text: str) -> None:
    """Write `text`, unless it is there already: each write waits for the disk."""
    if not path.is_file() or path.read_bytes() != text.encode("utf-8"):
        write_text(path, text)


def _render(article: TranslatedArticle, lang: str, source_lang: str) -> str:
    """The whole page."""
    target = None if lang == source_lang else lang
    labels = _LABELS.get(lang, _LABELS["en"])
    layout = lay_out(article, target)
    parts: list[str] = []
    if layout.title:
        parts.append(f"# {escape(layout.title)}")
    if layout.lead:
        parts.append(f"**{escape(layout.lead)}**")
    summary = summary_in(article.summary, target)
    if summary and summary != layout.lead:
        parts.append(f"> **{labels.summary}** {_inline(summary)}")
    own = [passage for passage in layout.passages if not passage.role.is_related]
    related = [passage for passage in layout.passages if passage.role.is_related]
    parts.extend(_passage(passage) for passage in own)
    if related:
        parts.append(f"## {labels.related}")
        parts.extend(_passage(passage) for passage in related)
    doubts = list(_doubts(article, target, labels))
    if doubts:
        parts.extend(["---", f"**{labels.review}**", "\n".join(doubts)])
    if by_hand := _written_by_hand(article, target):
        parts.extend(["---", f"{labels.by_hand} {', '.join(by_hand)}"])
    return "\n\n".join(parts) + "\n"


def _inline(text: str) -> str:
    """`text` escaped for a place that is not the start of a line."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _passage(passage: Passage) -> str:
    """One passage as Markdown, by its role."""
    text = escape(passage.text)
    match passage.role:
        case Role.HEADING:
            return f"## {text}"
        case Role.CAPTION | Role.RELATED_CAPTION:
            return f"*{text}*"
        case Role.RELATED_TITLE:
            return f"**{text}**"
        case _:
            return text


def _written_by_hand(article: TranslatedArticle, lang: str | None) -> list[str]:
    """The segments that a person translated into `lang`, and `summary` if that is by hand."""
    if lang is None:
        return []
    by_hand = {
        f"`{unit.segment.segment_id}`": unit.translations.get(lang) for unit in article.units
    }
    by_hand["summary"] = article.summary.translations.get(lang)
    return [name for name, text in by_hand.items() if text and text.origin is Origin.HUMAN]


def _doubts(article: TranslatedArticle, lang: str | None, labels: Labels) -> Iterator[str]:
    """List items: what lacks a text, what the checks call an error or a warning in `lang`."""
    texts = {unit.segment.segment_id: text_in(unit, lang) for unit in article.units}
    for segment_id, text in texts.items():
        if not text:
            yield f"- `{segment_id}`: {labels.missing}"
    for finding in article.findings:
        if finding.lang in {None, lang} and finding.severity is not Severity.INFORMATION:
            yield _doubt(finding, texts.get(finding.segment_id or "", ""), labels)


def _doubt(finding: Finding, text: str, labels: Labels) -> str:
    """A finding as a list item: where, how bad, why."""
    verdict = labels.error if finding.severity is Severity.ERROR else labels.warning
    where = f"`{finding.segment_id}` " if finding.segment_id else ""
    excerpt = text[:_EXCERPT_CHARACTERS].rstrip()
    quoted = f" “{_inline(excerpt)}{'…' if len(text) > len(excerpt) else ''}”" if text else ""
    reason = _inline(one_line(finding.message))
    return f"- {where}**{verdict}**{quoted}: {finding.check}, {reason}"
