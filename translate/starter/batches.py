"""Compose one epoch from the training text, and cut it into batches of like length."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translate.starter.corpus import Pair, TrainingText, Triple
from translate.starter.slots import fill_slots, read_slot_table
from translate.starter.vocabulary import Vocabulary
from translate.starter.wire import vary_french


@dataclass(frozen=True, slots=True)
class EpochPlan:
    """How much of each part one epoch holds, and how it is cut."""

    phrases: int = 3_500
    everyday_pairs: int = 3_500
    summaries: int = 700
    join_share: float = 0.04
    sampling_alpha: float = 0.2
    sampled_share: float = 0.25
    max_tokens: int = 320
    batch_tokens: int = 800


@dataclass(frozen=True, slots=True)
class Encoded:
    """One training example as ids."""

    source: list[int]
    target: list[int]


def translation_pairs(triple: Triple, rng: random.Random) -> Iterator[Pair]:
    """Yield the triple, slots filled, as a pair into English and a pair into Vietnamese."""
    filled = fill_slots(triple, rng)
    yield Pair(">>eng<<", vary_french(filled.fr, rng), filled.en)
    yield Pair(">>vie<<", vary_french(filled.fr, rng), filled.vi)


def compose_epoch(
    text: TrainingText, plan: EpochPlan, rng: random.Random, *, has_summaries: bool
) -> list[Pair]:
    """Return the pairs of one epoch: every triple, and a part of the rest, in no useful order."""
    pairs: list[Pair] = []
    for triple in text.triples:
        chosen = _join(triple, rng.choice(text.triples), plan.join_share, rng)
        pairs += translation_pairs(chosen, rng)
    phrases = [*text.phrases, *read_slot_table().values["phrase"]]
    for phrase in rng.sample(phrases, min(plan.phrases, len(phrases))):
        pairs += translation_pairs(phrase, rng)
    everyday = rng.sample(text.everyday, min(plan.everyday_pairs, len(text.everyday)))
    pairs += [Pair(pair.task, vary_french(pair.source, rng), pair.target) for pair in everyday]
    if has_summaries:
        pairs += rng.sample(text.summaries, min(plan.summaries, len(text.summaries)))
    return pairs


def translated_documents(
    text: TrainingText, vocabulary: Vocabulary, rng: random.Random
) -> list[list[int]]:
    """Return every text together with its translations, as one list of ids each."""
    translated: list[tuple[str, ...]] = []
    for triple in (*text.triples, *text.triples, *text.phrases):
        filled = fill_slots(triple, rng)
        translated.append((filled.fr, filled.en, filled.vi))
    translated += [(pair.source, pair.target) for pair in text.everyday]
    return [
        [number for line in lines for number in vocabulary.encode(line)] for lines in translated
    ]


def encode_pair(pair: Pair, vocabulary: Vocabulary, plan: EpochPlan, rng: random.Random) -> Encoded:
    """Return the ids of a pair; the source is cut into sampled pieces in most cases."""
    alpha = plan.sampling_alpha if rng.random() < plan.sampled_share else None
    return Encoded(
        [vocabulary.ids[pair.task], *vocabulary.encode(pair.source, alpha)],
        vocabulary.encode(pair.target),
    )


def cut_batches(
    examples: Sequence[Encoded], plan: EpochPlan, rng: random.Random
) -> list[list[Encoded]]:
    """Return batches of like length in random order, each within the padded token budget."""
    kept = [e for e in examples if max(len(e.source), len(e.target)) <= plan.max_tokens]
    kept.sort(key=lambda example: _cost(example) + rng.random() * 6)
    batches: list[list[Encoded]] = []
    current: list[Encoded] = []
    widest = 0.0
    for example in kept:
        widest = max(widest, _cost(example))
        if current and widest * (len(current) + 1) > plan.batch_tokens:
            batches.append(current)
            current, widest = [], _cost(example)
        current.append(example)
    if current:
        batches.append(current)
    rng.shuffle(batches)
    return batches


def _cost(example: Encoded) -> float:
    """Return about what an example costs: a source token is about half a target token."""
    return max(len(example.target), 0.6 * len(example.source))


def _join(first: Triple, second: Triple, share: float, rng: random.Random) -> Triple:
    """Now and then put two sentences on one line; never where their slots would collide."""
    if rng.random() >= share or "{" in second.fr:
        return first
    if not (first.fr.endswith(".") and second.fr.endswith(".")):
        return first
    return Triple(f"{first.fr} {second.fr}", f"{first.en} {second.en}", f"{first.vi} {second.vi}")
