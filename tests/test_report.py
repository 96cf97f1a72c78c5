"""The page where people read: what stands on it, what cannot break it, and the same bytes again."""

import base64
import hashlib
import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
from report_samples import ATTACK, REORDERED, E, I, W, hostile_article, reviewed_article
from samples import (
    Piece,
    Sentence,
    make_article,
    source_of,
    wire_article,
    wire_articles,
    with_findings,
)
from typer.testing import CliRunner

from translate import manifest as manifests
from translate.cli import app
from translate.commands.report import rebuild
from translate.errors import BusyError, OutputError
from translate.files import sha256_of_file
from translate.output_folder import hold
from translate.records import Finding, Origin, Role, TranslatedArticle
from translate.report import book
from translate.report.figures import Histogram
from translate.report.marking import Note, marked
from translate.report.rows import Remark
from translate.verification import verify_output
from translate.writers import WRITERS, load_writer, report
from translate.writers.base import Export, ExportContext

NAMES = ("report.html", "report/part-0001.html", "report/part-0002.html")


def write(folder: Path, *articles: TranslatedArticle, langs: tuple[str, ...] = ("en", "vi")):
    """What the writer made of `articles`."""
    return report.write(source_of(*articles), ExportContext(folder, "fr", langs))


def page_of(folder: Path, *articles: TranslatedArticle) -> str:
    write(folder, *articles)
    return (folder / "report.html").read_text(encoding="utf-8")


def document(text: str):
    """The page as a browser without scripts sees it."""
    from lxml import html

    return html.document_fromstring(text)


def finish(output: Path, *articles: TranslatedArticle) -> Path:
    """A finished output folder, as a run leaves it."""
    context = ExportContext(output, "fr", ("en", "vi"))
    exports: dict[str, Export] = {
        name: load_writer(name)(source_of(*articles), context) for name in WRITERS
    }
    names = [name for export in exports.values() for name in export.files]
    body = {
        "source_lang": "fr",
        "target_langs": ["en", "vi"],
        "counts": {
            "articles": len(articles),
            "segments": sum(len(article.units) for article in articles),
            "exports": {name: dict(export.counts) for name, export in exports.items()},
        },
        "outputs": manifests.describe_files(output, names),
        "state_sha256": "of the run",
    }
    manifests.write_manifest(output, body)
    return output


def bytes_of(folder: Path) -> dict[str, bytes]:
    paths = [folder / "report.html", *sorted((folder / "report").glob("*"))]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "ARTICLES_PER_PAGE", 2)


