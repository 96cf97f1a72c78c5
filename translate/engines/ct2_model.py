"""A converted model with its search: rows of token ids in, generations out."""

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from translate.engines.fitting import Rows
from translate.engines.idle import IDLE_MODEL
from translate.engines.search import Search, trim, with_alternatives
from translate.engines.tokens import Tokens
from translate.errors import ModelError
from translate.records import Generation


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a converted model runs: `workers` batches at a time, each on `threads` cores."""

    device: str
    precision: str
    workers: int
    threads: int


class ConvertedModel:
    """A converted model with its search: rows of ids in, generations out; loaded on first use."""

    def __init__(
        self, folder: Path, tokens: Tokens, search: Search, ends: frozenset[int], place: Placement
    ) -> None:
        self._folder = folder
        self._tokens = tokens
        self._search = search
        self._place = place
        self._pieces, self._target_pieces = tokens.pieces, tokens.target_pieces
        self._ids = {piece: index for index, piece in enumerate(self._target_pieces)}
        self._ends = ends
        self._translator: Any = None
        self._lock = threading.Lock()

    def generate(self, rows: Rows) -> list[Generation]:
        """One generation per row, in order; safe to call from several threads.

        Raises:
            ModelError: the converted model cannot be loaded.
            RuntimeError: memory ran out.
        """
        search, pieces = self._search, self._pieces
        limits = [search.output_limit(len(row)) for row in rows]
        banned = [[self._target_pieces[i] for i in ids] for ids in search.banned]
        first = search.forced_first
        results = self.load().translate_batch(
            [[pieces[i] for i in row] for row in rows],
            target_prefix=None if first is None else [[self._target_pieces[first]] for _ in rows],
            beam_size=search.beam_size,
            patience=1,
            num_hypotheses=search.candidates,
            length_penalty=search.length_penalty,
            no_repeat_ngram_size=search.no_repeat_ngram,
            suppress_sequences=banned or None,
            max_input_length=0,
            max_decoding_length=max(limits),
            min_decoding_length=0,
            return_scores=True,
            return_end_token=True,
        )
        return self._to_generations(results, [len(row) for row in rows], limits)

    def rest(self) -> None:
        """Leave the weights to whatever is used next: the same weights again, or others instead."""
        with self._lock:
            if self._translator is not None:
                IDLE_MODEL.keep(self._key, self._translator)
            self._translator = None

    def unload(self) -> None:
        """Let go of the weights and of what the library keeps; the next use loads them again."""
        with self._lock:
            self._translator = None

    def _to_generations(
        self, results: Sequence[Any], lengths: Sequence[int], limits: Sequence[int]
    ) -> list[Generation]:
        ids, per_row = self._ids, self._search.candidates
        targets = [
            trim([ids[piece] for piece in hypothesis], limit, self._ends)
            for result, limit in zip(results, limits, strict=True)
            for hypothesis in result.hypotheses
        ]
        scores = [
            self._mean_score(score, len(hypothesis))
            for result in results
            for score, hypothesis in zip(result.scores, result.hypotheses, strict=True)
        ]
        texts = self._tokens.decode([target for target, _ in targets])
        made = [
            Generation(text, score, lengths[i // per_row], len(target), is_finished)
            for i, (text, score, (target, is_finished)) in enumerate(
                zip(texts, scores, targets, strict=True)
            )
        ]
        return [
            with_alternatives(made[start : start + per_row])
            for start in range(0, len(made), per_row)
        ]

    def _mean_score(self, score: float, length: int) -> float:
        """The mean log-probability per token, from a sum over length to the power of a penalty."""
        if not length:
            return -99.0
        mean = score * length ** (self._search.length_penalty - 1)
        return round(mean, 4) if math.isfinite(mean) else -99.0

    def load(self) -> Any:
        """The `ctranslate2.Translator`, loaded if it is not.

        Raises:
            ModelError: the converted model cannot be loaded.
        """
        with self._lock:
            if self._translator is None:
                self._translator = IDLE_MODEL.take(self._key) or self._make()
            return self._translator

    @property
    def _key(self) -> tuple[Path, Placement]:
        return self._folder, self._place

    def _make(self) -> Any:
        import ctranslate2

        place = self._place
        try:
            return ctranslate2.Translator(
                str(self._folder),
                device=place.device,
                compute_type=place.precision,
                inter_threads=place.workers,
                intra_threads=place.threads,
                max_queued_batches=-1,
            )
        except (RuntimeError, ValueError) as err:
            raise ModelError(
                f"the converted model cannot be loaded ({err})",
                where=str(self._folder),
                remedy="delete that folder and run again: it is converted anew",
            ) from err


def without_pad(search: Search, tokens: Tokens) -> Search:
    """`search` for a model that has no pad token, and would take it for an unknown word."""
    banned = (ids for ids in search.banned if [tokens.target_pieces[i] for i in ids] != ["<pad>"])
    return replace(search, banned=tuple(banned))
