"""Beam search of a MarianMT model whose every step has the same shapes and addresses.

So a CUDA device replays several steps as one graph, where a plain loop spends most of its time
launching kernels. The weights are those of the loaded model; cross-attention keys and values are
kept once per sentence, self-attention ones in a cache that is allocated ahead. It gives what
`generate` of transformers gives with `early_stopping=True` for each text alone. On a CPU the same
steps run eagerly. Not yet run on a GPU.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from translate.engines.beam_state import BeamRules, BeamState, Hypothesis
from translate.engines.device_memory import to_device
from translate.engines.graph_replay import GraphReplay
from translate.engines.static_cache import WINDOW_STEP, BatchShape, StaticCache
from translate.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor

# Widths come in these steps, so that few shapes come.
WIDTH_STEP = 16
# The host looks whether all is done after so many steps; even, since two caches alternate.
STEPS_AT_ONCE = 4
# Batches have sizes of so many binary digits: at most a quarter of one is filling.
_SIZE_DIGITS = 3


class StaticDecoder:
    """One model with one search; `batch_tokens` are the padded source tokens decoded at once."""

    def __init__(
        self,
        model: Any,
        *,
        beam: int = 4,
        length_penalty: float = 1.0,
        candidates: int = 1,
        batch_tokens: int = 4_096,
    ) -> None:
        """Take the modules of `model`, a MarianMTModel on its device and in evaluation mode.

        Raises:
            ModelError: the model, or what it asks of a search, is not supported here.
        """
        if reasons := unsupported(model):
            raise ModelError(
                f"the static decoder cannot run it: {'; '.join(reasons)}",
                where=str(getattr(model.config, "name_or_path", "")) or "model",
                remedy="decode with the loop of transformers",
            )
        assert candidates <= beam, "more candidates than beams"
        self._model = model
        self._device = str(model.device)
        self._candidates = candidates
        self._batch_tokens = batch_tokens
        self._rules = _rules(model, beam, length_penalty)
        self._max_positions = int(model.config.max_position_embeddings)
        self._states: dict[int, BeamState] = {}
        # Addresses matter to graphs alone: a CPU allocates what it needs.
        is_cuda = self._device.startswith("cuda")
        self._cache = StaticCache(model, beam, batch_tokens if is_cuda else 0)
        self._replay = GraphReplay(self._device)

    @property
    def graphs(self) -> int:
        """How many graphs were captured; none on a CPU."""
        return len(self._replay)

    def generate(
        self, rows: Sequence[Sequence[int]], limits: Sequence[int]
    ) -> list[list[Hypothesis]]:
        """The best hypotheses of each row of source ids, in order, each list best first.

        A target has at most `limits[i]` tokens, and never more than the model has positions. What
        a row gives depends on no other row, but for rounding.
        """
        import torch

        assert len(rows) == len(limits), "a limit for every row"
        made: list[list[Hypothesis]] = [[] for _ in rows]
        for places in self._cut(rows):
            with torch.inference_mode(), self._replay.stream():
                found = self._decode([rows[i] for i in places], [limits[i] for i in places])
            for place, hypotheses in zip(places, found, strict=True):
                made[place] = hypotheses
        return made

    def _cut(self, rows: Sequence[Sequence[int]]) -> Iterator[list[int]]:
        """The places of the rows of each batch, longest rows first."""
        order = sorted(range(len(rows)), key=lambda place: (-len(rows[place]), place))
        start = 0
        while start < len(order):
            width = round_up(len(rows[order[start]]), WIDTH_STEP)
            count = usual_size(max(1, self._batch_tokens // width))
            yield order[start : start + count]
            start += count

    def _decode(
        self, rows: Sequence[Sequence[int]], limits: Sequence[int]
    ) -> list[list[Hypothesis]]:
        """Decode one batch; it is filled up to a usual size with sentences that end at once."""
        filling = usual_size(len(rows), is_at_least=True) - len(rows)
        bounds = [min(limit, self._max_positions) for limit in limits] + [1] * filling
        shape = self._encode([*rows, *([[self._rules.end_token]] * filling)])
        state = self._state(shape.sentences)
        state.reset(to_device([bounds], 0, self._device)[0][0])
        for first in range(0, max(bounds), STEPS_AT_ONCE):
            if first == shape.window:
                shape, has_moved = self._cache.widen(shape)
                if has_moved:
                    self._replay.forget()
            self._replay.run(shape, partial(self._take_steps, shape))
            if bool(state.is_done.all()):
                break
        assert bool(state.is_done.all()), "a sentence went beyond its limit"
        return state.hypotheses(self._candidates)[: len(rows)]

    def _state(self, sentences: int) -> BeamState:
        if sentences not in self._states:
            steps = round_up(self._max_positions, WINDOW_STEP)
            self._states[sentences] = BeamState(sentences, steps, self._rules, self._device)
        return self._states[sentences]

    def _encode(self, rows: Sequence[Sequence[int]]) -> BatchShape:
        """Run the encoder; put the keys and values of cross-attention where steps find them."""
        width = round_up(max(map(len, rows)), WIDTH_STEP)
        pad = self._model.config.pad_token_id
        source, mask = to_device(rows, pad, self._device, min_width=width)
        states = self._model.model.encoder(input_ids=source, attention_mask=mask)[0]
        shape = BatchShape(len(rows), width)
        if self._cache.fit_source(shape):
            self._replay.forget()
        caches = self._cache.source(shape)
        for layer, (keys, values) in zip(self._model.model.decoder.layers, caches, strict=True):
            attention = layer.encoder_attn
            keys.copy_(_split(attention.k_proj(states), keys.shape[1]))
            values.copy_(_split(attention.v_proj(states), values.shape[1]))
        is_padding = mask[:, None, None] == 0
        self._cache.source_mask(shape).zero_().masked_fill_(is_padding, -float("inf"))
        return shape

    def _take_steps(self, shape: BatchShape) -> None:
        """The work of one replay: the cache that is current at its start is so at its end."""
        state = self._states[shape.sentences]
        for step in range(STEPS_AT_ONCE):
            self._take_step(state, shape, self._cache.reorder(step % 2, shape, state.parents))

    def _take_step(self, state: BeamState, shape: BatchShape, own_caches: "Tensor") -> None:
        """Feed the last token of every row to the decoder, and its logits to the search."""
        decoder = self._model.model.decoder
        hidden = decoder.embed_tokens(state.tokens) * decoder.embed_scale
        # A replay may go some steps beyond the last position, when all is done.
        position = state.step.clamp(max=self._max_positions - 1)
        hidden = hidden + decoder.embed_positions.weight.index_select(0, position)
        past_mask = _past_mask(state.step, own_caches)
        source_mask = self._cache.source_mask(shape)
        for layer, own, source in zip(
            decoder.layers, own_caches, self._cache.source(shape), strict=True
        ):
            mixed = _attend_past(layer.self_attn, hidden, own, state.step, past_mask)
            hidden = layer.self_attn_layer_norm(hidden + mixed)
            mixed = _attend_source(layer.encoder_attn, hidden, source, source_mask)
            hidden = layer.encoder_attn_layer_norm(hidden + mixed)
            inner = layer.fc2(layer.activation_fn(layer.fc1(hidden)))
            hidden = layer.final_layer_norm(hidden + inner)
        logits = self._model.lm_head(hidden) + self._model.final_logits_bias
        state.advance(logits.float())


def unsupported(model: Any) -> list[str]:
    """Why the static decoder cannot run a model; empty where it can."""
    own = model.generation_config
    reasons = {
        "it is no MarianMT model": model.config.model_type != "marian",
        "it has several end tokens, or none": not isinstance(own.eos_token_id, int),
        "it bans sequences of tokens": any(len(ids) > 1 for ids in own.bad_words_ids or ()),
        "it forces a first token": own.forced_bos_token_id is not None,
        "it forbids repeated n-grams": bool(own.no_repeat_ngram_size),
    }
    return [reason for reason, holds in reasons.items() if holds]


def round_up(count: int, step: int) -> int:
    """The next multiple of `step`.

    >>> [round_up(count, 16) for count in (1, 16, 17)]
    [16, 16, 32]
    """
    return -(-count // step) * step


def usual_size(count: int, *, is_at_least: bool = False) -> int:
    """A number of sentences near `count`: not above it, or not below it.

    >>> [usual_size(count) for count in (1, 7, 9, 100, 500)]
    [1, 7, 8, 96, 448]
    >>> [usual_size(count, is_at_least=True) for count in (1, 7, 9, 100, 500)]
    [1, 7, 10, 112, 512]
    """
    step = 1 << max(0, count.bit_length() - _SIZE_DIGITS)
    return round_up(count, step) if is_at_least else count // step * step


def _rules(model: Any, beam: int, length_penalty: float) -> BeamRules:
    own = model.generation_config
    return BeamRules(
        beam=beam,
        length_penalty=length_penalty,
        end_token=own.eos_token_id,
        start_token=own.decoder_start_token_id,
        banned=tuple(ids[0] for ids in own.bad_words_ids or ()),
        renormalize=bool(own.renormalize_logits),
    )


def _split(states: "Tensor", heads: int) -> "Tensor":
    """Sentences x tokens x size as sentences x heads x tokens x head size."""
    sentences, tokens, size = states.shape
    return states.view(sentences, tokens, heads, size // heads).transpose(1, 2)


def _past_mask(step: "Tensor", own_caches: "Tensor") -> "Tensor":
    """What is added to the weights of self-attention: nothing up to `step`, then -infinity."""
    import torch

    places = torch.arange(own_caches.shape[-2], device=step.device)
    zeros = torch.zeros(places.shape, dtype=own_caches.dtype, device=step.device)
    return zeros.masked_fill(places > step, -float("inf"))[None, None, None]


def _attend_past(
    attention: Any, hidden: "Tensor", cache: "Tensor", step: "Tensor", mask: "Tensor"
) -> "Tensor":
    """Self-attention of one token per row, whose key and value go to the cache at `step`."""
    from torch.nn.functional import scaled_dot_product_attention

    keys, values = cache
    rows, heads = keys.shape[:2]
    for kept, projection in ((keys, attention.k_proj), (values, attention.v_proj)):
        kept.index_copy_(2, step, projection(hidden).view(rows, heads, 1, -1))
    queries = attention.q_proj(hidden).view(rows, heads, 1, -1)
    mixed = scaled_dot_product_attention(
        queries, keys, values, attn_mask=mask, scale=attention.scaling
    )
    projected: Tensor = attention.out_proj(mixed.reshape(rows, -1))
    return projected


def _attend_source(attention: Any, hidden: "Tensor", cache: "Tensor", mask: "Tensor") -> "Tensor":
    """Cross-attention, the beams of a sentence side by side over its keys and values."""
    from torch.nn.functional import scaled_dot_product_attention

    keys, values = cache
    sentences, heads = keys.shape[:2]
    queries = _split(attention.q_proj(hidden).view(sentences, -1, hidden.shape[-1]), heads)
    mixed = scaled_dot_product_attention(
        queries, keys, values, attn_mask=mask, scale=attention.scaling
    )
    projected: Tensor = attention.out_proj(mixed.transpose(1, 2).reshape(hidden.shape))
    return projected
