"""Whether a run has anything to do: the digest of all that an output depends on.

An output is a pure function of corpus, configuration, models and program. A scheduled job over a
folder in which nothing has changed is over once that is known, and the output as it was left.
"""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.config import Config
from translate.engines.conversion import cache_folder
from translate.engines.device_memory import cuda_devices
from translate.engines.model_files import digest_at_hand
from translate.errors import OutputError
from translate.files import canonical_json, sha256_of_file, sha256_of_text
from translate.libraries import describe_libraries
from translate.manifest import read_manifest
from translate.memory import HumanTexts, digest_of_human
from translate.readers.base import ReadFailure
from translate.readers.walk import walk

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class State:
    """All that an output depends on but its models, as one digest."""

    without_models: str

    def digest(self, config: Config) -> str | None:
        """The SHA-256 of the state and of the files of all models; None while one is not at hand.

        Raises:
            ModelError: the folder of a model does not exist, or is incomplete.
        """
        runtime = config.runtime
        cache = cache_folder(runtime.cache_dir)
        models = [
            digest_at_hand(model, models_dir=runtime.models_dir, cache=cache)
            for _, model in config.models
        ]
        if None in models:
            return None
        return sha256_of_text(canonical_json([self.without_models, models]))


def take_state(
    input_folder: Path, output: Path, config: Config, *, limit: int | None, human: HumanTexts
) -> State:
    """The state of the corpus, of the configuration, of what people gave, and of this machine.

    It is taken before any of that is used: what changes while a run goes on is a change to the
    next one.
    """
    corpus = hashlib.sha256()
    for item in walk(input_folder, output):
        file = (
            [item.path, item.what]
            if isinstance(item, ReadFailure)
            else [item.name, _digest_or_none(item.path)]
        )
        corpus.update(canonical_json(file).encode("utf-8"))
    given = (*config.terminology.glossaries, *config.checks.suppressions)
    state = {
        "corpus": corpus.hexdigest(),
        "config": config.digest(),
        "limit": limit,
        "given": [_digest_or_none(path) for path in given],
        "human": digest_of_human(human),
        "devices": [] if config.runtime.device == "cpu" else cuda_devices(),
        "libraries": describe_libraries(),
        "program": _program(),
    }
    return State(sha256_of_text(canonical_json(state)))


def find_result(output: Path, state: str | None) -> dict[str, Any] | None:
    """The manifest of `output`, if it was made in this very `state` and all its files are whole.

    A result that lacks an article is made anew: what failed for want of memory, or of a network
    drive, may succeed now.
    """
    if state is None:
        return None
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


def _program(folder: str = str(_PACKAGE), inside: str = "") -> list[list[str | int]]:
    """The files of this program, so that a changed one is never taken for the one that ran."""
    found: list[list[str | int]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = inside + entry.name
            if not entry.is_dir():
                state = entry.stat()
                found.append([name, state.st_size, state.st_mtime_ns])
            elif entry.name != "__pycache__":
                found += _program(entry.path, f"{name}/")
    return sorted(found)
