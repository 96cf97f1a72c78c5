"""The one room that knows the order: read, structure, segment, summarise, translate, check, write.

A run goes over the folder in windows of articles; `stages` works them off. Only generations and
what people wrote are remembered; all else is recomputed, so that to resume is to run again.
`entry` comes before: it holds the output, and knows whether there is anything to do.
"""

import logging
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from translate import machine
from translate import manifest as manifests
from translate.assembly import Assembler
from translate.checks import Standards
from translate.checks.suppression import Suppressions, load_suppressions
from translate.config import Config
from translate.engines.idle import IDLE_MODEL
from translate.errors import CorpusError, OutputError
from translate.files import sha256_of_text
from translate.intake import Intake, take_in
from translate.ledger import Ledger
from translate.memory import HumanTexts, digest_of_human
from translate.output_folder import MANIFEST_NAME, check_folders
from translate.overlap import Clock, working_ahead
from translate.readers import IdCollision, ReadFailure
from translate.records import Article
from translate.run_records import Beginning, Forecast, RunOptions, RunReport
from translate.runners import CPU_WINDOW, Runners, build_runners
from translate.spool import Spool
from translate.stages import Stages
from translate.tally import Tally
from translate.terminology import Glossary, load_glossary
from translate.workplan import Hooks
from translate.writers import WRITERS, load_writer
from translate.writers.base import ExportContext

logger = logging.getLogger("translate")


@dataclass(frozen=True, slots=True)
class _Given:
    """What people gave a run besides its corpus: terms, translations, findings to set aside."""

    glossary: Glossary
    human: HumanTexts
    suppressions: Suppressions

    def digests(self) -> dict[str, str]:
        """The SHA-256 of each, for the manifest."""
        rows = [repr(row) for row in self.suppressions.rows]
        return {
            "glossary_sha256": self.glossary.digest(),
            "human_sha256": digest_of_human(self.human),
            "suppressions_sha256": sha256_of_text("\n".join(rows)),
        }


def run(
    input_folder: Path, output: Path, config: Config, options: RunOptions, beginning: Beginning
) -> RunReport:
    """Translate the articles of `input_folder` into `output`, which is held.

    Raises:
        ConfigError: the glossary or a list of suppressions is wrong.
        CorpusError: the input holds nothing.
        ModelError: a model cannot be had, loaded or trusted.
        OutputError: the output cannot be written.
        StoppedError: the run was asked to stop; it resumes when it is run again.
    """
    machine.share_heaps()
    glossary = load_glossary(config.terminology.glossaries)
    suppressions = load_suppressions(config.checks.suppressions)
    work, memory, begun = beginning.work, beginning.memory, beginning.moment
    with ExitStack() as stack:
        given = _Given(glossary, beginning.human, suppressions)
        spool = stack.enter_context(Spool(work / "spool.sqlite"))
        ledger = stack.enter_context(Ledger(work / "ledger.sqlite"))
        options.on_stage("loading models")
        hooks = Hooks(options.on_progress, options.stop.check)
        runners = build_runners(config, memory, hooks, is_offline=options.is_offline)
        digests = {"config_sha256": config.digest(), **given.digests()}
        # A model that had to be fetched first is at hand only now.
        state = beginning.digest or beginning.state.digest(config)
        stages = _prepare_stages(config, given, runners, (spool, ledger))
        window = config.runtime.window_segments or runners.window_segments
        options.on_stage("translating")
        ahead = stack.enter_context(
            working_ahead(take_in(input_folder, output, config), _weigh, window, stages.clock)
        )
        stages.work_off(_windows(ahead, input_folder, window, options, stages.tally))
        IDLE_MODEL.drop()
        options.stop.check()
        options.on_stage("writing")
        exports = _write(output, config, spool, ledger)
        body = manifests.describe_run(config, stages.tally, ledger, runners.all, exports)
        body |= {**digests, "limit": options.limit, "state_sha256": state}
        body["suppressions"] = _describe_suppressions(suppressions)
        seconds = begun.seconds()
        body["timing"] = {
            "started": begun.date.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 3),
            "generation_seconds": round(sum(r.busy_seconds for r in runners.all), 3),
            "other_cpu_seconds": round(stages.clock.seconds + time.thread_time() - begun.cpu, 3),
        }
        written = _commit(output, body)
        logger.info("run finished: %d articles, %.1f s", stages.tally.articles, seconds)
    generated = sum(runner.generated for runner in runners.all)
    remembered = sum(runner.remembered for runner in runners.all)
    return RunReport(output, written, generated, remembered, seconds)


