"""What a training reads: the formats, what is left out, what is held out, how it is drawn."""

import gzip
import json
import random
import re
import shutil
from collections import Counter

import pytest
from training_text import TRIPLES, write_options, write_triples

from translate.errors import ConfigError, CorpusError
from translate.training.batches import Recipe, Stock
from translate.training.data import read_data
from translate.training.options import (
    BatchOptions,
    SourceOptions,
    TrainingOptions,
    ValidationOptions,
    find_training_config,
    load_training_options,
)
from translate.training.slots import fill_slots, find_slots
from translate.training.sources import read_source
from translate.training.texts import Unit
from translate.training.validation import choose_pairs

LANGS = ("en", "vi")


def read(path, langs=LANGS, **options):
    (found,) = read_source(SourceOptions(path=str(path), **options), langs, path.parent)
    return found[1]


def texts(reading):
    return [(unit.source, dict(unit.targets)) for unit in reading.units]


TMX = """<?xml version="1.0" encoding="utf-8"?>
<tmx version="1.4"><header segtype="sentence"/><body>
<tu><tuv xml:lang="fr_FR"><seg>Le <bpt i="1">&lt;b&gt;</bpt>port<ept i="1">&lt;/b&gt;</ept>
    <hi>est</hi> ouvert<ph x="2">{1}</ph>.</seg></tuv>
    <tuv xml:lang="en-US"><seg>The port is open.</seg></tuv></tu>
<tu><tuv xml:lang="fr"><seg>Sans suite.</seg></tuv><tuv xml:lang="de"><seg>Ende.</seg></tuv></tu>
</body></tmx>
"""


def write_moses(folder, **columns):
    for name, lines in columns.items():
        (folder / f"corpus.{name}").write_text("".join(f"{x}\n" for x in lines), "utf-8")
    return folder / "corpus"


def test_jsonl_gives_a_unit_a_line_and_counts_what_is_empty(tmp_path):
    rows = [{"fr": "Oui.", "en": " Yes. ", "vi": "Vâng."}, {"fr": "Non.", "en": ""},
            {"fr": " ", "en": "Lost."}]  # fmt: skip
    path = tmp_path / "a.jsonl"
    path.write_text("\n\n".join(map(json.dumps, rows)), "utf-8")
    reading = read(path)
    assert texts(reading) == [("Oui.", {"en": "Yes.", "vi": "Vâng."})]
    assert reading.dropped == {"without a target": 1, "without a source": 1}
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
    assert texts(read(tmp_path / "b.jsonl.gz")) == texts(reading)


def test_line_that_lacks_its_targets_is_counted_not_refused(tmp_path):
    path = put(tmp_path / "a.jsonl", '{"fr": "Oui.", "en": null}\n{"fr": "Non.", "en": "No."}')
    reading = read(path)
    assert texts(reading) == [("Non.", {"en": "No."})]
    assert reading.dropped == {"without a target": 1}


def test_byte_order_marks_are_no_text(tmp_path):
    put(tmp_path / "a.jsonl", b'\xef\xbb\xbf{"fr": "Oui.", "en": "Yes."}')
    assert texts(read(tmp_path / "a.jsonl")) == [("Oui.", {"en": "Yes."})]
    put(tmp_path / "c.fr", b"\xef\xbb\xbfOui.\n")
    put(tmp_path / "c.en", b"\xef\xbb\xbfYes.\n")
    assert texts(read(tmp_path / "c")) == [("Oui.", {"en": "Yes."})]


def test_name_with_brackets_is_a_file_before_it_is_a_pattern(tmp_path):
    write_triples(tmp_path / "memory [2024].jsonl")
    assert len(read(tmp_path / "memory [2024].jsonl").units) == len(TRIPLES)
    assert len(read_source(SourceOptions(path="*.jsonl"), LANGS, tmp_path)) == 1


def test_moses_files_are_joined_by_line(tmp_path):
    stem = write_moses(tmp_path, fr=["Oui.\u2028", "Non."], en=["Yes.", ""])
    reading = read(stem)
    assert texts(reading) == [("Oui.", {"en": "Yes."})]
    assert reading.dropped == {"without a target": 1}


def test_tmx_of_other_tools_is_read(tmp_path):
    (tmp_path / "a.tmx").write_text(TMX, "utf-8")
    reading = read(tmp_path / "a.tmx")
    assert texts(reading) == [("Le port est ouvert.", {"en": "The port is open."})]
    assert reading.dropped == {"without a target": 1}


