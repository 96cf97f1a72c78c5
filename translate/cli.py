"""The command line: the only room that prints and exits.

Results go to stdout; progress, log and errors to stderr.
"""

import json
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from translate import __version__
from translate.commands.checks import app as checks_app
from translate.commands.evaluate import evaluate
from translate.commands.report import report as rebuild_report
from translate.commands.review import app as review_app
from translate.commands.terms import app as terms_app
from translate.errors import BusyError, OutputError, StoppedError, TranslateError

if TYPE_CHECKING:
    from translate.config import Config

EXIT_FAILED, EXIT_USAGE, EXIT_SOME_FAILED = 1, 2, 3
EXIT_NOT_WRITABLE, EXIT_STOPPED, EXIT_INTERRUPTED = 73, 75, 130

app = typer.Typer(
    name="translate",
    help="Translate and summarise a folder of French articles into aligned files.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
models_app = typer.Typer(
    help="The models that a configuration needs.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(models_app, name="models")
app.add_typer(terms_app, name="terms")
app.add_typer(review_app, name="review")
app.add_typer(checks_app, name="checks")


class Device(StrEnum):
    """Where models run."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"


class LogFormat(StrEnum):
    """How progress is told on stderr."""

    AUTO = "auto"
    TEXT = "text"
    JSON = "json"


ConfigOption = Annotated[
    str, typer.Option("--config", help="YAML file, or default, small, starter, gpu.")
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="a.b=VALUE", help="Override one option; repeatable."),
]


@app.callback(invoke_without_command=True)
def _root(
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if version:
        typer.echo(f"triptyque {__version__}")
        raise typer.Exit


@app.command()
def run(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    input_folder: Annotated[Path, typer.Argument(metavar="INPUT", help="Folder of articles.")],
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="Folder of the results.")],
    config: ConfigOption = "default",
    overrides: SetOption = None,
    offline: Annotated[bool, typer.Option("--offline", help="Never touch the network.")] = False,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first N articles.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count; no model.")] = False,
    device: Annotated[Device | None, typer.Option(help="Override runtime.device.")] = None,
    max_runtime: Annotated[
        str | None, typer.Option(metavar="2h", help="Stop early after 90s, 30m, 2h, 1d.")
    ] = None,
    log_format: Annotated[LogFormat, typer.Option(help="auto: bar, or lines.")] = LogFormat.AUTO,
) -> None:
    """Translate the articles of INPUT into OUTPUT; run again to resume.

    Exit codes: 0 done, 1 failed, 2 usage, config or model, 3 done but some articles failed,
    73 output not writable, 75 stopped early and resumable, 130 second Ctrl-C.
    """
    from translate import console, entry
    from translate.run_records import RunOptions, StopRequest

    stop = StopRequest(deadline=console.deadline(max_runtime))
    settings = _load(
        config, [*(overrides or ()), *([f"runtime.device={device}"] if device else [])]
    )
    if dry_run:
        from translate import pipeline

        options = RunOptions(limit=limit)
        console.print_forecast(pipeline.forecast(input_folder, output, settings, options))
        return
    console.stop_on_signals(stop, EXIT_INTERRUPTED)
    with console.Watcher(log_format.value) as watcher:
        report = entry.run(
            input_folder,
            output,
            settings,
            RunOptions(
                is_offline=offline,
                limit=limit,
                stop=stop,
                on_stage=watcher.on_stage,
                on_progress=watcher.on_progress,
                on_work_folder=watcher.on_work_folder,
            ),
        )
    console.print_report(report)
    if report.failures:
        has_articles = report.manifest["counts"]["articles"] > 0
        raise typer.Exit(EXIT_SOME_FAILED if has_articles else EXIT_FAILED)


@app.command()
def verify(
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="Folder of a finished run.")],
) -> None:
    """Recompute hashes, counts and alignment of OUTPUT; exit 1 if anything differs."""
    from translate.verification import verify_output

    try:
        result = verify_output(output)
    except OutputError as err:
        _fail(err, EXIT_FAILED)
    for fault in result.faults:
        typer.echo(f"{output}: {fault}", err=True)
    if result.faults:
        typer.echo(f"{output}: {len(result.faults)} faults", err=True)
        raise typer.Exit(EXIT_FAILED)
    typer.echo(
        f"{output}: sound ({result.files} files, {result.articles} articles, "
        f"{result.segments} segments)"
    )


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of articles.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per article.")] = False,
    config: ConfigOption = "starter",
    overrides: SetOption = None,
) -> None:
    """Show the roles and segments found in FILE; no model is needed."""
    from translate import console, pipeline
    from translate.readers import ReadFailure

    failed = 0
    for item in pipeline.read_articles(file, _load(config, overrides)):
        if isinstance(item, ReadFailure):
            failed += 1
            typer.echo(f"{item.path}: {item.what}; {item.remedy}", err=True)
        else:
            console.print_article(item, as_json=as_json)
    if failed:
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command()
def train(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    config: Annotated[
        str, typer.Argument(metavar="CONFIG", help="YAML file, or adapt, starter: see the README.")
    ],
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="Folder of the model.")],
    overrides: SetOption = None,
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Override data_folder.")
    ] = None,
    offline: Annotated[bool, typer.Option("--offline", help="Never touch the network.")] = False,
    device: Annotated[Device | None, typer.Option(help="Override runtime.device.")] = None,
    max_runtime: Annotated[
        str | None, typer.Option(metavar="2h", help="Stop early after 90s, 30m, 2h, 1d.")
    ] = None,
    log_format: Annotated[LogFormat, typer.Option(help="auto: bar, or lines.")] = LogFormat.AUTO,
) -> None:
    """Train a model, or adapt one to your own texts; run again to resume.

    Exit codes: 0 published, 1 refused since general quality was lost, 2 usage, config, data or
    model, 73 output not writable, 75 stopped early and resumable, 130 second Ctrl-C.
    """
    from translate import console
    from translate.run_records import StopRequest
    from translate.training.options import find_training_config, load_training_options
    from translate.training.session import SessionOptions
    from translate.training.session import train as train_model

    stop = StopRequest(deadline=console.deadline(max_runtime))
    given = [*(overrides or ())]
    given += [f"data_folder={json.dumps(str(data.resolve()))}"] if data else []
    given += [f"runtime.device={device}"] if device else []
    options = load_training_options(find_training_config(config), given)
    console.stop_on_signals(stop, EXIT_INTERRUPTED, "step")
    with console.Watcher(log_format.value) as watcher:
        watcher.expect_steps(options.optimizer.steps)
        outcome = train_model(
            options,
            output,
            SessionOptions(is_offline=offline, stop=stop, on_event=watcher.on_training_event),
        )
    console.print_outcome(outcome)
    if not outcome.verdict.is_published:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def bench(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    corpus: Annotated[Path, typer.Argument(metavar="CORPUS", help="Folder of articles.")],
    output: Annotated[Path, typer.Argument(metavar="OUT", help="Folder of the report.")],
    model: Annotated[
        str, typer.Option(help="opus-small, starter, or a Marian checkpoint.")
    ] = "opus-small",
    target_token: Annotated[
        str | None, typer.Option(metavar=">>eng<<", help="For models with several targets.")
    ] = None,
    articles: Annotated[int, typer.Option(min=1, help="The first N articles.")] = 60,
    slow_articles: Annotated[int, typer.Option(min=1, help="Of these, for hf-* and *-one.")] = 6,
    rounds: Annotated[int, typer.Option(min=1, help="Turns of each contender.")] = 3,
    contenders: Annotated[
        str | None, typer.Option(metavar="a,b", help="Some of them, or none; default: all.")
    ] = None,
    beam: Annotated[int, typer.Option(min=1, max=32, help="Beams, for everybody.")] = 4,
    scale: Annotated[
        str | None, typer.Option(metavar="1000,10000", help="Whole runs over so many articles.")
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Cores for each contender; default: all.")
    ] = None,
) -> None:
    """Measure this program beside other ways to translate CORPUS; the report goes to OUT.

    Exit codes: 0 done, 2 usage, corpus or model, 73 output not writable, 130 interrupted (what
    was measured until then is in OUT, marked incomplete).
    """
    from translate.bench.measurement import measure
    from translate.bench.options import BenchOptions, parse_contenders, parse_scale
    from translate.bench.report import as_tables

    # A service that is stopped ends like Ctrl-C: its processes too, and with a report.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    options = BenchOptions(
        model=model,
        target_token=target_token,
        articles=articles,
        slow_articles=slow_articles,
        rounds=rounds,
        beam=beam,
        threads=threads,
        contenders=parse_contenders(contenders),
        scale=parse_scale(scale),
    )
    report = measure(corpus, output, options, lambda line: typer.echo(line, err=True))
    typer.echo("\n\n".join(as_tables(report)))
    if not report.is_complete:
        raise typer.Exit(EXIT_INTERRUPTED)


app.command()(evaluate)
app.command("report")(rebuild_report)


@models_app.command("list")
def list_models(config: ConfigOption = "default", overrides: SetOption = None) -> None:
    """List the models of a configuration: task, size, licence, at hand or not."""
    from translate import console
    from translate.engines.model_files import find_model

    settings = _load(config, overrides)
    for task, model in settings.models:
        console.print_model(task, find_model(model, models_dir=settings.runtime.models_dir))


@models_app.command()
def fetch(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder for the models.")],
    config: ConfigOption = "default",
    overrides: SetOption = None,
) -> None:
    """Fetch the models of a configuration into DIR, for a machine without a network."""
    from translate.config import STARTER_MODEL
    from translate.engines.model_files import fetch_model

    for task, model in _load(config, overrides).models:
        if model.model == STARTER_MODEL or Path(model.model).is_absolute():
            typer.echo(f"{task}: {model.model} is on this machine already")
        else:
            typer.echo(f"{task}: {fetch_model(model, folder.resolve())}")
    typer.echo(f"use them with: translate run ... --set runtime.models_dir={folder.resolve()}")


def _load(name: str, overrides: list[str] | None) -> "Config":
    from translate.config_file import find_config, load_config

    return load_config(find_config(name), overrides or ())


def _fail(err: TranslateError, code: int) -> NoReturn:
    typer.echo(f"translate: {err}", err=True)
    raise typer.Exit(code)


def _exit_code(err: TranslateError) -> int:
    if isinstance(err, StoppedError | BusyError):
        return EXIT_STOPPED
    return EXIT_NOT_WRITABLE if isinstance(err, OutputError) else EXIT_USAGE


def main() -> None:
    """Run the command line; every error of ours is one message and an exit code."""
    try:
        app()
    except TranslateError as err:
        typer.echo(f"translate: {err}", err=True)
        sys.exit(_exit_code(err))
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(EXIT_FAILED)


if __name__ == "__main__":
    main()
