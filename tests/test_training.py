"""Training: it learns, resumes exactly, measures itself, and publishes only what it may."""

import json
import xml.etree.ElementTree as ET

import pytest
import torch
import yaml
from replicas import barthez_layout, copy_starter, opus_layout, separate_vocabularies
from training_text import (
    TRIPLES,
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

from translate.config import ModelConfig
from translate.engines.base import EngineSettings
from translate.engines.hf import HFEngine
from translate.errors import BusyError, ConfigError, ModelError, OutputError
from translate.output_folder import hold
from translate.training.session import train


@pytest.fixture
def text(tmp_path):
    return write_triples(tmp_path / "text.jsonl")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """The options of a training that is finished, and its folder, which nobody may change."""
    folder = tmp_path_factory.mktemp("trained")
    text = write_triples(folder / "text.jsonl")
    options = options_of([source(text, licence="CC0", origin="own work")], licence="cc0-1.0")
    train(options, folder / "out", quiet())
    return options, folder / "out"


def test_model_trained_from_nothing_learns_its_text(text, tmp_path):
    """Overfitting a few sentences proves the gradients, the masks and the shift of the labels."""
    options = options_of(
        [{"path": str(text), "hold_out_every": 0}],
        optimizer={
            "steps": 160, "warmup_steps": 10, "peak_rate": 6e-3, "dropout": 0.0,
            "label_smoothing": 0.0, "moving_average": 0.9, "guided_alignment": 0.5,
        },
        batches={"tokens": 400, "sampled_share": 0.0, "vary_typography": False},
        new_model={
            "vocabulary": 600, "width": 64, "feed_forward": 64, "heads": 2,
            "encoder_layers": 1, "decoder_layers": 1,
        },
        runtime={"threads": 1, "checkpoint_steps": 160},
    )  # fmt: skip
    train(options, tmp_path / "model", quiet())
    made = {}
    for lang, token in (("en", ">>eng<<"), ("vi", ">>vie<<")):
        model = ModelConfig(model=str(tmp_path / "model"), target_token=token)
        engine = HFEngine(model, EngineSettings("translate", "fr", lang, beam_size=1, threads=1))
        made[lang] = [g.text for g in engine.generate([triple[0] for triple in TRIPLES[:8]])]
    right = sum(made["en"][n] == TRIPLES[n][1] for n in range(8))
    right += sum(made["vi"][n] == TRIPLES[n][2] for n in range(8))
    assert right >= 14, made


def test_adapted_model_is_loaded_by_a_run_and_knows_its_text_better(
    tmp_path, corpus, cli_with_torch
):
    """Sentences of one pattern, some of them held out: what is adapted is the wording."""
    subjects = [("La mission", "The mission party", "Đoàn công tác"),
                ("La troupe", "The touring troupe", "Đoàn lưu diễn"),
                ("L'équipage", "The crew members", "Các thuyền viên"),
                ("Le jury", "The panel of judges", "Ban giám khảo")]  # fmt: skip
    deeds = [("a quitté le port", "set out from the harbour", "đã rời bến cảng"),
             ("a vu le phare", "beheld the lighthouse", "đã nhìn thấy ngọn hải đăng"),
             ("a fêté sa victoire", "revelled in its triumph", "đã mừng chiến thắng"),
             ("a réparé le toit", "mended the rooftop", "đã sửa mái nhà")]  # fmt: skip
    text = write_triples(
        tmp_path / "text.jsonl",
        [tuple(f"{a} {b}." for a, b in zip(who, deed, strict=True))
         for who in subjects for deed in deeds],
    )  # fmt: skip
    out = tmp_path / "model"
    config = write_options(
        tmp_path / "adapt.yaml",
        adapting(
            text,
            optimizer={
                "steps": 40,
                "warmup_steps": 4,
                "peak_rate": 2e-4,
                "moving_average": 0.9,
            },
            replay_share=0.5,
            validation={"every_steps": 40, "max_pairs": 6},
            guard={"max_general_loss": 12},
            runtime={"threads": 1, "checkpoint_steps": 20},
        ).model_dump(mode="json"),
    )
    done = cli_with_torch("train", config, out, "--offline")
    assert done.returncode == 0, done.stderr
    assert "in-domain eng" in done.stdout
    assert f"model            {out}" in done.stdout
    report = json.loads((out / "report.json").read_text("utf-8"))
    assert report["published"]
    assert report["in_domain_chrf_gained"] > 0
    assert report["general_chrf_lost"] <= 12
    run = write_options(
        tmp_path / "run.yaml",
        {"targets": {"en": {"model": str(out), "target_token": ">>eng<<"}},
         "summary": {"enabled": False}, "decoding": {"beam_size": 1}},
    )  # fmt: skip
    done = cli_with_torch("run", corpus, tmp_path / "out", "--config", run, "--offline")
    assert done.returncode == 0, done.stderr
    (model,) = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["models"]
    assert model["weights_sha256"] == digest(out)
    assert model["licence"] == "apache-2.0"


def test_model_that_forgot_its_general_text_is_refused(tmp_path, cli_with_torch):
    noise = [(fr, "mum " * 6, "bla " * 6) for fr, _, _ in TRIPLES]
    text = write_triples(tmp_path / "noise.jsonl", noise)
    options = adapting(
        text,
        targets={"en": ">>eng<<"},
        replay_share=0.0,
        optimizer={"steps": 8, "warmup_steps": 1, "peak_rate": 5e-3, "moving_average": 0.0},
        validation={"every_steps": 4, "max_pairs": 4, "max_length_ratio": 1.0},
    ).model_dump(mode="json")
    config = write_options(tmp_path / "noise.yaml", options)
    done = cli_with_torch("train", config, tmp_path / "out")
    assert done.returncode == 1, done.stderr
    assert "refused" in done.stdout
    assert "general text lost" in done.stdout
    assert not (tmp_path / "out" / "model.safetensors").exists()
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert not report["published"]
    assert report["general_chrf_lost"] > 1
    assert (tmp_path / "out" / ".work" / "state.safetensors").is_file()

    # The remedy that was shown: nothing is trained again, and the folder becomes a model.
    done = cli_with_torch("train", config, tmp_path / "out", "--set", "guard.publish_anyway=true")
    assert done.returncode == 0, done.stderr
    assert "although general text lost" in done.stdout
    assert (tmp_path / "out" / "model.safetensors").is_file()
    assert len(events_of(tmp_path / "out", "validation")) == 2


def test_training_without_held_out_text_takes_all_its_steps(text, tmp_path):
    options = options_of([{"path": str(text), "hold_out_every": 0}])
    outcome = train(options, tmp_path / "out", quiet())
    assert outcome.verdict.chosen == "the last step"
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["steps"] == 12
    assert "nothing is known" in (tmp_path / "out" / "README.md").read_text("utf-8")


def test_last_portion_of_long_texts_does_not_end_the_training(tmp_path):
    long = ("mot " * 300, "word " * 300, "từ " * 300)
    many = [(f"Le port {n}.", f"The port {n}.", f"Cảng {n}.") for n in range(100)]
    text = write_triples(tmp_path / "text.jsonl", [*many, long])
    options = options_of(
        [{"path": str(text), "hold_out_every": 0}],
        batches={"tokens": 2_000, "portion": 100},
        optimizer={"steps": 40, "warmup_steps": 4},
    )
    assert train(options, tmp_path / "out", quiet()).verdict.is_published


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("nothing", "out"), 2, "give a YAML file, or one of adapt, starter"),
        ((".", "out"), 2, "no such configuration"),
        (("binary.yaml", "out"), 2, "cannot be read"),
        (("empty.yaml", "out"), 2, "nothing to learn"),
        (("train.yaml", "file"), 73, "exists and is no folder"),
        (("train.yaml", "out", "--set", "optimizer.steps=0"), 2, "optimizer.steps"),
        (("train.yaml", "out", "--data", "no where #1"), 2, "no where #1/text.jsonl"),
        (("train.yaml", "out", "--device", "cuda"), 2, "no CUDA device"),
    ],
)
def test_careless_command_is_one_clear_error(
    arguments, code, message, text, tmp_path, cli_with_torch
):
    if "cuda" in arguments and torch.cuda.is_available():
        pytest.skip("there is a CUDA device here")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00\x01")
    (tmp_path / "nothing.jsonl").write_text("")
    write_options(tmp_path / "empty.yaml", tiny_options([{"path": "nothing.jsonl"}]))
    write_options(tmp_path / "train.yaml", tiny_options([{"path": text.name}]))
    done = cli_with_torch("train", *arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_report_and_card_name_no_folder_of_this_machine(trained):
    _, out = trained
    for name in ("report.json", "README.md", "log.jsonl", "config.json"):
        assert str(out.parent) not in (out / name).read_text("utf-8"), name


def test_training_ends_when_it_gains_no_more(text, tmp_path):
    options = adapting(
        text,
        targets={"en": ">>eng<<"},
        optimizer={"steps": 100, "warmup_steps": 1, "peak_rate": 1e-12},
        validation={"every_steps": 2, "max_pairs": 2, "patience": 2},
    )
    train(options, tmp_path / "out", quiet())
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["steps"] == 6
    assert report["general_chrf_lost"] == 0


LAYOUTS = {
    "joint vocabulary": (copy_starter, {"en": ">>eng<<", "vi": ">>vie<<"}),
    "one target, pickled weights": (opus_layout, {"en": ">>eng<<"}),
    "one target, safetensors": (lambda f: opus_layout(f, as_pickle=False), {"en": ">>eng<<"}),
    "a vocabulary for each side": (separate_vocabularies, {"vi": ">>vie<<"}),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_marian_layout_can_be_adapted(name, text, tmp_path):
    make, targets = LAYOUTS[name]
    folder = make(tmp_path / "start")
    options = adapting(
        text,
        start=str(folder),
        targets=targets,
        optimizer={"steps": 2, "warmup_steps": 1, "peak_rate": 1e-12},
        validation={"every_steps": 2, "max_pairs": 2},
    )
    outcome = train(options, tmp_path / "out", quiet())
    assert outcome.verdict.lost == 0
    lang, token = next(iter(targets.items()))
    settings = EngineSettings("translate", "fr", lang, beam_size=1, threads=1)
    texts = [triple[0] for triple in TRIPLES[:3]]
    answers = [
        [
            generation.text
            for generation in HFEngine(
                ModelConfig(model=str(path), target_token=token), settings
            ).generate(texts)
        ]
        for path in (folder, tmp_path / "out")
    ]
    assert answers[0] == answers[1]


def test_bfloat16_and_the_inverse_root_schedule_train_as_well(text, tmp_path):
    options = options_of(
        [source(text)],
        optimizer={"steps": 4, "warmup_steps": 2, "schedule": "inverse_sqrt"},
        runtime={"threads": 1, "precision": "bfloat16"},
    )
    assert train(options, tmp_path / "out", quiet()).verdict.is_published


def test_curves_are_a_picture_of_what_was_measured(trained):
    _, out = trained
    root = ET.parse(out / "curves.svg").getroot()
    labels = " ".join(element.text or "" for element in root.iter())
    assert "held-out loss" in labels
    assert "in-domain eng" in labels
    assert len([e for e in root.iter() if e.tag.endswith("polyline")]) == 3


def test_card_names_data_licences_and_scores(trained):
    _, out = trained
    card = (out / "README.md").read_text("utf-8")
    front = yaml.safe_load(card.split("---")[1])
    assert front["license"] == "cc0-1.0"
    for words in (
        "| text.jsonl | in-domain | 8 | 2 | - | CC0 | own work |",
        "in-domain | eng | 2 |",
    ):
        assert words in card


def test_folder_of_another_training_is_refused(trained):
    options, out = trained
    with pytest.raises(ConfigError, match="other options"):
        train(options.model_copy(update={"seed": 8}), out, quiet())


def test_changed_text_is_refused(text, tmp_path):
    train(options_of([source(text)]), tmp_path / "out", quiet())
    write_triples(text, [*TRIPLES, ("Oui.", "Yes.", "Vâng.")])
    with pytest.raises(ConfigError, match="text has changed"):
        train(options_of([source(text)]), tmp_path / "out", quiet())


def test_folder_with_other_files_is_left_alone(text, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    with pytest.raises(OutputError, match="no training wrote"):
        train(options_of([source(text)]), tmp_path / "out", quiet())


def test_two_trainings_do_not_share_a_folder(trained):
    options, out = trained
    with hold(out / ".work"), pytest.raises(BusyError):
        train(options, out, quiet())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"targets": {"en": ">>deu<<"}}, "token >>deu<< for target en; it knows >>eng<<, >>sum<<"),
        ({"targets": {"en": None}}, "needs a token for target en"),
        ({"start": "no/such/folder/model"}, "neither a folder nor a hub name|not on this machine"),
    ],
)
def test_model_that_cannot_be_used_is_one_clear_error(changes, message, text, tmp_path):
    options = adapting(text, **{"start": "starter", **changes})
    with pytest.raises(ModelError, match=message):
        train(options, tmp_path / "out", quiet())


def test_model_of_another_family_is_refused(text, tmp_path):
    folder = barthez_layout(tmp_path / "barthez")
    with pytest.raises(ModelError, match="not a Marian model"):
        train(adapting(text, start=str(folder)), tmp_path / "out", quiet())


def test_too_long_texts_are_counted_and_left_out(tmp_path):
    long = ("mot " * 300, "word " * 300, "từ " * 300)
    text = write_triples(tmp_path / "text.jsonl", [*TRIPLES, long])
    train(options_of([{"path": str(text), "hold_out_every": 0}]), tmp_path / "out", quiet())
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["left_out"] == {"over 256 pieces": 2}
    with pytest.raises(ConfigError, match="no pair is short enough"):
        options = options_of([{"path": str(text)}], batches={"tokens": 128, "max_pieces": 8})
        train(options, tmp_path / "other", quiet())
