"""The loss and the chrF of a training as one SVG picture, readable without any library."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from translate.training.journal import Event

WIDTH, HEIGHT, MARGIN = 720, 300, 48
COLOURS = ("#1f5fa8", "#b3541e", "#2e7d4f", "#7a3e9d")
Points = list[tuple[float, float]]
Series = dict[str, Points]


def draw_curves(events: Sequence[Event]) -> str:
    """Return an SVG with the training loss above and the chrF of each held-out set below."""
    losses: Series = {}
    scores: Series = {}
    for event in events:
        if event["event"] == "step":
            losses.setdefault("training loss", []).append((event["step"], event["loss"]))
        for name in ("held_out_loss",):
            if name in event:
                losses.setdefault("held-out loss", []).append((event["step"], event[name]))
        if event["event"] == "validation":
            for score in event["scores"]:
                name = f"{score['set']} {score['target']}"
                scores.setdefault(name, []).append((event["step"], score["chrf"]))
    panels = [("loss per target piece", losses), ("chrF2 on held-out text", scores)]
    parts = [_panel(title, series, index * HEIGHT) for index, (title, series) in enumerate(panels)]
    total = HEIGHT * len(panels)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {total}" '
        f'width="{WIDTH}" height="{total}" font-family="sans-serif" font-size="12">\n'
        f'<rect width="{WIDTH}" height="{total}" fill="white"/>\n' + "".join(parts) + "</svg>\n"
    )


def _panel(title: str, series: Series, top: int) -> str:
    points = [point for line in series.values() for point in line]
    left, right = MARGIN, WIDTH - MARGIN
    high, low = top + MARGIN, top + HEIGHT - MARGIN
    drawn = [f'<text x="{left}" y="{top + 24}" font-weight="bold">{escape(title)}</text>\n']
    if not points:
        drawn.append(f'<text x="{left}" y="{high + 20}">nothing measured</text>\n')
        return "".join(drawn)
    last_step = max(x for x, _ in points) or 1
    floor, ceiling = min(y for _, y in points), max(y for _, y in points)
    if floor == ceiling:
        floor, ceiling = floor - 1, ceiling + 1

    def place(x: float, y: float) -> str:
        across = left + (right - left) * x / last_step
        up = low - (low - high) * (y - floor) / (ceiling - floor)
        return f"{across:.1f},{up:.1f}"

    drawn.append(
        f'<path d="M{left} {high}V{low}H{right}" fill="none" stroke="#777"/>\n'
        f'<text x="{left - 6}" y="{high + 4}" text-anchor="end">{ceiling:.1f}</text>\n'
        f'<text x="{left - 6}" y="{low}" text-anchor="end">{floor:.1f}</text>\n'
        f'<text x="{right}" y="{low + 16}" text-anchor="end">step {last_step:.0f}</text>\n'
    )
    for index, (name, line) in enumerate(sorted(series.items())):
        colour = COLOURS[index % len(COLOURS)]
        path = " ".join(place(x, y) for x, y in line)
        drawn.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>\n'
        )
        x, y = place(*line[-1]).split(",")
        drawn.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>\n')
        drawn.append(
            f'<text x="{right}" y="{top + 24 + 14 * index}" fill="{colour}" text-anchor="end">'
            f"{escape(name)} {line[-1][1]:.2f}</text>\n"
        )
    return "".join(drawn)
