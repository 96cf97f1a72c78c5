"""Engines: the only rooms that import a deep-learning library, and they do so when loaded."""

from importlib import import_module

from translate.config import ModelConfig
from translate.engines.base import Engine, EngineSettings
from translate.engines.selftest import check_engine

ENGINES = {"hf": "translate.engines.hf:HFEngine"}


def load_engine(model: ModelConfig, settings: EngineSettings) -> Engine:
    """Load the engine that `model` names and put it to its self-test.

    Raises:
        ModelError: the model cannot be had, loaded or trusted.
    """
    module, _, name = ENGINES[model.engine].partition(":")
    engine: Engine = getattr(import_module(module), name)(model, settings)
    check_engine(engine, settings)
    return engine
