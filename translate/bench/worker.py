"""A process that does one job of a measurement: `-m translate.bench.worker JOB.json`.

A process of its own, so that its peak memory is its own. The result, or the error, is one JSON
object on stdout.
"""

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from translate.bench.contenders import RECIPES, Setting
from translate.errors import ModelError, TranslateError

EXIT_FAILED = 1


def main() -> int:
    """Do the job that the file names."""
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    try:
        done = _TASKS[job["task"]](job)
    except TranslateError as err:
        sys.stdout.write(json.dumps({"what": err.what, "where": err.where, "remedy": err.remedy}))
        return EXIT_FAILED
    sys.stdout.write(json.dumps(done))
    return 0


def translate(job: dict[str, Any]) -> dict[str, Any]:
    """Translate the articles with one contender; loading is timed apart.

    Raises:
        ModelError: the contender lost a text.
    """
    setting = Setting(
        folder=Path(job["folder"]),
        converted=Path(job["converted"]),
        token=job["token"],
        beam=job["beam"],
        threads=job["threads"],
        max_tokens=job["max_tokens"],
    )
    recipe = RECIPES[job["contender"]]
    start = time.perf_counter()
    loop = recipe.load(setting)
    loaded = time.perf_counter()
    answers = [answer for call in recipe.cut(job["articles"]) for answer in loop.translate(call)]
    end = time.perf_counter()
    if len(answers) != sum(len(article) for article in job["articles"]):
        raise ModelError(f"{job['contender']} lost a text", where=job["folder"])
    return {
        "load_seconds": loaded - start,
        "seconds": end - loaded,
        "target_tokens": sum(answer.tokens for answer in answers),
        "characters": sum(len(answer.text) for answer in answers),
        "peak_rss_mb": peak_rss_mb(),
    }


def build(job: dict[str, Any]) -> dict[str, Any]:
    """Build the length model of the published dimensions.

    Raises:
        ModelError: see `build_length_model`.
    """
    import torch
    from transformers.utils import logging

    from translate.bench.length_model import Dimensions, build_length_model
    from translate.bench.pieces import ParallelText, shipped_text

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    torch.set_num_threads(job["threads"])
    shipped = shipped_text()
    text = ParallelText((*shipped.french, *job["french"]), shipped.english)
    return {"ratio": build_length_model(Path(job["folder"]), text, Dimensions())}


def convert(job: dict[str, Any]) -> dict[str, Any]:
    """Convert a checkpoint for CTranslate2 in int8, as its command line does.

    Raises:
        ModelError: it cannot be converted.
    """
    from ctranslate2.converters import TransformersConverter

    try:
        converter = TransformersConverter(job["folder"])
        converter.convert(job["converted"], quantization="int8", force=True)
    except (ValueError, RuntimeError, OSError, KeyError, AttributeError) as err:
        raise ModelError(
            f"CTranslate2 cannot convert it ({str(err).strip().splitlines()[0][:200]})",
            where=job["folder"],
            remedy="give a Marian checkpoint, or leave the ct2 contenders out",
        ) from err
    return {}


def peak_rss_mb() -> float:
    """The most memory that this process has held at a time.

    The kernel's own mark of the process is preferred: the other one also counts what the process
    that started this one held at that moment.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1_024
    return rss_mb(resource.getrusage(resource.RUSAGE_SELF))


def rss_mb(usage: resource.struct_rusage) -> float:
    """The peak of a usage record in MB; its unit depends on the system."""
    return usage.ru_maxrss / (1_048_576 if sys.platform == "darwin" else 1_024)


_TASKS = {"translate": translate, "build": build, "convert": convert}

if __name__ == "__main__":
    sys.exit(main())
