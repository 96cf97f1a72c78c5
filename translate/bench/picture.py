"""The measurement as one SVG picture, drawn by hand; it follows a dark page by itself."""

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

from translate.bench.figures import BenchReport, Row
from translate.bench.spread import told

WIDTH, LINE, TOP, BOTTOM = 860, 30, 74, 56
_NAMES, _RATES, _MEMORY = 168, (184, 540), (612, 780)  # where names end, where the panels lie
_STYLE = """<style>
svg { --paper: #ffffff; --ink: #1c1c1c; --quiet: #6b6b6b; --rule: #dddddd;
      --ours: #1f5fa8; --other: #8a8a8a }
@media (prefers-color-scheme: dark) {
  svg { --paper: #16181b; --ink: #ececec; --quiet: #a0a0a0; --rule: #383b40;
        --ours: #6fb1ff; --other: #8d9299 }
}
.paper { fill: var(--paper) } text { fill: var(--ink) } .quiet { fill: var(--quiet) }
.rule { stroke: var(--rule) } .ours { fill: var(--ours); stroke: var(--ours) }
.other { fill: var(--other); stroke: var(--other) }
</style>
"""


def draw(report: BenchReport) -> str:
    """The picture: speed on a scale of powers of ten, memory beside it, the sizes below."""
    rows, sizes = report.rows, report.ledger.scale
    low = TOP + LINE * len(rows)
    height = low + BOTTOM + (LINE * len(sizes) if sizes else 0)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="system-ui, sans-serif" '
        f'font-size="13" role="img">\n<title>Speed and memory of each contender</title>\n',
        _STYLE,
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>\n',
        _text(16, 26, _headline(report), "start", 'font-weight="600" font-size="15"'),
    ]
    if rows:
        parts += [_speeds(rows, low), _memories(rows)]
    else:
        parts.append(_text(16, TOP, "no contender was measured", "start", 'class="quiet"'))
    for index, point in enumerate(sizes):
        told_size = (
            f"{point.articles:,} articles: {point.seconds_per_article:.3f} s per article, "
            f"{point.peak_rss_mb:,.0f} MB"
        )
        parts.append(_text(16, low + BOTTOM + LINE * index, told_size, "start"))
    return "".join(parts) + "</svg>\n"


def _headline(report: BenchReport) -> str:
    conditions, options = report.conditions, report.options
    unfinished = "" if report.is_complete else " (incomplete)"
    return (
        f"{options.model.rsplit('/', 1)[-1]}, beam {options.beam}, {report.text.articles} "
        f"articles, {conditions['threads']} cores of {conditions['processor']}{unfinished}"
    )


def _speeds(rows: Sequence[Row], low: int) -> str:
    """A dot for each median with a line from the slowest to the fastest round."""
    left, right = _RATES
    floor = math.floor(math.log10(max(0.1, min(row.rate.smallest for row in rows))))
    ceiling = max(floor + 1, math.ceil(math.log10(max(row.rate.largest for row in rows))))

    def place(rate: float) -> float:
        share = (math.log10(max(rate, 10**floor)) - floor) / (ceiling - floor)
        return left + (right - left) * share

    drawn = [_text(left, 54, "source tokens per second", "start", 'class="quiet"')]
    for power in range(floor, ceiling + 1):
        x = place(10**power)
        drawn.append(
            f'<path class="rule" d="M{x:.1f} {TOP - 10}V{low}"/>\n'
            + _text(x, low + 18, f"{10**power:,g}", "middle", 'class="quiet"')
        )
    for index, row in enumerate(rows):
        y = TOP + LINE * index + LINE / 2
        start, end = place(row.rate.smallest), place(row.rate.largest)
        drawn.append(
            _text(_NAMES, y + 4, row.contender, "end")
            + f'<path class="{_kind(row)}" stroke-width="2" d="M{start:.1f} {y}H{end:.1f}"/>\n'
            f'<circle class="{_kind(row)}" cx="{place(row.rate.median):.1f}" cy="{y}" r="5"/>\n'
            + _text(end + 10, y + 4, f"{row.rate.median:,.0f}", "start")
        )
    return "".join(drawn)


def _memories(rows: Sequence[Row]) -> str:
    left, right = _MEMORY
    most = max(row.peak_rss_mb.median for row in rows)
    drawn = [_text(left, 54, "peak memory, MB", "start", 'class="quiet"')]
    for index, row in enumerate(rows):
        y = TOP + LINE * index + LINE / 2
        length = (right - left) * row.peak_rss_mb.median / most
        drawn.append(
            f'<rect class="{_kind(row)}" x="{left}" y="{y - 6}" width="{length:.1f}" '
            'height="12" rx="2"/>\n'
            + _text(left + length + 8, y + 4, told(row.peak_rss_mb).split(" ")[0], "start")
        )
    return "".join(drawn)


def _kind(row: Row) -> str:
    return "ours" if row.contender.startswith("triptyque") else "other"


def _text(x: float, y: float, text: str, anchor: str, more: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f"<text {place} {more}>{escape(text)}</text>\n"
