"""The order of a measurement: text, model, rounds in which every contender has its turn, sizes."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from translate.bench.conditions import describe_machine
from translate.bench.corpus import Text, read_text, write_scaled
from translate.bench.figures import BenchReport, Ledger, Measurement, ScalePoint, TextFigures
from translate.bench.models import Model, pieces_per_word, prepare_model
from translate.bench.options import AGAIN, SLOW, WHOLE, BenchOptions, check_folders
from translate.bench.processes import Finished, limited_to, run_worker
from translate.bench.report import write_report
from translate.bench.whole_runs import Program, WholeRun, reading_config, reason_of
from translate.errors import CorpusError, ModelError, OutputError

WORK_FOLDER = ".bench"
_SCALE = "scale"


def measure(
    corpus: Path, output: Path, options: BenchOptions, on_event: Callable[[str], None]
) -> BenchReport:
    """Measure the contenders over `corpus`; write bench.json, bench.md and bench.svg to `output`.

    Interrupted, it writes what was measured so far, and says that it is not complete.

    Raises:
        ConfigError: the folders lie in each other, or the options cannot be had here.
        CorpusError: there is nothing to translate.
        ModelError: there is no such model, or it cannot be used.
        OutputError: the output cannot be written.
    """
    check_folders(corpus, output)
    with limited_to(options.threads) as threads:
        try:
            return _measure(corpus, output, options, threads, on_event)
        except OSError as err:
            raise OutputError(
                f"cannot be written ({err.strerror or err})",
                where=str(err.filename or output),
                remedy="make room or permission there, or give another output folder",
            ) from err


def _measure(
    corpus: Path,
    output: Path,
    options: BenchOptions,
    threads: int,
    on_event: Callable[[str], None],
) -> BenchReport:
    conditions = describe_machine(threads)
    text = read_text(corpus, reading_config(options), options.articles)
    work = output.resolve() / WORK_FOLDER
    work.mkdir(parents=True, exist_ok=True)
    (output / "models").mkdir(exist_ok=True)
    on_event(f"preparing {options.model} for {len(text.articles)} articles")
    model = prepare_model(options, text, output.resolve(), threads)
    program = Program(options, model.name, work, output.resolve() / "models" / "cache", threads)
    ledger = Ledger()
    bench = _Bench(corpus.resolve(), text, model, program, ledger, on_event)
    try:
        bench.warm_up()
        for number in range(1, options.rounds + 1):
            for contender in options.contenders:
                bench.take_turn(contender, number)
        for size in options.scale:
            bench.grow_to(size)
        ledger.is_complete = True
    except KeyboardInterrupt:
        on_event("interrupted: writing what was measured so far")
    figures = _describe_text(corpus, text, model)
    report = BenchReport(options, conditions, figures, model.name, model.dimensions, ledger)
    write_report(output, report)
    return report


@dataclass(frozen=True, slots=True)
class _Bench:
    """What the turns share; results go to the ledger."""

    corpus: Path
    text: Text
    model: Model
    program: Program
    ledger: Ledger
    on_event: Callable[[str], None]

    def warm_up(self) -> None:
        """Let the program convert its model and fill the file cache, outside of the time."""
        options = self.program.options
        kinds = [name for name in options.contenders if name in WHOLE and name != AGAIN]
        for kind in [*kinds, *([_SCALE] if options.scale else [])][:1]:
            self.on_event(f"warming up {kind}")
            self.program.forget("warm")
            self._keep_failure(kind, self.program.run(kind, self.corpus, 1, "warm"))
        self.program.forget("warm")

    def take_turn(self, contender: str, number: int) -> None:
        """Measure one contender once; one that failed before is not tried again."""
        if contender in self.ledger.failures:
            return
        made = (
            self._run_program(contender, number)
            if contender in WHOLE
            else self._run_loop(contender, number)
        )
        if made is None:
            self.on_event(f"{contender} failed: {self.ledger.failures[contender]}")
            return
        self.ledger.measurements.append(made)
        rounds = self.program.options.rounds
        self.on_event(
            f"round {number} of {rounds}: {contender} {made.rate:.0f} tokens/s, "
            f"{made.seconds:.1f} s, {made.peak_rss_mb:.0f} MB"
        )

    def grow_to(self, size: int) -> None:
        """Run the whole program over a made-up corpus of `size` articles."""
        if _SCALE in self.ledger.failures:
            return
        folder = self.program.work / f"corpus-{size}-{self.text.digest}"
        if not folder.is_dir():
            self.on_event(f"writing {size} articles")
            partial = folder.with_name(f"{folder.name}.partial")
            write_scaled(self.text, size, partial)
            partial.rename(folder)
        self.on_event(f"running over {size} articles")
        self.program.forget(f"out-{size}")
        done = self._keep_failure(_SCALE, self.program.run(_SCALE, folder, size, f"out-{size}"))
        if done is None:
            return
        process = done.process
        self.ledger.scale.append(
            ScalePoint(size, done.segments, process.seconds, process.peak_rss_mb, done.figures)
        )
        self.on_event(f"{size} articles: {process.seconds:.1f} s, {process.peak_rss_mb:.0f} MB")

    def _run_program(self, contender: str, number: int) -> Measurement | None:
        folder = "triptyque" if contender == AGAIN else contender
        if contender != AGAIN:
            self.program.forget(folder)
        elif "triptyque" in self.ledger.failures:
            self.ledger.failures[AGAIN] = "triptyque failed"
            return None
        limit = self.program.options.articles
        done = self._keep_failure(
            contender, self.program.run(contender, self.corpus, limit, folder)
        )
        if done is None:
            return None
        return Measurement(
            contender=contender,
            round=number,
            articles=len(self.text.articles),
            segments=len(self.text.segments),
            source_tokens=sum(self.model.count_tokens(self.text.segments)),
            seconds=done.process.seconds,
            peak_rss_mb=done.process.peak_rss_mb,
            run=done.figures,
        )

    def _run_loop(self, contender: str, number: int) -> Measurement | None:
        options = self.program.options
        text = self.text.sample(options.slow_articles) if contender in SLOW else self.text
        job = {
            "task": "translate",
            "contender": contender,
            "folder": str(self.model.folder),
            "converted": str(self.model.converted),
            "token": self.model.token,
            "beam": options.beam,
            "threads": self.program.threads,
            "max_tokens": self.model.max_tokens,
            "articles": text.articles,
        }
        try:
            done = run_worker(job, self.program.work, self.program.threads)
        except ModelError as err:
            self.ledger.failures[contender] = str(err)
            return None
        if done.code:
            self.ledger.failures[contender] = done.reason
            return None
        result = json.loads(done.stdout)
        return Measurement(
            contender=contender,
            round=number,
            articles=len(text.articles),
            segments=len(text.segments),
            source_tokens=sum(self.model.count_tokens(text.segments)),
            seconds=result["seconds"],
            peak_rss_mb=result["peak_rss_mb"],
            load_seconds=result["load_seconds"],
            target_tokens=result["target_tokens"],
        )

    def _keep_failure(self, contender: str, done: WholeRun | Finished) -> WholeRun | None:
        if isinstance(done, WholeRun):
            return done
        self.ledger.failures[contender] = reason_of(done)
        return None


def _describe_text(corpus: Path, text: Text, model: Model) -> TextFigures:
    segments = text.segments
    counts = dict(zip(segments, model.count_tokens(segments), strict=True))
    if not sum(counts.values()):
        raise CorpusError("nothing to translate", where=str(corpus))
    return TextFigures(
        corpus=corpus.name,
        articles=len(text.articles),
        segments=len(segments),
        unique_segments=len(counts),
        source_tokens=sum(counts[segment] for segment in segments),
        unique_source_tokens=sum(counts.values()),
        truncated_segments=sum(counts[segment] > model.max_tokens for segment in segments),
        pieces_per_word=round(pieces_per_word(model, text), 3),
    )
