"""Calibration: references and planted faults are read, measured, held against the limits, shown."""

import json
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from translate.calibration import (
    Calibration,
    Fault,
    Limits,
    as_lines,
    calibrate,
    find_faults,
    listed_offences,
    measure_false_alarms,
    read_faults,
    read_references,
)
from translate.checks import CHECKS, load_check
from translate.checks.base import PairCheck
from translate.errors import ConfigError
from translate.records import Severity

EVAL = Path(__file__).parents[2] / "shared" / "data" / "eval"
HAS_EVAL = (EVAL / "flores-dev.fra").exists() and (EVAL / "ntrex-a.fra").exists()
NEEDS_EVAL = pytest.mark.skipif(not HAS_EVAL, reason=f"no human references in {EVAL}")

# Kinds whose bad side is another text altogether, or lacks more than one piece.
WHOLE_TEXT = {
    "empty",
    "wrong_language",
    "copied_french",
    "dropped_content",
    "length_warning",
    "case",
}
RICE = "Le pays a vendu 600 tonnes de riz aux villages de la côte."
RICE_EN = "The country sold 600 tonnes of rice to the coastal villages."
SCHOOL = "L'école du village est ouverte depuis ce matin."
SCHOOL_EN = "The village school has been open since this morning."


def write_references(folder: Path, **sides: str) -> Path:
    """A set `small` in `folder`; `sides` maps its endings to texts."""
    folder.mkdir(exist_ok=True)
    for ending, text in sides.items():
        (folder / f"small.{ending}").write_text(text, encoding="utf-8")
    return folder


def fault(bad: str, severity: str = "E", checks: tuple[str, ...] = ("Q08",), **other: str) -> Fault:
    fields = {"id": "x", "lang": "en", "source": RICE, "good": RICE_EN, "kind": "k"} | other
    return Fault.model_validate({**fields, "bad": bad, "severity": severity, "checks": checks})


def shared_start(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def test_references_of_all_names_and_endings_are_paired_by_line(tmp_path):
    write_references(tmp_path, fr="Un.\nDeux.\n", en="One.\nTwo.\n", vi="Một.\nHai.\n")
    (tmp_path / "big-dev.fra").write_text("Trois.\n", encoding="utf-8")
    (tmp_path / "big-dev.vie").write_text("Ba.\n", encoding="utf-8")
    found = read_references(tmp_path)
    assert (found.names, found.langs, found.left_out) == (("big-dev", "small"), ("en", "vi"), 0)
    assert [(p.name, p.line, p.lang, p.source, p.target) for p in found.pairs] == [
        ("big-dev", 1, "vi", "Trois.", "Ba."),
        ("small", 1, "en", "Un.", "One."),
        ("small", 2, "en", "Deux.", "Two."),
        ("small", 1, "vi", "Un.", "Một."),
        ("small", 2, "vi", "Deux.", "Hai."),
    ]


def test_reference_lines_are_composed_and_end_at_line_feeds_only(tmp_path):
    target = unicodedata.normalize("NFD", "Một\u2028hai.\nBa.")
    found = read_references(write_references(tmp_path, fr="Un, deux.\nTrois.", vi=target))
    assert [pair.target for pair in found.pairs] == ["Một\u2028hai.", "Ba."]


def test_reference_pair_with_an_empty_side_is_counted_and_left_out(tmp_path):
    found = read_references(write_references(tmp_path, fr="Un.\n\nTrois.\n", en="One.\nTwo.\n\n"))
    assert [pair.line for pair in found.pairs] == [1]
    assert found.left_out == 2


def test_digest_of_references_changes_with_a_single_character(tmp_path):
    first = read_references(write_references(tmp_path, fr="Un.\n", en="One.\n")).sha256
    assert read_references(write_references(tmp_path, en="One!\n")).sha256 != first


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        ({"fr": "Un.\nDeux.\n", "en": "One.\n"}, "1 lines, but small.fr has 2"),
        ({"fr": "Un.\n"}, "no line-aligned references"),
        ({"en": "One.\n"}, "no line-aligned references"),
        ({"fr": "\n", "en": "\n"}, "no line-aligned references"),
    ],
)
def test_references_that_do_not_align_are_refused(tmp_path, sides, words):
    with pytest.raises(ConfigError, match=re.escape(words)):
        read_references(write_references(tmp_path, **sides))


def test_references_that_are_not_there_or_not_utf8_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="no such folder"):
        read_references(tmp_path / "none")
    write_references(tmp_path, fr="Été.\n")
    (tmp_path / "small.en").write_bytes(b"\xe9t\xe9\n")
    with pytest.raises(ConfigError, match=r"small\.en: not UTF-8"):
        read_references(tmp_path)


