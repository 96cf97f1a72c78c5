"""Reviews on the command line: out of a real run, into the memory, and through later runs."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from lxml import etree
from openpyxl import load_workbook
from test_run import data_bytes, generated, manifest_of, segments

from translate.output_folder import hold

SHARED_SENTENCE = "Les deux parties ont signé un accord de coopération."
HUMAN = {
    SHARED_SENTENCE: "Hai bên đã ký thỏa thuận hợp tác.",
    "Photo : VNA": "Ảnh: Người chụp",
    "Le Vietnam et le Japon renforcent leur coopération": "=Tựa do người dịch",
}
SUMMARY = "Tóm tắt do người viết."


def fill_in(file: Path, texts: dict[str, str], summary: str = "") -> int:
    """Fill in the Vietnamese rows as a person would, then sort the sheet and drop a column."""
    book = load_workbook(file)
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    at = {name: place for place, name in enumerate(head)}
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    filled = 0
    done = set()
    for row in rows:
        source = row[at["source"]]
        is_summary = row[at["role"]] == "summary" and row[at["article_id"]] == "a-japon"
        text = summary if is_summary else texts.get(source, "")
        if row[at["lang"]] == "vi" and text and source not in done:
            row[at["human"]], row[at["comment"]] = text, "relu"
            done.add(source)
            filled += 1
    rows.sort(key=lambda row: (row[at["lang"]] == "en", row[at["translation"]]))
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    sheet.delete_cols(at["findings"] + 1)
    book.save(file)
    return filled


@pytest.fixture
def reviewed(finished, cli, tmp_path):
    """A finished output into whose memory a filled-in workbook was imported."""
    file = tmp_path / "review.xlsx"
    done = cli("review", "export", finished, file, "--all")
    assert done.returncode == 0, done.stderr
    assert "fill in `human`" in done.stdout
    assert fill_in(file, HUMAN, SUMMARY) == 4
    done = cli("review", "import", finished, file)
    assert done.returncode == 0, done.stderr
    assert "imported 4 translations: 4 new, 0 replaced, 0 known already; run again" in done.stdout
    return finished


def human_rows(output: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for row in segments(output):
        if row["vi_origin"] == "human":
            found.setdefault(row["fr"], set()).add(row["vi"])
    return found


def articles(output: Path) -> dict[str, dict]:
    import pyarrow.parquet

    (path,) = (output / "data" / "articles").glob("*.parquet")
    return {row["article_id"]: row for row in pyarrow.parquet.read_table(path).to_pylist()}


def test_correction_goes_out_comes_back_and_stands_in_every_output(
    reviewed, cli, corpus, fast_config
):
    counts = manifest_of(reviewed)["counts"]["segments"]
    done = cli("run", corpus, reviewed, "--config", fast_config)
    assert (done.returncode, generated(done.stdout)) == (0, 0)
    assert "unchanged" not in done.stdout
    assert human_rows(reviewed) == {source: {text} for source, text in HUMAN.items()}
    rows = segments(reviewed)
    assert len(rows) == counts
    assert {row["en_origin"] for row in rows} <= {"engine", "template", "copy"}
    own = [row for row in rows if row["vi_origin"] == "human"]
    assert len([row for row in own if row["fr"] == SHARED_SENTENCE]) == 3
    found = [finding for row in own for finding in json.loads(row["findings"])]
    assert {f["severity"] for f in found if f["lang"] == "vi"} <= {"I"}
    summaries = articles(reviewed)
    article = summaries["a-japon"]
    assert (article["summary_vi"], article["summary_vi_origin"]) == (SUMMARY, "human")
    assert article["summary_en_origin"] == "engine"
    manifest = manifest_of(reviewed)
    assert manifest["counts"]["origins"]["vi human"] == 5
    # The model's whole summary of an article may be a sentence that has a human translation.
    by_hand = sum(a["summary_vi_origin"] == "human" for a in summaries.values())
    assert manifest["counts"]["summary_origins"]["vi human"] == by_hand
    units = etree.parse(str(reviewed / "tmx" / "fr-vi.tmx")).iterfind(".//tu")
    marked = [unit for unit in units if unit.findtext("prop[@type='x-origin']") == "human"]
    assert {unit.findtext("tuv[2]/seg") for unit in marked} == set(HUMAN.values())
    lines = {
        end: (reviewed / "parallel" / f"corpus.fr-vi.{end}").read_text("utf-8").splitlines()
        for end in ("fr", "vi", "ids")
    }
    assert len({len(column) for column in lines.values()}) == 1
    assert dict(zip(lines["fr"], lines["vi"], strict=True)).items() >= HUMAN.items()
    page = (reviewed / "articles" / "a-japon.vi.md").read_text("utf-8")
    assert SUMMARY in page
    assert "Do người dịch: `a-japon:00001`" in page
    assert "By hand" not in (reviewed / "articles" / "a-japon.en.md").read_text("utf-8")
    assert cli("verify", reviewed).returncode == 0
    assert "unchanged" in cli("run", corpus, reviewed, "--config", fast_config).stdout


def test_correction_outlives_another_model_and_is_undone_to_the_byte(
    reviewed, first_run, cli, corpus, fast_config
):
    other = ("--set", "decoding.length_penalty=1.5")
    done = cli("run", corpus, reviewed, "--config", fast_config, *other)
    assert generated(done.stdout) < generated(first_run[1])
    assert human_rows(reviewed) == {source: {text} for source, text in HUMAN.items()}
    done = cli("review", "forget", reviewed, "--all")
    assert "4 human translations forgotten" in done.stdout
    done = cli("run", corpus, reviewed, "--config", fast_config)
    assert (done.returncode, generated(done.stdout)) == (0, 0)
    assert data_bytes(reviewed) == data_bytes(first_run[0])


def test_second_import_of_the_same_workbook_after_the_run_replaces_and_applies(
    reviewed, cli, corpus, fast_config, tmp_path
):
    assert cli("run", corpus, reviewed, "--config", fast_config).returncode == 0
    file = tmp_path / "review.xlsx"
    book = load_workbook(file)
    for row in book.active.iter_rows(min_row=2):
        for cell in row:
            if cell.value == HUMAN[SHARED_SENTENCE]:
                cell.value = "Hai bên ký thỏa thuận."
    book.save(file)
    tried = cli("review", "import", reviewed, file, "--dry-run")
    assert "4 translations would be imported" in tried.stdout
    done = cli("review", "import", reviewed, file)
    assert "imported 4 translations: 0 new, 1 replaced, 3 known" in done.stdout
    assert cli("run", corpus, reviewed, "--config", fast_config).returncode == 0
    assert human_rows(reviewed)[SHARED_SENTENCE] == {"Hai bên ký thỏa thuận."}


def test_damaged_rows_are_all_told_with_an_exit_code_of_their_own(finished, cli, tmp_path):
    file = tmp_path / "review.xlsx"
    assert cli("review", "export", finished, file, "--all", "--lang", "vi").returncode == 0
    fill_in(file, HUMAN, SUMMARY)
    book = load_workbook(file)
    places = {cell.value: cell.column for cell in book.active[1]}
    book.active.cell(2, places["source"]).value = "Autre chose."
    book.active.cell(3, places["digest"]).value = "r1-0000"
    book.save(file)
    done = cli("review", "import", finished, file)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert f"{file} row 2: the source is not that of the output" in done.stderr
    assert f"{file} row 3: its ids, language" in done.stderr
    assert "nothing was imported" in done.stdout
    done = cli("review", "import", finished, file, "--skip-bad")
    assert done.returncode == 3
    assert "2 wrong" in done.stdout


def test_run_that_holds_the_output_keeps_an_import_out(finished, cli, tmp_path):
    file = tmp_path / "review.csv"
    assert cli("review", "export", finished, file).returncode == 0
    with hold(finished / ".work"):
        done = cli("review", "import", finished, file)
    assert done.returncode == 75
    assert "another run is at work" in done.stderr


KILLED_WHILE_WRITING = """
import os, sys
from translate import cli, pipeline
from translate.output_folder import MANIFEST_NAME
def die(output, *_):
    (output / MANIFEST_NAME).unlink()
    os.kill(os.getpid(), 9)
pipeline._write = die
sys.argv = ["translate", *sys.argv[1:]]
cli.main()
"""


def test_run_killed_between_import_and_result_applies_the_correction_when_run_again(
    reviewed, cli, corpus, fast_config, tmp_path
):
    arguments = ["run", str(corpus), str(reviewed), "--config", str(fast_config)]
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_WRITING, *arguments], check=False)
    assert killed.returncode == -signal.SIGKILL
    refused = cli("review", "import", reviewed, tmp_path / "review.xlsx")
    assert "has no manifest" in refused.stderr
    assert cli(*arguments).returncode == 0
    assert human_rows(reviewed) == {source: {text} for source, text in HUMAN.items()}
    assert cli("verify", reviewed).returncode == 0
