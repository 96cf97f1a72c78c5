"""`translate checks`: which checks there are, what each means and by which limits it judges."""

import json
import textwrap
from typing import TYPE_CHECKING, Annotated, Any

import typer

from translate.commands.calibrate import calibrate

if TYPE_CHECKING:
    from translate.checks.catalogue import Threshold

_WIDTH = 88
_SEVERITY_WORDS = {"E": "error (blocks)", "W": "warning (review)", "I": "information"}

app = typer.Typer(
    help="The automatic checks of translations.", no_args_is_help=True, rich_markup_mode=None
)
app.command("calibrate")(calibrate)


@app.command("list")
def list_checks() -> None:
    """List the checks: identifier, severities, what each looks at, title."""
    from translate.checks.catalogue import cards

    for card in cards():
        typer.echo(f"{card.id}  {'/'.join(card.severities):<5}  {card.scope:<7}  {card.title}")


@app.command()
def explain(
    check: Annotated[str, typer.Argument(metavar="CHECK", help="Its identifier, such as Q08.")],
    config: Annotated[
        str, typer.Option("--config", help="YAML file, or default, small, starter, gpu.")
    ] = "default",
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="a.b=VALUE", help="Override one option; repeatable."),
    ] = None,
) -> None:
    """Explain one check: what it means, its limits in force, an example found and one left alone.

    Exit codes: 0 done, 2 no such check, or config.
    """
    from translate.checks.catalogue import card_of, thresholds
    from translate.config_file import find_config, load_config

    card = card_of(check)
    options = load_config(find_config(config), overrides or ()).checks
    typer.echo(f"{card.id} {card.title}")
    severities = ", ".join(_SEVERITY_WORDS[letter] for letter in card.severities)
    typer.echo(f"{severities}; looks at each {card.scope}")
    if card.id in options.disabled:
        typer.echo("switched off by checks.disabled")
    typer.echo()
    typer.echo(textwrap.fill(card.explanation, _WIDTH))
    limits = list(thresholds(card.id, options))
    if limits:
        typer.echo("\nLimits in force:")
        for limit in limits:
            typer.echo(_describe(limit))
    _show_example(card.id)


def _describe(limit: "Threshold") -> str:
    """One limit with its key, its value, its default where that differs, and what it means."""
    default = "" if limit.value == limit.default else f" (default {_plain(limit.default)})"
    line = f"  {limit.key}: {_plain(limit.value)}{default}"
    if not limit.description:
        return line
    return f"{line}\n{textwrap.fill(limit.description, _WIDTH, initial_indent=' ' * 6)}"


def _plain(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _show_example(check_id: str) -> None:
    """A planted fault that this check finds, and the good translation that it leaves alone."""
    from translate.calibration import find_faults, read_faults

    faults = sorted((f for f in read_faults() if check_id in f.checks), key=lambda f: len(f.source))
    fault = next(
        (
            outcome.fault
            for outcome in find_faults(faults)
            if any(finding.check == check_id for finding in outcome.new)
            and all(finding.check != check_id for finding in outcome.before)
        ),
        None,
    )
    if fault is None:
        return
    typer.echo(f"\nExample ({fault.lang}):")
    for name, text in (("source", fault.source), ("found", fault.bad), ("left alone", fault.good)):
        lines = textwrap.wrap(text or "(empty)", _WIDTH, initial_indent=f"  {name:<12}")
        typer.echo(f"\n{' ' * 14}".join(lines))
