"""What several tests need: the command line, as a fork or on its own, and a small corpus."""

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

# One cache of converted models for all the processes of a test run: a conversion takes seconds.
if "TRIPTYQUE_CACHE" not in os.environ:
    os.environ["TRIPTYQUE_CACHE"] = tempfile.mkdtemp(prefix="triptyque-tests-")
    atexit.register(shutil.rmtree, os.environ["TRIPTYQUE_CACHE"], ignore_errors=True)

# One thread: what is measured here is behaviour, and two test processes share two cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# What a fork need not import again; pyarrow is not among it, for it starts a thread.
ROOMS_OF_A_RUN = ("checks", "readers", "report", "review", "writers")
LIBRARIES_OF_A_RUN = (
    "ctranslate2", "ftfy", "jinja2", "lxml.html", "openpyxl", "sacrebleu", "sentencepiece",
    "trafilatura", "yaml", "translate.config_file", "translate.console", "translate.engines.ct2",
    "translate.pipeline",
    *(f"translate.{room}.{path.stem}" for room in ROOMS_OF_A_RUN
      for path in sorted((ROOT / "translate" / room).glob("[a-z]*.py"))),
)  # fmt: skip
LIBRARIES_OF_TRAINING = (
    *LIBRARIES_OF_A_RUN, "torch", "transformers.models.marian.modeling_marian",
    "transformers.models.auto.modeling_auto", "translate.training.session",
)  # fmt: skip

FIRST = """Le Vietnam et le Japon renforcent leur coopération

Une délégation japonaise a visité la province de Binh Thuan pour renforcer la coopération.

Hanoi, 23 avril (VNA) – Une délégation du Japon a visité le 22 avril la province de Binh Thuan.
Les deux parties ont signé un accord de coopération. La province compte 600.000 habitants.

Les deux parties ont signé un accord de coopération.-VNA
"""
SECOND = """Le Premier ministre reçoit l'ambassadeur de France

Hanoi (VNA) - Le Premier ministre a reçu lundi l'ambassadeur de France au Vietnam.

Les deux parties ont signé un accord de coopération. Les échanges ont augmenté de 7,1 %.
L'ambassadeur a remercié le gouvernement pour son soutien. Photo : VNA
"""


def write_corpus(folder: Path) -> Path:
    folder.mkdir()
    (folder / "a-japon.txt").write_text(FIRST, encoding="utf-8")
    (folder / "b-france.txt").write_text(SECOND, encoding="utf-8")
    return folder


def write_fast_config(path: Path) -> Path:
    text = (ROOT / "configs" / "starter.yaml").read_text(encoding="utf-8")
    text = text.replace("summary:\n", "summary:\n  beam_size: 2\n")
    path.write_text(text + "decoding:\n  beam_size: 1\n", encoding="utf-8")
    return path


def run_cli(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command in a process that imports all it needs: with an environment and hash seed."""
    command = [sys.executable, "-m", "translate.cli", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, **options
    )


class ForkedCommand:
    """Runs the command in forks of one process: `cli("run", corpus, output)`."""

    def __init__(self, folder: Path, *modules: str) -> None:
        self._outputs = [folder / "stdout", folder / "stderr"]
        command = [sys.executable, str(ROOT / "tests" / "forked_commands.py"), *modules]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self._process = subprocess.Popen(command, text=True, **pipes)

    def __call__(
        self,
        *arguments: object,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
        max_file_bytes: int | None = None,
    ) -> subprocess.CompletedProcess[str]:
        given = [str(argument) for argument in arguments]
        order = {
            "arguments": given,
            "cwd": str(cwd or Path.cwd()),
            "environment": env or {},
            "max_file_bytes": max_file_bytes,
            "stdout": str(self._outputs[0]),
            "stderr": str(self._outputs[1]),
        }
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        printed = [path.read_text("utf-8") for path in self._outputs]
        return subprocess.CompletedProcess(given, code, *printed)

    def close(self) -> None:
        self._process.communicate(timeout=60)


@pytest.fixture(scope="session")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkedCommand]:
    """The command in a fork of a process that has what a run with converted models imports."""
    command = ForkedCommand(tmp_path_factory.mktemp("forks"), *LIBRARIES_OF_A_RUN)
    yield command
    command.close()


@pytest.fixture(scope="session")
def cli_with_torch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForkedCommand]:
    """The command in a fork of a process that has what training imports."""
    command = ForkedCommand(tmp_path_factory.mktemp("forks"), *LIBRARIES_OF_TRAINING)
    yield command
    command.close()


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with two short articles that share a sentence."""
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def fast_config(tmp_path: Path) -> Path:
    """The starter configuration with greedy search: the same work in less time."""
    return write_fast_config(tmp_path / "fast.yaml")


@pytest.fixture(scope="session")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The output of one run over the two articles, and what the command printed."""
    folder = tmp_path_factory.mktemp("first")
    done = run_cli(
        "run", write_corpus(folder / "corpus"), folder / "out",
        "--config", write_fast_config(folder / "fast.yaml"),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return folder / "out", done.stdout


@pytest.fixture
def finished(first_run: tuple[Path, str], tmp_path: Path) -> Path:
    """A finished output folder of this test's own, with its translation memory."""
    return Path(shutil.copytree(first_run[0], tmp_path / "out"))
