"""The table formats of a review: a name ending gives the module that writes and reads it."""

import importlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast

from translate.errors import ConfigError
from translate.review.rows import COLUMNS, HUMAN, PROTECTED, ReviewRow

TABLES = {".xlsx": "translate.review.xlsx", ".csv": "translate.review.delimited"}


@dataclass(frozen=True, slots=True)
class Written:
    """What went into a table.

    `left_out` names the rows that the format cannot hold, and why; `escaped` those with characters
    that it can hold only as `_xHHHH_`.
    """

    segments: int
    summaries: int
    left_out: tuple[str, ...] = ()
    escaped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row as it came back: `number` as a spreadsheet shows it, cells by column.

    `fault` says why a cell cannot be taken for a text; empty if all can.
    """

    number: int
    cells: Mapping[str, str]
    fault: str = ""


class Table(Protocol):
    """A member of this family."""

    def write(self, path: Path, rows: Iterable[ReviewRow]) -> Written:
        """Replace `path` by a table of `rows`."""

    def read(self, path: Path) -> Iterator[TableRow]:
        """The rows of `path` below its head, but those that are empty."""


def load_table(path: Path) -> Table:
    """The table format of `path`, by its ending.

    Raises:
        ConfigError: no format has that ending.
    """
    module = TABLES.get(path.suffix.lower())
    if module is None:
        raise ConfigError(
            f"{path.suffix or 'no ending'} is no table of a review",
            where=str(path),
            remedy=f"give a file that ends in {' or '.join(TABLES)}",
        )
    return cast(Table, importlib.import_module(module))


def find_columns(head: Iterable[str], path: Path) -> dict[int, str]:
    """The places of our columns in the first row; columns of others are passed over.

    Raises:
        ConfigError: a column is missing or stands twice.
    """
    places = {
        place: name for place, cell in enumerate(head) if (name := cell.strip().lower()) in COLUMNS
    }
    names = list(places.values())
    missing = [name for name in (*PROTECTED, HUMAN) if name not in names]
    twice = sorted({name for name in names if names.count(name) > 1})
    if missing or twice:
        faults = [f"lacks the columns {', '.join(missing)}"] if missing else []
        faults += [f"has the columns {', '.join(twice)} twice"] if twice else []
        raise ConfigError(
            " and ".join(faults),
            where=f"{path} row 1",
            remedy="keep the first row of the file that `translate review export` wrote",
        )
    return places
