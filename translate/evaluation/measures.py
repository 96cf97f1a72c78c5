"""What is measured of a set of texts, as rows that can be added up: one for each text.

A corpus score is a function of the sum of its rows, so a bootstrap resample costs one addition and
never a new count of n-grams.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from translate.evaluation import rouge
from translate.evaluation.matching import Item
from translate.evaluation.resampling import SEED

if TYPE_CHECKING:
    from sacrebleu.metrics.base import Metric

Table = NDArray[np.float64]
"""One row for each text, one column for each statistic."""

_TOKENIZERS = {"zh": "zh", "ja": "char", "ko": "char", "th": "char", "lo": "char", "km": "char"}
"""How BLEU cuts words: 13a, the default of sacreBLEU, wherever white space parts words or, as in
Vietnamese, syllables. What a figure was cut with stands in its signature. No tokenizer here needs a
download, as spBLEU does, or another library."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of some texts: its table, and how a sum of rows becomes a score of 0 to 100.

    `references` counts those of each text; `sign` makes the signature of their number, which is -1
    where it varies.
    """

    name: str
    table: Table
    references: tuple[int, ...]
    score_of: Callable[[Sequence[float]], float]
    sign: Callable[[int], str]

    @property
    def score(self) -> float:
        """The score of all the texts."""
        return self.score_of(self.table.sum(axis=0).tolist())

    @property
    def signature(self) -> str:
        """Everything that a score depends on besides the texts, as sacreBLEU writes it."""
        counts = {*self.references}
        return self.sign(counts.pop() if len(counts) == 1 else -1)

    def of(self, rows: Sequence[int]) -> "Measure":
        """The same measure of some of the texts, without counting anything anew."""
        references = tuple(self.references[row] for row in rows)
        return replace(self, table=self.table[list(rows)], references=references)


def measure_translations(items: Sequence[Item], lang: str, samples: int) -> list[Measure]:
    """BLEU, chrF and chrF++ of at least one item, as sacreBLEU has them.

    Its statistics of a segment are used, and its score of their sum.
    """
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    metrics = {
        "BLEU": BLEU(tokenize=_TOKENIZERS.get(lang, "13a"), force=True),
        "chrF": CHRF(),
        "chrF++": CHRF(word_order=2),
    }
    texts = [item.text for item in items]
    counts = tuple(len(item.references) for item in items)
    # One stream for each reference; a text that has fewer is given None, which sacreBLEU skips.
    streams = [list(stream) for stream in zip_longest(*(item.references for item in items))]
    measures: list[Measure] = []
    for name, metric in metrics.items():
        table = np.array(metric._extract_corpus_statistics(texts, streams), dtype=np.float64)
        score_of, sign = partial(_score_of, metric), partial(_sign_translations, metric, samples)
        measures.append(Measure(name, table, counts, score_of, sign))
    return measures


def _score_of(metric: "Metric", sums: Sequence[float]) -> float:
    return float(metric._compute_score_from_stats(list(sums)).score)


def _sign_translations(metric: Any, samples: int, references: int) -> str:
    """The signature of sacreBLEU, with our resampling in its words."""
    metric.num_refs, metric.n_bootstrap, metric.seed = references, samples, SEED
    return str(metric.get_signature())


def measure_summaries(items: Sequence[Item], samples: int) -> list[Measure]:
    """ROUGE-1, 2 and L of at least one item: the mean of F1 over the summaries."""
    values = np.array([rouge.rouge(item.text, item.references) for item in items])
    counts = tuple(len(item.references) for item in items)
    return [
        Measure(
            name,
            np.column_stack([column, np.ones(len(items))]),
            counts,
            _mean_of,
            partial(_sign_summaries, samples),
        )
        for name, column in zip(rouge.NAMES, values.T, strict=True)
    ]


def _mean_of(sums: Sequence[float]) -> float:
    """The mean, of the sum of values and the number of them."""
    return sums[0] / sums[1]


def _sign_summaries(samples: int, references: int) -> str:
    number = "var" if references < 0 else references
    return f"nrefs:{number}|bs:{samples}|seed:{SEED}|{rouge.SIGNATURE}"
