"""`translate terms check`: what is said of a user's glossary, and how the command ends."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from translate.cli import app
from translate.errors import ConfigError
from translate.terminology.shipped import TABLES, table_text
from translate.terminology.validation import Level, check_terms, review_terms

HEADER = "fr,en,vi,kind\n"


def remarks(rows: str) -> list[tuple[int, str, str]]:
    return [(r.line, r.level.value, r.message) for r in review_terms(HEADER + rows).remarks]


SOUND = [
    "Édito,Editorial,Xã luận,term\n",
    "Nguyen Van Bong,Nguyen Van Bong,Nguyễn Văn Bổng,person\n",
    "Nha Trang Center,Nha Trang Center,Nha Trang Center,agency\n",
    "Moscou,Moscow,Moskva,capital\n",
    "FPT,FPT,FPT,institution\n",
    "Mai Lan,Mai Lan,Mai Lan,person\n",
    "Édito,Editorial,Xã luận,term\nEdito,Editorial,Xã luận,term\n",
]


@pytest.mark.parametrize("rows", SOUND)
def test_sound_row_is_left_without_a_remark(rows: str) -> None:
    assert remarks(rows) == []


REMARKED = [
    ("warning", "`Edito` folds like `Édito` on line 2, but in en it is Note, not Editorial",
     "Édito,Editorial,Xã luận,term\nEdito,Note,Xã luận,term\n"),
    ("warning", "`Nguyen Van Bong` (vi) looks like a name without its marks: write it as",
     "Nguyen Van Bong,Nguyen Van Bong,Nguyen Van Bong,person\n"),
    ("warning", "`Ha Long` (vi) looks like a name without its marks: Hạ Long?",
     "baie magique,magic bay,Ha Long,term\n"),
    ("warning", "`centre de presse` is the same in en",
     "centre de presse,centre de presse,trung tâm báo chí,institution\n"),
    ("warning", "`« Renouveau »` would never be found", "« Renouveau »,Doi moi,Đổi mới,term\n"),
    ("warning", "`prix  unique` would never be found", "prix  unique,single price,một giá,term\n"),
    ("warning", "`(unique)` (en) would never be recognised", "prix unique,(unique),một giá,term\n"),
    ("warning", "`Tombouctou` has no form in any language", "Tombouctou,,,city\n"),
    ("information", "`Moscou` overrides the built-in table in vi: Mát-xcơ-va, not Moskva",
     "Moscou,Moscow,Mát-xcơ-va,capital\n"),
    ("information", "`Moscou` is taken out of vi, where the built-in table has Moskva",
     "Moscou,Moscow,,capital\n"),
    ("information", "`Moscou` overrides the kind of the built-in table: city, not capital",
     "Moscou,Moscow,Moskva,city\n"),
    ("fault", "unknown kind `town`", "Kazan,Kazan,Kazan,town\n"),
    ("fault", "2 cells where the header has 4", "Kazan,Kazan\n"),
    ("fault", "the `fr` cell holds no word", ",Kazan,Kazan,city\n"),
    ("fault", "`a` stands already on line 2", "a,b,c,term\na,d,e,term\n"),
    ("fault", "not CSV", '"a,b,c,term\n'),
    ("fault", "the file holds no term", ""),
]  # fmt: skip


@pytest.mark.parametrize(("level", "message", "rows"), REMARKED)
def test_row_is_remarked_upon_once(level: str, message: str, rows: str) -> None:
    said = remarks(rows)
    assert [found for _, found, text in said if message in text] == [level], said


def test_all_remarks_come_at_once_by_line() -> None:
    said = remarks("Kazan,Kazan,Kazan,town\nMoscou,Moscow,Mát-xcơ-va,capital\n\na,b\n")
    assert [(line, level) for line, level, _ in said] == [
        (2, "fault"),
        (3, "information"),
        (5, "fault"),
    ]


def test_bad_header_is_the_one_fault() -> None:
    report = review_terms("fr;en;kind\na;b;term\n")
    assert [(r.line, r.level) for r in report.remarks] == [(1, Level.FAULT)]
    assert report.terms == 0


@pytest.mark.parametrize("table", TABLES)
def test_shipped_table_has_no_fault_and_overrides_nothing(table: str) -> None:
    report = review_terms(table_text(table))
    assert report.count(Level.FAULT) == 0
    assert report.count(Level.INFORMATION) == 0
    assert not [r for r in report.remarks if "never be" in r.message]


def test_unreadable_file_is_an_error_of_its_own(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        check_terms(tmp_path / "none.csv")
    (tmp_path / "latin.csv").write_bytes("fr,en,kind\nHué,Hue,city\n".encode("cp1252"))
    with pytest.raises(ConfigError, match="not UTF-8"):
        check_terms(tmp_path / "latin.csv")


@pytest.mark.parametrize(
    ("rows", "options", "code"),
    [
        ("Édito,Editorial,Xã luận,term\n", [], 0),
        ("Édito,Editorial,Xã luận,term\n", ["--strict"], 0),
        ("Moscou,Moscow,Mát-xcơ-va,capital\n", ["--strict"], 0),
        ("centre,centre,trung tâm,term\n", [], 0),
        ("centre,centre,trung tâm,term\n", ["--strict"], 1),
        ("centre,centre\n", [], 1),
    ],
)
def test_command_ends_by_what_it_found(
    tmp_path: Path, rows: str, options: list[str], code: int
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    assert CliRunner().invoke(app, ["terms", "check", str(path), *options]).exit_code == code


def test_command_names_file_line_and_level(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"\ufeff{HEADER}centre,centre,trung tâm,term\na,b\n", encoding="utf-8")
    lines = CliRunner().invoke(app, ["terms", "check", str(path)]).stdout.splitlines()
    assert lines[0].startswith(f"{path}:2: warning: `centre` is the same in en")
    assert lines[1] == f"{path}:3: fault: 2 cells where the header has 4"
    assert lines[2] == (
        f"{path}: sound rows: 1, faults: 1, warnings: 1, overrides of the built-in table: 0"
    )


def test_command_stops_at_a_file_it_cannot_read(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["terms", "check", str(tmp_path / "none.csv")])
    assert isinstance(result.exception, ConfigError)
