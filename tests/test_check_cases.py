"""Every check against its cases: what it must find, and what it must leave alone.

The cases stand in `data/checks`, one file per check of single texts; each is a source with a
target, and `expected` lists the severities that this check finds there.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from translate.checks import CHECKS, Pair, Standards, load_check
from translate.checks.base import PairCheck
from translate.records import Origin, Role, Translation

CASES = Path(__file__).parent / "data" / "checks"
PAIR_CHECKS = [name for name in sorted(CHECKS) if isinstance(load_check(name), PairCheck)]


def cases() -> list[Any]:
    return [
        pytest.param(check_id, case, id=f"{check_id} {case['lang']} {case['label']}")
        for check_id in PAIR_CHECKS
        for case in json.loads((CASES / f"{check_id}.json").read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize(("check_id", "case"), cases())
def test_check_finds_what_its_case_expects(check_id: str, case: dict[str, Any]) -> None:
    origin = Origin(case.get("origin", "engine"))
    translation = Translation(case["target"], origin, finished=case.get("finished", True))
    role = Role(case.get("role", "body"))
    pair = Pair(case["source"], case["lang"], translation, "s1", role)
    check = load_check(check_id)
    assert isinstance(check, PairCheck)
    findings = list(check.findings(pair, Standards()))
    assert [finding.severity.value for finding in findings] == case["expected"]
    for finding in findings:
        if finding.span is not None:
            start, end = finding.span
            assert 0 <= start <= end <= len(case["target"])


@pytest.mark.parametrize("check_id", PAIR_CHECKS)
def test_check_has_cases_of_both_kinds(check_id: str) -> None:
    cases = json.loads((CASES / f"{check_id}.json").read_text(encoding="utf-8"))
    assert sum(bool(case["expected"]) for case in cases) >= 4
    assert sum(not case["expected"] for case in cases) >= 4
    assert len({case["label"] for case in cases}) == len(cases)
