"""Reviews: what goes out as a table, what is taken when it comes back, and what is refused."""

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from samples import Piece, Sentence, make_article

from translate.assembly import Assembler
from translate.checks import check_pair, run_checks
from translate.checks.base import Pair
from translate.errors import BusyError, ConfigError
from translate.manifest import describe_files, write_manifest
from translate.memory import Memory
from translate.output_folder import hold
from translate.records import (
    Finding,
    Origin,
    Role,
    Severity,
    Summary,
    SummaryOrigin,
    Translation,
)
from translate.review.corrections import ForgetRequest, forget, import_review
from translate.review.delimited import guard, unguard
from translate.review.export import export_review
from translate.review.output_rows import Selection
from translate.review.rows import COLUMNS, digest_of
from translate.review.tables import load_table
from translate.review.xlsx import escape, unescape
from translate.summarizer import Draft
from translate.terminology import built_in
from translate.writers import load_writer
from translate.writers.base import ExportContext

LANGS = ("en", "vi")
HOSTILE = (
    "=1+1", "'=1+1", "''=1+1", "+33 1", "-VNA", "@moi", "＝1", "'L'eau", "L'eau", "#N/A", "TRUE",
    "un\x07deux", "_x0041_", "_x005F_x0041_", "\ufffe", "a,b;c\td", 'dit "oui"', "12/4", "007",
    "😀 Huế", "'",
)  # fmt: skip


def finding(check, severity, segment_id, lang, message="a fault"):
    return Finding(check, severity, message, segment_id, lang, expected="7,1", found="71")


def summary(text="Le café se vend.", **targets):
    made = {lang: Translation(target, Origin.ENGINE) for lang, target in targets.items()}
    return Summary(text, made, SummaryOrigin.MODEL)


def sample_articles():
    """Two articles that share a sentence; three segments and a summary are doubtful."""
    first = make_article(
        "a",
        [
            Piece(
                Role.BODY,
                1,
                (
                    Sentence("Le prix est de 7,1 %.", "It is 71%.", "Giá là 71 %."),
                    Sentence("Elle dit oui.", "She says yes.", "Bà nói có."),
                    Sentence("-VNA", "-VNA", "-TTXVN", origin=Origin.TEMPLATE),
                ),
            )
        ],
        summary=summary(en="Coffee is sold.", vi="Cà phê."),
        findings=[
            finding("Q08", Severity.ERROR, "a:0001", "en", "number changed"),
            finding("Q08", Severity.ERROR, "a:0001", "vi", "number changed"),
            finding("Q03", Severity.WARNING, "a:0001", "vi"),
            finding("Q17", Severity.INFORMATION, "a:0003", "vi"),
            finding("Q03", Severity.WARNING, None, "vi"),
        ],
    )
    second = make_article(
        "b",
        [Piece(Role.BODY, 1, (Sentence("Elle dit oui.", "She says yes.", "Bà nói có."),))],
        findings=[finding("Q03", Severity.WARNING, "b:0001", "vi")],
    )
    return [first, second]


def write_output(folder: Path, articles) -> Path:
    """A finished output of articles made by hand."""
    context = ExportContext(folder, "fr", LANGS)
    exports = [load_writer(name)(lambda: iter(articles), context) for name in ("dataset", "jsonl")]
    files = describe_files(folder, [name for export in exports for name in export.files])
    body = {"source_lang": "fr", "target_langs": list(LANGS), "outputs": files}
    write_manifest(folder, body)
    (folder / ".work").mkdir()
    return folder


@pytest.fixture
def output(tmp_path):
    return write_output(tmp_path / "out", sample_articles())


@pytest.fixture(params=[".xlsx", ".csv"])
def file(request, tmp_path):
    return tmp_path / f"review{request.param}"


def read_table(file):
    """The rows of a table as a list of dicts, as a program of others reads it."""
    if file.suffix == ".xlsx":
        rows = list(load_workbook(file).active.iter_rows(values_only=True))
        rows = [["" if cell is None else cell for cell in row] for row in rows]
    else:
        rows = list(csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline="")))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def write_table(file, rows, columns=COLUMNS):
    """A table as a person's spreadsheet saves it."""
    lines = [list(columns), *([row.get(name, "") for name in columns] for row in rows)]
    if file.suffix == ".xlsx":
        book = Workbook()
        for line in lines:
            book.active.append([cell if cell != "" else None for cell in line])
            for cell in book.active[book.active.max_row]:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
        book.save(file)
    else:
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream, delimiter=";").writerows(lines)


