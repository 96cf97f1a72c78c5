"""The engine: layouts of checkpoints, target tokens, limits, self-test, lack of memory."""

import json
from dataclasses import asdict, replace

import pytest
import torch
from replicas import (
    STARTER,
    barthez_layout,
    copy_starter,
    opus_layout,
    separate_vocabularies,
    untrained,
)
from toy_engine import ToyEngine

from translate.config import ModelConfig
from translate.engines import check_engine_once, load_engine
from translate.engines.base import EngineSettings
from translate.engines.hf import HFEngine
from translate.engines.search import Search
from translate.engines.selftest import find_problem
from translate.errors import ModelError
from translate.memory import Memory
from translate.records import Generation
from translate.runners import Runners
from translate.workplan import TaskRunner

TEXTS = [
    "Le Premier ministre a reçu une délégation du Japon.",
    "Les deux parties ont signé un accord de coopération.",
    "Hanoi",
]
ENGLISH = EngineSettings("translate", "fr", "en", beam_size=2, threads=1)


def starter(token=">>eng<<", **options):
    return ModelConfig(model="starter", engine="hf", target_token=token, **options)


@pytest.fixture(scope="module")
def engine():
    return load_engine(starter(), ENGLISH)


@pytest.fixture(scope="module")
def expected(engine):
    return [generation.text for generation in engine.generate(TEXTS)]


def test_engine_gives_one_generation_per_text_in_order(engine, expected):
    backwards = [generation.text for generation in engine.generate(TEXTS[::-1])]
    assert backwards == expected[::-1]
    assert len(set(expected)) == len(TEXTS)


def test_generation_counts_its_tokens_and_has_a_score(engine):
    (generation,) = engine.generate(TEXTS[:1])
    assert generation.source_tokens == engine.count_tokens(TEXTS[:1])[0]
    assert generation.target_tokens > 1
    assert -10 < generation.score < 0
    assert generation.finished


def test_target_token_chooses_the_language(expected):
    vietnamese = load_engine(starter(">>vie<<"), ENGLISH)
    assert [g.text for g in vietnamese.generate(TEXTS[:2])] != expected[:2]


@pytest.mark.parametrize(
    "build",
    [
        copy_starter,
        lambda folder: opus_layout(folder, as_pickle=True),
        lambda folder: opus_layout(folder, as_pickle=False),
        separate_vocabularies,
    ],
    ids=["multi-target", "published layout, pickle", "published layout, safetensors", "separate"],
)
def test_every_published_layout_gives_the_same_words(tmp_path, build, expected):
    folder = build(tmp_path / "checkpoint")
    token = None if "unused" in (folder / "vocab.json").read_text("utf-8") else ">>eng<<"
    # By torch: that CTranslate2 gives the same words is the matter of test_ct2.
    model = ModelConfig(model=str(folder), target_token=token, engine="hf")
    assert [g.text for g in load_engine(model, ENGLISH).generate(TEXTS)] == expected


def test_unknown_target_token_names_the_known_ones():
    with pytest.raises(ModelError, match=r">>deu<< is unknown.*>>eng<<, >>sum<<, >>vie<<"):
        HFEngine(starter(">>deu<<"), ENGLISH)


def test_multi_target_model_needs_a_target_token():
    with pytest.raises(ModelError, match="3 targets and the config names none"):
        HFEngine(starter(None), ENGLISH)


def test_noise_is_refused_by_the_self_test(tmp_path):
    # By torch: to convert noise is to decode fifty texts to their limits twice.
    model = ModelConfig(model=str(untrained(tmp_path / "noise")), engine="hf")
    with pytest.raises(ModelError, match="failed its self-test"):
        load_engine(model, ENGLISH)


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        (["", "B b b"], "empty answer"),
        (["...", "B b b"], "empty answer"),
        ([TEXTS[0], "B b b"], "was copied"),
        (["the of the of the of the of the of", "B"], "a loop"),
        (["Same.", "Same."], "the same answer"),
        (["One answer.", "Another answer."], None),
    ],
)
def test_self_test_refuses_what_is_no_translation(answers, problem):
    made = [Generation(text, -1.0, 5, 5, True) for text in answers]
    found = find_problem(TEXTS[:2], made, ENGLISH)
    assert (problem is None and found is None) or problem in found


def test_unfinished_answer_fails_the_self_test():
    made = [Generation("One", -1.0, 5, 5, False), Generation("Two", -1.0, 5, 5, True)]
    assert "without an end" in find_problem(TEXTS[:2], made, ENGLISH)


class Asked(ToyEngine):
    """A toy on a device, which says how often it was asked."""

    def __init__(self, device="cpu", **options):
        super().__init__(max_source_tokens=99, **options)
        self._device = device

    @property
    def card(self):
        return replace(super().card, device=self._device)

    @property
    def times(self):
        return len(self.batches)


