"""Compose an epoch from stocks of units, and cut it into batches of like length.

Everything is drawn from the seed and the number of the epoch: a run that was killed finds the
batch again at which it stopped.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from translate.placeholders import mask_pair
from translate.training.options import BatchOptions
from translate.training.slots import fill_slots, happens
from translate.training.texts import Pair, Unit
from translate.training.vocabulary import Vocabulary
from translate.training.wire import vary_french

MIN_SUMMARY_SOURCE_WORDS = 50
SOURCE_COST = 0.6
LENGTH_NOISE = 6
Tokens = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Stock:
    """The units of one source, the token of each of their targets, and how many are drawn.

    `is_copied` says that a target is a sentence of its source, word for word.
    """

    name: str
    units: tuple[Unit, ...]
    tokens: Tokens
    per_epoch: int | None = None
    is_copied: bool = False

    def draw(self, rng: random.Random) -> list[Unit]:
        """Return what one epoch takes of it, in no useful order."""
        if self.per_epoch is None or self.per_epoch >= len(self.units):
            return list(self.units)
        return rng.sample(self.units, self.per_epoch)


Drawn = tuple[Unit, Stock]


@dataclass(frozen=True, slots=True)
class Encoded:
    """One training example as ids; `copied_from` is where its target stands in its source."""

    source: list[int]
    target: list[int]
    copied_from: int | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """What epochs are made of: the stocks, and those that are replayed to this share."""

    stocks: tuple[Stock, ...]
    replayed: tuple[Stock, ...]
    replay_share: float
    options: BatchOptions
    seed: int

    def portions(self, epoch: int) -> list[list[Drawn]]:
        """Return the units of an epoch in portions of about `options.portion` pairs."""
        rng = random.Random(f"{self.seed}:epoch:{epoch}")
        drawn: list[Drawn] = []
        for stock in self.stocks:
            units = stock.draw(rng)
            share = 0.0 if stock.is_copied else self.options.join_share
            drawn += [(_join(unit, units, share, rng), stock) for unit in units]
        drawn += self._replay(_count_pairs(drawn), rng)
        rng.shuffle(drawn)
        pairs_per_unit = max(1.0, _count_pairs(drawn) / max(1, len(drawn)))
        size = max(1, int(self.options.portion / pairs_per_unit))
        return [drawn[start : start + size] for start in range(0, len(drawn), size)]

    def _replay(self, pairs: int, rng: random.Random) -> list[Drawn]:
        """Return so many general units that their pairs are the share asked for."""
        stocks = [stock for stock in self.replayed if stock.units]
        if not stocks or not self.replay_share:
            return []
        missing = round(pairs * self.replay_share / (1 - self.replay_share))
        weights = [len(stock.units) for stock in stocks]
        replayed: list[Drawn] = []
        while missing > 0:
            stock = rng.choices(stocks, weights)[0]
            unit = rng.choice(stock.units)
            replayed.append((unit, stock))
            missing -= len(unit.targets)
        return replayed

    def batches(
        self, epoch: int, portion: int, units: Sequence[Drawn], words: Vocabulary
    ) -> tuple[list[list[Encoded]], Counter[str]]:
        """Return the batches of one portion, and how many of its pairs were left out, and why."""
        rng = random.Random(f"{self.seed}:epoch:{epoch}:portion:{portion}")
        examples = [
            encode_pair(pair, words, self.options, rng)
            for unit, stock in units
            for pair in pairs_of(unit, stock, rng, self.options)
        ]
        kept = [e for e in examples if is_short_enough(e, self.options.max_pieces)]
        dropped = Counter({f"over {self.options.max_pieces} pieces": len(examples) - len(kept)})
        return cut_batches(kept, self.options.tokens, rng), dropped


def pairs_of(unit: Unit, stock: Stock, rng: random.Random, options: BatchOptions) -> Iterator[Pair]:
    """Yield the unit, slots filled, as one pair for each of its targets.

    In a share of the pairs numbers, dates and names are placeholders on both sides.
    """
    filled = fill_slots(unit, rng)
    for lang, target in filled.targets.items():
        token = stock.tokens[lang]
        if stock.is_copied:
            yield _cropped(Pair(token, filled.source, target, filled.source.find(target)), rng)
        else:
            is_masked = options.masked_share > 0 and happens(options.masked_share, rng)
            texts = filled.source, target
            source, answer = mask_pair(*texts, lang) if is_masked else texts
            if options.vary_typography:
                source = vary_french(source, rng)
            yield Pair(token, source, answer)


def encode_pair(
    pair: Pair, words: Vocabulary, options: BatchOptions, rng: random.Random
) -> Encoded:
    """Return the ids of a pair; a share of the sources is cut into sampled pieces."""
    if rng.random() < options.sampled_share and pair.copied_at is None:
        source = words.sample_source(pair.source, pair.token, options.sampling_alpha, rng)
    else:
        source = words.encode_source(pair.source, pair.token)
    target = words.encode_target(pair.target)
    if pair.copied_at is None:
        return Encoded(source, target)
    return Encoded(source, target, find_copy(source, target[:-1]))


def find_copy(source: Sequence[int], target: Sequence[int]) -> int | None:
    """Return where the target stands in the source, or None.

    >>> find_copy([9, 5, 6, 7, 0], [6, 7])
    2
    """
    wanted = list(target)
    for start in range(len(source) - len(wanted) + 1):
        if source[start : start + len(wanted)] == wanted:
            return start
    return None


def is_short_enough(example: Encoded, max_pieces: int) -> bool:
    """Whether both sides of an example are within the limit."""
    return max(len(example.source), len(example.target)) <= max_pieces


def cut_batches(
    examples: Sequence[Encoded], max_tokens: int, rng: random.Random
) -> list[list[Encoded]]:
    """Return batches of like length in random order, each within the padded token budget."""
    ordered = sorted(examples, key=lambda example: _cost(example) + rng.random() * LENGTH_NOISE)
    batches: list[list[Encoded]] = []
    current: list[Encoded] = []
    widest = 0.0
    for example in ordered:
        widest = max(widest, _cost(example))
        if current and widest * (len(current) + 1) > max_tokens:
            batches.append(current)
            current, widest = [], _cost(example)
        current.append(example)
    if current:
        batches.append(current)
    rng.shuffle(batches)
    return batches


def _cost(example: Encoded) -> float:
    """Return about what an example costs: a source token is about half a target token."""
    return max(len(example.target), SOURCE_COST * len(example.source))


def _count_pairs(drawn: Sequence[Drawn]) -> int:
    return sum(len(unit.targets) for unit, _ in drawn)


def _join(first: Unit, others: Sequence[Unit], share: float, rng: random.Random) -> Unit:
    """Now and then put two sentences on one line; never where their slots would collide."""
    if rng.random() >= share:
        return first
    second = rng.choice(others)
    if "{" in second.source or first.targets.keys() != second.targets.keys():
        return first
    if not (first.source.endswith(".") and second.source.endswith(".")):
        return first
    return Unit(
        f"{first.source} {second.source}",
        {lang: f"{text} {second.targets[lang]}" for lang, text in first.targets.items()},
    )


def _cropped(pair: Pair, rng: random.Random) -> Pair:
    """Return the pair with its source cut somewhere behind the copied sentence."""
    words = pair.source.split()
    end = (pair.copied_at or 0) + len(pair.target)
    needed = max(len(pair.source[:end].split()), MIN_SUMMARY_SOURCE_WORDS)
    if needed >= len(words):
        return pair
    cut = rng.randint(needed, len(words))
    return Pair(pair.token, " ".join(words[:cut]), pair.target, pair.copied_at)
