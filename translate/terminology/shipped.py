"""The terms that ship with the package, read in the few milliseconds that every start pays.

The tables are held to the form of a user's file by a test, so that nothing is checked here.
"""

import csv
from collections.abc import Iterator
from importlib import resources

from translate.terminology.people import person_terms
from translate.terminology.terms import Term

TABLES = ("terms.csv", "exonyms.csv", "acronyms.csv")


def shipped_terms() -> list[Term]:
    """The terms of all tables, then the people."""
    terms = [term for table in TABLES for term in _terms(table_text(table))]
    return terms + person_terms()


def table_text(table: str) -> str:
    """The text of a table without the comment that says where its rows are from."""
    text = (resources.files("translate.terminology") / table).read_text(encoding="utf-8")
    while text.startswith("#"):
        text = text.partition("\n")[2]
    return text


def _terms(text: str) -> Iterator[Term]:
    rows = csv.reader(text.split("\n"))
    assert next(rows) == ["fr", "en", "vi", "kind"], "a shipped table has other columns"
    for row in rows:
        if row:
            fr, en, vi, kind = row
            yield Term(fr, kind, {"en": tuple(en.split("|")), "vi": tuple(vi.split("|"))})
