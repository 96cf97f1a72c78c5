"""What came back from a review, row by row: a text to keep, nothing to do, or what is wrong.

A row is taken only if it is the one that went out: its digest fits, its segment is in the output,
and the output still has that source text there. The translation of the output may be another by
now, for what a person wrote belongs to the source.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from translate.review.rows import Key, digest_of
from translate.review.tables import TableRow
from translate.segmenter import single_line

_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
_MOST_OTHERS = 5
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Examined:
    """A row looked at by itself: `human` is on one line and in NFC, empty where nothing is filled
    in; `fault` says what is wrong."""

    number: int
    key: Key
    source: str
    human: str
    comment: str
    is_normalized: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is not taken: `number` is the row as a spreadsheet shows it."""

    number: int
    what: str


@dataclass(slots=True)
class Judgement:
    """The rows to take, those without a human text, and all that is wrong, sorted by row."""

    taken: list[Examined] = field(default_factory=list)
    empty: list[Examined] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def judge(rows: Iterable[TableRow], look_up: Callable[[set[Key]], Mapping[Key, str]]) -> Judgement:
    """Judge all rows of a table.

    `look_up` gives the source text of each key that is in the output; the others are left out.
    """
    examined = [_examine(row) for row in rows]
    known = look_up({row.key for row in examined})
    faults: dict[int, str] = {}
    for row in examined:
        if fault := _compare(row, known) or row.fault:
            faults[row.number] = fault
    for number, fault in (*_twice(examined), *_at_odds(examined)):
        faults.setdefault(number, fault)
    judgement = Judgement(problems=[Problem(*item) for item in sorted(faults.items())])
    for row in examined:
        if row.number not in faults:
            (judgement.taken if row.human else judgement.empty).append(row)
    return judgement


def tidy_human(text: str) -> str:
    r"""What a person wrote, on one line, stripped, in NFC, without characters that nobody sees.

    >>> tidy_human(" Hai\r\n dòng\u200b ") == "Hai dòng"
    True
    """
    return unicodedata.normalize("NFC", single_line(_INVISIBLE.sub("", text)))


def _examine(row: TableRow) -> Examined:
    cells = row.cells
    key = (cells["article_id"], cells["segment_id"], cells["lang"])
    written = cells["human"]
    human = tidy_human(written)
    fault = row.fault
    if not fault and cells["digest"] != digest_of(key, cells["source"], cells["translation"]):
        fault = "its ids, language, source, translation or digest were changed"
    return Examined(
        number=row.number,
        key=key,
        source=cells["source"],
        human=human,
        comment=tidy_human(cells.get("comment", "")),
        is_normalized=bool(human) and human != written,
        fault=fault or _fault_of(human, cells["source"]),
    )


def _fault_of(human: str, source: str) -> str:
    """Why a human text cannot stand, empty if it can."""
    if not human:
        return ""
    if match := _NOT_TEXT.search(human):
        return f"human has the character U+{ord(match.group()):04X}, which is no text"
    if any(map(str.isalnum, source)) and not any(map(str.isalnum, human)):
        return f"human is only {human!r}, with neither letter nor digit"
    return ""


def _compare(row: Examined, known: Mapping[Key, str]) -> str:
    """Why a row does not fit the output, empty if it does."""
    article_id, segment_id, lang = row.key
    source = known.get(row.key)
    if source is None:
        what = f"segment {segment_id}" if segment_id else f"summary of {article_id or 'no article'}"
        return f"the output has no {what} in the language {lang or '(none)'}"
    if source != row.source:
        return f"the source is not that of the output ({source[:60]!r})"
    return ""


def _twice(rows: list[Examined]) -> Iterator[tuple[int, str]]:
    """The rows of which there is another one."""
    groups: dict[Key, list[Examined]] = defaultdict(list)
    for row in rows:
        groups[row.key].append(row)
    for group in groups.values():
        if len(group) > 1:
            for row in group:
                yield row.number, f"the row stands twice ({_others(row, group)})"


def _at_odds(rows: list[Examined]) -> Iterator[tuple[int, str]]:
    """The rows whose human text is not that of another row with the same source."""
    groups: dict[tuple[str, str], list[Examined]] = defaultdict(list)
    for row in rows:
        if row.human:
            groups[row.key[2], row.source].append(row)
    for group in groups.values():
        if len({row.human for row in group}) > 1:
            for row in group:
                where = _others(row, group)
                yield row.number, f"the same source has another human text ({where})"


def _others(row: Examined, group: list[Examined]) -> str:
    """The other rows of a group, the first few of them."""
    others = (str(other.number) for other in group if other is not row)
    named = ", ".join(islice(others, _MOST_OTHERS))
    return f"see row {named}" + (", ..." if len(group) - 1 > _MOST_OTHERS else "")
