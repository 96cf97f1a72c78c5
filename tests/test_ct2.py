"""CTranslate2: one conversion for all, faithful to torch or not used, and a start without torch."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, write_corpus, write_fast_config
from replicas import (
    barthez_layout,
    copy_starter,
    opus_layout,
    separate_vocabularies,
    terse,
    unknown_architecture,
    zero_start,
)

from translate.config import ModelConfig
from translate.engines import load_engine, open_engine
from translate.engines.base import EngineSettings
from translate.engines.conversion import cache_folder
from translate.engines.convert import find_difference, selftest_sentences
from translate.engines.ct2 import CT2Engine, share_cores
from translate.engines.digests import digest_of_file
from translate.engines.hf import HFEngine
from translate.engines.model_files import resolve_model
from translate.engines.tokens import load_tokens
from translate.errors import ModelError
from translate.records import Generation

HOSTILE = [
    "", " ", "Hanoi", "prix </s> a <pad> vingt", ">>vie<< Bonjour", "<unk>", "a\u00a0b\u202fc",
    "L'été à Huế : 1.234,5 %", "\U0001f33f emoji", "日本", "ﬁn œuvre", "a\tb", "▁▁", "  deux  ",
]  # fmt: skip


def settings(**changes):
    given = {"beam_size": 4, "dtype": "float32", "threads": 1, "workers": 1, **changes}
    return EngineSettings("translate", "fr", "en", **given)


def starter(**changes):
    return ModelConfig(**{"model": "starter", "target_token": ">>eng<<", **changes})


def texts_of(generations):
    return [generation.text for generation in generations]


def starter_itself(folder):
    return "starter"


LAYOUTS = {
    "multi-target, start token with an embedding": (starter_itself, ">>eng<<"),
    "published layout, pickle": (lambda folder: opus_layout(folder, as_pickle=True), None),
    "start token with an embedding of zeros": (zero_start, ">>eng<<"),
    "separate vocabularies": (separate_vocabularies, ">>eng<<"),
}


@pytest.mark.parametrize(("build", "token"), LAYOUTS.values(), ids=LAYOUTS)
def test_both_engines_give_the_same_words_and_scores_in_float32(tmp_path, build, token):
    model = ModelConfig(model=str(build(tmp_path / "model")), target_token=token)
    wanted = HFEngine(model.model_copy(update={"engine": "hf"}), settings())
    cache = cache_folder(None if model.model == "starter" else tmp_path)
    made = CT2Engine(model.model_copy(update={"engine": "ct2"}), settings(cache_dir=cache))
    (report,) = cache.glob(f"ct2/{Path(model.model).name}-*-float32/conversion.json")
    proof = json.loads(report.read_text("utf-8"))
    assert (proof["identical"], proof["sentences"]) == (50, 50)
    assert proof["score_difference"] <= 0.002
    sentences = selftest_sentences()[::5]
    for a, b in zip(wanted.generate(sentences), made.generate(sentences), strict=True):
        assert (a.text, a.target_tokens, a.finished) == (b.text, b.target_tokens, b.finished)
        assert a.score == pytest.approx(b.score, abs=0.002)


def test_summariser_gives_the_same_candidates_on_both(tmp_path):
    options = EngineSettings("summarize", "fr", "fr", 3, 3, dtype="float32", threads=1, workers=1)
    model = {"model": "starter", "target_token": ">>sum<<"}
    text = " ".join(selftest_sentences()[:4])
    (wanted,) = HFEngine(ModelConfig(engine="hf", **model), options).generate([text])
    (made,) = CT2Engine(ModelConfig(engine="ct2", **model), options).generate([text])
    assert texts_of([wanted, *wanted.alternatives]) == texts_of([made, *made.alternatives])
    assert len(made.alternatives) == 2


def test_barthez_layout_goes_through_ctranslate2(tmp_path):
    options = EngineSettings("summarize", "fr", "fr", 2, 2, dtype="float32", threads=1, workers=1)
    model = ModelConfig(model=str(barthez_layout(tmp_path / "barthez")))
    made = open_engine(model, options)
    wanted = HFEngine(model, options)
    assert (made.card.engine, made.card.note) == ("ct2", None)
    text = selftest_sentences()[0]
    assert texts_of(made.generate([text])) == texts_of(wanted.generate([text]))


def test_default_is_int8_on_a_processor_and_its_quality_holds():
    import sacrebleu

    sentences = selftest_sentences()
    exact = load_engine(starter(), settings())
    fast = load_engine(starter(), settings(dtype="auto"))
    assert (fast.card.engine, fast.card.dtype) == ("ct2", "int8")
    assert fast.signature != exact.signature
    wanted, made = texts_of(exact.generate(sentences)), texts_of(fast.generate(sentences))
    assert sacrebleu.corpus_chrf(made, [wanted]).score > 85


def test_text_gives_the_same_whatever_is_beside_it():
    engine = load_engine(starter(), settings(dtype="int8"))
    together = engine.generate(selftest_sentences()[:12])
    assert together == [engine.generate([text])[0] for text in selftest_sentences()[:12]]


@pytest.mark.parametrize("build", [copy_starter, opus_layout, separate_vocabularies])
def test_tokens_are_those_of_the_library_for_any_text(tmp_path, build):
    from transformers import AutoTokenizer

    folder = build(tmp_path / "model")
    library = AutoTokenizer.from_pretrained(str(folder))
    model = ModelConfig(model=str(folder))
    with resolve_model(model, is_offline=True, models_dir=None, cache=tmp_path) as files:
        tokens = load_tokens(files)
    safe = [text for text in HOSTILE if "<" not in text] + selftest_sentences()
    rows = tokens.encode(safe)
    assert rows == [library(text)["input_ids"] for text in safe]
    targets = [[id for id in row if id < len(tokens.target_pieces)] for row in rows]
    assert tokens.decode(targets) == [
        library.decode(row, skip_special_tokens=True) for row in targets
    ]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A model whose conversion costs little more than a start of torch."""
    return ModelConfig(model=str(terse(tmp_path_factory.mktemp("small") / "terse")))


