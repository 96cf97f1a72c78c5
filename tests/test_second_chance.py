"""What the checks would block is made again, and the better one is kept and says so."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from toy_engine import ToyEngine

from translate.checks import Pair, check_pair
from translate.memory import Memory
from translate.records import Origin, Severity, Translation
from translate.second_chance import Verdict, Ways, give_second_chances
from translate.workplan import TaskRunner

SOURCE = "Le gouvernement a vendu 600.000 tonnes de riz ; le port a reçu 40 navires en avril."
GOOD = "The government sold 600,000 tonnes of rice; the port received 40 ships in April."
WRONG_NUMBER = GOOD.replace("600,000", "60,000")
NO_LETTERS = "..."
OTHER_WRONG = GOOD.replace("600,000", "700,000").replace("40", "50")
FIRST_HALF = "The government sold 600,000 tonnes of rice."
SECOND_HALF = "The port received 40 ships in April."

Answer = Callable[[str], str | Sequence[str]]


def judge(text: str, translation: Translation) -> Verdict:
    severities = [f.severity for f in check_pair(Pair(text, "en", translation))]
    return Verdict(severities.count(Severity.ERROR), severities.count(Severity.WARNING))


def as_it_is(_text: str, translation: Translation) -> Translation:
    return translation


@pytest.fixture
def runner(tmp_path: Path):
    memories = []

    def build(answer: Answer, name: str = "safer") -> TaskRunner:
        memories.append(Memory(tmp_path / f"{name}.sqlite"))
        engine = ToyEngine(max_source_tokens=60, answer=answer, name=name)
        return TaskRunner(engine, memories[-1], "translate-again:fr-en")

    yield build
    for memory in memories:
        memory.close()


def in_halves(text: str) -> str:
    if text == SOURCE:
        return WRONG_NUMBER
    return SECOND_HALF if "navires" in text else FIRST_HALF


def first(text: str) -> dict[str, Translation]:
    return {SOURCE: Translation(text, Origin.ENGINE)}


@pytest.mark.parametrize(
    ("answer", "expected", "note"),
    [
        (lambda _: (WRONG_NUMBER, OTHER_WRONG, GOOD), GOOD, "candidate"),
        (lambda _: GOOD, GOOD, "candidate"),
        (in_halves, f"{FIRST_HALF[:-1]}; the port received 40 ships in April.", "clauses"),
        (lambda _: (OTHER_WRONG, NO_LETTERS), WRONG_NUMBER, "in_vain"),
    ],
    ids=["a later candidate", "the n-gram block", "cut at the semicolon", "none is better"],
)
def test_better_translation_is_kept_and_says_how(runner, answer, expected, note):
    made = give_second_chances(first(WRONG_NUMBER), Ways(runner(answer)), as_it_is, judge)
    assert made[SOURCE].text == expected
    assert made[SOURCE].notes[-1] == f"second_chance:{note}"


def test_translation_without_an_error_is_not_made_again(runner):
    safer = runner(lambda _: "never asked")
    made = give_second_chances(first(GOOD), Ways(safer), as_it_is, judge)
    assert made == first(GOOD)
    assert safer.generated == 0


def test_second_model_is_asked_last_and_only_where_the_first_fails(runner):
    second = runner(lambda _: GOOD, "second")
    ways = Ways(runner(lambda _: OTHER_WRONG), second)
    made = give_second_chances(first(WRONG_NUMBER), ways, as_it_is, judge)
    assert (made[SOURCE].text, made[SOURCE].notes) == (GOOD, ("second_chance:second_model",))
    idle = runner(lambda _: "never asked", "idle")
    ways = Ways(runner(lambda _: GOOD, "right"), idle)
    give_second_chances(first(WRONG_NUMBER), ways, as_it_is, judge)
    assert idle.generated == 0


def test_what_is_judged_is_the_finished_text(runner):
    def finish(_text: str, translation: Translation) -> Translation:
        text = translation.text.replace("six hundred thousand", "600,000")
        return Translation(text, translation.origin, notes=translation.notes)

    spelt = GOOD.replace("600,000", "six hundred thousand") + " " + "x" * 90
    safer = runner(lambda _: (spelt, spelt.split(" x", maxsplit=1)[0]))
    made = give_second_chances(first(WRONG_NUMBER), Ways(safer), finish, judge)
    assert made[SOURCE].text == GOOD


def test_second_chance_is_remembered(runner):
    safer = runner(lambda _: GOOD)
    for _ in range(2):
        give_second_chances(first(WRONG_NUMBER), Ways(safer), as_it_is, judge)
    assert (safer.generated, safer.remembered) == (1, 1)
