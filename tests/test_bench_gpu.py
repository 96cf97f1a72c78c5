"""The measurement on a GPU, run on a CPU: that it runs, and that its table says what it is."""

import json
from pathlib import Path

import pytest
import torch

from translate.bench.gpu import EXIT_NO_DEVICE, main
from translate.bench.gpu_report import BFLOAT16, Machine, Row, as_markdown, find_fastest

SENTENCES = (
    "Les deux parties ont signé un accord de coopération.",
    "Le Premier ministre a reçu une délégation du Japon.",
    "Les exportations de riz ont augmenté cette année.",
    "La ville accueillera un festival de cerfs-volants.",
)
GPU = Machine("NVIDIA H200", True, 989.4, "torch 2")


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """The folder of one quick run with the embedded model and a corpus of its own."""
    folder = tmp_path_factory.mktemp("gpu")
    (folder / "corpus.txt").write_text("\n".join(SENTENCES), "utf-8")
    # Without CTranslate2, whose conversion takes half a minute and has tests of its own.
    arguments = ["--device", "cpu", "--quick", "--sizes", "starter", "--contenders", "plain,torch"]
    assert main([str(folder), *arguments, "--corpus", str(folder / "corpus.txt")]) == 0
    return folder


def rows_of(folder: Path) -> dict[str, dict]:
    rows = json.loads((folder / "gpu.json").read_text("utf-8"))["rows"]
    return {row["contender"]: row for row in rows}


def test_every_contender_runs_and_is_compared(out):
    rows = rows_of(out)
    assert len(rows) == 4
    for row in rows.values():
        assert row["problem"] is None
        assert len(row["seconds"]) == 1
        assert row["target_tokens"] > 0
        assert row["chrf"] is not None


def test_all_ways_on_torch_give_the_same_words(out):
    assert {row["identical"] for row in rows_of(out).values()} == {1.0}


def test_table_of_a_run_without_gpu_says_so(out):
    assert "No GPU was used" in (out / "gpu.md").read_text("utf-8")
    assert {row["peak_bytes"] for row in rows_of(out).values()} == {None}


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device here")
def test_machine_without_cuda_is_told_in_one_line(tmp_path, capsys):
    assert main([str(tmp_path / "out")]) == EXIT_NO_DEVICE
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--device", "cpu"], "add --quick"), (["--sizes", "huge"], "huge unknown")],
)
def test_options_that_mean_nothing_are_refused(tmp_path, capsys, arguments, message):
    with pytest.raises(SystemExit, match="2"):
        main([str(tmp_path), *arguments])
    assert message in capsys.readouterr().err


ROWS = [
    Row("tc-big", "plain loop, batch 8", 2.0, (4.0, 2.0, 1.0), 100, 90, 0.01, 2**30),
    Row("tc-big", "static", 20.0, (4.0,), 1_000, 900, 0.123, 3 * 2**30, 0.5, 60.0),
    Row("tc-big", "quick and wrong", 20.0, (1.0,), 1_000, 900),
    Row("tc-big", "broken", problem="OutOfMemoryError: too large"),
    Row("starter", BFLOAT16, 20.0, (4.0,), chrf=95.0),
    Row("starter", "static", 20.0, (4.0,), chrf=94.5),
    Row("starter", "quick and wrong", 20.0, (1.0,), chrf=93.5),
]


def test_fastest_is_looked_for_among_those_within_the_noise_of_bfloat16():
    found = find_fastest("tc-big", ROWS)
    assert found is not None
    assert found.contender == "static"
    assert find_fastest("opus-small", ROWS) is None


@pytest.mark.parametrize(
    "text",
    [
        "NVIDIA H200, peak 989.4 TFLOP/s; torch 2.",
        "| tc-big | plain loop, batch 8 | 1 (0.5-2) | 50 | 45 | 1.0 % | 1.00 | 1.0 | - |",
        "| tc-big | static | 5 (5-5) | 250 | 225 | 12.3 % | 3.00 | 5.0 | - | 50.0 % | 60.0 |",
        "- fastest of those that agree, tc-big: static, 5 articles/s",
        "- tc-big, broken: OutOfMemoryError: too large",
    ],
)
def test_table_gives_medians_ratios_memory_and_what_failed(text):
    table = as_markdown(GPU, ROWS)
    assert text in table
    assert "No GPU was used" not in table
