"""Parallel text, translation memories and JSON lines: aligned, clean, and honest about the rest."""

import json
import unicodedata
from pathlib import Path

import pytest
from lxml import etree
from samples import (
    Piece,
    Sentence,
    finding,
    make_article,
    source_of,
    wire_article,
    wire_articles,
    with_findings,
)

from translate.records import Role, Severity, TranslatedArticle
from translate.writers import jsonl, moses, tmx
from translate.writers.base import ExportContext, LeftOut

DTD = Path(__file__).parent / "data" / "tmx14.dtd"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HARD_TEXTS = ["a\x00b\x0bc", "x\u2028y\x85z", "\x01", "<b>&amp;</b>", "\ufffe\uffff fin", "e\u0301"]


@pytest.fixture
def context(tmp_path: Path) -> ExportContext:
    return ExportContext(tmp_path / "out", "fr", ("en", "vi"))


def hard_article() -> TranslatedArticle:
    """An article whose French is all that a file of lines or of XML cannot take."""
    sentences = tuple(Sentence(text, f"EN {n}", f"VI {n}") for n, text in enumerate(HARD_TEXTS))
    return make_article("hard", [Piece(Role.BODY, 1, sentences)])


def lines_of(context: ExportContext, name: str) -> list[str]:
    """The lines of a Moses file as the strictest reader cuts them; the last one is ended."""
    text = (context.folder / "parallel" / name).read_bytes().decode("utf-8")
    assert text == "" or text.endswith("\n")
    return text.splitlines()


def units_of(context: ExportContext, langpair: str) -> list[etree._Element]:
    """The units of a TMX file, after validation."""
    document = etree.parse(context.folder / "tmx" / f"{langpair}.tmx")
    dtd = etree.DTD(str(DTD))
    assert dtd.validate(document), dtd.error_log
    return document.findall("body/tu")


class TestMoses:
    def test_three_files_of_a_langpair_have_equal_lines(self, context: ExportContext) -> None:
        export = moses.write(source_of(*wire_articles(2), hard_article()), context)
        for lang in ("en", "vi"):
            names = [f"corpus.fr-{lang}.{end}" for end in ("fr", lang, "ids")]
            columns = [lines_of(context, name) for name in names]
            assert {len(column) for column in columns} == {export.counts[f"fr-{lang}"]}
            assert all(line.strip() for column in columns for line in column)
        assert lines_of(context, "corpus.fr-en.ids")[3] == "a00000:0004"
        assert lines_of(context, "corpus.fr-en.en")[3] == "Sales rise."

    def test_line_separators_become_spaces(self, context: ExportContext) -> None:
        moses.write(source_of(hard_article()), context)
        assert "x y z" in lines_of(context, "corpus.fr-en.fr")

    def test_text_is_nfc(self, context: ExportContext) -> None:
        moses.write(source_of(hard_article(), wire_article("z")), context)
        for end in ("fr", "vi"):
            text = "\n".join(lines_of(context, f"corpus.fr-vi.{end}"))
            assert unicodedata.is_normalized("NFC", text)

    def test_error_leaves_out_only_its_own_language(self, context: ExportContext) -> None:
        article = with_findings(
            wire_article("a"),
            finding("Q08", Severity.ERROR, "a:0001", "en"),
            finding("Q04", Severity.ERROR, "a:0002", None),
            finding("Q02", Severity.WARNING, "a:0004", "en"),
            finding("Q23", Severity.ERROR, None, None),
        )
        export = moses.write(source_of(article), context)
        assert export.counts == {"fr-en": 8, "fr-vi": 9}
        assert export.left_out == (
            LeftOut("a:0001", "fr-en: blocked by Q08"),
            LeftOut("a:0002", "fr-en: blocked by Q04"),
            LeftOut("a:0002", "fr-vi: blocked by Q04"),
        )
        assert "a:0004" in lines_of(context, "corpus.fr-en.ids")

    def test_empty_and_absent_translations_are_listed(self, context: ExportContext) -> None:
        sentences = (Sentence("Un.", " ", "Một."), Sentence("Deux.", "Two.", None))
        export = moses.write(
            source_of(make_article("a", [Piece(Role.BODY, 1, sentences)])), context
        )
        assert lines_of(context, "corpus.fr-en.ids") == ["a:0002"]
        assert lines_of(context, "corpus.fr-vi.ids") == ["a:0001"]
        assert export.left_out == (
            LeftOut("a:0001", "fr-en: empty translation"),
            LeftOut("a:0002", "fr-vi: empty translation"),
        )


