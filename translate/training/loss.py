"""Label-smoothed cross-entropy fused with the output layer.

The full table of logits (tokens x vocabulary) never exists: it is made, turned into its own
gradient and used slice by slice. On two CPU cores this is what a training step waits for.
"""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

SLICE_TOKENS = 512


def smoothed_loss(
    hidden: "Tensor",
    output_layer: tuple["Tensor", "Tensor"],
    labels: "Tensor",
    smoothing: float,
    *,
    is_bfloat16: bool,
) -> "Tensor":
    """Return the mean loss of `hidden @ embeddings.T + bias` against `labels`.

    `hidden` is (tokens, size), `output_layer` the embeddings (vocabulary, size) and their bias
    (vocabulary,), which is not learnt; `labels` is (tokens,). The products are in bfloat16 if
    asked, the softmax is in float32.
    """
    loss: Tensor = _function().apply(
        hidden, output_layer[0], output_layer[1], labels, smoothing, is_bfloat16
    )
    return loss


@cache
def _function() -> Any:
    """The autograd function, made once: torch is imported when it is first needed."""
    import torch

    class _SmoothedLoss(torch.autograd.Function):
        @staticmethod
        def forward(  # noqa: PLR0913, PLR0917 - the signature that autograd asks for
            ctx: "torch.autograd.function.FunctionCtx",
            hidden: "Tensor",
            embeddings: "Tensor",
            bias: "Tensor",
            labels: "Tensor",
            smoothing: float,
            is_bfloat16: bool,
        ) -> "Tensor":
            precision = torch.bfloat16 if is_bfloat16 else torch.float32
            matrix = embeddings.to(precision)
            states = hidden.to(precision)
            count, words = len(labels), len(matrix)
            total = torch.zeros((), device=hidden.device)
            hidden_grad = torch.empty_like(states)
            matrix_grad = torch.zeros_like(embeddings)
            for start in range(0, count, SLICE_TOKENS):
                piece, wanted = states[start : start + SLICE_TOKENS], labels[start:][:SLICE_TOKENS]
                logits = (piece @ matrix.T).float() + bias
                chosen = logits.gather(1, wanted[:, None])
                average = logits.mean(dim=1, keepdim=True)
                norm = logits.logsumexp(dim=1, keepdim=True)
                total += (norm - (1 - smoothing) * chosen - smoothing * average).sum()
                gradient = logits.sub_(norm).exp_().sub_(smoothing / words)
                gradient.scatter_add_(1, wanted[:, None], torch.full_like(chosen, smoothing - 1.0))
                small = gradient.to(precision)
                hidden_grad[start : start + SLICE_TOKENS] = small @ matrix
                matrix_grad += small.T @ piece
            ctx.save_for_backward(hidden_grad.to(hidden.dtype) / count, matrix_grad / count)
            return total / count

        @staticmethod
        def backward(
            ctx: "torch.autograd.function.FunctionCtx", output_grad: "Tensor"
        ) -> tuple["Tensor | None", ...]:
            hidden_grad, matrix_grad = ctx.saved_tensors  # type: ignore[attr-defined]
            return hidden_grad * output_grad, matrix_grad * output_grad, None, None, None, None

    return _SmoothedLoss
