"""The model card of a result: what it is, from what, how good, and how to make it again."""

from collections.abc import Sequence
from typing import Any

from translate import __version__
from translate.config import STARTER_MODEL
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
    base = options.start if options.start not in {None, STARTER_MODEL} else None
    front += [f"base_model: {base}"] if base else []
    front += ["library_name: transformers", "tags: [marian, translation]", "---"]
    beginning = f"Adapted from {options.start}." if options.is_adapting else "Trained from nothing."
    revision = start.files.revision if start.files else None
    sections = [
        "\n".join(front),
        f"# {options.name}",
        f"{beginning} Made with triptyque {__version__}, `translate train`."
        + (f" Revision of the start: {revision}." if revision else ""),
        "## Use\n\n" + _use(options),
        "## Quality\n\n" + _quality(before, after, options),
        "## Data\n\n" + _data(data.reports),
        "## Training\n\n" + _training(options, report),
    ]
    return "\n\n".join(sections) + "\n"


def _use(options: TrainingOptions) -> str:
    lines = [f"| {lang} | {token or 'no token needed'} |" for lang, token in
             options.targets.items()]  # fmt: skip
    return (
        "In the configuration of a run: `targets: {xx: {model: THIS_FOLDER, target_token: ...}}`."
        "\n\n| target | token |\n|---|---|\n" + "\n".join(lines)
    )


def _quality(before: Sequence[Score], after: Sequence[Score], options: TrainingOptions) -> str:
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
        "chrF2 (sacreBLEU) on text that was never learnt, "
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
