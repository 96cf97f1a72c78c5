"""Faithful small checkpoints in the layout that OPUS-MT checkpoints have.

They are cut from the embedded starter model, so that they really translate: what a test sees is
real work, and two layouts of the same weights must give the same words.
"""

import json
import shutil
from pathlib import Path
from typing import Any

STARTER = Path(__file__).parents[1] / "translate" / "starter" / "model"

# config.json of Helsinki-NLP/opus-mt-fr-en as published; only sizes and ids are made smaller.
PUBLISHED_CONFIG: dict[str, Any] = {
    "_num_labels": 3, "activation_dropout": 0.0, "activation_function": "swish",
    "add_bias_logits": False, "add_final_layer_norm": False, "architectures": ["MarianMTModel"],
    "attention_dropout": 0.0, "bos_token_id": 0, "classif_dropout": 0.0,
    "classifier_dropout": 0.0, "decoder_layerdrop": 0.0, "dropout": 0.1, "encoder_layerdrop": 0.0,
    "eos_token_id": 0, "forced_eos_token_id": 0, "gradient_checkpointing": False,
    "id2label": {"0": "LABEL_0", "1": "LABEL_1", "2": "LABEL_2"}, "init_std": 0.02,
    "is_encoder_decoder": True, "label2id": {"LABEL_0": 0, "LABEL_1": 1, "LABEL_2": 2},
    "max_length": 512, "max_position_embeddings": 512, "model_type": "marian",
    "normalize_before": False, "normalize_embedding": False, "num_beams": 4,
    "scale_embedding": True, "share_encoder_decoder_embeddings": True,
    "static_position_embeddings": True, "transformers_version": "4.22.0.dev0", "use_cache": True,
}  # fmt: skip


def copy_starter(folder: Path) -> Path:
    """The multi-target layout with a joint vocabulary, as it is embedded."""
    shutil.copytree(STARTER, folder)
    return folder


def opus_config(**changes: Any) -> dict[str, Any]:
    """The published configuration at the size of the starter model."""
    starter = json.loads((STARTER / "config.json").read_text("utf-8"))
    sizes = {
        name: starter[name]
        for name in (
            "d_model", "encoder_layers", "decoder_layers", "encoder_attention_heads",
            "decoder_attention_heads", "encoder_ffn_dim", "decoder_ffn_dim", "vocab_size",
            "pad_token_id", "decoder_start_token_id",
        )
    }  # fmt: skip
    return {
        **PUBLISHED_CONFIG,
        **sizes,
        "decoder_vocab_size": sizes["vocab_size"],
        "num_hidden_layers": sizes["encoder_layers"],
        "bad_words_ids": [[sizes["pad_token_id"]]],
        **changes,
    }


def opus_layout(folder: Path, *, code: str = ">>eng<<", as_pickle: bool = True) -> Path:
    """A checkpoint for one target in the published layout: old config, pickled weights.

    Other target codes are taken out of the vocabulary, as in a model for one pair.
    """
    from safetensors.torch import load_file, save_file

    folder.mkdir(parents=True)
    for name in ("source.spm", "target.spm"):
        shutil.copy(STARTER / name, folder / name)
    vocabulary = json.loads((STARTER / "vocab.json").read_text("utf-8"))
    renamed = {
        (token if token == code or not token.startswith(">>") else f"<unused{index}>"): index
        for token, index in vocabulary.items()
    }
    _write(folder / "vocab.json", renamed)
    _write(folder / "config.json", opus_config())
    pad = renamed["<pad>"]
    _write(
        folder / "generation_config.json",
        {
            "bad_words_ids": [[pad]], "bos_token_id": 0, "decoder_start_token_id": pad,
            "eos_token_id": 0, "forced_eos_token_id": 0, "max_length": 512, "num_beams": 4,
            "pad_token_id": pad, "renormalize_logits": True,
            "transformers_version": "4.32.0.dev0",
        },
    )  # fmt: skip
    _write(folder / "tokenizer_config.json", {"target_lang": "en", "source_lang": "fr"})
    weights = load_file(STARTER / "model.safetensors")
    if as_pickle:
        import torch

        torch.save(weights, folder / "pytorch_model.bin")
    else:
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def separate_vocabularies(folder: Path) -> Path:
    """A checkpoint with a vocabulary of its own for each side, as newer conversions have."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    copy_starter(folder)
    joint = MarianMTModel.from_pretrained(STARTER, dtype=torch.float32)
    config = MarianConfig(
        **opus_config(share_encoder_decoder_embeddings=False, tie_word_embeddings=False)
    )
    model = MarianMTModel(config)
    weights = joint.state_dict()
    shared = joint.get_input_embeddings().weight.data
    weights["model.encoder.embed_tokens.weight"] = shared.clone()
    weights["model.decoder.embed_tokens.weight"] = shared.clone()
    weights["lm_head.weight"] = shared.clone()
    weights.pop("model.shared.weight", None)
    model.load_state_dict(weights, strict=False)
    for name in ("model.safetensors", "config.json", "generation_config.json"):
        (folder / name).unlink()
    model.save_pretrained(folder)
    shutil.copy(STARTER / "generation_config.json", folder / "generation_config.json")
    shutil.copy(STARTER / "vocab.json", folder / "target_vocab.json")
    _write(
        folder / "tokenizer_config.json",
        {
            "source_lang": "fra", "target_lang": "eng", "separate_vocabs": True,
            "tokenizer_class": "MarianTokenizer", "model_max_length": 512,
        },
    )  # fmt: skip
    return folder


def untrained(folder: Path) -> Path:
    """A checkpoint in the published layout whose weights are noise: it loads, and babbles."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    opus_layout(folder)
    torch.manual_seed(0)
    (folder / "pytorch_model.bin").unlink()
    MarianMTModel(MarianConfig(**opus_config())).save_pretrained(folder)
    return folder


