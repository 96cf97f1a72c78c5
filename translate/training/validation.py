"""Measure a model that is being trained: chrF on what it never learnt, by set and by target."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from translate.training.batches import Stock, pairs_of
from translate.training.options import BatchOptions, ValidationOptions
from translate.training.texts import Pair
from translate.training.vocabulary import Vocabulary

if TYPE_CHECKING:
    from transformers import MarianMTModel

EXTRA_OUTPUT_TOKENS = 20
_AS_IT_STANDS = BatchOptions(vary_typography=False)
BATCH_SOURCE_TOKENS = 2_000


@dataclass(frozen=True, slots=True)
class Score:
    """The chrF2 of one held-out set in one target (its token, or its language)."""

    set_name: str
    target: str
    pairs: int
    chrf: float


def choose_pairs(
    stocks: Sequence[Stock], options: ValidationOptions, seed: int
) -> dict[str, list[Pair]]:
    """Return by target at most `max_pairs` held-out pairs, spread evenly, slots filled.

    The same seed gives the same pairs and values: figures of two runs can be compared.
    """
    by_target: dict[str, list[Pair]] = {}
    units = [(unit, stock) for stock in stocks for unit in stock.units]
    count = min(options.max_pairs, len(units))
    rng = random.Random(f"{seed}:validation")
    for unit, stock in [units[index * len(units) // count] for index in range(count)]:
        for lang, pair in zip(unit.targets, pairs_of(unit, stock, rng, _AS_IT_STANDS), strict=True):
            by_target.setdefault((pair.token or lang).strip("<>"), []).append(pair)
    return dict(sorted(by_target.items()))


def measure(
    model: "MarianMTModel",
    vocabulary: Vocabulary,
    sets: Mapping[str, Mapping[str, Sequence[Pair]]],
    options: ValidationOptions,
) -> list[Score]:
    """Return the chrF of every set and target (chrF2, sacreBLEU's defaults)."""
    from sacrebleu.metrics import CHRF

    scores: list[Score] = []
    for set_name, by_target in sets.items():
        for target, pairs in by_target.items():
            answers = answer(model, vocabulary, pairs, options)
            chrf = CHRF().corpus_score(answers, [[pair.target for pair in pairs]]).score
            scores.append(Score(set_name, target, len(pairs), round(chrf, 2)))
    return scores


def mean_of(scores: Sequence[Score], set_name: str) -> float | None:
    """Return the mean chrF over the targets of one set, or None where it has none.

    >>> mean_of([Score("general", "eng", 9, 40.0), Score("general", "vie", 9, 30.0)], "general")
    35.0
    """
    values = [score.chrf for score in scores if score.set_name == set_name]
    return round(sum(values) / len(values), 2) if values else None


def answer(
    model: "MarianMTModel",
    vocabulary: Vocabulary,
    pairs: Sequence[Pair],
    options: ValidationOptions,
) -> list[str]:
    """Return what the model answers to each pair, in order."""
    sources = [vocabulary.encode_source(pair.source, pair.token) for pair in pairs]
    limit = model.config.max_position_embeddings
    order = sorted(
        (index for index in range(len(pairs)) if len(sources[index]) <= limit),
        key=lambda index: -len(sources[index]),
    )
    answers = [""] * len(pairs)
    start = 0
    while start < len(order):
        size = max(1, BATCH_SOURCE_TOKENS // len(sources[order[start]]))
        chosen = order[start : start + size]
        made = _generate(model, [sources[index] for index in chosen], options)
        for index, ids in zip(chosen, made, strict=True):
            answers[index] = vocabulary.decode_target(ids)
        start += size
    return answers


def _generate(
    model: "MarianMTModel", rows: Sequence[Sequence[int]], options: ValidationOptions
) -> list[list[int]]:
    import torch

    pad = model.config.pad_token_id
    width = max(map(len, rows))
    padded = [[*row, *[pad] * (width - len(row))] for row in rows]
    mask = [[1] * len(row) + [0] * (width - len(row)) for row in rows]
    longest = int(width * options.max_length_ratio) + EXTRA_OUTPUT_TOKENS
    limit = min(longest, model.config.max_position_embeddings - 1)
    with torch.no_grad():
        generated = model.generate(
            input_ids=torch.tensor(padded, device=model.device),
            attention_mask=torch.tensor(mask, device=model.device),
            num_beams=options.beam_size,
            early_stopping=options.beam_size > 1,
            max_new_tokens=limit,
            do_sample=False,
        )
    rows_of_ids: list[list[int]] = generated[:, 1:].tolist()
    return rows_of_ids
