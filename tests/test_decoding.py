"""Bytes to clean text: the encodings, the repairs and what is refused."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from translate.decoding import add_repairs, clean_text, decode
from translate.errors import CorpusError
from translate.records import Repair

FRENCH = "L’été à Huê coûte 5 € — « c’est œuvré », dit-il…"

# (name, bytes, text, repairs, encoding)
CASES = [
    ("utf-8", FRENCH.encode(), FRENCH, {}, "utf-8"),
    ("cp1252", FRENCH.encode("cp1252"), FRENCH, {"cp1252": 14}, "cp1252"),
    ("utf-8 mark", b"\xef\xbb\xbfVoil\xc3\xa0", "Voilà", {"byte_order_mark": 1}, "utf-8"),
    (
        "utf-16",
        "Voilà".encode("utf-16"),
        "Voilà",
        {"byte_order_mark": 1, "utf_16_le": 1},
        "utf-16-le",
    ),
    (
        "a bad byte in utf-8",
        FRENCH.encode() + b" l\x92\xe9t\xe9",
        FRENCH + " l’été",
        {"near_utf8": 3},
        "utf-8",
    ),
    ("mojibake", "L’Ã©tÃ©".encode(), "L’été", {"mojibake": 2}, "utf-8"),
    (
        "two kinds of line end",
        b"un\r\ndeux\rtrois\n",
        "un\ndeux\ntrois\n",
        {"line_ends": 2},
        "utf-8",
    ),
    ("decomposed accents", "e\u0301te\u0301".encode(), "été", {"nfc": 2}, "utf-8"),
    (
        "invisible",
        "a\u200bb\u00adc\u2060d\ufeff".encode(),
        "abcd",
        {"invisible_characters": 4},
        "utf-8",
    ),
    (
        "invisible before accent",
        "e\u200b\u0301".encode(),
        "é",
        {"invisible_characters": 1, "nfc": 1},
        "utf-8",
    ),
    (
        "controls",
        ("mot " * 20 + "\x01\x1b\x7f").encode(),
        "mot " * 20,
        {"control_characters": 3},
        "utf-8",
    ),
    ("form feed", b"une page\x0csuivante", "une page suivante", {"control_characters": 1}, "utf-8"),
]


@pytest.mark.parametrize(
    ("data", "text", "repairs", "encoding"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_bytes_are_read_and_every_repair_counted(data, text, repairs, encoding):
    decoded = decode(data)
    assert decoded.text == text
    assert {repair.kind: repair.count for repair in decoded.repairs} == repairs
    assert decoded.encoding == encoding


UNTOUCHED = [
    "16ᵉ Dialogue, ﬁn, ½, ①, Ａ",
    "« L’Âge d’or » de Zoé Ãngelo",
    "deux lignes\u2028ou une, \u0085 et une tabulation\t",
    '60\u202f% et 5\u00a0000 — l\'un, l’autre, "tous"',
    "📝 Édito &amp; cie",
    "Bình Thuận, Hà Nội, Đà Nẵng",
]


@pytest.mark.parametrize("text", UNTOUCHED)
def test_clean_text_stays_untouched(text):
    decoded = clean_text(text)
    assert decoded.text == text
    assert decoded.repairs == ()


REFUSED = [
    (b"", "empty"),
    (b" \n\t\r\n", "empty"),
    (b"\xef\xbb\xbf", "empty"),
    (b"114 -- 2025", "no letters"),
    (b"%PDF-1.7 un texte", "PDF"),
    (b"PK\x03\x04 un texte", "ZIP"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff\xe0 JFIF", "JPEG"),
    (b"du texte\x00et la suite", "NUL"),
    (b"mot\x01\x02\x03\x04 mot", "control characters"),
    ("Voilà".encode("utf-16-le"), "NUL"),
    (b"\xff\xfea", "UTF-16"),
]


@pytest.mark.parametrize(("data", "what"), REFUSED, ids=[str(c[0][:12]) for c in REFUSED])
def test_what_is_no_text_is_refused_with_a_remedy(data, what):
    with pytest.raises(CorpusError, match=what) as caught:
        decode(data)
    assert caught.value.remedy


def test_lone_surrogates_are_replaced_and_counted():
    decoded = clean_text("a\ud800b\udfff")
    assert decoded.text == "a\ufffdb\ufffd"
    assert decoded.repairs == (Repair("lone_surrogates", 2),)


def test_bytes_without_a_character_in_cp1252_are_counted():
    decoded = decode(b"caf\xe9 \x81 th\xe9")
    assert decoded.text == "café \ufffd thé"
    assert Repair("undefined_bytes", 1) in decoded.repairs


def test_mojibake_is_mended_only_in_the_lines_that_show_it():
    decoded = clean_text("dâ€™abord\nl’œuvre ﬁne, “dit-il”")
    assert decoded.text == "d’abord\nl’œuvre ﬁne, “dit-il”"


def test_repairs_of_several_strings_are_added():
    groups = ((Repair("nfc", 1),), (Repair("nfc", 2), Repair("mojibake", 1)))
    assert add_repairs(*groups) == (Repair("nfc", 3), Repair("mojibake", 1))


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    try:
        text = decode(data).text
    except CorpusError:
        return
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    text.encode("utf-8")


@given(st.text(alphabet=st.characters(), max_size=200))
@example("Â\x08\x80")
def test_cleaning_twice_changes_nothing_more(text):
    once = clean_text(text).text
    assert clean_text(once).text == once
