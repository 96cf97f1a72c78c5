"""The report of a measurement: a table to read, an object to compute with, a picture."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from translate.bench.figures import BenchReport, Row, ScalePoint
from translate.bench.options import SLOW
from translate.bench.picture import draw
from translate.bench.spread import Spread, told
from translate.files import write_json, write_text

JSON_NAME, TABLE_NAME, PICTURE_NAME = "bench.json", "bench.md", "bench.svg"
_OURS = ("triptyque",)


def write_report(output: Path, report: BenchReport) -> None:
    """Write all three files into `output`.

    Raises:
        OSError: the folder cannot be written.
    """
    write_json(output / JSON_NAME, as_object(report))
    write_text(output / TABLE_NAME, as_markdown(report))
    write_text(output / PICTURE_NAME, draw(report))


def as_object(report: BenchReport) -> dict[str, Any]:
    """Everything that was measured, with the summary of each contender."""
    return {
        "is_complete": report.is_complete,
        "options": asdict(report.options),
        "conditions": report.conditions,
        "model": {"name": report.model, "dimensions": report.dimensions},
        "text": asdict(report.text) | {"share_saved": report.text.share_saved},
        "summary": [asdict(row) for row in report.rows],
        "measurements": [asdict(m) | {"rate": m.rate} for m in report.ledger.measurements],
        "scale": [
            asdict(point) | {"seconds_per_article": point.seconds_per_article}
            for point in report.ledger.scale
        ],
        "failures": report.ledger.failures,
    }


def as_markdown(report: BenchReport) -> str:
    """The report as a page: tables, then what they mean and how they came about."""
    title = "# Measurement" + ("" if report.is_complete else " (incomplete: it was interrupted)")
    parts = [title, *as_tables(report), _notes(report), _conditions(report)]
    return "\n\n".join(parts) + "\n"


def as_tables(report: BenchReport) -> list[str]:
    """The tables of contenders and of sizes, and who failed, as far as there are any."""
    parts = []
    if report.rows:
        parts.append(_contenders(report))
    if report.ledger.scale:
        parts.append(_scale(report.ledger.scale))
    if report.ledger.failures:
        parts.append(
            "\n".join(f"- failed: {name}: {why}" for name, why in report.ledger.failures.items())
        )
    return parts


def _contenders(report: BenchReport) -> str:
    ours = [name for name in _OURS if report.ledger.of(name)]
    heads = ["contender", "source tokens/s", *(f"{name} is ... times as fast" for name in ours)]
    heads += ["peak RSS, MB", "articles", "seconds", "load, s"]
    return _table(heads, [_cells(row, ours) for row in report.rows])


def _cells(row: Row, ours: Sequence[str]) -> list[str]:
    compared = [told(row.ratios[name], 2) if name in row.ratios else "" for name in ours]
    load = "" if row.load_seconds is None else f"{row.load_seconds:.1f}"
    return [
        row.contender,
        told(row.rate),
        *compared,
        told(row.peak_rss_mb),
        str(row.articles),
        told(row.seconds, 1),
        load,
    ]


def _scale(points: Sequence[ScalePoint]) -> str:
    first = points[0]
    heads = [
        "articles", "seconds per article", "growth", "other CPU s per article", "growth",
        "peak RSS, MB", "growth", "segments",
    ]  # fmt: skip
    rows = []
    for point in points:
        cpu, first_cpu = _other_cpu(point), _other_cpu(first)
        rows.append(
            [
                f"{point.articles:,}",
                f"{point.seconds_per_article:.3f}",
                f"{point.seconds_per_article / first.seconds_per_article:.2f}",
                "" if cpu is None else f"{cpu:.4f}",
                f"{cpu / first_cpu:.2f}" if cpu and first_cpu else "",
                f"{point.peak_rss_mb:,.0f}",
                f"{point.peak_rss_mb / first.peak_rss_mb:.2f}",
                f"{point.segments:,}",
            ]
        )
    return _table(heads, rows)


def _other_cpu(point: ScalePoint) -> float | None:
    seconds = point.run.other_cpu_seconds
    return None if seconds is None else seconds / point.articles


def _notes(report: BenchReport) -> str:
    text, options = report.text, report.options
    lines = [
        "Medians, with the smallest and largest of the rounds in brackets; each contender in each "
        "round is a process of its own, and all have one round before any has the next.",
        "Source tokens count every segment, also those that stand more than once. Loops over "
        "strings are timed without loading; triptyque from the start of its process to its last "
        "file, model conversion excepted. triptyque-again is a second run into the same folder.",
        f"Unique text: {text.unique_segments:,} of {text.segments:,} segments; "
        f"{text.share_saved:.1%} of the source tokens are repetitions, which triptyque "
        "translates once.",
    ]
    slow = [name for name in SLOW if report.ledger.of(name)]
    if slow:
        count = report.ledger.of(slow[0])[0].articles
        lines.append(f"{', '.join(slow)} ran on {count} of the articles, spread evenly.")
    if text.truncated_segments:
        lines.append(f"{text.truncated_segments} over-long segments: loops over strings cut them.")
    lines += [line for row in report.rows for line in _inside(row)]
    if options.scale:
        lines.append(
            "The corpora of the sizes are made of the sentences of the corpus: a hash chooses "
            "them for each article, and a file number in each keeps any two sentences apart."
        )
    return "\n".join(f"- {line}" for line in lines)


def _inside(row: Row) -> list[str]:
    lines = []
    if row.engine_rate is not None:
        lines.append(f"{row.contender}: {told(row.engine_rate)} unique source tokens/s generating")
    if row.share_outside_generation is not None:
        percent = _percent(row.share_outside_generation)
        lines.append(f"{row.contender}: {told(percent, 1)} % of the time outside generation")
    return lines


def _percent(share: Spread) -> Spread:
    return Spread(100 * share.median, 100 * share.smallest, 100 * share.largest, share.values)


def _conditions(report: BenchReport) -> str:
    text, options = report.text, report.options
    dimensions = ", ".join(f"{name} {value}" for name, value in report.dimensions.items())
    rows = [
        ("model", f"{Path(report.model).name} ({dimensions}); beam {options.beam}"),
        (
            "text",
            f"{text.corpus}: {text.articles} articles, {text.segments:,} segments, "
            f"{text.source_tokens:,} source tokens, {text.pieces_per_word} pieces per word",
        ),
        *((name.replace("_", " "), _told(value)) for name, value in report.conditions.items()),
    ]
    return _table(["condition", ""], [list(row) for row in rows])


def _told(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {version}" for name, version in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return str(value)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns are also even as plain text.

    >>> print(_table(["a", "bb"], [["ccc", "d"]]))
    | a   | bb |
    |-----|----|
    | ccc | d  |
    """
    widths = [max(len(row[index]) for row in (heads, *rows)) for index in range(len(heads))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in (heads, *rows)
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
