"""Repair of target texts: a table of cases, and the laws that hold for any text."""

import json
import re
import time
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from translate.checks import Pair, load_check
from translate.checks.base import PairCheck, Standards
from translate.records import Origin, Translation
from translate.repair import LANGUAGES, repair_target
from translate.repair.draft import Draft, Edit

CASES = json.loads((Path(__file__).parent / "data" / "repairs.json").read_text(encoding="utf-8"))
EVAL = Path(__file__).parents[2] / "shared" / "data" / "eval"
REFERENCES = ("flores-dev", "ntrex-a")
SUFFIXES = {"en": "eng", "vi": "vie"}
HAS_EVAL = all((EVAL / f"{name}.fra").exists() for name in REFERENCES)
PIECES = (
    *("600.000", "4,1", "4.1", "12 345", "1,234", "7.1 %", "100 $", "5 M$", "$5", "10", "3 : 1"),
    *(" tỷ", " billion", "« ", " »", "“ ", " ”", '"', " !", " ?", " ;", " :", ".", "...", ","),
    *("le 23 avril", "23 avril 2025", "April 23", "avril", "mardi", "Tuesday", "tháng ", "ngày "),
    *("14h15", "2:15 p.m.", "à 14h", "\u00a0", "\u202f", " ", "  ", "\u200b", "\n", "à ", "the "),
    *("hoà", "thuỷ", "kĩ", "tỉ", "Mĩ", "Hoà Bình", "o\u0302\u0300", "\u0340", "\u0301", "a", "É"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["label"])
def test_case_is_repaired(case: dict[str, Any]) -> None:
    repaired = repair_target(case["source"], case["target"], case["lang"])
    assert repaired.text == case["repaired"]
    assert [repair.check for repair in repaired.repairs] == case["checks"]


def test_cases_are_of_both_kinds() -> None:
    assert sum(bool(case["checks"]) for case in CASES) >= 25
    assert sum(not case["checks"] for case in CASES) >= 20
    assert len({case["label"] for case in CASES}) == len(CASES)


def texts() -> st.SearchStrategy[str]:
    pieces = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
    return st.one_of(pieces, st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join), st.text())


def undone(target: str, repairs: tuple[Any, ...]) -> str:
    """The target before its repairs."""
    for repair in reversed(repairs):
        end = repair.start + len(repair.after)
        target = target[: repair.start] + repair.before + target[end:]
    return target


@settings(max_examples=400, deadline=None)
@given(source=texts(), target=texts(), lang=st.sampled_from(sorted(LANGUAGES)))
def test_repairing_twice_changes_nothing_more(source: str, target: str, lang: str) -> None:
    once = repair_target(source, target, lang)
    again = repair_target(source, once.text, lang)
    assert again.text == once.text
    assert again.repairs == ()


@settings(max_examples=400, deadline=None)
@given(source=texts(), target=texts(), lang=st.sampled_from(["en", "vi", "de"]))
def test_repairs_say_where_and_what_and_can_be_undone(source: str, target: str, lang: str) -> None:
    repaired = repair_target(source, target, lang)
    for repair in repaired.repairs:
        assert repair.before != repair.after
        assert repaired.text[repair.start : repair.start + len(repair.after)] == repair.after
    starts = [repair.start for repair in repaired.repairs]
    assert starts == sorted(starts)
    assert undone(repaired.text, repaired.repairs) == target


@settings(max_examples=400, deadline=None)
@given(source=texts(), target=texts(), lang=st.sampled_from(sorted(LANGUAGES)))
def test_repaired_text_is_composed(source: str, target: str, lang: str) -> None:
    assert unicodedata.is_normalized("NFC", repair_target(source, target, lang).text)


@settings(max_examples=200, deadline=None)
@given(target=texts(), lang=st.sampled_from(sorted(LANGUAGES)))
def test_digits_are_never_touched_without_a_number_in_the_source(target: str, lang: str) -> None:
    repaired = repair_target("Rien ici.", target, lang)
    digits = re.findall(r"[0-9]+(?:[.,][0-9]+)*", unicodedata.normalize("NFC", target))
    assert re.findall(r"[0-9]+(?:[.,][0-9]+)*", repaired.text) == digits


def test_repaired_number_is_no_longer_found_by_its_check() -> None:
    check = load_check("Q09")
    assert isinstance(check, PairCheck)
    for case in CASES:
        if case["lang"] not in LANGUAGES:
            continue
        text = Translation(case["repaired"], Origin.ENGINE)
        assert not list(check.findings(Pair(case["source"], case["lang"], text), Standards()))


def test_edit_of_an_edit_is_one_change() -> None:
    draft = Draft("a  b").edited([Edit(1, 3, " ", "Q17")]).edited([Edit(0, 3, "c", "Q14")])
    assert draft.text == "c"
    assert [(one.before, one.check) for one in draft.changes] == [("a  b", "Q14")]


def test_edit_back_is_no_change() -> None:
    draft = Draft("ab").edited([Edit(0, 1, "x", "Q17")]).edited([Edit(0, 1, "a", "Q17")])
    assert draft == Draft("ab")


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
@pytest.mark.parametrize(
    "unit", ["x", " ", "9", "«", "» ", "1 234 ", "o\u0302", "hoà ", " !", "\u00a0", "14h15 ", "-"]
)
def test_time_is_linear(unit: str, lang: str) -> None:
    def measure(length: int) -> float:
        text = unit * (length // len(unit))
        start = time.process_time()
        repair_target(text, text, lang)
        return time.process_time() - start

    measure(1_000)
    short, long = measure(10_000), measure(100_000)
    assert long < 40 * short + 1


@cache
def references(lang: str) -> list[tuple[str, str]]:
    """French and human translation, line by line, of all references together."""
    pairs: list[tuple[str, str]] = []
    for name in REFERENCES:
        sides = [
            unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).splitlines()
            for path in (EVAL / f"{name}.fra", EVAL / f"{name}.{SUFFIXES[lang]}")
        ]
        pairs += zip(*(map(str.strip, side) for side in sides), strict=True)
    return pairs


@pytest.mark.skipif(not HAS_EVAL, reason=f"no human references in {EVAL}")
@pytest.mark.parametrize(("lang", "most"), [("en", 5), ("vi", 40)])
def test_human_translations_hardly_change(lang: str, most: int) -> None:
    """Measured: 3 in English (stray spaces), 34 in Vietnamese (spelling, comma groups, spaces)."""
    pairs = references(lang)
    assert len(pairs) == 1985
    changed = [target for source, target in pairs if repair_target(source, target, lang).repairs]
    assert len(changed) <= most
