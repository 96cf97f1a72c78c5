"""The folder of a training: ours, held by one process, and begun with one set of options."""

import shutil
from pathlib import Path

from pydantic import ValidationError

from translate.errors import ConfigError, OutputError
from translate.files import write_json
from translate.output_folder import WORK_FOLDER
from translate.training.options import TrainingOptions
from translate.training.states import STATE_FILE

OPTIONS_FILE = "options.json"
CANDIDATES = "candidates"
START_FOLDER = "start"


def prepare(out: Path) -> Path:
    """Make the folder of a training; return its work folder.

    Raises:
        OutputError: it cannot be written, is no folder, or holds files of others.
    """
    work = out / WORK_FOLDER
    try:
        if out.exists() and not out.is_dir():
            raise OutputError("exists and is no folder", where=str(out), remedy="give a folder")
        if out.is_dir() and not work.is_dir() and any(out.iterdir()):
            raise OutputError(
                "holds files that no training wrote",
                where=str(out),
                remedy="give an empty or new folder",
            )
        work.mkdir(parents=True, exist_ok=True)
        probe = work / "probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as err:
        raise OutputError(
            f"cannot be written ({err.strerror or err})",
            where=str(out),
            remedy="give a folder that you may write to, on a disk with room",
        ) from err
    return work


def begin_or_go_on(options: TrainingOptions, work: Path) -> None:
    """Keep the options for workers and for going on.

    A training is begun once a state is saved; what a failed start left is cleared.

    Raises:
        ConfigError: the folder was begun with other options.
        OutputError: the disk does not take the options.
    """
    if (work / STATE_FILE).is_file():
        if read_options(work).digest() != options.digest():
            raise ConfigError(
                "this folder was begun with other options",
                where=str(work.parent),
                remedy="give the same options to go on, or train into a new folder",
            )
    else:
        for name in (START_FOLDER, CANDIDATES):
            shutil.rmtree(work / name, ignore_errors=True)
    try:
        write_json(work / OPTIONS_FILE, options.model_dump(mode="json"))
    except OSError as err:
        raise cannot_write(work, err) from err


def read_options(work: Path) -> TrainingOptions:
    """The options that a training was begun with.

    Raises:
        ConfigError: they cannot be read, or are those of another version of this program.
    """
    path = work / OPTIONS_FILE
    try:
        return TrainingOptions.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, ValidationError) as err:
        raise ConfigError(
            "the options that this folder was begun with cannot be read",
            where=str(path),
            remedy="train into a new folder",
        ) from err


def cannot_write(path: Path, err: OSError) -> OutputError:
    """The error of a disk that does not take a file."""
    return OutputError(
        f"cannot be written ({err.strerror or err})",
        where=str(path),
        remedy="free disk space and run the same command again",
    )
