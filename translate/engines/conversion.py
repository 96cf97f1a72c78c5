"""Models as CTranslate2 reads them: converted once, checked against torch, kept in a cache folder.

The conversion runs in a process of its own, so that a run needs neither the time nor the memory of
torch. What is kept is keyed by the digest of the model's files, the version of CTranslate2 and the
precision; it is made beside its place and moved there whole, under a lock.
"""

import json
import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from translate.engines.model_files import ModelFiles
from translate.errors import ModelError
from translate.files import write_json
from translate.libraries import version_of

CACHE_VARIABLE = "TRIPTYQUE_CACHE"
FORMAT = 2
REPORT_NAME = "conversion.json"
ERROR_NAME = "error.json"
_STAGED = ".staged-"
logger = logging.getLogger("translate")


@dataclass(frozen=True, slots=True)
class Conversion:
    """A converted model: `folder` holds it, unless `problem` says why it is not to be used.

    Of `sentences` that both engines translated in float32, `identical` came out the same;
    `score_difference` is the largest difference of their mean log-probabilities per token.
    `keeps_pad` says whether the pad token is a word of the converted model, as others are.
    """

    folder: Path
    precision: str
    parameters: int
    sentences: int
    identical: int
    score_difference: float
    keeps_pad: bool
    problem: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a conversion is for: the comparison with torch runs as `task` with `target_token`."""

    precision: str
    target_token: str | None
    task: str
    threads: int


@dataclass(frozen=True, slots=True)
class ConversionRequest:
    """What the converting process is told; `folder` is the checkpoint, `stage` takes the result."""

    folder: str
    stage: str
    wanted: Wanted


def cache_folder(configured: Path | None) -> Path:
    """Where converted models are kept: as configured, else in the user's cache folder."""
    if configured is not None:
        return configured
    if named := os.environ.get(CACHE_VARIABLE):
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "triptyque"


def convert_once(files: ModelFiles, wanted: Wanted, cache: Path) -> Conversion:
    """Give the converted model, from the cache or made now.

    Raises:
        ModelError: the checkpoint cannot be loaded, the conversion fails, or the cache folder
            cannot be written.
    """
    folder = cache / "ct2" / f"{_name_of(files)}-{wanted.precision}"
    found = _read_report(folder)
    if found is not None:
        return found
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_name(f"{folder.name}.lock")):
            found = _read_report(folder)
            if found is not None:
                return found
            logger.info("converting %s for CTranslate2 (%s), once", files.name, wanted.precision)
            return _convert(files, folder, wanted)
    except OSError as err:
        raise ModelError(
            f"the converted model cannot be kept ({err.strerror or err})",
            where=str(err.filename or cache),
            remedy="make room or permission there, set runtime.cache_dir, or set engine: hf",
        ) from err


def _convert(files: ModelFiles, folder: Path, wanted: Wanted) -> Conversion:
    for left in folder.parent.glob(f"{_STAGED}{folder.name}-*"):
        shutil.rmtree(left, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
    prefix = f"{_STAGED}{folder.name}-"
    with tempfile.TemporaryDirectory(prefix=prefix, dir=folder.parent) as stage:
        request = ConversionRequest(str(files.folder), stage, wanted)
        _run_converter(request, files.name)
        result = Path(stage) / "model"
        result.replace(folder)
    made = _read_report(folder)
    assert made is not None, "the converter left no report"
    return made


def _run_converter(request: ConversionRequest, name: str) -> None:
    """Run the converting process to its end.

    Raises:
        ModelError: it failed, with what it said.
    """
    stage = Path(request.stage)
    write_json(stage / "request.json", asdict(request))
    root = str(Path(__file__).parents[2])
    paths = os.pathsep.join([root, *filter(None, [os.environ.get("PYTHONPATH")])])
    # A session of its own: Ctrl-C is for the run, which stops when this is done.
    done = subprocess.run(
        [sys.executable, "-m", "translate.engines.convert", str(stage / "request.json")],
        env={**os.environ, "PYTHONPATH": paths},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        start_new_session=True,
        check=False,
    )
    if done.returncode == 0:
        return
    error = _read_json(stage / ERROR_NAME)
    if error is not None:
        raise ModelError(error["what"], where=error["where"], remedy=error["remedy"])
    last = (done.stderr.strip().splitlines() or ["no message"])[-1][:200]
    raise ModelError(
        f"the conversion for CTranslate2 ended with code {done.returncode} ({last})",
        where=name,
        remedy="free memory and run again, or set engine: hf to run the model on torch",
    )


def _name_of(files: ModelFiles) -> str:
    """The folder name of a model: readable, and one for every digest and version."""
    readable = re.sub(r"[^\w.-]+", "-", Path(files.name).name)[:60]
    version = version_of("ctranslate2")
    return f"{readable}-{files.files_sha256[:16]}-{version}-{FORMAT}"


def _read_report(folder: Path) -> Conversion | None:
    report = _read_json(folder / REPORT_NAME)
    if report is None:
        return None
    try:
        return Conversion(folder=folder, **report)
    except TypeError:
        # Not of our making, or of another version: it is made anew.
        return None


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    return value if isinstance(value, dict) else None
