"""A sequence-to-sequence checkpoint loaded by transformers: its weights on a device."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Literal

from translate.engines.device_memory import to_device
from translate.engines.model_files import ModelFiles
from translate.engines.tokens import Tokens, load_tokens
from translate.errors import ModelError


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tokenizer and the model of a folder, on a device in a precision."""

    folder: Path
    tokens: Tokens
    model: Any
    device: str
    dtype: str

    def count_parameters(self) -> int:
        """The number of learnt weights; sinusoidal positions are computed, not learnt."""
        has_fixed = getattr(self.model.config, "static_position_embeddings", False)
        return sum(
            weight.numel()
            for name, weight in self.model.named_parameters()
            if not (has_fixed and "embed_positions" in name)
        )

    def place(self, rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        """The rows on the device (rows x longest, padded on the right) and their attention mask."""
        return to_device(rows, self.model.generation_config.pad_token_id, self.device)


def choose_device(wanted: Literal["auto", "cpu", "cuda"]) -> str:
    """`cuda` or `cpu`; auto takes cuda where there is one.

    Raises:
        ModelError: cuda is wanted and there is none.
    """
    import torch

    if wanted == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if wanted == "cuda" and not torch.cuda.is_available():
        raise ModelError(
            "no CUDA device is usable here",
            where="device",
            remedy="install a CUDA build of torch and its driver, or run with --device cpu",
        )
    return wanted


def choose_dtype(wanted: str, device: str) -> str:
    """The precision: auto is bfloat16 on cuda and float32 on cpu.

    >>> choose_dtype("auto", "cuda"), choose_dtype("auto", "cpu"), choose_dtype("float16", "cuda")
    ('bfloat16', 'float32', 'float16')

    Raises:
        ModelError: torch does not run models in that precision.
    """
    if wanted == "int8":
        raise ModelError(
            "int8 needs engine: ct2", where="runtime.dtype", remedy="set it to auto, or that engine"
        )
    if wanted != "auto":
        return wanted
    return "bfloat16" if device == "cuda" else "float32"


@lru_cache(maxsize=8)
def load_checkpoint(files: ModelFiles, device: str, dtype: str) -> Checkpoint:
    """Load a folder, never running code that came with it.

    Cached, so that a multi-target model stands in memory once, whatever its number of targets;
    nothing changes what is given.

    Raises:
        ModelError: the files are damaged, or no sequence-to-sequence checkpoint.
    """
    import torch
    from safetensors import SafetensorError
    from transformers import AutoModelForSeq2SeqLM
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder = str(files.folder)
    damaged = (
        OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError, AssertionError,
        SafetensorError, UnpicklingError,
    )  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = AutoModelForSeq2SeqLM.from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                dtype=getattr(torch, dtype),
                use_safetensors=files.weights.suffix == ".safetensors",
            )
    except damaged as err:
        first_line = (str(err).strip().splitlines() or [""])[0][:200]
        raise ModelError(
            f"the checkpoint cannot be loaded ({type(err).__name__}: {first_line})",
            where=folder,
            remedy="fetch the model again; it must be a MarianMT or other seq2seq checkpoint",
        ) from err
    model.eval()
    # What is None in the settings of a search is filled in from here: an end token forced at the
    # limit would make a cut output look whole, and a length would override ours.
    model.generation_config.forced_eos_token_id = None
    model.generation_config.max_length = None
    return Checkpoint(files.folder, load_tokens(files), model.to(device), device, dtype)
