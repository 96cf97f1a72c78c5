"""Keys and values of attention at addresses that stay, whatever shape a batch has.

Self-attention has two caches: beams are reordered by copying from one to the other.
"""

from dataclasses import dataclass, replace
from math import prod
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

# Windows come in these steps, so that few shapes come: each is captured by itself.
WINDOW_STEP = 32
_KEYS_AND_VALUES = 2


@dataclass(frozen=True, slots=True)
class BatchShape:
    """Sentences of a batch, their padded source tokens, and the target tokens looked back at."""

    sentences: int
    width: int
    window: int = 0


class Storage:
    """Memory over which views of any shape are laid; it moves only when it must grow."""

    def __init__(self, dtype: Any, device: str) -> None:
        """Begin with nothing."""
        import torch

        self._values = torch.zeros(0, dtype=dtype, device=device)

    def reserve(self, count: int) -> bool:
        """Hold at least `count` values; return whether the memory moved and was set to zero."""
        import torch

        if count <= len(self._values):
            return False
        # What is not written yet is masked, but must be finite: zero times infinity is no zero.
        self._values = torch.zeros(count, dtype=self._values.dtype, device=self._values.device)
        return True

    def view(self, *shape: int) -> "Tensor":
        """The first values, in this shape."""
        return self._values[: prod(shape)].view(shape)


class StaticCache:
    """The caches of one decoder, for `beam` beams of a model."""

    def __init__(self, model: Any, beam: int, tokens: int = 0) -> None:
        """Take the dimensions of `model`; allocate for batches of `tokens` padded source tokens.

        More is allocated when it is needed, which changes addresses. Targets are taken to need at
        most twice the width of their batch, as windows are rounded up.
        """
        config = model.config
        self._layers = int(config.decoder_layers)
        self._heads = int(config.decoder_attention_heads)
        self._head_size = int(config.d_model) // self._heads
        self._beam = beam
        device = str(model.device)
        self._own = tuple(Storage(model.dtype, device) for _ in range(2))
        self._source = Storage(model.dtype, device)
        self._source_mask = Storage(model.dtype, device)
        self.fit_source(BatchShape(1, tokens))
        for own in self._own:
            own.reserve(prod(self._own_shape(BatchShape(1, tokens, 2 * tokens))))

    def fit_source(self, shape: BatchShape) -> bool:
        """Make room for the sources of a batch; return whether addresses changed."""
        size = prod(self._source_shape(shape))
        moved = [
            self._source.reserve(size),
            self._source_mask.reserve(shape.sentences * shape.width),
        ]
        return any(moved)

    def widen(self, shape: BatchShape) -> tuple[BatchShape, bool]:
        """Look further back: keep what the first cache holds; return whether addresses changed."""
        wider = replace(shape, window=shape.window + WINDOW_STEP)
        so_far = self.own(0, shape).clone()
        moved = [own.reserve(prod(self._own_shape(wider))) for own in self._own]
        self.own(0, wider)[..., : shape.window, :].copy_(so_far)
        return wider, any(moved)

    def own(self, index: int, shape: BatchShape) -> "Tensor":
        """Self-attention: layers x 2 x rows x heads x window x head size."""
        return self._own[index].view(*self._own_shape(shape))

    def source(self, shape: BatchShape) -> "Tensor":
        """Cross-attention: layers x 2 x sentences x heads x width x head size."""
        return self._source.view(*self._source_shape(shape))

    def source_mask(self, shape: BatchShape) -> "Tensor":
        """What is added to the weights of cross-attention: sentences x 1 x 1 x width."""
        return self._source_mask.view(shape.sentences, 1, 1, shape.width)

    def reorder(self, index: int, shape: BatchShape, rows: "Tensor") -> "Tensor":
        """Copy `rows` of cache `index` to the other one, in their order; return that one."""
        import torch

        before, after = self.own(index, shape), self.own(1 - index, shape)
        torch.index_select(before.flatten(0, 1), 1, rows, out=after.flatten(0, 1))
        return after

    def _own_shape(self, shape: BatchShape) -> tuple[int, ...]:
        rows = shape.sentences * self._beam
        return (
            self._layers, _KEYS_AND_VALUES, rows, self._heads, shape.window, self._head_size
        )  # fmt: skip

    def _source_shape(self, shape: BatchShape) -> tuple[int, ...]:
        return (
            self._layers, _KEYS_AND_VALUES, shape.sentences, self._heads, shape.width,
            self._head_size,
        )  # fmt: skip
