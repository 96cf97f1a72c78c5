"""Bootstrap resampling: how far a score, or the difference of two, may be chance.

The texts are drawn anew with replacement, as many as there are, with a fixed seed; the draws are
those of sacreBLEU, which holds all of them in memory, while here the memory does not grow with
their number (Koehn 2004, "Statistical Significance Tests for Machine Translation Evaluation").
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SEED = 12345
_DRAWS_AT_ONCE = 2_000_000
_TAIL = 40


def resampled_sums(table: NDArray[np.float64], samples: int) -> NDArray[np.float64]:
    """The sums of the columns for each of `samples` resamples of the rows.

    The same number of rows and samples gives the same draws, so that two tables of the same texts
    are resampled in pairs.
    """
    rows = len(table)
    rng = np.random.default_rng(SEED)
    sums = np.empty((samples, table.shape[1]))
    step = max(1, _DRAWS_AT_ONCE // rows)
    for start in range(0, samples, step):
        size = min(step, samples - start)
        for number, drawn in enumerate(rng.choice(rows, size=(size, rows), replace=True), start):
            sums[number] = np.bincount(drawn, minlength=rows) @ table
    return sums


def interval(values: Sequence[float]) -> tuple[float, float]:
    """The 95 % interval: what is left without one fortieth of the values at each end.

    >>> interval([float(n) for n in range(1000)])
    (25.0, 974.0)
    """
    ordered = sorted(values)
    cut = len(ordered) // _TAIL
    return ordered[cut], ordered[len(ordered) - cut - 1]


def p_value(delta: float, resampled: Sequence[float]) -> float:
    """How often chance alone makes a difference at least as large as `delta`, either way.

    The resampled differences are moved so that their mean is 0, as it would be if both were equally
    good (Riezler and Maxwell 2005). sacreBLEU moves their absolute values, which counts one side
    only, and gives a p near 0 to an output beside itself.

    >>> p_value(0.0, [0.0] * 99)
    1.0
    >>> p_value(5.0, [4.0, 5.0, 6.0] * 33)
    0.01
    """
    differences = np.asarray(resampled, dtype=np.float64)
    extreme = int((np.abs(differences - differences.mean()) >= abs(delta)).sum())
    return (extreme + 1) / (len(differences) + 1)
