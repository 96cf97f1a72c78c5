"""SHA-256 of large files, remembered while the files stay what they are."""

import json
from contextlib import suppress
from pathlib import Path

from translate.files import sha256_of_file, write_json

_NAME = "digests.json"
_SMALL_BYTES = 1 << 20


def digest_of_file(path: Path, cache: Path) -> str:
    """The hexadecimal SHA-256 of `path`; for a large file it is kept in the folder `cache`.

    What is kept holds for one path, inode, size, and times of change of content and of status, the
    last of which no program can set: a file that was written to is read again.
    """
    state = path.stat()
    if state.st_size < _SMALL_BYTES:
        return sha256_of_file(path)
    key = str(path.resolve())
    stamp = [state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns]
    known = _read(cache / _NAME)
    if key in known and known[key][:-1] == stamp:
        return str(known[key][-1])
    digest = sha256_of_file(path)
    # Where it cannot be kept it is taken anew the next time: nothing is lost but a moment.
    with suppress(OSError):
        write_json(cache / _NAME, {**_read(cache / _NAME), key: [*stamp, digest]})
    return digest


def _read(path: Path) -> dict[str, list[int | str]]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}
