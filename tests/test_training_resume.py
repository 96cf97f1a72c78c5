"""A training that is stopped, killed or damaged, and goes on to the same bytes."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from training_text import (
    adapting,
    digest,
    events_of,
    options_of,
    quiet,
    source,
    tiny_options,
    write_options,
    write_triples,
)

from translate.errors import ConfigError, ModelError, OutputError, StoppedError
from translate.run_records import StopRequest
from translate.training.session import train


@pytest.fixture
def text(tmp_path):
    return write_triples(tmp_path / "text.jsonl")


@pytest.mark.parametrize("workers", [1, 2])
def test_training_killed_and_resumed_gives_the_same_weights(
    workers, text, tmp_path, cli_with_torch
):
    options = tiny_options(
        [source(text)],
        optimizer={"steps": 36, "warmup_steps": 4, "peak_rate": 1e-3, "guided_alignment": 0.3},
        validation={"every_steps": 18, "max_pairs": 2, "max_length_ratio": 1.0},
        runtime={"threads": 1, "checkpoint_steps": 7, "workers": workers},
    )
    config = write_options(tmp_path / "train.yaml", options)
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert cli_with_torch("train", config, whole).returncode == 0
    command = [sys.executable, "-m", "translate.cli", "train", config, broken]
    with subprocess.Popen([str(part) for part in command], stderr=subprocess.PIPE) as process:
        wait_for(broken / "log.jsonl", '"step": 21')
        os.kill(process.pid, signal.SIGKILL)
    assert not (broken / "model.safetensors").exists()
    done = cli_with_torch("train", config, broken)
    assert done.returncode == 0, done.stderr
    (resumed,) = events_of(broken, "resume")
    assert 0 < resumed["step"] < 36
    assert digest(broken) == digest(whole)


def wait_for(log, mark):
    """Wait until the saved log has come so far; the state is saved every seven steps."""
    for _ in range(2_000):
        if log.exists() and any(
            json.loads(line)["step"] >= 14 for line in log.read_text("utf-8").splitlines()
        ):
            return
        time.sleep(0.05)
    pytest.fail(f"the log never came to {mark}")


def test_stopped_training_goes_on_to_the_same_weights(text, tmp_path):
    options = options_of([source(text)])
    train(options, tmp_path / "whole", quiet())
    stop = StopRequest()

    def stop_at_validation(event):
        stop.reason = "SIGTERM" if event["event"] == "validation" else None

    with pytest.raises(StoppedError, match="SIGTERM"):
        train(options, tmp_path / "out", quiet(stop=stop, on_event=stop_at_validation))
    assert not (tmp_path / "out" / "model.safetensors").exists()
    train(options, tmp_path / "out", quiet())
    assert digest(tmp_path / "out") == digest(tmp_path / "whole")


def test_time_limit_ends_with_the_code_for_resumable(text, tmp_path, cli_with_torch):
    config = write_options(tmp_path / "train.yaml", tiny_options([source(text)]))
    done = cli_with_torch("train", config, tmp_path / "out", "--max-runtime", "0s")
    assert done.returncode == 75
    assert "run the same command again" in done.stderr
    assert cli_with_torch("train", config, tmp_path / "out").returncode == 0


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The options, the outcome and the folder of a training that is finished."""
    folder = tmp_path_factory.mktemp("trained")
    options = options_of([source(write_triples(folder / "text.jsonl"))])
    return options, train(options, folder / "out", quiet()), folder / "out"


def test_finished_training_is_not_done_again(trained, tmp_path):
    options, first, finished = trained
    out = Path(shutil.copytree(finished, tmp_path / "out"))
    again = train(options, out, quiet())
    assert len(events_of(out, "validation")) == len(events_of(finished, "validation")) == 2
    assert digest(out) == digest(finished)
    assert again.verdict.after == first.verdict.after


def test_start_that_failed_leaves_the_folder_free(text, tmp_path):
    with pytest.raises(ConfigError, match="no such training text"):
        train(options_of([source(tmp_path / "typo.jsonl")]), tmp_path / "out", quiet())
    with pytest.raises(ModelError, match="does not know"):
        train(adapting(text, targets={"en": ">>deu<<"}), tmp_path / "out", quiet())
    train(options_of([source(text)]), tmp_path / "out", quiet())


@pytest.mark.parametrize("name", ["state.safetensors", "options.json"])
def test_damaged_state_is_one_clear_error(name, trained, tmp_path):
    options, _, finished = trained
    out = Path(shutil.copytree(finished, tmp_path / "out"))
    path = out / ".work" / name
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises((OutputError, ConfigError), match="cannot be read"):
        train(options, out, quiet())


def test_worker_that_cannot_begin_ends_the_training_at_once(text, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "sitecustomize.py").write_text(
        "import os, sys\nif os.environ.get('TRIPTYQUE_TRAINING_RANK') == '1': os._exit(9)\n"
    )
    options = options_of([source(text)], runtime={"threads": 1, "workers": 2})
    with pytest.raises(ModelError, match="worker 1 ended with code 9"):
        train(options, tmp_path / "out", quiet())


def test_disk_that_is_full_ends_with_one_clear_error(text, tmp_path, cli_with_torch):
    config = write_options(tmp_path / "train.yaml", tiny_options([source(text)]))
    done = cli_with_torch("train", config, tmp_path / "out", max_file_bytes=200_000)
    assert done.returncode == 73, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert cli_with_torch("train", config, tmp_path / "out").returncode == 0


def test_equal_seeds_give_equal_weights_and_others_do_not(text, tmp_path):
    digests = []
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        train(options_of([source(text)], seed=seed), tmp_path / name, quiet())
        digests.append(digest(tmp_path / name))
    assert digests[0] == digests[1] != digests[2]
    assert len({hashlib.sha256(d.encode()).hexdigest() for d in digests}) == 2
