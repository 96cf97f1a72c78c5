"""The architecture of the starter: a small post-norm Marian, its start values and its files."""

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from translate.starter.vocabulary import MODEL_MAX_LENGTH

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import MarianMTModel

D_MODEL = 256
TOKENIZER_FILES = ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json")
MAX_FILE_BYTES = 12_000_000


def build_model(embeddings: "Tensor") -> "MarianMTModel":
    """Return an untrained model.

    The library's own start values (std 0.02 everywhere) make a post-norm model of this size
    collapse to one constant sentence; Xavier projections and embeddings of unit length do not.
    """
    from torch import nn
    from transformers import MarianConfig, MarianMTModel

    vocabulary_size, width = embeddings.shape
    pad_id = vocabulary_size - 1
    config = MarianConfig(
        vocab_size=vocabulary_size,
        decoder_vocab_size=vocabulary_size,
        d_model=width,
        encoder_layers=4,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=512,
        decoder_ffn_dim=512,
        activation_function="swish",
        dropout=0.0,  # training drops out by `dropout.py`
        attention_dropout=0.0,
        activation_dropout=0.0,
        scale_embedding=True,
        static_position_embeddings=True,
        share_encoder_decoder_embeddings=True,
        max_position_embeddings=MODEL_MAX_LENGTH,
        pad_token_id=pad_id,
        bos_token_id=0,
        eos_token_id=0,
        forced_eos_token_id=0,
        decoder_start_token_id=pad_id,
    )
    # Not the fused attention: its backward pass in bfloat16 takes a third of a step on a CPU.
    model = MarianMTModel._from_config(config, attn_implementation="eager")
    for module in model.modules():
        if isinstance(module, nn.Linear) and module is not model.lm_head:
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    model.get_input_embeddings().weight.data.copy_(embeddings)
    model.tie_weights()
    return model


def load_weights(model: "MarianMTModel", model_dir: Path) -> None:
    """Put the weights of a checkpoint of the same shape and vocabulary into the model."""
    from safetensors.torch import load_file

    weights = load_file(model_dir / "model.safetensors")
    known = dict(model.named_parameters())
    for name in sorted(known.keys() & weights.keys()):
        known[name].data.copy_(weights[name])


def export_model(
    model: "MarianMTModel", weights: dict[str, "Tensor"], vocabulary_dir: Path, out_dir: Path
) -> None:
    """Write `weights` as fp16 in the OPUS-MT file layout; refuse a file over 12 MB.

    Everything is written beside `out_dir` first, then moved file by file, so that a reader
    never finds a half-written file.
    """
    from transformers import GenerationConfig, MarianMTModel

    draft_dir = out_dir.with_name(f".{out_dir.name}.draft")
    shutil.rmtree(draft_dir, ignore_errors=True)
    twin = MarianMTModel(model.config)
    twin.load_state_dict(weights)
    twin.generation_config = GenerationConfig()
    twin.half().save_pretrained(draft_dir)
    for name in TOKENIZER_FILES:
        shutil.copy(vocabulary_dir / name, draft_dir / name)
    _write_generation_config(draft_dir, model.config.pad_token_id)
    size = (draft_dir / "model.safetensors").stat().st_size
    if size > MAX_FILE_BYTES:
        message = f"{out_dir}: weights take {size} bytes, over {MAX_FILE_BYTES}; shrink the model"
        raise ValueError(message)
    out_dir.mkdir(parents=True, exist_ok=True)
    for path in sorted(draft_dir.iterdir()):
        path.chmod(0o644)
        path.replace(out_dir / path.name)
    draft_dir.rmdir()


def _write_generation_config(model_dir: Path, pad_id: int) -> None:
    """Write the decoding values of OPUS-MT checkpoints, the pad id being ours."""
    content = {
        "bad_words_ids": [[pad_id]],
        "bos_token_id": 0,
        "decoder_start_token_id": pad_id,
        "eos_token_id": 0,
        "forced_eos_token_id": 0,
        "max_length": MODEL_MAX_LENGTH,
        "num_beams": 4,
        "pad_token_id": pad_id,
        "renormalize_logits": True,
    }
    text = json.dumps(content, indent=2, sort_keys=True)
    (model_dir / "generation_config.json").write_text(text + "\n", encoding="utf-8")