def test_memory_that_a_run_wrote_is_read_back(finished):
    reading = read(finished / "tmx" / "fr-en.tmx", ("en",))
    lines = (finished / "parallel" / "corpus.fr-en.fr").read_text("utf-8").splitlines()
    assert [unit.source for unit in reading.units] == [" ".join(x.split()) for x in lines]


def rows_of(output):
    lines = (output / "jsonl" / "segments.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_of_an_output_only_human_corrections_are_learnt(finished):
    row = next(row for row in rows_of(finished) if row["role"] == "body")
    assert texts(read(finished)) == []
    (finished / "corrections.csv").write_text(
        f"segment_id,en,vi\n{row['segment_id']},What a person wrote.,\n", "utf-8"
    )
    reading = read(finished, corrections="corrections.csv")
    assert texts(reading) == [(row["fr"], {"en": "What a person wrote."})]
    assert reading.dropped["not human"] == 2 * len(rows_of(finished)) - 1


@pytest.mark.parametrize("rows", ["clean", "all"])
def test_other_rows_of_an_output_are_learnt_when_asked_for(rows, finished):
    wanted = [r for r in rows_of(finished) if rows == "all" or r["status"] == "clean"]
    assert len(read(finished, rows=rows).units) == len(wanted)


FAULTS = {
    "no such file": (lambda f: f / "none.jsonl", {}, ConfigError, "no such training text"),
    "origin is told": (
        lambda f: f / "none.jsonl", {"origin": "Tatoeba"}, ConfigError, r"\(Tatoeba\)"),
    "unknown ending": (lambda f: put(f / "a.docx", "x"), {}, ConfigError, "format"),
    "no JSON": (lambda f: put(f / "a.jsonl", '{"fr": "a", "en": "b"}\nx'), {}, CorpusError,
                r"a.jsonl line 2"),
    "no object": (lambda f: put(f / "a.jsonl", "[1]"), {}, CorpusError, "no object"),
    "no target field": (lambda f: put(f / "a.jsonl", '{"fr": "a", "de": "b"}'), {}, CorpusError,
                        "none of the fields en, vi"),
    "no source field": (lambda f: put(f / "a.jsonl", '{"en": "b"}'), {}, CorpusError,
                        "field fr is missing"),
    "text is a number": (lambda f: put(f / "a.jsonl", '{"fr": "a", "en": 3}'), {}, CorpusError,
                         "field en is missing or no text"),
    "latin-1": (lambda f: put(f / "a.jsonl", '{"fr": "é", "en": "e"}'.encode("latin-1")), {},
                CorpusError, "UTF-8"),
    "no gzip": (lambda f: put(f / "a.jsonl.gz", "text"), {}, CorpusError, "a.jsonl.gz line 1"),
    "unequal lines": (lambda f: write_moses(f, fr=["a", "b"], en=["a"]), {}, CorpusError,
                      "corpus.fr 2, corpus.en 1"),
    "no target file": (lambda f: write_moses(f, fr=["a"]), {}, ConfigError, "corpus.en, corpus.vi"),
    "no TMX": (lambda f: put(f / "a.tmx", "<html/>"), {}, CorpusError, "no TMX"),
    "broken XML": (lambda f: put(f / "a.tmx", "<tmx><tu>"), {}, CorpusError, "not a readable TMX"),
    "no finished run": (lambda f: f, {}, CorpusError, "no manifest"),
}  # fmt: skip


def put(path, content):
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("name", FAULTS)
def test_unusable_text_is_one_clear_error(name, tmp_path):
    make, options, kind, message = FAULTS[name]
    with pytest.raises(kind, match=message):
        read_source(SourceOptions(path=str(make(tmp_path)), **options), LANGS, tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("segment_id,de\nx,y\n", "segment_id and a target language"),
        ("segment_id,en\nno-such-id,y\n", "segment no-such-id is not in this output"),
    ],
)
def test_wrong_corrections_are_one_clear_error(content, message, finished):
    (finished / "c.csv").write_text(content, "utf-8")
    with pytest.raises(ConfigError, match=message):
        read(finished, corrections="c.csv")


def options_of(*sources, **changes):
    return TrainingOptions.model_validate({"start": None, "data": list(sources), **changes})


def test_held_out_text_is_never_learnt_wherever_it_stands(tmp_path):
    one = write_triples(tmp_path / "one.jsonl")
    two = write_triples(tmp_path / "two.jsonl", TRIPLES[:5])
    data = read_data(
        options_of({"path": str(one), "hold_out_first": 3, "hold_out_every": 0}, {"path": str(two)})
    )
    assert [len(stock.units) for stock in data.stocks] == [7, 2]
    assert [report.dropped for report in data.reports] == [{}, {"held out elsewhere": 3}]
    held = {unit.source for stock in data.held_out["in-domain"] for unit in stock.units}
    learnt = {unit.source for stock in data.stocks for unit in stock.units}
    assert held == {triple[0] for triple in TRIPLES[:3]}
    assert not held & learnt


