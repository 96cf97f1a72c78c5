"""The static decoder: the same words as `generate` of transformers, with steps of fixed shape."""

import json
from pathlib import Path

import pytest
import torch
from replicas import STARTER
from torch.fx.experimental.proxy_tensor import make_fx
from transformers import MarianMTModel

from translate.engines.beam_state import BeamRules, BeamState
from translate.engines.static_decoder import StaticDecoder, unsupported
from translate.errors import ModelError
from translate.training.vocabulary import load_vocabulary

DATA = STARTER.parent / "data"
LANGUAGE = ">>eng<<"


@pytest.fixture(scope="module")
def model():
    torch.set_num_threads(1)
    loaded = MarianMTModel.from_pretrained(STARTER, dtype=torch.float32).eval()
    loaded.generation_config.forced_eos_token_id = None
    loaded.generation_config.max_length = None
    return loaded


@pytest.fixture(scope="module")
def rows():
    """Real French sentences of every length, from titles to leads."""
    vocabulary = load_vocabulary(STARTER)
    lines = [
        json.loads(line)["fr"]
        for path in sorted(Path(DATA).glob("wire-*.jsonl"))
        for line in path.read_text("utf-8").splitlines()[:7]
    ]
    encoded = [vocabulary.encode_source(line, LANGUAGE) for line in lines]
    return [ids for ids in encoded if len(ids) < 60][:60]


def limits_of(rows):
    return [3 * len(row) + 20 for row in rows]


def by_transformers(model, rows, limits, *, beam=4, length_penalty=1.0):
    """Ids and scores of all beams; batches of equal-looking rows, as padding costs time."""
    found = {}
    order = sorted(range(len(rows)), key=lambda place: -len(rows[place]))
    for start in range(0, len(order), 16):
        places = order[start : start + 16]
        width = max(len(rows[place]) for place in places)
        pad = model.config.pad_token_id
        source = torch.tensor([rows[p] + [pad] * (width - len(rows[p])) for p in places])
        with torch.inference_mode():
            output = model.generate(
                input_ids=source,
                attention_mask=(source != pad).long(),
                num_beams=beam,
                num_return_sequences=beam,
                early_stopping=True,
                length_penalty=length_penalty,
                max_new_tokens=max(limits[place] for place in places),
                return_dict_in_generate=True,
                output_scores=True,
            )
        end = model.config.eos_token_id
        ids = [row[1:] for row in output.sequences.tolist()]
        ids = [row[: row.index(end) + 1] if end in row else row for row in ids]
        pairs = list(zip(ids, output.sequences_scores.tolist(), strict=True))
        for number, place in enumerate(places):
            found[place] = pairs[number * beam : (number + 1) * beam]
    return [found[place] for place in range(len(rows))]


def pairs_of(hypotheses):
    return [(hypothesis.ids, hypothesis.score) for hypothesis in hypotheses]


def test_sentences_come_out_as_transformers_gives_them(model, rows):
    limits = limits_of(rows)
    wanted = by_transformers(model, rows, limits)
    made = StaticDecoder(model, batch_tokens=1_024).generate(rows, limits)
    assert len(rows) >= 60
    assert len({len(row) for row in rows}) > 20
    assert [best.ids for (best,) in made] == [pairs[0][0] for pairs in wanted]
    assert [best.score for (best,) in made] == pytest.approx([p[0][1] for p in wanted], abs=1e-4)


@pytest.mark.parametrize(("beam", "length_penalty"), [(2, 0.6), (3, 1.5)])
def test_all_candidates_come_out_in_order_with_their_scores(model, rows, beam, length_penalty):
    short = [row for row in rows if len(row) < 30][:8]
    limits = limits_of(short)
    wanted = by_transformers(model, short, limits, beam=beam, length_penalty=length_penalty)
    decoder = StaticDecoder(model, beam=beam, length_penalty=length_penalty, candidates=beam)
    for pairs, hypotheses in zip(wanted, decoder.generate(short, limits), strict=True):
        assert [ids for ids, _ in pairs_of(hypotheses)] == [ids for ids, _ in pairs]
        assert [s for _, s in pairs_of(hypotheses)] == pytest.approx(
            [s for _, s in pairs], abs=1e-4
        )


