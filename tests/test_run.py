"""Whole runs on the command line with the embedded model: what is made, kept, refused."""

import json
import re
from pathlib import Path

import pytest
from conftest import run_cli

DATA_FOLDERS = ("data", "parallel", "tmx", "articles", "jsonl", "report")


def data_bytes(output: Path) -> dict[str, bytes]:
    """The data files of an output folder; the manifest and the work folder carry times."""
    files = [output / "README.md", output / "report.html"]
    files += [p for name in DATA_FOLDERS for p in sorted((output / name).rglob("*")) if p.is_file()]
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in files}


def manifest_of(output: Path) -> dict:
    return json.loads((output / "manifest.json").read_text("utf-8"))


def generated(printed: str) -> int:
    return int(re.search(r"(\d+) generated", printed)[1])


def segments(output: Path) -> list[dict]:
    lines = (output / "jsonl" / "segments.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_run_makes_every_output_and_says_where(first_run):
    output, printed = first_run
    made = {re.sub(r"-[0-9a-f]{10}\.", ".", name) for name in data_bytes(output)}
    assert made == {
        "README.md",
        "report.html",
        "data/segments/train-00000-of-00001.parquet",
        "data/articles/train-00000-of-00001.parquet",
        *(f"parallel/corpus.fr-{t}.{end}" for t in ("en", "vi") for end in ("fr", "ids", t)),
        "tmx/fr-en.tmx",
        "tmx/fr-vi.tmx",
        "jsonl/segments.jsonl",
        *(f"articles/{a}.{t}.md" for a in ("a-japon", "b-france") for t in ("fr", "en", "vi")),
    }  # fmt: skip
    for words in ("articles   2", str(output / "manifest.json"), "configs/default.yaml"):
        assert words in printed


def test_units_hold_every_segment_in_order_with_templates_and_copies(finished):
    rows = segments(finished)
    assert [row["segment_id"] for row in rows] == sorted(row["segment_id"] for row in rows)
    roles = [row["role"] for row in rows if row["article_id"] == "a-japon"]
    assert roles == ["title", "lead", "dateline", "body", "body", "body", "body", "signature"]
    dateline = next(row for row in rows if row["role"] == "dateline")
    assert (dateline["en"], dateline["vi"]) == ("Hanoi, April 23 (VNA) –", "Hà Nội, 23/4 (TTXVN) –")
    assert {row["en_origin"] for row in rows if row["role"] == "signature"} == {"template"}
    credit = next(row for row in rows if row["fr"] == "Photo : VNA")
    assert (credit["en"], credit["vi"]) == ("Photo: VNA", "Ảnh: TTXVN")


def test_equal_segments_have_one_translation(finished):
    same = [r for r in segments(finished) if r["fr"].startswith("Les deux parties ont signé")]
    assert len(same) == 3
    assert len({(row["en"], row["vi"], row["en_score"]) for row in same}) == 1


def test_manifest_accounts_for_everything(finished, corpus):
    manifest = manifest_of(finished)
    assert [item["path"] for item in manifest["inputs"]] == ["a-japon.txt", "b-france.txt"]
    assert manifest["counts"]["segments"] == len(segments(finished))
    assert sum(manifest["counts"]["statuses"].values()) == manifest["counts"]["segments"]
    assert sum(manifest["counts"]["summaries"].values()) == 2
    assert {model["task"] for model in manifest["models"]} == {
        "translate:fr-en", "translate:fr-vi", "summarize:fr",
    }  # fmt: skip
    for model in manifest["models"]:
        assert model["weights_sha256"] in str(manifest)
        assert (model["device"], model["dtype"], model["licence"]) == (
            "cpu", "float32", "apache-2.0",
        )  # fmt: skip
    assert set(manifest["outputs"]) == set(data_bytes(finished))


def test_second_run_generates_nothing_and_gives_the_same_bytes(finished, cli, corpus, fast_config):
    output = finished
    before = data_bytes(output)
    done = cli("run", corpus, output, "--config", fast_config)
    assert (done.returncode, generated(done.stdout)) == (0, 0)
    assert data_bytes(output) == before


def test_run_over_an_unchanged_folder_leaves_the_output_as_it_is(
    finished, cli, corpus, fast_config
):
    before = {p: p.stat().st_mtime_ns for p in finished.rglob("*") if ".work" not in p.parts}
    done = cli("run", corpus, finished, "--config", fast_config)
    assert "unchanged" in done.stdout
    assert {p: p.stat().st_mtime_ns for p in before} == before


CHANGES = {
    "an output file is gone": lambda corpus, output: (output / "README.md").unlink(),
    "an output file was edited": lambda corpus, output: (output / "tmx" / "fr-en.tmx").write_bytes(
        (output / "tmx" / "fr-en.tmx").read_bytes().replace(b"Hanoi", b"Paris")
    ),
    "the manifest is gone": lambda corpus, output: (output / "manifest.json").unlink(),
    "an article is new": lambda corpus, output: (corpus / "c.txt").write_text(
        (corpus / "b-france.txt").read_text("utf-8"), "utf-8"
    ),
    "an article was renamed": lambda corpus, output: (corpus / "b-france.txt").rename(
        corpus / "d.txt"
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_changed_is_made_anew(finished, cli, corpus, fast_config, change):
    whole = data_bytes(finished)
    change(corpus, finished)
    done = cli("run", corpus, finished, "--config", fast_config)
    assert done.returncode == 0
    assert "unchanged" not in done.stdout
    assert cli("verify", finished).returncode == 0
    if len(list(corpus.iterdir())) == 2 and (corpus / "b-france.txt").exists():
        assert data_bytes(finished) == whole


def test_other_option_is_a_change(finished, cli, corpus, fast_config):
    done = cli("run", corpus, finished, "--config", fast_config, "--limit", 1)
    assert "unchanged" not in done.stdout
    assert len({row["article_id"] for row in segments(finished)}) == 1


def test_another_folder_gives_the_same_bytes(finished, corpus, fast_config, tmp_path):
    """In a process of its own: sets have another order there."""
    assert run_cli("run", corpus, tmp_path / "two", "--config", fast_config).returncode == 0
    assert data_bytes(tmp_path / "two") == data_bytes(finished)


def test_added_article_generates_only_its_new_texts_and_a_deleted_one_goes(
    finished, cli, corpus, fast_config
):
    output = finished
    before = data_bytes(output)
    # Structure and title are those of the other article; one sentence and its summary are new.
    added = (corpus / "b-france.txt").read_text("utf-8")
    added = added.replace("L'ambassadeur a remercié", "La délégation a remercié")
    (corpus / "c-nouveau.txt").write_text(added, encoding="utf-8")
    more = cli("run", corpus, output, "--config", fast_config)
    new_texts = 2  # the sentence, into two languages
    new_summary_inputs = 1
    assert new_texts <= generated(more.stdout) <= new_texts + new_summary_inputs + 2 * 3
    assert len({row["article_id"] for row in segments(output)}) == 3
    (corpus / "c-nouveau.txt").unlink()
    less = cli("run", corpus, output, "--config", fast_config)
    assert generated(less.stdout) == 0
    assert data_bytes(output) == before


def test_changed_decoding_option_never_reuses_an_old_entry(
    first_run, finished, cli, corpus, fast_config
):
    done = cli(
        "run", corpus, finished, "--config", fast_config, "--set", "decoding.length_penalty=1.5"
    )
    assert generated(done.stdout) == generated(first_run[1])


def test_output_loads_as_a_dataset(finished, tmp_path):
    from datasets import load_dataset

    options = {"cache_dir": str(tmp_path / "cache"), "split": "train"}
    rows = load_dataset(str(finished), **options)
    assert [row["segment_id"] for row in rows] == [r["segment_id"] for r in segments(finished)]
    articles = load_dataset(str(finished), "articles", **options)
    assert articles["article_id"] == ["a-japon", "b-france"]
    assert all(row["summary_vi"] for row in articles)


def test_sound_output_is_verified(finished, cli):
    done = cli("verify", finished)
    assert done.returncode == 0
    assert "sound" in done.stdout


def test_single_flipped_byte_in_any_file_fails_verification(finished):
    from translate.errors import OutputError
    from translate.verification import verify_output

    output = finished
    for name in [*data_bytes(output), "manifest.json"]:
        path = output / name
        content = path.read_bytes()
        middle = len(content) // 2
        path.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])
        try:
            faults = verify_output(output).faults
        except OutputError as err:
            faults = (str(err),)
        assert len(faults) == 1, name
        assert name in faults[0]
        path.write_bytes(content)
    assert verify_output(output).faults == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda out: (out / "tmx" / "fr-en.tmx").unlink(), "tmx/fr-en.tmx: missing"),
        (lambda out: (out / "articles" / "z.fr.md").write_text("x"), "z.fr.md: not in the mani"),
        (lambda out: (out / "manifest.json").unlink(), "has no manifest: not a result"),
        (lambda out: (out / "manifest.json").write_text("{}"), "was changed"),
        (lambda out: (out / "manifest.json").write_text("{"), "cannot be read"),
    ],
)  # fmt: skip
def test_verification_names_what_is_wrong(finished, cli, change, words):
    change(finished)
    done = cli("verify", finished)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert words in done.stderr


