"""Numbers, dates and names that are carried past a model, and put back."""

import pytest
from toy_engine import ToyEngine

from translate.memory import Memory
from translate.placeholders import find_entities, mask, mask_pair, unmask
from translate.translator import translate_texts
from translate.workplan import TaskRunner

FOUND = [
    ("Le 22 avril, 600.000 visiteurs", [("D", "22 avril"), ("N", "600.000")]),
    ("le 1er mai 2026", [("D", "1er mai"), ("Y", "2026")]),
    ("4,1 milliards et 13 %", [("M", "4,1"), ("N", "13")]),
    ("1 250 000 tonnes, 1200 euros", [("N", "1 250 000"), ("N", "1200")]),
    ("Selon Huynh Thanh Canh, tout va bien", [("P", "Huynh Thanh Canh")]),
    ("l'ambassadeur Đặng Minh Khôi", [("P", "Đặng Minh Khôi")]),
    ("Anatony Artamonov, pour sa part", [("F", "Anatony Artamonov")]),
    ("le groupe TH True Milk a ouvert", [("F", "TH True Milk")]),
]

LEFT = [
    "le 20ème rang, la 23e réunion, le 2e jour",  # ordinals change their form
    "le COVID-19, le G20, la 5G, un A320, le vol VN19",  # parts of names
    "à 8h30, entre 10-12 et 3/4",  # times, ranges, fractions
    "Hô Chi Minh-Ville et le président Ho Chi Minh",  # a city with a name of its own in English
    "Les Nations Unies, la Mer Orientale, l'Union Européenne",  # names that are translated
    "Binh Thuan et Ha Noi, en Corée du Sud",  # places, that the glossary knows
    "M. Son et Mme Lan",  # one word may be anything
    "{N1} reste {N1}",
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_what_is_carried_over_is_found(text, expected):
    assert [(entity.kind, entity.text) for entity in find_entities(text)] == expected


@pytest.mark.parametrize("text", LEFT)
def test_what_is_translated_is_left(text):
    assert mask(text).text == text


BACK = [
    ("Le 1er mai, 1.500 t.", "On {D1}, {N1} t.", "en", "On May 1, 1,500 t."),
    ("Le 1er mai, 1.500 t.", "Ngày {D1}, {N1} t.", "vi", "Ngày 1/5, 1.500 t."),
    ("4,1 et 5,2", "{M2}, then {M1}", "en", "5.2, then 4.1"),
    ("Selon Đặng Minh Khôi", "According to {P1}", "en", "According to Dang Minh Khoi"),
    ("Selon Đặng Minh Khôi", "Theo {P1}", "vi", "Theo Đặng Minh Khôi"),
    ("En 2020 et 1200 t", "In {Y1}, {N1} t", "de", "In 2020, 1200 t"),
    ("Rien", "Nothing", "en", "Nothing"),
]


@pytest.mark.parametrize(("source", "target", "lang", "expected"), BACK)
def test_values_come_back_in_the_style_of_the_target(source, target, lang, expected):
    assert unmask(target, mask(source), lang) == expected


@pytest.mark.parametrize("target", ["", "{N1} and {N1}", "{N2}", "{N1} {P1}", "{N1", "1 {N1} }"])
def test_lost_doubled_or_broken_placeholders_are_no_translation(target):
    assert unmask(target, mask("Il y en a 15 ici"), "en") is None


PAIRS = [
    ("600.000 ici", "600,000 here", "en", ("{N1} ici", "{N1} here")),
    ("Ngo Duc Manh dit", "Ngô Đức Mạnh nói", "vi", ("{P1} dit", "{P1} nói")),
    ("15 sur 150", "15 of 150", "en", ("{N1} sur {N2}", "{N1} of {N2}")),
    ("15 et 16", "15 and 17", "en", ("{N1} et 16", "{N1} and 17")),
    ("deux fois 15", "15 and 15", "en", ("deux fois 15", "15 and 15")),
    ("le 2 mai", "mùng 2 tháng 5", "vi", ("le 2 mai", "mùng 2 tháng 5")),
]


@pytest.mark.parametrize(("source", "target", "lang", "expected"), PAIRS)
def test_pair_is_masked_where_both_sides_agree(source, target, lang, expected):
    assert mask_pair(source, target, lang) == expected


def careless(text):
    """Upper-case, and without its placeholders where the text says so."""
    return text.upper().replace("{", "") if "perdu" in text else text.upper()


def test_translator_carries_values_and_translates_again_what_lost_them(tmp_path):
    texts = ["Il y a 1.500 ports", "Ici 1.500 ports perdu", "1.500", "Rien de tel"]
    with Memory(tmp_path / "memory.sqlite") as memory:
        runner = TaskRunner(ToyEngine(60, careless), memory, "translate:fr-en")
        made = translate_texts(texts, runner, "en")
    assert list(made) == texts
    assert "1,500" in made[texts[0]].text
    assert made[texts[0]].notes == ()
    assert "1.500" in made[texts[1]].text
    assert made[texts[1]].notes == ("placeholders_lost",)
    assert not [t for t in made.values() if "{" in t.text]


def test_number_of_thousands_of_digits_is_carried_like_any_other():
    number = " ".join(["123"] * 1_500)
    masked = mask(f"Le code {number} est long")
    assert masked.text == "Le code {N1} est long"
    assert unmask("The code {N1} is long", masked, "en") == (
        f"The code {','.join(['123'] * 1_500)} is long"
    )
