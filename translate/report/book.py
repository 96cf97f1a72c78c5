"""The report of a result: one page, or an index and its parts.

Up to 200 articles are one page. More are cut into parts of 200, each a page of its own, and the
page on top becomes their index. No more than one part is held in memory.
"""

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO

from translate.files import atomic_write, remove_stale
from translate.records import Severity
from translate.report.figures import Figures
from translate.report.marking import Html
from translate.report.page import Entry, Frame, render_page, render_story
from translate.report.rows import ArticleRows, text_of
from translate.report.story import StoryTeller, title_of

ARTICLES_PER_PAGE = 200
INDEX_NAME = "report.html"
PARTS_FOLDER = "report"
_PART_GLOBS = ("part-*.html",)
_TITLE = "Translation report"


@dataclass(frozen=True, slots=True)
class Pages:
    """What was written: the files, and how many articles they show."""

    paths: tuple[Path, ...]
    articles: int


@dataclass(frozen=True, slots=True)
class _Part:
    """The articles of one page: rendered, listed (by their place on that page) and counted."""

    number: int
    stories: list[Html]
    entries: list[Entry]
    figures: Figures
    is_last: bool

    @property
    def name(self) -> str:
        return _part_name(self.number)


def write_pages(
    articles: Iterable[ArticleRows], folder: Path, source_lang: str, target_langs: Iterable[str]
) -> Pages:
    """Write `report.html` and, for many articles, `report/part-NNNN.html` below `folder`.

    Parts of an earlier report that no longer belong are removed. The order of the languages in
    `target_langs` changes nothing.

    Raises:
        OSError: the disk does not take a page.
    """
    teller = StoryTeller(source_lang, tuple(sorted(target_langs)))
    total = Figures(source_lang, teller.langs[1:])
    top = folder / INDEX_NAME
    paths: list[Path] = []
    with tempfile.TemporaryFile("w+", encoding="utf-8") as listed:
        for part in _parts(articles, teller, total):
            if part.is_last and part.number == 1:
                frame = Frame(_TITLE, teller.langs, part.figures, part.entries)
                _write(top, render_page(frame, part.stories))
                break
            paths.append(folder / PARTS_FOLDER / part.name)
            _write(paths[-1], render_page(_frame_of(part, teller.langs), part.stories))
            for entry in part.entries:
                href = f"{PARTS_FOLDER}/{part.name}{entry.href}"
                listed.write(json.dumps(asdict(replace(entry, href=href))) + "\n")
        else:
            frame = Frame(_TITLE, teller.langs, total, _listed(listed), is_index=True)
            _write(top, render_page(frame, ()))
    remove_stale(folder / PARTS_FOLDER, _PART_GLOBS, {path.name for path in paths})
    return Pages((top, *paths), total.articles)


def _parts(articles: Iterable[ArticleRows], teller: StoryTeller, total: Figures) -> Iterator[_Part]:
    """The parts in order, counted into `total`; there is always a first one, if need be empty."""
    remaining = iter(articles)
    ahead = list(islice(remaining, 1))
    number = 0
    while ahead or number == 0:
        number += 1
        stories: list[Html] = []
        entries: list[Entry] = []
        figures = Figures(teller.langs[0], teller.langs[1:])
        first = total.articles + 1
        for index, rows in enumerate(_some(ahead, remaining), start=first):
            total.add(rows)
            stories.append(render_story(teller.story(rows, index), teller.langs))
            entries.append(_entry(rows, index, figures, teller.langs[0]))
        ahead = list(islice(remaining, 1))
        yield _Part(number, stories, entries, figures, is_last=not ahead)


def _some(ahead: list[ArticleRows], remaining: Iterator[ArticleRows]) -> Iterator[ArticleRows]:
    """The articles of one page; what was read `ahead` comes first."""
    yield from ahead
    yield from islice(remaining, ARTICLES_PER_PAGE - len(ahead))


def _entry(rows: ArticleRows, number: int, figures: Figures, source_lang: str) -> Entry:
    """The line of an article in a table of contents; it is counted into `figures`."""
    found = figures.add(rows)
    return Entry(
        href=f"#a{number}",
        number=number,
        article_id=text_of(rows.article, "article_id"),
        title=title_of(rows.article, source_lang),
        segments=len(rows.segments),
        errors=found[Severity.ERROR],
        warnings=found[Severity.WARNING],
        notes=found[Severity.INFORMATION],
    )


def _frame_of(part: _Part, langs: tuple[str, ...]) -> Frame:
    return Frame(
        title=f"{_TITLE}, part {part.number}",
        langs=langs,
        figures=part.figures,
        entries=part.entries,
        up=f"../{INDEX_NAME}",
        before=_part_name(part.number - 1) if part.number > 1 else None,
        after=None if part.is_last else _part_name(part.number + 1),
    )


def _part_name(number: int) -> str:
    return f"part-{number:04d}.html"


def _listed(stream: IO[str]) -> Iterator[Entry]:
    """The entries that were set aside, in their order."""
    stream.seek(0)
    for line in stream:
        yield Entry(**json.loads(line))


def _write(path: Path, pieces: Iterable[str]) -> None:
    with atomic_write(path) as stream:
        for piece in pieces:
            stream.write(piece.encode("utf-8"))
