"""A new Marian model, post-norm as OPUS-MT models are: its shape and its start values."""

from typing import TYPE_CHECKING

from translate.training.new_vocabulary import MODEL_MAX_LENGTH
from translate.training.options import NewModelOptions

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import GenerationConfig, MarianMTModel


def build_model(options: NewModelOptions, embeddings: "Tensor") -> "MarianMTModel":
    """Return an untrained model whose shared embeddings are (vocabulary, width).

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
        encoder_layers=options.encoder_layers,
        decoder_layers=options.decoder_layers,
        encoder_attention_heads=options.heads,
        decoder_attention_heads=options.heads,
        encoder_ffn_dim=options.feed_forward,
        decoder_ffn_dim=options.feed_forward,
        activation_function="swish",
        dropout=0.0,  # training drops out in `dropout.py`
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
    model = MarianMTModel._from_config(config, attn_implementation="eager")
    for module in model.modules():
        if isinstance(module, nn.Linear) and module is not model.lm_head:
            nn.init.xavier_uniform_(module.weight)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    model.get_input_embeddings().weight.data.copy_(embeddings)
    model.tie_weights()
    model.generation_config = _opus_generation(pad_id)
    return model


def _opus_generation(pad_id: int) -> "GenerationConfig":
    """Return the decoding values of OPUS-MT checkpoints, the pad id being ours."""
    from transformers import GenerationConfig

    return GenerationConfig(
        bad_words_ids=[[pad_id]],
        bos_token_id=0,
        decoder_start_token_id=pad_id,
        eos_token_id=0,
        forced_eos_token_id=0,
        max_length=MODEL_MAX_LENGTH,
        num_beams=4,
        pad_token_id=pad_id,
        renormalize_logits=True,
    )