class TestStructure:
    def test_every_segment_stands_in_all_languages_in_order(self, tmp_path: Path) -> None:
        page = document(page_of(tmp_path, reviewed_article()))
        rows = page.xpath("//div[starts-with(@class,'row ') and @id]")
        assert len(rows) == 11  # the summary, and ten segments
        languages = [[p.get("lang") for p in row.iter("p")] for row in rows]
        assert languages == [["fr", "en", "vi"]] * 11
        texts = [p.text_content() for p in rows[5].iter("p")]
        assert texts == ["Elles valent 3 M$.", "They are worth $3m.", "Trị giá 3 triệu USD."]

    def test_roles_are_named_and_styled(self, tmp_path: Path) -> None:
        page = document(page_of(tmp_path, wire_article("a")))
        kinds = [
            row.get("class").split()[1] for row in page.xpath("//div[@id][contains(@class,'row ')]")
        ]
        assert kinds == [
            "summary", "title", "lead", "dateline", "body", "body", "caption", "caption",
            "heading", "body", "signature",
        ]  # fmt: skip
        labels = [" ".join(a.text_content().split()) for a in page.xpath("//a[@class='key']")]
        assert labels[:3] == ["Summary", "1 Title", "2 Lead"]

    def test_origins_and_scores_stand_with_the_targets(self, tmp_path: Path) -> None:
        pieces = [
            Piece(Role.BODY, 1, (Sentence("Un.", "One.", "Một.", origin, score),))
            for origin, score in (
                (Origin.ENGINE, -0.25), (Origin.TEMPLATE, None),
                (Origin.COPY, None), (Origin.HUMAN, None),
            )
        ]  # fmt: skip
        page = document(page_of(tmp_path, make_article("a", pieces)))
        shown = [small.text_content() for small in page.iter("small")]
        assert shown == [
            *["engine \u22120.25"] * 2, *["template"] * 2, *["copy"] * 2, *["human"] * 2,
        ]  # fmt: skip

    def test_findings_stand_where_they_belong(self, tmp_path: Path) -> None:
        page = document(page_of(tmp_path, reviewed_article()))
        (head,) = page.xpath("//article/header")
        assert "Q23 warning about the whole article" in " ".join(head.text_content().split())
        (summary,) = page.xpath("//div[@id='a1s0']")
        assert [m.text_content() for m in summary.iter("mark")] == ["price"]
        (third,) = page.xpath("//div[@id='a1s1']/div[3]")
        assert "fw" in third.get("class").split()
        (source,) = page.xpath("//div[@id='a1s9']/div[1]")
        assert "said of both languages" in source.text_content()
        assert len(page.xpath("//li[contains(@class,'note ')]")) == 8

    def test_missing_target_is_an_empty_cell_and_not_a_lost_one(self, tmp_path: Path) -> None:
        article = make_article("a", [Piece(Role.BODY, 1, (Sentence("Un.", None, "Một."),))])
        page = document(page_of(tmp_path, article))
        texts = [p.text_content() for p in page.xpath("//div[@id='a1s1']//p")]
        assert texts == ["Un.", "", "Một."]

    def test_counts_on_top_are_those_of_the_rows(self, tmp_path: Path) -> None:
        page = document(page_of(tmp_path, reviewed_article(), wire_article("b")))
        tiles = [li.text_content() for li in page.xpath("//ul[@class='tiles']/li")]
        assert tiles == [
            "2 articles", "20 segments", "17 clean", "1 review", "2 blocked", "3 errors",
            "4 warnings", "1 note",
        ]  # fmt: skip
        ratios = [
            len(unit.translations["en"].text) / len(unit.segment.source)
            for article in (reviewed_article(), wire_article("b"))
            for unit in article.units
            if unit.translations["en"].origin is Origin.ENGINE
        ]
        mean = f"{sum(ratios) / len(ratios):.2f}"
        assert {svg.get("aria-label") for svg in page.iter("svg")} >= {
            "Findings by check", f"Length ratio, English: {len(ratios)} segments, mean {mean}",
        }  # fmt: skip

    def test_no_articles_give_a_page_that_says_so(self, tmp_path: Path) -> None:
        assert "There are no articles in this result." in page_of(tmp_path)

    def test_one_target_language_gives_two_columns(self, tmp_path: Path) -> None:
        write(tmp_path, wire_article("a"), langs=("en",))
        text = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert "--cols:2;" in text and 'lang="vi"' not in text

    def test_article_of_usual_size_costs_less_than_sixty_kilobytes(self, tmp_path: Path) -> None:
        sentences = tuple(
            Sentence(f"{n} " + "Le Vietnam signe un accord avec la France. " * 3,
                     f"{n} " + "Vietnam signs an agreement with France. " * 3,
                     f"{n} " + "Việt Nam ký thỏa thuận với nước Pháp. " * 3)
            for n in range(40)
        )  # fmt: skip
        sizes = []
        for count in (1, 2):
            articles = [
                make_article(f"a{n}", [Piece(Role.BODY, 1, sentences)]) for n in range(count)
            ]
            sizes.append(len(page_of(tmp_path, *articles).encode("utf-8")))
        assert sizes[1] - sizes[0] < 60_000


