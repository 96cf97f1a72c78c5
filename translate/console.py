"""What the terminal shows of a run: progress, log, signals and the closing table.

Part of the command line: no other room may use it.
"""

import json
import logging
import os
import re
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, Self

import typer

from translate.config import STARTER_MODEL
from translate.engines.model_files import ModelState
from translate.errors import ConfigError
from translate.records import Article
from translate.run_records import Forecast, RunReport, StopRequest

if TYPE_CHECKING:
    from rich.progress import Progress as ProgressBar
    from rich.progress import TaskID

    from translate.training.journal import Event
    from translate.training.publish import Outcome
    from translate.workplan import Progress

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_LINE_EVERY_S = 10.0
_MAX_LISTED = 10
logger = logging.getLogger("translate")


def deadline(text: str | None) -> float | None:
    """The reading of the monotonic clock at which `2h`, `30m` or `90s` from now is over.

    Raises:
        ConfigError: the text is no duration.
    """
    if text is None:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", text.strip())
    if not match:
        raise ConfigError(
            f"{text!r} is not a duration", where="--max-runtime", remedy="write 90s, 30m, 2h or 1d"
        )
    return time.monotonic() + float(match[1]) * _SECONDS[match[2]]


def stop_on_signals(stop: StopRequest, second_exit: int, unit: str = "batch") -> None:
    """Let the first SIGTERM or Ctrl-C stop the run after its batch, and the second one at once."""

    def on_signal(number: int, _: FrameType | None) -> None:
        name = signal.Signals(number).name
        if stop.reason is not None:
            # What is committed is on the disk, and the lock goes with the process.
            os._exit(second_exit)
        stop.reason = name
        os.write(2, f"{name}: finishing the {unit}; once more to stop at once\n".encode())

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)


