"""Reading a folder: the kinds of files, the walk, identifiers, and everything that can be wrong."""

import gzip
import hashlib
import json
import os
import shutil
import socket
import time
import tracemalloc
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from conftest import SHARED

from translate.config import JsonlFields, ReadingConfig
from translate.errors import CorpusError
from translate.readers import IdCollision, ReadFailure, read_corpus
from translate.readers.base import safe_name, slug
from translate.readers.digests import DigestSet
from translate.readers.language import french_share, is_french
from translate.records import Document

FRENCH = (
    "Les deux villes ont signé un accord dans la matinée. Il porte sur le transport et la culture."
)
ENGLISH = (
    "The two cities have signed an agreement in the morning, and it is about transport, culture "
    "and schools for the years to come."
)


def read(folder: Path, exclude: Path | None = None, **options: object) -> list[object]:
    return list(read_corpus(folder, ReadingConfig(**options), exclude))


def documents(items: list[object]) -> list[Document]:
    return [item for item in items if isinstance(item, Document)]


def failures(items: list[object]) -> dict[str, str]:
    return {item.path: item.what for item in items if isinstance(item, ReadFailure)}


def write(path: Path, text: str = FRENCH) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rows(*values: object) -> str:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


# The walk.


def test_files_come_sorted_by_their_whole_path(tmp_path):
    for name in ("b.txt", "a/z.txt", "a.txt", "a-b.txt", "a/b/c.txt", "É.txt", "Z.txt"):
        write(tmp_path / name)
    paths = [document.path for document in documents(read(tmp_path))]
    assert paths == sorted(paths)
    assert paths == ["Z.txt", "a-b.txt", "a.txt", "a/b/c.txt", "a/z.txt", "b.txt", "É.txt"]


def test_hidden_files_and_the_output_folder_are_never_read(tmp_path):
    for name in ("a.txt", ".hidden.txt", ".git/b.txt", "out/c.txt", "deep/out/d.txt", "outer.txt"):
        write(tmp_path / name)
    items = read(tmp_path, exclude=tmp_path / "out")
    assert [d.path for d in documents(items)] == ["a.txt", "deep/out/d.txt", "outer.txt"]
    assert not failures(items)


@pytest.mark.parametrize("removed", ["nothing", ".work", "manifest.json"])
def test_output_of_another_run_is_listed_and_not_read(tmp_path, finished, removed):
    """Also one that was cleaned up, or is not complete."""
    write(tmp_path / "a.txt")
    if removed == ".work":
        shutil.rmtree(finished / removed)
    else:
        (finished / removed).unlink(missing_ok=True)
    items = read(tmp_path)
    assert [d.path for d in documents(items)] == ["a.txt"]
    assert failures(items) == {finished.name: "the output of a run, not a corpus"}


def test_excluded_folder_is_not_read_through_a_link(tmp_path):
    write(tmp_path / "out" / "c.txt")
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "link").symlink_to(tmp_path / "out")
    items = read(tmp_path / "in", exclude=tmp_path / "out")
    assert [d.path for d in documents(items)] == ["a.txt"]


def test_single_file_is_a_corpus(tmp_path):
    path = write(tmp_path / "un article.txt")
    (document,) = read(path)
    assert (document.article_id, document.path) == ("un-article", "un article.txt")
    assert document.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.text == FRENCH


def test_missing_folder_is_an_error_at_once(tmp_path):
    with pytest.raises(CorpusError, match="no such folder"):
        read_corpus(tmp_path / "none", ReadingConfig())


def test_links_are_followed_out_of_the_corpus_and_never_back(tmp_path):
    corpus, outside = tmp_path / "corpus", tmp_path / "outside"
    write(corpus / "sub" / "a.txt")
    write(outside / "b.txt")
    (outside / "back").symlink_to(outside)
    (corpus / "loop").symlink_to(corpus)
    (corpus / "sub" / "up").symlink_to("..")
    (corpus / "other").symlink_to(outside)
    (corpus / "file.txt").symlink_to(outside / "b.txt")
    (corpus / "broken.txt").symlink_to(outside / "none.txt")
    (corpus / "itself.txt").symlink_to("itself.txt")
    items = read(corpus)
    assert [d.path for d in documents(items)] == ["file.txt", "other/b.txt", "sub/a.txt"]
    assert failures(items) == {
        "broken.txt": "a broken symbolic link",
        "itself.txt": "a broken symbolic link",
        "loop": "a symbolic link that leads back into the corpus",
        "other/back": "a folder that another symbolic link led to already",
        "sub/up": "a symbolic link that leads back into the corpus",
    }


