"""The table of a measurement on a GPU: rates, utilisation, memory, ratios and agreement."""

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

# What bfloat16 does to words is seen where torch itself computes in it: on a CPU the starter model
# keeps 80 % of its sentences and a chrF of 95. Who is not this much below that is no worse.
BFLOAT16 = "torch bfloat16, sorted"
CHRF_MARGIN = 1.0
_HEADER = (
    "model", "contender", "articles/s", "source tok/s", "target tok/s", "FLOP use", "peak GiB",
    "x batch 8", "x batch 64", "identical", "chrF", "how",
)  # fmt: skip
_NOTES = (
    "Rates are those of the median round, rounds alternating between contenders. FLOP use is model "
    "FLOP utilisation: the operations that the tokens need, by the peak of the device. The peak "
    "memory of a contender of torch holds what those above it keep. The words of models made for "
    "measuring mean nothing: agreement (with torch in float32) is to be read from the starter "
    f"model, and a contender agrees if its chrF there is at most {CHRF_MARGIN:g} below that of "
    "torch in bfloat16."
)
_NO_GPU = "**No GPU was used: this shows that everything runs, and its figures say nothing else.**"


@dataclass(frozen=True, slots=True)
class Row:
    """One contender with one model: `seconds` of each round for `articles` articles.

    `identical` and `chrf` compare its outputs with those of torch in float32. None where nothing
    can be said; then `problem` may say why.
    """

    model: str
    contender: str
    articles: float = 0.0
    seconds: tuple[float, ...] = ()
    source_tokens: int = 0
    target_tokens: int = 0
    flop_use: float | None = None
    peak_bytes: int | None = None
    identical: float | None = None
    chrf: float | None = None
    note: str = ""
    problem: str | None = None

    @property
    def articles_per_s(self) -> float | None:
        """In the median round."""
        return self.articles / statistics.median(self.seconds) if self.seconds else None


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the measurement was made; `versions` are those of the libraries."""

    device: str
    is_gpu: bool
    peak_tflops: float | None
    versions: str


def as_values(machine: Machine, rows: Sequence[Row]) -> dict[str, Any]:
    """Everything, for a program to read."""
    return {
        "machine": asdict(machine),
        "rows": [{**asdict(row), "articles_per_s": row.articles_per_s} for row in rows],
    }


def as_markdown(machine: Machine, rows: Sequence[Row]) -> str:
    """Everything, for a person to read."""
    peak = f", peak {machine.peak_tflops:g} TFLOP/s" if machine.peak_tflops else ""
    head = ["# Contenders on one device", "", f"{machine.device}{peak}; {machine.versions}."]
    if not machine.is_gpu:
        head += ["", _NO_GPU]
    failed = [f"- {row.model}, {row.contender}: {row.problem}" for row in rows if row.problem]
    lines = [_line(_HEADER), _line(["---"] * len(_HEADER))]
    lines += [_line(_cells(row, rows)) for row in rows if row.seconds]
    fastest = [_fastest_line(name, rows) for name in dict.fromkeys(row.model for row in rows)]
    parts = ["\n".join(part) for part in (head, lines, fastest, failed, [_NOTES]) if part]
    return "\n\n".join(parts) + "\n"


def find_fastest(model: str, rows: Sequence[Row]) -> Row | None:
    """The fastest contender with `model`, of those that give the same within bfloat16 noise.

    That is read from the rows of the starter model, where there are any.
    """
    trained = {row.contender: row.chrf for row in rows if row.model == "starter"}
    best = 100.0
    floor = (trained.get(BFLOAT16) or best) - CHRF_MARGIN
    able = [
        row
        for row in rows
        if row.model == model
        and row.articles_per_s
        and (trained.get(row.contender) or best) >= floor
    ]
    return max(able, key=lambda row: row.articles_per_s or 0.0, default=None)


def _fastest_line(model: str, rows: Sequence[Row]) -> str:
    row = find_fastest(model, rows)
    found = f"{row.contender}, {row.articles_per_s:.3g} articles/s" if row else "none ran"
    return f"- fastest of those that agree, {model}: {found}"


def _cells(row: Row, rows: Sequence[Row]) -> list[str]:
    median = statistics.median(row.seconds)
    return [
        row.model,
        row.contender,
        f"{row.articles / median:.3g} ({_spread(row)})",
        f"{row.source_tokens / median:,.0f}",
        f"{row.target_tokens / median:,.0f}",
        _percent(row.flop_use),
        "-" if row.peak_bytes is None else f"{row.peak_bytes / 2**30:.2f}",
        *(_ratio(row, rows, f"plain loop, batch {size}") for size in (8, 64)),
        _percent(row.identical),
        "-" if row.chrf is None else f"{row.chrf:.1f}",
        row.note,
    ]


def _spread(row: Row) -> str:
    """The slowest and the fastest round."""
    return f"{row.articles / max(row.seconds):.3g}-{row.articles / min(row.seconds):.3g}"


def _ratio(row: Row, rows: Sequence[Row], base: str) -> str:
    """How many times as fast as contender `base` with the same model."""
    for other in rows:
        if (other.model, other.contender) == (row.model, base) and other.articles_per_s:
            return f"{(row.articles_per_s or 0) / other.articles_per_s:.1f}"
    return "-"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f} %"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
