"""Measurement: every contender translates the same text, and what goes wrong is told."""

import json
import os
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from conftest import write_corpus

from translate.bench.corpus import Text, read_text, recombined_article, write_scaled
from translate.bench.length_model import Dimensions, build_length_model, measure_length_ratio
from translate.bench.measurement import measure
from translate.bench.models import prepare_model
from translate.bench.options import BenchOptions, parse_contenders, parse_scale
from translate.bench.pieces import ParallelText, shipped_text
from translate.bench.report import as_markdown, as_tables
from translate.bench.whole_runs import reading_config
from translate.errors import ConfigError, CorpusError, ModelError, OutputError

MEASURED = ("hf-batch-8", "ct2-article", "triptyque", "triptyque-again")
TINY = Dimensions(width=128, feed_forward=512, heads=4, layers=2, vocabulary=3_000)


def options(**changes):
    given = {
        "model": "starter", "target_token": ">>eng<<", "articles": 2, "slow_articles": 1,
        "rounds": 1, "beam": 1, "threads": 1, "contenders": MEASURED,
    }  # fmt: skip
    return BenchOptions(**given | changes)


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Folder and report of one measurement, and the events that were told."""
    folder = tmp_path_factory.mktemp("bench")
    events = []
    corpus = write_corpus(folder / "corpus")
    report = measure(corpus, folder / "out", options(scale=(3,)), events.append)
    return folder, report, events


def test_every_contender_is_measured_with_its_speed_and_memory(measured):
    _, report, events = measured
    assert report.is_complete
    assert not report.ledger.failures
    assert [row.contender for row in report.rows] == list(MEASURED)
    assert all(row.rate.median > 1 and row.peak_rss_mb.median > 20 for row in report.rows)
    assert any(event.startswith("round 1 of 1: ct2-article") for event in events)


def test_contenders_translate_the_segments_of_the_run(measured):
    folder, report, _ = measured
    made = {m.contender: m for m in report.ledger.measurements}
    run = json.loads((folder / "out/.bench/triptyque/manifest.json").read_text("utf-8"))
    assert made["ct2-article"].segments == run["counts"]["origins"]["en engine"]
    assert made["triptyque"].source_tokens == made["ct2-article"].source_tokens
    assert made["hf-batch-8"].articles == 1
    assert made["triptyque"].run.generated == report.text.unique_segments
    assert made["triptyque-again"].run.generated == 0
    assert report.text.share_saved > 0


def test_ratios_compare_the_run_with_every_other_contender(measured):
    _, report, _ = measured
    rows = {row.contender: row for row in report.rows}
    for name in ("hf-batch-8", "ct2-article", "triptyque-again"):
        ratio = rows["triptyque"].rate.median / rows[name].rate.median
        assert rows[name].ratios["triptyque"].median == pytest.approx(ratio)
    assert not rows["triptyque"].ratios


def test_report_says_under_which_conditions(measured):
    folder, report, _ = measured
    kept = json.loads((folder / "out" / "bench.json").read_text("utf-8"))
    assert kept["conditions"]["threads"] == 1
    assert kept["model"]["dimensions"]["d_model"] == 256
    assert [point["articles"] for point in kept["scale"]] == [3]
    page = (folder / "out" / "bench.md").read_text("utf-8")
    assert page == as_markdown(report)
    for told in (
        "| triptyque ",
        "ran on 1 of the articles",
        "repetitions",
        "beam 1",
        "ctranslate2",
    ):
        assert told in page
    assert all(table in page for table in as_tables(report))


def test_picture_is_sound_and_names_every_contender(measured):
    folder, _, _ = measured
    picture = (folder / "out" / "bench.svg").read_text("utf-8")
    texts = [element.text for element in ET.fromstring(picture).iter() if element.text]
    assert set(MEASURED) <= set(texts)
    assert "prefers-color-scheme: dark" in picture


def test_contender_that_fails_is_listed_and_the_others_go_on(measured, tmp_path):
    folder, _, _ = measured
    out = tmp_path / "out"
    shutil.copytree(folder / "out" / "models", out / "models")
    (out / "models" / "model-ct2-int8" / "model.bin").write_bytes(b"damaged")
    wanted = ("ct2-article", "triptyque")
    report = measure(folder / "corpus", out, options(contenders=wanted), print)
    assert report.is_complete
    assert "RuntimeError: Unsupported model" in report.ledger.failures["ct2-article"]
    assert [row.contender for row in report.rows] == ["triptyque"]
    assert "failed: ct2-article: " in as_markdown(report)


def test_interrupted_measurement_keeps_what_was_measured(measured, tmp_path):
    folder, _, _ = measured
    out = tmp_path / "out"
    shutil.copytree(folder / "out" / "models", out / "models")
    program = (
        "import signal, sys; from pathlib import Path\n"
        # Under nohup it would be ignored, as in whatever started these tests.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from translate.bench.measurement import measure\n"
        "from translate.bench.options import BenchOptions\n"
        "given = BenchOptions('starter', 'en', '>>eng<<', 2, 1, 10_000, 1, 1, ('ct2-article',))\n"
        "tell = lambda line: print(line, flush=True)\n"
        "sys.exit(measure(Path(sys.argv[1]), Path(sys.argv[2]), given, tell).is_complete)\n"
    )
    command = [sys.executable, "-c", program, str(folder / "corpus"), str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not process.stdout.readline().startswith("round 1 of"):
        assert process.poll() is None, process.communicate()
    process.send_signal(signal.SIGINT)
    _, complained = process.communicate(timeout=60)
    assert process.returncode == 0, complained
    assert "Traceback" not in complained
    kept = json.loads((out / "bench.json").read_text("utf-8"))
    assert not kept["is_complete"]
    assert kept["measurements"]
    assert "incomplete" in (out / "bench.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"corpus": "nowhere"}, CorpusError, "nowhere: no such file or folder"),
        ({"corpus": "empty"}, CorpusError, "empty: no French articles here"),
        ({"output": "corpus/out"}, ConfigError, "lie in each other"),
        ({"output": "a file"}, OutputError, "cannot be written"),
        ({"model": "./nothing"}, ModelError, "no such model folder"),
        ({"model": "./empty"}, ModelError, "no tokenizer of a Marian model"),
        ({"model": "no-such/model"}, ModelError, "fetches nothing"),
        ({"target_token": None}, ModelError, "the model has 3 targets and none is named"),
        ({"target_token": ">>deu<<"}, ModelError, "one of >>eng<<"),
        ({"threads": 4_096}, ConfigError, "4096 cores are wanted"),
    ],
)
def test_careless_measurement_is_one_clear_error(
    changes, error, message, corpus, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "a file").write_text("mine")
    given = {"corpus": corpus, "output": "out"} | changes
    folders = [tmp_path / given.pop(name) for name in ("corpus", "output")]
    with pytest.raises(error) as raised:
        measure(*folders, options(**given), print)
    assert message in str(raised.value)
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("parse", "text", "message"),
    [
        (parse_contenders, "ct2-one,fairy", "no such contender: fairy"),
        (parse_contenders, "triptyque-again", "runs over the output of triptyque"),
        (parse_scale, "1000,many", "'many' is not a number of articles"),
        (parse_scale, "0", "'0' is not a number of articles"),
    ],
)
def test_careless_list_is_refused(parse, text, message):
    with pytest.raises(ConfigError, match=message):
        parse(text)


def test_cores_of_this_process_are_free_again_after_a_measurement(corpus, tmp_path):
    usable = os.sched_getaffinity(0)
    with pytest.raises(ModelError):
        measure(corpus, tmp_path / "out", options(model="./nothing"), print)
    assert os.sched_getaffinity(0) == usable


def test_templates_and_copies_are_no_part_of_the_text(corpus):
    text = read_text(corpus, reading_config(options()))
    assert len(text.articles) == 2
    assert "Les deux parties ont signé un accord de coopération." in text.segments
    assert not any("Photo :" in segment for segment in text.segments)


def test_scaled_articles_are_all_different_and_the_same_each_time(tmp_path):
    text = Text((("Un titre", "Il pleut.", "Il neige !"), ("Titre", "Le vent souffle.")))
    write_scaled(text, 40, tmp_path)
    made = [path.read_text("utf-8") for path in sorted(tmp_path.glob("*.txt"))]
    assert len(set(made)) == len(made) == 40
    lines = [line for article in made for line in article.split("\n") if line]
    assert len(set(lines)) == len(lines)
    assert made[7] == recombined_article(text, 7)


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory):
    """Folder, text and ratio of a length model of tiny dimensions."""
    folder = tmp_path_factory.mktemp("model")
    shipped = shipped_text()
    text = ParallelText(shipped.french[::40], shipped.english[::40])
    return folder, text, build_length_model(folder, text, TINY)


def test_targets_of_the_length_model_are_as_long_as_translations(tiny_model):
    from transformers import MarianMTModel

    folder, text, ratio = tiny_model
    assert 0.89 <= ratio <= 1.01
    model = MarianMTModel.from_pretrained(folder)
    for shortest, longest in ((30, 60), (150, 400)):
        some = tuple(line for line in text.french if shortest <= len(line) <= longest)
        assert 0.8 <= measure_length_ratio(model, folder, some) <= 1.1


def test_length_model_passes_the_self_test_of_an_engine(tiny_model):
    from translate.config import ModelConfig
    from translate.engines import load_engine
    from translate.engines.base import EngineSettings

    settings = EngineSettings("translate", "fr", "en", beam_size=2, threads=1, dtype="float32")
    load_engine(ModelConfig(model=str(tiny_model[0]), engine="hf"), settings)


def test_vocabulary_has_its_full_size_and_order(tiny_model):
    folder, _, _ = tiny_model
    ids = json.loads((folder / "vocab.json").read_text("utf-8"))
    assert sorted(ids.values()) == list(range(TINY.vocabulary))
    assert (ids["</s>"], ids["<unk>"], ids["<pad>"]) == (0, 1, TINY.pad)


def test_length_model_without_french_text_is_refused(tmp_path):
    with pytest.raises(ModelError, match="no tokenizer can be trained"):
        build_length_model(tmp_path, ParallelText((), ()), TINY)


def test_prepared_model_is_used_again(measured):
    folder, report, _ = measured
    converted = folder / "out" / "models" / "model-ct2-int8" / "model.bin"
    before = converted.stat().st_mtime_ns
    text = read_text(folder / "corpus", reading_config(options()))
    prepare_model(options(), text, folder / "out", 1)
    assert converted.stat().st_mtime_ns == before
    assert report.text.pieces_per_word > 1
