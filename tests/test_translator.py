"""From texts to translations: unique texts, planned batches, splits, capitals, resuming."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_engine import ToyEngine

from translate.engines.base import BatchSize
from translate.errors import ModelError, StoppedError
from translate.memory import Memory
from translate.records import Origin
from translate.translator import is_shouted, translate_texts
from translate.workplan import Hooks, TaskRunner, plan_batches


@pytest.fixture
def memory(tmp_path):
    with Memory(tmp_path / "memory.sqlite") as opened:
        yield opened


def runner(engine, memory, **options):
    return TaskRunner(engine, memory, "translate:fr-en", **options)


def test_equal_texts_are_generated_once(memory):
    engine = ToyEngine()
    made = translate_texts(["un deux", "trois", "un deux"], runner(engine, memory))
    assert {text: t.text for text, t in made.items()} == {"un deux": "UN DEUX", "trois": "TROIS"}
    assert sum(len(batch) for batch in engine.batches) == 2


def test_second_run_generates_nothing(memory):
    translate_texts(["un", "deux"], runner(ToyEngine(), memory))
    engine = ToyEngine()
    again = runner(engine, memory)
    translate_texts(["un", "deux"], again)
    assert (engine.batches, again.generated, again.remembered) == ([], 0, 2)


def test_changed_engine_generates_anew(memory):
    translate_texts(["un"], runner(ToyEngine(), memory))
    engine = ToyEngine(name="other")
    translate_texts(["un"], runner(engine, memory))
    assert engine.batches == [["un"]]


def test_only_new_texts_are_generated(memory):
    translate_texts(["un", "deux"], runner(ToyEngine(), memory))
    engine = ToyEngine()
    translate_texts(["un", "deux", "trois"], runner(engine, memory))
    assert engine.batches == [["trois"]]


def test_stopped_run_keeps_its_batches_and_cuts_the_same_ones_again(memory):
    texts = [f"{'mot ' * (i % 7 + 1)}{i}" for i in range(40)]
    whole = ToyEngine()
    with Memory(memory._path.with_name("other.sqlite")) as other:
        translate_texts(texts, runner(whole, other))
    parts = []
    for stop_after in (2, 5, 99):
        engine = ToyEngine()

        def checkpoint(engine=engine, stop_after=stop_after):
            if len(engine.batches) >= stop_after:
                raise StoppedError("stopped")

        with suppress(StoppedError):
            translate_texts(texts, runner(engine, memory, hooks=Hooks(checkpoint=checkpoint)))
        parts += engine.batches
    assert parts == whole.batches


def test_over_long_text_is_split_translated_joined_and_marked(memory):
    text = "le ministre a dit que le riz, le thé et le café partent ; la pluie vient de loin"
    made = translate_texts([text], runner(ToyEngine(6), memory))[text]
    assert made.text.split() == text.upper().split()
    assert (made.pieces > 1, made.notes, made.origin) == (True, ("split",), Origin.ENGINE)


def test_text_of_ten_thousand_words_loses_none(memory):
    text = " ".join(f"mot{i}" for i in range(10_000))
    made = translate_texts([text], runner(ToyEngine(10), memory))[text]
    assert made.text == text.upper()


@pytest.mark.parametrize(
    ("text", "given_text", "target"),
    [
        ("LE VIETNAM GAGNE LA FINALE", "Le vietnam gagne la finale", "LE VIETNAM WINS"),
        ("ASEAN ET ONU", "ASEAN ET ONU", "le Vietnam wins"),
    ],
)
def test_shouted_line_is_lower_cased_for_the_model_only(memory, text, given_text, target):
    engine = ToyEngine(answer=lambda _: "le Vietnam wins")
    made = translate_texts([text], runner(engine, memory))[text]
    assert engine.batches == [[given_text]]
    assert made.text == target
    assert ("recased" in made.notes) == (text != given_text)


@pytest.mark.parametrize(
    ("text", "answer"),
    [("LE VIETNAM GAGNE LA", True), ("Le VIETNAM GAGNE LA", False), ("L'ONU ET L'UE", False),
     ("2025 : 600.000 KM", False), ("ÉTÉ À HUẾ AVEC PLUIE", True)],
)  # fmt: skip
def test_shouting_is_more_than_three_words_in_capitals(text, answer):
    assert is_shouted(text) == answer


@pytest.mark.parametrize(
    ("text", "given_text", "target"),
    [
        ("- Une plante menacée -", "Une plante menacée", "- UNE PLANTE MENACÉE -"),
        ("• Le riz", "Le riz", "• LE RIZ"),
        ("📝Édito : oui 🎉", "Édito : oui", "📝ÉDITO : OUI 🎉"),
        ("– Oui, dit-il", "Oui, dit-il", "– OUI, DIT-IL"),
        ("le riz - le thé", "le riz - le thé", "LE RIZ - LE THÉ"),
        ("-5 degrés", "-5 degrés", "-5 DEGRÉS"),
    ],
)
def test_bullets_emoji_and_dashes_are_kept_and_not_translated(memory, text, given_text, target):
    engine = ToyEngine()
    made = translate_texts([text], runner(engine, memory))[text]
    assert (engine.batches, made.text) == ([[given_text]], target)


def test_empty_answer_stays_empty_in_its_frame(memory):
    made = translate_texts(["• Le riz"], runner(ToyEngine(answer=lambda _: ""), memory))["• Le riz"]
    assert made.text == ""


def test_unfinished_generation_is_recorded(memory):
    made = translate_texts(["un"], runner(ToyEngine(answer=lambda _: "one~"), memory))["un"]
    assert (made.text, made.finished) == ("one", False)


def test_answer_becomes_one_line_in_nfc(memory):
    made = translate_texts(["un"], runner(ToyEngine(answer=lambda _: " a\n\u0065\u0301 "), memory))
    assert made["un"].text == "a é"


@given(
    st.lists(st.tuples(st.text(max_size=5), st.integers(1, 50)), max_size=60), st.integers(1, 80)
)
def test_plan_holds_every_text_once_within_the_budget(lengths, budget):
    batches = plan_batches(lengths, BatchSize(budget))
    known = dict(lengths)
    planned = [text for batch in batches for text in batch.texts]
    assert sorted(planned) == sorted(known)
    for batch in batches:
        width = max(known[text] for text in batch.texts)
        assert batch.padded_tokens == width * len(batch.texts)
        assert batch.padded_tokens <= budget or len(batch.texts) == 1
    assert [known[text] for text in planned] == sorted(known.values(), reverse=True)


@given(st.dictionaries(st.text(max_size=5), st.integers(1, 50)), st.randoms())
def test_plan_does_not_depend_on_the_order_of_texts(lengths, random):
    shuffled = list(lengths.items())
    random.shuffle(shuffled)
    assert plan_batches(shuffled, BatchSize(40)) == plan_batches(lengths.items(), BatchSize(40))


def test_progress_is_told_after_every_batch(memory):
    told = []
    hooks = Hooks(on_progress=told.append)
    translate_texts(
        [f"mot {i}" for i in range(30)], runner(ToyEngine(batch_tokens=20), memory, hooks=hooks)
    )
    assert [p.done for p in told] == [0, 10, 20, 30]
    assert {p.total for p in told} == {30}


class SlowEngine(ToyEngine):
    """Two batches at a time, of which the first takes longer; `fails_on` is a text."""

    def __init__(self, fails_on=None):
        super().__init__(batch_tokens=4)
        self.fails_on = fails_on
        self.at_once = 0
        self.most_at_once = 0

    @property
    def parallel(self):
        return 2

    def generate(self, texts):
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        time.sleep(0.02 if "mot 0" in texts else 0.01)
        self.at_once -= 1
        if self.fails_on in texts:
            raise ModelError("broken")
        return super().generate(texts)


WORDS = [f"mot {i}" for i in range(10)]


def committed(memory, engine):
    return memory.look_up("translate:fr-en", engine.signature, WORDS)


def test_batches_are_generated_side_by_side_and_committed_in_order(memory):
    engine = SlowEngine()
    told = []
    hooks = Hooks(on_progress=told.append)
    made = runner(engine, memory, hooks=hooks).run(WORDS)
    assert {text: made[text].text for text in WORDS} == {text: text.upper() for text in WORDS}
    assert [progress.done for progress in told] == [0, 2, 4, 6, 8, 10]
    assert engine.most_at_once == 2


def test_failing_batch_ends_the_run_and_what_came_before_it_is_kept(memory):
    engine = SlowEngine(fails_on="mot 4")
    with pytest.raises(ModelError, match="broken"):
        runner(engine, memory).run(WORDS)
    assert set(committed(memory, engine)) == {"mot 0", "mot 1", "mot 2", "mot 3"}


def test_stopped_run_keeps_the_batches_that_were_under_way(memory):
    engine = SlowEngine()
    calls = []

    def checkpoint():
        calls.append(1)
        if len(calls) == 3:
            raise StoppedError("stop")

    with pytest.raises(StoppedError):
        runner(engine, memory, hooks=Hooks(checkpoint=checkpoint)).run(WORDS)
    assert len(engine.batches) == 2
    assert len(committed(memory, engine)) == 4
