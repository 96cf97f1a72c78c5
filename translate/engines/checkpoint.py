"""A sequence-to-sequence checkpoint loaded by transformers: tokenizer, weights and their limits."""

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pickle import UnpicklingError
from typing import Any, Literal

from translate.engines.model_files import ModelFiles
from translate.errors import ModelError

_LANGUAGE_CODE = re.compile(r"^>>.+<<$")
_MAX_NAMED = 12


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The tokenizer and the model of a folder, on a device in a precision.

    `max_positions` is the number of tokens that both the model and its tokenizer allow. `frame` is
    what the tokenizer fails to put before and after a text.
    """

    name: str
    tokenizer: Any
    model: Any
    device: str
    dtype: str
    max_positions: int
    special_strings: tuple[str, ...]
    frame: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    def encode(self, texts: Sequence[str], prefix: Sequence[int]) -> list[list[int]]:
        """Token ids of each text behind `prefix`, nothing truncated, special strings as text."""
        if not texts:
            return []
        safe = [neutralise(text, self.special_strings) for text in texts]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            encoded = self.tokenizer(safe, truncation=False, verbose=False)["input_ids"]
        before, after = self.frame
        return [[*prefix, *before, *ids, *after] for ids in encoded]

    def decode(self, ids: Sequence[int]) -> str:
        """The text of a target, without its special tokens."""
        text: str = self.tokenizer.decode(ids, skip_special_tokens=True)
        return text

    def target_prefix(self, target_token: str | None) -> list[int]:
        """The ids that choose the target language.

        Raises:
            ModelError: the token is unknown, or one is needed and none is given.
        """
        vocabulary = self.tokenizer.get_vocab()
        known = sorted(token for token in vocabulary if _LANGUAGE_CODE.match(token))
        if target_token is None:
            if len(known) > 1:
                raise ModelError(
                    f"the model has {len(known)} targets and the config names none",
                    where=self.name,
                    remedy=f"set target_token: to one of {_some(known)}",
                )
            return [vocabulary[token] for token in known]
        if target_token not in vocabulary:
            raise ModelError(
                f"target token {target_token} is unknown to the model",
                where=self.name,
                remedy=(
                    f"set target_token: to one of {_some(known)}"
                    if known
                    else "remove target_token: the model has a single target"
                ),
            )
        return [vocabulary[target_token]]

    def count_parameters(self) -> int:
        """The number of learnt weights; sinusoidal positions are computed, not learnt."""
        has_fixed = getattr(self.model.config, "static_position_embeddings", False)
        return sum(
            weight.numel()
            for name, weight in self.model.named_parameters()
            if not (has_fixed and "embed_positions" in name)
        )

    def pad(self, rows: Sequence[Sequence[int]]) -> Any:
        """The rows as one tensor (rows x longest), padded on the right."""
        import torch

        width = max(1, *(len(row) for row in rows))
        pad = self.model.generation_config.pad_token_id
        padded = [[*row, *([pad] * (width - len(row)))] for row in rows]
        return torch.tensor(padded, dtype=torch.long, device=self.device)

    def mask(self, rows: Sequence[Sequence[int]]) -> Any:
        """The attention mask of `pad(rows)`: 1 where a row has a token."""
        import torch

        lengths = torch.tensor([len(row) for row in rows], device=self.device)
        width = max(1, int(lengths.max()))
        places = torch.arange(width, device=self.device)
        return (places[None, :] < lengths[:, None]).long()


def neutralise(text: str, specials: Sequence[str]) -> str:
    """Break up strings that the tokenizer would take for its own tokens.

    Without this, `prix </s> a` ends the sentence at `</s>`, and a text that begins with `>>eng<<`
    changes its target.

    >>> neutralise("prix </s> a", ["</s>"])
    'prix < /s> a'
    >>> neutralise(">>eng<< Bonjour", ["</s>"])
    '> >eng<< Bonjour'
    """
    for special in specials:
        if special in text:
            text = text.replace(special, f"{special[0]} {special[1:]}")
    while ">>" in text and "<<" in text:
        text = text.replace(">>", "> >")
    return text


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
    """
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
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
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
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
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
    specials = {token for token in tokenizer.all_special_tokens if len(token) > 1}
    model.eval()
    # What is None in the settings of a search is filled in from here: an end token forced at the
    # limit would make a cut output look whole, and a length would override ours.
    model.generation_config.forced_eos_token_id = None
    model.generation_config.max_length = None
    return Checkpoint(
        name=files.name,
        tokenizer=tokenizer,
        model=model.to(device),
        device=device,
        dtype=dtype,
        max_positions=_position_limit(model, tokenizer),
        special_strings=tuple(sorted(specials)),
        frame=_missing_frame(tokenizer),
    )


def _missing_frame(tokenizer: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The start and end tokens that a tokenizer should add and does not.

    transformers 5 reads the sentencepiece file of BARThez without its `<s>` and `</s>`; a model
    that never sees an end token does not know where its input ends.
    """
    ids = tokenizer("a", verbose=False)["input_ids"]
    if not ids or ids[-1] == tokenizer.eos_token_id:
        return (), ()
    before = () if tokenizer.bos_token_id is None else (int(tokenizer.bos_token_id),)
    return before, (int(tokenizer.eos_token_id),)


def _position_limit(model: Any, tokenizer: Any) -> int:
    positions = int(getattr(model.config, "max_position_embeddings", None) or 512)
    allowed = int(tokenizer.model_max_length)
    return min(positions, allowed) if allowed > 0 else positions


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return ", ".join(names[:_MAX_NAMED]) + more
