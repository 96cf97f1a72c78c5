"""A loaded checkpoint written as CTranslate2 reads it.

The converter of CTranslate2 would load the checkpoint anew, in the precision of its file and with
its own rules for pickles; it is given what is loaded. It also takes things for granted that do not
hold for every checkpoint, and that are set right here: one vocabulary for both sides, a start token
whose embedding is zero, a start token that follows from the kind of the tokenizer, and the layer
norms that the config of an mBART names. Its output layer is made faster (`ct2_packing`).
"""

import warnings
from pathlib import Path
from typing import Any

from translate.engines.checkpoint import Checkpoint
from translate.engines.ct2_packing import pack_output_layer

_PAD = "<pad>"


def write_model(checkpoint: Checkpoint, folder: Path, precision: str) -> bool:
    """Convert `checkpoint` into `folder`; return whether its pad token is one of its words.

    Raises:
        ValueError: there is no conversion for this kind of model.
    """
    from ctranslate2.converters import TransformersConverter

    made: list[bool] = []

    class Converter(TransformersConverter):  # type: ignore[misc]
        def _load(self) -> Any:
            spec, keeps_pad = _load_spec(checkpoint)
            made.append(keeps_pad)
            return spec

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Converter(str(checkpoint.folder)).convert(str(folder), quantization=precision)
    pack_output_layer(folder / "model.bin")
    return made[-1]


def _load_spec(checkpoint: Checkpoint) -> tuple[Any, bool]:
    """The checkpoint as the library specifies models, and whether the pad token stays a word."""
    import torch
    from ctranslate2.converters import transformers as loaders
    from transformers import AutoTokenizer

    model = checkpoint.model
    kind = type(model.config).__name__
    loader = loaders._MODEL_LOADERS.get(kind)
    if loader is None:
        raise ValueError(f"CTranslate2 knows no model of the kind {kind}")
    is_marian = kind == "MarianConfig"
    keeps_pad = is_marian and not _starts_from_zero(model)
    if keeps_pad:
        loader = _make_plain_loader(loaders)
    if kind == "MBartConfig":
        # transformers builds mBART so whatever the config says; the converter asks the config.
        model.config.normalize_before = model.config.normalize_embedding = True
    tokenizer = AutoTokenizer.from_pretrained(str(checkpoint.folder), local_files_only=True)
    with torch.no_grad():
        spec = loader(model, tokenizer)
    source, target = list(checkpoint.tokens.pieces), list(checkpoint.tokens.target_pieces)
    if is_marian and source != target:
        spec.register_target_vocabulary(target if keeps_pad else _without_pad(target))
    start = model.generation_config.decoder_start_token_id
    if start is not None and not (is_marian and not keeps_pad):
        spec.config.decoder_start_token = target[start]
    return spec, keeps_pad


def _starts_from_zero(model: Any) -> bool:
    """Whether the decoder starts from an embedding of zeros, as Marian's own models do."""
    start = model.generation_config.decoder_start_token_id
    weight = model.get_decoder().get_input_embeddings().weight
    return not bool(weight[start].any())


def _make_plain_loader(loaders: Any) -> Any:
    """A loader of Marian models whose pad token has an embedding, and starts the decoder."""

    class PlainMarianLoader(loaders.MarianMTLoader):  # type: ignore[misc]
        def _remove_pad_weights(self, spec: Any) -> None:
            """Keep them."""

        def set_decoder(self, spec: Any, decoder: Any) -> None:
            super().set_decoder(spec, decoder)
            spec.start_from_zero_embedding = False

        def get_vocabulary(self, model: Any, tokenizer: Any) -> list[str]:
            tokens: list[str] = loaders.BartLoader.get_vocabulary(self, model, tokenizer)
            return tokens

    return PlainMarianLoader()


def _without_pad(pieces: list[str]) -> list[str]:
    return pieces[:-1] if pieces[-1] == _PAD else pieces
