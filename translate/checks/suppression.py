"""Findings that somebody looked at and set aside, with a reason: lists kept beside the corpus.

A list is a CSV file with the columns article, segment, lang, check and reason. An empty cell or
`*` stands for any; the reason is never empty. What is set aside is kept as information, so that
a report still shows it.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from translate.checks import CHECKS
from translate.errors import ConfigError
from translate.records import Finding, Severity

COLUMNS = ("article", "segment", "lang", "check", "reason")
_ANY = frozenset({"", "*"})
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
_REMEDY = f"give each finding to set aside one line with the columns {','.join(COLUMNS)}"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One line of a list; None stands for any. `where` is its file and line.

    `segment` is a whole identifier, or the number that one ends with.
    """

    where: str
    article: str | None
    segment: str | None
    lang: str | None
    check: str | None
    reason: str

    def covers(self, article_id: str, finding: Finding) -> bool:
        """Whether the line means this finding of that article.

        >>> row = Suppression("a.csv:2", "a1", "3", None, "Q08", "rounded by the agency")
        >>> row.covers("a1", Finding("Q08", Severity.WARNING, "number lost", "a1:00003", "en"))
        True
        >>> row.covers("a1", Finding("Q08", Severity.WARNING, "number lost", "a1:00013", "en"))
        False
        """
        return (
            self.article in (None, article_id)
            and self.check in (None, finding.check)
            and self.lang in (None, finding.lang)
            and (self.segment is None or _is_segment(self.segment, finding.segment_id))
        )


@dataclass(slots=True)
class Suppressions:
    """The lines of all lists, and how many findings each has set aside so far."""

    rows: tuple[Suppression, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    _by_article: dict[str | None, list[Suppression]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the lines, so that a long list costs each article only its own lines."""
        for row in self.rows:
            self._by_article.setdefault(row.article, []).append(row)

    @property
    def count(self) -> int:
        """How many findings have been set aside."""
        return sum(self.counts.values())

    def apply(self, article_id: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings of an article, in their order; those that a line covers are information.

        The first line that covers a finding gives the reason.
        """
        rows = [*self._by_article.get(article_id, ()), *self._by_article.get(None, ())]
        return tuple(self._set_aside(article_id, finding, rows) for finding in findings)

    def unused(self) -> list[Suppression]:
        """The lines that have set nothing aside: of another corpus, or of faults since mended."""
        return [row for row in self.rows if row.where not in self.counts]

    def _set_aside(self, article_id: str, finding: Finding, rows: Sequence[Suppression]) -> Finding:
        if finding.severity is Severity.INFORMATION:
            return finding
        row = next((row for row in rows if row.covers(article_id, finding)), None)
        if row is None:
            return finding
        self.counts[row.where] = self.counts.get(row.where, 0) + 1
        message = f"set aside ({row.reason}): {finding.message}"
        return replace(finding, severity=Severity.INFORMATION, message=message)


def load_suppressions(paths: Sequence[Path]) -> Suppressions:
    """The lines of all lists, in the order of the files.

    Raises:
        ConfigError: a list cannot be read or has mistakes; all of them are told.
    """
    rows: list[Suppression] = []
    problems: list[str] = []
    for path in paths:
        for item in _parse(_read(path), str(path)):
            if isinstance(item, Suppression):
                rows.append(item)
            else:
                problems.append(item)
    if problems:
        raise ConfigError("\n".join(problems), remedy=_REMEDY)
    return Suppressions(tuple(rows))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as err:
        raise ConfigError("not UTF-8", where=str(path), remedy="re-save as UTF-8") from err
    except OSError as err:
        raise ConfigError(
            err.strerror or str(err),
            where=str(path),
            remedy="correct checks.suppressions, or make the file readable",
        ) from err


def _parse(text: str, where: str) -> Iterator[Suppression | str]:
    """The lines of one list, or what is wrong with each; blank lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    seen: dict[tuple[str, ...], int] = {}
    line = 1
    try:
        for cells in reader:
            row = [cell.strip() for cell in cells]
            here, line = line, reader.line_num + 1
            if not any(row):
                continue
            if header is None:
                header = row
                if sorted(header) != sorted(COLUMNS):
                    yield f"{where}:{here}: the header must be {','.join(COLUMNS)}"
                    return
                continue
            problems = _row_problems(row, header, seen, here)
            yield from (f"{where}:{here}: {problem}" for problem in problems)
            if not problems:
                cell = dict(zip(header, row, strict=True))
                named = {name: None if cell[name] in _ANY else cell[name] for name in COLUMNS[:-1]}
                yield Suppression(f"{where}:{here}", **named, reason=cell["reason"])
    except csv.Error as err:
        yield f"{where}:{line}: not CSV ({err})"
        return
    if header is None:
        yield f"{where}:1: the file is empty; its header must be {','.join(COLUMNS)}"


def _row_problems(
    row: list[str], header: list[str], seen: dict[tuple[str, ...], int], line: int
) -> list[str]:
    """What is wrong with a line; `seen` has the lines before it, and takes this one."""
    if len(row) != len(header):
        return [f"{len(row)} cells where the header has {len(header)}"]
    cell = dict(zip(header, row, strict=True))
    problems = [] if cell["reason"] not in _ANY else ["the reason is missing"]
    if cell["check"] not in _ANY and cell["check"] not in CHECKS:
        problems.append(f"unknown check {cell['check']}: one of {', '.join(sorted(CHECKS))}")
    if cell["lang"] not in _ANY and not _LANGUAGE_CODE.fullmatch(cell["lang"]):
        problems.append(f"unknown language {cell['lang']}: a code such as en or vi, or *")
    if cell["article"] in _ANY and cell["check"] in _ANY:
        problems.append("name an article or a check: this line would set everything aside")
    if cell["segment"] not in _ANY and cell["article"] in _ANY and ":" not in cell["segment"]:
        problems.append("a segment needs its article")
    key = tuple("*" if cell[name] in _ANY else cell[name] for name in COLUMNS[:-1])
    if key in seen:
        problems.append(f"the same as line {seen[key]}")
    seen.setdefault(key, line)
    return problems


def _is_segment(wanted: str, segment_id: str | None) -> bool:
    if segment_id is None:
        return False
    number = segment_id.rpartition(":")[2]
    return wanted == segment_id or (wanted.isdecimal() and wanted.zfill(len(number)) == number)
