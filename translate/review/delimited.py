"""Reviews as CSV (RFC 4180, UTF-8 with the mark that Excel looks for).

A cell that a spreadsheet would take for a formula gets an apostrophe in front, which is taken away
when it is read: `=1+1` is `'=1+1`, and `'=1+1` is `''=1+1`.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from translate.errors import ConfigError
from translate.files import atomic_write
from translate.review.rows import COLUMNS, SUMMARY_ROLE, ReviewRow
from translate.review.tables import TableRow, Written, find_columns

# The full-width signs too: Excel takes them for the others where it is set up for Asian languages.
_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
_LONGEST_CELL = 1 << 30
_DELIMITERS = ",;\t"


def guard(cell: str) -> str:
    """`cell` so that no spreadsheet takes it for a formula.

    >>> guard("- Non."), guard("'- Non."), guard("L'eau")
    ("'- Non.", "''- Non.", "L'eau")
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguard(cell: str) -> str:
    """The cell that `guard` was given.

    >>> unguard("'- Non."), unguard("''- Non."), unguard("'eau"), unguard("- Non.")
    ('- Non.', "'- Non.", "'eau", '- Non.')
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def write(path: Path, rows: Iterable[ReviewRow]) -> Written:
    """Replace `path` by a table of `rows`; equal rows give equal bytes."""
    segments = summaries = 0
    with atomic_write(path) as stream:
        text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
        table = csv.writer(text, lineterminator="\r\n")
        table.writerow(COLUMNS)
        for row in rows:
            table.writerow(map(guard, row.cells()))
            segments += row.role != SUMMARY_ROLE
            summaries += row.role == SUMMARY_ROLE
        text.flush()
        text.detach()
    return Written(segments, summaries)


def read(path: Path) -> Iterator[TableRow]:
    """The rows of `path` below its head, but those that are empty.

    Spreadsheets of other countries write semicolons or tabs, and `Unicode text` is UTF-16: both
    are read.

    Raises:
        ConfigError: the file cannot be read, or is no table of a review.
    """
    try:
        with path.open("rb") as stream:
            is_utf16 = stream.read(2) in {b"\xff\xfe", b"\xfe\xff"}
        encoding = "utf-16" if is_utf16 else "utf-8-sig"
        with path.open(encoding=encoding, newline="") as lines, _any_length():
            head = lines.readline()
            delimiter = max(_DELIMITERS, key=head.count)
            names = next(csv.reader([head], delimiter=delimiter), [])
            places = find_columns(map(unguard, names), path)
            for number, cells in enumerate(
                csv.reader(lines, delimiter=delimiter, strict=True), start=2
            ):
                if any(cells):
                    yield _row_of(number, cells, places, len(names))
    except (OSError, UnicodeError, csv.Error) as err:
        raise ConfigError(
            f"cannot be read ({err})",
            where=str(path),
            remedy="save it as CSV UTF-8, or review in an .xlsx file",
        ) from err


def _row_of(number: int, cells: list[str], places: dict[int, str], width: int) -> TableRow:
    found = {
        name: unguard(cells[place]) if place < len(cells) else "" for place, name in places.items()
    }
    fault = "has more cells than the first row" if any(cells[width:]) else ""
    return TableRow(number, found, fault)


@contextmanager
def _any_length() -> Iterator[None]:
    """Let the reader take cells of any length; by itself it stops at 131,072 characters."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)