def edit(output, file, texts, change=lambda rows: rows):
    """Export, fill in `human` by (segment, lang), change the rows, save."""
    export_review(output, file, Selection(is_all=True), is_overwriting=True)
    rows = read_table(file)
    for row in rows:
        row["human"] = texts.get((row["segment_id"].removeprefix("'"), row["lang"]), "")
    write_table(file, change(rows))


def remembered(output):
    with Memory(output / ".work" / "memory.sqlite") as memory:
        return memory.human_texts()


def keys(file):
    return [(row["segment_id"] or row["role"], row["lang"]) for row in read_table(file)]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(), [("a:0001", "en"), ("a:0001", "vi"), ("b:0001", "vi"), ("summary", "vi")]),
        (Selection(severity=Severity.ERROR), [("a:0001", "en"), ("a:0001", "vi")]),
        (Selection(checks=frozenset({"Q08"})), [("a:0001", "en"), ("a:0001", "vi")]),
        (Selection(langs=frozenset({"en"})), [("a:0001", "en")]),
        (
            Selection(checks=frozenset({"Q03"}), severity=Severity.ERROR),
            [],
        ),
        (
            Selection(is_all=True, langs=frozenset({"vi"})),
            [(f"{i}", "vi") for i in ("a:0001", "a:0002", "a:0003", "b:0001", "summary")],
        ),
    ],
)
def test_export_holds_the_rows_that_are_asked_for(output, file, selection, expected):
    written = export_review(output, file, selection)
    assert keys(file) == expected
    assert written.segments + written.summaries == len(expected)


def test_exported_row_tells_all_that_a_reviewer_needs(output, file):
    export_review(output, file, Selection())
    row = read_table(file)[1]
    assert tuple(row) == COLUMNS
    texts = ("Le prix est de 7,1 %.", "Giá là 71 %.")
    assert (row["source"], row["translation"]) == texts
    assert (row["role"], row["origin"], row["human"], row["comment"]) == ("body", "engine", "", "")
    assert row["findings"].splitlines() == [
        "Q08 E: number changed (expected 7,1; found 71)",
        "Q03 W: a fault (expected 7,1; found 71)",
    ]
    assert row["digest"] == digest_of(("a", "a:0001", "vi"), *texts)


def test_csv_is_the_same_to_the_byte_and_excel_knows_its_encoding(output, tmp_path):
    for name in ("one.csv", "two.csv"):
        export_review(output, tmp_path / name, Selection(is_all=True))
    content = (tmp_path / "one.csv").read_bytes()
    assert content == (tmp_path / "two.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfarticle_id,")
    assert content.endswith(b"\r\n")


def test_workbook_is_ready_to_be_read_and_filled_in(output, tmp_path):
    export_review(output, tmp_path / "r.xlsx", Selection(is_all=True))
    sheet = load_workbook(tmp_path / "r.xlsx").active
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:K11")
    head = [cell.value for cell in sheet[1]]
    source, human = sheet.cell(2, head.index("source") + 1), sheet.cell(2, head.index("human") + 1)
    assert source.alignment.wrap_text
    assert sheet.column_dimensions[source.column_letter].width == 50
    assert human.fill.fgColor.rgb != source.fill.fgColor.rgb
    assert human.number_format == "@"


