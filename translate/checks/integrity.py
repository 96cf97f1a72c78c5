"""Q25: an article that lost a part of its story, or took in a part of another."""

import re
from collections.abc import Iterator
from itertools import pairwise

from translate.checks.base import ArticleCheck, Standards
from translate.records import (
    Article,
    Finding,
    Origin,
    Role,
    Segment,
    Severity,
    TranslatedArticle,
    TranslationUnit,
)
from translate.segmenter import split_sentences
from translate.structure.marks import is_related_marker
from translate.terminology import Glossary, render_template

_SHA256 = re.compile(r"[0-9a-f]{64}")
_BY_TEMPLATE = frozenset({Role.DATELINE, Role.SIGNATURE})
_OPENING = (Role.TITLE, Role.LEAD, Role.DATELINE)
_MIN_LINKED_CHARS = 40  # shorter sentences may stand in two stories by chance


def find(
    article: TranslatedArticle, langs: tuple[str, ...], standards: Standards
) -> Iterator[Finding]:
    """An error for each kind of break; an article that was built as it should has none."""
    if not _SHA256.fullmatch(article.article.document.sha256):
        yield _error("the digest of the source is missing")
    yield from _segments_and_units(article, langs)
    yield from _order(article.article)
    yield from _templates(article.units, langs, standards.glossary)
    yield from _other_stories(article, langs)


def _segments_and_units(article: TranslatedArticle, langs: tuple[str, ...]) -> Iterator[Finding]:
    """Whether every language has every segment of the source, once and in its order."""
    expected = [segment.segment_id for segment in article.article.segments]
    if len(set(expected)) < len(expected):
        yield _error("two segments have one identifier")
    if [unit.segment.segment_id for unit in article.units] != expected:
        yield _error("the units are not the segments of the source, in their order")
    for lang in langs:
        missing = [u.segment.segment_id for u in article.units if lang not in u.translations]
        if missing:
            message = f"{len(missing)} of {len(expected)} segments have no translation"
            yield _error(message, lang=lang, found=missing[0])


def _order(article: Article) -> Iterator[Finding]:
    """Whether roles, blocks and offsets follow each other as they do in a story."""
    blocks = article.blocks
    for segment in article.segments:
        is_known = segment.block < len(blocks) and blocks[segment.block].role is segment.role
        if not is_known:
            yield _error("a segment is not of its block", segment=segment)
    for one, other in pairwise(article.segments):
        is_overlapping = one.block == other.block and other.start < one.end
        if other.block < one.block or is_overlapping:
            yield _error("segments overlap, or are out of order", segment=other)
    for role in _OPENING:
        places = [index for index, block in enumerate(blocks) if block.role is role]
        if len(places) > 1:
            yield _error(f"{len(places)} blocks are the {role}", found=blocks[places[1]].text)
    roles = [block.role for block in blocks]
    if Role.TITLE in roles and roles[0] is not Role.TITLE:
        yield _error("the title is not the first block")
    known = [role for role in roles if role in {Role.LEAD, Role.DATELINE}]
    if known[:2] == [Role.DATELINE, Role.LEAD]:
        yield _error("the lead stands behind the dateline")
    tail = [role.is_related for role in roles]
    if any(before and not after for before, after in pairwise(tail)):
        yield _error("the story goes on behind the links to other stories")


def _templates(
    units: tuple[TranslationUnit, ...], langs: tuple[str, ...], glossary: Glossary
) -> Iterator[Finding]:
    """Datelines and signatures that a model wrote though there is a template for them."""
    for unit in units:
        segment = unit.segment
        if segment.role not in _BY_TEMPLATE:
            continue
        for lang in langs:
            translation = unit.translations.get(lang)
            if translation is None or translation.origin is not Origin.ENGINE:
                continue
            expected = render_template(segment.source, segment.role, lang, glossary)
            if expected is not None:
                yield _error(
                    f"the {segment.role} is not of its template",
                    segment=segment,
                    lang=lang,
                    expected=expected,
                    found=translation.text,
                )


def _other_stories(article: TranslatedArticle, langs: tuple[str, ...]) -> Iterator[Finding]:
    """Text of the links to other stories in a target or in the summary.

    Where segments have a role of the tail, the configuration keeps it, and it may be translated.
    """
    segments = article.article.segments
    is_kept = any(segment.role.is_related for segment in segments)
    for unit in article.units:
        if unit.segment.role.is_related:
            continue
        texts = {lang: t.text for lang, t in unit.translations.items() if lang in langs}
        for lang, text in (("fr", unit.segment.source), *sorted(texts.items())):
            if is_related_marker(text):
                yield _error(
                    "the line that opens the links to other stories",
                    segment=unit.segment,
                    lang=None if lang == "fr" else lang,
                    found=text,
                )
    if not is_kept and (sentence := _linked_sentence(article)):
        yield _error("the summary tells another story", found=sentence)


def _linked_sentence(article: TranslatedArticle) -> str | None:
    """A sentence of the summary that only the links to other stories have."""
    own, linked = (
        " ".join(
            " ".join(block.text.split())
            for block in article.article.blocks
            if block.role.is_related is is_linked
        )
        for is_linked in (False, True)
    )
    if not linked:
        return None
    summary = article.summary.source
    for start, end in split_sentences(summary):
        sentence = " ".join(summary[start:end].split())
        if len(sentence) >= _MIN_LINKED_CHARS and sentence in linked and sentence not in own:
            return sentence
    return None


def _error(
    message: str,
    *,
    segment: Segment | None = None,
    lang: str | None = None,
    expected: str | None = None,
    found: str | None = None,
) -> Finding:
    return Finding(
        check="Q25",
        severity=Severity.ERROR,
        message=message,
        segment_id=segment.segment_id if segment else None,
        lang=lang,
        expected=expected,
        found=found,
    )


INTEGRITY = ArticleCheck(
    id="Q25",
    title="integrity of the story",
    explanation=(
        "What holds by construction is looked at once more at the end: every language has every "
        "segment of the source, once and in its order; roles follow each other as they do in a "
        "story; datelines and signatures are of their template; no target and no summary holds "
        "text of the links to other stories; the digest of the source is there."
    ),
    findings=find,
)
