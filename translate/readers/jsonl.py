"""JSON Lines, plain or gzipped: one line, one article.

Read line by line with a limit, so a line of any length is a listed failure and not a full memory.
"""

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from typing import Any

from translate.config import JsonlFields, ReadingConfig
from translate.decoding import read_bytes, require_text
from translate.errors import CorpusError
from translate.readers.base import (
    RawArticle,
    Read,
    ReadFailure,
    SourceFile,
    compose_article,
    failure,
    sha256_of_bytes,
    too_large,
)

_SNIFFED_BYTES = 4096
_SKIPPED_BYTES = 1 << 16
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_jsonl_file(source: SourceFile, options: ReadingConfig) -> Read:
    """The article of each line; each line that is none as a failure; blank lines are passed over.

    Raises:
        CorpusError: the file as a whole is not JSON Lines.
        OSError: it cannot be read.
    """
    is_gzipped = source.name.lower().endswith(".gz")
    with gzip.open(source.path) if is_gzipped else source.path.open("rb") as stream:
        number = 0
        try:
            for number, line in enumerate(_bounded_lines(stream, options.max_article_bytes), 1):
                if number == 1:
                    _require_lines(line)
                if line is None:
                    yield failure(source, too_large(options), number)
                elif line.strip():
                    yield _read_row(source, line, number, options)
        except (gzip.BadGzipFile, EOFError, zlib.error) as err:
            what = f"corrupted gzip from line {number + 1} on ({err})"
            remedy = "compress the file anew; the lines before were read"
            yield ReadFailure(f"{source.name}#{number + 1}", what, remedy)


def article_of_row(row: object, fields: JsonlFields, sha256: str) -> RawArticle:
    """The article that a row of named values holds.

    Raises:
        CorpusError: the row is no object, or its text is missing, no string or without letters.
    """
    if not isinstance(row, dict):
        kind = type(row).__name__
        raise CorpusError(
            f"a {kind} where an object with a text was expected", remedy="write one object per line"
        )
    text = row.get(fields.text)
    if not isinstance(text, str):
        what = "is not a string" if fields.text in row else "is missing"
        found = ", ".join(sorted(str(key) for key in row)[:20]) or "none"
        raise CorpusError(
            f"the field {fields.text!r} {what}; fields found: {found}",
            remedy="set reading.fields.text to the one that holds the article",
        )
    return compose_article(
        text, sha256=sha256, title=_string(row, fields.title), date=_string(row, fields.date)
    )


def row_id(row: object, fields: JsonlFields) -> str | None:
    """The identifier that a row gives itself, if any."""
    return _string(row, fields.id) if isinstance(row, dict) else None


def _string(row: dict[Any, Any], key: str) -> str | None:
    value = row.get(key)
    return None if value is None or isinstance(value, (dict, list)) else str(value)


def _read_row(
    source: SourceFile, line: bytes, number: int, options: ReadingConfig
) -> RawArticle | ReadFailure:
    """The article of one line, with its number, or why it is none."""
    try:
        raw = read_bytes(line)
        row = _parse(raw.text)
        article = article_of_row(row, options.fields, sha256_of_bytes(line))
    except CorpusError as err:
        return failure(source, err, number)
    return RawArticle(
        article.text,
        article.sha256,
        (*raw.repairs, *article.repairs),
        article.title,
        article.date,
        row=number,
        row_id=row_id(row, options.fields),
    )


def _parse(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError as err:
        raise CorpusError(f"not JSON ({err})", remedy="write one JSON object per line") from err
    except RecursionError as err:
        raise CorpusError(
            "not JSON that can be read (nested too deeply)", remedy="write one flat object per line"
        ) from err


def _bounded_lines(stream: io.BufferedIOBase, limit: int) -> Iterator[bytes | None]:
    """The lines without their ends; None for one that is longer than `limit` bytes."""
    while line := stream.readline(limit + 2):
        content = line.removesuffix(b"\n").removesuffix(b"\r")
        if len(content) <= limit:
            yield content
            continue
        while not line.endswith(b"\n") and line:
            line = stream.readline(_SKIPPED_BYTES)
        yield None


def _require_lines(first: bytes | None) -> None:
    """Refuse a file whose first line shows that the whole is no JSON Lines.

    Said once, rather than of each of its lines.
    """
    if first is None:
        return
    if first.startswith(_UTF16_MARKS):
        raise CorpusError("UTF-16, not UTF-8", remedy="re-save as UTF-8")
    require_text(first[:_SNIFFED_BYTES])
