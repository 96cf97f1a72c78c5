"""A data set that `datasets.load_dataset` reads: Parquet shards, and the card as commit point.

The card is replaced last and old shards are removed after it, so that a run killed at any moment
leaves a folder that loads, whole: the old data or the new.
"""

from collections import Counter

from translate import __version__
from translate.files import remove_stale, write_text
from translate.records import Status
from translate.writers.base import ArticleSource, Export, ExportContext, names_in
from translate.writers.card import Table, render_card
from translate.writers.rows import article_columns, article_row, segment_columns, segment_rows
from translate.writers.shards import SHARD_GLOBS, ShardWriter

SEGMENT_SHARD_ROWS = 500_000
ARTICLE_SHARD_ROWS = 50_000


def write(articles: ArticleSource, context: ExportContext) -> Export:
    """Write `data/segments`, `data/articles` and `README.md`."""
    data = context.folder / "data"
    columns = {"segments": segment_columns(context), "articles": article_columns(context)}
    statuses: Counter[Status] = Counter()
    with (
        ShardWriter(data / "segments", columns["segments"], SEGMENT_SHARD_ROWS) as segments,
        ShardWriter(data / "articles", columns["articles"], ARTICLE_SHARD_ROWS) as whole,
    ):
        for article in articles():
            for row in segment_rows(article, context):
                segments.add(row)
                statuses[Status(str(row["status"]))] += 1
            whole.add(article_row(article, context))
        tables = (
            Table("segments", columns["segments"], segments.finish()),
            Table("articles", columns["articles"], whole.finish()),
        )
    card = context.folder / "README.md"
    write_text(card, render_card(tables, statuses, context, __version__))
    paths = [path for table in tables for path in table.shards.paths]
    for table in tables:
        remove_stale(data / table.name, SHARD_GLOBS, {path.name for path in table.shards.paths})
    # A run killed while it replaced the card or the manifest left its half of it here.
    remove_stale(context.folder, (), ())
    return Export(
        files=names_in(context.folder, [card, *paths]),
        counts={table.name: table.shards.rows for table in tables}
        | {status.value: statuses[status] for status in Status},
    )
