"""A Marian model of full size whose words mean nothing and whose lengths are real.

The time and memory of decoding depend on the dimensions of a model and on the lengths of its
texts, not on what its words are. Here one channel of the hidden states counts positions, and the
end token wins once the target is 0.95 times as long as the source, so that the rows of a batch
end raggedly as those of a trained model do. For measurements only.

How it is built: every layer but the last of the decoder passes its input through. There the
cross-attention looks at the end of the source, where the counter of the encoder tells its length,
and takes that from the counter of the decoder; one unit of the feed-forward part asks whether the
difference is positive. All the other units throw the state at random, which picks the words.
"""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.bench.pieces import ParallelText, write_tokenizer
from translate.errors import ModelError
from translate.training.vocabulary import load_vocabulary

LENGTH_RATIO = 0.95  # English pieces per French piece, as in OPUS-MT translations of news
_RATIO_TOLERANCE = 0.06
_END, _UNKNOWN = 0, 1
_SEED = 0

_QUIET = 1e-3  # weights of the layers that pass their input through
_WORD_NORM = 0.6  # random words score at most about 2.7 then, and the end token has to beat that
_END_SIZE, _END_BIAS = 0.8, -3.0
# Products of int8 resolve about 0.03 of a hidden state, and a position moves the counter by
# 0.007: these layer norms enlarge it before it is read.
_COUNTER_GAIN = 16.0
# sin(frequency x position) grows over some 240 positions at this frequency.
_COUNTER_FREQUENCY = 0.0065
# How far the state is thrown, how unevenly, and how much the source has to say in that.
_THROW, _STEEPNESS, _SOURCE_SHARE = 6.0, 2.0, 1.5
_FAST = 0.2  # share of the position channels that differ much from one position to the next
_CALIBRATED_LENGTHS = range(4, 221, 4)
_CHECKED_TEXTS, _CHECKED_TOKENS = 64, (8, 100)


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The sizes of a Marian model; the defaults are those of Helsinki-NLP/opus-mt-fr-en."""

    width: int = 512
    feed_forward: int = 2_048
    heads: int = 8
    layers: int = 6
    vocabulary: int = 59_514
    positions: int = 512

    @property
    def pad(self) -> int:
        """The last id pads, and starts the decoder."""
        return self.vocabulary - 1

    @property
    def counter(self) -> int:
        """The sine channel of the positions that counts them."""
        half = self.width // 2
        return round(half * math.log(1 / _COUNTER_FREQUENCY) / math.log(10_000))

    @property
    def end(self) -> int:
        """A cosine channel that is nearly constant: here the end token is marked."""
        half = self.width // 2
        return half + round(0.72 * half)

    @property
    def head_width(self) -> int:
        """The channels of one attention head."""
        return self.width // self.heads


def build_length_model(folder: Path, text: ParallelText, dimensions: Dimensions) -> float:
    """Write model and tokenizer into `folder`; return target tokens per source token.

    Raises:
        ModelError: the tokenizer cannot be trained, or the lengths came out wrong.
        OSError: the folder cannot be written.
    """
    import torch

    torch.manual_seed(_SEED)
    folder.mkdir(parents=True, exist_ok=True)
    write_tokenizer(folder, text, dimensions.vocabulary)
    model = _new_model(dimensions)
    with torch.no_grad():
        _fill_words(model, dimensions)
        _quieten_layers(model)
        _throw_words(model, dimensions)
        _read_source_length(model, dimensions)
    slope, offset = _fit_counters(model, dimensions)
    with torch.no_grad():
        _decide_end(model, dimensions, slope, offset)
    ratio = measure_length_ratio(model, folder, text.french)
    if abs(ratio - LENGTH_RATIO) > _RATIO_TOLERANCE:
        raise ModelError(
            f"the targets are {ratio:.2f} times as long as the sources, not {LENGTH_RATIO}",
            where=str(folder),
            remedy="give a corpus with longer French sentences, or --model with a real checkpoint",
        )
    model.save_pretrained(folder)
    return ratio


def measure_length_ratio(model: Any, folder: Path, texts: tuple[str, ...]) -> float:
    """Target tokens per source token over some of the texts, spread evenly, in greedy search."""
    import torch

    vocabulary = load_vocabulary(folder)
    shortest, longest = _CHECKED_TOKENS
    encoded = (vocabulary.encode_source(text, None) for text in texts)
    rows = [ids for ids in encoded if shortest <= len(ids) <= longest]
    rows = rows[:: max(1, len(rows) // _CHECKED_TEXTS)]
    if not rows:
        return math.nan
    pad, width = model.config.pad_token_id, max(map(len, rows))
    source = torch.tensor([[*ids, *([pad] * (width - len(ids)))] for ids in rows])
    with torch.inference_mode():
        target = model.generate(
            input_ids=source,
            attention_mask=(source != pad).long(),
            num_beams=1,
            max_new_tokens=3 * longest,
        )
    return float((target[:, 1:] != pad).sum()) / sum(map(len, rows))


def _new_model(dimensions: Dimensions) -> Any:
    """An untrained model with the settings that opus-mt-fr-en was published with."""
    from transformers import GenerationConfig, MarianConfig, MarianMTModel

    sizes = {
        f"{side}_{name}": value
        for side in ("encoder", "decoder")
        for name, value in (
            ("layers", dimensions.layers),
            ("ffn_dim", dimensions.feed_forward),
            ("attention_heads", dimensions.heads),
        )
    }
    tokens = {
        "bos_token_id": _END,
        "eos_token_id": _END,
        "forced_eos_token_id": _END,
        "pad_token_id": dimensions.pad,
        "decoder_start_token_id": dimensions.pad,
    }
    model = MarianMTModel(
        MarianConfig(
            vocab_size=dimensions.vocabulary,
            decoder_vocab_size=dimensions.vocabulary,
            d_model=dimensions.width,
            max_position_embeddings=dimensions.positions,
            activation_function="swish",
            scale_embedding=True,
            share_encoder_decoder_embeddings=True,
            **sizes,
            **{name: value for name, value in tokens.items() if name != "forced_eos_token_id"},
        )
    ).eval()
    model.generation_config = GenerationConfig(
        max_length=dimensions.positions,
        num_beams=4,
        bad_words_ids=[[dimensions.pad]],
        renormalize_logits=True,
        **tokens,
    )
    return model


def _fill_words(model: Any, dimensions: Dimensions) -> None:
    """Random words of one norm and zero mean, which leave the counter and the end mark alone."""
    words = model.model.shared.weight
    words.normal_(0, 1)
    words -= words.mean(1, keepdim=True)
    words *= _WORD_NORM / words.norm(dim=1, keepdim=True)
    words[:, dimensions.counter] = 0
    words[:, dimensions.end] = 0
    words[_END, dimensions.end] = _END_SIZE
    words[dimensions.pad] = 0
    model.final_logits_bias.zero_()
    model.final_logits_bias[0, _END] = _END_BIAS


def _quieten_layers(model: Any) -> None:
    for name, weight in model.named_parameters():
        if "layers" in name and ("proj" in name or ".fc" in name):
            if name.endswith("weight"):
                weight.normal_(0, _QUIET)
            else:
                weight.zero_()


def _throw_words(model: Any, dimensions: Dimensions) -> None:
    """Let the last word, the place and the mean of the source pick the next word as if at random.

    An engine refuses a model that repeats itself, so the last word is taken out of the state:
    `swish(x) - swish(-x)` is x, in two units for each channel.
    """
    layer, width, first = _last_layer(model), dimensions.width, dimensions.head_width
    kept = [dimensions.counter, dimensions.end]
    others = [channel for channel in range(width) if channel not in kept]
    half = width // 2
    slow = [channel for channel in range(width) if channel % half > _FAST * half]
    random_units = slice(1 + 2 * width, None)
    attention = layer.encoder_attn
    attention.v_proj.weight[first:].normal_(0, 1 / math.sqrt(width))
    attention.v_proj.weight[first:, kept] = 0
    layer.fc1.weight[random_units].normal_(0, _STEEPNESS / math.sqrt(_FAST * width))
    layer.fc1.weight[random_units, slow] = 0
    outward = (
        (attention.out_proj.weight[:, first:], _SOURCE_SHARE / math.sqrt(width)),
        (layer.fc2.weight[:, random_units], _THROW / math.sqrt(dimensions.feed_forward)),
    )
    for weight, size in outward:
        weight.normal_(0, size)
        weight[kept] = 0
        # A layer norm takes the mean away from every channel: there must be none.
        weight[others] -= weight[others].mean(0, keepdim=True)
    for sign, start in ((1, 1), (-1, 1 + width)):
        for channel in others:
            layer.fc1.weight[start + channel, channel] = sign
            layer.fc2.weight[channel, start + channel] = -sign


def _read_source_length(model: Any, dimensions: Dimensions) -> None:
    """Let the first head of the last cross-attention read the counter at the end of the source."""
    attention = _last_layer(model).encoder_attn
    for part in (attention.q_proj, attention.k_proj):
        part.weight.zero_()
    attention.q_proj.bias[0] = 40.0
    attention.k_proj.weight[0, dimensions.end] = 10.0
    attention.v_proj.weight[0].zero_()
    attention.v_proj.weight[0, dimensions.counter] = 1.0
    model.model.encoder.layers[-1].final_layer_norm.weight[dimensions.counter] = _COUNTER_GAIN


def _fit_counters(model: Any, dimensions: Dimensions) -> tuple[float, float]:
    """Slope and offset from what the encoder counts at the end of a source of some length to what
    the decoder counts where its target should end.
    """
    import numpy as np
    import torch

    top = _CALIBRATED_LENGTHS[-1]
    read, wanted = [], []
    with torch.inference_mode():
        counted = _decoder_counts(model, dimensions, top)
        for length in _CALIBRATED_LENGTHS:
            sources = torch.randint(_UNKNOWN + 1, dimensions.pad, (8, length))
            sources[:, -1] = _END
            hidden = model.model.encoder(input_ids=sources).last_hidden_state
            read.append(float(hidden[:, -1, dimensions.counter].mean()))
            # The target ends behind the first position that is over the mark, and the end token
            # counts on both sides.
            wanted.append(float(np.interp(LENGTH_RATIO * length - 1.5, range(top), counted)))
    slope, offset = np.polyfit(read, wanted, 1)
    return float(slope), float(offset)


def _decoder_counts(model: Any, dimensions: Dimensions, length: int) -> list[float]:
    """What the counter of the decoder says at each position when the last layer compares it."""
    import torch

    seen: list[Any] = []
    hook = _last_layer(model).encoder_attn.register_forward_pre_hook(
        lambda _, positional, named: seen.append((*positional, named.get("hidden_states"))[0]),
        with_kwargs=True,
    )
    target = torch.randint(_UNKNOWN + 1, dimensions.pad, (16, length))
    target[:, 0] = dimensions.pad
    source = torch.full((16, 2), _END)
    model(input_ids=source, decoder_input_ids=target)
    hook.remove()
    counts: list[float] = seen[0][:, :, dimensions.counter].mean(0).tolist()
    return counts


def _decide_end(model: Any, dimensions: Dimensions, slope: float, offset: float) -> None:
    """Mark the end as soon as the decoder has counted further than the source allows."""
    layer = _last_layer(model)
    out = layer.encoder_attn.out_proj
    out.weight[dimensions.counter].zero_()
    out.weight[dimensions.counter, 0] = -slope
    out.bias[dimensions.counter] = -offset
    layer.encoder_attn_layer_norm.weight[dimensions.counter] = _COUNTER_GAIN
    layer.fc1.weight[0].zero_()
    layer.fc1.weight[0, dimensions.counter] = 60.0
    layer.fc2.weight[:, 0].zero_()
    layer.fc2.weight[dimensions.end, 0] = 20.0


def _last_layer(model: Any) -> Any:
    return model.model.decoder.layers[-1]
