"""README.md: every example is run, and every option and file that it names exists."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from translate.config import Config
from translate.training.options import TrainingOptions

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory):
    """A folder as a newcomer has it, where the examples are typed."""
    folder = tmp_path_factory.mktemp("newcomer")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    shutil.copytree(ROOT / "configs", folder / "configs")
    return folder


def commands() -> list[tuple[str, str]]:
    """Each `$ command` of the console blocks with the output shown below it."""
    pairs = []
    for block in blocks("console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            pairs.append((command, shown))
    return pairs


def skeleton(text: str) -> str:
    """What is shown without what may differ: numbers (float32 is not the same everywhere)."""
    return re.sub(r"\s+", " ", re.sub(r"\d+(\.\d+)?", "N", text)).strip()


def test_shown_commands_print_what_is_shown(newcomer):
    """In order, in one folder, with the embedded model; `...` stands for lines left out."""
    assert commands()
    for command, shown in commands():
        assert command.startswith("translate ")
        done = subprocess.run(
            [sys.executable, "-m", "translate.cli", *command.split()[1:]],
            cwd=newcomer, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        printed = skeleton(done.stdout)
        for part in re.split(r"^\.\.\.$", shown, flags=re.MULTILINE):
            assert skeleton(part) in printed, f"{command}\n{done.stdout}"


def test_python_examples_run(newcomer, tmp_path):
    assert (newcomer / "output").is_dir(), "the console examples come first"
    for block in blocks("python"):
        code = block.replace("load_dataset(", f"load_dataset(cache_dir={str(tmp_path)!r}, path=")
        code = code.replace('path="output", "articles"', 'path="output", name="articles"')
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=newcomer, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip()


def test_configuration_example_is_valid():
    run, training = map(yaml.safe_load, blocks("yaml"))
    assert Config.model_validate(run).target_langs == ("en", "vi")
    assert TrainingOptions.model_validate(training).is_adapting


def test_every_option_of_run_is_named():
    help_text = subprocess.run(
        [sys.executable, "-m", "translate.cli", "run", "--help"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for option in set(re.findall(r"--[a-z][a-z-]+", help_text)) - {"--help", "--no-offline"}:
        assert option in README or option.startswith("--no-"), option


def test_every_room_is_described():
    rooms = {path.stem for path in (ROOT / "translate").iterdir() if path.suffix in {".py", ""}}
    table = README[README.index("| room |") : README.index("## Quality")]
    missing = [room for room in rooms if f"`{room}`" not in table and not room.startswith("__")]
    assert missing == []


def test_figures_of_the_checks_are_those_of_their_page():
    page = (ROOT / "docs" / "checks.md").read_text("utf-8")
    shares = re.findall(r"^with a .+?([\d.]+%) +([\d.]+%)", page, re.MULTILINE)
    assert len(shares) == 2
    for share in (*shares[0], *shares[1]):
        assert share in README
    for total, found in re.findall(
        r"^all (?:errors|warnings).+?\) +(\d+) +(\d+)", page, re.MULTILINE
    ):
        assert f"{found} of {total}" in README
    assert "not met" not in page


def test_contributing_shows_what_make_test_runs():
    shown = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    commands = re.findall(r"^\t\$\(BIN\)/(.+)$", makefile, re.MULTILINE)
    checks = [c for c in commands if c.split()[0] in {"ruff", "mypy", "python"}]
    assert len(checks) == 4
    for command in checks:
        assert f".venv/bin/{command}\n" in shown