def test_nothing_in_a_table_is_a_formula_and_all_comes_back_exactly(tmp_path, file):
    sentences = tuple(Sentence(text, text, text) for text in HOSTILE)
    article = make_article("=a", [Piece(Role.BODY, 1, sentences)])
    output = write_output(tmp_path / "out", [article])
    written = export_review(output, file, Selection(is_all=True, langs=frozenset({"vi"})))
    back = [row.cells for row in load_table(file).read(file)]
    assert [row["source"] for row in back] == list(HOSTILE)
    assert {row["article_id"] for row in back} == {"=a"}
    if file.suffix == ".xlsx":
        cells = [cell for row in load_workbook(file).active.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
        assert len(written.escaped) == 2
    else:
        cells = [cell for row in read_table(file) for cell in row.values()]
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r＝")]
    texts = {(row["segment_id"], "vi"): f"Việt {n}" for n, row in enumerate(back)}
    edit(output, file, texts)
    assert import_review(output, file).problems == ()
    assert len(remembered(output)["vi"]) == len(HOSTILE)


@pytest.mark.parametrize("text", HOSTILE)
def test_guards_and_escapes_are_undone_exactly(text):
    assert unguard(guard(text)) == text
    assert unescape(escape(text)) == text


def test_text_that_no_cell_holds_is_left_out_and_named_but_csv_takes_it(tmp_path):
    long = "mot " * 50_000
    article = make_article("a", [Piece(Role.BODY, 1, (Sentence(long, "x", "y"),))])
    output = write_output(tmp_path / "out", [article])
    written = export_review(output, tmp_path / "r.xlsx", Selection(is_all=True))
    assert written.segments == 0
    assert written.left_out[0] == "a a:0001 en: source over 32767 characters"
    assert export_review(output, tmp_path / "r.csv", Selection(is_all=True)).segments == 2
    text = (tmp_path / "r.csv").read_text("utf-8-sig")
    assert text.count(",y,engine,,,,") == 1
    (tmp_path / "r.csv").write_text(text.replace(",y,engine,,,,", ",y,engine,,từ,,"), "utf-8")
    assert import_review(output, tmp_path / "r.csv").taken == 1
    assert list(remembered(output)["vi"].values()) == ["từ"]


@pytest.mark.parametrize(
    ("name", "selection", "words"),
    [
        ("r.ods", Selection(), "ends in .xlsx or .csv"),
        ("r.xlsx", Selection(checks=frozenset({"Q77"})), "there is no check Q77"),
        ("r.xlsx", Selection(langs=frozenset({"de"})), "there is no language de"),
        ("out/articles/r.csv", Selection(), "lies among the files that a run writes"),
    ],
)
def test_export_that_cannot_be_is_refused_with_a_reason(output, tmp_path, name, selection, words):
    with pytest.raises(ConfigError, match=words):
        export_review(output, tmp_path / name, selection)
    assert not (tmp_path / name).exists()


def test_work_of_a_reviewer_is_not_overwritten_unless_asked(output, file):
    export_review(output, file, Selection())
    with pytest.raises(ConfigError, match="perhaps with the work of a reviewer"):
        export_review(output, file, Selection())
    export_review(output, file, Selection(), is_overwriting=True)


def test_unfinished_output_is_neither_exported_nor_imported_into(output, file):
    export_review(output, file, Selection())
    (output / "manifest.json").unlink()
    for attempt in (
        lambda: export_review(output, file, Selection(), is_overwriting=True),
        lambda: import_review(output, file),
        lambda: forget(output, ForgetRequest(is_all=True)),
    ):
        with pytest.raises(ConfigError, match="no manifest"):
            attempt()


CHANGES = {
    "reordered": lambda rows: rows[::-1],
    "sorted by source": lambda rows: sorted(rows, key=lambda row: row["source"]),
    "filtered": lambda rows: [row for row in rows if row["human"]],
    "with a row deleted": lambda rows: rows[1:],
    "with empty rows": lambda rows: [{}, *rows[:3], {}, *rows[3:], {}],
    "without columns that may go": lambda rows: [
        {k: v for k, v in row.items() if k not in {"role", "origin", "findings", "comment"}}
        for row in rows
    ],
    "with findings edited": lambda rows: [row | {"findings": "fait"} for row in rows],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_table_may_come_back(output, file, change):
    texts = {("a:0002", "vi"): "Bà ấy đồng ý.", ("", "vi"): "Cà phê được bán."}
    edit(output, file, texts, change)
    report = import_review(output, file)
    assert (report.problems, report.taken, report.texts) == ((), 2, 2)
    assert remembered(output) == {
        "vi": {"Elle dit oui.": "Bà ấy đồng ý.", "Le café se vend.": "Cà phê được bán."}
    }


def test_deleted_columns_leave_a_table_that_is_read(output, file):
    rows = []
    edit(output, file, {("a:0002", "vi"): "Có."}, lambda read: rows.extend(read) or read)
    few = ["human", "digest", "lang", "source", "note", "translation", "segment_id", "article_id"]
    write_table(file, rows, few)
    assert import_review(output, file).taken == 1


def damaged(number, **cells):
    def change(rows):
        rows[number] = rows[number] | cells
        return rows

    return change


DAMAGES = {
    "its source": (damaged(1, source="Autre."), "the source is not that of the output"),
    "its translation": (damaged(1, translation="Autre."), "digest were changed"),
    "its language": (damaged(1, lang="de"), "no segment a:0001 in the language de"),
    "its article": (damaged(1, article_id="b"), "the output has no segment a:0001"),
    "an unknown segment": (damaged(1, segment_id="z:1"), "the output has no segment z:1"),
    "its digest": (damaged(1, digest="r1-0"), "digest were changed"),
    "no digest": (damaged(1, digest=""), "digest were changed"),
    "a control character": (damaged(1, human="a\x1fb\x85c\x9f"), "U+009F, which is no text"),
    "only marks": (damaged(1, human="– ?"), "with neither letter nor digit"),
}


@pytest.mark.parametrize(("change", "words"), DAMAGES.values(), ids=DAMAGES)
def test_row_that_is_not_what_went_out_is_refused_by_its_number(tmp_path, output, change, words):
    file = tmp_path / "r.csv"
    edit(output, file, {("a:0001", "vi"): "Giá.", ("a:0002", "vi"): "Có."}, change)
    report = import_review(output, file)
    (problem,) = report.problems
    assert problem.number == 3
    assert words in problem.what
    assert report.imported is None
    assert remembered(output) == {}


def test_all_problems_are_told_at_once_and_the_good_rows_can_be_had(output, file):
    def change(rows):
        rows = damaged(0, source="Autre.")(rows)
        rows = damaged(4, segment_id="z")(rows)
        return [*rows, rows[5]]

    texts = {("a:0001", "vi"): "Giá là 7,1 %.", ("b:0001", "vi"): "Vâng.", ("a:0002", "vi"): "Có."}
    edit(output, file, texts, change)
    report = import_review(output, file)
    assert [problem.number for problem in report.problems] == [2, 5, 6, 7, 9, 12]
    words = " ".join(problem.what for problem in report.problems)
    assert "(see row 12)" in words
    assert "the same source has another human text (see row 9)" in words
    assert report.imported is None
    assert remembered(output) == {}
    skipped = import_review(output, file, is_skipping=True)
    assert skipped.problems == report.problems
    assert remembered(output) == {"vi": {"Le prix est de 7,1 %.": "Giá là 7,1 %."}}


def test_same_human_text_for_one_source_twice_is_one_translation(output, file):
    edit(output, file, {("a:0002", "vi"): "Có.", ("b:0001", "vi"): "Có."})
    report = import_review(output, file)
    assert (report.taken, report.texts, report.imported.new) == (2, 1, 1)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" Hai\r\ndòng ", "Hai dòng"),
        ("Hai\n\n  dòng\ttab", "Hai dòng tab"),
        ("Tie\u0302\u0301ng Vie\u0302\u0323t", "Tiếng Việt"),
        ("\ufeffCó\u200b.", "Có."),
        ("7,1\u00a0% « oui »", "7,1\u00a0% « oui »"),
        ("=1+1", "=1+1"),
        ("- Có.", "- Có."),
    ],
)
def test_human_text_is_put_on_one_line_and_in_nfc_and_nothing_else(output, file, written, kept):
    edit(output, file, {("a:0002", "vi"): written})
    report = import_review(output, file)
    assert remembered(output)["vi"] == {"Elle dit oui.": kept}
    assert report.normalized == (written != kept)