def convert_in_background(model: ModelConfig, cache: Path) -> subprocess.Popen:
    code = (
        "from pathlib import Path; from translate.config import ModelConfig\n"
        "from translate.engines import open_engine\n"
        "from translate.engines.base import EngineSettings\n"
        f"settings = EngineSettings('translate', 'fr', 'en', cache_dir=Path({str(cache)!r}))\n"
        f"open_engine(ModelConfig(model={model.model!r}, target_token='>>eng<<'), settings)\n"
    )
    return subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE)


@pytest.fixture(scope="module")
def shared_cache(small, tmp_path_factory):
    """A cache that two processes, begun at once, have found empty."""
    cache = tmp_path_factory.mktemp("shared") / "cache"
    processes = [convert_in_background(small, cache) for _ in range(2)]
    assert [process.wait(timeout=120) for process in processes] == [0, 0]
    return cache


def open_small(model, cache, token=">>eng<<"):
    options = settings(cache_dir=cache, dtype="int8")
    return open_engine(model.model_copy(update={"target_token": token}), options)


def test_two_processes_at_once_share_one_conversion(shared_cache):
    assert len(list((shared_cache / "ct2").glob("*/model.bin"))) == 1
    assert not list((shared_cache / "ct2").glob(".staged-*"))


def test_model_is_converted_once_and_a_damaged_conversion_is_made_anew(
    small, shared_cache, tmp_path
):
    cache = Path(shutil.copytree(shared_cache, tmp_path / "cache"))
    (weights,) = cache.glob("ct2/*/model.bin")
    before = weights.stat().st_mtime_ns
    open_small(small, cache)
    open_small(small, cache, token=">>vie<<")
    assert weights.stat().st_mtime_ns == before
    report = weights.with_name("conversion.json")
    assert json.loads(report.read_text())["identical"] == 50
    report.write_text('{"precision": "int8"}')
    open_small(small, cache)
    assert weights.stat().st_mtime_ns != before
    weights.write_bytes(b"x" * 100)
    with pytest.raises(ModelError, match="delete that folder and run again"):
        open_small(small, cache).generate(["Hanoi"])


def test_killed_conversion_leaves_nothing_that_counts(small, tmp_path):
    process = convert_in_background(small, tmp_path / "cache")
    deadline = time.monotonic() + 60
    while not (staged := list((tmp_path / "cache").glob("ct2/.staged-*/request.json"))):
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)
    (children,) = [
        path.read_text().split()
        for path in Path(f"/proc/{process.pid}/task").glob(f"{process.pid}/children")
    ]
    for pid in (process.pid, *map(int, children)):
        os.kill(pid, signal.SIGKILL)
    process.wait()
    assert staged[0].is_file()
    assert not list((tmp_path / "cache").glob("ct2/*/conversion.json"))
    engine = open_small(small, tmp_path / "cache")
    assert len(engine.generate(["Hanoi"])) == 1
    assert not list((tmp_path / "cache" / "ct2").glob(".staged-*"))


