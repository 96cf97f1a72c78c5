"""The files of a corpus, sorted by their relative path, on every file system in the same order.

Hidden files and folders are passed over, and so is the output folder; that of another run is no
corpus either, and is listed. Pipes and devices are never opened. A symbolic link to a folder is
followed only out of the corpus, so no link can loop.
"""

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.readers.base import ReadFailure, SourceFile, safe_name

# Letters for what an entry is: a file or a folder, or a link to one.
_NO_LINKS, _LINKS, _FOLDERS = "fd", "FD", "dD"
_WRITTEN_BY_A_RUN = ("manifest.json", "data", "parallel", "tmx", "articles")


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder on the way: its path, its relative name (with a slash at the end) and real path."""

    path: str
    name: str
    real: str


def walk(folder: Path, exclude: Path | None = None) -> Iterator[SourceFile | ReadFailure]:
    """Every file below `folder` in order, or `folder` itself where it is a file."""
    if not folder.is_dir():
        name = safe_name(folder.name)
        problem = _problem_of_file(str(folder))
        yield SourceFile(folder, name) if problem is None else ReadFailure(name, *problem)
        return
    yield from _Walk(os.path.realpath(folder), exclude).files(str(folder))


class _Walk:
    """One walk; it remembers the folders outside the corpus that links led to."""

    def __init__(self, root: str, exclude: Path | None) -> None:
        self._root = root
        self._exclude = None if exclude is None else os.path.realpath(exclude)
        self._visited: set[str] = set()

    def files(self, path: str) -> Iterator[SourceFile | ReadFailure]:
        """The files in order, by an explicit stack: a path may be deeper than Python recurses."""
        top = _Folder(path, "", self._root)
        entries, problem = _entries(top)
        if problem is not None:
            yield problem
        stack = [(top, entries)]
        while stack:
            folder, entries = stack[-1]
            if not entries:
                stack.pop()
                continue
            found = self._look_at(folder, entries.pop())
            if isinstance(found, _Folder):
                entries, problem = _entries(found)
                if problem is not None:
                    yield problem
                stack.append((found, entries))
            elif found is not None:
                yield found

    def _look_at(self, parent: _Folder, entry: str) -> _Folder | SourceFile | ReadFailure | None:
        """What an entry is: a folder to enter, a file, a failure, or nothing to read."""
        kind, own = entry[0], entry[1:]
        path, name = os.path.join(parent.path, own), parent.name + safe_name(own)  # noqa: PTH118
        is_link = kind in _LINKS
        real = os.path.realpath(path) if is_link else f"{parent.real}/{own}"
        if self._is_excluded(real):
            return None
        if kind in _FOLDERS:
            return self._enter(_Folder(path, name + "/", real), is_link)
        problem = _problem_of_file(path)
        if problem is not None:
            return ReadFailure(name, *problem)
        return SourceFile(Path(path), name)

    def _enter(self, folder: _Folder, is_link: bool) -> _Folder | ReadFailure | None:
        name = folder.name.removesuffix("/")
        if is_link and (_is_within(folder.real, self._root) or _is_within(self._root, folder.real)):
            return ReadFailure(
                name,
                "a symbolic link that leads back into the corpus",
                "remove the link; the folder is read at its own place",
            )
        if not _is_within(folder.real, self._root):
            if folder.real in self._visited:
                what = "a folder that another symbolic link led to already"
                return ReadFailure(name, what, "remove one of the links")
            self._visited.add(folder.real)
        if is_output(Path(folder.path)):
            what = "the output of a run, not a corpus"
            return ReadFailure(name, what, "move it out of the folder that is translated")
        return folder

    def _is_excluded(self, real: str) -> bool:
        return self._exclude is not None and _is_within(real, self._exclude)


def is_output(folder: Path) -> bool:
    """Whether a run of this program wrote its results into `folder`."""
    return (folder / ".work" / "memory.sqlite").is_file() or all(
        (folder / name).exists() for name in _WRITTEN_BY_A_RUN
    )


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _entries(folder: _Folder) -> tuple[list[str], ReadFailure | None]:
    """The visible entries of a folder, each a letter and its name, the last in order first.

    They are taken off the end one by one: a folder of a million files is held as their names.
    """
    try:
        with os.scandir(folder.path) as found:
            visible = [_kind(entry) + entry.name for entry in found if entry.name[0] != "."]
    except OSError as err:
        name = folder.name.removesuffix("/") or "."
        problem = ReadFailure(
            name, f"a folder that cannot be read ({err.strerror})", "grant access, or move it away"
        )
        return [], problem
    return sorted(visible, key=_sort_key, reverse=True), None


def _kind(entry: os.DirEntry[str]) -> str:
    kinds = _LINKS if entry.is_symlink() else _NO_LINKS
    return kinds[_is_folder(entry)]


def _sort_key(entry: str) -> tuple[str, str]:
    """Full paths sort as if a folder's name ended with its slash; NFC as some systems store NFD."""
    own = entry[1:]
    name = own + "/" if entry[0] in _FOLDERS else own
    return unicodedata.normalize("NFC", name), own


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself, for one
        return False


def _problem_of_file(path: str) -> tuple[str, str] | None:
    """Why a path cannot be opened as a file (what, remedy), without opening it."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 (names that are not UTF-8 stay strings)
    except OSError as err:
        if os.path.islink(path):  # noqa: PTH114
            return "a broken symbolic link", "restore its target, or remove the link"
        return f"cannot be read ({err.strerror})", "check that it still exists, and its permissions"
    if not stat.S_ISREG(mode):
        return "a pipe, socket or device, not a file", "move it out of the corpus"
    return None