def longer(text):
    return f"{text} Yes."


@pytest.mark.parametrize(
    ("first", "second", "times"),
    [
        ({}, {}, 0),
        ({}, {"name": "other"}, 1),
        ({"device": "cuda"}, {"device": "cuda"}, 1),
    ],
)
def test_self_test_that_was_passed_is_not_repeated(tmp_path, first, second, times):
    options = replace(ENGLISH, cache_dir=tmp_path)
    for number, toy in enumerate((first, second)):
        engine = Asked(answer=longer, **toy)
        check_engine_once(engine, options)
        assert engine.times == (times if number else 1)


@pytest.mark.parametrize(("device", "segments"), [("cpu", 1_000), ("cuda", 20_000)])
def test_windows_are_larger_on_a_device(tmp_path, device, segments):
    with Memory(tmp_path / "memory.sqlite") as memory:
        runner = TaskRunner(Asked(device=device), memory, "translate:fr-en")
        assert Runners({"en": runner}, None).window_segments == segments


def test_self_test_that_failed_is_repeated(tmp_path):
    for _ in range(2):
        engine = Asked(answer=str)
        with pytest.raises(ModelError, match="was copied"):
            check_engine_once(engine, replace(ENGLISH, cache_dir=tmp_path))
        assert engine.times == 1


def test_self_test_is_repeated_where_nothing_can_be_kept(tmp_path):
    (tmp_path / "file").touch()
    for _ in range(2):
        engine = Asked(answer=longer)
        check_engine_once(engine, replace(ENGLISH, cache_dir=tmp_path / "file"))
        assert engine.times == 1


@pytest.mark.parametrize(
    "text", ["prix </s> a <pad> vingt", ">>vie<< Bonjour", "<unk>", "a >>vie<< b", ">>>>eng<<<<"]
)
def test_special_strings_are_text_and_not_tokens(engine, text):
    ids_of = {piece: index for index, piece in enumerate(engine.tokens.pieces)}
    (ids,) = engine.encode([text])
    special = {ids_of[piece] for piece in ("</s>", "<pad>", ">>vie<<", ">>eng<<")}
    assert ids[0] == ids_of[">>eng<<"]
    assert not special & set(ids[1:-1])
    assert len(engine.generate([text])) == 1


def test_empty_text_does_not_break_its_batch(engine, expected):
    assert [g.text for g in engine.generate(["", *TEXTS])][1:] == expected


def test_over_long_input_is_refused_and_never_truncated():
    engine = HFEngine(starter(max_source_tokens=16), ENGLISH)
    with pytest.raises(ModelError, match="over the limit of 16"):
        engine.generate(["mot " * 50])


def test_output_is_cut_at_its_own_limit_whatever_is_beside_it():
    class Tight(Search):
        def output_limit(self, source_tokens):
            return 2 if source_tokens < 8 else 200

    engine = HFEngine(starter(), EngineSettings("translate", "fr", "en", beam_size=1, threads=1))
    engine._search = Tight(**asdict(engine.search))
    (alone,) = engine.generate(["Hanoi et Huế"])
    beside = engine.generate([TEXTS[0], "Hanoi et Huế"])[1]
    assert (alone.text, alone.finished) == (beside.text, beside.finished)
    assert alone.target_tokens <= 2


def test_candidates_are_the_next_beams():
    settings = EngineSettings("summarize", "fr", "fr", beam_size=3, candidates=3, threads=1)
    engine = HFEngine(starter(">>sum<<"), settings)
    (generation,) = engine.generate(TEXTS[:1])
    assert len(generation.alternatives) == 2


def test_summariser_in_the_layout_of_barthez_is_read_whole(tmp_path):
    """Its weights are noise: what is tested is that the text goes in between `<s>` and `</s>`."""
    settings = EngineSettings("summarize", "fr", "fr", beam_size=2, candidates=2, threads=1)
    engine = HFEngine(ModelConfig(model=str(barthez_layout(tmp_path / "barthez"))), settings)
    (ids,) = engine.encode([TEXTS[0]])
    assert (ids[0], ids[-1], 2 in ids[1:-1]) == (0, 2, False)
    assert engine.tokens.decode([ids]) == [TEXTS[0]]
    assert engine.max_source_tokens == 64
    (generation,) = engine.generate([TEXTS[1]])
    assert len(generation.alternatives) == 1
    with pytest.raises(ModelError, match="over the limit"):
        engine.generate([" ".join(TEXTS) * 9])


def test_memory_that_runs_out_halves_the_batch_and_goes_on(engine, expected, monkeypatch):
    """The device is stood in for: torch itself raises, as CUDA does, above two rows."""
    real, sizes = engine.checkpoint.model.generate, []

    def small_device(**inputs):
        sizes.append(len(inputs["input_ids"]))
        if sizes[-1] > 2:
            raise torch.OutOfMemoryError
        return real(**inputs)

    monkeypatch.setattr(engine.checkpoint.model, "generate", small_device)
    monkeypatch.setattr(engine._fitting, "budget", None)
    assert [g.text for g in engine.generate([*TEXTS, *TEXTS])] == expected * 2
    assert sizes == [6, 3, 2, 1, 3, 2, 1]
    assert engine._fitting.budget is not None