def test_empty_human_cells_are_counted_and_their_comments_told(output, file):
    def change(rows):
        return damaged(2, comment="À voir.")(damaged(3, comment="Voilà.")(rows))

    edit(output, file, {("a:0002", "vi"): "Có.", ("a:0001", "vi"): "  "}, change)
    report = import_review(output, file)
    assert (report.rows, report.empty, report.stray_comments) == (10, 9, 1)


def test_dry_run_tells_the_same_and_touches_nothing(output, file):
    edit(output, file, {("a:0002", "vi"): "Có."})
    report = import_review(output, file, is_dry_run=True)
    assert (report.taken, report.imported) == (1, None)
    assert list((output / ".work").iterdir()) == []


def test_later_import_wins_and_is_counted(output, file):
    edit(output, file, {("a:0001", "vi"): "Một.", ("a:0002", "vi"): "Hai."})
    assert import_review(output, file).imported.new == 2
    edit(output, file, {("a:0001", "vi"): "Ba.", ("a:0002", "vi"): "Hai.", ("a:0003", "vi"): "V."})
    imported = import_review(output, file).imported
    assert (imported.new, imported.replaced, imported.known) == (1, 1, 1)
    assert remembered(output)["vi"]["Le prix est de 7,1 %."] == "Ba."


def test_table_of_before_a_run_is_still_good_after_it(tmp_path, file):
    output = write_output(tmp_path / "out", sample_articles())
    edit(output, file, {("a:0002", "vi"): "Có."})
    write_manifest(output, json.loads((output / "manifest.json").read_text("utf-8")))
    lines = (output / "jsonl" / "segments.jsonl").read_text("utf-8").replace("Bà nói có.", "Có.")
    (output / "jsonl" / "segments.jsonl").write_text(lines, "utf-8")
    assert import_review(output, file).taken == 1


