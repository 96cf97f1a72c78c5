"""What a run compares before it does anything: each thing that an output depends on."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from translate import unchanged
from translate.config_file import load_config
from translate.engines import device_memory
from translate.unchanged import take_state

STARTER = ROOT / "translate" / "starter" / "model"
CONFIG = """targets:
  en: {model: ./model, target_token: ">>eng<<"}
terminology: {glossaries: [terms.csv]}
checks: {suppressions: [aside.csv]}
runtime: {cache_dir: CACHE}
"""


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A folder with a corpus, a model and all else that a run may be given."""
    folder = tmp_path / "given"
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus" / "a.txt").write_text("Le Vietnam exporte du riz.", encoding="utf-8")
    shutil.copytree(STARTER, folder / "model")
    (folder / "terms.csv").write_text("fr,en,kind\nriz,rice,term\n", encoding="utf-8")
    (folder / "aside.csv").write_text("article,segment,lang,check,reason\n", encoding="utf-8")
    config = CONFIG.replace("CACHE", str(tmp_path / "cache"))
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    return folder


def digest(given: Path, limit: int | None = None, human: str = "") -> str | None:
    config = load_config(given / "config.yaml")
    texts = {"en": {"riz": human}} if human else {}
    state = take_state(given / "corpus", given / "out", config, limit=limit, human=texts)
    return state.digest(config)


def append(name: str):
    """Makes a file one line longer."""

    def change(given, _):
        with (given / name).open("a", encoding="utf-8") as stream:
            stream.write("\n")

    return change


def edit_weights(given, _):
    """Another byte in weights of the same size, with the old date of change."""
    weights = given / "model" / "model.safetensors"
    before = weights.stat()
    data = bytearray(weights.read_bytes())
    data[-1] ^= 1
    weights.write_bytes(data)
    os.utime(weights, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = {
    "an article": append("corpus/a.txt"),
    "a new article": lambda given, _: shutil.copy(
        given / "corpus" / "a.txt", given / "corpus" / "b.txt"
    ),
    "an option": lambda given, _: (given / "config.yaml").write_text(
        f"{(given / 'config.yaml').read_text('utf-8')}decoding: {{beam_size: 1}}\n", "utf-8"
    ),
    "a glossary": append("terms.csv"),
    "a glossary that is gone": lambda given, _: (given / "terms.csv").unlink(),
    "a list of suppressions": append("aside.csv"),
    "the vocabulary of a model": append("model/vocab.json"),
    "the weights of a model": edit_weights,
    "the devices": lambda _, patch: patch.setattr(unchanged, "cuda_devices", lambda: ["12080"]),
    "a library": lambda _, patch: patch.setattr(
        unchanged, "describe_libraries", lambda: {"ctranslate2": "5.0"}
    ),
    "the program": lambda _, patch: patch.setattr(unchanged, "_program", lambda: [["a.py", 1, 2]]),
}


def test_same_things_are_the_same_state(given):
    assert digest(given) == digest(given) is not None


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changes_is_another_state(given, monkeypatch, change):
    before = digest(given)
    change(given, monkeypatch)
    assert digest(given) not in {before, None}


def test_limit_and_human_texts_are_part_of_the_state(given):
    states = {digest(given), digest(given, limit=1), digest(given, human="rice")}
    assert len(states | {digest(given, human="paddy")}) == 4


def test_devices_are_not_asked_for_where_none_is_used(given, monkeypatch):
    text = (
        (given / "config.yaml").read_text("utf-8").replace("{cache_dir", "{device: cpu, cache_dir")
    )
    (given / "config.yaml").write_text(text, "utf-8")
    before = digest(given)
    monkeypatch.setattr(unchanged, "cuda_devices", lambda: ["12080"])
    assert digest(given) == before


def test_state_is_unknown_while_a_model_is_not_at_hand(given, monkeypatch):
    monkeypatch.setenv("HF_HUB_CACHE", str(given / "hub"))
    text = (given / "config.yaml").read_text("utf-8").replace("./model", "nobody/nothing")
    (given / "config.yaml").write_text(text, "utf-8")
    assert digest(given) is None


def test_machine_without_a_driver_has_no_devices(monkeypatch):
    def absent(name):
        raise OSError(name)

    monkeypatch.setattr(device_memory.ctypes, "CDLL", absent)
    assert device_memory.cuda_devices() == []


NOT_NEEDED = (
    "torch", "transformers", "ctranslate2", "sentencepiece", "pyarrow", "datasets", "jinja2",
    "rich", "huggingface_hub", "translate.pipeline", "translate.stages", "translate.terminology",
    "translate.checks", "translate.segmenter", "translate.numbers", "translate.report",
)  # fmt: skip


def test_run_that_finds_nothing_changed_imports_none_of_what_makes_an_output(
    finished, corpus, fast_config
):
    code = (
        "import sys\n"
        "from translate.cli import app\n"
        "try: app()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        f"print(sorted(set({NOT_NEEDED!r}) & set(sys.modules)))\n"
    )
    arguments = ["run", str(corpus), str(finished), "--config", str(fast_config)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "unchanged" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"
