"""The rows that a report is made of, and the findings that stand in them as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from translate.records import Severity

Cell = str | int | float | None
Row = Mapping[str, Cell]

SEVERITY_NAMES = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "note",
}
SEVERITY_ORDER = tuple(SEVERITY_NAMES)
"""From bad to harmless."""


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """One article: its row of `articles` and its rows of `segments`, in order."""

    article: Row
    segments: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """A finding as it stands in a row; where it stands says what it is about."""

    check: str
    severity: Severity
    message: str
    lang: str | None
    span: tuple[int, int] | None
    expected: str | None
    found: str | None

    @property
    def told(self) -> str:
        """The whole remark as one line of text.

        >>> Remark("Q08", Severity.ERROR, "a number is lost", "en", None, "3", None).told
        'Q08 error: a number is lost (expected 3)'
        """
        details = [
            f"{word} {value}"
            for word, value in (("expected", self.expected), ("found", self.found))
            if value
        ]
        detail = f" ({', '.join(details)})" if details else ""
        return f"{self.check} {SEVERITY_NAMES[self.severity]}: {self.message}{detail}"


def remarks_of(row: Row) -> tuple[Remark, ...]:
    """The findings of a row, in their order."""
    return tuple(
        Remark(
            check=item["check"],
            severity=Severity(item["severity"]),
            message=item["message"],
            lang=item["lang"],
            span=None if item["span"] is None else (item["span"][0], item["span"][1]),
            expected=item["expected"],
            found=item["found"],
        )
        for item in json.loads(text_of(row, "findings") or "[]")
    )


def text_of(row: Row, column: str) -> str:
    """The text in a column of a row, empty where there is none."""
    cell = row.get(column)
    return "" if cell is None else str(cell)
