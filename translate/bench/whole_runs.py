"""The whole program as a contender: files in, every output out, in a process of its own."""

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.bench.figures import RunFigures
from translate.bench.options import BenchOptions, model_name
from translate.bench.processes import Finished, run_process
from translate.config import Config
from translate.files import write_json
from translate.manifest import read_manifest
from translate.output_folder import MANIFEST_NAME

_DONE = (0, 3)  # 3: done, but some files of the corpus were no articles


@dataclass(frozen=True, slots=True)
class WholeRun:
    """A run that ended well."""

    process: Finished
    figures: RunFigures
    segments: int


@dataclass(frozen=True, slots=True)
class Program:
    """How the program is run: where configurations and outputs lie, on how many cores."""

    options: BenchOptions
    model: str
    work: Path
    cache: Path
    threads: int

    def run(self, contender: str, corpus: Path, limit: int, folder: str) -> WholeRun | Finished:
        """Run over the first articles of a corpus into a folder of the work folder.

        A run that failed is given as the process that it was.

        Raises:
            OSError: the work folder cannot be written.
            OutputError: the run left no sound manifest.
        """
        config = self.work / f"{contender}.yaml"
        # Every JSON text is a YAML text.
        write_json(config, self.configuration())
        output = self.work / folder
        command = [sys.executable, "-m", "translate.cli", "run", str(corpus), str(output)]
        command += ["--config", str(config), "--offline", "--limit", str(limit)]
        before = read_manifest(output) if (output / MANIFEST_NAME).is_file() else None
        done = run_process([*command, "--log-format", "json"], self.threads)
        if done.code not in _DONE:
            return done
        manifest = read_manifest(output)
        # A run that finds nothing to do may leave the manifest of the run before it.
        has_worked = manifest != before
        figures = _figures(manifest) if has_worked else RunFigures(0, 0, 0, done.seconds, 0.0, None)
        return WholeRun(done, figures, int(manifest["counts"]["segments"]))

    def forget(self, folder: str) -> None:
        """Delete the output of an earlier run, so that the next one starts from nothing."""
        output = self.work / folder
        if (output / MANIFEST_NAME).exists() or (output / ".work").exists():
            shutil.rmtree(output)

    def configuration(self) -> dict[str, Any]:
        """The configuration of the whole runs."""
        runtime: dict[str, Any] = {"cache_dir": str(self.cache)}
        return base_configuration(self.options, self.model) | {"runtime": runtime}


def base_configuration(options: BenchOptions, model: str) -> dict[str, Any]:
    """One target, no summaries, nothing made twice: what the loops do as well.

    The checks would block most of what a model of random weights writes.
    """
    target = {"model": model}
    if options.target_token:
        target["target_token"] = options.target_token
    return {
        "targets": {options.target_lang: target},
        "summary": {"enabled": False},
        "second_chance": {"enabled": False},
        "decoding": {"beam_size": options.beam},
    }


def reading_config(options: BenchOptions) -> Config:
    """The configuration under which the text is read for all contenders."""
    return Config.model_validate(base_configuration(options, model_name(options.model)))


def reason_of(done: Finished) -> str:
    """Why a run failed: the error that it told, without the time of the log.

    >>> reason_of(Finished(2, "", '{"message": "x"}\\ntranslate: a.yaml: wrong\\n', 1, 1, 1))
    'a.yaml: wrong'
    """
    for line in reversed(done.stderr.splitlines()):
        if line.startswith("translate: "):
            return line.removeprefix("translate: ")
    try:
        return str(json.loads(done.reason)["message"])
    except (ValueError, KeyError, TypeError):
        return done.reason


def _figures(manifest: dict[str, Any]) -> RunFigures:
    tasks, timing = manifest["generation"].values(), manifest["timing"]
    return RunFigures(
        generated=sum(task["generated"] for task in tasks),
        remembered=sum(task["remembered"] for task in tasks),
        generated_source_tokens=sum(task["source_tokens"] for task in tasks),
        run_seconds=timing["seconds"],
        generation_seconds=timing.get("generation_seconds"),
        other_cpu_seconds=timing.get("other_cpu_seconds"),
    )
