"""The data set loads: from the folder and from a hub, plain and streaming, whatever happened."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest
import yaml
from hub import serve_dataset
from samples import Piece, Sentence, make_article, source_of, wire_articles

from translate.records import Role, TranslatedArticle
from translate.writers import dataset, shards
from translate.writers.base import Export, ExportContext
from translate.writers.rows import article_columns, segment_columns
from translate.writers.shards import arrow_schema

TESTS = Path(__file__).parent


def write(folder: Path, *articles: TranslatedArticle) -> Export:
    return dataset.write(source_of(*articles), ExportContext(folder, "fr", ("en", "vi")))


def load(folder: Path, name: str | None = None, *, streaming: bool = False) -> Any:
    """The train split of a configuration; all loads of a test share one cache."""
    from datasets import load_dataset

    cache = folder.parent / "cache"
    options = {"streaming": streaming, "cache_dir": str(cache)}
    return load_dataset(str(folder), name, split="train", **options)


def card_header(folder: Path) -> dict[str, Any]:
    header: dict[str, Any] = yaml.safe_load(
        (folder / "README.md").read_text(encoding="utf-8").split("---\n")[1]
    )
    return header


@pytest.mark.parametrize("streaming", [False, True], ids=["plain", "streaming"])
def test_both_configurations_load(tmp_path: Path, streaming: bool) -> None:
    write(tmp_path / "out", *wire_articles(3))
    segments = load(tmp_path / "out", streaming=streaming)
    articles = load(tmp_path / "out", "articles", streaming=streaming)
    assert [row["article_id"] for row in articles] == ["a00000", "a00001", "a00002"]
    rows = list(segments)
    assert len(rows) == 30
    assert rows[3]["fr"] == "Les ventes montent."
    assert rows[3]["vi"] == "Doanh số tăng."
    assert rows[2]["en_score"] is None
    assert rows[3]["en_score"] == -0.5


def test_columns_and_types_are_those_declared(tmp_path: Path) -> None:
    context = ExportContext(tmp_path, "fr", ("en", "vi"))
    write(tmp_path / "out", *wire_articles(1))
    for name, columns in (
        ("segments", segment_columns(context)),
        ("articles", article_columns(context)),
    ):
        features = load(tmp_path / "out", name).features
        assert {key: value.dtype for key, value in features.items()} == {
            column.name: column.kind.value for column in columns
        }
        assert list(features) == [column.name for column in columns]


def test_arrow_schema_is_that_of_the_datasets_library(tmp_path: Path) -> None:
    from datasets import Features, Value

    columns = segment_columns(ExportContext(tmp_path, "fr", ("en", "vi")))
    features = Features({column.name: Value(column.kind.value) for column in columns})
    assert arrow_schema(columns).equals(features.arrow_schema, check_metadata=True)


def test_column_of_nulls_keeps_its_type(tmp_path: Path) -> None:
    scoreless = make_article("a", [Piece(Role.BODY, 1, (Sentence("1", "1", "1", score=None),))])
    scored = make_article("b", [Piece(Role.BODY, 1, (Sentence("Un.", "One.", "Một."),))])
    write(tmp_path / "out", scoreless, scored)
    rows = load(tmp_path / "out")
    assert rows.features["en_score"].dtype == "float64"
    assert rows["en_score"][:] == [None, -0.25]
    write(tmp_path / "out", scoreless)
    assert load(tmp_path / "out").features["en_score"].dtype == "float64"


def corpora_with_equal_cards(folder: Path) -> list[str]:
    """Topics whose cards differ by the hashes alone: for such the cache of `datasets` is blind."""
    topics: dict[str, list[str]] = {}
    for topic in ascii_lowercase:
        write(folder, *wire_articles(2, topic))
        card = (folder / "README.md").read_text(encoding="utf-8")
        topics.setdefault(re.sub(r"-[0-9a-f]{10}\.parquet", "", card), []).append(topic)
    return max(topics.values(), key=len)


def test_new_rows_are_seen_in_the_same_folder_and_in_a_namesake(tmp_path: Path) -> None:
    from datasets import load_dataset

    first, second, *_ = corpora_with_equal_cards(tmp_path / "trial" / "out")
    for place, topic in (("here", first), ("here", second), ("there", first), ("there", second)):
        folder = tmp_path / place / "out"
        write(folder, *wire_articles(2, topic))
        for name, column in (("segments", "fr"), ("articles", "title_fr")):
            rows = load_dataset(str(folder), name, split="train", cache_dir=str(tmp_path / "cache"))
            assert rows[column][0] == f"Accord sur {topic} 0"


def test_card_counts_what_the_files_hold(tmp_path: Path) -> None:
    export = write(tmp_path / "out", *wire_articles(3))
    header = card_header(tmp_path / "out")
    splits = {info["config_name"]: info["splits"][0] for info in header["dataset_info"]}
    assert splits["segments"]["num_examples"] == export.counts["segments"] == 30
    assert splits["articles"]["num_examples"] == export.counts["articles"] == 3
    assert splits["segments"]["num_bytes"] == load(tmp_path / "out").data.nbytes
    listed = [config["data_files"][0]["path"] for config in header["configs"]]
    assert sorted(["README.md", *listed[0], *listed[1]]) == list(export.files)
    assert [config.get("default", False) for config in header["configs"]] == [True, False]


def test_table_without_rows_is_left_out_of_the_card(tmp_path: Path) -> None:
    write(tmp_path / "out", make_article("a", []))
    assert [config["config_name"] for config in card_header(tmp_path / "out")["configs"]] == [
        "articles"
    ]
    assert load(tmp_path / "out")["article_id"][:] == ["a"]


def test_empty_data_set_says_so(tmp_path: Path) -> None:
    write(tmp_path / "out", *wire_articles(2))
    export = write(tmp_path / "out")
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert export.files == ("README.md",)
    assert "configs" not in card_header(tmp_path / "out")
    assert "There are no rows" in card
    assert list((tmp_path / "out" / "data").rglob("*.parquet")) == []


def test_many_rows_become_several_shards_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "SEGMENT_SHARD_ROWS", 12)
    monkeypatch.setattr(shards, "_GROUP_ROWS", 5)
    export = write(tmp_path / "out", *wire_articles(3))
    names = [Path(name).name for name in export.files if "segments" in name]
    assert [name[:20] for name in names] == [f"train-{n:05d}-of-00003"[:20] for n in range(3)]
    assert all("-of-00003-" in name for name in names)
    ids = load(tmp_path / "out")["segment_id"][:]
    assert len(ids) == 30
    assert ids == sorted(ids)


def test_row_groups_are_bounded_by_text_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyarrow.parquet import ParquetFile

    monkeypatch.setattr(shards, "_GROUP_CHARACTERS", 1_000)
    export = write(tmp_path / "out", *wire_articles(3))
    name = next(name for name in export.files if "articles" in name)
    assert ParquetFile(tmp_path / "out" / name).metadata.num_row_groups == 1 + 1
    assert len(load(tmp_path / "out", "articles")) == 3


def test_failure_in_the_middle_leaves_the_old_data_set(tmp_path: Path) -> None:
    write(tmp_path / "out", *wire_articles(2, "le thé"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    def broken() -> Any:
        yield from wire_articles(1, "le riz")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        dataset.write(broken, ExportContext(tmp_path / "out", "fr", ("en", "vi")))
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


EXPORT_LOOP = """
import sys
from pathlib import Path
from samples import source_of, wire_articles
from translate.writers.base import ExportContext
from translate.writers.dataset import write
context = ExportContext(Path(sys.argv[1]), "fr", ("en", "vi"))
corpora = [wire_articles(20, "le thé"), wire_articles(30, "le riz")]
while True:
    for articles in corpora:
        write(source_of(*articles), context)
        print("written", flush=True)
