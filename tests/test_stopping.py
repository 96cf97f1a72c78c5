"""Runs that are stopped, held back or out of room: exit codes, and what the next run does."""

import resource
import signal
import subprocess
import sys
import time

import pytest
from test_run import data_bytes, generated


def start(*arguments, **options):
    command = [sys.executable, "-m", "translate.cli", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options
    )


def wait_for(happened, process) -> None:
    deadline = time.monotonic() + 120
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_second_run_at_once_ends_75_with_the_pid_of_the_first(cli, corpus, tmp_path, fast_config):
    output = tmp_path / "out"
    first = start("run", corpus, output, "--config", fast_config)
    holder = output / ".work" / "holder"
    wait_for(lambda: holder.exists() and holder.read_text("utf-8").strip(), first)
    second = cli("run", corpus, output, "--config", fast_config)
    assert second.returncode == 75
    assert f"pid {first.pid}" in second.stderr
    assert first.wait(120) == 0, first.stderr.read()


@pytest.fixture
def long_corpus(corpus):
    """Enough sentences for a run to be stopped in its middle."""
    sentences = [f"La province compte {n} habitants et {n + 3} écoles." for n in range(20, 140)]
    (corpus / "c-long.txt").write_text("Un titre\n\n" + "\n".join(sentences), encoding="utf-8")
    return corpus


SMALL_BATCHES = ("--set", "runtime.batch_tokens=128")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_stops_after_the_batch_and_the_next_run_completes(
    cli, long_corpus, tmp_path, fast_config, number
):
    output = tmp_path / "out"
    command = ("run", long_corpus, output, "--config", fast_config, *SMALL_BATCHES)
    process = start(*command)
    log = output / ".work" / "run.log"
    wait_for(lambda: log.exists() and "translate:fr-en: 0 of" in log.read_text("utf-8"), process)
    process.send_signal(number)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 75, stderr
    assert "run the same command again" in stderr
    assert "Traceback" not in stderr
    assert not (output / "manifest.json").exists()
    done = cli(*command)
    assert done.returncode == 0, done.stderr
    whole = cli(*("run", long_corpus, tmp_path / "whole", "--config", fast_config, *SMALL_BATCHES))
    assert data_bytes(output) == data_bytes(tmp_path / "whole")
    assert generated(done.stdout) < generated(whole.stdout)


def test_time_limit_stops_the_run_and_is_resumable(cli, corpus, tmp_path, fast_config):
    command = ("run", corpus, tmp_path / "out", "--config", fast_config)
    done = cli(*command, "--max-runtime", "0s")
    assert done.returncode == 75
    assert "time limit" in done.stderr
    assert cli(*command).returncode == 0


def test_no_room_on_the_disk_is_one_clear_error(corpus, tmp_path, fast_config):
    limit = 40_000  # bytes a file may have: the memory fits, the dataset or its like does not
    process = start(
        "run", corpus, tmp_path / "out", "--config", fast_config,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    _, stderr = process.communicate(timeout=120)
    assert process.returncode == 73, stderr
    assert "Traceback" not in stderr
    assert "make room" in stderr