class Watcher:
    """Tells how a run goes: a bar on a terminal, else one line every ten seconds; a context."""

    def __init__(self, log_format: str) -> None:
        self._bar = _make_bar() if log_format == "auto" and sys.stderr.isatty() else None
        self._formatter = _JsonFormatter() if log_format == "json" else _LineFormatter()
        self._tasks: dict[str, TaskID] = {}
        self._last_line, self._last_task = 0.0, ""
        self._steps = 0
        self._handlers: list[logging.Handler] = []

    def __enter__(self) -> Self:
        logger.setLevel(logging.INFO)
        logger.propagate = False
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(self._formatter)
        if self._bar is not None:
            handler.setLevel(logging.WARNING)
            self._bar.start()
        self._add(handler)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
        if error is not None:
            logger.info("run ended early: %s", error)
        for handler in self._handlers:
            logger.removeHandler(handler)
            handler.close()

    def on_work_folder(self, work: Path) -> None:
        """Keep a log of the run in its work folder as well."""
        handler = logging.FileHandler(work / "run.log", encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        self._add(handler)

    def on_stage(self, stage: str) -> None:
        """Show that a stage begins."""
        if self._bar is not None:
            self._bar.console.print(stage)
        else:
            logger.info(stage)

    def on_progress(self, progress: "Progress") -> None:
        """Show how far a task is."""
        if self._bar is not None:
            if progress.task not in self._tasks:
                self._tasks[progress.task] = self._bar.add_task(progress.task)
            task = self._tasks[progress.task]
            self._bar.update(task, completed=progress.done, total=progress.total)
            return
        is_edge = progress.done == progress.total or progress.task != self._last_task
        now = time.monotonic()
        if is_edge or now - self._last_line >= _LINE_EVERY_S:
            self._last_line, self._last_task = now, progress.task
            logger.info(
                "%s: %d of %d texts (%d generated)",
                progress.task,
                progress.done,
                progress.total,
                progress.generated,
            )

    def expect_steps(self, steps: int) -> None:
        """Say how many steps a training may take."""
        self._steps = steps

    def on_training_event(self, event: "Event") -> None:
        """Show one event of a training."""
        if self._bar is not None and event["event"] == "step":
            if "training" not in self._tasks:
                self._tasks["training"] = self._bar.add_task("training", total=self._steps)
            self._bar.update(self._tasks["training"], completed=event["step"])
            return
        told = _told_event(event, self._steps)
        if self._bar is not None:
            self._bar.console.print(told)
        else:
            logger.info(told)

    def _add(self, handler: logging.Handler) -> None:
        self._handlers.append(handler)
        logger.addHandler(handler)


def _make_bar() -> "ProgressBar":
    """A bar on stderr for each task."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as ProgressBar

    return ProgressBar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


class _LineFormatter(logging.Formatter):
    """One line per record; the traceback of a guarded article stands in the log file alone."""

    def format(self, record: logging.LogRecord) -> str:
        moment = self.formatTime(record, "%Y-%m-%d %H:%M:%S")
        return f"{moment} {record.levelname} {record.getMessage()}"


class _JsonFormatter(logging.Formatter):
    """One JSON object per line, for log collectors."""

    def format(self, record: logging.LogRecord) -> str:
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        entry = {"time": moment, "level": record.levelname, "message": record.getMessage()}
        return json.dumps(entry, ensure_ascii=False)


def print_report(report: RunReport) -> None:
    """Print what a run made, what is to be looked at, and where."""
    counts = report.manifest["counts"]
    output = report.output
    langs = ", ".join([report.manifest["source_lang"], *report.manifest["target_langs"]])
    statuses = counts["statuses"]
    rows = [
        ("articles", f"{counts['articles']} ({counts['failures']} inputs failed)"),
        ("segments", f"{counts['segments']} in {langs}: " + _listed(statuses)),
        ("summaries", _listed(counts["summaries"])),
        ("texts", f"{report.generated} generated, {report.remembered} from memory"),
        ("time", f"{report.seconds:.1f} s"),
        ("read", f"{output / 'report.html'}, {output / 'articles'}"),
        ("dataset", f'load_dataset("{output}")'),
        ("parallel", f"{output / 'parallel'}, {output / 'tmx'}"),
        ("manifest", f"{output / 'manifest.json'}"),
    ]
    for name, value in rows:
        typer.echo(f"{name:<10} {value}")
    if report.is_unchanged:
        typer.echo("unchanged  nothing has changed since this output was written: it was left so")
    for failure in report.failures[:_MAX_LISTED]:
        typer.echo(f"failed     {failure['path']}: {failure['what']}; {failure['remedy']}")
    if len(report.failures) > _MAX_LISTED:
        typer.echo(f"failed     and {len(report.failures) - _MAX_LISTED} more, in the manifest")
    if any(model["model"] == STARTER_MODEL for model in report.manifest["models"]):
        typer.echo(
            "note       the starter model only shows the way; for publication quality use "
            "--config configs/default.yaml (its models are fetched once from the hub)"
        )


def print_outcome(outcome: "Outcome") -> None:
    """Print what a training made: the scores, the verdict, and where the model is."""
    verdict = outcome.verdict
    was = {(score.set_name, score.target): score.chrf for score in verdict.before}
    for score in verdict.after:
        before = was.get((score.set_name, score.target))
        change = f", {before:.1f} before" if before is not None else ""
        name = f"{score.set_name} {score.target}"
        typer.echo(f"{name:<16} chrF {score.chrf:.1f}{change} ({score.pairs} held-out pairs)")
    typer.echo(f"{'weights':<16} {verdict.chosen}")
    typer.echo(f"{'time':<16} {outcome.seconds:.1f} s")
    typer.echo(f"{'report':<16} {outcome.folder / 'report.json'}, {outcome.folder / 'curves.svg'}")
    if verdict.refusal and not verdict.is_overruled:
        typer.echo(
            f"{'refused':<16} {verdict.refusal}; raise replay_share, lower optimizer.peak_rate or "
            "steps, or set guard.publish_anyway"
        )
    else:
        warned = f" (although {verdict.refusal})" if verdict.refusal else ""
        typer.echo(f"{'model':<16} {outcome.folder}{warned}")


def _told_event(event: "Event", steps: int) -> str:
    """One event of a training as a line.

    >>> _told_event({"event": "step", "step": 50, "minutes": 1.5, "loss": 3.2, "rate": 1e-4}, 100)
    'step 50 of 100, 1.5 min: loss 3.2, rate 0.0001'
    """
    known = {"event", "step", "minutes", "scores"}
    fields = [f"{key} {value}" for key, value in event.items() if key not in known]
    fields += [f"{s['set']} {s['target']} {s['chrf']}" for s in event.get("scores", ())]
    kind = "" if event["event"] == "step" else f" {event['event']}"
    told = f": {', '.join(fields)}" if fields else ""
    return f"step {event['step']} of {steps}, {event['minutes']} min{kind}{told}"


def print_forecast(forecast: Forecast) -> None:
    """Print what a run would do."""
    tally = forecast.tally
    typer.echo(f"articles   {tally.articles} ({len(tally.failures)} inputs would fail)")
    typer.echo(f"segments   {tally.segments} ({forecast.unique_texts} unique texts)")
    typer.echo(f"characters {tally.characters}")
    for failure in tally.failures:
        typer.echo(f"failed     {failure['path']}: {failure['what']}; {failure['remedy']}")


def print_article(article: Article, *, as_json: bool) -> None:
    """Print the roles and segments of an article."""
    if as_json:
        typer.echo(json.dumps(_as_object(article), ensure_ascii=False))
        return
    typer.echo(f"{article.article_id} (profile {article.profile})")
    for repair in article.document.repairs:
        typer.echo(f"  repaired: {repair.kind} ({repair.count})")
    for index, block in enumerate(article.blocks):
        typer.echo(f"  line {block.line:<4} {block.role}")
        own = [segment for segment in article.segments if segment.block == index]
        for segment in own:
            typer.echo(f"    {segment.source}")
        if not own:
            typer.echo(f"    (not translated) {' '.join(block.text.split())}")


def _as_object(article: Article) -> dict[str, Any]:
    return {
        "article_id": article.article_id,
        "profile": article.profile,
        "repairs": [asdict(repair) for repair in article.document.repairs],
        "blocks": [
            {"role": block.role, "text": block.text, "line": block.line}
            | ({"credit": block.credit} if block.credit else {})
            | ({"item": block.item} if block.item is not None else {})
            for block in article.blocks
        ],
        "segments": [
            {
                "id": segment.segment_id,
                "block": segment.block,
                "role": segment.role,
                "start": segment.start,
                "end": segment.end,
                "text": segment.text,
            }
            for segment in article.segments
        ],
    }


def print_model(task: str, state: ModelState) -> None:
    """Print one model: task, name, size, licence, and whether it is at hand."""
    size = f"{state.size_bytes / 1e6:.0f} MB" if state.size_bytes else "size unknown"
    where = f"at hand: {state.folder}" if state.folder else "not at hand"
    name = f"{state.name}@{state.revision}" if state.revision else state.name
    typer.echo(f"{task}  {name}  {size}  licence {state.licence or 'unknown'}  {where}")


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{number} {name}" for name, number in sorted(counts.items())) or "none"
