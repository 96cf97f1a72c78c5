"""The rows of a finished output, read back: what a report is made of when it is made anew.

The segments come from `jsonl/segments.jsonl`, the articles from the data set, for no other file
holds their rows. Both are sorted by article and are read side by side, one article at a time.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from translate.errors import OutputError
from translate.report.rows import ArticleRows, Row

SEGMENTS_NAME = "jsonl/segments.jsonl"
ARTICLES_PREFIX = "data/articles/"
_BATCH_ROWS = 64


def read_rows(folder: Path, names: Iterable[str]) -> Iterator[ArticleRows]:
    """The articles of the output in `folder`, in order; `names` are the files of the output.

    Raises:
        OutputError: the two tables do not fit together.
    """
    segments = _segments(folder / SEGMENTS_NAME)
    for article in _articles(folder, sorted(n for n in names if n.startswith(ARTICLES_PREFIX))):
        count = article["segments"]
        assert isinstance(count, int), "the number of segments is an integer column"
        own = tuple(islice(segments, count))
        if len(own) != count or any(row["article_id"] != article["article_id"] for row in own):
            raise _misfit(folder, f"the segments of {article['article_id']} are not all there")
        yield ArticleRows(article, own)
    if next(segments, None) is not None:
        raise _misfit(folder, "there are segments of no article")


def _segments(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            row: Row = json.loads(line)
            yield row


def _articles(folder: Path, names: list[str]) -> Iterator[Row]:
    import pyarrow.parquet as pq

    for name in names:
        with pq.ParquetFile(folder / name) as table:
            for batch in table.iter_batches(batch_size=_BATCH_ROWS):
                rows: list[Row] = batch.to_pylist()
                yield from rows


def _misfit(folder: Path, what: str) -> OutputError:
    return OutputError(
        f"{SEGMENTS_NAME} and {ARTICLES_PREFIX} do not fit together: {what}",
        where=str(folder),
        remedy="run `translate run` on this folder to the end",
    )