"""


def test_kill_in_an_export_loop_leaves_a_folder_that_loads(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS.parent}"}
    for delay_s in (0.001, 0.007, 0.013, 0.022, 0.031):
        command = [sys.executable, "-c", EXPORT_LOOP, str(tmp_path / "out")]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(delay_s)
            process.kill()
        rows = load(tmp_path / "out")
        articles = load(tmp_path / "out", "articles")
        expected = {"le thé": 20, "le riz": 30}[articles["title_fr"][0][11:17]]
        assert (len(articles), len(rows)) == (expected, expected * 10)
    write(tmp_path / "out", *wire_articles(1))
    assert len([path for path in (tmp_path / "out").rglob("*") if path.is_file()]) == 3


def test_half_written_files_of_a_killed_run_are_cleared(tmp_path: Path) -> None:
    halves = [
        tmp_path / "out" / ".README.md.7.partial",
        tmp_path / "out" / ".manifest.json.7.partial",
        tmp_path / "out" / "data" / "segments" / ".train-00000.staged.7.partial",
    ]
    for half in halves:
        half.parent.mkdir(parents=True, exist_ok=True)
        half.write_text("half", encoding="utf-8")
    write(tmp_path / "out", *wire_articles(1))
    assert [half for half in halves if half.exists()] == []


LOAD_FROM_HUB = """
from datasets import load_dataset
for streaming in (False, True):
    segments = load_dataset("newsroom/stories", split="train", streaming=streaming)
    articles = load_dataset("newsroom/stories", "articles", split="train", streaming=streaming)
    print(len(list(segments)), [row["title_en"] for row in articles])
"""


def test_data_set_loads_as_if_from_the_hub(tmp_path: Path) -> None:
    write(tmp_path / "out", *wire_articles(2))
    (tmp_path / "out" / "manifest.json").write_text("{}", encoding="utf-8")
    with serve_dataset(tmp_path / "out", "newsroom/stories") as endpoint:
        environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("HF_")},
            "HF_ENDPOINT": endpoint,
            "HF_HOME": str(tmp_path / "home"),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "NO_PROXY": "127.0.0.1",
        }
        shown = subprocess.run(
            [sys.executable, "-c", LOAD_FROM_HUB],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert shown.returncode == 0, shown.stderr[-2000:]
    expected = "20 ['Deal on le café 0', 'Deal on le café 1']"
    assert shown.stdout.splitlines() == [expected, expected]
