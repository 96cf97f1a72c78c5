"""The task runners of a configuration: one per target language, and one that summarises."""

import logging
from dataclasses import dataclass, replace

from translate.config import Config, ModelConfig
from translate.engines import check_engine, open_engine
from translate.engines.base import EngineSettings
from translate.memory import Memory
from translate.workplan import Hooks, TaskRunner

_TOKENS_PER_WORD = 3  # French words have about 1.5 pieces; small vocabularies have more
logger = logging.getLogger("translate")


@dataclass(frozen=True, slots=True)
class Runners:
    """`translators` by target language; `summarizer` is None where no model summarises."""

    translators: dict[str, TaskRunner]
    summarizer: TaskRunner | None

    @property
    def all(self) -> list[TaskRunner]:
        """Every runner, translators first."""
        return [*self.translators.values(), *([self.summarizer] if self.summarizer else [])]


def build_runners(config: Config, memory: Memory, hooks: Hooks, *, is_offline: bool) -> Runners:
    """Open every model that `config` names and put it to its self-test, one after the other.

    Raises:
        ModelError: a model cannot be had, loaded or trusted.
    """
    common = _settings(config, is_offline=is_offline)
    translators = {
        lang: _runner(config.targets[lang], replace(common, target_lang=lang), memory, hooks)
        for lang in config.target_langs
    }
    summary = config.summary
    if not summary.enabled or summary.engine is None:
        return Runners(translators, None)
    beams = summary.beam_size
    settings = replace(
        common,
        task="summarize",
        beam_size=beams,
        candidates=beams,
        # A longer one would be refused: there is no use in waiting for its end.
        max_output_tokens=summary.max_words * _TOKENS_PER_WORD,
    )
    return Runners(translators, _runner(summary.engine, settings, memory, hooks))


def _settings(config: Config, *, is_offline: bool) -> EngineSettings:
    runtime = config.runtime
    return EngineSettings(
        task="translate",
        source_lang=config.source_lang,
        target_lang=config.source_lang,
        beam_size=config.decoding.beam_size,
        length_penalty=config.decoding.length_penalty,
        max_length_ratio=config.decoding.max_length_ratio,
        device=runtime.device,
        dtype=runtime.dtype,
        threads=runtime.threads,
        workers=runtime.workers,
        batch_tokens=runtime.batch_tokens or 0,
        is_offline=is_offline,
        models_dir=runtime.models_dir,
        cache_dir=runtime.cache_dir,
    )


def _runner(
    model: ModelConfig, settings: EngineSettings, memory: Memory, hooks: Hooks
) -> TaskRunner:
    engine = open_engine(model, settings)
    # What this very engine made before stands in the memory: it has passed then, and may never
    # have to be loaded now.
    if not memory.knows(settings.task_name, engine.signature):
        check_engine(engine, settings)
        engine.release()
    logger.info("opened %s: %s", settings.task_name, engine.signature)
    return TaskRunner(engine, memory, settings.task_name, hooks)
