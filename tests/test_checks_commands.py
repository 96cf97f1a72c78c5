"""`translate checks`: the list of checks, and each explained."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from translate.checks import CHECKS, load_check
from translate.checks.base import PairCheck
from translate.checks.catalogue import cards, thresholds
from translate.commands.checks import app
from translate.config.checks import ChecksConfig

CASES = Path(__file__).parent / "data" / "checks"


def called(*arguments: str) -> str:
    """What the command prints in this process; it must end well."""
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def test_list_has_one_line_per_check_in_order():
    lines = called("list").splitlines()
    assert [line[:3] for line in lines] == sorted(CHECKS)
    assert "Q08  E/W    segment  number changed" in lines
    assert "Q22  W/I    run      consistency within the run" in lines
    assert any(line.startswith("Q25  E      article") for line in lines)


@pytest.mark.parametrize("check_id", sorted(CHECKS))
def test_every_check_is_explained(check_id: str):
    text = called("explain", check_id)
    check = load_check(check_id)
    assert text.startswith(f"{check_id} {check.title}\n")
    assert check.explanation in " ".join(text.split())


def test_identifier_may_be_written_small():
    assert called("explain", "q08") == called("explain", "Q08")


def test_limits_are_shown_with_key_value_and_default(tmp_path):
    assert "checks.quotes.min_words: 2\n" in called("explain", "Q16")
    changed = called("explain", "Q16", "--set", "checks.quotes.min_words=5")
    assert "checks.quotes.min_words: 5 (default 2)" in changed
    config = tmp_path / "config.yaml"
    config.write_text("targets:\n  en: {model: starter}\nchecks:\n  disabled: [Q16]\n")
    assert "switched off by checks.disabled" in called("explain", "Q16", "--config", str(config))


def test_example_is_found_and_its_good_side_left_alone():
    lines = called("explain", "Q08").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("Example"))
    assert [line.split()[0] for line in lines[start + 1 :] if line[2] != " "] == [
        "source", "found", "left",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Q99", "quotes", "Q8"])
def test_unknown_check_is_one_clear_error(cli, name: str):
    done = cli("checks", "explain", name)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)
    assert f"no such check: {name}" in done.stderr
    assert "Q08" in done.stderr


def test_command_stands_in_the_command_line(cli):
    done = cli("checks", "list")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == len(CHECKS)


def test_every_section_of_options_is_of_some_check():
    known = {t.key.split(".")[1] for check in CHECKS for t in thresholds(check, ChecksConfig())}
    sections = set(ChecksConfig.model_fields) - {"disabled", "suppressions"}
    assert known == sections


def test_told_severities_are_those_of_the_cases():
    told = {card.id: set(card.severities) for card in cards()}
    for check_id in CHECKS:
        path = CASES / f"{check_id}.json"
        if not isinstance(load_check(check_id), PairCheck) or not path.exists():
            continue
        cases = json.loads(path.read_text(encoding="utf-8"))
        assert {severity for case in cases for severity in case["expected"]} == told[check_id], (
            check_id
        )
