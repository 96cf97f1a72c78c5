"""A dictionary learnt from the pairs (IBM model 1), and the attention that it suggests.

A model of this size trained for an hour on a few million tokens does not discover by itself where
to look in the source. Model 1 finds the word links in half a minute; the trainer then asks one
attention head to look there (guided alignment: Chen and others 2016).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from translate.training.batches import Encoded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ROUNDS = 4
COPY_BONUS = 20.0
SMALLEST = 1e-7
DIAGONAL_SHARPNESS = 3.0


class Dictionary:
    """Holds how strongly each target piece is linked to each source piece; links pairs."""

    def __init__(self, table: "NDArray[np.float32]", translating: frozenset[int]) -> None:
        self.table = table
        self.translating = translating

    def links(self, example: Encoded) -> "NDArray[np.float32]":
        """Return (target, source) weights, each row summing to one; all zero for other tasks.

        Of several like source pieces the one near the diagonal gets more. A sentence that is
        copied is linked to its place.
        """
        import numpy as np

        rows, columns = len(example.target), len(example.source)
        if example.copied_from is not None:
            copied: NDArray[np.float32] = np.zeros((rows, columns), dtype=np.float32)
            place = np.arange(rows)
            copied[place, np.minimum(example.copied_from + place, columns - 1)] = 1.0
            return copied
        if self.translating and example.source[0] not in self.translating:
            return np.zeros((rows, columns), dtype=np.float32)
        weights = self.table[np.ix_(example.target, example.source)] + SMALLEST
        places = np.arange(rows)[:, None] / rows - np.arange(columns)[None, :] / columns
        weights = weights * np.exp(-DIAGONAL_SHARPNESS * np.abs(places)).astype(np.float32)
        links: NDArray[np.float32] = weights / weights.sum(axis=1, keepdims=True)
        return links


def learn_dictionary(
    examples: Sequence[Encoded], vocabulary_size: int, translating: frozenset[int]
) -> Dictionary:
    """Return the dictionary of the translation examples; like pieces start as likely copies.

    `translating` are the ids of the tokens that ask for a translation; none: every example is one.
    """
    import numpy as np

    table = np.ones((vocabulary_size, vocabulary_size), dtype=np.float32)
    np.fill_diagonal(table, COPY_BONUS)
    pairs = [
        (np.array(example.target), np.array(example.source))
        for example in examples
        if not translating or example.source[0] in translating
    ]
    for _ in range(ROUNDS):
        counts = np.zeros_like(table)
        for target, source in pairs:
            cells = np.ix_(target, source)
            shares = table[cells]
            shares /= shares.sum(axis=1, keepdims=True)
            np.add.at(counts, cells, shares)
        sources = np.maximum(counts.sum(axis=0, keepdims=True), 1.0)
        table = counts / sources
    # Without the share of the target too, rare source pieces would be linked to everything.
    table *= np.sqrt(sources / np.maximum(counts.sum(axis=1, keepdims=True), 1.0))
    return Dictionary(table, translating)