def _prepare_stages(
    config: Config, given: _Given, runners: Runners, kept: tuple[Spool, Ledger]
) -> Stages:
    spool, ledger = kept
    return Stages(
        config=config,
        assembler=Assembler(
            given.glossary, config.target_langs, given.human, config.repair.enabled
        ),
        standards=Standards(config.checks, given.glossary),
        runners=runners,
        spool=spool,
        tally=Tally(),
        ledger=ledger,
        clock=Clock(),
        suppressions=given.suppressions,
    )


def _describe_suppressions(suppressions: Suppressions) -> dict[str, Any]:
    """How many findings each line set aside, and the lines that met none."""
    for row in suppressions.unused():
        logger.warning("set nothing aside: %s (%s)", row.where, row.reason)
    return {
        "set_aside": dict(sorted(suppressions.counts.items())),
        "unused": [row.where for row in suppressions.unused()],
    }


def forecast(input_folder: Path, output: Path, config: Config, options: RunOptions) -> Forecast:
    """Read, structure and segment the whole folder, without a model and without writing.

    Raises:
        ConfigError, CorpusError: see `run`.
    """
    check_folders(input_folder, output)
    load_glossary(config.terminology.glossaries)
    load_suppressions(config.checks.suppressions)
    tally = Tally()
    texts: set[str] = set()
    items = take_in(input_folder, output, config)
    for window in _windows(items, input_folder, CPU_WINDOW, options, tally):
        texts.update(segment.source for article in window for segment in article.segments)
    return Forecast(tally, len(texts))


def read_articles(path: Path, config: Config) -> list[Article | ReadFailure]:
    """The structured and segmented articles of one file, for a look at it.

    Raises:
        CorpusError: there is no such file.
    """
    if not path.is_file():
        raise CorpusError("no such file", where=str(path), remedy="give a file of articles")
    return [item for item in take_in(path, None, config) if not isinstance(item, IdCollision)]


def _windows(
    items: Iterator[Intake], input_folder: Path, size: int, options: RunOptions, tally: Tally
) -> Iterator[list[Article]]:
    """The articles, `size` segments at a time; failures and collisions go to the tally."""
    window: list[Article] = []
    segments = taken = 0
    for item in items:
        if isinstance(item, ReadFailure):
            logger.warning("not read: %s: %s", item.path, item.what)
            tally.add_failure(item)
            continue
        if isinstance(item, IdCollision):
            tally.add_collision(item)
            continue
        if options.limit is not None and taken >= options.limit:
            break
        options.stop.check()
        tally.add_article(item)
        taken += 1
        window.append(item)
        segments += len(item.segments)
        if segments >= size:
            yield window
            window, segments = [], 0
    if window:
        yield window
    if not tally.articles and not tally.failures:
        raise CorpusError(
            "no articles here",
            where=str(input_folder),
            remedy="give a folder with .txt, .md, .html, .jsonl or .parquet files",
        )


def _weigh(item: Intake) -> int:
    """What an item counts for among those read ahead: its segments."""
    return len(item.segments) if isinstance(item, Article) else 1


def _write(
    output: Path, config: Config, spool: Spool, ledger: Ledger
) -> dict[str, Mapping[str, int]]:
    """Replace the files of the output; while this goes on the folder has no manifest.

    Returns the counts of each writer; what it made and left out is listed in the ledger.
    """
    context = ExportContext(output, config.source_lang, config.target_langs)
    counts: dict[str, Mapping[str, int]] = {}
    try:
        (output / MANIFEST_NAME).unlink(missing_ok=True)
        for name in WRITERS:
            machine.give_back()
            write = load_writer(name)
            counts[name] = manifests.list_export(
                ledger, output, name, write(spool.articles, context)
            )
    except OSError as err:
        raise _unwritable(output, err) from err
    return counts


def _commit(output: Path, body: dict[str, Any]) -> dict[str, Any]:
    """Write the manifest, with the digest of every file: from here on the run is a result."""
    try:
        return manifests.write_manifest(output, body)
    except OSError as err:
        raise _unwritable(output, err) from err


def _unwritable(output: Path, err: OSError) -> OutputError:
    return OutputError(
        f"cannot be written ({err.strerror or err})",
        where=str(err.filename or output),
        remedy="make room or permission there and run again: committed work is kept",
    )
