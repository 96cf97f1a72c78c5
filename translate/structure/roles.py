"""The roles of all blocks of an article, from its profile."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from translate.config import StructureConfig
from translate.records import Article, Block, Document, Role
from translate.structure.captions import Part, TitleCopy, split_captions
from translate.structure.layout import Paragraph, split_paragraphs
from translate.structure.marks import (
    dateline_end,
    find_credit,
    is_related_marker,
    signature_start,
)
from translate.structure.profiles import PLAIN, PROFILES, VNA, Profile
from translate.structure.related import (
    find_unmarked_tail,
    looks_like_title,
    related_parts,
)

_MAX_TITLE_CHARS = 250
_MAX_SENTENCE_TITLE_CHARS = 120
_MAX_LEAD_CHARS = 600
_OPENING_PARAGRAPHS = 8
_MAX_CAPTION_CHARS = 800
_MIN_PARAGRAPHS_AFTER_LEAD = 2
_NO_TITLE = TitleCopy("")


def find_structure(document: Document, options: StructureConfig) -> Article:
    """The article with its blocks and without segments; a blank document has no blocks."""
    paragraphs = split_paragraphs(document.text)
    profile = (
        _choose_profile(paragraphs) if options.profile == "auto" else PROFILES[options.profile]
    )
    tail = _find_tail(paragraphs, profile)
    head = paragraphs[:tail]
    blocks = []
    title = _NO_TITLE
    if head and _is_title(paragraphs, document.title):
        first = head.pop(0)
        title = TitleCopy(first.text)
        blocks.append(_block(first, Part(Role.TITLE, 0, len(first.text))))
    blocks += _head_blocks(head, title, profile)
    for related in related_parts(paragraphs[tail:]):
        part = Part(related.role, 0, len(related.paragraph.text), related.credit)
        blocks.append(_block(related.paragraph, part, related.item))
    return Article(document, profile.name, tuple(blocks))


def _choose_profile(paragraphs: list[Paragraph]) -> Profile:
    """The layout of a wire page if there is one of its marks, which other sources have not."""
    if any(dateline_end(paragraph.text) for paragraph in paragraphs[:_OPENING_PARAGRAPHS]):
        return VNA
    has_marker = False
    for paragraph in paragraphs:
        text = paragraph.text
        has_marker = has_marker or is_related_marker(text)
        if signature_start(text) is not None or any(_NO_TITLE.labels(text)):
            return VNA
        if has_marker and find_credit(text):
            return VNA
    return PLAIN


def _find_tail(paragraphs: list[Paragraph], profile: Profile) -> int:
    """The index of the first paragraph of the tail, which is their number if there is none.

    It begins at the marker; else after the signature, where only a tail may stand, and a tail has
    at least one title; else where its rhythm begins.
    """
    nowhere = len(paragraphs)
    if not profile.has_related:
        return nowhere
    for index, paragraph in enumerate(paragraphs):
        if index and is_related_marker(paragraph.text):
            return index
    signed = [i for i, p in enumerate(paragraphs) if i and signature_start(p.text) is not None]
    if not signed:
        return find_unmarked_tail(paragraphs) or nowhere
    signatures = set(signed)
    last_title = max(
        (
            index
            for index, paragraph in enumerate(paragraphs)
            if index not in signatures
            and looks_like_title(paragraph)
            and not find_credit(paragraph.text)
            and not any(_NO_TITLE.labels(paragraph.text))
        ),
        default=0,
    )
    return next((index + 1 for index in signed if index < last_title), nowhere)


def _is_title(paragraphs: list[Paragraph], known_title: str | None) -> bool:
    """Whether the first paragraph is the title: known as such, or short and above other text."""
    first = paragraphs[0]
    if known_title is not None and " ".join(first.text.split()) == known_title:
        return True
    if first.is_heading:
        return True
    if len(paragraphs) == 1 or "\n" in first.text or dateline_end(first.text):
        return False
    # A line that ends in a full stop is a title only if it is as short as titles are.
    limit = _MAX_SENTENCE_TITLE_CHARS if first.text.rstrip().endswith(".") else _MAX_TITLE_CHARS
    return len(first.text) <= limit


def _head_blocks(
    paragraphs: list[Paragraph], title: TitleCopy, profile: Profile
) -> Iterator[Block]:
    """The blocks between title and tail, in order."""
    parts: list[tuple[Paragraph, Part]] = []
    captions = 0
    for paragraph in paragraphs:
        found = _parts_of(paragraph, title, profile, captions)
        captions += sum(part.role is Role.CAPTION_MARKER for part in found)
        parts += [(paragraph, part) for part in found]
    texts = [index for index, (_, part) in enumerate(parts) if part.role is Role.BODY]
    opening = _find_opening(parts, texts, profile)
    signed = _find_signed(parts, texts, profile)
    for index, (paragraph, part) in enumerate(parts):
        if index == opening.lead:
            yield _block(paragraph, replace(part, role=Role.LEAD))
            continue
        start, end = part.start, part.end
        if index == opening.dateline:
            start += dateline_end(paragraph.text[part.start : part.end])
            yield _block(paragraph, Part(Role.DATELINE, part.start, start))
        if index == signed:
            end = part.start + (signature_start(paragraph.text[part.start : part.end]) or 0)
            end = max(start, end)
        if paragraph.text[start:end].strip():
            yield _block(paragraph, replace(part, start=start, end=end))
        else:
            end = start
        if end < part.end and paragraph.text[end : part.end].strip():
            yield _block(paragraph, Part(Role.SIGNATURE, end, part.end))


def _parts_of(
    paragraph: Paragraph, title: TitleCopy, profile: Profile, captions_before: int
) -> list[Part]:
    """The parts of one paragraph: a heading, captions, or text."""
    text = paragraph.text
    if paragraph.is_heading:
        return [Part(Role.HEADING, 0, len(text))]
    if profile.has_labels:
        parts = split_captions(text, title, captions_before)
    else:
        credit = find_credit(text)
        parts = [Part(Role.CAPTION, 0, len(text), credit[1])] if credit else []
    # A credit at the end of a long paragraph does not make it a caption.
    if len(parts) == 1 and len(text) > _MAX_CAPTION_CHARS:
        parts = []
    return parts or [Part(Role.BODY, 0, len(text))]


@dataclass(frozen=True, slots=True)
class _Opening:
    """Which parts are the lead and the paragraph with the dateline."""

    lead: int | None
    dateline: int | None


def _find_opening(
    parts: list[tuple[Paragraph, Part]], texts: list[int], profile: Profile
) -> _Opening:
    """Lead and dateline among the first text paragraphs.

    What stands before a dateline is the lead. Without a dateline the first paragraph is the lead
    if it is as short as leads are, and at least two others follow.
    """
    dateline = None
    if profile.has_dateline:
        for index in texts[:_OPENING_PARAGRAPHS]:
            paragraph, part = parts[index]
            if dateline_end(paragraph.text[part.start : part.end]):
                dateline = index
                break
    if not profile.has_lead or not texts or texts[0] == dateline:
        return _Opening(None, dateline)
    first = parts[texts[0]][1]
    is_short = first.end - first.start <= _MAX_LEAD_CHARS
    has_lead = dateline is not None or (is_short and len(texts) > _MIN_PARAGRAPHS_AFTER_LEAD)
    return _Opening(texts[0] if has_lead else None, dateline)


def _find_signed(
    parts: list[tuple[Paragraph, Part]], texts: list[int], profile: Profile
) -> int | None:
    """Which part the signature closes: the last one that ends with one."""
    if not profile.has_signature:
        return None
    for index in reversed(texts):
        paragraph, part = parts[index]
        if signature_start(paragraph.text[part.start : part.end]) is not None:
            return index
    return None


def _block(paragraph: Paragraph, part: Part, item: int | None = None) -> Block:
    """The block of a part, its offsets counted in the document."""
    return Block(
        part.role,
        paragraph.text[part.start : part.end],
        paragraph.line_at(part.start),
        paragraph.number,
        paragraph.start + part.start,
        paragraph.start + part.end,
        part.credit,
        item,
    )
