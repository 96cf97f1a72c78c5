"""Translated articles made by hand, for the tests of what comes after translation."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from translate.records import (
    Article,
    Block,
    Document,
    Finding,
    Origin,
    Role,
    Segment,
    Severity,
    Summary,
    SummaryOrigin,
    TranslatedArticle,
    Translation,
    TranslationUnit,
)
from translate.writers.base import ArticleSource


@dataclass(frozen=True, slots=True)
class Sentence:
    """A French sentence and its targets; None where there is no translation at all."""

    fr: str
    en: str | None = ""
    vi: str | None = ""
    origin: Origin = Origin.ENGINE
    score: float | None = -0.25
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of an article; without sentences it is one that is not translated."""

    role: Role
    paragraph: int
    sentences: tuple[Sentence, ...] = ()
    text: str = ""
    item: int | None = None


def make_article(
    article_id: str,
    pieces: Sequence[Piece],
    *,
    summary: Summary | None = None,
    findings: Iterable[Finding] = (),
    date: str | None = None,
    path: str | None = None,
) -> TranslatedArticle:
    """An article whose blocks are `pieces`, those of one paragraph on one line."""
    blocks: list[Block] = []
    segments: list[Segment] = []
    units: list[TranslationUnit] = []
    text = ""
    for index, piece in enumerate(pieces):
        if text and piece.paragraph != blocks[-1].paragraph:
            text += "\n\n"
        block_text = piece.text
        for sentence in piece.sentences:
            is_last = sentence is piece.sentences[-1]
            span = sentence.fr if is_last else sentence.fr + " "
            segment = Segment(
                segment_id=f"{article_id}:{len(segments) + 1:04d}",
                block=index,
                role=piece.role,
                paragraph=piece.paragraph,
                start=len(block_text),
                end=len(block_text) + len(span),
                text=span,
                source=span.strip(),
            )
            block_text += span
            segments.append(segment)
            units.append(TranslationUnit(segment, _translations(sentence)))
        start, text = len(text), text + block_text
        line = piece.paragraph * 2 - 1
        blocks.append(
            Block(piece.role, block_text, line, piece.paragraph, start, len(text), item=piece.item)
        )
    document = Document(article_id, path or f"{article_id}.txt", "0" * 64, text, date=date)
    article = Article(document, "vna", tuple(blocks), tuple(segments))
    return TranslatedArticle(article, tuple(units), summary or NO_SUMMARY, tuple(findings))


NO_SUMMARY = Summary("", {}, SummaryOrigin.NONE)


def _translations(sentence: Sentence) -> dict[str, Translation]:
    targets = {"en": sentence.en, "vi": sentence.vi}
    return {
        lang: Translation(text, sentence.origin, sentence.score, sentence.pieces)
        for lang, text in targets.items()
        if text is not None
    }


def wire_article(article_id: str, topic: str = "le café") -> TranslatedArticle:
    """A story with every role that a wire story has; `topic` stands in its texts.

    Its segments: 1 title, 2 lead, 3 dateline, 4-5 body, 6 caption, 7 credit, 8 heading, 9 body,
    10 signature.
    """
    template = partial(Sentence, origin=Origin.TEMPLATE, score=None)
    pieces = [
        Piece(Role.TITLE, 1, (Sentence(f"Accord sur {topic}", f"Deal on {topic}", "Thỏa thuận"),)),
        Piece(
            Role.LEAD,
            2,
            (Sentence(f"Le Vietnam vend {topic}.", f"Vietnam sells {topic}.", "Việt Nam bán."),),
        ),
        Piece(
            Role.DATELINE,
            3,
            (
                template(
                    "Hanoi, 23 avril (VNA) – ",
                    "Hanoi, April 23 (VNA) –",
                    "Hà Nội, 23/4 (TTXVN) –",
                ),
            ),
        ),
        Piece(
            Role.BODY,
            3,
            (
                Sentence("Les ventes montent.", "Sales rise.", "Doanh số tăng.", score=-0.5),
                Sentence("Elles valent 3 M$.", "They are worth $3m.", "Trị giá 3 triệu USD."),
            ),
        ),
        Piece(Role.CAPTION_TITLE_COPY, 4, text=f"Accord sur {topic} "),
        Piece(Role.CAPTION_MARKER, 4, text="ảnh 1"),
        Piece(
            Role.CAPTION,
            4,
            (
                Sentence("Un sac de grains.", "A bag of beans.", "Một bao hạt."),
                template("Photo : VNA", "Photo: VNA", "Ảnh: TTXVN"),
            ),
        ),
        Piece(Role.HEADING, 5, (Sentence("Prix en hausse", "Rising prices", "Giá tăng"),)),
        Piece(Role.BODY, 6, (Sentence("Le prix double.", "The price doubles.", "Giá gấp đôi."),)),
        Piece(Role.SIGNATURE, 6, (template("-VNA", "-VNA", "-TTXVN"),)),
        Piece(Role.RELATED_MARKER, 7, text="Voir plus"),
        Piece(Role.RELATED_CAPTION, 8, text="Une rue.", item=1),
        Piece(Role.RELATED_TITLE, 9, text="Hanoi sous la pluie", item=1),
        Piece(Role.RELATED_TEASER, 10, text="Il pleut.", item=1),
        Piece(Role.RELATED_TITLE, 11, text="Deux ponts", item=2),
    ]
    summary = Summary(
        f"Le prix monte avec {topic}.",
        {
            "en": Translation(f"The price rises with {topic}.", Origin.ENGINE, -0.1),
            "vi": Translation("Giá tăng.", Origin.ENGINE, -0.2),
        },
        SummaryOrigin.MODEL,
    )
    return make_article(article_id, pieces, summary=summary)


def with_findings(article: TranslatedArticle, *findings: Finding) -> TranslatedArticle:
    """`article` with these findings."""
    return replace(article, findings=findings)


def finding(
    check: str, severity: Severity, segment_id: str | None = None, lang: str | None = None
) -> Finding:
    """A finding with a message of its own."""
    return Finding(check, severity, f"{check} complains", segment_id=segment_id, lang=lang)


def source_of(*articles: TranslatedArticle) -> ArticleSource:
    """What a writer is given: `articles`, anew at each call."""

    def give() -> Iterator[TranslatedArticle]:
        return iter(articles)

    return give


def wire_articles(count: int, topic: str = "le café") -> list[TranslatedArticle]:
    """`count` stories, sorted by article_id."""
    return [wire_article(f"a{number:05d}", f"{topic} {number}") for number in range(count)]
