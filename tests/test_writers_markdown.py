"""The Markdown articles read like articles, and show the text as it is."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from samples import (
    Piece,
    Sentence,
    finding,
    make_article,
    source_of,
    wire_article,
    with_findings,
)

from translate.records import Origin, Role, Severity, Summary, SummaryOrigin, Translation
from translate.records import TranslatedArticle as Translated
from translate.writers import markdown
from translate.writers.base import ExportContext, one_line
from translate.writers.markdown import escape, file_stem


@pytest.fixture
def context(tmp_path: Path) -> ExportContext:
    return ExportContext(tmp_path / "out", "fr", ("en", "vi"))


def page(context: ExportContext, article: Translated, lang: str) -> str:
    markdown.write(source_of(article), context)
    path = context.folder / "articles" / f"{article.article_id}.{lang}.md"
    return path.read_text(encoding="utf-8")


def test_page_reads_like_an_article(context: ExportContext) -> None:
    assert page(context, wire_article("a"), "vi") == (
        "# Thỏa thuận\n\n"
        "**Việt Nam bán.**\n\n"
        "> **Tóm tắt:** Giá tăng.\n\n"
        "Hà Nội, 23/4 (TTXVN) – Doanh số tăng. Trị giá 3 triệu USD.\n\n"
        "*Một bao hạt. Ảnh: TTXVN*\n\n"
        "## Giá tăng\n\n"
        "Giá gấp đôi.-TTXVN\n"
    )


def test_summary_that_is_the_lead_is_not_said_twice(context: ExportContext) -> None:
    lead = Summary(
        "Le Vietnam vend le café.",
        {"en": Translation("Vietnam sells le café.", Origin.ENGINE)},
        SummaryOrigin.LEAD,
    )
    article = replace(wire_article("a"), summary=lead)
    assert "Résumé" not in page(context, article, "fr")
    assert "Summary" not in page(context, article, "en")


def test_doubts_are_listed_at_the_end_in_the_language_they_are_about(
    context: ExportContext,
) -> None:
    article = with_findings(
        wire_article("a"),
        finding("Q08", Severity.ERROR, "a:0005", "en"),
        finding("Q02", Severity.WARNING, "a:0004", "vi"),
        finding("Q17", Severity.INFORMATION, "a:0004", "en"),
    )
    assert page(context, article, "en").endswith(
        "\n\n---\n\n**Review**\n\n"
        "- `a:0005` **blocked** “They are worth \\$3m.”: Q08, Q08 complains\n"
    )
    assert "`a:0004` **cần xem lại** “Doanh số tăng.”: Q02" in page(context, article, "vi")
    assert "---" not in page(context, article, "fr")


def test_missing_translation_is_listed(context: ExportContext) -> None:
    article = make_article("a", [Piece(Role.BODY, 1, (Sentence("Un.", "One.", None),))])
    assert page(context, article, "vi").endswith("**Cần kiểm tra**\n\n- `a:0001`: không có\n")
    assert "Review" not in page(context, article, "en")


def test_translated_related_stories_stand_at_the_end(context: ExportContext) -> None:
    pieces = [
        Piece(Role.BODY, 1, (Sentence("Un.", "One.", "Một."),)),
        Piece(Role.RELATED_CAPTION, 2, (Sentence("Rue.", "Street.", "Phố."),), item=1),
        Piece(Role.RELATED_TITLE, 3, (Sentence("Pluie", "Rain", "Mưa"),), item=1),
        Piece(Role.RELATED_TEASER, 4, (Sentence("Il pleut.", "It rains.", "Mưa."),), item=1),
    ]
    text = page(context, make_article("a", pieces), "en")
    assert text == "One.\n\n## See also\n\n*Street.*\n\n**Rain**\n\nIt rains.\n"


def test_unchanged_page_is_not_written_again(context: ExportContext) -> None:
    page(context, wire_article("a"), "en")
    path = context.folder / "articles" / "a.en.md"
    before = path.stat().st_ino
    page(context, wire_article("a"), "en")
    assert path.stat().st_ino == before
    page(context, wire_article("a", "le riz"), "en")
    assert path.stat().st_ino != before


@pytest.mark.parametrize(
    "article_id", ["../../etc/passwd", "a/b", ".hidden", "", "line\nend", "x" * 300, "-rf", "a\x00"]
)
def test_no_article_is_written_outside_its_folder(article_id: str, tmp_path: Path) -> None:
    stem = file_stem(article_id)
    assert (tmp_path / f"{stem}.fr.md").resolve().parent == tmp_path.resolve()
    assert stem
    assert not stem.startswith((".", "-"))
    assert len(stem) < 100


def test_readable_identifier_is_the_file_name() -> None:
    assert file_stem("000_f3588f7c76edefec") == "000_f3588f7c76edefec"


ACCIDENTS = [
    "# 1 mondial",
    "#",
    "- Intertitre -",
    "--- fin ---",
    "+ 7,1 %",
    "1. Le prix",
    "2025) une année",
    "> 3 ans",
    "*** et ___",
    "un * deux * trois",
    "jean_paul_sartre",
    "`code`",
    "<b>gras</b> et <https://vnanet.vn>",
    "[lien](https://vnanet.vn) ![image](x.png)",
    "AT&amp;T et A&B",
    "C:\\dossier\\*",
    "~~~ et ~~barré~~",
    "titre #",
    "« Bonjour », dit-il",
    "-VNA",
]


def shown(source: str) -> str:
    """The text that Markdown shows for a paragraph of plain text; anything else is an error."""
    tokens = MarkdownIt("commonmark").enable("strikethrough").parse(source)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text"}, source
    return "".join(child.content for child in children)


@pytest.mark.parametrize("text", ACCIDENTS)
def test_text_is_never_markdown_by_accident(text: str) -> None:
    assert shown(escape(text)) == text


@pytest.mark.parametrize("text", ACCIDENTS)
@pytest.mark.parametrize("mark", ["*", "**"])
def test_text_in_emphasis_is_never_markdown_by_accident(text: str, mark: str) -> None:
    tokens = MarkdownIt("commonmark").parse(f"{mark}{escape(text)}{mark}")
    inner = [child for child in tokens[1].children or [] if child.type == "text"]
    assert "".join(child.content for child in inner) == text


@given(st.text(alphabet=" #->+.)1*_`<>[]()!&;~$\\=|:aé«", min_size=1, max_size=20))
def test_any_line_is_shown_as_it_is(text: str) -> None:
    line = one_line(text)
    if line:
        assert shown(escape(line)) == line


def test_plain_prose_is_not_touched() -> None:
    prose = "L'année 2025 (la 3ᵉ) : 4,1 milliards – « oui ! » – https://vnanet.vn/fr-1.html"
    assert escape(prose) == prose
