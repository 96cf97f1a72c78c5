"""`translate review`: doubtful texts out to a reviewer, and what the reviewer wrote back in."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

_FAILED, _SOME_FAILED = 1, 3
_MOST_LISTED = 20

app = typer.Typer(
    help="Doubtful texts out as a table, corrections of people back in.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

OutputArgument = Annotated[Path, typer.Argument(metavar="OUTPUT", help="Folder of a finished run.")]


class Level(StrEnum):
    """How bad a finding must be for its row to be exported."""

    ERROR = "E"
    WARNING = "W"


@app.command("export")
def export_rows(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    output: OutputArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The .xlsx or .csv to write.")],
    is_all: Annotated[bool, typer.Option("--all", help="Clean rows too.")] = False,
    severity: Annotated[Level, typer.Option(help="The least: E errors, W warnings.")] = (
        Level.WARNING
    ),
    checks: Annotated[
        list[str] | None, typer.Option("--check", metavar="Q08", help="Repeatable.")
    ] = None,
    langs: Annotated[
        list[str] | None, typer.Option("--lang", metavar="vi", help="Repeatable.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE.")] = False,
) -> None:
    """Write what the checks doubt to FILE, one row per text and language, to be filled in.

    Write better translations into the column `human`; a copy of the machine's is an approval.
    """
    from translate.records import Severity
    from translate.review.export import export_review
    from translate.review.output_rows import Selection

    selection = Selection(
        is_all=is_all,
        severity=Severity(severity.value),
        checks=frozenset(checks or ()),
        langs=frozenset(langs or ()),
    )
    written = export_review(output, file, selection, is_overwriting=overwrite)
    rows = written.segments + written.summaries
    typer.echo(f"{file}: {rows} rows ({written.segments} segments, {written.summaries} summaries)")
    _list(f"{file}: left out, export to .csv", written.left_out)
    _list(f"{file}: with characters written as _xHHHH_", written.escaped)
    if rows:
        typer.echo(f"fill in `human`, then: translate review import {output} {file}")


@app.command("import")
def import_rows(
    output: OutputArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table that was filled in.")],
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the good rows, list the others.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge the rows only.")] = False,
) -> None:
    """Remember the human texts of FILE: in later runs they win over every model.

    Exit codes: 0 imported, 1 nothing imported since a row is wrong, 2 no such table or no finished
    run, 3 imported but for the rows that are wrong (--skip-bad), 73 the memory cannot be written,
    75 a run holds OUTPUT.
    """
    from translate.review.corrections import import_review

    report = import_review(output, file, is_skipping=skip_bad, is_dry_run=dry_run)
    for problem in report.problems:
        typer.echo(f"{file} row {problem.number}: {problem.what}", err=True)
    typer.echo(
        f"{file}: {report.rows} rows, {report.empty} without a human text, "
        f"{len(report.problems)} wrong, {report.taken} good"
    )
    if report.normalized:
        typer.echo(f"{report.normalized} human texts were put on one line, stripped or in NFC")
    if report.stray_comments:
        typer.echo(f"{report.stray_comments} comments without a human text are not kept")
    if report.imported is not None:
        done = report.imported
        typer.echo(
            f"imported {report.texts} translations: {done.new} new, {done.replaced} replaced, "
            f"{done.known} known already; run again to apply them"
        )
    elif report.problems and not (dry_run and skip_bad):
        typer.echo("nothing was imported; correct these rows, or pass over them with --skip-bad")
    else:
        typer.echo(f"{report.texts} translations would be imported")
    if report.problems:
        raise typer.Exit(_SOME_FAILED if skip_bad else _FAILED)


@app.command("forget")
def forget_texts(
    output: OutputArgument,
    segment: Annotated[
        str | None, typer.Option(metavar="ID", help="The text of this segment, wherever it stands.")
    ] = None,
    summary: Annotated[
        str | None, typer.Option(metavar="ARTICLE_ID", help="The summary of this article.")
    ] = None,
    is_all: Annotated[bool, typer.Option("--all", help="All that people wrote.")] = False,
    langs: Annotated[
        list[str] | None, typer.Option("--lang", metavar="vi", help="Repeatable; default: all.")
    ] = None,
) -> None:
    """Forget human translations; the next run takes those of the machine again."""
    from translate.review.corrections import ForgetRequest, forget

    request = ForgetRequest(segment, summary, is_all, tuple(langs or ()))
    count = forget(output, request)
    typer.echo(f"{output}: {count} human translations forgotten; run again to apply")


def _list(title: str, names: tuple[str, ...]) -> None:
    """A list on stderr, the first of it."""
    for name in names[:_MOST_LISTED]:
        typer.echo(f"{title}: {name}", err=True)
    if len(names) > _MOST_LISTED:
        typer.echo(f"{title}: {len(names) - _MOST_LISTED} more", err=True)
