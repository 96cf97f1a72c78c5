"""Articles cut into segments: sentences where a block is prose, whole lines where it is not."""

from dataclasses import replace

from translate.config import StructureConfig
from translate.records import Article, Block, Role, Segment
from translate.segmenter import single_line, split_sentences

# One line with one meaning each: cutting them would only lose context.
_INDIVISIBLE = frozenset(
    {Role.TITLE, Role.DATELINE, Role.HEADING, Role.SIGNATURE, Role.RELATED_TITLE}
)


def segment_article(article: Article, options: StructureConfig) -> Article:
    """The article with its segments, numbered from 1; those of a block tile it exactly.

    Leftovers of the web page have none, and related stories only where `options` keeps them: they
    stay in the blocks, untranslated.
    """
    segments: list[Segment] = []
    for index, block in enumerate(article.blocks):
        if block.role.is_leftover or (block.role.is_related and options.related == "drop"):
            continue
        for start, end in _spans(block):
            number = len(segments) + 1
            segments.append(
                Segment(
                    segment_id=f"{article.article_id}:{number:05d}",
                    block=index,
                    role=block.role,
                    paragraph=block.paragraph,
                    start=start,
                    end=end,
                    text=block.text[start:end],
                    source=single_line(block.text[start:end]),
                )
            )
    return replace(article, segments=tuple(segments))


def _spans(block: Block) -> list[tuple[int, int]]:
    spans = [(0, len(block.text))]
    if block.role not in _INDIVISIBLE:
        spans = split_sentences(block.text)
    assert "".join(block.text[a:b] for a, b in spans) == block.text, "the spans do not tile"
    return spans