def test_misaligned_line_fails_verification_even_with_a_fitting_manifest(finished):
    from translate.manifest import describe_files, read_manifest, write_manifest
    from translate.verification import verify_output

    output = finished
    manifest = read_manifest(output)
    path = output / "parallel" / "corpus.fr-en.en"
    lines = path.read_text("utf-8").split("\n")
    lines[0], lines[1] = lines[1], lines[0]
    path.write_text("\n".join(lines), encoding="utf-8")
    manifest["outputs"] = describe_files(output, list(manifest["outputs"]))
    write_manifest(output, manifest)
    assert "has another en text" in verify_output(output).faults[0]


def test_output_inside_the_input_is_not_read_again(cli, corpus, fast_config):
    for _ in range(2):
        done = cli("run", corpus, corpus / "out", "--config", fast_config)
        assert done.returncode == 0, done.stderr
    assert manifest_of(corpus / "out")["counts"]["articles"] == 2


def test_dry_run_counts_and_writes_nothing(cli, corpus, tmp_path):
    done = cli("run", corpus, tmp_path / "out", "--config", "starter", "--dry-run")
    assert done.returncode == 0
    assert "articles   2" in done.stdout
    assert not (tmp_path / "out").exists()


def test_limit_takes_the_first_articles(cli, corpus, tmp_path, fast_config):
    output = tmp_path / "out"
    assert cli("run", corpus, output, "--config", fast_config, "--limit", 1).returncode == 0
    assert [item["path"] for item in manifest_of(output)["inputs"]] == ["a-japon.txt"]
    assert manifest_of(output)["limit"] == 1


