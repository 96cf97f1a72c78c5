"""Scratch files: what a run would have to hold for every article, kept on the disk while it lasts.

They are never read by another run.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from translate.errors import OutputError


class Scratch:
    """An SQLite file of this process alone, deleted when it is closed; a context manager."""

    def __init__(self, path: Path, schema: str) -> None:
        """Make an empty file at `path`, replacing what a killed run may have left there.

        Raises:
            OutputError: the file cannot be made.
        """
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            # Filled by one thread and read by another, never at the same time.
            self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            self._database.execute("PRAGMA journal_mode=OFF")
            self._database.execute("PRAGMA synchronous=OFF")
            self._database.executescript(schema)
        except (sqlite3.Error, OSError) as err:
            raise self._failure(err) from err

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()
        self._path.unlink(missing_ok=True)

    def change(self, statement: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Carry out a statement for each of `rows`.

        Raises:
            OutputError: the disk does not take it.
        """
        try:
            self._database.executemany(statement, rows)
        except sqlite3.Error as err:
            raise self._failure(err) from err

    def rows(self, query: str, values: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query; to sort them may take room on the disk as well.

        Raises:
            OutputError: the file cannot be read, or there is no room to sort.
        """
        try:
            yield from self._database.execute(query, values)
        except sqlite3.Error as err:
            raise self._failure(err) from err

    def _failure(self, err: Exception) -> OutputError:
        return OutputError(
            f"cannot be used ({err})",
            where=str(self._path),
            remedy="make room or permission there and run again: committed work is kept",
        )
