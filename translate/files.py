"""Files that are either whole or absent: atomic replacement, digests, UTF-8 with LF."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

_CHUNK_BYTES = 1 << 20


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
    write_text(path, json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n")


def canonical_json(value: Any) -> str:
    """`value` as compact JSON with sorted keys: equal values give equal texts.

    >>> canonical_json({"b": 1, "a": [True, None]})
    '{"a":[true,null],"b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


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


def remove_stale(folder: Path, patterns: tuple[str, ...], keep: set[Path]) -> list[Path]:
    """Delete the files in `folder` that match a pattern and are not in `keep`; return them.

    Partial files that a killed run left behind go too.
    """
    if not folder.is_dir():
        return []
    found = {path for pattern in (*patterns, ".*.partial") for path in folder.glob(pattern)}
    stale = sorted(path for path in found - keep if path.is_file())
    for path in stale:
        path.unlink()
    return stale
