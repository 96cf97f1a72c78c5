"""A page as a stream of text: the templates, and what a browser may do with the page.

The policy allows the style sheet and the script of the page by their digests, and nothing else: no
address is fetched, and no script that a text might bring along can run.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from translate.records import Status
from translate.report.charts import check_bars, histogram, plural
from translate.report.figures import Figures
from translate.report.marking import Html, shown, visible
from translate.report.names import check_name, language_name
from translate.report.rows import SEVERITY_NAMES
from translate.report.story import Story

if TYPE_CHECKING:
    from jinja2 import Environment

_POLICY = (
    "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; "
    "img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article in a table of contents: where it is, what it is called, what was found."""

    href: str
    number: int
    article_id: str
    title: str
    segments: int
    errors: int
    warnings: int
    notes: int


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page has around its articles. An address is None where there is no such page."""

    title: str
    langs: tuple[str, ...]
    figures: Figures
    entries: Iterable[Entry]
    is_index: bool = False
    up: str | None = None
    before: str | None = None
    after: str | None = None


def render_story(story: Story, langs: tuple[str, ...]) -> Html:
    """One article as HTML, its columns headed by `langs`."""
    return Html(_environment().get_template("story.html").render(story=story, langs=langs))


def render_page(frame: Frame, stories: Iterable[Html]) -> Iterator[str]:
    """The page in pieces; entries and stories are taken one by one."""
    environment = _environment()
    style = environment.get_template("page.css").render(targets=len(frame.langs) - 1).strip()
    script = environment.get_template("page.js").render().strip()
    yield from environment.get_template("page.html").generate(
        frame=frame,
        stories=stories,
        style=Html(style),
        script=Html(script),
        policy=_POLICY.format(style=_digest(style), script=_digest(script)),
        severities=[
            (severity.value.lower(), name, plural(2, name), frame.figures.severities[severity])
            for severity, name in SEVERITY_NAMES.items()
        ],
        tiles=_tiles(frame.figures),
        checks=[
            (visible(check_id), visible(check_name(check_id)), found.total())
            for check_id, found in sorted(frame.figures.checks.items())
        ],
        bars=check_bars(frame.figures.checks) if frame.figures.checks else None,
        charts=list(_charts(frame.figures)),
    )


def _tiles(figures: Figures) -> list[tuple[str, str, str]]:
    """Number, name and class of the counts at the top."""
    tiles = [
        (figures.articles, plural(figures.articles, "article"), ""),
        (figures.segments, plural(figures.segments, "segment"), ""),
    ]
    tiles += [(figures.statuses[status], status.value, status.value) for status in Status]
    tiles += [
        (
            figures.severities[severity],
            plural(figures.severities[severity], name),
            severity.value.lower(),
        )
        for severity, name in SEVERITY_NAMES.items()
    ]
    return [(f"{number:,}", name, key) for number, name, key in tiles]


def _charts(figures: Figures) -> Iterator[tuple[str, str, Html]]:
    """Heading, what it says in a word, and picture of each plot."""
    for what, by_language in (
        ("Length ratio", figures.ratios),
        ("Engine score", figures.scores),
    ):
        for lang, counts in by_language.items():
            if counts.mean is None:
                continue
            heading = f"{what}, {language_name(lang)}"
            mean = f"mean {counts.mean:.2f}".replace("-", "\u2212")
            told = f"{counts.total:,} {plural(counts.total, 'segment')}, {mean}"
            yield heading, told, histogram(counts, f"{heading}: {told}")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("translate.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"shown": shown, "visible": visible, "language": language_name}
    return environment


def _digest(text: str) -> str:
    """The SHA-256 of an inline block as a policy writes it."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
