"""Dropout for training on a CPU, with masks from random bytes.

The library's dropout draws one Mersenne number per element and takes a seventh of a training
step; here eight random bits per element do. The hooks stand where Marian itself drops out: after
the embeddings, each attention and each feed-forward block.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor, nn
    from transformers import MarianMTModel

DROPPED_MODULES = ("embed_tokens", "out_proj", "fc2")


def add_dropout(model: "MarianMTModel", share: float, seed: int) -> None:
    """Zero this share of the outputs of the named modules while the model is in training."""
    import numpy as np
    import torch

    generator = np.random.Generator(np.random.SFC64(seed))
    threshold = round(share * 256)
    scale = 256 / (256 - threshold)

    def drop(module: "nn.Module", _: object, output: "Tensor") -> "Tensor":
        if not module.training:
            return output
        noise = np.frombuffer(bytearray(generator.bytes(output.numel())), dtype=np.uint8)
        kept = torch.from_numpy(noise).ge(threshold).view(output.shape)
        return output * kept.to(output.dtype).mul_(scale)

    for name, module in model.named_modules():
        if name.startswith("model.") and name.endswith(DROPPED_MODULES):
            module.register_forward_hook(drop)