@pytest.mark.parametrize(
    ("made", "problem"),
    [
        (["a", "b"] * 25, None),
        (["a", "b"] * 24 + ["a", "x"], None),
        (["a", "b"] * 24 + ["x", "x"], "2 of 50 sentences come out otherwise"),
    ],
)
def test_only_a_trace_of_difference_is_taken(made, problem):
    wanted = [Generation(text, -0.5, 1, 1, True) for text in ["a", "b"] * 25]
    found = find_difference(wanted, [Generation(text, -0.5, 1, 1, True) for text in made])
    assert found is None if problem is None else problem in found


def test_other_log_probabilities_are_a_difference():
    wanted, made = ([Generation("a", score, 1, 1, True)] for score in (-0.5, -0.6))
    assert "log-probabilities differ" in find_difference(wanted, made)


def test_model_that_cannot_be_converted_runs_on_torch_and_says_so(tmp_path, caplog):
    model = ModelConfig(model=str(unknown_architecture(tmp_path / "model")))
    options = settings(dtype="auto", beam_size=1)
    engine = open_engine(model, options)
    assert engine.card.engine == "hf"
    assert "cannot be converted" in engine.card.note
    assert "run by torch" in caplog.text
    with pytest.raises(ModelError, match=r"cannot be converted.*set engine: auto or hf"):
        open_engine(model.model_copy(update={"engine": "ct2"}), options)


@pytest.mark.parametrize(
    ("engine", "options", "message"),
    [
        ("ct2", {"dtype": "bfloat16"}, "precision bfloat16 is not to be had"),
        ("hf", {"dtype": "int8"}, "int8 needs engine: ct2"),
        ("ct2", {"device": "cuda"}, "no CUDA device"),
    ],
)
def test_what_this_machine_lacks_is_one_clear_error(engine, options, message):
    import ctranslate2

    if options.get("dtype") in ctranslate2.get_supported_compute_types("cpu") - {"int8"}:
        pytest.skip("this processor has that precision")
    if options.get("device") == "cuda" and ctranslate2.get_cuda_device_count():
        pytest.skip("this machine has a CUDA device")
    with pytest.raises(ModelError, match=message):
        load_engine(starter(engine=engine), settings(**options))


def test_cache_folder_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match=r"cannot be kept.*set runtime.cache_dir"):
        load_engine(starter(), settings(cache_dir=tmp_path / "file"))


def test_damaged_checkpoint_is_told_as_with_torch(tmp_path):
    folder = copy_starter(tmp_path / "model")
    (folder / "model.safetensors").write_bytes(b"x" * 99)
    with pytest.raises(ModelError, match="the checkpoint cannot be loaded"):
        load_engine(starter(model=str(folder)), settings())


@pytest.mark.parametrize(
    ("cores", "given", "shared"),
    [
        (1, (0, 0), (1, 1)), (2, (0, 0), (2, 1)), (4, (0, 0), (4, 1)), (16, (0, 0), (4, 4)),
        (8, (1, 0), (1, 8)), (8, (0, 2), (4, 2)), (2, (3, 5), (3, 5)), (1, (0, 4), (1, 4)),
    ],
)  # fmt: skip
def test_cores_are_shared_among_workers(cores, given, shared):
    assert share_cores(cores, *given) == shared


def test_digest_of_a_large_file_is_taken_anew_when_the_file_changes(tmp_path):
    path, cache = tmp_path / "weights", tmp_path / "cache"
    path.write_bytes(b"a" * (1 << 24))
    first = digest_of_file(path, cache)
    assert digest_of_file(path, cache) == first
    times = path.stat()
    path.write_bytes(b"b" * (1 << 24))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert digest_of_file(path, cache) != first


def test_run_with_converted_models_never_imports_torch(tmp_path, first_run):
    """`first_run` has converted the starter into the cache of these tests."""
    config = write_fast_config(tmp_path / "fast.yaml")
    corpus = write_corpus(tmp_path / "corpus")
    code = (
        "import sys\n"
        "from translate.cli import app\n"
        f"sys.argv = ['translate', 'run', {str(corpus)!r}, {str(tmp_path / 'out')!r}, "
        f"'--config', {str(config)!r}]\n"
        "try: app()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(sorted({'torch', 'transformers', 'datasets'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
