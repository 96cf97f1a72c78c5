"""Reviews as Excel workbooks, for Excel and LibreOffice.

Every cell is a text, so that nothing in an article becomes a formula, a number or a date.
"""

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from translate.errors import ConfigError
from translate.files import atomic_write
from translate.review.rows import COLUMNS, EDITED, HUMAN, PROTECTED, SUMMARY_ROLE, ReviewRow
from translate.review.tables import TableRow, Written, find_columns

_SHEET = "review"
_MOST_ROWS = 1_048_576
_LONGEST_CELL = 32_767
_WIDTHS = {
    "article_id": 16, "segment_id": 20, "lang": 6, "role": 10, "source": 50, "translation": 50,
    "origin": 10, "findings": 36, "human": 50, "comment": 24, "digest": 22,
}  # fmt: skip
_HEAD_COLOUR, _EDITED_COLOUR = "FFD9E1F2", "FFFFF2CC"
_HEAD, _TEXT, _EDITABLE = "Review head", "Review text", "Review to fill in"

# ECMA-376 part 1, 22.9.2.19 (ST_Xstring): what XML cannot hold is written _xHHHH_, and so is an
# underscore that would begin such a text. A carriage return would come back as a line feed.
_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNDERSCORE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def escape(text: str) -> str:
    r"""`text` as the cell of a workbook holds it.

    >>> escape("un\x07 _x0041_")
    'un_x0007_ _x005F_x0041_'
    """
    text = _UNDERSCORE.sub("_x005F_", text)
    return _UNWRITABLE.sub(lambda match: f"_x{ord(match.group()):04X}_", text)


def unescape(text: str) -> str:
    r"""The text that `escape` was given.

    >>> unescape("un_x0007_ _x005F_x0041_") == "un\x07 _x0041_"
    True
    """
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text)


def write(path: Path, rows: Iterable[ReviewRow]) -> Written:
    """Replace `path` by a workbook of `rows`; those with a text that no cell holds are left out.

    Raises:
        ConfigError: there are more rows than a sheet holds.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    _add_styles(book)
    sheet = book.create_sheet(_SHEET)
    sheet.freeze_panes = "A2"
    for number, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS[name]
    sheet.append(_styled(sheet, COLUMNS, is_head=True))
    segments = summaries = 0
    left_out, escaped = [], []
    for row in rows:
        cells = row.cells()
        held = [escape(cell) for cell in cells]
        name = " ".join(part for part in row.key if part)
        if too_long := [c for c, cell in zip(COLUMNS, held, strict=True) if _is_too_long(cell)]:
            left_out.append(f"{name}: {', '.join(too_long)} over {_LONGEST_CELL} characters")
            continue
        if any(map(_UNWRITABLE.search, cells)):
            escaped.append(name)
        segments += row.role != SUMMARY_ROLE
        summaries += row.role == SUMMARY_ROLE
        if segments + summaries == _MOST_ROWS:
            raise ConfigError(
                f"more than {_MOST_ROWS - 1} rows do not fit a sheet",
                where=str(path),
                remedy="export fewer with --severity, --check or --lang, or to a .csv file",
            )
        sheet.append(_styled(sheet, held))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{segments + summaries + 1}"
    with atomic_write(path) as stream:
        book.save(stream)
    return Written(segments, summaries, tuple(left_out), tuple(escaped))


def _is_too_long(cell: str) -> bool:
    """Whether a cell cannot hold the text: Excel counts in UTF-16."""
    return len(cell.encode("utf-16-le")) // 2 > _LONGEST_CELL


def _add_styles(book: Any) -> None:
    """The looks of the cells, made once: a style made for each cell takes most of the time."""
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

    wrapped = Alignment(wrap_text=True, vertical="top")
    colours = ((_HEAD, _HEAD_COLOUR), (_TEXT, ""), (_EDITABLE, _EDITED_COLOUR))
    for name, colour in colours:
        # The format of a text, so that what is typed stays one.
        style = NamedStyle(name, number_format="@", alignment=wrapped)
        if colour:
            style.fill = PatternFill("solid", fgColor=colour)
        style.font = Font(bold=name == _HEAD)
        book.add_named_style(style)


def _styled(sheet: Any, texts: Iterable[str], *, is_head: bool = False) -> Iterator[Any]:
    """The cells of one row."""
    from openpyxl.cell import WriteOnlyCell

    for name, text in zip(COLUMNS, texts, strict=True):
        cell = WriteOnlyCell(sheet, value=text)
        # The library takes `=...` for a formula and `#N/A` for an error.
        cell.data_type = "s"
        cell.style = _EDITABLE if name in EDITED else _HEAD if is_head else _TEXT
        yield cell


def read(path: Path) -> Iterator[TableRow]:
    """The rows of `path` below its head, but those that are empty.

    Raises:
        ConfigError: the file cannot be read, or is no table of a review.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True)
        try:
            sheet = book[_SHEET] if _SHEET in book.sheetnames else book.worksheets[0]
            # Some programs note a wrong size of the sheet, and rows beyond it would be lost.
            sheet.reset_dimensions()
            rows = sheet.iter_rows()
            places = find_columns([_text_of(cell.value) for cell in next(iter(rows), ())], path)
            for number, cells in enumerate(rows, start=2):
                if any(cell.value is not None for cell in cells):
                    yield _row_of(number, cells, places)
        finally:
            book.close()
    except (
        *(OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, SyntaxError),
        *(EOFError, zipfile.BadZipFile, zlib.error, InvalidFileException),
    ) as err:
        raise ConfigError(
            f"cannot be read as a workbook ({err})",
            where=str(path),
            remedy="open it in a spreadsheet and save it anew as .xlsx, or as CSV UTF-8",
        ) from err


def _row_of(number: int, cells: tuple[Any, ...], places: dict[int, str]) -> TableRow:
    found = dict.fromkeys(places.values(), "")
    fault = ""
    for place, name in places.items():
        if place >= len(cells) or cells[place].value is None:
            continue
        cell = cells[place]
        found[name] = _text_of(cell.value)
        if (name == HUMAN or name in PROTECTED) and (kind := _kind_of(cell)):
            fault = fault or f"{name} is {kind}, not a text"
    return TableRow(number, found, fault)


def _kind_of(cell: Any) -> str:
    """What a cell is that is no text, empty for a text or a plain number."""
    if cell.data_type == "f":
        return "a formula"
    if cell.data_type == "e":
        return "an error value"
    if isinstance(cell.value, bool):
        return "a truth value"
    is_time = isinstance(cell.value, datetime | date | time | timedelta)
    return "a date" if is_time else ""


def _text_of(value: object) -> str:
    """The value of a cell as a text; a number as a person would write it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return unescape(value) if isinstance(value, str) else str(value)
