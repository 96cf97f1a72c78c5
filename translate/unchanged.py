"""Whether a run has anything to do: the digest of all that an output depends on.

An output is a pure function of corpus, configuration, models and program. A scheduled job over a
folder in which nothing has changed is over once that is known, and the output as it was left.
"""

import hashlib
from pathlib import Path
from typing import Any

from translate.errors import OutputError
from translate.files import canonical_json, sha256_of_file, sha256_of_text
from translate.manifest import describe_libraries, read_manifest
from translate.readers import ReadFailure
from translate.readers.walk import walk

_PACKAGE = Path(__file__).parent


def digest_of_state(input_folder: Path, output: Path, settings: dict[str, Any]) -> str:
    """The SHA-256 of every file of the corpus, of `settings`, of the libraries and the program."""
    corpus = hashlib.sha256()
    for item in walk(input_folder, output):
        file = (
            [item.path, item.what]
            if isinstance(item, ReadFailure)
            else [item.name, _digest_or_none(item.path)]
        )
        corpus.update(canonical_json(file).encode("utf-8"))
    state = {
        "corpus": corpus.hexdigest(),
        "settings": settings,
        "libraries": describe_libraries(),
        "program": _program(),
    }
    return sha256_of_text(canonical_json(state))


def find_result(output: Path, state: str) -> dict[str, Any] | None:
    """The manifest of `output`, if it was made in this very `state` and all its files are whole.

    A result that lacks an article is made anew: what failed for want of memory, or of a network
    drive, may succeed now.
    """
    try:
        manifest = read_manifest(output)
    except OutputError:
        return None
    if manifest.get("state_sha256") != state or _may_get_better(manifest):
        return None
    for name, file in manifest["outputs"].items():
        path = output / name
        if not path.is_file() or path.stat().st_size != file["bytes"]:
            return None
        if sha256_of_file(path) != file["sha256"]:
            return None
    return manifest


def _may_get_better(manifest: dict[str, Any]) -> bool:
    """Whether an article failed by no fault of its own."""
    return any(
        failure["what"].startswith(("a fault of the program", "cannot be read"))
        for failure in manifest["failures"]
    )


def _digest_or_none(path: Path) -> str | None:
    try:
        return sha256_of_file(path)
    except OSError:
        return None


def _program() -> list[list[str | int]]:
    """The files of this program, so that a changed one is never taken for the one that ran."""
    return [
        [path.relative_to(_PACKAGE).as_posix(), path.stat().st_size, path.stat().st_mtime_ns]
        for path in sorted(_PACKAGE.rglob("*.*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
