"""What several rounds say together: median, smallest and largest."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some values, and how far they lie apart."""

    median: float
    smallest: float
    largest: float
    values: int


def spread_of(values: Sequence[float]) -> Spread:
    """The spread of at least one value.

    >>> spread_of([3.0, 1.0, 2.0])
    Spread(median=2.0, smallest=1.0, largest=3.0, values=3)
    """
    return Spread(float(median(values)), min(values), max(values), len(values))


def ratios(ours: Sequence[float], theirs: Sequence[float]) -> list[float]:
    """Round by round, how many times as large ours are; rounds that one of them lacks are left out.

    A slow minute of the machine slows both values of its round, and leaves their ratio alone.

    >>> ratios([6.0, 9.0, 8.0], [2.0, 3.0])
    [3.0, 3.0]
    """
    return [a / b for a, b in zip(ours, theirs, strict=False) if b > 0]


def told(spread: Spread, digits: int = 0) -> str:
    """The spread as text; of a single value the value alone.

    >>> told(Spread(2.0, 1.04, 3.0, 3), 1), told(Spread(1234.5, 1234.5, 1234.5, 1))
    ('2.0 (1.0-3.0)', '1,234')
    """
    middle = f"{spread.median:,.{digits}f}"
    if spread.values == 1:
        return middle
    return f"{middle} ({spread.smallest:,.{digits}f}-{spread.largest:,.{digits}f})"