class TestMarks:
    def remark(self, check: str, span: tuple[int, int] | None, severity=W) -> Note:
        return Note(check.lower(), Remark(check, severity, "why", "en", span, None, None))

    def pieces(self, text: str, *notes: Note) -> list[tuple[str, str, str]]:
        found = re.findall(
            r'<mark class="(.)"[^>]*aria-describedby="([^"]*)">(.*?)</mark>', marked(text, notes)
        )
        return [(severity, ids, piece) for severity, ids, piece in found]

    def test_nested_spans_keep_both(self) -> None:
        outer, inner = self.remark("Q1", (0, 9)), self.remark("Q2", (3, 6), E)
        assert self.pieces("abcdefghij", outer, inner) == [
            ("w", "q1", "abc"), ("e", "q1 q2", "def"), ("w", "q1", "ghi"),
        ]  # fmt: skip

    def test_overlapping_spans_share_the_middle(self) -> None:
        first, second = self.remark("Q1", (0, 5), I), self.remark("Q2", (3, 8))
        assert self.pieces("abcdefghij", first, second) == [
            ("i", "q1", "abc"), ("w", "q1 q2", "de"), ("w", "q2", "fgh"),
        ]  # fmt: skip

    def test_empty_span_is_a_mark_without_text(self) -> None:
        assert self.pieces("abc", self.remark("Q1", (3, 3))) == [("w", "q1", "")]

    @pytest.mark.parametrize("span", [None, (-1, 2), (2, 4), (2, 1)])
    def test_span_that_the_text_does_not_have_marks_nothing(self, span) -> None:
        assert marked("abc", [self.remark("Q1", span)]) == "abc"

    def test_marks_do_not_change_the_text(self) -> None:
        text = "a<b>&\u202e\x00 “ô”" * 3
        notes = [self.remark(f"Q{n}", (n, n + 7)) for n in range(12)]
        bare = re.sub(r"</?mark[^>]*>", "", marked(text, notes))
        assert bare == marked(text, [])

    def test_many_findings_on_a_long_text_stay_quick(self) -> None:
        text = "mot " * 50_000
        notes = [self.remark(f"Q{n}", (n * 90, n * 90 + 40)) for n in range(2_000)]
        assert marked(text, notes).count("<mark") == 2_000

    def test_values_outside_a_histogram_count_at_its_ends(self) -> None:
        counts = Histogram(0.0, 2.0, 20)
        for value in (-1.0, 0.05, 1.0, 2.0, 9.0):
            counts.add(value)
        assert (counts.counts[0], counts.counts[10], counts.counts[-1]) == (2, 1, 2)


class TestSafety:
    def test_texts_bring_no_element_and_no_handler(self, tmp_path: Path) -> None:
        page = document(page_of(tmp_path, hostile_article()))
        assert len(page.xpath("//script")) == 1 and not page.xpath("//img")
        names = {name for element in page.iter() for name in element.keys()}  # noqa: SIM118
        assert not {name for name in names if name.startswith("on") or name in {"style", "src"}}
        assert ATTACK in "".join(page.xpath("//div[@id='a1s1']//p[@lang='fr']//text()"))

    def test_characters_that_hide_or_reorder_are_shown_by_number(self, tmp_path: Path) -> None:
        text = page_of(tmp_path, hostile_article())
        assert not set(text) & set("\u202e\u2066\x00")
        boxed = Counter(re.findall(r'<span class="u" title="[^"]*">(U\+\w+)</span>', text))
        assert set(boxed) == {"U+202E", "U+2066", "U+0000"}
        assert 'title="U+202E RIGHT-TO-LEFT OVERRIDE"' in text

    def test_every_text_has_its_direction_isolated(self, tmp_path: Path) -> None:
        page = document(page_of(tmp_path, hostile_article()))
        assert {p.get("dir") for p in page.xpath("//p[@lang]")} == {"auto"}
        (link,) = page.xpath("//article/header/p/bdi[1]")
        assert link.text_content().startswith("z'\"><img")

    def test_policy_allows_the_blocks_of_the_page_alone(self, tmp_path: Path) -> None:
        text = page_of(tmp_path, wire_article("a"))
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
        policy = policy.replace("&#39;", "'")
        for name in ("style", "script"):
            block = re.search(rf"<{name}>(.*?)</{name}>", text, re.DOTALL)[1]
            digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
            assert f"{name}-src 'sha256-{digest}'" in policy
        assert policy.startswith("default-src 'none';") and "unsafe" not in policy

    def test_nothing_is_loaded_from_elsewhere(self, tmp_path: Path) -> None:
        text = page_of(tmp_path, wire_article("a"))
        assert not re.search(r"https?://|@import|url\(|src=", text)


