"""The model that is measured, made ready beforehand: built, converted, and its text counted."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.bench.corpus import Text
from translate.bench.options import OPUS_SMALL, BenchOptions, model_name
from translate.bench.processes import run_worker
from translate.config import ModelConfig
from translate.engines.model_files import WEIGHT_FILES, find_model
from translate.errors import ModelError
from translate.files import canonical_json, sha256_of_file, sha256_of_text, write_json
from translate.training.vocabulary import Vocabulary, load_vocabulary

_NOTE = "made-from.json"
_DIMENSIONS = (
    "vocab_size", "d_model", "encoder_layers", "decoder_layers", "encoder_ffn_dim",
    "decoder_ffn_dim", "encoder_attention_heads", "max_position_embeddings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Model:
    """`name` is what a configuration says; `token` stands before each source, if any does."""

    name: str
    folder: Path
    converted: Path
    token: str | None
    dimensions: dict[str, int]
    vocabulary: Vocabulary

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The source tokens of each text, with end token and target token."""
        return [len(self.vocabulary.encode_source(text, self.token)) for text in texts]

    @property
    def max_tokens(self) -> int:
        """The number of positions."""
        return self.dimensions.get("max_position_embeddings", 512)


def prepare_model(options: BenchOptions, text: Text, output: Path, threads: int) -> Model:
    """Find or build the model, and convert it where a contender needs that.

    Raises:
        ModelError: there is no such model, or it cannot be used.
        OSError: the output folder cannot be written.
    """
    models = output / "models"
    if options.model == OPUS_SMALL:
        name, found = str(models / OPUS_SMALL), models / OPUS_SMALL
        _build(found, text, threads)
    else:
        name = model_name(options.model)
        found = _find(name)
    vocabulary = load_vocabulary(found)
    token = _target_token(vocabulary, options.target_token, str(found))
    converted = models / f"{found.name}-ct2-int8"
    if any(contender.startswith("ct2-") for contender in options.contenders):
        _convert(found, converted, threads)
    return Model(name, found, converted, token, _dimensions(found), vocabulary)


def pieces_per_word(model: Model, text: Text) -> float:
    """Source pieces, without end and target token, for each word between spaces."""
    segments = text.segments
    framing = 2 if model.token else 1
    pieces = sum(model.count_tokens(segments)) - framing * len(segments)
    return pieces / max(1, sum(len(segment.split()) for segment in segments))


def _find(name: str) -> Path:
    folder = find_model(ModelConfig(model=name), models_dir=None).folder
    if folder is None:
        raise ModelError(
            "is not on this machine, and a measurement fetches nothing",
            where=name,
            remedy=f"give a folder, starter or {OPUS_SMALL}, or fetch it: translate models fetch",
        )
    return folder


def _build(folder: Path, text: Text, threads: int) -> None:
    """Build the length model, unless the folder holds the one for this text."""
    french = sorted(set(text.segments))
    made_from = {"text": sha256_of_text(canonical_json(french))}
    if _is_made_from(folder, made_from):
        return
    job = {"task": "build", "folder": str(folder), "french": french, "threads": threads}
    done = run_worker(job, folder.parent, threads)
    if done.code:
        raise ModelError(f"could not be built ({done.reason})", where=str(folder))
    write_json(folder / _NOTE, made_from)


def _convert(folder: Path, converted: Path, threads: int) -> None:
    weights = next((folder / name for name in WEIGHT_FILES if (folder / name).is_file()), None)
    if weights is None:
        raise ModelError("holds no weights", where=str(folder), remedy="give a whole checkpoint")
    made_from = {"weights": sha256_of_file(weights)}
    if _is_made_from(converted, made_from):
        return
    job = {"task": "convert", "folder": str(folder), "converted": str(converted)}
    done = run_worker(job, converted.parent, threads)
    if done.code:
        raise ModelError(f"CTranslate2 cannot convert it ({done.reason})", where=str(folder))
    write_json(converted / _NOTE, made_from)


def _is_made_from(folder: Path, made_from: dict[str, str]) -> bool:
    note = folder / _NOTE
    return note.is_file() and json.loads(note.read_text("utf-8")) == made_from


def _target_token(vocabulary: Vocabulary, wanted: str | None, where: str) -> str | None:
    codes = vocabulary.codes
    if wanted is None and len(codes) > 1:
        problem = f"the model has {len(codes)} targets and none is named"
    elif wanted is not None and wanted not in codes:
        problem = f"target token {wanted} is unknown to the model"
    else:
        return wanted or vocabulary.only_code
    some = f"one of {', '.join(codes[:12])}" if codes else "leave it out"
    raise ModelError(problem, where=where, remedy=f"set --target-token: {some}")


def _dimensions(folder: Path) -> dict[str, int]:
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError) as err:
        raise ModelError(
            f"config.json cannot be read ({err})", where=str(folder), remedy="give a checkpoint"
        ) from err
    return {name: int(config[name]) for name in _DIMENSIONS if name in config}