def test_memory_that_runs_out_for_one_text_is_one_clear_error(engine, monkeypatch):
    def no_device(**_):
        raise torch.OutOfMemoryError

    monkeypatch.setattr(engine.checkpoint.model, "generate", no_device)
    monkeypatch.setattr(engine._fitting, "budget", None)
    with pytest.raises(ModelError, match=r"memory ran out.*lower decoding.beam_size"):
        engine.generate(TEXTS[:1])


@pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has a CUDA device")
def test_absent_cuda_is_one_clear_error():
    with pytest.raises(ModelError, match="no CUDA device"):
        HFEngine(starter(), EngineSettings("translate", "fr", "en", device="cuda"))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_cuda_is_picked_with_bfloat16():
    card = HFEngine(starter(), EngineSettings("translate", "fr", "en")).card
    assert (card.device, card.dtype) == ("cuda", "bfloat16")


def damage(folder, name):
    (folder / name).unlink()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: (f / "model.safetensors").unlink(), "model.safetensors or pytorch_model.bin"),
        (lambda f: (f / "config.json").unlink(), "config.json missing"),
        (lambda f: (f / "vocab.json").unlink(), "vocab.json missing"),
        (lambda f: (f / "target.spm").unlink(), "target.spm missing"),
        (lambda f: (f / "config.json").write_text("{"), "config.json cannot be read"),
        (lambda f: (f / "model.safetensors").write_bytes(b"x" * 99), "cannot be loaded"),
        (lambda f: (f / "source.spm").write_bytes(b"x" * 99), "cannot be loaded"),
        (lambda f: (f / "config.json").write_text('{"model_type": "gpt2"}'), "cannot be loaded"),
    ],
)
def test_incomplete_or_damaged_checkpoint_is_one_clear_error(tmp_path, change, message):
    folder = copy_starter(tmp_path / "checkpoint")
    change(folder)
    with pytest.raises(ModelError, match=message):
        HFEngine(ModelConfig(model=str(folder), target_token=">>eng<<"), ENGLISH)


def test_pickle_that_would_run_code_is_refused(tmp_path):
    folder = opus_layout(tmp_path / "checkpoint")
    trap = tmp_path / "trap"

    class Trap:
        def __reduce__(self):
            return (open, (str(trap), "w"))

    torch.save({"a": Trap()}, folder / "pytorch_model.bin")
    with pytest.raises(ModelError, match="cannot be loaded"):
        HFEngine(ModelConfig(model=str(folder)), ENGLISH)
    assert not trap.exists()


CHANGES = {
    "beam": {"settings": EngineSettings("translate", "fr", "en", beam_size=3, threads=1)},
    "penalty": {
        "settings": EngineSettings("translate", "fr", "en", 2, length_penalty=1.2, threads=1)
    },
    "token": {"model": starter(">>vie<<")},
    "dtype": {"settings": EngineSettings("translate", "fr", "en", 2, dtype="bfloat16", threads=1)},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_choice_that_can_change_an_output_is_in_the_signature(engine, change):
    other = HFEngine(change.get("model", starter()), change.get("settings", ENGLISH))
    assert other.signature != engine.signature


def test_changed_weights_or_tokenizer_change_the_signature(tmp_path):
    folder = copy_starter(tmp_path / "checkpoint")
    model = ModelConfig(model=str(folder), target_token=">>eng<<")
    before = HFEngine(model, ENGLISH).signature
    config = json.loads((folder / "generation_config.json").read_text())
    (folder / "generation_config.json").write_text(json.dumps({**config, "max_length": 400}))
    assert HFEngine(model, ENGLISH).signature != before


def test_embedded_model_names_no_path_of_the_machine_that_trained_it():
    from sentencepiece import sentencepiece_model_pb2

    for name in ("source.spm", "target.spm"):
        model = sentencepiece_model_pb2.ModelProto()
        model.ParseFromString((STARTER / name).read_bytes())
        assert "/" not in model.trainer_spec.model_prefix
        assert not model.trainer_spec.input
        assert not model.normalizer_spec.normalization_rule_tsv


def test_embedded_model_is_small_and_says_what_it_is():
    assert (STARTER / "model.safetensors").stat().st_size <= 12_000_000
    parameters = HFEngine(starter(), ENGLISH).card.parameters
    assert 4_000_000 <= parameters <= 6_000_000
    card = (STARTER / "README.md").read_text("utf-8")
    assert all(word in card for word in ("chrF", "license: apache-2.0", "CC0", "Tatoeba"))