class TestDeterminism:
    def test_same_articles_and_any_order_of_languages_give_the_same_bytes(self, tmp_path) -> None:
        for name, langs in (("one", ("en", "vi")), ("two", ("vi", "en"))):
            write(tmp_path / name, reviewed_article(), hostile_article(), langs=langs)
        assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")

    def test_two_hundred_articles_are_one_page(self, tmp_path: Path) -> None:
        export = write(tmp_path, *wire_articles(200))
        assert export.files == ("report.html",)
        assert export.counts == {"articles": 200, "pages": 1}

    def test_more_than_two_hundred_are_an_index_and_parts(self, tmp_path: Path) -> None:
        articles = wire_articles(201)
        articles[200] = with_findings(articles[200], Finding("Q08", E, "lost", "a00200:0001", "en"))
        export = write(tmp_path, *articles)
        assert export.files == NAMES
        index, first, second = (
            document((tmp_path / name).read_text(encoding="utf-8")) for name in NAMES
        )
        links = index.xpath("//table//a/@href")
        assert len(links) == 201 and not index.xpath("//article")
        assert (links[199], links[200]) == (
            "report/part-0001.html#a200", "report/part-0002.html#a201",
        )  # fmt: skip
        assert [len(page.xpath("//article")) for page in (first, second)] == [200, 1]
        assert second.xpath("//article/@id") == ["a201"]
        assert first.xpath("//nav/a/@href") == ["../report.html", "part-0002.html"]
        assert second.xpath("//nav/a/@href") == ["../report.html", "part-0001.html"]
        assert index.xpath("string(//ul[@class='tiles']/li[1])") == "201 articles"
        last = index.xpath("//tbody/tr[201]/td")
        assert [cell.text_content() for cell in last[1:]] == ["10", "1", "–", "–"]

    def test_only_one_part_is_held_at_a_time(self, tmp_path: Path, small_parts: None) -> None:
        given: list[int] = []

        def articles():
            for number, article in enumerate(wire_articles(7)):
                written = len(list((tmp_path / "report").glob("part-*")))
                given.append(number - 2 * written)
                yield article

        report.write(articles, ExportContext(tmp_path, "fr", ("en", "vi")))
        assert max(given) == 2

    def test_parts_of_an_earlier_report_go(self, tmp_path: Path, small_parts: None) -> None:
        write(tmp_path, *wire_articles(5))
        (tmp_path / "report" / "notes.txt").write_text("mine", encoding="utf-8")
        write(tmp_path, *wire_articles(2))
        assert sorted(bytes_of(tmp_path)) == ["report.html", "report/notes.txt"]


