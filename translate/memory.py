"""The translation memory: every generation ever committed, in one SQLite file.

The key is (task, signature of the engine, source text), so that a changed model, revision, weights
file or decoding option never reuses an old entry. A batch is committed whole or not at all.

What people wrote is kept beside it by language and source text alone: it outlives every model.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from translate.engines.base import Signature
from translate.errors import OutputError
from translate.files import canonical_json, sha256_of_text
from translate.records import Generation

_SCHEMA_VERSION = 2
# Version 1 lacks the table of human translations, and is otherwise the same.
_UPGRADED_VERSIONS = frozenset({0, 1})
_LOOKUP_CHUNK = 500
_SCHEMA = """
CREATE TABLE IF NOT EXISTS scopes (
    scope_id INTEGER PRIMARY KEY, task TEXT NOT NULL, signature TEXT NOT NULL,
    UNIQUE (task, signature)
);
CREATE TABLE IF NOT EXISTS generations (
    scope_id INTEGER NOT NULL REFERENCES scopes, source_sha256 TEXT NOT NULL,
    source TEXT NOT NULL, generation TEXT NOT NULL, times_generated INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (scope_id, source_sha256)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS human_translations (
    target_lang TEXT NOT NULL, source_sha256 TEXT NOT NULL, source TEXT NOT NULL,
    text TEXT NOT NULL, comment TEXT NOT NULL,
    PRIMARY KEY (target_lang, source_sha256)
) WITHOUT ROWID;
"""

HumanTexts = Mapping[str, Mapping[str, str]]
"""Target language -> source text -> what a person wrote for it."""


@dataclass(frozen=True, slots=True)
class HumanTranslation:
    """What a person wrote for a source text: both on one line and in NFC."""

    target_lang: str
    source: str
    text: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """How many human translations were new, took the place of another text, or were known."""

    new: int
    replaced: int
    known: int


class Memory:
    """An open translation memory; a context manager. Not for network file systems (WAL)."""

    def __init__(self, path: Path) -> None:
        """Open or make the memory at `path`.

        Raises:
            OutputError: the file is not a memory, is damaged, or cannot be written.
        """
        self._path = path
        self._scopes: dict[tuple[str, str], int] = {}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, isolation_level=None, timeout=30)
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.execute("PRAGMA synchronous=FULL")
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version not in {*_UPGRADED_VERSIONS, _SCHEMA_VERSION}:
                raise OutputError(
                    f"the translation memory has version {version}, not {_SCHEMA_VERSION}",
                    where=str(path),
                    remedy="use the program version that made it, or move it away to start anew",
                )
            if version != _SCHEMA_VERSION:
                self._database.executescript(
                    f"BEGIN IMMEDIATE;{_SCHEMA}PRAGMA user_version={_SCHEMA_VERSION};COMMIT;"
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
        self.close()

    def close(self) -> None:
        """Close the file; what was committed stays."""
        self._database.close()

    def look_up(
        self, task: str, signature: Signature, sources: Iterable[str]
    ) -> dict[str, Generation]:
        """The generations that are remembered for `sources`; the others are left out.

        Raises:
            OutputError: the memory cannot be read.
        """
        found: dict[str, Generation] = {}
        by_digest = {sha256_of_text(source): source for source in sources}
        digests = list(by_digest)
        try:
            scope = self._scope(task, signature)
            for start in range(0, len(digests), _LOOKUP_CHUNK):
                part = digests[start : start + _LOOKUP_CHUNK]
                marks = ",".join("?" * len(part))
                rows = self._database.execute(
                    "SELECT source_sha256, source, generation FROM generations "
                    f"WHERE scope_id = ? AND source_sha256 IN ({marks})",
                    (scope, *part),
                )
                for digest, source, payload in rows:
                    if source == by_digest[digest]:
                        found[source] = _from_json(json.loads(payload))
        except (sqlite3.Error, ValueError, KeyError) as err:
            raise self._failure(err) from err
        return found

    def commit(
        self, task: str, signature: Signature, made: Sequence[tuple[str, Generation]]
    ) -> None:
        """Remember one batch, whole or not at all; on return it is on the disk.

        Raises:
            OutputError: the memory cannot be written, for instance because the disk is full.
        """
        try:
            scope = self._scope(task, signature)
            with self._whole():
                self._database.executemany(
                    "INSERT INTO generations (scope_id, source_sha256, source, generation) "
                    "VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE "
                    "SET generation = excluded.generation, times_generated = times_generated + 1",
                    [
                        (
                            scope,
                            sha256_of_text(source),
                            source,
                            json.dumps(_to_json(generation), ensure_ascii=False),
                        )
                        for source, generation in made
                    ],
                )
        except sqlite3.Error as err:
            raise self._failure(err) from err

    def human_texts(self) -> dict[str, dict[str, str]]:
        """Everything that people wrote, by language and source text, in a fixed order.

        Raises:
            OutputError: the memory cannot be read.
        """
        found: dict[str, dict[str, str]] = {}
        try:
            rows = self._database.execute(
                "SELECT target_lang, source, text FROM human_translations "
                "ORDER BY target_lang, source"
            )
            for lang, source, text in rows:
                found.setdefault(lang, {})[source] = text
        except sqlite3.Error as err:
            raise self._failure(err) from err
        return found

    def import_human(self, translations: Sequence[HumanTranslation]) -> Imported:
        """Remember what people wrote, all or nothing; a later text replaces an earlier one.

        Raises:
            OutputError: the memory cannot be read or written.
        """
        before = self.human_texts()
        olds = [before.get(item.target_lang, {}).get(item.source) for item in translations]
        known = sum(old == item.text for old, item in zip(olds, translations, strict=True))
        new = olds.count(None)
        try:
            with self._whole():
                self._database.executemany(
                    "INSERT OR REPLACE INTO human_translations VALUES (?, ?, ?, ?, ?)",
                    [
                        (
                            item.target_lang,
                            sha256_of_text(item.source),
                            item.source,
                            item.text,
                            item.comment,
                        )
                        for item in translations
                    ],
                )
        except sqlite3.Error as err:
            raise self._failure(err) from err
        return Imported(new, len(olds) - new - known, known)

    def forget_human(self, keys: Iterable[tuple[str, str]]) -> int:
        """Forget what people wrote for each (target language, source text); return how many.

        Raises:
            OutputError: the memory cannot be written.
        """
        try:
            with self._whole():
                return self._database.executemany(
                    "DELETE FROM human_translations WHERE target_lang = ? AND source_sha256 = ?",
                    [(lang, sha256_of_text(source)) for lang, source in keys],
                ).rowcount
        except sqlite3.Error as err:
            raise self._failure(err) from err

    def knows(self, task: str, signature: Signature) -> bool:
        """Whether anything is remembered of an engine.

        Raises:
            OutputError: the memory cannot be read.
        """
        try:
            rows = self._database.execute(
                "SELECT 1 FROM generations WHERE scope_id = ? LIMIT 1",
                (self._scope(task, signature),),
            )
            return rows.fetchone() is not None
        except sqlite3.Error as err:
            raise self._failure(err) from err

    def count(self) -> int:
        """The number of texts remembered, over all tasks and signatures."""
        (number,) = self._database.execute("SELECT count(*) FROM generations").fetchone()
        return int(number)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """What is written in the block is committed together, or not at all."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._database.execute("COMMIT")
        except BaseException:
            # A full disk may have rolled it back already.
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise

    def _scope(self, task: str, signature: Signature) -> int:
        key = (task, str(signature))
        if key not in self._scopes:
            self._database.execute(
                "INSERT OR IGNORE INTO scopes (task, signature) VALUES (?, ?)", key
            )
            (self._scopes[key],) = self._database.execute(
                "SELECT scope_id FROM scopes WHERE task = ? AND signature = ?", key
            ).fetchone()
        return self._scopes[key]

    def _failure(self, err: Exception) -> OutputError:
        name = getattr(err, "sqlite_errorname", "")
        is_damaged = name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")) or not isinstance(
            err, sqlite3.Error | OSError
        )
        if is_damaged:
            remedy = "move the file away to start a new memory; nothing else is lost"
        else:
            remedy = "make room or permission there and run again: committed work is kept"
        return OutputError(
            f"the translation memory cannot be used ({err})", where=str(self._path), remedy=remedy
        )


def digest_of_human(texts: HumanTexts) -> str:
    """The SHA-256 of what people wrote: it can change every output.

    >>> digest_of_human({}) == digest_of_human({"vi": {"Oui": "Có"}})
    False
    """
    return sha256_of_text(canonical_json(texts))


def _to_json(generation: Generation) -> list[object]:
    return [
        generation.text,
        generation.score,
        generation.source_tokens,
        generation.target_tokens,
        generation.finished,
        [_to_json(other) for other in generation.alternatives],
    ]


def _from_json(value: list[object]) -> Generation:
    text, score, source_tokens, target_tokens, finished, others = value
    assert isinstance(text, str)
    assert isinstance(score, float | int)
    assert isinstance(source_tokens, int)
    assert isinstance(target_tokens, int)
    assert isinstance(others, list)
    return Generation(
        text,
        float(score),
        source_tokens,
        target_tokens,
        bool(finished),
        tuple(_from_json(other) for other in others),
    )