def test_false_alarms_count_segments_by_check_and_severity(tmp_path):
    broken = RICE_EN.replace("600", "60")
    folder = write_references(
        tmp_path, fr=f"{RICE}\n{SCHOOL}\n{RICE}\n", en=f"{broken}\n{SCHOOL_EN}\n{RICE_EN[:-1]}\n"
    )
    (alarms,) = measure_false_alarms(read_references(folder))
    assert (alarms.lang, alarms.segments) == ("en", 3)
    assert alarms.counts["Q08", Severity.ERROR] == 1
    assert alarms.counts["Q02", Severity.WARNING] == 1
    assert alarms.share(Severity.ERROR) == pytest.approx(1 / 3)
    assert alarms.share(Severity.WARNING) == pytest.approx(1 / 3)
    assert [offence.pair.line for offence in alarms.offences] == [1, 3]


def test_fault_is_found_by_something_as_severe_that_the_good_side_lacks():
    changed = RICE_EN.replace("600", "60")
    (seen,) = find_faults([fault(changed)])
    assert (seen.is_found, seen.is_found_as_expected, seen.before) == (True, True, ())
    (other,) = find_faults([fault(changed, checks=("Q10",))])
    assert (other.is_found, other.is_found_as_expected) == (True, False)


def test_warning_does_not_find_an_error_but_an_error_finds_a_warning():
    unmarked = RICE_EN[:-1]
    as_error, as_warning = find_faults([fault(unmarked, "E"), fault(unmarked, "W", ("Q02",))])
    assert (as_error.is_found, as_warning.is_found) == (False, True)
    (found,) = find_faults([fault(RICE_EN.replace("600", "60"), "W")])
    assert found.is_found


def test_fault_whose_good_side_has_the_same_finding_is_not_found():
    good, bad = RICE_EN.replace("600", "60"), RICE_EN.replace("600", "50")
    (seen,) = find_faults([fault(bad, good=good)])
    assert not seen.is_found
    assert [finding.check for finding in seen.before] == ["Q08"]


def test_every_bad_line_of_a_fault_file_is_told_at_once(tmp_path):
    good = fault("x").model_dump(mode="json")
    lines = [
        json.dumps(good),
        "",
        "{",
        json.dumps(good),
        json.dumps({**good, "id": "y", "severity": "X", "colour": "red"}),
        json.dumps({**good, "id": "z", "checks": ["Q99"]}),
    ]
    path = tmp_path / "faults.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        read_faults(path)
    told = str(caught.value)
    for words in (
        "line 3: not JSON",
        "line 4: id x is taken",
        "line 5: severity",
        "line 5: colour",
    ):
        assert words in told
    assert "line 6: checks.0" in told


def test_fault_file_that_is_empty_or_absent_is_refused(tmp_path):
    (tmp_path / "empty.jsonl").write_text("\n")
    with pytest.raises(ConfigError, match="no faults here"):
        read_faults(tmp_path / "empty.jsonl")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_faults(tmp_path / "none.jsonl")


@cache
def shipped() -> Calibration:
    """The shipped faults, measured once, with the human references where they are at hand."""
    return calibrate(read_references(EVAL) if HAS_EVAL else None, read_faults())


def test_shipped_faults_cover_both_languages_and_every_kind_of_check():
    faults = read_faults()
    assert len(faults) >= 120
    by_lang = Counter(f.lang for f in faults)
    assert set(by_lang) == {"en", "vi"}
    assert min(by_lang.values()) >= 0.45 * len(faults)
    planted = {check for f in faults for check in f.checks}
    assert planted >= {f"Q{number:02}" for number in range(1, 22) if number != 17}
    assert len({(f.lang, f.good, f.bad) for f in faults}) == len(faults)


def test_shipped_faults_name_checks_of_single_texts():
    for check in {check for f in read_faults() for check in f.checks} & set(CHECKS):
        assert isinstance(load_check(check), PairCheck)


@pytest.mark.parametrize("planted", read_faults(), ids=lambda f: f"{f.id} {f.kind}")
def test_shipped_fault_differs_from_its_good_side_by_the_fault_alone(planted):
    good, bad = planted.good, planted.bad
    assert good != bad
    if planted.kind in WHOLE_TEXT:
        return
    head = shared_start(good, bad)
    tail = shared_start(good[head:][::-1], bad[head:][::-1])
    assert head + tail >= 0.3 * len(good)


def test_good_sides_of_shipped_faults_have_no_error_and_no_warning():
    assert {o.fault.id: o.before for o in shipped().outcomes if o.before} == {}


def test_checks_find_the_planted_faults_as_often_as_they_must():
    told = [words for words in shipped().failures() if "planted" in words]
    missed = [f"{o.fault.id} {o.fault.kind}" for o in shipped().outcomes if not o.is_found]
    assert told == [], missed


