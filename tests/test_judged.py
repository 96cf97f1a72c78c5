"""A pair of texts is judged once in a window, and what is found is what it always was."""

from dataclasses import replace

import pytest

from translate.checks import Pair, check_pair, judged
from translate.checks.base import Standards
from translate.checks.judged import JudgedPairs
from translate.records import Origin, Role, TargetRepair, Translation

SOURCE = "Le port a reçu 40 navires en avril."
WRONG = Translation("The port received 50 ships in May", Origin.ENGINE)
PAIR = Pair(SOURCE, "en", WRONG, "a:1", Role.BODY)


@pytest.fixture
def asked(monkeypatch):
    """The pairs that the checks were asked about, in order."""
    pairs = []

    def counting(pair, standards):
        pairs.append(pair)
        return check_pair(pair, standards)

    monkeypatch.setattr(judged, "check_pair", counting)
    return pairs


def test_what_is_found_is_what_the_checks_say(asked):
    known = JudgedPairs(Standards())
    known.findings_of(replace(PAIR, segment_id=None))
    assert known.findings_of(PAIR) == tuple(check_pair(PAIR)) != ()
    assert len(asked) == 1


def test_equal_pair_of_another_segment_is_not_judged_again(asked):
    known = JudgedPairs(Standards())
    found = [known.findings_of(replace(PAIR, segment_id=name)) for name in ("a:1", "b:7", None)]
    assert len(asked) == 1
    assert [{finding.segment_id for finding in some} for some in found] == [
        {"a:1"},
        {"b:7"},
        {None},
    ]
    assert len({tuple(f.check for f in some) for some in found}) == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(PAIR, source=f"{SOURCE} Hier."),
        replace(PAIR, lang="vi"),
        replace(PAIR, role=Role.TITLE),
        replace(PAIR, translation=None),
        replace(PAIR, translation=replace(WRONG, text="The port received 40 ships in April.")),
        replace(PAIR, translation=replace(WRONG, origin=Origin.HUMAN)),
        replace(PAIR, translation=replace(WRONG, finished=False)),
        replace(PAIR, translation=replace(WRONG, repairs=(TargetRepair("Q17", " ", "", 3),))),
    ],
)
def test_pair_that_differs_in_what_checks_see_is_judged_anew(asked, other):
    known = JudgedPairs(Standards())
    known.findings_of(PAIR)
    assert known.findings_of(other) == tuple(check_pair(other))
    assert len(asked) == 2


def test_fault_of_a_check_is_raised_each_time(monkeypatch):
    def failing(_pair, _standards):
        raise ZeroDivisionError

    monkeypatch.setattr(judged, "check_pair", failing)
    known = JudgedPairs(Standards())
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            known.findings_of(PAIR)
