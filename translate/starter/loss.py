"""Label-smoothed cross-entropy fused with the output layer.

The full table of logits (tokens x vocabulary) never exists: it is made, turned into its own
gradient and used slice by slice. On two CPU cores this is what a training step waits for.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

SLICE_TOKENS = 512


def smoothed_loss(
    hidden: "Tensor", embeddings: "Tensor", labels: "Tensor", smoothing: float
) -> "Tensor":
    """Return the mean loss of `hidden @ embeddings.T` against `labels`.

    `hidden` is (tokens, size), `embeddings` (vocabulary, size), `labels` (tokens,). The products
    are in bfloat16, the softmax in float32.
    """
    import torch

    class _SmoothedLoss(torch.autograd.Function):
        @staticmethod
        def forward(
            ctx: "torch.autograd.function.FunctionCtx",
            hidden: "Tensor",
            embeddings: "Tensor",
        ) -> "Tensor":
            matrix = embeddings.to(torch.bfloat16)
            states = hidden.to(torch.bfloat16)
            count, words = len(labels), len(matrix)
            total = torch.zeros(())
            hidden_grad = torch.empty_like(states)
            matrix_grad = torch.zeros_like(embeddings)
            for start in range(0, count, SLICE_TOKENS):
                piece, wanted = states[start : start + SLICE_TOKENS], labels[start:][:SLICE_TOKENS]
                logits = (piece @ matrix.T).float()
                chosen = logits.gather(1, wanted[:, None])
                average = logits.mean(dim=1, keepdim=True)
                norm = logits.logsumexp(dim=1, keepdim=True)
                total += (norm - (1 - smoothing) * chosen - smoothing * average).sum()
                gradient = logits.sub_(norm).exp_().sub_(smoothing / words)
                gradient.scatter_add_(1, wanted[:, None], torch.full_like(chosen, smoothing - 1.0))
                small = gradient.to(torch.bfloat16)
                hidden_grad[start : start + SLICE_TOKENS] = small @ matrix
                matrix_grad += small.T @ piece
            ctx.save_for_backward(hidden_grad.to(hidden.dtype) / count, matrix_grad / count)
            return total / count

        @staticmethod
        def backward(
            ctx: "torch.autograd.function.FunctionCtx", output_grad: "Tensor"
        ) -> tuple["Tensor", "Tensor"]:
            hidden_grad, matrix_grad = ctx.saved_tensors  # type: ignore[attr-defined]
            return hidden_grad * output_grad, matrix_grad * output_grad

    loss: Tensor = _SmoothedLoss.apply(hidden, embeddings)  # type: ignore[no-untyped-call]
    return loss
