"""The model card of a result: what it is, from what, how good, and how to make it again."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from translate import __version__
from translate.training.data import SourceReport, TrainingData
from translate.training.options import TrainingOptions
from translate.training.start import Start
from translate.training.validation import Score


def compose_card(  # noqa: PLR0913, PLR0917 - a card tells of everything
    options: TrainingOptions,
    start: Start,
    data: TrainingData,
    before: Sequence[Score],
    after: Sequence[Score],
    report: dict[str, Any],
) -> str:
    """Return the card as Markdown with the front matter that hubs and `translate models` read."""
    licence = options.licence or (start.files.licence if start.files else None)
    front = ["---", *([f"license: {licence}"] if licence else []), "pipeline_tag: translation"]
    name = name_of_start(options)
    front += [f"base_model: {name}"] if name and "/" in name else []
    front += ["library_name: transformers", "tags: [marian, translation]", "---"]
    beginning = f"Adapted from {name}." if name else "Trained from nothing."
    revision = start.files.revision if start.files else None
    sections = [
        "\n".join(front),
        f"# {options.name}",
        f"{beginning} Made with triptyque {__version__}, `translate train`."
        + (f" Revision of the start: {revision}." if revision else ""),
        "## Use\n\n" + _use(data),
        "## Quality\n\n" + _quality(before, after, options, report),
        "## Data\n\n" + _data(data.reports),
        "## Training\n\n" + _training(options, report),
    ]
    return "\n\n".join(sections) + "\n"


def name_of_start(options: TrainingOptions) -> str | None:
    """The name of the model that is adapted: of a folder its last part, for a card is published."""
    if options.start is None or not Path(options.start).is_absolute():
        return options.start
    return Path(options.start).name


def _use(data: TrainingData) -> str:
    tokens = {
        (token or "no token needed", lang)
        for stock in data.stocks
        for lang, token in stock.tokens.items()
    }
    lines = [f"| {lang} | {token} |" for token, lang in sorted(tokens)]
    return (
        "In the configuration of a run: `targets: {xx: {model: THIS_FOLDER, target_token: ...}}`."
        "\n\n| target | token |\n|---|---|\n" + "\n".join(lines)
    )


def _quality(
    before: Sequence[Score],
    after: Sequence[Score],
    options: TrainingOptions,
    report: dict[str, Any],
) -> str:
    was = {(score.set_name, score.target): score.chrf for score in before}
    rows = []
    for score in after:
        old = was.get((score.set_name, score.target))
        told = (
            f"{old:.1f} | {score.chrf:.1f} | {score.chrf - old:+.1f}"
            if old is not None
            else (f"- | {score.chrf:.1f} | -")
        )
        rows.append(f"| {score.set_name} | {score.target} | {score.pairs} | {told} |")
    if not rows:
        return "Nothing was held out, so nothing is known."
    return (
        f"{report['metric']} on text that was never learnt, "
        f"beam {options.validation.beam_size}:\n\n"
        "| set | target | pairs | before | after | change |\n|---|---|---|---|---|---|\n"
        + "\n".join(rows)
    )


def _data(reports: Sequence[SourceReport]) -> str:
    rows = [
        f"| {report.name} | {report.kind} | {report.learnt} | {report.held_out} | "
        f"{', '.join(f'{n} {why}' for why, n in report.dropped.items()) or '-'} | "
        f"{report.licence or 'not stated'} | {report.origin or '-'} |"
        for report in reports
    ]
    return (
        "| text | use | units learnt | held out | texts left out | licence | origin |\n"
        "|---|---|---|---|---|---|---|\n" + "\n".join(rows)
    )


def _training(options: TrainingOptions, report: dict[str, Any]) -> str:
    chosen = report["chosen"]
    optimizer = options.optimizer
    return (
        f"{report['steps']} steps of at most {options.batches.tokens} target tokens in each of "
        f"{options.runtime.workers} workers, {report['seconds'] / 60:.0f} minutes on "
        f"{report['device']}; {report['parameters'] / 1e6:.1f} million weights; seed "
        f"{options.seed}; peak rate {optimizer.peak_rate:g}, {optimizer.schedule}; label smoothing "
        f"{optimizer.label_smoothing:g}, dropout {optimizer.dropout:g}. Weights: {chosen}. "
        "All options, counts and library versions: `report.json`; curves: `curves.svg`.\n\n"
        "    translate train CONFIG THIS_FOLDER"
    )
