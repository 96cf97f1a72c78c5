"""The command line: careless use, help, log."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys

import pytest

USAGE = [
    (["run", "{tmp}/none", "{tmp}/out"], 2, "no such file or folder"),
    (["run", "{tmp}/empty", "{tmp}/out"], 2, "no articles here"),
    (["run", "{corpus}", "{corpus}"], 2, "lies in the output folder"),
    (["run", "{corpus}", "{tmp}"], 2, "lies in the output folder"),
    (["run", "{tmp}/result", "{tmp}/out"], 2, "the output of a run, not a corpus"),
    (["run", "{corpus}", "{tmp}/file"], 73, "exists and is not a folder"),
    (["run", "{corpus}", "{tmp}/file/below"], 73, "cannot be written"),
    (["run", "{corpus}", "{tmp}/foreign"], 73, "no run of this program wrote"),
    (["run", "{corpus}", "{tmp}/out", "--max-runtime", "soon"], 2, "not a duration"),
    (["run", "{corpus}", "{tmp}/out", "--set", "a=1"], 2, "unknown key a"),
    (["run", "{corpus}"], 2, "OUTPUT"),
    (["verify", "{tmp}/none"], 1, "not a result"),
    (["inspect", "{tmp}/none.txt"], 2, "no such file"),
    (["inspect", "{corpus}"], 2, "no such file"),
    (["models", "list", "--config", "none"], 2, "no such configuration"),
]


@pytest.mark.parametrize(("arguments", "code", "words"), USAGE, ids=[w for _, _, w in USAGE])
def test_careless_use_is_one_clear_error(
    cli, corpus, tmp_path, fast_config, arguments, code, words
):
    (tmp_path / "empty").mkdir()
    (tmp_path / "result" / ".work").mkdir(parents=True)
    (tmp_path / "result" / ".work" / "memory.sqlite").touch()
    (tmp_path / "file").write_text("")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "README.md").write_text("mine")
    named = [text.format(tmp=tmp_path, corpus=corpus) for text in arguments]
    if arguments[0] == "run":
        named += ["--config", str(fast_config)]
    done = cli(*named)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
    assert words in done.stderr
    assert (tmp_path / "foreign" / "README.md").read_text() == "mine"


def test_help_is_quick_and_loads_nothing_heavy():
    """CPU seconds, the best of three: the wall clock belongs to the machine, not to the command."""
    command = [sys.executable, "-X", "importtime", "-m", "translate.cli", "--help"]
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(seconds) < 0.5
    assert not re.search(r"\| +(torch|transformers|pyarrow|datasets|pydantic)$", done.stderr, re.M)


def test_log_is_json_where_asked(cli, corpus, tmp_path, fast_config):
    done = cli("run", corpus, tmp_path / "out", "--config", fast_config, "--log-format", "json")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert lines[0]["level"] == "INFO"
    assert any("translate:fr-vi" in line["message"] for line in lines)


def test_damaged_memory_is_one_clear_error(finished, cli, corpus, fast_config):
    memory = finished / ".work" / "memory.sqlite"
    memory.write_bytes(os.urandom(9_000))
    done = cli("run", corpus, finished, "--config", fast_config)
    assert (done.returncode, "Traceback" in done.stderr) == (73, False)
    shutil.move(memory, memory.with_suffix(".old"))
    assert cli("run", corpus, finished, "--config", fast_config).returncode == 0
