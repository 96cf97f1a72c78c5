"""Whether a shortlist does harm, measured on sentences that it was not built from.

A proof compares what a run would write with and without it: its own beams, its batches, and its
fallback, by which a target that is unfinished or unlikely is generated again with the full
vocabulary. A shortlist without a proof that holds is not to be used.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from translate.records import Generation

MIN_IDENTICAL_SHARE = 0.985
MAX_CHRF_DIFFERENCE = 0.2
MAX_FALLBACK_SHARE = 0.25
"""Generating a quarter again takes back about half of what a shortlist gains."""

_BATCH_ROWS = 32

Rows = Sequence[list[int]]
Generate = Callable[[list[list[int]]], list[Generation]]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a shortlist did to `sentences` held-out sentences.

    `raw_identical_share` is without the fallback, `identical_share` with it. `chrf_difference` is
    the score with the shortlist less that without, against references, None where there were none;
    `chrf_between` compares the two outputs themselves. Targets that score under `threshold` are
    generated again.
    """

    sentences: int
    raw_identical_share: float
    identical_share: float
    chrf_between: float
    chrf_difference: float | None
    fallback_share: float
    threshold: float | None

    @property
    def holds(self) -> bool:
        """Whether the shortlist is harmless, and the fallback rare enough to leave a gain."""
        difference = abs(self.chrf_difference or 0.0)
        return (
            self.sentences > 0
            and self.identical_share >= MIN_IDENTICAL_SHARE
            and difference <= MAX_CHRF_DIFFERENCE
            and self.fallback_share <= MAX_FALLBACK_SHARE
        )


def prove(
    full: Generate, short: Generate, rows: Rows, references: Sequence[str] | None = None
) -> Proof:
    """Measure a shortlist: every second sentence sets the threshold, the others are the proof.

    `full` and `short` generate one batch, with the full vocabulary and with the shortlist.
    """
    wanted, made = _generate_sorted(full, rows), _generate_sorted(short, rows)
    threshold = choose_threshold(made[::2], wanted[::2])
    wanted, made = wanted[1::2], made[1::2]
    kept = [
        want if needs_full_vocabulary(got, threshold) else got
        for want, got in zip(wanted, made, strict=True)
    ]
    again = sum(needs_full_vocabulary(got, threshold) for got in made)
    texts, kept_texts = [item.text for item in wanted], [item.text for item in kept]
    return Proof(
        sentences=len(wanted),
        raw_identical_share=_identical_share(made, wanted),
        identical_share=_identical_share(kept, wanted),
        chrf_between=_chrf(kept_texts, texts),
        chrf_difference=None
        if references is None
        else round(_chrf(kept_texts, references[1::2]) - _chrf(texts, references[1::2]), 3),
        fallback_share=_share(again, len(made)),
        threshold=threshold,
    )


def choose_threshold(made: Sequence[Generation], wanted: Sequence[Generation]) -> float | None:
    """The lowest score at which enough outputs are identical, when those under it are made again.

    None where nothing need be made again but what is unfinished.
    """
    pairs = sorted(
        (
            (got.score, got.text == want.text)
            for got, want in zip(made, wanted, strict=True)
            if got.finished
        ),
        reverse=True,
    )
    different, last_good = 0, 0
    for place, (_, is_same) in enumerate(pairs, start=1):
        different += not is_same
        if different <= (1 - MIN_IDENTICAL_SHARE) * len(made):
            last_good = place
    if last_good == len(pairs):
        return None
    # Equal scores are kept or made again together.
    return math.nextafter(pairs[last_good][0], math.inf)


def needs_full_vocabulary(generation: Generation, threshold: float | None) -> bool:
    """Whether a target made with a shortlist is to be made again without it."""
    return not generation.finished or (threshold is not None and generation.score < threshold)


def generate_with_fallback(
    full: Generate, short: Generate, rows: list[list[int]], threshold: float | None
) -> list[Generation]:
    """One generation per row, in order: with the shortlist, or again without it."""
    made = short(rows)
    again = [i for i, item in enumerate(made) if needs_full_vocabulary(item, threshold)]
    if again:
        for place, item in zip(again, full([rows[i] for i in again]), strict=True):
            made[place] = item
    return made


def _generate_sorted(generate: Generate, rows: Rows) -> list[Generation]:
    """Generate in batches of like length, as runs do; return in the order of `rows`."""
    order = sorted(range(len(rows)), key=lambda i: (len(rows[i]), rows[i]))
    made: dict[int, Generation] = {}
    for start in range(0, len(order), _BATCH_ROWS):
        places = order[start : start + _BATCH_ROWS]
        made.update(zip(places, generate([rows[i] for i in places]), strict=True))
    return [made[i] for i in range(len(rows))]


def _identical_share(made: Sequence[Generation], wanted: Sequence[Generation]) -> float:
    same = sum(got.text == want.text for got, want in zip(made, wanted, strict=True))
    return _share(same, len(wanted))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _chrf(texts: Sequence[str], references: Sequence[str]) -> float:
    from sacrebleu.metrics import CHRF

    if not texts:
        return 0.0
    return round(float(CHRF().corpus_score(list(texts), [list(references)]).score), 3)
