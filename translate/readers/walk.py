"""The files of a corpus, sorted by their relative path, on every file system in the same order.

Hidden files and folders are passed over, and so is the output folder. Pipes and devices are never
opened. A symbolic link to a folder is followed only out of the corpus, so no link can loop.
"""

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.readers.base import ReadFailure, SourceFile, safe_name


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
        top, problem = _entries(_Folder(path, "", self._root))
        if problem is not None:
            yield problem
        stack = [iter(top)]
        while stack:
            entry = next(stack[-1], None)
            if entry is None:
                stack.pop()
                continue
            found = self._look_at(*entry)
            if isinstance(found, _Folder):
                entries, problem = _entries(found)
                if problem is not None:
                    yield problem
                stack.append(iter(entries))
            elif found is not None:
                yield found

    def _look_at(
        self, parent: _Folder, entry: os.DirEntry[str]
    ) -> _Folder | SourceFile | ReadFailure | None:
        """What an entry is: a folder to enter, a file, a failure, or nothing to read."""
        name = parent.name + safe_name(entry.name)
        is_link = entry.is_symlink()
        real = os.path.realpath(entry.path) if is_link else f"{parent.real}/{entry.name}"
        if self._is_excluded(real):
            return None
        if _is_folder(entry):
            return self._enter(_Folder(entry.path, name + "/", real), is_link)
        problem = _problem_of_file(entry.path)
        if problem is not None:
            return ReadFailure(name, *problem)
        return SourceFile(Path(entry.path), name)

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
        return folder

    def _is_excluded(self, real: str) -> bool:
        return self._exclude is not None and _is_within(real, self._exclude)


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def _entries(
    folder: _Folder,
) -> tuple[list[tuple[_Folder, os.DirEntry[str]]], ReadFailure | None]:
    """The visible entries of a folder in the order of their full paths."""
    try:
        with os.scandir(folder.path) as found:
            visible = [entry for entry in found if not entry.name.startswith(".")]
    except OSError as err:
        name = folder.name.removesuffix("/") or "."
        problem = ReadFailure(
            name, f"a folder that cannot be read ({err.strerror})", "grant access, or move it away"
        )
        return [], problem
    return [(folder, entry) for entry in sorted(visible, key=_sort_key)], None


def _sort_key(entry: os.DirEntry[str]) -> tuple[str, str]:
    """Full paths sort as if a folder's name ended with its slash; NFC as some systems store NFD."""
    name = entry.name + "/" if _is_folder(entry) else entry.name
    return unicodedata.normalize("NFC", name), name


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
