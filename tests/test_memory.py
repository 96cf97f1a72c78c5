"""The translation memory: keys, batches, damage."""

import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from translate.engines.base import Signature
from translate.errors import OutputError
from translate.memory import HumanTranslation, Imported, Memory, digest_of_human
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


def test_memory_of_version_1_is_upgraded_in_place_and_keeps_what_it_holds(tmp_path):
    # Written by the program of version 1, before there were human translations.
    path = tmp_path / "memory.sqlite"
    shutil.copy(Path(__file__).parent / "data" / "memory-v1.sqlite", path)
    for _ in range(2):
        with Memory(path) as memory:
            assert memory.look_up("translate:fr-en", ONE, ["Bonjour Huế"]) == {"Bonjour Huế": HELLO}
            memory.commit("translate:fr-en", ONE, [("Oui", HELLO)])
            memory.import_human([HumanTranslation("vi", "Oui", "Có")])
            assert memory.human_texts() == {"vi": {"Oui": "Có"}}
    with sqlite3.connect(path) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (2,)


def test_later_human_text_replaces_an_earlier_one_by_language_and_source(memory):
    first = [HumanTranslation("vi", "Oui", "Có"), HumanTranslation("en", "Oui", "Yes")]
    assert memory.import_human(first) == Imported(2, 0, 0)
    second = [HumanTranslation("vi", "Oui", "Vâng"), HumanTranslation("en", "Oui", "Yes", "sûr")]
    assert memory.import_human(second) == Imported(0, 1, 1)
    assert memory.human_texts() == {"en": {"Oui": "Yes"}, "vi": {"Oui": "Vâng"}}


def test_forgotten_human_texts_are_counted_and_gone(memory):
    memory.import_human([HumanTranslation("vi", t, t.upper()) for t in ("un", "deux", "trois")])
    assert memory.forget_human([("vi", "un"), ("vi", "deux"), ("en", "trois")]) == 2
    assert memory.human_texts() == {"vi": {"trois": "TROIS"}}


def test_digest_of_human_texts_knows_language_source_and_text_but_no_order():
    one = {"vi": {"a": "x", "b": "y"}, "en": {}}
    same = {"en": {}, "vi": {"b": "y", "a": "x"}}
    others = [{"vi": {"a": "y", "b": "x"}}, {"en": {"a": "x", "b": "y"}}, {}]
    assert digest_of_human(one) == digest_of_human(same)
    assert len({digest_of_human(texts) for texts in (one, *others)}) == 4


def test_import_that_is_killed_leaves_nothing_and_the_memory_whole(tmp_path):
    code = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from translate import memory\n"
        "kept = [memory.HumanTranslation('vi', 'avant', 'trước')]\n"
        "opened = memory.Memory(Path(sys.argv[1]))\n"
        "opened.import_human(kept)\n"
        "digest, count = memory.sha256_of_text, [0]\n"
        "class Deadly(str):\n"
        "    def __conform__(self, protocol):\n"
        "        os.kill(os.getpid(), 9)\n"
        "made = [memory.HumanTranslation('vi', f'texte {i}', 'x') for i in range(5000)]\n"
        "made.append(memory.HumanTranslation('vi', 'dernier', Deadly('x')))\n"
        "opened.import_human(made)\n"
    )
    path = tmp_path / "memory.sqlite"
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -signal.SIGKILL
    with Memory(path) as memory:
        assert memory.human_texts() == {"vi": {"avant": "trước"}}