def test_pipes_and_sockets_are_listed_and_never_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as server:
        directory = os.open(tmp_path, os.O_RDONLY)
        try:  # by a short name: a socket's path may have 108 bytes only
            server.bind(f"/proc/self/fd/{directory}/s.txt")
        except OSError:
            pytest.skip("no sockets in this file system")
        finally:
            os.close(directory)
        assert set(failures(read(tmp_path))) == {"pipe.txt", "s.txt"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_files_and_folders_without_permission_are_listed(tmp_path):
    write(tmp_path / "secret.txt").chmod(0)
    write(tmp_path / "closed" / "a.txt").parent.chmod(0)
    write(tmp_path / "open.txt")
    try:
        items = read(tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert set(failures(items)) == {"closed", "secret.txt"}
    assert [d.path for d in documents(items)] == ["open.txt"]


def test_file_that_vanishes_during_the_run_is_listed(tmp_path):
    write(tmp_path / "a.txt")
    write(tmp_path / "b.txt")
    items = read_corpus(tmp_path, ReadingConfig())
    assert isinstance(next(items), Document)
    (tmp_path / "b.txt").unlink()
    (failure,) = items
    assert failure.path == "b.txt"
    assert "cannot be read" in failure.what


def test_odd_names_stay_on_one_line_and_give_readable_identifiers(tmp_path):
    names = [b"deux\nlignes.txt", b"latin\xe9.txt", b"a..b.txt", b"x\\y.txt", b"con.txt"]
    for name in names:
        with open(os.path.join(os.fsencode(tmp_path), name), "wb") as stream:  # noqa: PTH118, PTH123
            stream.write(FRENCH.encode())
    found = {d.path: d.article_id for d in documents(read(tmp_path))}
    assert found == {
        "a..b.txt": "a-b",
        "con.txt": "article-con",
        "deux\\nlignes.txt": "deux-nlignes",
        "latin\\xe9.txt": "latin-xe9",
        "x\\\\y.txt": "x-y",
    }


# Identifiers.

SLUGS = [
    ("Économie/Đà Nẵng, l'œuvre", "economie-da-nang-l-oeuvre"),
    ("a__b  c--d", "a-b-c-d"),
    ("../../etc/passwd", "etc-passwd"),
    ("2025/04/23", "2025-04-23"),
    ("COM1", "article-com1"),
]


@pytest.mark.parametrize(("text", "expected"), SLUGS)
def test_slug_is_readable(text, expected):
    assert slug(text, of="x") == expected


@pytest.mark.parametrize("text", ["新闻", "", "x" * 300])
def test_slug_that_needs_help_has_a_hash(text):
    found = slug(text, of="x.txt")
    assert found.endswith("-" + hashlib.sha256(b"x.txt").hexdigest()[:8])
    assert len(found) <= 80


def test_colliding_identifiers_are_resolved_and_told(tmp_path):
    for name in ("a-b.txt", "a/b.txt", "a_b.md"):
        write(tmp_path / name)
    items = read(tmp_path)
    collisions = [item for item in items if isinstance(item, IdCollision)]
    ids = {d.path: d.article_id for d in documents(items)}
    assert ids["a-b.txt"] == "a-b"
    assert ids["a/b.txt"] == "a-b-" + hashlib.sha256(b"a/b.txt").hexdigest()[:8]
    assert [(c.path, c.wanted, c.article_id) for c in collisions] == [
        (path, "a-b", ids[path]) for path in ("a/b.txt", "a_b.md")
    ]
    for collision in collisions:
        following = items[items.index(collision) + 1]
        assert isinstance(following, Document)
        assert following.article_id == collision.article_id


def test_safe_names_of_different_files_differ():
    assert safe_name("a\nb") != safe_name("a\\nb")


# Files that are no articles.


def test_hostile_files_are_listed_and_the_good_ones_read(tmp_path):
    write(tmp_path / "good.txt")
    files = {
        "empty.txt": b"",
        "blank.md": b" \n\n\t",
        "binary.txt": bytes(range(256)),
        "nul.txt": b"du texte\0encore",
        "image.txt": b"\x89PNG\r\n\x1a\n....",
        "long.txt": b"Le mot " * 800_000,
        "english.txt": ENGLISH.encode(),
        "report.docx": b"PK\x03\x04",
        "LISEZMOI": b"un texte",
        "bad.parquet": b"PAR1 not really",
        "empty.html": b"<html><body></body></html>",
        "pdf.jsonl": b"%PDF-1.7\nxx\nxx\n",
        "utf16.jsonl": '{"text": "é"}'.encode("utf-16"),
        "plain.jsonl.gz": b"not gzip at all",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    items = read(tmp_path)
    assert [d.path for d in documents(items)] == ["good.txt"]
    found = {path.partition("#")[0]: what for path, what in failures(items).items()}
    assert set(found) == set(files)
    assert "larger than 2000000 bytes" in found["long.txt"]
    assert "not French" in found["english.txt"]
    assert "unknown kind" in found["report.docx"]
    assert all(item.remedy for item in items if isinstance(item, ReadFailure))
    assert len(items) == len(files) + 1


def test_repairable_bytes_are_read(tmp_path):
    (tmp_path / "latin.TXT").write_bytes(FRENCH.encode("cp1252"))
    (tmp_path / "mixed.txt").write_bytes(FRENCH.encode() + b" \xe9t\xe9 \x01")
    first, second = documents(read(tmp_path))
    assert first.text == FRENCH
    assert [repair.kind for repair in first.repairs] == ["cp1252"]
    assert second.text == FRENCH + " été "


def test_failing_parser_is_a_failure_of_its_file(tmp_path, monkeypatch):
    def explode(*_: object) -> None:
        message = "boom"
        raise TypeError(message)

    monkeypatch.setattr("translate.readers.html._extract", explode)
    write(tmp_path / "a.html", f"<p>{FRENCH}")
    write(tmp_path / "b.txt")
    items = read(tmp_path)
    assert "TypeError: boom" in failures(items)["a.html"]
    assert len(documents(items)) == 1


# JSON Lines.


def test_rows_are_read_with_title_date_and_identifier(tmp_path):
    text = rows(
        {"id": "Numéro 7", "title": "Un  titre", "date": "2025-04-23", "text": FRENCH},
        {"text": f"Un titre\n{FRENCH}", "title": "Un titre"},
        {"text": FRENCH, "title": None, "id": 12},
    )
    path = write(tmp_path / "b.jsonl", text)
    first, second, third = documents(read(tmp_path))
    assert (first.article_id, first.path) == ("b-numero-7", "b.jsonl#1")
    assert (first.title, first.date) == ("Un titre", "2025-04-23")
    assert first.text == f"Un titre\n\n{FRENCH}"
    assert first.sha256 == hashlib.sha256(path.read_bytes().split(b"\n")[0]).hexdigest()
    assert (second.article_id, second.text) == ("b-00002", f"Un titre\n{FRENCH}")
    assert (third.article_id, third.title, third.text) == ("b-12", None, FRENCH)


def test_gzipped_rows_are_those_of_the_plain_file(tmp_path):
    text = rows({"text": FRENCH}, {"text": FRENCH})
    write(tmp_path / "plain" / "b.jsonl", text)
    (tmp_path / "zipped").mkdir()
    (tmp_path / "zipped" / "b.jsonl.gz").write_bytes(gzip.compress(text.encode()))
    plain, zipped = documents(read(tmp_path / "plain")), documents(read(tmp_path / "zipped"))
    assert [(d.article_id, d.text, d.sha256) for d in plain] == [
        (d.article_id, d.text, d.sha256) for d in zipped
    ]


def test_bad_lines_are_listed_by_number_and_the_others_read(tmp_path):
    good = rows({"text": FRENCH})
    lines = [
        good,
        "\n",
        '{"text": "coupé\n',
        "[1, 2]\n",
        rows({"titre": "x", "corps": FRENCH}),
        rows({"text": 3}),
        rows({"text": " "}),
        "[" * 100_000 + "\n",
        '{"text": ' + "1" * 5_000 + "}\n",
        rows({"text": "mot " * 1_000_000}),
        rows({"text": ENGLISH}),
        good.replace("\n", "\r\n"),
        good.rstrip(),
    ]
    write(tmp_path / "b.jsonl", "".join(lines))
    items = read(tmp_path)
    assert [d.path for d in documents(items)] == ["b.jsonl#1", "b.jsonl#12", "b.jsonl#13"]
    found = failures(items)
    assert list(found) == [f"b.jsonl#{number}" for number in range(3, 12)]
    assert "fields found: corps, titre" in found["b.jsonl#5"]
    assert "larger than" in found["b.jsonl#10"]


def test_strings_of_a_row_are_repaired_and_counted(tmp_path):
    line = b'\xef\xbb\xbf{"text": "%s \\ud800 e\\u0301t\\u00e9\\r\\n"}\n' % FRENCH.encode()
    (tmp_path / "b.jsonl").write_bytes(line)
    (document,) = documents(read(tmp_path))
    assert document.text == f"{FRENCH} \ufffd été\n"
    assert {repair.kind: repair.count for repair in document.repairs} == {
        "byte_order_mark": 1,
        "lone_surrogates": 1,
        "line_ends": 1,
        "nfc": 1,
    }


def test_truncated_gzip_keeps_the_rows_before(tmp_path):
    texts = (f"{FRENCH} {hashlib.sha512(bytes([n])).hexdigest()}" for n in range(200))
    text = "".join(rows({"text": text}) for text in texts)
    data = gzip.compress(text.encode())
    (tmp_path / "b.jsonl.gz").write_bytes(data[: len(data) // 2])
    items = read(tmp_path, require_french=False)
    kept = documents(items)
    assert 50 < len(kept) < 150
    assert len(items) == len(kept) + 1
    assert failures(items)[f"b.jsonl.gz#{len(kept) + 1}"].startswith("corrupted gzip")


def test_fields_are_named_in_the_config(tmp_path):
    write(tmp_path / "b.jsonl", rows({"corps": FRENCH, "titre": "Un titre", "ref": "r1"}))
    fields = JsonlFields(text="corps", title="titre", id="ref")
    (document,) = documents(read(tmp_path, fields=fields))
    assert (document.article_id, document.title) == ("b-r1", "Un titre")


def test_large_file_is_read_in_little_memory(tmp_path):
    line = rows({"text": FRENCH * 20})
    with (tmp_path / "b.jsonl").open("w", encoding="utf-8") as stream:
        for _ in range(1_000):
            stream.write(line)
        stream.write("x" * 30_000_000 + "\n")
        stream.write(line)
    tracemalloc.start()
    count = sum(isinstance(item, Document) for item in read_corpus(tmp_path, ReadingConfig()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 1_001
    assert peak < 12_000_000


# Parquet.


def test_rows_of_a_table_are_read(tmp_path):
    table = pyarrow.table(
        {
            "text": [FRENCH, None, ENGLISH, FRENCH],
            "title": ["Un titre", "b", "c", None],
            "id": [7, 8, 9, None],
            "other": [1, 2, 3, 4],
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "t.parquet")
    items = read(tmp_path)
    first, last = documents(items)
    assert (first.article_id, first.path, first.title) == ("t-7", "t.parquet#1", "Un titre")
    assert first.text == f"Un titre\n\n{FRENCH}"
    assert last.article_id == "t-00004"
    assert list(failures(items)) == ["t.parquet#2", "t.parquet#3"]
    assert first.sha256 != last.sha256


def test_table_without_the_text_column_is_listed_with_its_columns(tmp_path):
    pyarrow.parquet.write_table(pyarrow.table({"corps": [FRENCH]}), tmp_path / "t.parquet")
    assert "columns found: corps" in failures(read(tmp_path))["t.parquet"]


# HTML.

PAGE = f"""<!DOCTYPE html><html lang="fr"><head>
<meta charset="CHARSET"><title>Un accord entre Huê et Nantes</title>
<meta property="article:published_time" content="2025-04-23T10:00:00+07:00"></head>
<body><nav><a href="/">Accueil</a> <a href="/x">Économie</a></nav>
<article><h1>Un accord entre Huê et Nantes</h1>
<p>{FRENCH} Les élus des deux villes étaient présents à la cérémonie.</p>
<h2>Un été chargé</h2>
<p>La prochaine rencontre aura lieu à Nantes, où les maires parleront de l'eau et des berges.</p>
</article><footer>Tous droits réservés</footer></body></html>"""


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("utf-8", "utf-8"), ("iso-8859-1", "cp1252"), ("utf-8", "cp1252"), ("nonsense", "utf-8")],
)
def test_page_gives_title_date_and_paragraphs(tmp_path, declared, encoding, capsys):
    page = PAGE.replace("CHARSET", declared).encode(encoding)
    (tmp_path / "p.html").write_bytes(page)
    items = read(tmp_path)
    assert not failures(items)
    (document,) = documents(items)
    assert document.title == "Un accord entre Huê et Nantes"
    assert document.date == "2025-04-23"
    lines = [line for line in document.text.split("\n") if line]
    assert lines[0] == document.title
    assert lines[1].startswith(FRENCH)
    assert lines[2] == "## Un été chargé"
    assert len(lines) == 4
    assert document.sha256 == hashlib.sha256(page).hexdigest()
    assert capsys.readouterr() == ("", "")


def test_deeply_nested_page_ends_nothing(tmp_path):
    write(tmp_path / "deep.html", "<div>" * 50_000 + FRENCH)
    write(tmp_path / "good.txt")
    started = time.process_time()
    items = read(tmp_path)
    assert documents(items)[-1].path == "good.txt"
    assert time.process_time() - started < 60


# Language.

FOREIGN = {
    "English": ENGLISH,
    "Spanish": (
        "El presidente se reunió este martes en Madrid con los representantes de las empresas del "
        "país para hablar de la situación. Es un acuerdo que entra en vigor en enero."
    ),
    "Italian": (
        "Le autorità locali e le forze dell'ordine hanno chiuso le strade dopo le piogge. "
        "L'allerta resta alta in tutte le regioni, e le scuole della città sono chiuse."
    ),
    "Portuguese": (
        "O presidente reuniu-se em Lisboa com os representantes das empresas do país para falar da "
        "situação. As partes decidiram continuar a trabalhar numa proposta sobre o emprego."
    ),
    "Vietnamese": (
        "Hai thành phố đã ký một thỏa thuận vào buổi sáng. Thỏa thuận này nói về giao thông, văn "
        "hóa và các trường học trong những năm tới, theo lãnh đạo hai bên."
    ),
}


@pytest.mark.parametrize("text", FOREIGN.values(), ids=FOREIGN)
def test_other_languages_are_not_french(text):
    assert not is_french(text, 0.2)


@pytest.mark.parametrize(
    "text",
    ["Le Vietnam et le Japon", "Vietnam-Laos : coordination étroite", "L'avis d'un expert", FRENCH],
)
def test_short_french_needs_one_sign(text):
    assert is_french(text, 0.2)


def test_foreign_articles_pass_if_french_is_not_required(tmp_path):
    write(tmp_path / "a.txt", ENGLISH)
    assert len(documents(read(tmp_path, require_french=False))) == 1


ORANGESUM = SHARED / "data" / "orangesum" / "valid.jsonl.gz"


@pytest.mark.skipif(not ORANGESUM.exists(), reason="OrangeSum is not in this checkout")
def test_french_news_is_french():
    with gzip.open(ORANGESUM, "rt", encoding="utf-8") as stream:
        articles = [
            json.loads(line)["article"] for line, _ in zip(stream, range(300), strict=False)
        ]
    assert min(french_share(article)[0] for article in articles) > 0.25


@pytest.mark.parametrize(("lang", "is_expected"), [("fra", True), ("eng", False), ("vie", False)])
def test_pieces_of_flores_are_told_apart(lang, is_expected):
    path = SHARED / "data" / "eval" / f"flores-dev.{lang}"
    if not path.exists():
        pytest.skip("FLORES is not in this checkout")
    lines = path.read_text(encoding="utf-8").split("\n")
    pieces = [" ".join(lines[i : i + 5]) for i in range(0, len(lines) - 5, 5)]
    assert {is_french(piece, 0.2) for piece in pieces} == {is_expected}


def test_digests_are_known_again_however_many_there_are():
    texts = DigestSet()
    names = [f"article-{number}" for number in range(5_000)]
    assert all(texts.add(name) for name in names)
    assert not any(texts.add(name) for name in names)
    assert texts.add("another")
