"""The finished articles of a run, kept on the disk until they are written, in article order.

Articles come in the order of the folder and go out sorted by their identifier, and every writer
goes over them anew; the memory of the machine holds one window at a time.
"""

import pickle
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from translate.errors import OutputError
from translate.records import TranslatedArticle


class Spool:
    """A scratch file of this process alone, deleted when it is closed; a context manager.

    It holds pickles that this very process wrote: they are never read by another run.
    """

    def __init__(self, path: Path) -> None:
        """Make an empty spool at `path`, replacing what a killed run may have left there.

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
            self._database.execute(
                "CREATE TABLE articles (article_id TEXT PRIMARY KEY, record BLOB) WITHOUT ROWID"
            )
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

    def add(self, article: TranslatedArticle) -> None:
        """Keep one article; its identifier must be new.

        Raises:
            OutputError: the disk does not take it.
        """
        try:
            self._database.execute(
                "INSERT INTO articles VALUES (?, ?)",
                (article.article_id, pickle.dumps(article, pickle.HIGHEST_PROTOCOL)),
            )
        except sqlite3.Error as err:
            raise self._failure(err) from err

    def articles(self) -> Iterator[TranslatedArticle]:
        """All articles kept, sorted by article_id."""
        for (record,) in self._database.execute("SELECT record FROM articles ORDER BY article_id"):
            article: TranslatedArticle = pickle.loads(record)
            yield article

    def _failure(self, err: Exception) -> OutputError:
        return OutputError(
            f"cannot be written ({err})",
            where=str(self._path),
            remedy="make room or permission there and run again: committed work is kept",
        )