class TestRebuild:
    @pytest.fixture
    def output(self, tmp_path: Path, small_parts: None) -> Path:
        return finish(tmp_path / "out", reviewed_article(), *wire_articles(4))

    def test_rebuilt_pages_are_the_same_to_the_byte(self, output: Path) -> None:
        written, manifest = bytes_of(output), (output / "manifest.json").read_bytes()
        for name in written:
            (output / name).unlink()
        assert rebuild(output) == (*NAMES, "report/part-0003.html")
        assert bytes_of(output) == written
        assert (output / "manifest.json").read_bytes() == manifest

    def test_changed_page_is_a_fault_until_it_is_rebuilt(self, output: Path) -> None:
        assert verify_output(output).faults == ()
        (output / "report.html").write_text("changed", encoding="utf-8")
        assert verify_output(output).faults != ()
        rebuild(output)
        assert verify_output(output).faults == ()

    def test_result_without_a_report_gets_one(self, output: Path) -> None:
        manifest = json.loads((output / "manifest.json").read_text("utf-8"))
        for name in [name for name in manifest["outputs"] if name.startswith("report")]:
            (output / name).unlink()
            del manifest["outputs"][name]
        manifest["triptyque"] = "0.0.1"
        manifest["manifest_sha256"] = manifests.digest_of(manifest)
        (output / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        done = CliRunner().invoke(app, ["report", str(output)])
        assert (done.exit_code, "made anew (4 pages)" in done.stdout) == (0, True), done.output
        rebuilt = manifests.read_manifest(output)
        assert rebuilt["outputs"]["report.html"]["sha256"] == sha256_of_file(output / "report.html")
        assert (rebuilt["triptyque"], rebuilt["state_sha256"]) == ("0.0.1", "of the run")
        assert verify_output(output).faults == ()

    def test_pages_that_are_gone_leave_the_manifest(self, output: Path, monkeypatch) -> None:
        monkeypatch.setattr(book, "ARTICLES_PER_PAGE", 50)
        assert rebuild(output) == ("report.html",)
        assert not list((output / "report").glob("*"))
        assert verify_output(output).faults == ()

    def test_hostile_rows_come_back_as_they_were(self, tmp_path: Path) -> None:
        article = make_article(
            "a",
            [Piece(Role.BODY, 1, (Sentence("Un\u2028 \u202e</p>", "One\u0085\u202e<b>", "1"),))],
        )
        output = finish(tmp_path / "out", article)
        written = bytes_of(output)
        rebuild(output)
        assert bytes_of(output) == written

    def test_empty_result_is_rebuilt(self, tmp_path: Path) -> None:
        output = finish(tmp_path / "out")
        written = bytes_of(output)
        rebuild(output)
        assert bytes_of(output) == written

    @pytest.mark.parametrize("name", ["jsonl/segments.jsonl", "data/articles/*.parquet"])
    def test_changed_rows_are_refused(self, output: Path, name: str) -> None:
        (path,) = output.glob(name)
        path.write_bytes(path.read_bytes() + b"\n")
        done = CliRunner().invoke(app, ["report", str(output)])
        assert (done.exit_code, "was changed after the run" in done.stderr) == (1, True)

    def test_folder_without_a_result_is_refused_and_left_alone(self, tmp_path: Path) -> None:
        done = CliRunner().invoke(app, ["report", str(tmp_path)])
        assert (done.exit_code, "not a result" in done.stderr) == (1, True)
        assert list(tmp_path.iterdir()) == []

    def test_folder_that_a_run_holds_is_left_alone(self, output: Path) -> None:
        written = bytes_of(output)
        with hold(output / ".work"), pytest.raises(BusyError, match=str(os.getpid())):
            rebuild(output)
        assert bytes_of(output) == written

    def test_tables_that_do_not_fit_are_refused(self, output: Path) -> None:
        path = output / "jsonl" / "segments.jsonl"
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[:-1]), encoding="utf-8")
        manifest = manifests.read_manifest(output)
        manifest["outputs"] |= manifests.describe_files(output, ["jsonl/segments.jsonl"])
        manifests.write_manifest(output, manifest)
        with pytest.raises(OutputError, match="do not fit together"):
            rebuild(output)


def test_text_that_reorders_is_hostile_indeed() -> None:
    """The sample would be no test if the characters were not in it."""
    assert {"\u202e", "\u2066", "\x00"} <= set(REORDERED)