def test_text_without_anything_to_learn_is_one_clear_error(finished):
    with pytest.raises(ConfigError, match="not human"):
        read_data(options_of({"path": str(finished)}))


def test_slots_of_a_language_that_cannot_be_filled_are_refused(tmp_path):
    path = put(tmp_path / "a.jsonl", '{"fr": "En {Y1}.", "de": "In {Y1}."}')
    with pytest.raises(ConfigError, match="slots can be filled in en and vi alone"):
        read_data(options_of({"path": str(path), "targets": {"de": ">>deu<<"}}))


REFUSED = {
    "slot in the target alone": (
        '{"fr": "En 2020.", "en": "In {Y1}."}', {}, "slot {Y1} of target en is not in the source"),
    "two targets, one without a token": (
        '{"fr": "a", "en": "b"}', {"targets": {"en": None, "vi": None}}, "without a token"),
    "shipped general text has no German": (
        '{"fr": "a", "de": "b"}', {"start": "starter", "targets": {"de": None}},
        "shipped with the program has no target de"),
    "nothing general is held out": (
        '{"fr": "a", "en": "b"}',
        {"start": "starter", "targets": {"en": ">>eng<<"},
         "general": [{"path": "embedded/wire-trade.jsonl", "hold_out_every": 0}]},
        "no general text is held out for target en"),
    "nothing to replay": (
        '{"fr": "a", "en": "b"}',
        {"start": "starter", "general": [], "guard": {"publish_anyway": True}},
        "no general text to replay"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_data_that_cannot_be_trained_on_or_measured_are_refused_at_the_start(name, tmp_path):
    line, changes, message = REFUSED[name]
    put(tmp_path / "a.jsonl", line)
    with pytest.raises(ConfigError, match=re.escape(message)):
        read_data(options_of({"path": str(tmp_path / "a.jsonl")}, **changes))


def test_held_out_pairs_are_spread_over_all_sources(tmp_path):
    stocks = [Stock(name, units_of(count), TOKENS) for name, count in (("a", 150), ("b", 49))]
    chosen = choose_pairs(stocks, ValidationOptions(max_pairs=100), 7)["eng"]
    assert len(chosen) == 100
    assert [pair.source for pair in chosen[-2:]] == ["source 45", "source 47"]


def test_summaries_are_cut_and_chosen(tmp_path):
    article = "Le train de Paris a eu 2 heures de retard hier soir. Les voyageurs attendaient. "
    rows = [
        {"article": article + "mot " * 200, "heading": "Le train a eu 2 heures de retard."},
        {"article": article + "mot " * 200, "heading": "Le train a eu 3 heures de retard."},
    ]
    path = put(tmp_path / "a.jsonl", "\n".join(map(json.dumps, rows)))
    common = {"path": str(path), "source": "article", "targets": {"heading": ">>sum<<"},
              "max_source_words": 40, "hold_out_every": 0}  # fmt: skip
    (stock,) = read_data(options_of({**common, "select": "supported"})).stocks
    assert [dict(unit.targets) for unit in stock.units] == [{"heading": rows[0]["heading"]}]
    assert len(stock.units[0].source.split()) == 40
    (stock,) = read_data(options_of({**common, "select": "nearest_sentence"})).stocks
    assert stock.is_copied
    sentence = "Le train de Paris a eu 2 heures de retard hier soir."
    assert [unit.targets["heading"] for unit in stock.units] == [sentence, sentence]


def test_slots_have_one_value_in_all_languages_and_another_each_time():
    unit = Unit("{N1} et {M1}, {L1}, {P1}", {"en": "{N1}, {M1}", "vi": "{L1}, {P1}"})
    assert find_slots(unit.source) == ["{L1}", "{M1}", "{N1}", "{P1}"]
    filled = [fill_slots(unit, random.Random(n)) for n in range(20)]
    assert len({f.source for f in filled}) == 20
    assert not [f for f in filled if "{" in f.source + f.targets["en"] + f.targets["vi"]]
    for one in filled:
        digits = "".join(filter(str.isdigit, one.targets["en"]))
        assert digits == "".join(filter(str.isdigit, one.source))


def units_of(count):
    return tuple(Unit(f"source {n}", {"en": f"target {n}"}) for n in range(count))


TOKENS = {"en": ">>eng<<"}


def test_epoch_holds_every_unit_once_and_replays_the_share_asked_for():
    own, general = Stock("own", units_of(70), TOKENS), Stock("general", units_of(9), TOKENS)
    recipe = Recipe((own,), (general,), 0.3, BatchOptions(vary_typography=False), 7)
    (portion,) = recipe.portions(0)
    names = Counter(stock.name for _, stock in portion)
    assert names == {"own": 70, "general": 30}
    assert recipe.portions(0) == recipe.portions(0)
    assert recipe.portions(0) != recipe.portions(1)


def test_large_epoch_comes_in_portions():
    recipe = Recipe((Stock("own", units_of(250), TOKENS),), (), 0.0, BatchOptions(portion=100), 7)
    assert [len(portion) for portion in recipe.portions(0)] == [100, 100, 50]


def test_source_draws_so_many_units_anew_in_each_epoch():
    stock = Stock("own", units_of(50), TOKENS, per_epoch=10)
    recipe = Recipe((stock,), (), 0.0, BatchOptions(), 7)
    drawn = [{unit.source for unit, _ in recipe.portions(epoch)[0]} for epoch in range(3)]
    assert [len(units) for units in drawn] == [10, 10, 10]
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize("name", ["adapt", "starter"])
def test_shipped_training_configuration_is_valid(name):
    options = load_training_options(find_training_config(name))
    assert options.is_adapting == (name == "adapt")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"optimizer": {"stepps": 3}}, "unknown key optimizer.stepps; known keys here: clip_norm"),
        ({"data": [{"path": "x", "forma": "tmx"}]}, r"unknown key data.0.forma; known keys here"),
        ({"data": []}, "data: Tuple should have at least 1 item"),
        ({"targets": {"en": "eng"}}, "targets.en"),
        ({"new_model": {"width": 100, "heads": 3}}, "width 100 is not a multiple of heads 3"),
        ({"optimizer": {"dropout": 1}}, "optimizer.dropout"),
        ({"seed": -1}, "seed: Input should be greater than or equal to 0"),
    ],
)
def test_wrong_training_option_is_named(change, message, tmp_path):
    path = write_options(tmp_path / "train.yaml", {"data": [{"path": "x"}], **change})
    with pytest.raises(ConfigError, match=message):
        load_training_options(path)


