"""The converting process: `python -m translate.engines.convert REQUEST`.

It converts a checkpoint for CTranslate2 and puts it to the proof: in float32, fifty sentences have
to come out as torch translates them, with the same log-probabilities. The result, or the reason
why there is none, is written into the folder of the request.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

from translate.config import ModelConfig
from translate.engines.base import EngineSettings
from translate.engines.conversion import (
    ERROR_NAME,
    REPORT_NAME,
    Conversion,
    ConversionRequest,
    Wanted,
)
from translate.engines.ct2_model import ConvertedModel, Placement, without_pad
from translate.engines.ct2_writer import write_model
from translate.engines.hf import HFEngine
from translate.errors import ModelError
from translate.files import write_json
from translate.records import Generation

MIN_IDENTICAL_SHARE = 0.98
MAX_SCORE_DIFFERENCE = 0.01
_BEAMS = 4
_SENTENCES = "selftest_sentences.txt"


def selftest_sentences() -> list[str]:
    """The fifty French sentences of the comparison."""
    text = (resources.files("translate.engines") / _SENTENCES).read_text(encoding="utf-8")
    return text.split("\n")[:-1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What torch made of the fifty sentences, and what CTranslate2 did; `problem` sums it up."""

    wanted: Sequence[Generation]
    made: Sequence[Generation]
    keeps_pad: bool
    problem: str | None


def convert(request: ConversionRequest) -> Conversion:
    """Convert and compare; the model is left in `stage`/model, with its report.

    Raises:
        ModelError: the checkpoint cannot be loaded.
    """
    stage, wanted = Path(request.stage), request.wanted
    settings = EngineSettings(
        "summarize" if wanted.task == "summarize" else "translate",
        "fr",
        "-",
        beam_size=_BEAMS,
        device="cpu",
        dtype="float32",
        threads=wanted.threads,
        is_offline=True,
    )
    model = ModelConfig(engine="hf", model=request.folder, target_token=wanted.target_token)
    reference = HFEngine(model, settings)
    compared = _compare(reference, stage / "float32", wanted.threads)
    folder = stage / "model"
    if compared.problem:
        folder.mkdir()
    elif wanted.precision == "float32":
        (stage / "float32").rename(folder)
    else:
        write_model(reference.checkpoint, folder, wanted.precision)
    report = Conversion(
        folder=folder,
        precision=wanted.precision,
        parameters=reference.card.parameters,
        sentences=len(compared.wanted),
        identical=sum(a.text == b.text for a, b in _pairs(compared)),
        score_difference=round(_score_difference(compared.wanted, compared.made), 6),
        keeps_pad=compared.keeps_pad,
        problem=compared.problem,
    )
    values = asdict(report)
    del values["folder"]
    write_json(folder / REPORT_NAME, values)
    return report


def _compare(reference: HFEngine, folder: Path, threads: int) -> Comparison:
    """Convert into `folder` in float32, and translate with both."""
    try:
        keeps_pad = write_model(reference.checkpoint, folder, "float32")
    except (ValueError, NotImplementedError, AttributeError, KeyError) as err:
        return Comparison([], [], False, f"it cannot be converted ({_first_line(err)})")
    search = reference.search if keeps_pad else without_pad(reference.search, reference.tokens)
    place = Placement("cpu", "float32", 1, threads)
    converted = ConvertedModel(folder, reference.tokens, search, reference.ends, place)
    sentences = selftest_sentences()
    wanted = reference.generate(sentences)
    made = converted.generate(reference.encode(sentences))
    return Comparison(wanted, made, keeps_pad, find_difference(wanted, made))


def _pairs(compared: Comparison) -> Iterator[tuple[Generation, Generation]]:
    return zip(compared.wanted, compared.made, strict=True)


def find_difference(wanted: Sequence[Generation], made: Sequence[Generation]) -> str | None:
    """How the outputs `made` differ from those `wanted` in more than a trace, or None.

    A trace is one sentence of fifty, where two hypotheses score almost the same.
    """
    same = [a for a, b in zip(wanted, made, strict=True) if a.text == b.text]
    if len(same) < MIN_IDENTICAL_SHARE * len(wanted):
        different = len(wanted) - len(same)
        return f"{different} of {len(wanted)} sentences come out otherwise than with torch"
    difference = _score_difference(wanted, made)
    if difference > MAX_SCORE_DIFFERENCE:
        return f"log-probabilities differ from those of torch by up to {difference:.3f} per token"
    return None


def _score_difference(wanted: Sequence[Generation], made: Sequence[Generation]) -> float:
    """The largest difference of the scores of equal outputs."""
    pairs = zip(wanted, made, strict=True)
    return max((abs(a.score - b.score) for a, b in pairs if a.text == b.text), default=0.0)


def _first_line(err: Exception) -> str:
    return (str(err).strip().splitlines() or [type(err).__name__])[0][:200]


def main() -> int:
    """Convert what the request names; what goes wrong is written beside it."""
    path = Path(sys.argv[1])
    given = json.loads(path.read_text(encoding="utf-8"))
    request = ConversionRequest(given["folder"], given["stage"], Wanted(**given["wanted"]))
    try:
        convert(request)
    except ModelError as err:
        error = {"what": err.what, "where": err.where, "remedy": err.remedy}
        write_json(Path(request.stage) / ERROR_NAME, error)
        return 1
    except OSError as err:
        error = {
            "what": f"the converted model cannot be kept ({err.strerror or err})",
            "where": str(err.filename or request.stage),
            "remedy": "make room or permission there, set runtime.cache_dir, or set engine: hf",
        }
        write_json(Path(request.stage) / ERROR_NAME, error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
