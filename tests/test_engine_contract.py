"""The contract of every engine: what the translator relies on, whoever generates."""

import pytest
from toy_engine import ToyEngine

from translate.config import ModelConfig
from translate.engines import ENGINES, load_engine
from translate.engines.base import Engine, EngineSettings
from translate.errors import ModelError
from translate.records import Generation

TEXTS = ["Les deux parties ont signé un accord.", "Hanoi", "Le ministre a visité la province."]


def starter(engine: str) -> Engine:
    settings = EngineSettings("translate", "fr", "en", beam_size=2, threads=1)
    model = ModelConfig(
        engine=engine, model="starter", target_token=">>eng<<", max_source_tokens=40
    )
    return load_engine(model, settings)


ENGINES_UNDER_TEST = {
    "hf": lambda: starter("hf"),
    "ct2": lambda: starter("ct2"),
    "toy": lambda: ToyEngine(40),
}


@pytest.fixture(scope="module", params=ENGINES_UNDER_TEST)
def engine(request):
    return ENGINES_UNDER_TEST[request.param]()


def test_every_engine_is_under_test():
    assert set(ENGINES) <= set(ENGINES_UNDER_TEST)


def test_generations_are_as_many_as_texts_and_in_their_order(engine):
    made = engine.generate(TEXTS)
    assert all(isinstance(generation, Generation) for generation in made)
    again = {text: engine.generate([text])[0].text for text in TEXTS}
    assert [generation.text for generation in made] == [again[text] for text in TEXTS]


def test_no_texts_give_no_generations(engine):
    assert engine.generate([]) == []


def test_same_text_gives_the_same_generation(engine):
    assert engine.generate(TEXTS) == engine.generate(TEXTS)


def test_tokens_are_counted_text_by_text(engine):
    counts = engine.count_tokens(TEXTS)
    assert counts == [engine.count_tokens([text])[0] for text in TEXTS]
    assert counts[1] < counts[0]


def test_text_over_the_limit_is_refused_and_not_truncated(engine):
    long = "mot " * 200
    assert engine.count_tokens([long])[0] > engine.max_source_tokens
    with pytest.raises(ModelError):
        engine.generate([long])


def test_signature_is_a_value_that_does_not_change_with_use(engine):
    before = str(engine.signature)
    engine.generate(TEXTS[:1])
    assert str(engine.signature) == before
    assert len(engine.signature.digest) == 10