def terse(folder: Path) -> Path:
    """A checkpoint of few weights, all noise, that ends after a word or none: it costs no time."""
    import torch
    from transformers import MarianConfig, MarianMTModel

    copy_starter(folder)
    sizes = {
        f"{side}_{name}": size
        for side in ("encoder", "decoder")
        for name, size in (("layers", 1), ("attention_heads", 2), ("ffn_dim", 16))
    }
    torch.manual_seed(0)
    model = MarianMTModel(MarianConfig(**opus_config(d_model=16, init_std=1.0, **sizes)))
    model.final_logits_bias[0, model.config.eos_token_id] = 14.0
    model.save_pretrained(folder)
    shutil.copy(STARTER / "generation_config.json", folder / "generation_config.json")
    return folder


def barthez_layout(folder: Path) -> Path:
    """A BARThez-like summariser with random weights: sentencepiece file, pickle, mBART config.

    Control pieces stand where BARThez has them: `<s>` 0, `<pad>` 1, `</s>` 2, `<unk>` 3.
    """
    import sentencepiece
    import torch
    from transformers import MBartConfig, MBartForConditionalGeneration

    folder.mkdir(parents=True)
    corpus = Path(__file__).parents[1] / "corpus"
    sentencepiece.SentencePieceTrainer.train(
        input=str(next(corpus.glob("diplomatie*.txt"))), model_prefix=str(folder / "spm"),
        vocab_size=300, bos_id=0, pad_id=1, eos_id=2, unk_id=3, user_defined_symbols=["<mask>"],
        pad_piece="<pad>", minloglevel=2,
    )  # fmt: skip
    (folder / "spm.model").rename(folder / "sentencepiece.bpe.model")
    (folder / "spm.vocab").unlink()
    torch.manual_seed(0)
    config = MBartConfig(
        vocab_size=300, d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=64,
        max_position_embeddings=64, bos_token_id=0, pad_token_id=1, eos_token_id=2,
        decoder_start_token_id=2, forced_eos_token_id=2,
    )  # fmt: skip
    MBartForConditionalGeneration(config).save_pretrained(folder)
    (folder / "generation_config.json").unlink()
    _write(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "BarthezTokenizer", "model_max_length": 64},
    )
    return folder


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def zero_start(folder: Path) -> Path:
    """A checkpoint whose start token has an embedding of zeros, as those made by Marian have.

    The starter was trained with another one: with this it translates less well.
    """
    from safetensors.torch import load_file, save_file

    copy_starter(folder)
    weights = load_file(folder / "model.safetensors")
    weights["model.shared.weight"][-1] = 0
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def unknown_architecture(folder: Path) -> Path:
    """A model of a kind that CTranslate2 does not know, with random weights."""
    import torch
    from transformers import BlenderbotSmallConfig, BlenderbotSmallForConditionalGeneration

    barthez_layout(folder)
    torch.manual_seed(0)
    config = BlenderbotSmallConfig(
        vocab_size=300, d_model=32, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
        decoder_attention_heads=2, encoder_ffn_dim=64, decoder_ffn_dim=64,
        max_position_embeddings=64, bos_token_id=0, pad_token_id=1, eos_token_id=2,
        decoder_start_token_id=2, forced_eos_token_id=2,
    )  # fmt: skip
    for old in ("model.safetensors", "config.json"):
        (folder / old).unlink()
    BlenderbotSmallForConditionalGeneration(config).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    return folder
