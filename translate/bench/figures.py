"""What was measured, as records, and what the rounds say together."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from translate.bench.conditions import Conditions
from translate.bench.options import WHOLE, BenchOptions
from translate.bench.spread import Spread, ratios, spread_of


@dataclass(frozen=True, slots=True)
class RunFigures:
    """What the manifest of a whole run says; None where it does not say it.

    `generation_seconds` is the wall time in which something was being generated,
    `other_cpu_seconds` the processor time spent elsewhere.
    """

    generated: int
    remembered: int
    generated_source_tokens: int
    run_seconds: float
    generation_seconds: float | None
    other_cpu_seconds: float | None

    @property
    def engine_rate(self) -> float | None:
        """Source tokens of unique text per second of generation."""
        if not self.generation_seconds:
            return None
        return self.generated_source_tokens / self.generation_seconds


@dataclass(frozen=True, slots=True)
class Measurement:
    """One contender in one round; `source_tokens` counts every segment, however often it stands.

    `seconds` is translating alone for a loop over strings, and the whole process for a run.
    """

    contender: str
    round: int
    articles: int
    segments: int
    source_tokens: int
    seconds: float
    peak_rss_mb: float
    load_seconds: float | None = None
    target_tokens: int | None = None
    run: RunFigures | None = None

    @property
    def rate(self) -> float:
        """Source tokens per second."""
        return self.source_tokens / self.seconds

    @property
    def share_outside_generation(self) -> float | None:
        """The share of the wall time, start-up included, in which nothing was generated."""
        if self.run is None or self.run.generation_seconds is None:
            return None
        return 1 - self.run.generation_seconds / self.seconds


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """One run over a corpus of a given size."""

    articles: int
    segments: int
    seconds: float
    peak_rss_mb: float
    run: RunFigures

    @property
    def seconds_per_article(self) -> float:
        """Wall time of the whole process for each article."""
        return self.seconds / self.articles


@dataclass(frozen=True, slots=True)
class TextFigures:
    """The text that was translated, and how much of it stands in it only once."""

    corpus: str
    articles: int
    segments: int
    unique_segments: int
    source_tokens: int
    unique_source_tokens: int
    truncated_segments: int
    pieces_per_word: float

    @property
    def share_saved(self) -> float:
        """The share of source tokens that are repetitions."""
        return 1 - self.unique_source_tokens / self.source_tokens


@dataclass(slots=True)
class Ledger:
    """What has been measured so far; `failures` gives the reason for each contender that failed."""

    measurements: list[Measurement] = field(default_factory=list)
    scale: list[ScalePoint] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    is_complete: bool = False

    def of(self, contender: str) -> list[Measurement]:
        """The measurements of one contender, in the order of the rounds."""
        return [m for m in self.measurements if m.contender == contender]


@dataclass(frozen=True, slots=True)
class BenchReport:
    """All of a measurement: conditions, text, model, figures."""

    options: BenchOptions
    conditions: Conditions
    text: TextFigures
    model: str
    dimensions: dict[str, int]
    ledger: Ledger

    @property
    def is_complete(self) -> bool:
        """Whether nothing interrupted it."""
        return self.ledger.is_complete

    @property
    def rows(self) -> list["Row"]:
        """A row for each contender that was measured, in the order of the options."""
        found = ((name, self.ledger.of(name)) for name in self.options.contenders)
        return [_row(name, made, self.ledger) for name, made in found if made]


@dataclass(frozen=True, slots=True)
class Row:
    """One contender over all rounds; `ratios` says how many times as fast each run of ours was."""

    contender: str
    articles: int
    rate: Spread
    peak_rss_mb: Spread
    seconds: Spread
    load_seconds: float | None
    ratios: dict[str, Spread]
    engine_rate: Spread | None
    share_outside_generation: Spread | None


def _row(name: str, made: Sequence[Measurement], ledger: Ledger) -> Row:
    loads = [m.load_seconds for m in made if m.load_seconds is not None]
    rates = [m.rate for m in made]
    compared = {
        ours: ratios([m.rate for m in ledger.of(ours)], rates)
        for ours in WHOLE[:1]
        if ours != name and ledger.of(ours)
    }
    return Row(
        contender=name,
        articles=made[0].articles,
        rate=spread_of(rates),
        peak_rss_mb=spread_of([m.peak_rss_mb for m in made]),
        seconds=spread_of([m.seconds for m in made]),
        load_seconds=spread_of(loads).median if loads else None,
        ratios={ours: spread_of(values) for ours, values in compared.items() if values},
        engine_rate=_spread_or_none([m.run.engine_rate for m in made if m.run]),
        share_outside_generation=_spread_or_none([m.share_outside_generation for m in made]),
    )


def _spread_or_none(values: Sequence[float | None]) -> Spread | None:
    known = [value for value in values if value is not None]
    return spread_of(known) if known else None
