"""The frozen records that flow from stage to stage, and what must hold in each of them.

A stage takes records and gives new ones; it never changes those it was given. Offsets are counted
in characters of the decoded text, half-open. Languages are ISO 639-1 codes.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a block is in its article."""

    TITLE = "title"
    LEAD = "lead"
    DATELINE = "dateline"
    HEADING = "heading"
    BODY = "body"
    CAPTION_TITLE_COPY = "caption_title_copy"
    CAPTION_MARKER = "caption_marker"
    CAPTION = "caption"
    SIGNATURE = "signature"
    RELATED_MARKER = "related_marker"
    RELATED_CAPTION = "related_caption"
    RELATED_TITLE = "related_title"
    RELATED_TEASER = "related_teaser"

    @property
    def is_related(self) -> bool:
        """Whether the block belongs to the tail of links to other stories."""
        return self.value.startswith("related_")

    @property
    def is_leftover(self) -> bool:
        """Whether the block is a trace of the web page, with nothing of its own to say."""
        return self in {Role.CAPTION_TITLE_COPY, Role.CAPTION_MARKER, Role.RELATED_MARKER}


class Origin(StrEnum):
    """Where a target text comes from."""

    ENGINE = "engine"
    TEMPLATE = "template"
    COPY = "copy"
    HUMAN = "human"


class SummaryOrigin(StrEnum):
    """How a summary was made."""

    MODEL = "model"
    MODEL_PARTS = "model_parts"
    LEAD = "lead"
    FIRST_SENTENCE = "first_sentence"
    NONE = "none"


class Severity(StrEnum):
    """How bad a finding is: an error blocks the segment, a warning asks for review."""

    ERROR = "E"
    WARNING = "W"
    INFORMATION = "I"


class Status(StrEnum):
    """What the findings of a unit say about it."""

    CLEAN = "clean"
    REVIEW = "review"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of repair made while decoding, and how often."""

    kind: str
    count: int

    def __post_init__(self) -> None:
        assert self.count > 0, f"repair {self.kind} counted {self.count} times"


@dataclass(frozen=True, slots=True)
class Document:
    """One article as it was found: clean text, and where it came from.

    `path` is relative to the input folder, in POSIX form, with `#N` for row N (from 1) of a file
    that holds several articles. `sha256` is of the source bytes (of the file, or of the row).
    """

    article_id: str
    path: str
    sha256: str
    text: str
    repairs: tuple[Repair, ...] = ()
    title: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article with a role: `document.text[start:end] == text`.

    `line` counts from 1. `paragraph` counts the non-empty lines from 1, so that the dateline, the
    body and the signature of one line share it. `item` numbers the related stories of the tail.
    """

    role: Role
    text: str
    line: int
    paragraph: int
    start: int
    end: int
    credit: str | None = None
    item: int | None = None

    def __post_init__(self) -> None:
        assert self.end - self.start == len(self.text), f"block {self.start}:{self.end} misfits"
        assert self.line >= 1, "lines count from 1"
        assert self.paragraph >= 1, "paragraphs count from 1"


@dataclass(frozen=True, slots=True)
class Segment:
    """A sentence or an indivisible line: the unit of translation.

    `block` is the index of its block; `start` and `end` are offsets in that block, trailing white
    space included, so that the segments of a block tile it. `text` is that raw span; `source` is
    the same on one line, stripped: what is translated, stored and shown. Raw, because joined spans
    must give the block back.
    """

    segment_id: str
    block: int
    role: Role
    paragraph: int
    start: int
    end: int
    text: str
    source: str

    def __post_init__(self) -> None:
        assert self.end - self.start == len(self.text), f"segment {self.segment_id} misfits"
        assert "\n" not in self.source, f"segment {self.segment_id} is not on one line"


@dataclass(frozen=True, slots=True)
class Article:
    """A document with its structure, and after segmentation its segments."""

    document: Document
    profile: str
    blocks: tuple[Block, ...]
    segments: tuple[Segment, ...] = ()

    @property
    def article_id(self) -> str:
        """The identifier of the article, unique in a run."""
        return self.document.article_id

    def blocks_of(self, *roles: Role) -> list[Block]:
        """The blocks that have one of `roles`, in order."""
        return [block for block in self.blocks if block.role in roles]


@dataclass(frozen=True, slots=True)
class Generation:
    """What an engine made of one text.

    `score` is the mean log-probability per target token as the engine reports it. `finished` is
    False where the length limit cut the output. `alternatives` are the next beam candidates, best
    first, where the engine was asked for more than one.
    """

    text: str
    score: float
    source_tokens: int
    target_tokens: int
    finished: bool
    alternatives: tuple["Generation", ...] = ()


@dataclass(frozen=True, slots=True)
class TargetRepair:
    """A piece of a target text that was set right by rule.

    `check` is the check that would have found it. `start` is the offset of `after` in the target.
    """

    check: str
    before: str
    after: str
    start: int


@dataclass(frozen=True, slots=True)
class Translation:
    """A target text of one segment, and how it came to be.

    `score` is None where no engine was asked. `pieces` is the number of parts that an over-long
    segment was translated in (1 for a whole one). `notes` name what was done to the text besides:
    `split`, `recased`, `placeholders_lost`, `term:<fr>` (set right), `term_missing:<fr>` (looked
    for in vain), `second_chance:<how>` (the way that gave this text after the first one failed the
    checks). `repairs` are in the order of the text.
    """

    text: str
    origin: Origin
    score: float | None = None
    pieces: int = 1
    finished: bool = True
    notes: tuple[str, ...] = ()
    repairs: tuple[TargetRepair, ...] = ()

    def __post_init__(self) -> None:
        assert self.pieces >= 1, "a translation has at least one piece"
        assert unicodedata.is_normalized("NFC", self.text), "a target text must be NFC"


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """A segment with all its translations: aligned because they are held together.

    `translations` maps the target language to its translation.
    """

    segment: Segment
    translations: Mapping[str, Translation]


@dataclass(frozen=True, slots=True)
class Summary:
    """A short French summary with its translations; the three are parallel.

    `rejected` lists why candidates were refused, in order; `parts` is the number of pieces that
    the article was summarised in.
    """

    source: str
    translations: Mapping[str, Translation]
    origin: SummaryOrigin
    parts: int = 1
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of one check: about a segment in one target language, a summary or an article.

    `segment_id` is None for a finding about the whole article or its summary. `span` is offsets in
    the target text.
    """

    check: str
    severity: Severity
    message: str
    segment_id: str | None = None
    lang: str | None = None
    span: tuple[int, int] | None = None
    expected: str | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True)
class TranslatedArticle:
    """An article with its units, its summary and what the checks found; one unit per segment."""

    article: Article
    units: tuple[TranslationUnit, ...]
    summary: Summary
    findings: tuple[Finding, ...] = field(default=())

    def __post_init__(self) -> None:
        assert len(self.units) == len(self.article.segments), "a segment was lost or made up"

    @property
    def article_id(self) -> str:
        """The identifier of the article, unique in a run."""
        return self.article.article_id

    def findings_of(self, segment_id: str) -> tuple[Finding, ...]:
        """The findings about one segment, in the order of the checks."""
        return tuple(f for f in self.findings if f.segment_id == segment_id)


def status_of(findings: tuple[Finding, ...]) -> Status:
    """The status that a unit earns: blocked by an error, to review with a warning, else clean."""
    severities = {finding.severity for finding in findings}
    if Severity.ERROR in severities:
        return Status.BLOCKED
    return Status.REVIEW if Severity.WARNING in severities else Status.CLEAN
