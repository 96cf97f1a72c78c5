"""Start values for the shared embeddings: pieces that translate each other start close together.

Latent semantic analysis over translated texts: a document is a French text with its English and
Vietnamese translations, and a piece is described by the documents that it occurs in. As input and
output embeddings are tied, a decoder that merely attends to the right source word then already
leans towards its translation; the first thousand steps need not find the dictionary.
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

SHARED_PART = 0.8
"""How much of a start vector is the meaning shared with translations; the rest is its own."""


def translation_embeddings(
    documents: Sequence[Sequence[int]], vocabulary_size: int, width: int, seed: int
) -> "Tensor":
    """Return a (vocabulary, width) table with rows of about unit length."""
    import torch

    torch.manual_seed(seed)
    kinds = [set(document) for document in documents]
    counts = Counter(piece for pieces in kinds for piece in pieces)
    rows, columns, values = [], [], []
    for column, pieces in enumerate(kinds):
        weights = {piece: math.log(len(kinds) / counts[piece]) for piece in pieces}
        length = math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0
        rows += list(weights)
        columns += [column] * len(weights)
        values += [weight / length for weight in weights.values()]
    table = torch.sparse_coo_tensor(
        torch.tensor([rows, columns]),
        torch.tensor(values),
        (vocabulary_size, len(kinds)),
        check_invariants=True,
    )
    # Few documents have few meanings: the other columns are left to each piece's own part.
    meanings = min(width, vocabulary_size, len(kinds))
    left, strengths, _ = torch.svd_lowrank(table, q=meanings, niter=3)
    shared = torch.nn.functional.normalize(left * strengths.sqrt(), dim=1)
    shared = torch.nn.functional.pad(shared, (0, width - meanings))
    own = torch.randn(vocabulary_size, width) / math.sqrt(width)
    return SHARED_PART * shared + math.sqrt(1 - SHARED_PART**2) * own
