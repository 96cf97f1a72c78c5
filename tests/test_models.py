"""Models from a hub: fetched, found again, and what is said when they cannot be had."""

import os
from pathlib import Path

import pytest
from hub import COMMIT, serve_model
from replicas import STARTER, opus_layout

NAME = "Helsinki-NLP/opus-mt-fr-en"
UNREACHABLE = "http://127.0.0.1:9"


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "hub.yaml"
    path.write_text(f"targets:\n  en:\n    model: {NAME}\n", encoding="utf-8")
    return path


@pytest.fixture
def environment(tmp_path):
    """An empty cache, and a hub at `endpoint`."""

    def at(endpoint: str) -> dict[str, str]:
        return {
            **os.environ,
            "HF_HOME": str(tmp_path / "cache"),
            "HF_ENDPOINT": endpoint,
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_ETAG_TIMEOUT": "2",
        }

    return at


def test_unreachable_hub_names_the_model_and_both_remedies(
    cli, corpus, tmp_path, config, environment
):
    done = cli("run", corpus, tmp_path / "out", "--config", config, env=environment(UNREACHABLE))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    for words in (NAME, "translate models fetch DIR", "configs/starter.yaml"):
        assert words in done.stderr


def test_offline_run_does_not_ask_the_hub(cli, corpus, tmp_path, config, environment):
    done = cli(
        "run", corpus, tmp_path / "out", "--config", config, "--offline",
        env=environment(UNREACHABLE),
    )  # fmt: skip
    assert done.returncode == 2
    assert "the run is offline" in done.stderr


def test_fetched_model_translates_where_there_is_no_hub(cli, corpus, tmp_path, config, environment):
    folder, checkpoint = tmp_path / "models", opus_layout(tmp_path / "checkpoint")
    (checkpoint / "README.md").write_text("---\nlicense: apache-2.0\n---\n", encoding="utf-8")
    with serve_model(checkpoint, NAME) as endpoint:
        fetched = cli("models", "fetch", folder, "--config", config, env=environment(endpoint))
    assert (fetched.returncode, fetched.stderr) == (0, "")
    local = ("--config", config, "--set", f"runtime.models_dir={folder}")
    listed = cli("models", "list", *local, env=environment(UNREACHABLE))
    assert f"{NAME}@{COMMIT}" in listed.stdout
    assert "licence apache-2.0  at hand" in listed.stdout
    done = cli(
        "run", corpus, tmp_path / "out", *local, "--offline", "--set", "decoding.beam_size=1",
        env=environment(UNREACHABLE),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert COMMIT in (tmp_path / "out" / "manifest.json").read_text("utf-8")


def test_cached_model_is_used_without_the_hub(cli, corpus, tmp_path, config, environment):
    beam = ("--set", "decoding.beam_size=1", "--set", "targets.en.engine=hf")
    with serve_model(opus_layout(tmp_path / "checkpoint", as_pickle=False), NAME) as endpoint:
        first = cli(
            "run", corpus, tmp_path / "one", "--config", config, *beam, env=environment(endpoint)
        )
    assert first.returncode == 0, first.stderr
    second = cli(
        "run", corpus, tmp_path / "two", "--config", config, *beam, env=environment(UNREACHABLE)
    )
    assert second.returncode == 0, second.stderr


def test_unknown_model_is_one_clear_error(cli, corpus, tmp_path, environment):
    path = tmp_path / "hub.yaml"
    path.write_text("targets:\n  en:\n    model: nobody/nothing\n", encoding="utf-8")
    with serve_model(STARTER, NAME) as endpoint:
        done = cli("run", corpus, tmp_path / "out", "--config", path, env=environment(endpoint))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "nobody/nothing" in done.stderr


@pytest.mark.parametrize("name", ["a/b/c", "../../etc", "not a name", "/no/such/folder"])
def test_what_is_no_model_name_is_one_clear_error(cli, corpus, tmp_path, environment, name):
    path = tmp_path / "hub.yaml"
    path.write_text(f'targets:\n  en:\n    model: "{name}"\n', encoding="utf-8")
    done = cli("run", corpus, tmp_path / "out", "--config", path, env=environment(UNREACHABLE))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert Path(name).name in done.stderr


def test_starter_is_listed_as_at_hand(cli):
    done = cli("models", "list", "--config", "starter")
    assert done.returncode == 0
    assert done.stdout.count("licence apache-2.0  at hand") == 3
