"""Findings that are set aside by a list with reasons."""

from pathlib import Path

import pytest

from translate.checks.suppression import Suppressions, load_suppressions
from translate.config_file import load_config
from translate.errors import ConfigError
from translate.records import Finding, Severity

HEADER = "article,segment,lang,check,reason\n"
LOST = Finding("Q08", Severity.WARNING, "number lost: 12", "a1:00003", "en")
CHANGED = Finding("Q08", Severity.ERROR, "number changed", "a1:00004", "vi")
ABOUT_SUMMARY = Finding("Q24", Severity.WARNING, "the summary has 5 words")


def suppressions(tmp_path: Path, *rows: str) -> Suppressions:
    path = tmp_path / "aside.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return load_suppressions([path])


def test_finding_set_aside_is_kept_as_information_with_its_reason(tmp_path):
    rows = suppressions(tmp_path, "a1,3,en,Q08,rounded by the agency")
    (kept,) = rows.apply("a1", [LOST])
    assert kept.severity is Severity.INFORMATION
    assert kept.message == "set aside (rounded by the agency): number lost: 12"
    assert (kept.check, kept.segment_id, kept.lang) == (LOST.check, LOST.segment_id, LOST.lang)
    assert rows.count == 1


@pytest.mark.parametrize(
    ("row", "is_set_aside"),
    [
        ("a1,3,en,Q08,known", True),
        ("a1,00003,en,Q08,known", True),
        ("a1,a1:00003,en,Q08,known", True),
        ("*,a1:00003,,Q08,known", True),
        ("a1,,,,known", True),
        ("*,*,*,Q08,known", True),
        ("a1,*,en,*,known", True),
        ("a1,13,en,Q08,known", False),
        ("a1,30003,en,Q08,known", False),
        ("a2,3,en,Q08,known", False),
        ("a1,3,vi,Q08,known", False),
        ("a1,3,en,Q09,known", False),
    ],
)
def test_every_cell_of_a_line_must_fit(tmp_path, row: str, is_set_aside: bool):
    rows = suppressions(tmp_path, row)
    (kept,) = rows.apply("a1", [LOST])
    assert (kept.severity is Severity.INFORMATION) is is_set_aside
    assert (kept is LOST) is not is_set_aside
    assert len(rows.unused()) == (not is_set_aside)


def test_line_without_a_segment_sets_the_summary_aside_too(tmp_path):
    rows = suppressions(tmp_path, "a1,*,*,Q24,the lead is short here", "a1,1,*,Q24,never")
    (kept,) = rows.apply("a1", [ABOUT_SUMMARY])
    assert kept.message.startswith("set aside (the lead is short here): ")
    assert [row.where.rpartition(":")[2] for row in rows.unused()] == ["3"]


def test_findings_keep_their_order_and_number(tmp_path):
    rows = suppressions(tmp_path, "a1,*,vi,*,read by hand")
    kept = rows.apply("a1", [LOST, CHANGED, ABOUT_SUMMARY])
    assert [finding.severity.value for finding in kept] == ["W", "I", "W"]
    assert rows.count == 1


def test_information_is_not_set_aside(tmp_path):
    rows = suppressions(tmp_path, "a1,*,*,*,all of it")
    told = Finding("Q17", Severity.INFORMATION, "two spaces", "a1:00001", "en")
    assert rows.apply("a1", [told]) == (told,)
    assert (rows.count, len(rows.unused())) == (0, 1)


def test_line_for_its_article_goes_before_the_general_one(tmp_path):
    rows = suppressions(tmp_path, "*,*,*,Q08,in general", "a1,*,*,Q08,in this article")
    (kept,) = rows.apply("a1", [LOST])
    assert "in this article" in kept.message
    assert [row.reason for row in rows.unused()] == ["in general"]


def test_no_list_changes_nothing():
    assert load_suppressions([]).apply("a1", [LOST, CHANGED]) == (LOST, CHANGED)


def test_columns_may_stand_in_any_order_and_reasons_hold_commas(tmp_path):
    path = tmp_path / "aside.csv"
    text = '\ufeffcheck,reason,article,lang,segment\nQ08,"read, and right",a1,,\n\n'
    path.write_text(text, encoding="utf-8")
    (kept,) = load_suppressions([path]).apply("a1", [LOST])
    assert kept.message == "set aside (read, and right): number lost: 12"


def test_all_mistakes_of_all_lists_are_told_at_once(tmp_path):
    first, second, third = (tmp_path / name for name in ("1.csv", "2.csv", "3.csv"))
    first.write_text(
        HEADER
        + "a1,3,en,Q08,\n"
        + "a1,3,en,Q99,known\n"
        + "a1,3,english,Q08,known\n"
        + "*,*,en,*,known\n"
        + "*,3,en,Q08,known\n"
        + "a1,3,en,Q08\n"
        + "a9,,,Q08,known\n"
        + "a9,*,*,Q08,known\n",
        encoding="utf-8",
    )
    second.write_text("article,segment,check,reason\n", encoding="utf-8")
    third.write_text("", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_suppressions([first, second, third])
    lines = caught.value.what.split("\n")
    expected = [
        f"{first}:2: the reason is missing",
        f"{first}:3: unknown check Q99",
        f"{first}:4: unknown language english",
        f"{first}:5: name an article or a check",
        f"{first}:6: a segment needs its article",
        f"{first}:7: 4 cells where the header has 5",
        f"{first}:9: the same as line 8",
        f"{second}:1: the header must be article,segment,lang,check,reason",
        f"{third}:1: the file is empty",
    ]
    assert len(lines) == len(expected)
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(start)
    assert "article,segment,lang,check,reason" in caught.value.remedy


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "No such file"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (HEADER.encode() + b'a1,3,en,Q08,"open', "not CSV"),
    ],
)
def test_list_that_cannot_be_read_is_one_clear_error(tmp_path, content, words: str):
    path = tmp_path / "aside.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=words) as caught:
        load_suppressions([path])
    assert str(path) in caught.value.message


def test_lists_are_looked_for_beside_the_configuration(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text(
        "targets:\n  en: {model: starter}\nchecks:\n  suppressions: [lists/aside.csv]\n",
        encoding="utf-8",
    )
    assert load_config(config).checks.suppressions == (tmp_path / "lists" / "aside.csv",)
