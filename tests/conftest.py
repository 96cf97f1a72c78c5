"""What several tests need: the command line in a process of its own, and a small corpus."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
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
    command = [sys.executable, "-m", "translate.cli", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=300, **options
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A folder with two short articles that share a sentence."""
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def fast_config(tmp_path: Path) -> Path:
    """The starter configuration with greedy search: the same work in less time."""
    return write_fast_config(tmp_path / "fast.yaml")


@pytest.fixture
def cli() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command in a process of its own: `cli("run", corpus, output)`."""
    return run_cli


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
