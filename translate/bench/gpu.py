"""Measure the engines on a CUDA device: `python -m translate.bench.gpu OUT [options]`.

One process, one text, all contenders in alternating rounds; OUT takes gpu.md, gpu.json and the
models that are made for it. Not yet run on a GPU: only `--device cpu --quick` was, which runs
everything at a small size. Exit codes: 0 done, 1 a contender failed, 2 no CUDA device.
"""

import argparse
import gc
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

from translate.bench.flops import peak_tflops
from translate.bench.gpu_contenders import Place, list_entries
from translate.bench.gpu_report import Machine, Row, as_markdown, as_values
from translate.bench.gpu_trial import SEGMENTS_PER_ARTICLE, Trial
from translate.bench.length_model import Dimensions, build_length_model
from translate.bench.pieces import ParallelText, shipped_text
from translate.config import STARTER_MODEL, ModelConfig
from translate.engines.checkpoint import load_checkpoint
from translate.engines.device_memory import ModelShape, shape_of
from translate.engines.model_files import find_model
from translate.errors import TranslateError
from translate.files import write_json, write_text

EXIT_FAILED, EXIT_NO_DEVICE = 1, 2
MODELS: dict[str, Dimensions | None] = {
    "opus-small": Dimensions(),
    "tc-big": Dimensions(width=1_024, feed_forward=4_096, heads=16),
    "tiny": Dimensions(width=128, feed_forward=512, heads=4, layers=2, vocabulary=2_000),
    "starter": None,
}
_USUAL, _QUICK = "opus-small,tc-big,starter", "tiny,starter"
_SENTENCE_CHARACTERS = range(30, 400)
_TINY_TEXTS = 800
_SEED = 0


@dataclass(frozen=True, slots=True)
class Options:
    """What is measured, and for how long; `peak` is in TFLOP/s.

    A contender takes part if its name begins with one of `names`.
    """

    out: Path
    place: Place
    texts: tuple[str, ...]
    rounds: int
    peak: float | None
    names: tuple[str, ...] = ("",)