@NEEDS_EVAL
@pytest.mark.parametrize("lang", ["en", "vi"])
def test_checks_are_silent_enough_on_human_translations(lang):
    (alarms,) = (a for a in shipped().false_alarms if a.lang == lang)
    limits = Limits()
    assert alarms.segments == 1985
    assert alarms.share(Severity.ERROR) < limits.false_errors, alarms.counts
    assert alarms.share(Severity.WARNING) < limits.false_warnings, alarms.counts


def test_every_missed_limit_is_named(tmp_path):
    folder = write_references(tmp_path, fr=f"{RICE}\n", en=RICE_EN.replace("600", "60")[:-1] + "\n")
    same_meaning = RICE_EN.replace("sold", "has sold")
    faults = [fault(same_meaning), fault(same_meaning, "W")]
    measured = calibrate(read_references(folder), faults)
    assert measured.failures() == (
        "en: 100.00% of human segments have a false error",
        "en: 100.00% of human segments have a warning",
        "only 0.0% of the planted errors are found",
        "only 0.0% of the planted warnings are found",
    )


def test_signature_names_whatever_can_change_a_figure(tmp_path):
    folder = write_references(tmp_path, fr=f"{RICE}\n", en=f"{RICE_EN}\n")
    planted = [fault("")]
    signatures = {
        calibrate(None, planted).signature,
        calibrate(read_references(folder), planted).signature,
        calibrate(None, [fault("No.")]).signature,
    }
    assert len(signatures) == 3
    assert calibrate(None, planted).signature == calibrate(None, planted).signature


def test_tables_show_shares_counts_recall_and_what_was_missed(tmp_path):
    folder = write_references(
        tmp_path, fr=f"{RICE}\n{SCHOOL}\n", en=f"{RICE_EN}\n{SCHOOL_EN[:-1]}\n"
    )
    measured = calibrate(read_references(folder), [fault(""), fault("", "W"), fault(RICE_EN + " ")])
    text = "\n".join(as_lines(measured))
    assert re.search(r"with a false error +0\.00% +< 1%", text)
    assert re.search(r"with a warning +50\.00% +< 8%", text)
    assert re.search(r"Q02 unfinished +- +1 +-", text)
    assert re.search(r"E k +2 +1 +50\.0%", text)
    assert f"good {RICE_EN}" in text
    listed = list(listed_offences(measured, Severity.WARNING))
    assert listed[0] == "small:2 en"
    assert listed[-1].startswith("  W Q02")
    assert list(listed_offences(measured, Severity.ERROR)) == []


def test_command_ends_well_where_all_limits_are_met(cli, tmp_path):
    folder = write_references(tmp_path / "refs", fr=f"{RICE}\n", en=f"{RICE_EN}\n")
    planted = tmp_path / "planted.jsonl"
    planted.write_text(fault("").model_dump_json() + "\n", encoding="utf-8")
    figures = tmp_path / "out" / "figures.json"
    done = cli(
        *("checks", "calibrate", "--references", folder, "--planted", planted),
        *("--json", figures, "--config", "starter"),
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "all limits are met" in done.stdout
    read = json.loads(figures.read_text(encoding="utf-8"))
    assert read["is_met"]
    assert read["false_alarms"]["en"]["segments"] == 1
    assert read["planted"]["kinds"] == [
        {
            "kind": "k",
            "severity": "E",
            "planted": 1,
            "found": 1,
            "found_by_expected_check": 0,
            "recall": 1.0,
        }
    ]


def test_command_lists_offences_and_ends_with_1_where_a_limit_is_not_met(cli, tmp_path):
    folder = write_references(tmp_path, fr=f"{RICE}\n", en=RICE_EN.replace("600", "60") + "\n")
    arguments = ["checks", "calibrate", "--references", folder, "--list", "E"]
    done = cli(*arguments, "--config", "starter")
    assert done.returncode == 1
    assert "small:1 en" in done.stdout
    assert "E Q08 number changed: 600 became 60" in done.stdout
    assert "not met: en: 100.00% of human segments have a false error" in done.stdout
    without = cli(*arguments, "--config", "starter", "--set", "checks.disabled=[Q08]")
    assert "Q08 number changed: 600" not in without.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--references", "{tmp}/none"], 2, "no such folder"),
        (["--planted", "{tmp}/none"], 2, "cannot be read"),
        (["--config", "none"], 2, "no such configuration"),
        (["--json", "{tmp}/file/below.json"], 73, "cannot be written"),
    ],
)
def test_careless_calibration_is_one_clear_error(cli, tmp_path, arguments, code, words):
    (tmp_path / "file").write_text("")
    done = cli("checks", "calibrate", *(text.format(tmp=tmp_path) for text in arguments))
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert words in done.stderr