class TestTmx:
    def test_files_are_valid_and_hold_two_languages(self, context: ExportContext) -> None:
        export = tmx.write(source_of(*wire_articles(2)), context)
        assert export.files == ("tmx/fr-en.tmx", "tmx/fr-vi.tmx")
        for lang in ("en", "vi"):
            units = units_of(context, f"fr-{lang}")
            assert len(units) == export.counts[f"fr-{lang}"] == 20
            assert {tuple(v.get(XML_LANG) for v in u.findall("tuv")) for u in units} == {
                ("fr", lang)
            }

    def test_unit_tells_where_it_comes_from(self, context: ExportContext) -> None:
        article = with_findings(wire_article("a"), finding("Q02", Severity.WARNING, "a:0003", "vi"))
        tmx.write(source_of(article), context)
        unit = units_of(context, "fr-vi")[2]
        assert unit.get("tuid") == "a:0003"
        assert {prop.get("type"): prop.text for prop in unit.findall("prop")} == {
            "x-article-id": "a",
            "x-role": "dateline",
            "x-origin": "template",
            "x-status": "review",
        }
        assert units_of(context, "fr-en")[2].findtext("prop[@type='x-status']") == "clean"
        assert [seg.text for seg in unit.iter("seg")] == [
            "Hanoi, 23 avril (VNA) –",
            "Hà Nội, 23/4 (TTXVN) –",
        ]

    def test_characters_that_xml_cannot_hold_are_removed_and_counted(
        self, context: ExportContext
    ) -> None:
        export = tmx.write(source_of(hard_article()), context)
        texts = [unit.findtext("tuv/seg") for unit in units_of(context, "fr-en")]
        assert texts == ["ab c", "x y z", "<b>&amp;</b>", "fin", "é"]
        assert export.left_out == (
            LeftOut("hard:0003", "fr-en: only control characters"),
            LeftOut("hard:0003", "fr-vi: only control characters"),
        )
        assert export.counts["characters_removed"] == 2 * 4

    def test_memory_without_units_is_valid(self, context: ExportContext) -> None:
        tmx.write(source_of(), context)
        assert units_of(context, "fr-en") == []

    def test_declaration_names_version_and_encoding(self, context: ExportContext) -> None:
        tmx.write(source_of(), context)
        head = (context.folder / "tmx" / "fr-en.tmx").read_bytes().splitlines()[:3]
        assert head == [
            b"<?xml version='1.0' encoding='utf-8'?>",
            b'<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
            b'<tmx version="1.4">',
        ]


class TestJsonl:
    def test_one_object_per_unit_on_one_line_each(self, context: ExportContext) -> None:
        export = jsonl.write(source_of(wire_article("a"), hard_article()), context)
        text = (context.folder / "jsonl" / "segments.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        assert len(rows) == export.counts["segments"] == 10 + len(HARD_TEXTS)
        assert rows[1]["vi"] == "Việt Nam bán."
        assert all(list(row) == sorted(row) for row in rows)

    def test_line_end_in_a_translation_does_not_cut_the_line(self, context: ExportContext) -> None:
        pieces = [Piece(Role.BODY, 1, (Sentence("Un.", "O\u2028n\x85e\n.", "Một."),))]
        jsonl.write(source_of(make_article("a", pieces)), context)
        text = (context.folder / "jsonl" / "segments.jsonl").read_text(encoding="utf-8")
        (line,) = text.splitlines()
        assert json.loads(line)["en"] == "O\u2028n\x85e\n."
