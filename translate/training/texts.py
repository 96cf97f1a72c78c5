"""What is learnt from: units as they are read, and the pairs that they give."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Unit:
    """A source text and its targets by language (or field); each may hold slots such as `{P1}`."""

    source: str
    targets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pair:
    """A source text and the text that the model should answer, with the token that asks for it.

    `copied_at` is where a target that stands in its source begins there, in characters.
    """

    token: str | None
    source: str
    target: str
    copied_at: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The units of one file in order, and how many texts of it were left out, by reason."""

    units: tuple[Unit, ...]
    dropped: Counter[str] = field(default_factory=Counter)
