"""What a run lists line by line for its manifest, kept on the disk until that is written.

Such a list has a line for every article, file or text with something to say: it is as long as the
corpus, and is never held in memory as a whole.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from translate.files import LongList, LongObject, canonical_json
from translate.scratch import Scratch

_SCHEMA = """
CREATE TABLE lines (list TEXT, key TEXT, value TEXT);
CREATE INDEX lines_of_list ON lines (list, key);
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list called `list_name`: a JSON value, and the key that it is found by.

    Lines are sorted by their keys; those of one key stay in the order in which they came.
    """

    list_name: str
    value: Any
    key: str = ""


class Ledger(Scratch):
    """The lists of one run; a context manager, after which they are gone."""

    def __init__(self, path: Path) -> None:
        """Make an empty ledger at `path`; for errors see `Scratch`."""
        super().__init__(path, _SCHEMA)

    def add(self, lines: Iterable[Line]) -> None:
        """Write lines to the ends of their lists.

        Raises:
            OutputError: the disk does not take it.
        """
        self.change(
            "INSERT INTO lines VALUES (?, ?, ?)",
            ((line.list_name, line.key, canonical_json(line.value)) for line in lines),
        )

    def has(self, list_name: str) -> bool:
        """Whether a list has any lines."""
        query = "SELECT 1 FROM lines WHERE list = ? LIMIT 1"
        return any(True for _ in self.rows(query, (list_name,)))

    def as_list(self, list_name: str) -> LongList:
        """The lines without their keys."""
        return LongList(lambda: (value for _, value in self._lines(list_name)))

    def as_object(self, list_name: str) -> LongObject:
        """The lines by their keys, each of which stands once."""
        return LongObject(lambda: self._lines(list_name))

    def as_lists(self, list_name: str) -> LongObject:
        """The lines as one list for each key; one of these is held in memory at a time."""
        return LongObject(lambda: self._grouped(list_name))

    def _lines(self, list_name: str) -> Iterator[tuple[str, Any]]:
        query = "SELECT key, value FROM lines WHERE list = ? ORDER BY key, rowid"
        for key, value in self.rows(query, (list_name,)):
            yield key, json.loads(value)

    def _grouped(self, list_name: str) -> Iterator[tuple[str, list[Any]]]:
        for key, lines in groupby(self._lines(list_name), key=lambda line: line[0]):
            yield key, [value for _, value in lines]