def test_output_that_a_run_holds_is_left_alone(output, file):
    edit(output, file, {("a:0002", "vi"): "Có."})
    with hold(output / ".work"), pytest.raises(BusyError):
        import_review(output, file)
    assert not (output / ".work" / "memory.sqlite").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "lacks the columns"),
        (b"a;b\r\n1;2\r\n", "lacks the columns article_id"),
        (b"segment_id,segment_id,digest\r\n", "segment_id twice"),
        ("article_id,é\r\n".encode("latin-1"), "save it as CSV UTF-8"),
        (b"PK\x03\x04 no zip", "lacks the columns"),
    ],
)
def test_file_that_is_no_table_of_ours_is_one_clear_error(output, tmp_path, content, words):
    (tmp_path / "r.csv").write_bytes(content)
    with pytest.raises(ConfigError, match=words):
        import_review(output, tmp_path / "r.csv")


@pytest.mark.parametrize("damage", ["empty", "not a zip", "cut", "another zip", "bad xml"])
def test_damaged_workbook_is_one_clear_error(output, tmp_path, damage):
    file = tmp_path / "r.xlsx"
    export_review(output, file, Selection())
    whole = file.read_bytes()
    if damage in {"another zip", "bad xml"}:
        with zipfile.ZipFile(file) as book:
            parts = {name: book.read(name) for name in book.namelist()}
        if damage == "another zip":
            parts = {"word.xml": b"<w/>"}
        else:
            parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:400]
        with zipfile.ZipFile(file, "w") as book:
            for name, part in parts.items():
                book.writestr(name, part)
    else:
        changed = {"empty": b"", "not a zip": b"hello", "cut": whole[: len(whole) // 2]}
        file.write_bytes(changed[damage])
    with pytest.raises(ConfigError, match="cannot be read as a workbook"):
        import_review(output, file)


def test_workbook_whose_program_noted_a_wrong_size_is_read_whole(output, tmp_path):
    file = tmp_path / "r.xlsx"
    edit(output, file, {("b:0001", "vi"): "Có."})
    with zipfile.ZipFile(file) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet], count = re.subn(rb'dimension ref="[^"]*"', b'dimension ref="A1"', parts[sheet])
    assert count == 1
    with zipfile.ZipFile(file, "w") as book:
        for name, part in parts.items():
            book.writestr(name, part)
    assert import_review(output, file).taken == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (2024, "2024"),
        (7.0, "7"),
        (7.5, "7.5"),
        ("un_x000D_\ndeux", "un deux"),
        ("=A1", "human is a formula, not a text"),
        ("#N/A", "human is an error value, not a text"),
        (True, "human is a truth value, not a text"),
        (datetime(2024, 5, 1), "human is a date, not a text"),
    ],
)
def test_cell_that_a_spreadsheet_made_another_of_is_read_or_refused(
    output, tmp_path, value, expected
):
    file = tmp_path / "r.xlsx"
    export_review(output, file, Selection(is_all=True))
    book = load_workbook(file)
    human = [cell.value for cell in book.active[1]].index("human") + 1
    book.active.cell(5, human).value = value
    book.save(file)
    report = import_review(output, file)
    if report.problems:
        assert [(p.number, p.what) for p in report.problems] == [(5, expected)]
    else:
        assert remembered(output) == {"vi": {"Elle dit oui.": expected}}


def test_csv_of_other_spreadsheets_is_read(output, tmp_path):
    file = tmp_path / "r.csv"
    edit(output, file, {("a:0002", "vi"): "Có."})
    text = file.read_text("utf-8-sig")
    for encoding in ("utf-8", "utf-16"):
        file.write_text(text, encoding, newline="")
        assert import_review(output, file).taken == 1


