"""The saved state of a training: one file, replaced whole, from which it goes on exactly.

Masks, samples and the order of batches follow from the seed and the step, so the state is the
weights, their average, the optimiser and the place in the data.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.errors import OutputError
from translate.files import atomic_write
from translate.training.trainer import Trainer

if TYPE_CHECKING:
    from torch import Tensor

STATE_FILE = "state.safetensors"
Weights = dict[str, "Tensor"]


def save_state(folder: Path, trainer: Trainer, progress: dict[str, Any]) -> None:
    """Replace the saved state by that of `trainer` and what JSON can hold of `progress`.

    Raises:
        OutputError: the disk does not take it.
    """
    tensors: Weights = {}
    for name, weight, average in zip(trainer.names, trainer.weights, trainer.average, strict=True):
        tensors[f"weight/{name}"] = weight.detach()
        tensors[f"average/{name}"] = average
        for key, value in trainer.optimizer.state[weight].items():
            tensors[f"{key}/{name}"] = value
    note = {"progress": json.dumps({**progress, "step": trainer.step})}
    _write(folder / STATE_FILE, tensors, note)


def load_state(folder: Path, trainer: Trainer) -> dict[str, Any] | None:
    """Put the saved state into `trainer`; return its progress, or None where nothing is saved.

    Raises:
        OutputError: the file cannot be read, or is that of another model.
    """
    from safetensors import SafetensorError, safe_open

    path = folder / STATE_FILE
    if not path.is_file():
        return None
    try:
        with safe_open(path, "pt") as stored:
            progress: dict[str, Any] = json.loads(stored.metadata()["progress"])
            device = trainer.model.device
            for name, weight, average in zip(
                trainer.names, trainer.weights, trainer.average, strict=True
            ):
                weight.data.copy_(stored.get_tensor(f"weight/{name}"))
                average.copy_(stored.get_tensor(f"average/{name}"))
                keys = [key for key in ("step", "exp_avg", "exp_avg_sq")
                        if f"{key}/{name}" in stored.keys()]  # noqa: SIM118  # fmt: skip
                trainer.optimizer.state[weight] = {
                    key: stored.get_tensor(f"{key}/{name}").to(device) for key in keys
                }
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, RuntimeError) as err:
        raise OutputError(
            f"the saved state cannot be read ({err})",
            where=str(path),
            remedy="give a new output folder, or delete this one",
        ) from err
    trainer.step = progress["step"]
    return progress


def save_weights(path: Path, trainer: Trainer) -> None:
    """Write the averaged weights, in float32.

    Raises:
        OutputError: the disk does not take them.
    """
    _write(path, dict(zip(trainer.names, trainer.average, strict=True)), {})


def load_average(trainer: Trainer, paths: list[Path]) -> None:
    """Make the mean of weight files the averaged weights of `trainer`.

    Raises:
        OutputError: a file is missing or damaged.
    """
    import torch
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    with torch.no_grad():
        for average in trainer.average:
            average.zero_()
        for path in paths:
            try:
                weights = load_file(path)
            except (OSError, SafetensorError) as err:
                raise OutputError(
                    f"validated weights cannot be read ({err})",
                    where=str(path),
                    remedy="train into a new folder",
                ) from err
            for name, average in zip(trainer.names, trainer.average, strict=True):
                average.add_(weights[name].to(average.device), alpha=1 / len(paths))


def _write(path: Path, tensors: Weights, note: dict[str, str]) -> None:
    from safetensors.torch import save

    try:
        with atomic_write(path) as stream:
            stream.write(save({k: v.contiguous().cpu() for k, v in tensors.items()}, note))
    except OSError as err:
        raise OutputError(
            f"cannot be written ({err.strerror or err})",
            where=str(path),
            remedy="free disk space and run the same command again",
        ) from err
