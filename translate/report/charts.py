"""The plots at the top of a page, as SVG; their colours come from the page's style sheet."""

import html
from collections import Counter

from translate.records import Severity
from translate.report.figures import Histogram
from translate.report.marking import Html, visible
from translate.report.names import check_name
from translate.report.rows import SEVERITY_NAMES, SEVERITY_ORDER

_WIDTH = 320
_PLOT_HEIGHT = 92
_AXIS_HEIGHT = 16
_ROW_HEIGHT = 19
_LABEL_WIDTH = 166
_COUNT_WIDTH = 34
_LABEL_CHARACTERS = 24


def histogram(counts: Histogram, what: str) -> Html:
    """Columns of a distribution over an axis with five numbers; `what` says it to those who
    cannot see it."""
    step = _WIDTH / counts.bins
    width = (counts.high - counts.low) / counts.bins
    most = max(counts.counts, default=0) or 1
    parts = []
    for index, count in enumerate(counts.counts):
        if not count:
            continue
        height = max(count / most * (_PLOT_HEIGHT - 4), 1.5)
        low = counts.low + index * width
        parts.append(
            f'<rect class="bar" x="{index * step + 1:.1f}" y="{_PLOT_HEIGHT - height:.1f}" '
            f'width="{step - 2:.1f}" height="{height:.1f}">'
            f"<title>{_range(counts, index, low, width)}: {count}</title></rect>"
        )
    parts.append(f'<path class="axis" d="M0 {_PLOT_HEIGHT}.5H{_WIDTH}"/>')
    anchors = ("start", "middle", "middle", "middle", "end")
    for tick, anchor in enumerate(anchors):
        value = _number(counts.low + (counts.high - counts.low) * tick / 4, 1)
        parts.append(
            f'<text x="{_WIDTH * tick / 4:.0f}" y="{_PLOT_HEIGHT + 13}" '
            f'text-anchor="{anchor}">{value}</text>'
        )
    return _svg(_PLOT_HEIGHT + _AXIS_HEIGHT, what, parts)


def check_bars(checks: dict[str, Counter[Severity]]) -> Html:
    """One bar per check, its findings by severity from left to right."""
    most = max((found.total() for found in checks.values()), default=1)
    room = _WIDTH - _LABEL_WIDTH - _COUNT_WIDTH
    parts = []
    for index, (check_id, found) in enumerate(sorted(checks.items())):
        top = index * _ROW_HEIGHT
        name = html.escape(_label(check_id))
        parts.append(f'<text x="0" y="{top + 13}">{name}</text>')
        left = float(_LABEL_WIDTH)
        for severity in SEVERITY_ORDER:
            if not found[severity]:
                continue
            length = found[severity] / most * room
            parts.append(
                f'<rect class="{severity.value.lower()}" x="{left:.1f}" y="{top + 4}" '
                f'width="{max(length, 1):.1f}" height="11"><title>{name}: {found[severity]} '
                f"{plural(found[severity], SEVERITY_NAMES[severity])}</title></rect>"
            )
            left += max(length, 1)
        parts.append(f'<text class="n" x="{left + 5:.1f}" y="{top + 13}">{found.total()}</text>')
    return _svg(len(checks) * _ROW_HEIGHT, "Findings by check", parts)


def plural(number: int, word: str) -> str:
    """`word` as it follows `number`.

    >>> plural(1, "error"), plural(0, "error")
    ('error', 'errors')
    """
    return word if number == 1 else f"{word}s"


def _label(check_id: str) -> str:
    label = visible(f"{check_id} {check_name(check_id)}".strip())
    return label if len(label) <= _LABEL_CHARACTERS else label[: _LABEL_CHARACTERS - 1] + "…"


def _range(counts: Histogram, index: int, low: float, width: float) -> str:
    """What a column holds; the outer ones are open."""
    if index == 0:
        return f"below {_number(low + width, 1)}"
    if index == counts.bins - 1:
        return f"{_number(low, 1)} and above"
    return f"{_number(low, 1)} to {_number(low + width, 1)}"


def _number(value: float, digits: int) -> str:
    """A number with a true minus sign, and no minus before nothing."""
    text = f"{value:.{digits}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "\u2212")


def _svg(height: int, what: str, parts: list[str]) -> Html:
    return Html(
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{html.escape(what)}">'
        f"{''.join(parts)}</svg>"
    )