def test_forgotten_text_is_gone_and_only_that(output, file):
    texts = {("a:0002", "vi"): "Có.", ("a:0002", "en"): "Yes.", ("", "vi"): "Cà phê bán."}
    edit(output, file, texts)
    import_review(output, file)
    assert forget(output, ForgetRequest(segment_id="b:0001", langs=("vi",))) == 1
    assert remembered(output)["vi"] == {"Le café se vend.": "Cà phê bán."}
    assert forget(output, ForgetRequest(segment_id="b:0001", langs=("vi",))) == 0
    assert forget(output, ForgetRequest(summary_of="a")) == 1
    assert remembered(output) == {"en": {"Elle dit oui.": "Yes."}}
    assert forget(output, ForgetRequest(is_all=True)) == 1
    for request in (ForgetRequest(), ForgetRequest(segment_id="z"), ForgetRequest("a:0002", "a")):
        with pytest.raises(ConfigError):
            forget(output, request)


NO_DRAFT = Draft((), SummaryOrigin.NONE)


def assemble(human, draft=NO_DRAFT):
    """The units and texts for the engine of the first sample article, with what people wrote."""
    article = sample_articles()[0].article
    assembler = Assembler(built_in(), LANGS, human)
    asked = {lang: list(assembler.texts_to_translate(article, draft, lang)) for lang in LANGS}
    made = {
        lang: {text: Translation(text.upper(), Origin.ENGINE, -0.5) for text in texts}
        for lang, texts in asked.items()
    }
    return assembler.assemble(article, draft, made), asked


def test_human_text_wins_over_engine_template_and_copy_and_no_engine_is_asked():
    human = {"vi": {"Elle dit oui.": "Vâng.", "-VNA": "-Người.", "Le prix est de 7,1 %.": "7,1 %."}}
    translated, asked = assemble(human)
    made = [unit.translations["vi"] for unit in translated.units]
    assert [item.text for item in made] == ["7,1 %.", "Vâng.", "-Người."]
    assert {(item.origin, item.score) for item in made} == {(Origin.HUMAN, None)}
    assert asked["vi"] == []
    assert asked["en"][:2] == ["Le prix est de 7,1 %.", "Elle dit oui."]


def test_human_text_is_not_changed_by_the_glossary():
    source, text = "Elle dit oui.", "Hanoï et  VNA , Viet Nam"
    translated, _ = assemble({"en": {source: text}})
    assert translated.units[1].translations["en"] == Translation(text, Origin.HUMAN)


def test_summary_is_by_hand_as_a_whole_or_by_its_sentences():
    draft = Draft(("Elle dit oui.", "Le café se vend."), SummaryOrigin.MODEL)
    whole = {"vi": {"Elle dit oui. Le café se vend.": "Tóm tắt.", "Elle dit oui.": "Vâng."}}
    translated, asked = assemble(whole, draft)
    assert translated.summary.translations["vi"] == Translation("Tóm tắt.", Origin.HUMAN)
    assert "Le café se vend." not in asked["vi"]
    translated, asked = assemble({"vi": {"Elle dit oui.": "Vâng."}}, draft)
    made = translated.summary.translations["vi"]
    assert (made.text, made.origin) == ("Vâng. LE CAFÉ SE VEND.", Origin.ENGINE)
    assert "Elle dit oui." not in asked["vi"]
    both = {"vi": {"Elle dit oui.": "Vâng.", "Le café se vend.": "Cà phê."}}
    made = assemble(both, draft)[0].summary.translations["vi"]
    assert (made.text, made.origin) == ("Vâng. Cà phê.", Origin.HUMAN)


def test_no_check_blocks_what_a_person_wrote_but_it_is_told():
    source = "Le prix a augmenté de 7,1 % en 2024 selon le ministère."
    for text in ("6.", "\ufffd Ã©tÃ© 71 %"):
        pair = Pair(source, "vi", Translation(text, Origin.HUMAN), "a:1", Role.BODY)
        found = list(check_pair(pair))
        assert {item.severity for item in found} <= {Severity.INFORMATION}
    assert [item.check for item in check_pair(replace(pair, translation=None))][:1] == ["Q01"]
    blank = Pair(source, "vi", Translation("6.", Origin.HUMAN), "a:1", Role.BODY)
    assert [item.check for item in check_pair(blank)] == ["Q01"]


def test_article_with_human_texts_alone_has_nothing_to_review():
    sentences = [replace(s, origin=Origin.HUMAN) for s in (
        Sentence("Le prix est de 7,1 %.", "71", "71"),
        Sentence("Elle dit oui à Paris, à Rome et à Hanoï.", "Elle dit oui à Paris", "?"),
    )]  # fmt: skip
    article = make_article("a", [Piece(Role.BODY, 1, tuple(sentences))])
    found = run_checks(article, LANGS)
    assert found
    assert {item.severity for item in found} == {Severity.INFORMATION}
