"""Dropout whose masks depend on the step alone, so that a resumed run draws the same ones.

The hooks stand where Marian itself drops out: after the embeddings, each attention and each
feed-forward block. On a CPU the masks come from random bytes: the library's dropout draws one
Mersenne number per element and takes a seventh of a training step of a small model.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import MarianMTModel

DROPPED_MODULES = ("embed_tokens", "out_proj", "fc2")


class Dropout:
    """Zeroes a share of the outputs of the named modules while the model is in training."""

    def __init__(self, model: "MarianMTModel", share: float, seed: int, rank: int) -> None:
        self._share, self._seed, self._rank = share, seed, rank
        self._threshold = round(share * 256)
        self.start_step(0)
        if self._threshold == 0:
            return
        for name, module in model.named_modules():
            if name.startswith("model.") and name.endswith(DROPPED_MODULES):
                module.register_forward_hook(self._drop)

    def start_step(self, step: int) -> None:
        """Begin the masks of a step, which are the same whenever it is taken."""
        import numpy as np
        import torch

        self._bytes = np.random.Generator(np.random.SFC64([self._seed, self._rank, step]))
        mixed = (self._seed * 1_000_003 + self._rank) * 1_000_003 + step
        torch.manual_seed(mixed % 2**63)

    def _drop(self, module: "nn.Module", _: object, output: "Tensor") -> "Tensor":
        import numpy as np
        import torch

        if not module.training:
            return output
        if output.device.type != "cpu":
            return torch.nn.functional.dropout(output, self._share)
        noise = np.frombuffer(bytearray(self._bytes.bytes(output.numel())), dtype=np.uint8)
        kept = torch.from_numpy(noise).ge(self._threshold).view(output.shape)
        return output * kept.to(output.dtype).mul_(256 / (256 - self._threshold))
