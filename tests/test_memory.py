"""The translation memory: keys, batches, damage."""

import sqlite3
import subprocess
import sys

import pytest

from translate.engines.base import Signature
from translate.errors import OutputError
from translate.memory import Memory
from translate.records import Generation

ONE = Signature((("engine", "hf"), ("beam", "4")))
TWO = Signature((("engine", "hf"), ("beam", "2")))
HELLO = Generation("Hello Huế", -0.25, 3, 2, True, (Generation("Hi", -1.5, 3, 1, False),))


@pytest.fixture
def memory(tmp_path):
    with Memory(tmp_path / "memory.sqlite") as opened:
        yield opened


def test_generation_comes_back_as_it_was(memory):
    memory.commit("translate:fr-en", ONE, [("Bonjour Huế", HELLO)])
    assert memory.look_up("translate:fr-en", ONE, ["Bonjour Huế"]) == {"Bonjour Huế": HELLO}


@pytest.mark.parametrize(
    ("task", "signature", "source"),
    [
        ("translate:fr-vi", ONE, "Bonjour"),
        ("translate:fr-en", TWO, "Bonjour"),
        ("translate:fr-en", ONE, "bonjour"),
        ("translate:fr-en", ONE, "Bonjour "),
    ],
)
def test_other_task_signature_or_text_is_not_reused(memory, task, signature, source):
    memory.commit("translate:fr-en", ONE, [("Bonjour", HELLO)])
    assert memory.look_up(task, signature, [source]) == {}


def test_more_texts_than_a_query_takes_are_found(memory):
    made = [(f"texte {i}", HELLO) for i in range(1_300)]
    memory.commit("t", ONE, made)
    assert len(memory.look_up("t", ONE, [text for text, _ in made])) == 1_300


def test_memory_outlives_its_process(tmp_path):
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "sys.path.insert(0, sys.argv[2])\n"
        "from test_memory import HELLO, ONE, Memory\n"
        "Memory(Path(sys.argv[1])).commit('t', ONE, [('a', HELLO)])\n"
        "os.kill(os.getpid(), 9)\n"
    )
    path = tmp_path / "memory.sqlite"
    here = str(__import__("pathlib").Path(__file__).parent)
    subprocess.run([sys.executable, "-c", code, str(path), here], check=False)
    with Memory(path) as memory:
        assert memory.look_up("t", ONE, ["a"]) == {"a": HELLO}


def test_batch_is_remembered_whole_or_not_at_all(memory):
    with pytest.raises(TypeError):
        memory.commit("t", ONE, [("a", HELLO), ("b", Generation("x", object(), 1, 1, True))])
    assert memory.look_up("t", ONE, ["a", "b"]) == {}
    memory.commit("t", ONE, [("a", HELLO)])
    assert memory.count() == 1


@pytest.mark.parametrize("content", [b"not a database at all, no", b"SQLite format 3\0 damaged"])
def test_damaged_memory_is_one_clear_error(tmp_path, content):
    path = tmp_path / "memory.sqlite"
    path.write_bytes(content * 100)
    with pytest.raises(OutputError, match="move the file away"):
        Memory(path)


def test_memory_of_another_version_is_refused(tmp_path):
    path = tmp_path / "memory.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version=99")
    with pytest.raises(OutputError, match="version 99"):
        Memory(path)
