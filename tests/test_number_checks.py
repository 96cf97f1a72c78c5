"""The checks of numbers, units and dates on hostile input: their time is linear in the text."""

import time

import pytest

from translate.checks import Pair, load_check
from translate.checks.base import PairCheck, Standards
from translate.records import Origin, Translation

HOSTILE = [
    ("600.000 t ", "600.000 km "),
    ("1 234 ", "1 234 "),
    ("mardi 3/4 ", "thứ Tư 4/3 "),
    ("14h15 ", "2:15 a.m. "),
    ("cinq ans ", "năm năm "),
    ("millions ", "tỷ "),
    ("en avril ", "tháng 5 "),
    ("les 3, 4 et 5 juin ", "3, 4 and 5 "),
    ("du 3 au 5 juin ", "June 3 to 5, 6, 7 "),
]


@pytest.mark.parametrize("check_id", ["Q09", "Q10", "Q14"])
@pytest.mark.parametrize(("source", "target"), HOSTILE)
def test_time_is_linear(check_id: str, source: str, target: str) -> None:
    check = load_check(check_id)
    assert isinstance(check, PairCheck)

    def measure(times: int) -> float:
        text = Translation((target * times).strip(), Origin.ENGINE)
        start = time.process_time()
        list(check.findings(Pair(source * times, "vi", text), Standards()))
        return time.process_time() - start

    measure(50)
    short, long = measure(800), measure(8_000)
    assert long < 40 * short + 1