def test_one_beam_is_greedy_search(model, rows):
    row = rows[1]
    greedy = model.generate(input_ids=torch.tensor([row]), num_beams=1, max_new_tokens=200)
    ((best,),) = StaticDecoder(model, beam=1).generate([row], [200])
    assert best.ids == greedy[0, 1:].tolist()


@pytest.mark.parametrize("limit", [1, 3, 6])
def test_limit_cuts_as_transformers_does_and_leaves_no_end_token(model, rows, limit):
    row = max(rows, key=len)
    (wanted,) = by_transformers(model, [row], [limit])
    ((best,),) = StaticDecoder(model).generate([row], [limit])
    assert best.ids == wanted[0][0]
    assert len(best.ids) == limit
    assert best.ids[-1] != model.config.eos_token_id


def test_a_row_gives_the_same_alone_and_among_others_with_other_limits(model, rows):
    few = rows[:6]
    limits = [5, 200, 7, 200, 200, 9]
    together = StaticDecoder(model).generate(few, limits)
    for row, limit, (best,) in zip(few, limits, together, strict=True):
        ((alone,),) = StaticDecoder(model).generate([row], [limit])
        assert best.ids == alone.ids
        assert best.score == pytest.approx(alone.score, abs=1e-5)


def test_decoder_can_be_used_again_with_other_shapes(model, rows):
    decoder = StaticDecoder(model, batch_tokens=256)
    batches = [rows[:3], rows[3:4], rows[4:12], rows[:3]]
    made = [decoder.generate(batch, limits_of(batch)) for batch in batches]
    assert made[0] == made[3]
    assert decoder.graphs == 0
    assert decoder.generate([], []) == []


class RecordedSteps:
    """What a CUDA graph does, on a CPU: the operations of the first time, on the same memory.

    No line of Python runs again; a value that a step had asked for would be a constant here, or
    an error.
    """

    def __init__(self, plain):
        self.stream = plain.stream
        self.records = {}
        self.replays = 0

    def forget(self):
        self.records.clear()

    def run(self, key, work):
        if key in self.records:
            self.replays += 1
            self.records[key]()
        else:
            self.records[key] = make_fx(work)()


def test_steps_that_are_recorded_and_replayed_give_the_same(model, rows):
    by_length = sorted(rows, key=len)
    batches = [by_length[4:7], by_length[7:10]]
    decoder = StaticDecoder(model)
    wanted = [decoder.generate(batch, limits_of(batch)) for batch in batches]
    recorded = RecordedSteps(decoder._replay)
    decoder._replay = recorded
    assert [decoder.generate(batch, limits_of(batch)) for batch in batches] == wanted
    assert len(recorded.records) == 1
    assert recorded.replays > 3


def test_model_that_asks_for_another_search_is_refused_with_all_reasons(model):
    own = model.generation_config
    before = own.bad_words_ids, own.no_repeat_ngram_size
    own.bad_words_ids, own.no_repeat_ngram_size = [[5, 6]], 3
    try:
        assert len(unsupported(model)) == 2
        with pytest.raises(ModelError, match=r"bans sequences of tokens; it forbids repeated"):
            StaticDecoder(model)
    finally:
        own.bad_words_ids, own.no_repeat_ngram_size = before
    assert unsupported(model) == []


def test_banned_token_never_comes_out_and_end_ends_a_hypothesis():
    end, start, banned = 0, 5, 3
    rules = BeamRules(2, 1.0, end, start, (banned,))
    state = BeamState(1, 8, rules, "cpu")
    state.reset(torch.tensor([8]))
    for _ in range(3):
        state.advance(torch.tensor([[1.0, 2.0, 0.5, 9.0, -9.0, -9.0]]).repeat(2, 1))
    ((best, second),) = state.hypotheses(2)
    assert bool(state.is_done)
    assert best.score >= second.score
    assert {best.ids[-1], second.ids[-1]} == {end}
    assert banned not in best.ids + second.ids
