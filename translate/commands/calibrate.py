"""`translate checks calibrate`: what the checks say of human translations and of planted faults."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from translate.errors import OutputError

EXIT_NOT_MET = 1


class Listed(StrEnum):
    """The severities whose offending pairs can be listed."""

    ERROR = "E"
    WARNING = "W"


def calibrate(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    references: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Human references: NAME.fra beside NAME.eng, NAME.vie."),
    ] = None,
    planted: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Faults as JSONL; default: the shipped ones."),
    ] = None,
    config: Annotated[
        str, typer.Option("--config", help="YAML file, or default, small, starter, gpu.")
    ] = "default",
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="a.b=VALUE", help="Override one option; repeatable."),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write the figures as JSON too.")
    ] = None,
    listed: Annotated[
        Listed | None, typer.Option("--list", help="List the human pairs that have such a finding.")
    ] = None,
) -> None:
    """Measure false alarms on human references and recall on planted faults.

    Without --references only the recall is measured. Exit codes: 0 all limits are met, 1 not,
    2 usage, config or references, 73 the JSON file cannot be written.
    """
    from translate import calibration
    from translate.checks import Standards
    from translate.config_file import find_config, load_config
    from translate.records import Severity
    from translate.terminology import load_glossary

    settings = load_config(find_config(config), overrides or ())
    glossary = load_glossary(settings.terminology.glossaries)
    measured = calibration.calibrate(
        calibration.read_references(references) if references else None,
        calibration.read_faults(planted or calibration.SHIPPED_FAULTS),
        Standards(settings.checks, glossary),
    )
    if listed:
        for line in calibration.listed_offences(measured, Severity(listed)):
            typer.echo(line)
        typer.echo("")
    for line in calibration.as_lines(measured):
        typer.echo(line)
    if json_file:
        _write(json_file, measured.as_json())
    if measured.failures():
        raise typer.Exit(EXIT_NOT_MET)


def _write(path: Path, figures: dict[str, object]) -> None:
    from translate.files import write_json

    try:
        write_json(path, figures)
    except OSError as err:
        raise OutputError(
            f"cannot be written: {err.strerror}", where=str(path), remedy="choose another file"
        ) from err
