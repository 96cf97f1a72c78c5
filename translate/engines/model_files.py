"""Where the files of a model are: the embedded starter, a local folder, or the hub.

The network is touched here alone, and only to fetch a model that is not at hand.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from translate.config import STARTER_MODEL, ModelConfig
from translate.engines.digests import digest_of_file
from translate.errors import ModelError
from translate.files import sha256_of_file

WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")
_TOKENIZER_PATTERNS = (
    "*.spm",
    "*.model",
    "vocab*.json",
    "target_vocab.json",
    "tokenizer*.json",
    "special_tokens_map.json",
    "merges.txt",
    "added_tokens.json",
)
_CONFIG_PATTERNS = ("config.json", "generation_config.json")
FETCH_PATTERNS = (*_CONFIG_PATTERNS, *_TOKENIZER_PATTERNS, *WEIGHT_FILES, "README.md", "LICENSE*")


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model on the disk: `revision` is its commit on the hub, None for a local folder."""

    name: str
    folder: Path
    revision: str | None
    weights: Path
    weights_sha256: str
    files_sha256: str
    licence: str | None

    @property
    def is_local(self) -> bool:
        """Whether the model was named by its folder."""
        return Path(self.name).is_absolute()


@dataclass(frozen=True, slots=True)
class ModelState:
    """Whether a model is at hand, without fetching it; `folder` is None where it is not."""

    name: str
    revision: str | None
    licence: str | None
    folder: Path | None

    @property
    def size_bytes(self) -> int | None:
        """The size of the weights, where they are at hand."""
        weights = _find_weights(self.folder) if self.folder else None
        return weights.stat().st_size if weights else None


def local_name(model: ModelConfig) -> str:
    """The folder name of a fetched model.

    >>> local_name(ModelConfig(model="Helsinki-NLP/opus-mt-fr-en"))
    'Helsinki-NLP--opus-mt-fr-en'
    """
    name = model.model.replace("/", "--")
    return f"{name}@{model.revision}" if model.revision else name


@contextmanager
def resolve_model(
    model: ModelConfig, *, is_offline: bool, models_dir: Path | None, cache: Path
) -> Iterator[ModelFiles]:
    """Give the files of `model`, fetched from the hub if they are not at hand.

    A context, since the embedded starter may have to be unpacked for its time.

    Raises:
        ModelError: the model is not at hand and cannot be fetched, or its folder is incomplete.
    """
    if model.model == STARTER_MODEL:
        with resources.as_file(resources.files("translate.starter") / "model") as folder:
            yield _describe(model, folder, None, cache)
        return
    state = find_model(model, models_dir=models_dir)
    if state.folder is not None:
        yield _describe(model, state.folder, state.revision, cache)
        return
    if is_offline:
        raise _unreachable(model, "is not on this machine, and the run is offline")
    folder, revision = _download(model, None)
    yield _describe(model, folder, revision, cache)


def digest_at_hand(model: ModelConfig, *, models_dir: Path | None, cache: Path) -> str | None:
    """A digest of the files of `model` and its commit; None where it is not on this machine.

    Raises:
        ModelError: its folder does not exist, or is incomplete.
    """
    if find_model(model, models_dir=models_dir).folder is None:
        return None
    with resolve_model(model, is_offline=True, models_dir=models_dir, cache=cache) as files:
        return f"{files.files_sha256}@{files.revision or 'local'}"


def find_model(model: ModelConfig, *, models_dir: Path | None) -> ModelState:
    """Look for `model` on this machine: local folder, `models_dir`, cache of the hub.

    Raises:
        ModelError: the name is a path, and there is no such folder.
    """
    if model.model == STARTER_MODEL:
        folder = Path(str(resources.files("translate.starter") / "model"))
        return ModelState(model.model, None, model.licence or licence_of(folder), folder)
    if Path(model.model).is_absolute():
        folder = Path(model.model)
        if not folder.is_dir():
            raise ModelError(
                "no such model folder", where=str(folder), remedy="correct model: in the config"
            )
        return ModelState(model.model, None, model.licence or licence_of(folder), folder)
    if models_dir is not None and (models_dir / local_name(model)).is_dir():
        folder = models_dir / local_name(model)
        return ModelState(model.model, _noted_revision(folder), licence_of(folder), folder)
    cached = _find_cached(model)
    if cached is None:
        return ModelState(model.model, model.revision, model.licence, None)
    return ModelState(model.model, cached.name, model.licence or licence_of(cached), cached)


def fetch_model(model: ModelConfig, models_dir: Path) -> Path:
    """Fetch `model` from the hub into its folder below `models_dir`; return that folder.

    Raises:
        ModelError: the hub cannot be reached or does not know the model.
    """
    folder = models_dir / local_name(model)
    _, revision = _download(model, folder)
    (folder / "REVISION").write_text(f"{revision or ''}\n", encoding="utf-8")
    return folder


