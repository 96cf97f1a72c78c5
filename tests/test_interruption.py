"""kill -9 at twenty random moments, then run again: nothing is lost, changed or done twice."""

import json
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from test_run import data_bytes

KILLS = 20


@pytest.fixture
def wide_corpus(corpus):
    """Articles enough for batches, windows and writing to be hit."""
    for number in range(6):
        sentences = [f"La ville {number} a reçu {n} visiteurs en {n} jours." for n in range(9, 29)]
        text = f"Le titre numéro {number}\n\n" + "\n".join(sentences)
        (corpus / f"ville-{number}.txt").write_text(text, encoding="utf-8")
    return corpus


def forked(kills, seed, *arguments):
    program = Path(__file__).with_name("forked_runs.py")
    command = [sys.executable, program, kills, seed, *arguments]
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, timeout=500
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_killed_and_resumed_run_equals_an_uninterrupted_one(wide_corpus, tmp_path, fast_config):
    options = ("--config", fast_config, "--set", "runtime.batch_tokens=64",
               "--set", "runtime.window_segments=50")  # fmt: skip
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert forked(0, 0, "run", wide_corpus, whole, *options)["code"] == 0
    seed = random.randrange(10**6)
    result = forked(KILLS, seed, "run", wide_corpus, broken, *options)
    assert (len(result["killed"]), result["code"]) == (KILLS, 0), (seed, result)
    assert data_bytes(broken) == data_bytes(whole), (seed, result)
    counts = []
    for output in (whole, broken):
        with sqlite3.connect(output / ".work" / "memory.sqlite") as memory:
            counts.append(
                memory.execute("SELECT count(*), sum(times_generated) FROM generations").fetchone()
            )
    assert counts[0] == counts[1], (seed, counts)
    assert counts[1][0] == counts[1][1], "a committed text was generated again"
    assert not [p for p in broken.rglob("*.partial") if ".work" not in p.parts]
