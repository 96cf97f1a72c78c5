"""The model that stays loaded between two tasks: one at most, and never beside another."""

from translate.config import ModelConfig
from translate.engines import ct2_model
from translate.engines.base import EngineSettings
from translate.engines.ct2_model import ConvertedModel, Placement
from translate.engines.hf import HFEngine
from translate.engines.idle import IDLE_MODEL, IdleModel

PLACE = Placement("cpu", "int8", 1, 1)


def test_model_that_is_taken_is_no_longer_held():
    idle = IdleModel()
    idle.keep("a", "the weights")
    assert (idle.take("a"), idle.take("a")) == ("the weights", None)


def test_whoever_asks_for_another_model_has_the_idle_one_dropped_first():
    idle = IdleModel()
    idle.keep("a", "the weights")
    assert (idle.take("b"), idle.take("a")) == (None, None)


def test_only_the_last_model_is_kept():
    idle = IdleModel()
    idle.keep("a", "the weights")
    idle.keep("b", "others")
    assert (idle.take("a"), idle.take("b")) == (None, None)
    idle.keep("b", "others")
    idle.drop()
    assert idle.take("b") is None


def test_torch_loads_nothing_beside_an_idle_model():
    IDLE_MODEL.keep("a", "the weights")
    settings = EngineSettings("translate", "fr", "en", dtype="float32", threads=1)
    HFEngine(ModelConfig(engine="hf", model="starter", target_token=">>eng<<"), settings)
    assert IDLE_MODEL.take("a") is None


class Tokens:
    pieces = target_pieces = ()


def test_weights_are_loaded_anew_only_for_another_folder_or_place(tmp_path, monkeypatch):
    loaded = []

    def load(model):
        loaded.append(model._folder.name)
        return object()

    monkeypatch.setattr(ConvertedModel, "_make", load)
    monkeypatch.setattr(ct2_model, "IDLE_MODEL", IdleModel())

    def work(name, place=PLACE, *, is_short_of_memory=False):
        model = ConvertedModel(tmp_path / name, Tokens(), None, frozenset(), place)
        model.load()
        model.unload() if is_short_of_memory else model.rest()

    work("en")
    work("en")
    work("vi")
    work("en")
    work("en", Placement("cpu", "float32", 1, 1), is_short_of_memory=True)
    work("en", Placement("cpu", "float32", 1, 1))
    assert loaded == ["en", "vi", "en", "en", "en"]
