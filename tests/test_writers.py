"""What the writers share: their registry, the layout of an article, the rows, the bytes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
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

from translate.errors import ConfigError
from translate.files import sha256_of_file
from translate.records import Role, Severity
from translate.writers import WRITERS, load_writer
from translate.writers.base import Export, ExportContext
from translate.writers.layout import lay_out
from translate.writers.rows import (
    article_columns,
    article_row,
    segment_columns,
    segment_rows,
)


@pytest.fixture
def context(tmp_path: Path) -> ExportContext:
    return ExportContext(tmp_path / "out", "fr", ("en", "vi"))


def digests(folder: Path) -> dict[str, str]:
    """Every file below `folder` and the hash of its bytes."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sha256_of_file(path) for path in paths}


def write_all(context: ExportContext, *articles: object) -> dict[str, Export]:
    """What each writer made of `articles`."""
    source = source_of(*articles)  # type: ignore[arg-type]
    return {name: load_writer(name)(source, context) for name in sorted(WRITERS)}


def test_unknown_writer_names_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="dataset, jsonl, markdown, moses, report, tmx"):
        load_writer("docx")


def test_importing_the_writers_loads_no_heavy_library() -> None:
    code = (
        "import sys; from translate.writers import WRITERS, load_writer\n"
        "for name in WRITERS: load_writer(name)\n"
        "print([m for m in ('pyarrow', 'datasets', 'lxml', 'torch') if m in sys.modules])"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert shown.strip() == "[]"


def test_exports_list_exactly_the_files_that_exist(context: ExportContext) -> None:
    exports = write_all(context, *wire_articles(3))
    listed = [name for export in exports.values() for name in export.files]
    assert sorted(listed) == sorted(digests(context.folder))
    assert all(list(export.files) == sorted(export.files) for export in exports.values())


def test_equal_articles_give_equal_bytes(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        write_all(ExportContext(folder, "fr", ("en", "vi")), *wire_articles(4))
    assert digests(folders[0]) == digests(folders[1])


def test_order_of_target_languages_changes_nothing(tmp_path: Path) -> None:
    for name, langs in (("one", ("en", "vi")), ("two", ("vi", "en"))):
        write_all(ExportContext(tmp_path / name, "fr", langs), *wire_articles(2))
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_a_second_run_leaves_only_its_own_files(context: ExportContext) -> None:
    write_all(context, *wire_articles(4))
    theirs = ["articles/notes.txt", "parallel/mine.fr-en.fr", "tmx/my-memory.tmx", "data/x.csv"]
    for name in theirs:
        (context.folder / name).write_text("mine", encoding="utf-8")
    fewer = ExportContext(context.folder, "fr", ("en",))
    exports = write_all(fewer, *wire_articles(1, "le riz"))
    ours = [name for export in exports.values() for name in export.files]
    assert sorted(digests(context.folder)) == sorted([*ours, *theirs])


def test_no_articles_give_empty_files(context: ExportContext) -> None:
    exports = write_all(context)
    assert exports["dataset"].files == ("README.md",)
    assert exports["markdown"].files == ()
    assert (context.folder / "parallel/corpus.fr-en.fr").read_bytes() == b""
    assert (context.folder / "jsonl/segments.jsonl").read_bytes() == b""


class TestLayout:
    def test_line_of_dateline_body_and_signature_is_one_paragraph(self) -> None:
        layout = lay_out(wire_article("a"), None)
        assert layout.paragraphs == (
            "Hanoi, 23 avril (VNA) – Les ventes montent. Elles valent 3 M$.",
            "Prix en hausse",
            "Le prix double.-VNA",
        )

    def test_target_follows_the_order_of_the_source(self) -> None:
        layout = lay_out(wire_article("a"), "vi")
        assert layout.paragraphs[0] == "Hà Nội, 23/4 (TTXVN) – Doanh số tăng. Trị giá 3 triệu USD."
        assert layout.captions == ("Một bao hạt. Ảnh: TTXVN",)
        assert (layout.dateline, layout.signature) == ("Hà Nội, 23/4 (TTXVN) –", "-TTXVN")
        assert [p.role for p in layout.passages] == [
            Role.BODY,
            Role.CAPTION,
            Role.HEADING,
            Role.BODY,
        ]

    def test_signature_set_apart_stays_apart(self) -> None:
        pieces = [
            Piece(Role.BODY, 1, (Sentence("Fin. ", "End.", "Hết."),)),
            Piece(Role.SIGNATURE, 1, (Sentence("-VNA", "-VNA", "-TTXVN"),)),
        ]
        assert lay_out(make_article("a", pieces), "en").paragraphs == ("End. -VNA",)

    def test_missing_translation_leaves_no_double_space(self) -> None:
        sentences = (Sentence("Un.", "One."), Sentence("Deux.", None), Sentence("Trois.", "Three."))
        article = make_article("a", [Piece(Role.BODY, 1, sentences)])
        assert lay_out(article, "en").paragraphs == ("One. Three.",)

    def test_two_blocks_of_one_role_are_two_passages(self) -> None:
        pieces = [
            Piece(Role.CAPTION, 1, (Sentence("Un.", "One."),)),
            Piece(Role.CAPTION, 2, (Sentence("Deux.", "Two."),)),
        ]
        assert lay_out(make_article("a", pieces), "en").captions == ("One.", "Two.")


class TestRows:
    def test_rows_have_the_columns_of_the_table(self, context: ExportContext) -> None:
        article = wire_article("a")
        names = {column.name for column in segment_columns(context)}
        assert all(set(row) == names for row in segment_rows(article, context))
        assert set(article_row(article, context)) == {c.name for c in article_columns(context)}

    def test_status_is_the_worst_over_all_languages(self, context: ExportContext) -> None:
        article = with_findings(
            wire_article("a"),
            finding("Q02", Severity.WARNING, "a:0004", "en"),
            finding("Q08", Severity.ERROR, "a:0004", "vi"),
            finding("Q02", Severity.WARNING, "a:0005", "vi"),
            finding("Q17", Severity.INFORMATION, "a:0006", "vi"),
        )
        statuses = [row["status"] for row in segment_rows(article, context)][3:6]
        assert statuses == ["blocked", "review", "clean"]

    def test_findings_are_json_with_constant_keys(self, context: ExportContext) -> None:
        article = with_findings(
            wire_article("a"),
            finding("Q08", Severity.ERROR, "a:0001", "en"),
            finding("Q23", Severity.WARNING),
        )
        of_segment = json.loads(str(next(segment_rows(article, context))["findings"]))
        of_article = json.loads(str(article_row(article, context)["findings"]))
        assert [found["check"] for found in of_segment] == ["Q08"]
        assert [found["check"] for found in of_article] == ["Q23"]
        keys = ["check", "expected", "found", "lang", "message", "severity", "span"]
        assert list(of_segment[0]) == list(of_article[0]) == keys

    def test_score_that_is_no_number_is_null(self, context: ExportContext) -> None:
        pieces = [Piece(Role.BODY, 1, (Sentence("Un.", "One.", None, score=float("nan")),))]
        (row,) = segment_rows(make_article("a", pieces), context)
        assert row["en_score"] is row["vi_score"] is row["vi"] is row["vi_origin"] is None

    def test_pieces_are_the_most_of_any_language(self, context: ExportContext) -> None:
        pieces = [Piece(Role.BODY, 1, (Sentence("Un.", "One.", "Một.", pieces=3),))]
        (row,) = segment_rows(make_article("a", pieces), context)
        assert row["pieces"] == 3

    def test_related_stories_are_kept_untranslated(self, context: ExportContext) -> None:
        related = json.loads(str(article_row(wire_article("a"), context)["related"]))
        assert related == [
            {"caption": "Une rue.", "title": "Hanoi sous la pluie", "teaser": "Il pleut."},
            {"caption": None, "title": "Deux ponts", "teaser": None},
        ]

    @pytest.mark.parametrize(
        ("dateline", "given", "expected"),
        [
            ("Hanoi, 23 avril (VNA) – ", None, ("--04-23", "Hanoi", "VNA")),
            ("Hanoi, 3 mai 2024 (VNA) – ", None, ("2024-05-03", "Hanoi", "VNA")),
            ("Moscou (VNA) - ", None, (None, "Moscou", "VNA")),
            ("Hanoi, 23 avril (VNA) – ", "2019-04-23", ("2019-04-23", "Hanoi", "VNA")),
            (None, "2019-04-23", ("2019-04-23", None, None)),
            (None, None, (None, None, None)),
        ],
    )
    def test_date_place_and_agency(
        self,
        context: ExportContext,
        dateline: str | None,
        given: str | None,
        expected: tuple[str | None, ...],
    ) -> None:
        pieces = [Piece(Role.DATELINE, 1, (Sentence(dateline),))] if dateline else []
        row = article_row(make_article("a", pieces, date=given), context)
        assert (row["date"], row["place"], row["agency"]) == expected

    def test_article_without_texts_has_nulls(self, context: ExportContext) -> None:
        row = article_row(make_article("a", []), context)
        assert row["title_fr"] is row["lead_en"] is row["summary_vi"] is row["text_fr"] is None
        assert (row["segments"], row["related"]) == (0, "[]")

    def test_undecodable_file_name_is_shown_escaped(self, context: ExportContext) -> None:
        row = article_row(make_article("a", [], path="caf\udce9.txt"), context)
        assert row["path"] == "caf\\udce9.txt"