def test_one_language_less_takes_its_files_away(finished, cli, corpus, fast_config):
    output = finished
    text = fast_config.read_text("utf-8")
    fast_config.write_text(re.sub(r"  vi:\n(?:    .*\n)+", "", text), encoding="utf-8")
    done = cli("run", corpus, output, "--config", fast_config)
    assert done.returncode == 0, done.stderr
    assert not [name for name in data_bytes(output) if "vi." in name]
    assert cli("verify", output).returncode == 0


def test_related_stories_are_translated_only_where_asked(cli, corpus, tmp_path, fast_config):
    story = (corpus / "a-japon.txt").read_text("utf-8") + (
        "\nVoir plus\n\nUne rencontre à Hanoi. Photo : VNA\n\nLe ministre reçoit l'ambassadeur\n\n"
        "Le ministre a reçu l'ambassadeur du Japon au Vietnam.\n"
    )
    (corpus / "a-japon.txt").write_text(story, encoding="utf-8")
    dropped, kept = tmp_path / "dropped", tmp_path / "kept"
    assert cli("run", corpus, dropped, "--config", fast_config).returncode == 0
    keep = ("--set", "structure.related=keep")
    assert cli("run", corpus, kept, "--config", fast_config, *keep).returncode == 0
    assert not [row for row in segments(dropped) if "ambassadeur du Japon" in row["fr"]]
    assert "related_teaser" in manifest_of(dropped)["counts"]["untranslated_blocks"]
    assert [row["role"] for row in segments(kept) if "ambassadeur du Japon" in row["fr"]] == [
        "related_teaser"
    ]


def test_inspect_gives_roles_and_segments_that_tile_their_blocks(cli, corpus):
    done = cli("inspect", corpus / "a-japon.txt", "--json")
    article = json.loads(done.stdout)
    assert set(article) == {"article_id", "profile", "repairs", "blocks", "segments"}
    for index, block in enumerate(article["blocks"]):
        own = [s for s in article["segments"] if s["block"] == index]
        assert "".join(segment["text"] for segment in own) == block["text"]
