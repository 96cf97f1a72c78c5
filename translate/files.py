"""Files that are either whole or absent: atomic replacement, digests, UTF-8 with LF."""

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import IO, Any

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class LongList:
    """A list that is not held in memory: `read` goes over it anew."""

    read: Callable[[], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class LongObject:
    """Names and values that are not held in memory: `read` goes over them anew, sorted."""

    read: Callable[[], Iterable[tuple[str, Any]]]


@contextmanager
def atomic_write(path: Path) -> Iterator[IO[bytes]]:
    """Give a binary file that replaces `path` when the block ends, and vanishes if it fails.

    The data is on the disk (fsync) before the name points at it, so a power cut leaves the old
    file or the new one. The parent folder is made if needed.

    Raises:
        OSError: the folder or the disk does not take the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def write_text(path: Path, text: str) -> None:
    """Replace `path` by `text` in UTF-8, line ends untouched, atomically."""
    with atomic_write(path) as stream:
        stream.write(text.encode("utf-8"))


def write_json(path: Path, value: object) -> None:
    """Replace `path` by `value` as indented JSON with sorted keys, atomically."""
    with atomic_write(path) as stream:
        for piece in json_pieces(value, indent=2):
            stream.write(piece.encode("utf-8"))
        stream.write(b"\n")


def canonical_json(value: Any) -> str:
    """`value` as compact JSON with sorted keys: equal values give equal texts.

    >>> canonical_json({"b": 1, "a": [True, None]})
    '{"a":[true,null],"b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def json_pieces(value: Any, indent: int | None = None, depth: int = 0) -> Iterator[str]:
    """`value` as JSON with sorted keys, in pieces: the items of what is long come one by one.

    Without `indent` it is as compact as `canonical_json`.

    >>> "".join(json_pieces({"b": LongList(lambda: [1, {}]), "a": LongObject(lambda: [])}))
    '{"a":{},"b":[1,{}]}'
    """
    step = 0 if indent is None else indent
    if not holds_long(value):
        separators = (",", ":") if indent is None else None
        text = json.dumps(
            value, ensure_ascii=False, sort_keys=True, indent=indent, separators=separators
        )
        # A text in JSON has no line end of its own.
        yield text.replace("\n", "\n" + " " * (step * depth))
        return
    opening, closing = "[]" if isinstance(value, LongList) else "{}"
    line = "" if indent is None else "\n" + " " * (step * (depth + 1))
    before = opening
    for key, item in _items(value):
        yield before + line
        if key is not None:
            yield json.dumps(key, ensure_ascii=False) + (":" if indent is None else ": ")
        yield from json_pieces(item, indent, depth + 1)
        before = ","
    if before == opening:
        yield opening + closing
    else:
        yield line[: len(line) - step] + closing


def holds_long(value: object) -> bool:
    """Whether a value is long, or a mapping with something long in it."""
    return isinstance(value, LongList | LongObject) or (
        isinstance(value, Mapping) and any(map(holds_long, value.values()))
    )


def _items(value: Any) -> Iterable[tuple[str | None, Any]]:
    if isinstance(value, LongList):
        return ((None, item) for item in value.read())
    return value.read() if isinstance(value, LongObject) else sorted(value.items())


def sha256_of_text(text: str) -> str:
    """The hexadecimal SHA-256 of `text` in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sha256_of_file(path: Path) -> str:
    """The hexadecimal SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def remove_stale(folder: Path, patterns: tuple[str, ...], keep: Collection[str]) -> list[Path]:
    """Delete the files in `folder` that match a pattern and are not called as in `keep`.

    Partial files that a killed run left behind go too. Returns what was deleted, sorted.
    """
    if not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        stale = sorted(
            folder / entry.name
            for entry in entries
            if entry.name not in keep
            and any(fnmatchcase(entry.name, pattern) for pattern in (*patterns, ".*.partial"))
            and entry.is_file()
        )
    for path in stale:
        path.unlink()
    return stale
