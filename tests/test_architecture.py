"""The arrows between rooms, and what importing a room may cost."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "translate"
HEAVY = (
    "torch",
    "transformers",
    "ctranslate2",
    "sentencepiece",
    "pyarrow",
    "datasets",
    "trafilatura",
    "lxml",
    "ftfy",
    "pandas",
    "openpyxl",
    "jinja2",
    "rich",
)

# Top to bottom: a room may import the rooms above it, never those below. `starter` is apart: it
# holds and measures the embedded model, and no other room imports it.
ROOMS = (
    "errors", "records", "files", "machine", "libraries", "config", "config_file", "repetition",
    "numbers", "decoding", "readers", "structure", "french", "lost_breaks", "segmenter",
    "segmentation", "engines", "memory", "workplan", "clauses", "placeholders", "translator",
    "summarizer", "terminology", "repair", "assembly", "checks", "second_chance", "scratch",
    "ledger", "tally", "report", "writers", "output_folder", "manifest", "verification", "spool",
    "runners", "unchanged", "run_records", "intake", "overlap", "stages", "pipeline", "entry",
    "training", "bench", "evaluation", "review", "calibration", "console", "commands", "cli",
)  # fmt: skip
PROGRAMS = {
    "training/worker.py",
    "engines/convert.py",
    "bench/worker.py",
    "bench/gpu.py",
    "bench/shortlist_trial.py",
}
ENGINE_LIBRARIES = {"torch", "transformers", "ctranslate2", "sentencepiece"}


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    return sorted(p for p in PACKAGE.rglob("*.py") if p != PACKAGE / "__init__.py")


def imported_names(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_to_rooms_above(path):
    room = room_of(path)
    if room == "starter":
        return
    for name in imported_names(path):
        if not name.startswith("translate.") or name == "translate.__version__":
            continue
        other = name.split(".")[1]
        if other in {"__version__", "manifest"} and room == "pipeline":
            continue
        assert other in ROOMS, f"{path.name} imports {name}, which is no room"
        assert ROOMS.index(other) <= ROOMS.index(room), f"{room} may not import {other}"


def test_every_room_has_its_place():
    assert {room_of(path) for path in modules()} - {"starter"} <= set(ROOMS)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_engines_know_deep_learning_libraries(path):
    libraries = {name.split(".")[0] for name in imported_names(path)} & ENGINE_LIBRARIES
    assert not libraries or room_of(path) in {"engines", "training", "bench"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_the_command_line_prints_or_exits(path):
    if path.relative_to(PACKAGE).as_posix() in PROGRAMS or room_of(path) in {
        "cli",
        "commands",
        "console",
        "starter",
    }:
        return
    calls = [
        node.func
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    names = {call.id for call in calls if isinstance(call, ast.Name)}
    assert not names & {"print", "exit", "quit", "input", "breakpoint"}
    assert "sys.exit" not in path.read_text(encoding="utf-8")


def test_importing_the_package_loads_nothing_heavy():
    names = [
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in modules()
    ]
    code = (
        "import importlib, sys\n"
        f"for name in {names!r}: importlib.import_module(name)\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_product_names_no_folder_of_ours():
    for path in [
        *modules(),
        *PACKAGE.parent.glob("*.md"),
        *PACKAGE.parent.glob("configs/**/*.yaml"),
    ]:
        text = path.read_text(encoding="utf-8")
        assert "../shared" not in text
        assert str(PACKAGE.parents[1]) not in text
