"""Engines: the only rooms that import a deep-learning library, and they do so when loaded."""

import logging
from dataclasses import replace
from importlib import import_module

from translate.config import ModelConfig
from translate.engines.base import Engine, EngineSettings
from translate.engines.selftest import check_engine, check_engine_once

ENGINES = {"ct2": "translate.engines.ct2:CT2Engine", "hf": "translate.engines.hf:HFEngine"}
__all__ = [
    "ENGINES", "Engine", "EngineSettings", "check_engine", "check_engine_once", "load_engine",
    "open_engine",
]  # fmt: skip
logger = logging.getLogger("translate")


def load_engine(model: ModelConfig, settings: EngineSettings) -> Engine:
    """Open the engine that `model` names and put it to its self-test.

    Raises:
        ModelError: the model cannot be had, loaded or trusted.
    """
    engine = open_engine(model, settings)
    check_engine(engine, settings)
    return engine


def open_engine(model: ModelConfig, settings: EngineSettings) -> Engine:
    """The engine that `model` names; `auto` is CTranslate2, or torch where that is not faithful.

    Raises:
        ModelError: the model cannot be had or loaded.
    """
    if model.engine != "auto":
        return _make(model.engine, model, settings)
    from translate.engines.ct2 import UnfaithfulError

    try:
        return _make("ct2", model, settings)
    except UnfaithfulError as err:
        if settings.dtype == "int8":
            raise
        note = f"run by torch: {err.what}"
        logger.warning("%s: %s", model.model, note)
        return _make("hf", model, replace(settings, note=note))


def _make(name: str, model: ModelConfig, settings: EngineSettings) -> Engine:
    module, _, kind = ENGINES[name].partition(":")
    engine: Engine = getattr(import_module(module), kind)(model, settings)
    return engine
