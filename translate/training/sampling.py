"""Subword regularisation: a word cut into other pieces than the most likely ones (Kudo 2018).

Each word draws among its best cuts with probability exp(alpha * score). The library samples too,
but from a generator that cannot be set back: no run could be resumed exactly.
"""

import math
import random
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

CUTS = 12
CACHED_WORDS = 200_000
Cuts = tuple[tuple[tuple[str, ...], ...], tuple[float, ...]]


class PieceSampler:
    """Cuts texts into sampled pieces; remembers the best cuts of each word."""

    def __init__(self, processor: "SentencePieceProcessor") -> None:
        self._processor = processor
        self._cuts_of = lru_cache(maxsize=CACHED_WORDS)(self._look_up)

    def sample(self, text: str, alpha: float, rng: random.Random) -> list[str]:
        """Return pieces that join to the text; alpha towards 0 draws all cuts alike."""
        pieces: list[str] = []
        for word in text.split():
            cuts, scores = self._cuts_of(word)
            if len(cuts) == 1:
                pieces += cuts[0]
                continue
            weights = [math.exp(alpha * (score - scores[0])) for score in scores]
            pieces += rng.choices(cuts, weights)[0]
        return pieces

    def _look_up(self, word: str) -> Cuts:
        try:
            found = self._processor.nbest_encode(word, nbest_size=CUTS, out_type=str)
        except RuntimeError:  # pieces of the BPE kind have no scores, and one cut alone
            found = [self._processor.encode(word, out_type=str)]
        cuts = tuple(tuple(cut) for cut in found)
        return cuts, tuple(sum(map(self._score_of, cut)) for cut in cuts)

    def _score_of(self, piece: str) -> float:
        score: float = self._processor.get_score(self._processor.piece_to_id(piece))
        return score
