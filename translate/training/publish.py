"""The result: the guard's verdict, and a model folder with its card, weights last.

A model that lost too much of its general chrF is not published: its report stands, its weights
stay in the work folder.
"""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate.files import write_json, write_text
from translate.libraries import describe_libraries
from translate.output_folder import WORK_FOLDER
from translate.training.card import compose_card, name_of_start
from translate.training.data import GENERAL, IN_DOMAIN, TrainingData
from translate.training.folder import cannot_write
from translate.training.options import TrainingOptions
from translate.training.start import Start
from translate.training.trainer import Trainer
from translate.training.validation import Score, mean_of

if TYPE_CHECKING:
    from transformers import MarianMTModel

WEIGHTS_FILE = "model.safetensors"
REPORT_FILE = "report.json"
CARD_FILE = "README.md"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The chrF before and after, which weights were chosen, and what the guard says to them.

    `lost` is the chrF that general text lost in the target that lost most (negative: gained), None
    without a model before.
    """

    before: tuple[Score, ...]
    after: tuple[Score, ...]
    chosen: str
    lost: float | None
    refusal: str | None
    is_overruled: bool = False

    @property
    def is_published(self) -> bool:
        """Whether the weights are written."""
        return self.refusal is None or self.is_overruled


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a training ended with: its folder, its verdict and its time."""

    folder: Path
    verdict: Verdict
    seconds: float


def judge(
    before: Sequence[Score], after: Sequence[Score], options: TrainingOptions, chosen: str
) -> Verdict:
    """Compare the chrF of general text before and after.

    >>> from translate.training.options import SourceOptions
    >>> options = TrainingOptions(data=(SourceOptions(path="x"),))
    >>> before, after = [Score("general", "eng", 9, 40.0)], [Score("general", "eng", 9, 38.5)]
    >>> judge(before, after, options, "step 1").refusal
    'general text lost 1.5 chrF in eng, allowed is 1'
    >>> judge(before, [Score("general", "eng", 9, 39.5)], options, "step 1").refusal
    """
    was = {score.target: score.chrf for score in before if score.set_name == GENERAL}
    losses = {
        score.target: round(was[score.target] - score.chrf, 2)
        for score in after
        if score.set_name == GENERAL and score.target in was
    }
    limit = options.guard.max_general_loss
    refusal = None
    for target, loss in losses.items():
        if loss > limit:
            refusal = f"general text lost {loss:g} chrF in {target}, allowed is {limit:g}"
    if options.is_adapting and not losses:
        refusal = "there is no general text to measure what was lost"
    lost = max(losses.values(), default=None)
    return Verdict(tuple(before), tuple(after), chosen, lost, refusal, options.guard.publish_anyway)


def publish(  # noqa: PLR0913, PLR0917 - the card tells of every one of them
    out: Path,
    options: TrainingOptions,
    start: Start,
    trainer: Trainer,
    data: TrainingData,
    verdict: Verdict,
    left_out: dict[str, int],
    seconds: float,
) -> Outcome:
    """Write report, and if the verdict lets it the model: tokenizer, configuration, card, weights.

    Raises:
        OutputError: the disk does not take it.
    """
    report = _report(options, start, left_out, trainer, data, verdict, seconds)
    try:
        write_json(out / REPORT_FILE, report)
        if verdict.is_published:
            draft = out / WORK_FOLDER / "draft"
            _write_model(draft, start, trainer, options)
            card = compose_card(options, start, data, verdict.before, verdict.after, report)
            write_text(draft / CARD_FILE, card)
            _move(draft, out)
        else:
            (out / WEIGHTS_FILE).unlink(missing_ok=True)
    except OSError as err:
        raise cannot_write(out, err) from err
    return Outcome(out, verdict, seconds)


def _write_model(draft: Path, start: Start, trainer: Trainer, options: TrainingOptions) -> None:
    """Write the files of the model into a folder where nobody reads yet."""
    import torch

    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(start.tokenizer_folder, draft)
    with trainer.averaged_weights() as model:
        weights = {name: w.detach().cpu().clone() for name, w in model.state_dict().items()}
    twin: MarianMTModel = type(trainer.model)(trainer.model.config)
    twin.load_state_dict(weights)
    twin.generation_config = start.generation
    twin.to(getattr(torch, options.weights)).save_pretrained(draft)


def _move(draft: Path, out: Path) -> None:
    """Move file by file, the weights last: a folder without them is no model."""
    paths = sorted(draft.iterdir(), key=lambda path: (path.name == WEIGHTS_FILE, path.name))
    for path in paths:
        path.chmod(0o644)
        path.replace(out / path.name)
    draft.rmdir()


def _report(  # noqa: PLR0913, PLR0917 - the report tells of everything
    options: TrainingOptions,
    start: Start,
    left_out: dict[str, int],
    trainer: Trainer,
    data: TrainingData,
    verdict: Verdict,
    seconds: float,
) -> dict[str, Any]:
    return {
        "options": _without_paths(options),
        "start": {
            "name": name_of_start(options),
            "revision": start.files.revision if start.files else None,
            "weights_sha256": start.files.weights_sha256 if start.files else None,
        },
        "metric": _metric_signature(),
        "left_out": left_out,
        "options_sha256": options.digest(),
        "data_sha256": data.digest(),
        "data": [asdict(report) for report in data.reports],
        "parameters": sum(weight.numel() for weight in trainer.weights),
        "steps": trainer.step,
        "seconds": round(seconds, 1),
        "device": trainer.model.device.type,
        "libraries": {
            **describe_libraries(),
            "numpy": metadata.version("numpy"),
            "sacrebleu": metadata.version("sacrebleu"),
        },
        "chosen": verdict.chosen,
        "scores": {
            "before": [asdict(score) for score in verdict.before],
            "after": [asdict(score) for score in verdict.after],
        },
        "general_chrf_lost": verdict.lost,
        "in_domain_chrf_gained": _gain(verdict),
        "published": verdict.is_published,
        "refusal": verdict.refusal,
    }


def _without_paths(options: TrainingOptions) -> dict[str, Any]:
    """The options without folders of this machine: a report is published."""
    document = options.model_dump(mode="json")
    del document["data_folder"], document["runtime"]["models_dir"]
    document["start"] = name_of_start(options)
    for source in (*document["data"], *document["general"]):
        if Path(source["path"]).is_absolute():
            source["path"] = Path(source["path"]).name
    return document


def _metric_signature() -> str:
    from sacrebleu.metrics import CHRF

    metric = CHRF()
    metric.corpus_score(["a"], [["a"]])
    return f"chrF2 {metric.get_signature()}"


def _gain(verdict: Verdict) -> float | None:
    was, now = mean_of(verdict.before, IN_DOMAIN), mean_of(verdict.after, IN_DOMAIN)
    return None if was is None or now is None else round(now - was, 2)
