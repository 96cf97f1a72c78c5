"""The task runners of a configuration: those that translate, once and again, and the summariser."""

import logging
from dataclasses import dataclass, field, replace
from functools import partial

from translate.config import Config, ModelConfig
from translate.engines import check_engine_once, open_engine
from translate.engines.base import EngineSettings
from translate.memory import Memory
from translate.second_chance import Ways
from translate.workplan import Hooks, TaskRunner

CPU_WINDOW = 1_000
"""Segments of a window on a CPU: a hundred batches, so that little time is lost with the last."""
_CUDA_WINDOW = 20_000  # a batch may hold thousands of segments there
_TOKENS_PER_WORD = 3  # French words have about 1.5 pieces; small vocabularies have more
logger = logging.getLogger("translate")


@dataclass(frozen=True, slots=True)
class Runners:
    """`translators` by target language; `summarizer` is None where no model summarises.

    `again` holds by target language what translates a second time; it is empty where nothing is to
    be.
    """

    translators: dict[str, TaskRunner]
    summarizer: TaskRunner | None
    again: dict[str, Ways] = field(default_factory=dict)

    @property
    def all(self) -> list[TaskRunner]:
        """Every runner, translators first."""
        again = [runner for ways in self.again.values() for runner in ways.runners]
        summarizer = [self.summarizer] if self.summarizer else []
        return [*self.translators.values(), *again, *summarizer]

    @property
    def window_segments(self) -> int:
        """How many segments are worked off at a time, where the configuration leaves it open."""
        devices = {runner.engine.card.device for runner in self.translators.values()}
        return _CUDA_WINDOW if "cuda" in devices else CPU_WINDOW


def build_runners(config: Config, memory: Memory, hooks: Hooks, *, is_offline: bool) -> Runners:
    """Open every model that `config` names and put it to its self-test, one after the other.

    The second model of a pair is put to it when it is first asked.

    Raises:
        ModelError: a model cannot be had, loaded or trusted.
    """
    common = _settings(config, is_offline=is_offline)
    translators = {
        lang: _runner(config.targets[lang], replace(common, target_lang=lang), memory, hooks)
        for lang in config.target_langs
    }
    again = {
        lang: _build_ways(config, replace(common, target_lang=lang), memory, hooks)
        for lang in (config.target_langs if config.second_chance.enabled else ())
    }
    summary = config.summary
    if not summary.enabled or summary.engine is None:
        return Runners(translators, None, again)
    beams = summary.beam_size
    settings = replace(
        common,
        task="summarize",
        beam_size=beams,
        candidates=beams,
        # A longer one would be refused: there is no use in waiting for its end.
        max_output_tokens=summary.max_words * _TOKENS_PER_WORD,
    )
    return Runners(translators, _runner(summary.engine, settings, memory, hooks), again)


def _build_ways(config: Config, settings: EngineSettings, memory: Memory, hooks: Hooks) -> Ways:
    """What translates into the language of `settings` where the first translation fails."""
    lang = settings.target_lang
    target = config.targets[lang]
    settings = replace(
        settings,
        again="safer",
        candidates=settings.beam_size,
        no_repeat_ngram=config.second_chance.no_repeat_ngram,
    )
    second = target.second
    return Ways(
        # The model is that of the first translation, which has passed its self-test.
        safer=_open(target, settings, memory, hooks),
        second=_runner_at_need(second, replace(settings, again="second"), memory, hooks)
        if second
        else None,
        safer_carries=lang if target.placeholders else None,
        second_carries=lang if second and second.placeholders else None,
    )


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
    """A runner whose engine has passed its self-test, now or before."""
    runner = _open(model, settings, memory, hooks)
    # What this very engine made before stands in the memory: it has passed then, and may never
    # have to be loaded now.
    if not memory.knows(runner.task, runner.engine.signature):
        check_engine_once(runner.engine, settings)
        runner.engine.release()
    return runner


def _runner_at_need(
    model: ModelConfig, settings: EngineSettings, memory: Memory, hooks: Hooks
) -> TaskRunner:
    """A runner whose engine is put to its self-test when something is first asked of it."""
    runner = _open(model, settings, memory, hooks)
    if not memory.knows(runner.task, runner.engine.signature):
        runner.prepare = partial(check_engine_once, runner.engine, settings)
    return runner


def _open(model: ModelConfig, settings: EngineSettings, memory: Memory, hooks: Hooks) -> TaskRunner:
    engine = open_engine(model, settings)
    logger.info("opened %s: %s", settings.task_name, engine.signature)
    return TaskRunner(engine, memory, settings.task_name, hooks)
