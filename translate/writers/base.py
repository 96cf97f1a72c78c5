"""What every writer shares: where it writes, what it gives back, how it goes over the articles."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from translate.records import Finding, TranslatedArticle

ArticleSource = Callable[[], Iterator[TranslatedArticle]]
"""Gives the articles of the run anew, sorted by article_id; a writer may go over them twice."""

LANGUAGE_GLOBS = ("[a-z][a-z]", "[a-z][a-z][a-z]")
"""What a language code looks like in a file name, to know stale files of other languages."""

_LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class ExportContext:
    """Where and for what languages a run is exported: `folder` is the output folder."""

    folder: Path
    source_lang: str
    target_langs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that a format cannot hold or must not hold, and why."""

    row_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Export:
    """What one writer made: `files` relative to the output folder in POSIX form, sorted."""

    files: tuple[str, ...]
    counts: Mapping[str, int]
    left_out: tuple[LeftOut, ...] = field(default=())


Writer = Callable[[ArticleSource, ExportContext], Export]
"""A member of this family: replaces its files in the output folder and says what it made."""


def names_in(folder: Path, paths: Iterable[Path]) -> tuple[str, ...]:
    """The names of `paths` as an `Export` lists them: seen from `folder`, POSIX form, sorted."""
    return tuple(sorted(path.relative_to(folder).as_posix() for path in paths))


def findings_by_segment(article: TranslatedArticle) -> dict[str | None, tuple[Finding, ...]]:
    """The findings of each segment that has one; those about the whole article under None."""
    found: dict[str | None, list[Finding]] = {}
    for finding in article.findings:
        found.setdefault(finding.segment_id, []).append(finding)
    return {segment_id: tuple(findings) for segment_id, findings in found.items()}


def one_line(text: str) -> str:
    r"""`text` stripped, with every run of line ends as one space.

    That is all that any reader may take for a line end: `str.splitlines` and many tools cut at
    U+0085, U+2028 or a form feed as well, and a file aligned by lines would lose its alignment.

    >>> one_line("deux\u2028lignes\r\n")
    'deux lignes'
    """
    return _LINE_ENDS.sub(" ", text).strip()
