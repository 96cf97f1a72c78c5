"""A hostile folder: the run ends 3, each failure is listed, the good articles are complete."""

import gzip
import json
import os

import pytest


@pytest.fixture
def hostile(corpus):
    """The two good articles among everything that should not be there."""

    def put(name: str, content: bytes) -> None:
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_bytes(content)

    good = {
        "text": "Un titre\n\nLa pluie est tombée sur la ville et les écoles ont fermé.",
        "id": "x",
    }
    row = json.dumps(good, ensure_ascii=False).encode()
    put("empty.txt", b"")
    put("blank.txt", b" \n\t\n")
    put("binary.txt", bytes(range(256)) * 20)
    put("picture.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 500)
    put("one-line.txt", b"Le riz est cher. " * 310_000)
    put("english.txt", b"The minister said that the government would raise taxes for all. " * 9)
    put("numbers.docx", b"PK\x03\x04")
    put("rows.jsonl", row + b"\n{not json\n[1]\n" + b'{"body": "x"}\n' + row[:-1] + b', "x": 1}\n')
    put(
        "huge.jsonl",
        b'{"text": "' + b"a" * 9_000_000 + b'"}\n' + row.replace(b'"x"', b'"y"') + b"\n",
    )
    put("cut.jsonl.gz", gzip.compress(row * 50)[:-20])
    put("bad.parquet", b"PAR1 not really")
    put("bad\nname.txt", b"")
    put("latin.txt", "L’été à la préfecture, où le maire a reçu les élus.".encode("cp1252"))
    put(
        "controls.txt",
        "Un titre\n\nLa ville\x00\x01 est\x0b belle et les rues sont\x1e là.".encode(),
    )
    put("bells.txt", "Un titre\n\nLa ville\x07 est\x0b belle et les rues sont\x1e là.".encode())
    put(".hidden.txt", b"Le maire est dans la ville et il a vu les gens.")
    put("..dots.txt", b"")
    (corpus / "loop").symlink_to(corpus)
    (corpus / "broken.txt").symlink_to(corpus / "nowhere.txt")
    os.mkfifo(corpus / "pipe.txt")
    return corpus


def test_hostile_folder_fails_in_part_and_loses_nothing_good(cli, hostile, tmp_path, fast_config):
    output = tmp_path / "out"
    done = cli("run", hostile, output, "--config", fast_config)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False), done.stderr
    manifest = json.loads((output / "manifest.json").read_text("utf-8"))
    read = {item["path"] for item in manifest["inputs"]}
    failed = {item["path"]: item for item in manifest["failures"]}
    assert {"a-japon.txt", "b-france.txt", "latin.txt", "bells.txt"} <= read
    assert {"rows.jsonl#1", "rows.jsonl#5", "huge.jsonl#2"} <= read
    for name in (
        "empty.txt", "blank.txt", "binary.txt", "picture.txt", "one-line.txt", "english.txt",
        "numbers.docx", "rows.jsonl#2", "rows.jsonl#3", "rows.jsonl#4", "huge.jsonl#1",
        "bad.parquet", "broken.txt", "pipe.txt", "bad\\nname.txt",
    ):  # fmt: skip
        assert name in failed, sorted(failed)
    assert any(name.startswith("cut.jsonl.gz") for name in failed)
    assert any("loop" in name for name in failed)
    assert all(item["what"] and item["remedy"] for item in failed.values())
    assert not any("hidden" in name for name in read | set(failed))
    assert manifest["counts"]["failures"] == len(manifest["failures"])
    assert done.stdout.count("failed     ") <= 11
    assert cli("verify", output).returncode == 0


def test_folder_without_any_article_fails(cli, tmp_path, fast_config):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"")
    done = cli("run", folder, tmp_path / "out", "--config", fast_config)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "a.txt" in done.stdout


def test_articles_in_other_languages_pass_where_the_config_lets_them(
    cli, corpus, tmp_path, fast_config
):
    text = "The minister said that the government would raise taxes for all the people. " * 4
    (corpus / "english.txt").write_text(text, encoding="utf-8")
    command = ("run", corpus, tmp_path / "out", "--config", fast_config)
    assert cli(*command).returncode == 3
    assert cli(*command, "--set", "reading.require_french=false").returncode == 0
