"""Parquet tables: one row, one article; the columns are named in the config."""

from collections.abc import Iterator
from typing import Any

from translate.config import ReadingConfig
from translate.errors import CorpusError
from translate.files import canonical_json, sha256_of_text
from translate.readers.base import (
    RawArticle,
    Read,
    ReadFailure,
    SourceFile,
    failure,
    too_large,
)
from translate.readers.jsonl import article_of_row, row_id

_BATCH_ROWS = 64


def read_parquet_file(source: SourceFile, options: ReadingConfig) -> Read:
    """The article of each row; each row that is none as a failure.

    The digest of a row is that of its read columns as canonical JSON, since its bytes in the file
    are shared with its neighbours.

    Raises:
        CorpusError: it is no Parquet file, or has no text column.
        OSError: it cannot be read.
    """
    for number, row in enumerate(_rows(source, options), 1):
        yield _read_row(source, row, number, options)


def _rows(source: SourceFile, options: ReadingConfig) -> Iterator[dict[str, Any]]:
    """The rows as mappings, a small batch in memory at a time."""
    import pyarrow
    import pyarrow.parquet

    fields = options.fields
    try:
        with pyarrow.parquet.ParquetFile(source.path) as table:
            names = table.schema_arrow.names
            if fields.text not in names:
                raise CorpusError(
                    f"no column {fields.text!r}; columns found: {', '.join(names) or 'none'}",
                    remedy="set reading.fields.text to the one that holds the article",
                )
            wanted = {fields.text, fields.title, fields.date, fields.id}
            columns = [name for name in names if name in wanted]
            for batch in table.iter_batches(_BATCH_ROWS, columns=columns, use_threads=False):
                yield from batch.to_pylist()
    except pyarrow.ArrowException as err:
        what = f"corrupted or no Parquet ({' '.join(str(err).split())[:200]})"
        raise CorpusError(what, remedy="write the file anew; the rows before were read") from err


def _read_row(
    source: SourceFile, row: dict[str, Any], number: int, options: ReadingConfig
) -> RawArticle | ReadFailure:
    text = row.get(options.fields.text)
    try:
        if isinstance(text, str) and len(text.encode("utf-8")) > options.max_article_bytes:
            raise too_large(options)
        values = {name: None if value is None else str(value) for name, value in row.items()}
        article = article_of_row(row, options.fields, sha256_of_text(canonical_json(values)))
    except CorpusError as err:
        return failure(source, err, number)
    return RawArticle(
        article.text,
        article.sha256,
        article.repairs,
        article.title,
        article.date,
        row=number,
        row_id=row_id(row, options.fields),
    )
