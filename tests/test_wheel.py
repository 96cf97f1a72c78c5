"""The wheel: built, installed into an environment of its own, and run from there."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def call(*command: object, **options: object) -> str:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, **options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT)
    (path,) = folder.glob("triptyque-*.whl")
    return path


def test_wheel_holds_the_model_the_configurations_and_the_terms(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {
        "translate/starter/model/model.safetensors",
        "translate/starter/model/README.md",
        "translate/configs/starter.yaml",
        "translate/configs/default.yaml",
        "translate/terminology/terms.csv",
        "translate/py.typed",
    } <= names
    assert not [name for name in names if name.startswith(("tests", "corpus", "output"))]


def test_installed_wheel_runs_from_anywhere(wheel, corpus, tmp_path):
    """Only the libraries are taken from this environment: they are 1.5 GB."""
    environment = tmp_path / "environment"
    call(sys.executable, "-m", "venv", "--without-pip", environment)
    python = environment / "bin" / "python"
    call(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", wheel)
    site = Path(
        call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    )
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    where = call(
        python, "-c", "import translate; print(translate.__file__)", cwd=tmp_path, env=clean
    )
    assert Path(where.strip()).is_relative_to(site)
    command = environment / "bin" / "translate"
    printed = call(
        command, "run", corpus, "out", "--config", "starter", "--set", "decoding.beam_size=1",
        cwd=tmp_path, env=clean,
    )  # fmt: skip
    assert "articles   2" in printed
    assert "sound" in call(command, "verify", "out", cwd=tmp_path, env=clean)
