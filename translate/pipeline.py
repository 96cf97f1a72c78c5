"""The one room that knows the order: read, structure, segment, summarise, translate, check, write.

A run goes over the folder in windows of articles. Only generations are remembered; all else is
recomputed, so that to resume is to run again.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from translate import manifest as manifests
from translate.assembly import Assembler
from translate.checks import run_checks
from translate.config import Config
from translate.errors import ConfigError, CorpusError, OutputError, TranslateError
from translate.memory import Memory
from translate.output_folder import MANIFEST_NAME, hold, prepare_output
from translate.readers import IdCollision, ReadFailure, read_corpus
from translate.records import Article, Document
from translate.run_records import Forecast, RunOptions, RunReport
from translate.runners import Runners, build_runners
from translate.segmentation import segment_article
from translate.spool import Spool
from translate.structure import find_structure
from translate.summarizer import summarize_articles
from translate.tally import Tally
from translate.terminology import load_glossary
from translate.translator import translate_texts
from translate.workplan import Hooks
from translate.writers import WRITERS, load_writer
from translate.writers.base import Export, ExportContext

logger = logging.getLogger("translate")


@dataclass(frozen=True, slots=True)
class _Stages:
    """What turns a window of articles into finished ones, and where those are kept."""

    config: Config
    assembler: Assembler
    runners: Runners
    spool: Spool
    tally: Tally

    def finish(self, window: list[Article]) -> None:
        """Summarise, translate, assemble and check the articles of one window."""
        drafts = summarize_articles(window, self.runners.summarizer, self.config.summary)
        translations = {
            lang: translate_texts(
                (
                    text
                    for article in window
                    for text in self.assembler.texts_to_translate(
                        article, drafts[article.article_id], lang
                    )
                ),
                runner,
                lang if self.config.targets[lang].placeholders else None,
            )
            for lang, runner in self.runners.translators.items()
        }
        for article in window:
            with _guard(article.document, self.tally, article):
                translated = self.assembler.assemble(
                    article, drafts[article.article_id], translations
                )
                findings = run_checks(translated, self.config.target_langs)
                translated = replace(translated, findings=findings)
                self.spool.add(translated)
                self.tally.add_translated(translated)
        for runner in self.runners.all:
            runner.forget_lengths()


def run(input_folder: Path, output: Path, config: Config, options: RunOptions) -> RunReport:
    """Translate the articles of `input_folder` into `output`.

    Raises:
        ConfigError: the glossary is wrong, or the folders lie in each other the wrong way round.
        CorpusError: the input does not exist or holds nothing.
        ModelError: a model cannot be had, loaded or trusted.
        OutputError: the output cannot be written, or (BusyError) another run holds it.
        StoppedError: the run was asked to stop; it resumes when it is run again.
    """
    started, clock = datetime.now(UTC), time.monotonic()
    _check_folders(input_folder, output)
    glossary = load_glossary(config.terminology.glossaries)
    work = prepare_output(output)
    with ExitStack() as stack:
        stack.enter_context(hold(work))
        options.on_work_folder(work)
        logger.info("run started: %s -> %s, config %s", input_folder, output, config.digest()[:10])
        memory = stack.enter_context(Memory(work / "memory.sqlite"))
        spool = stack.enter_context(Spool(work / "spool.sqlite"))
        options.on_stage("loading models")
        hooks = Hooks(options.on_progress, options.stop.check)
        runners = build_runners(config, memory, hooks, is_offline=options.is_offline)
        assembler = Assembler(glossary, config.target_langs)
        stages = _Stages(config, assembler, runners, spool, Tally())
        options.on_stage("translating")
        for window in _windows(input_folder, output, config, options, stages.tally):
            stages.finish(window)
        options.stop.check()
        options.on_stage("writing")
        exports = _write(output, config, spool)
        body = manifests.describe_run(config, stages.tally, runners.all, exports, options.limit)
        body["glossary_sha256"] = glossary.digest()
        seconds = time.monotonic() - clock
        body["timing"] = {
            "started": started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(seconds, 1),
        }
        written = _commit(output, body, exports)
        logger.info("run finished: %d articles, %.1f s", stages.tally.articles, seconds)
    generated = sum(runner.generated for runner in runners.all)
    remembered = sum(runner.remembered for runner in runners.all)
    return RunReport(output, written, generated, remembered, seconds)


def forecast(input_folder: Path, output: Path, config: Config, options: RunOptions) -> Forecast:
    """Read, structure and segment the whole folder, without a model and without writing.

    Raises:
        ConfigError, CorpusError: see `run`.
    """
    _check_folders(input_folder, output)
    load_glossary(config.terminology.glossaries)
    tally = Tally()
    texts: set[str] = set()
    for window in _windows(input_folder, output, config, options, tally):
        texts.update(segment.source for article in window for segment in article.segments)
    return Forecast(tally, len(texts))


def read_articles(path: Path, config: Config) -> list[Article | ReadFailure]:
    """The structured and segmented articles of one file, for a look at it.

    Raises:
        CorpusError: there is no such file.
    """
    if not path.is_file():
        raise CorpusError("no such file", where=str(path), remedy="give a file of articles")
    return [
        item if isinstance(item, ReadFailure) else _prepare(item, config)
        for item in read_corpus(path, config.reading)
        if not isinstance(item, IdCollision)
    ]


def _check_folders(input_folder: Path, output: Path) -> None:
    if not input_folder.exists():
        raise CorpusError(
            "no such file or folder", where=str(input_folder), remedy="give a folder of articles"
        )
    inside, outside = input_folder.resolve(), output.resolve()
    if inside == outside or outside in inside.parents:
        raise ConfigError(
            f"the input {input_folder} lies in the output folder",
            where=str(output),
            remedy="give an output folder beside or below the input",
        )


def _windows(
    input_folder: Path, output: Path, config: Config, options: RunOptions, tally: Tally
) -> Iterator[list[Article]]:
    """The articles of the folder, some at a time; failures and collisions go to the tally."""
    window: list[Article] = []
    segments = 0
    for item in read_corpus(input_folder, config.reading, output):
        if isinstance(item, ReadFailure):
            logger.warning("not read: %s: %s", item.path, item.what)
            tally.add_failure(item)
            continue
        if isinstance(item, IdCollision):
            tally.add_collision(item)
            continue
        if options.limit is not None and tally.articles >= options.limit:
            break
        options.stop.check()
        with _guard(item, tally):
            article = _prepare(item, config)
            tally.add_article(article)
            window.append(article)
            segments += len(article.segments)
        if segments >= config.runtime.window_segments:
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


def _prepare(document: Document, config: Config) -> Article:
    return segment_article(find_structure(document, config.structure), config.structure)


@contextmanager
def _guard(document: Document, tally: Tally, counted: Article | None = None) -> Iterator[None]:
    """One article never ends a run: a fault in its processing is listed, and the run goes on.

    `counted` is the article where the tally has it already.
    """
    try:
        yield
    except TranslateError:
        raise
    except Exception as err:
        logger.exception("article %s failed", document.article_id)
        failure = ReadFailure(
            document.path,
            f"a fault of the program ({type(err).__name__}: {err})",
            "the other articles are complete; please report this with .work/run.log",
        )
        if counted is None:
            tally.add_failure(failure)
        else:
            tally.drop_article(counted, failure)


def _write(output: Path, config: Config, spool: Spool) -> dict[str, Export]:
    """Replace the files of the output; while this goes on the folder has no manifest."""
    context = ExportContext(output, config.source_lang, config.target_langs)
    try:
        (output / MANIFEST_NAME).unlink(missing_ok=True)
        return {name: load_writer(name)(spool.articles, context) for name in WRITERS}
    except OSError as err:
        raise _unwritable(output, err) from err


def _commit(output: Path, body: dict[str, Any], exports: dict[str, Export]) -> dict[str, Any]:
    """Write the manifest, with the digest of every file: from here on the run is a result."""
    try:
        names = [name for export in exports.values() for name in export.files]
        body["outputs"] = manifests.describe_files(output, names)
        return manifests.write_manifest(output, body)
    except OSError as err:
        raise _unwritable(output, err) from err


def _unwritable(output: Path, err: OSError) -> OutputError:
    return OutputError(
        f"cannot be written ({err.strerror or err})",
        where=str(err.filename or output),
        remedy="make room or permission there and run again: committed work is kept",
    )
