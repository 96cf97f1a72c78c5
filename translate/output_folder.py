"""The output folder before a run touches it: writable, ours, and held by one run at a time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from translate.errors import BusyError, ConfigError, CorpusError, OutputError
from translate.readers.walk import is_output

WORK_FOLDER = ".work"
MANIFEST_NAME = "manifest.json"
# What a run writes at the top of the folder; if one of these is there without our work folder or
# manifest, it is somebody else's.
OWN_NAMES = (
    "README.md",
    MANIFEST_NAME,
    "data",
    "parallel",
    "tmx",
    "articles",
    "jsonl",
    "report.html",
    "report",
)


def check_folders(input_folder: Path, output: Path) -> None:
    """Raise where there is no input, or it is an output, or lies in this one.

    Raises:
        ConfigError: the folders lie in each other the wrong way round.
        CorpusError: the input does not exist, or is the output of another run.
    """
    if not input_folder.exists():
        raise CorpusError(
            "no such file or folder", where=str(input_folder), remedy="give a folder of articles"
        )
    inside, outside = input_folder.resolve(), output.resolve()
    if inside == outside or outside in inside.parents:
        raise ConfigError(
            f"the input {input_folder} lies in the output folder",
            where=str(output),
            remedy="give an output folder beside or below the input",
        )
    if is_output(input_folder):
        raise CorpusError(
            "the output of a run, not a corpus",
            where=str(input_folder),
            remedy="give the folder of the articles that it was made from",
        )


def prepare_output(output: Path) -> Path:
    """Make the output folder and its work folder; return the latter.

    Raises:
        OutputError: the folder cannot be written, is no folder, or holds files of others that a
            run would overwrite.
    """
    if output.exists() and not output.is_dir():
        raise OutputError(
            "exists and is not a folder", where=str(output), remedy="give another output folder"
        )
    work = output / WORK_FOLDER
    if not work.is_dir() and not (output / MANIFEST_NAME).is_file():
        foreign = [name for name in OWN_NAMES if (output / name).exists()]
        if foreign:
            raise OutputError(
                f"holds {', '.join(foreign)} that no run of this program wrote",
                where=str(output),
                remedy="give an empty or new output folder",
            )
    try:
        work.mkdir(parents=True, exist_ok=True)
        probe = work / f"probe.{os.getpid()}"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as err:
        raise OutputError(
            f"cannot be written ({err.strerror or err})",
            where=str(output),
            remedy="give a folder that you may write to, on a disk with room",
        ) from err
    return work


@contextmanager
def hold(work: Path) -> Iterator[None]:
    """Hold the output folder for this process until the block ends.

    Raises:
        BusyError: another process holds it; its pid is named.
    """
    holder = work / "holder"
    lock = FileLock(work / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as err:
        raise BusyError(
            f"another run is at work here (pid {_read_holder(holder)})",
            where=str(work.parent),
            remedy="wait for it, or stop it, and run again",
        ) from err
    try:
        holder.write_text(f"{os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _read_holder(holder: Path) -> str:
    try:
        return holder.read_text(encoding="utf-8").strip() or "unknown"
    except OSError:
        return "unknown"