def test_unknown_training_configuration_lists_the_shipped_ones():
    with pytest.raises(ConfigError, match="adapt, starter"):
        find_training_config("nothing")


def test_every_training_option_is_described():
    def undescribed(section, name=""):
        for key, field in section.model_fields.items():
            inner = field.annotation
            if isinstance(inner, type) and hasattr(inner, "model_fields"):
                yield from undescribed(inner, f"{name}{key}.")
            elif not field.description:
                yield f"{name}{key}"

    assert list(undescribed(TrainingOptions)) == []
    assert list(undescribed(SourceOptions)) == []


def test_paths_are_seen_from_the_configuration(tmp_path):
    write_options(
        tmp_path / "train.yaml",
        {"start": "./model", "data_folder": "texts", "data": [{"path": "a.jsonl"}]},
    )
    options = load_training_options(tmp_path / "train.yaml")
    assert options.start == str(tmp_path / "model")
    assert options.data_folder == tmp_path / "texts"
    assert load_training_options(
        tmp_path / "train.yaml", [f"data_folder={tmp_path}"]
    ).data_folder == tmp_path  # fmt: skip


def test_shipped_text_is_whole(tmp_path):
    """Every line of the shipped text is a triple whose slots are the same in all languages."""
    options = SourceOptions(path="embedded/*.jsonl")
    found = read_source(options, LANGS, tmp_path)
    assert len(found) > 10
    seen = set()
    for path, reading in found:
        assert not +reading.dropped, path
        for unit in reading.units:
            assert set(unit.targets) == set(LANGS), (path, unit.source)
            for target in unit.targets.values():
                assert find_slots(target) == find_slots(unit.source), (path, unit.source)
            if path.name.startswith("wire-"):
                assert unit.source not in seen, (path, unit.source)
                seen.add(unit.source)
    assert len(seen) >= 3_000


def test_data_folder_may_be_copied_away(tmp_path):
    folder = tmp_path / "other"
    shutil.copytree(write_triples(tmp_path / "text.jsonl").parent, folder)
    data = read_data(options_of({"path": "text.jsonl"}, data_folder=str(folder)))
    assert len(data.stocks[0].units) == len(TRIPLES)
