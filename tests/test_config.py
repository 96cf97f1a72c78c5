"""The configuration: defaults, overrides, and every mistake at once with its line."""

from pathlib import Path

import pytest

from translate.config import Config
from translate.config_file import find_config, load_config
from translate.errors import ConfigError

MINIMAL = "targets:\n  en:\n    model: starter\n"
CONFIGS = Path(__file__).parents[1] / "configs"


@pytest.fixture
def write(tmp_path):
    def write_config(text: str) -> Path:
        path = tmp_path / "job.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write_config


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda p: p.name)
def test_shipped_configuration_is_valid_and_gives_english_and_vietnamese(path):
    assert load_config(path).target_langs == ("en", "vi")


def test_shipped_configuration_is_found_by_name():
    assert find_config("starter") == CONFIGS / "starter.yaml"


def test_unknown_name_lists_the_shipped_ones():
    with pytest.raises(ConfigError, match=r"default, gpu, small, starter"):
        find_config("strater")


def test_another_target_language_is_one_more_entry(write):
    config = load_config(write(MINIMAL + "  de:\n    model: Helsinki-NLP/opus-mt-fr-de\n"))
    assert config.target_langs == ("de", "en")


MISTAKES = [
    ("targets:\n  en: {model: starter}\nsummari: {}\n", ":3: unknown key summari; known keys here"),
    ("targets:\n  en: {model: starter, beam: 3}\n", ":2: unknown key targets.en.beam"),
    ("reading:\n  min_french_share: 3\n" + MINIMAL, ":2: reading.min_french_share"),
    ("summary:\n  max_words: many\n" + MINIMAL, ":2: summary.max_words"),
    ("summary:\n  engine: {model: x, foo: 1}\n" + MINIMAL, "unknown key summary.engine.foo"),
    ("decoding: {beam_size: 4}\n", "targets is missing"),
    ("targets: {}\n", ":1: targets"),
    ("targets:\n  fr: {model: starter}\n", "fr is the source language"),
    ("targets:\n  no: {model: starter}\n", "targets"),  # YAML reads `no` as False
    ("targets:\n  en: {model: starter, target_token: eng}\n", ":2: targets.en.target_token"),
    (MINIMAL + "runtime: {batch_tokens: 1}\n", ":4: runtime.batch_tokens"),
    (MINIMAL + "source_lang: de\n", ":4: source_lang"),
    (MINIMAL + MINIMAL, "key targets stands twice"),
    ("targets: [\n", "not valid YAML"),
    ("- a\n", "not a mapping"),
    ("", "not a mapping"),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES, ids=[m for _, m in MISTAKES])
def test_mistake_is_named_with_its_place(write, text, message):
    with pytest.raises(ConfigError) as caught:
        load_config(write(text))
    assert message in str(caught.value)


def test_all_mistakes_are_reported_at_once(write):
    with pytest.raises(ConfigError) as caught:
        load_config(write("foo: 1\nreading: {bar: 2}\nsummary: {max_words: -1}\n" + MINIMAL))
    assert [word in str(caught.value) for word in ("foo", "reading.bar", "max_words")] == [True] * 3


def test_missing_file_is_one_clear_error(tmp_path):
    with pytest.raises(ConfigError, match="no such configuration"):
        load_config(tmp_path / "none.yaml")


def test_binary_file_is_one_clear_error(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ConfigError, match="UTF-8 YAML"):
        load_config(tmp_path / "a.yaml")


def test_override_wins_over_the_file(write):
    config = load_config(write(MINIMAL), ["decoding.beam_size=2", "structure.related=keep"])
    assert (config.decoding.beam_size, config.structure.related) == (2, "keep")


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("decoding.beam_size", "write --set section.option=VALUE"),
        ("=3", "write --set section.option=VALUE"),
        ("decoding.beam=3", "unknown key decoding.beam"),
        ("decoding.beam_size=0", "--set decoding.beam_size=0: decoding.beam_size"),
        ("source_lang.x=0", "source_lang"),
        ("decoding.beam_size=[", "not valid YAML"),
    ],
)
def test_wrong_override_is_named(write, override, message):
    with pytest.raises(ConfigError) as caught:
        load_config(write("source_lang: fr\n" + MINIMAL), [override])
    assert message in str(caught.value)


def test_paths_are_relative_to_the_file(write, tmp_path):
    text = "targets:\n  en:\n    model: ./models/en\nterminology:\n  glossaries: [terms.csv]\n"
    config = load_config(write(text))
    assert config.targets["en"].model == str(tmp_path / "models" / "en")
    assert config.terminology.glossaries == (tmp_path / "terms.csv",)


def test_digest_tells_options_apart_and_ignores_order(write):
    one = load_config(write(MINIMAL + "  vi:\n    model: starter\n"))
    two = load_config(write("targets:\n  vi:\n    model: starter\n  en:\n    model: starter\n"))
    other = load_config(write(MINIMAL), ["decoding.beam_size=2"])
    assert one.digest() == two.digest()
    assert one.digest() != other.digest()


def test_every_option_is_described():
    def undescribed(model, prefix=""):
        for name, field in model.model_fields.items():
            inner = [
                kind
                for kind in (field.annotation, *getattr(field.annotation, "__args__", ()))
                if isinstance(kind, type) and hasattr(kind, "model_fields")
            ]
            if inner:
                yield from undescribed(inner[0], f"{prefix}{name}.")
            elif not field.description and name != "source_lang":
                yield prefix + name

    assert list(undescribed(Config)) == []
