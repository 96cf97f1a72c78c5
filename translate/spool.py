"""The finished articles of a run, kept on the disk until they are written, in article order.

Articles come in the order of the folder and go out sorted by their identifier, and every writer
goes over them anew; the memory of the machine holds one window at a time. What a check compares
across articles is kept beside them, and grouped there.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from translate.checks.base import Entry
from translate.records import Finding, TranslatedArticle
from translate.scratch import Scratch

_SCHEMA = """
CREATE TABLE articles (article_id TEXT PRIMARY KEY, record BLOB) WITHOUT ROWID;
CREATE TABLE entries (check_id TEXT, lang TEXT, source_key TEXT, target_key TEXT, record BLOB);
CREATE TABLE findings (article_id TEXT, record BLOB);
CREATE INDEX findings_of_article ON findings (article_id);
"""
# Groups that share one key and differ in the other: only those have anything to compare.
_CONFLICTS = """
SELECT lang, {key}, rowid FROM entries WHERE check_id = ?1 AND (lang, {key}) IN (
    SELECT lang, {key} FROM entries WHERE check_id = ?1
    GROUP BY lang, {key} HAVING count(DISTINCT {other}) > 1
) ORDER BY lang, {key}
"""
_KEYS = (("source_key", "target_key"), ("target_key", "source_key"))


class Spool(Scratch):
    """A scratch file, deleted when it is closed; a context manager.

    It holds pickles that this very process wrote.
    """

    def __init__(self, path: Path) -> None:
        """Make an empty spool at `path`; for errors see `Scratch`."""
        super().__init__(path, _SCHEMA)

    def add(self, article: TranslatedArticle) -> None:
        """Keep one article; its identifier must be new.

        Raises:
            OutputError: the disk does not take it.
        """
        self._store("INSERT", article)

    def compare_later(self, check_id: str, entries: Iterable[Entry]) -> None:
        """Keep what a check has to compare across articles.

        Raises:
            OutputError: the disk does not take it.
        """
        self.change(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?)",
            ((check_id, e.lang, e.source_key, e.target_key, pickle.dumps(e)) for e in entries),
        )

    def groups(self, check_id: str) -> Iterator[list[Entry]]:
        """The entries of a check that share their language and one key, and not the other.

        Raises:
            OutputError: the file cannot be read, or there is no room to sort.
        """
        for key, other in _KEYS:
            rows = self.rows(_CONFLICTS.format(key=key, other=other), (check_id,))
            for _, group in groupby(rows, key=lambda row: row[:2]):
                yield [self._entry(rowid) for *_, rowid in group]

    def add_finding(self, article_id: str, finding: Finding) -> None:
        """Keep a finding about an article that is kept already; see `settle`.

        Raises:
            OutputError: the disk does not take it.
        """
        self.change("INSERT INTO findings VALUES (?, ?)", [(article_id, pickle.dumps(finding))])

    def settle(self, finish: Callable[[TranslatedArticle], TranslatedArticle]) -> None:
        """Add the findings that came later to their articles, and replace each by its finished one.

        Raises:
            OutputError: the disk does not take it.
        """
        for (article_id,) in list(self.rows("SELECT article_id FROM articles ORDER BY article_id")):
            article = self._read(article_id)
            settled = finish(
                replace(article, findings=(*article.findings, *self._late(article_id)))
            )
            if settled != article:
                self._store("REPLACE", settled)

    def articles(self) -> Iterator[TranslatedArticle]:
        """All articles kept, sorted by article_id.

        Raises:
            OutputError: the file cannot be read.
        """
        for (record,) in self.rows("SELECT record FROM articles ORDER BY article_id"):
            article: TranslatedArticle = pickle.loads(record)
            yield article

    def _store(self, verb: str, article: TranslatedArticle) -> None:
        record = pickle.dumps(article, pickle.HIGHEST_PROTOCOL)
        self.change(f"{verb} INTO articles VALUES (?, ?)", [(article.article_id, record)])

    def _read(self, article_id: str) -> TranslatedArticle:
        query = "SELECT record FROM articles WHERE article_id = ?"
        ((record,),) = self.rows(query, (article_id,))
        article: TranslatedArticle = pickle.loads(record)
        return article

    def _entry(self, rowid: int) -> Entry:
        ((record,),) = self.rows("SELECT record FROM entries WHERE rowid = ?", (rowid,))
        entry: Entry = pickle.loads(record)
        return entry

    def _late(self, article_id: str) -> Iterator[Finding]:
        query = "SELECT record FROM findings WHERE article_id = ? ORDER BY rowid"
        return (pickle.loads(record) for (record,) in self.rows(query, (article_id,)))
