"""The rows of a glossary: what a term is, and reading terms from a CSV file.

A file has the columns `fr` and `kind` and one column per target language, named by its ISO 639
code. A target cell holds the form to write; further accepted forms follow, parted by a bar.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from translate.errors import ConfigError

PLACE_KINDS = frozenset({"capital", "city", "country", "former_province", "province"})
NAME_KINDS = PLACE_KINDS | {"agency", "person"}
KINDS = NAME_KINDS | {"institution", "term"}

_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&+]{1,9}")
_REMEDY = (
    "give each term one line with the columns fr, kind and one per target language (en, vi, ...)"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A French term and, per target language, its accepted forms: the first is the one to write.

    >>> term = Term("ONU", "institution", {"en": ("UN", "United Nations")})
    >>> term.accepted("en"), term.accepted("vi"), term.is_name
    (('UN', 'United Nations'), (), True)
    """

    fr: str
    kind: str
    targets: Mapping[str, tuple[str, ...]] = field(hash=False)

    def accepted(self, lang: str) -> tuple[str, ...]:
        """The accepted forms in `lang`, empty where the glossary has none."""
        return self.targets.get(lang, ())

    @property
    def is_acronym(self) -> bool:
        """Whether the French form is written in capitals only, such as `ONU`."""
        return _ACRONYM.fullmatch(self.fr) is not None

    @property
    def is_name(self) -> bool:
        """Whether the term is a proper name, compared with case, rather than common nouns."""
        return self.kind in NAME_KINDS or self.is_acronym


@dataclass(frozen=True, slots=True)
class TermTable:
    """What a CSV text holds: terms with their lines, the languages of its columns, its faults."""

    rows: tuple[tuple[int, Term], ...]
    languages: frozenset[str]
    problems: tuple[tuple[int, str], ...]


def read_terms(path: Path) -> tuple[list[Term], frozenset[str]]:
    """The terms of a CSV file in its order, and the languages it has columns for.

    Raises:
        ConfigError: the file cannot be read or breaks the form; all its problems are listed.
    """
    return parse_terms(read_table_text(path), where=str(path))


def read_table_text(path: Path) -> str:
    """The text of a glossary file.

    Raises:
        ConfigError: the file cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as err:
        remedy = "correct the path of the glossary"
        raise ConfigError("no such file", where=str(path), remedy=remedy) from err
    except UnicodeDecodeError as err:
        raise ConfigError("not UTF-8", where=str(path), remedy="re-save as UTF-8") from err
    except OSError as err:
        reason = err.strerror or str(err)
        raise ConfigError(reason, where=str(path), remedy="make the file readable") from err


def parse_terms(text: str, *, where: str) -> tuple[list[Term], frozenset[str]]:
    """The terms in the CSV `text`, and the languages it has columns for.

    >>> terms, languages = parse_terms("fr,en,kind\\nMoscou,Moscow,city\\n", where="a.csv")
    >>> terms[0].fr, terms[0].targets, sorted(languages)
    ('Moscou', {'en': ('Moscow',)}, ['en'])

    Raises:
        ConfigError: all problems of the text at once, each with `where` and its line.
    """
    table = scan_terms(text)
    if table.problems:
        problems = (f"{where}:{line}: {problem}" for line, problem in table.problems)
        raise ConfigError("\n".join(problems), remedy=_REMEDY)
    return [term for _, term in table.rows], table.languages


def scan_terms(text: str) -> TermTable:
    """The sound rows of the CSV `text`, and all that is wrong with the others.

    >>> scan_terms("fr,en,kind\\nMoscou,Moscow,town\\n").problems[0][0]
    2
    """
    records, csv_problems = _records(unicodedata.normalize("NFC", text))
    first_line, header = records[0] if records else (1, [])
    problems = [(first_line, problem) for problem in _header_problems(header)]
    terms: dict[str, tuple[int, Term]] = {}
    for line, row in [] if problems else records[1:]:
        found = _row_problems(header, row)
        if not found:
            term = _term(dict(zip(header, row, strict=True)))
            if term.fr in terms:
                found.append(f"`{term.fr}` stands already on line {terms[term.fr][0]}")
            terms.setdefault(term.fr, (line, term))
        problems += [(line, problem) for problem in found]
    return TermTable(
        tuple(terms.values()),
        frozenset(header) - {"fr", "kind"},
        (*problems, *csv_problems),
    )


def _records(text: str) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    """The records that are not blank, with the line each begins on, and why they end early."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records = []
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                records.append((line, [cell.strip() for cell in row]))
            line = reader.line_num + 1
    except csv.Error as err:
        advice = "close each quote, and double a quote inside a quoted cell"
        return records, [(line, f"not CSV ({err}): {advice}")]
    return records, []


def _header_problems(header: list[str]) -> list[str]:
    if len(header) == 1 and re.search(r"[;\t]", header[0]):
        return ["the columns must be parted by commas, not by semicolons or tabs"]
    problems = [f"column `{name}` is missing" for name in ("fr", "kind") if name not in header]
    for name in header:
        if name != "kind" and not _LANGUAGE_CODE.fullmatch(name):
            problems.append(
                f"unknown column `{name}`: only fr, kind and language codes of 2 or 3 small letters"
            )
    problems += [
        f"column `{name}` stands {header.count(name)} times"
        for name in dict.fromkeys(header)
        if header.count(name) > 1
    ]
    if not problems and not set(header) - {"fr", "kind"}:
        problems.append("no column for a target language")
    return problems


def _row_problems(header: list[str], row: list[str]) -> list[str]:
    if len(row) != len(header):
        return [f"{len(row)} cells where the header has {len(header)}"]
    cells = dict(zip(header, row, strict=True))
    problems = [
        f"control character in `{name}`" for name, cell in cells.items() if _CONTROL.search(cell)
    ]
    if not any(char.isalnum() for char in cells["fr"]):
        problems.append("the `fr` cell holds no word")
    if cells["kind"] not in KINDS:
        problems.append(f"unknown kind `{cells['kind']}`: one of {', '.join(sorted(KINDS))}")
    return problems


def _term(cells: Mapping[str, str]) -> Term:
    targets = {
        lang: forms
        for lang, cell in sorted(cells.items())
        if lang not in {"fr", "kind"}
        and (forms := tuple(form.strip() for form in cell.split("|") if form.strip()))
    }
    return Term(cells["fr"], cells["kind"], targets)