def measure_model(name: str, options: Options) -> list[Row]:
    """Measure every contender with one model, in rounds that alternate between them.

    Raises:
        TranslateError: the model cannot be made or read.
        OSError: OUT cannot be written.
    """
    model = _provide_model(name, options.out / "models" / name)
    shape = _read_shape(model)
    trials = [
        Trial(
            entry,
            options.texts[: max(1, len(options.texts) // entry.divisor)],
            options.place.device,
        )
        for entry in list_entries(model, options.place)
        if entry.is_reference or entry.name.startswith(options.names)
    ]
    for trial in trials:
        trial.warm_up()
    for _ in range(options.rounds):
        for trial in trials:
            trial.take_round()
    reference = next(t for t in trials if t.entry.is_reference).generations
    rows = [
        replace(trial.row(name, reference), flop_use=trial.flop_use(shape, options.peak))
        for trial in trials
    ]
    trials.clear()
    _free_memory(options.place.device)
    return rows


def _provide_model(name: str, folder: Path) -> ModelConfig:
    """The embedded starter, or a model made for measuring, which is kept for the next time."""
    dimensions = MODELS[name]
    if dimensions is None:
        return ModelConfig(model=STARTER_MODEL, target_token=">>eng<<")
    if not (folder / "model.safetensors").is_file():
        text = shipped_text()
        if name == "tiny":
            text = ParallelText(
                french=tuple(_pick(text.french, _TINY_TEXTS)),
                english=tuple(_pick(text.english, _TINY_TEXTS)),
            )
        build_length_model(folder, text, dimensions)
    return ModelConfig(model=str(folder.resolve()))


def _read_shape(model: ModelConfig) -> ModelShape:
    folder = find_model(model, models_dir=None).folder
    assert folder is not None, "the model was just provided"
    return shape_of(SimpleNamespace(**json.loads((folder / "config.json").read_text("utf-8"))))


def _free_memory(device: str) -> None:
    load_checkpoint.cache_clear()
    gc.collect()
    if device == "cuda":
        import torch

        torch.cuda.empty_cache()


def _pick(texts: Sequence[str], count: int) -> list[str]:
    """At most `count` different texts of a usual length, in an order that is always the same."""
    usual = [text for text in dict.fromkeys(texts) if len(text) in _SENTENCE_CHARACTERS]
    random.Random(_SEED).shuffle(usual)
    return usual[:count]


def _read_machine(place: Place, peak: float | None) -> Machine:
    libraries = ("torch", "transformers", "ctranslate2")
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in libraries)
    if place.device == "cpu":
        return Machine("cpu", False, peak, versions)
    import torch

    name = torch.cuda.get_device_name()
    return Machine(name, True, peak or peak_tflops(name), f"{versions}, CUDA {torch.version.cuda}")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m translate.bench.gpu", description=__doc__)
    add = parser.add_argument
    add("out", type=Path, help="folder of the table and of the models made for it")
    add("--sizes", help=f"models, of {', '.join(MODELS)}; default {_USUAL}, quick {_QUICK}")
    add("--contenders", default="", help="only those that begin so: plain,torch,CTranslate2")
    add("--articles", type=int, help="articles of 14 sentences; default 800, quick 2")
    add("--rounds", type=int, help="rounds that count; default 3, quick 1")
    add("--corpus", type=Path, help="French text, one sentence a line; default: the shipped one")
    add("--peak-tflops", type=float, help="dense bfloat16 peak of a device that is not known")
    add("--device", choices=("cuda", "cpu"), default="cuda", help="cpu: only with --quick")
    add("--quick", action="store_true", help="everything at a small size")
    given = parser.parse_args(arguments)
    if given.device == "cpu" and not given.quick:
        parser.error("--device cpu is there to see that everything runs: add --quick")
    names = (given.sizes or (_QUICK if given.quick else _USUAL)).split(",")
    if unknown := sorted(set(names) - set(MODELS)):
        parser.error(f"--sizes: {', '.join(unknown)} unknown; there are {', '.join(MODELS)}")
    given.sizes = names
    given.articles = given.articles or (2 if given.quick else 800)
    given.rounds = given.rounds or (1 if given.quick else 3)
    return given


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write the table; return the exit code."""
    given = _parse(arguments)
    if given.device == "cuda" and not _has_cuda():
        sys.stderr.write("no CUDA device is usable here: nothing was measured\n")
        return EXIT_NO_DEVICE
    place = Place(given.device, None if given.quick else given.out / "converted")
    machine = _read_machine(place, given.peak_tflops)
    rows: list[Row] = []
    try:
        french = given.corpus.read_text("utf-8").splitlines() if given.corpus else None
        texts = _pick(french or shipped_text().french, given.articles * SEGMENTS_PER_ARTICLE)
        options = Options(
            out=given.out,
            place=place,
            texts=tuple(texts),
            rounds=given.rounds,
            peak=machine.peak_tflops,
            names=tuple(given.contenders.split(",")),
        )
        for name in given.sizes:
            sys.stderr.write(f"measuring {name}\n")
            rows += measure_model(name, options)
            # After every model, so that one that fails leaves the others' figures.
            write_json(given.out / "gpu.json", as_values(machine, rows))
            write_text(given.out / "gpu.md", as_markdown(machine, rows))
    except (TranslateError, OSError, UnicodeDecodeError) as err:
        sys.stderr.write(f"{err}\n")
        return EXIT_FAILED
    sys.stdout.write(as_markdown(machine, rows))
    return EXIT_FAILED if any(row.problem for row in rows) else 0


def _has_cuda() -> bool:
    import torch

    return torch.cuda.is_available()


if __name__ == "__main__":
    sys.exit(main())
