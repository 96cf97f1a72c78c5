"""Label-smoothed cross-entropy fused with the output layer.

The full table of logits (tokens x vocabulary) never exists: it is made, turned into its own
gradient and used slice by slice. On two CPU cores this is what a training step waits for.
"""

from typing import TYPE_CHECKING

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
    import torch

    embeddings, bias = output_layer
    precision = torch.bfloat16 if is_bfloat16 else torch.float32

    class _SmoothedLoss(torch.autograd.Function):
        @staticmethod
        def forward(
            ctx: "torch.autograd.function.FunctionCtx",
            hidden: "Tensor",
            embeddings: "Tensor",
        ) -> "Tensor":
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
        ) -> tuple["Tensor", "Tensor"]:
            hidden_grad, matrix_grad = ctx.saved_tensors  # type: ignore[attr-defined]
            return hidden_grad * output_grad, matrix_grad * output_grad

    loss: Tensor = _SmoothedLoss.apply(hidden, embeddings)  # type: ignore[no-untyped-call]
    return loss
