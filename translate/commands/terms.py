"""`translate terms`: a user's own glossary, looked over before a run depends on it."""

from pathlib import Path
from typing import Annotated

import typer

_FAILED = 1

app = typer.Typer(
    help="Glossaries of names and terms.", no_args_is_help=True, rich_markup_mode=None
)


@app.callback()
def _group() -> None:
    """Keep `check` a command of its own though it is the only one."""


@app.command()
def check(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A glossary: CSV with fr, kind, en.")
    ],
    is_strict: Annotated[
        bool, typer.Option("--strict", help="Fail on warnings as on faults.")
    ] = False,
) -> None:
    """Tell what is wrong or doubtful in a glossary, and what it overrides.

    Exit codes: 0 sound, 1 faults (with --strict also warnings), 2 the file cannot be read.
    """
    from translate.terminology.validation import Level, check_terms

    report = check_terms(file)
    for remark in report.remarks:
        typer.echo(f"{file}:{remark.line}: {remark.level}: {remark.message}")
    faults, warnings = report.count(Level.FAULT), report.count(Level.WARNING)
    typer.echo(
        f"{file}: sound rows: {report.terms}, faults: {faults}, warnings: {warnings}, "
        f"overrides of the built-in table: {report.count(Level.INFORMATION)}"
    )
    if faults or (is_strict and warnings):
        raise typer.Exit(_FAILED)