def licence_of(folder: Path) -> str | None:
    """The licence that the model card in `folder` states in its front matter, if any."""
    card = folder / "README.md"
    if not card.is_file():
        return None
    text = card.read_text(encoding="utf-8", errors="replace")
    front = re.match(r"---\n(.*?)\n---", text, re.DOTALL)
    found = re.search(r"^licen[sc]e:\s*(\S+)", front.group(1), re.MULTILINE) if front else None
    return found.group(1) if found else None


def _find_weights(folder: Path) -> Path | None:
    return next((folder / name for name in WEIGHT_FILES if (folder / name).is_file()), None)


def _noted_revision(folder: Path) -> str | None:
    note = folder / "REVISION"
    return (note.read_text(encoding="utf-8").strip() or None) if note.is_file() else None


def _describe(model: ModelConfig, folder: Path, revision: str | None, cache: Path) -> ModelFiles:
    """Check that a folder holds a whole checkpoint, and take its digests."""
    weights = _find_weights(folder)
    missing = [] if weights else [" or ".join(WEIGHT_FILES)]
    if not (folder / "config.json").is_file():
        missing.append("config.json")
    else:
        missing += _missing_tokenizer_files(folder)
    if missing or weights is None:
        raise ModelError(
            f"not a whole checkpoint: {', '.join(missing)} missing",
            where=str(folder),
            remedy="fetch the model again, or give the folder of a complete checkpoint",
        )
    weights_sha256 = digest_of_file(weights, cache)
    digest = hashlib.sha256(weights_sha256.encode())
    patterns = (*_CONFIG_PATTERNS, *_TOKENIZER_PATTERNS)
    for path in sorted({path for pattern in patterns for path in folder.glob(pattern)}):
        digest.update(f"{path.name}:{sha256_of_file(path)}\n".encode())
    return ModelFiles(
        name=model.model,
        folder=folder,
        revision=revision,
        weights=weights,
        weights_sha256=weights_sha256,
        files_sha256=digest.hexdigest(),
        licence=model.licence or licence_of(folder),
    )


def _missing_tokenizer_files(folder: Path) -> list[str]:
    """The files that a Marian checkpoint needs besides weights and configuration."""
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise ModelError(
            f"config.json cannot be read ({err})", where=str(folder), remedy="fetch the model again"
        ) from err
    if not isinstance(config, dict) or config.get("model_type") != "marian":
        return []
    needed = ("source.spm", "target.spm", "vocab.json")
    return [name for name in needed if not (folder / name).is_file()]


def _find_cached(model: ModelConfig) -> Path | None:
    """The snapshot folder in the cache of the hub client, if the model is whole there."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        folder = Path(
            snapshot_download(
                model.model,
                revision=model.revision,
                allow_patterns=list(FETCH_PATTERNS),
                local_files_only=True,
            )
        )
    except (LocalEntryNotFoundError, FileNotFoundError):
        return None
    except HFValidationError as err:
        raise ModelError(
            f"{model.model!r} is neither a folder nor a hub name",
            where="model",
            remedy="write owner/name, ./folder, or starter",
        ) from err
    return folder if _find_weights(folder) else None


def _download(model: ModelConfig, folder: Path | None) -> tuple[Path, str | None]:
    """Fetch a model into the hub's cache, or into `folder`; return where, and its commit."""
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        HFValidationError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )
    from huggingface_hub.utils.tqdm import disable_progress_bars

    # The hub client's error derives from OSError and from the base error of its HTTP library,
    # whichever that is; failures to connect are of that family.
    if not sys.stderr.isatty():
        disable_progress_bars()
    connection_errors = tuple(b for b in HfHubHTTPError.__bases__ if issubclass(b, Exception))
    try:
        info = HfApi().model_info(model.model, revision=model.revision)
        names = {sibling.rfilename for sibling in info.siblings or ()}
        # One weights file is enough: the pickle only where there are no safetensors.
        unwanted = ["pytorch_model.bin"] if "model.safetensors" in names else []
        # By name, not by commit, where it goes to the cache: so the name is found again offline.
        path = snapshot_download(
            model.model,
            revision=info.sha if folder else model.revision,
            allow_patterns=list(FETCH_PATTERNS),
            ignore_patterns=unwanted,
            local_dir=folder,
        )
    except (GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError) as err:
        raise ModelError(
            f"the hub does not give {model.model} (revision {model.revision or 'main'})",
            where="hub",
            remedy="check the name and revision, and your access to it",
        ) from err
    except HFValidationError as err:
        raise ModelError(
            f"{model.model!r} is not a hub name", where="model", remedy="write owner/name"
        ) from err
    except connection_errors as err:
        raise _unreachable(model, f"cannot be fetched ({type(err).__name__})") from err
    return Path(path), info.sha if folder else Path(path).name


def _unreachable(model: ModelConfig, what: str) -> ModelError:
    return ModelError(
        f"model {model.model} {what}",
        where="hub",
        remedy=(
            "either run `translate models fetch DIR --config FILE` on a machine with a network, "
            "copy DIR here and add `--set runtime.models_dir=DIR`; or use the embedded starter "
            "model: `--config configs/starter.yaml`"
        ),
    )
