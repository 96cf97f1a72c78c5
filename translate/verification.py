"""`translate verify`: recompute what can be recomputed of an output folder."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.files import sha256_of_file
from translate.manifest import read_manifest
from translate.output_folder import MANIFEST_NAME, OWN_NAMES


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked, and every fault that was found; without faults the folder is sound."""

    files: int
    articles: int
    segments: int
    faults: tuple[str, ...]


def verify_output(folder: Path) -> Verification:
    """Recompute hashes, counts and alignment of the output folder.

    Raises:
        OutputError: there is no manifest, or it was changed.
    """
    manifest = read_manifest(folder)
    faults = list(_compare_files(folder, manifest["outputs"]))
    if not faults:
        # A damaged file is reported as such; what it holds is read only when it is whole.
        faults += _compare_rows(folder, manifest)
    counts = manifest["counts"]
    return Verification(
        len(manifest["outputs"]), counts["articles"], counts["segments"], tuple(faults)
    )


def _compare_files(folder: Path, outputs: dict[str, dict[str, Any]]) -> Iterator[str]:
    """Every file is there with its size and digest, and no other file is among them."""
    for name, noted in sorted(outputs.items()):
        path = folder / name
        if not path.is_file():
            yield f"{name}: missing"
        elif path.stat().st_size != noted["bytes"]:
            yield f"{name}: {path.stat().st_size} bytes, the manifest says {noted['bytes']}"
        elif sha256_of_file(path) != noted["sha256"]:
            yield f"{name}: content changed (sha256 differs)"
    for top in OWN_NAMES:
        for path in sorted((folder / top).rglob("*")):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and name not in outputs and name != MANIFEST_NAME:
                yield f"{name}: not in the manifest"


def _compare_rows(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """Counts and alignment: Parquet rows, Moses lines and TMX units say the same."""
    source = manifest["source_lang"]
    targets: list[str] = manifest["target_langs"]
    outputs: list[str] = sorted(manifest["outputs"])
    rows = _read_rows(folder, outputs, "segments", ["segment_id", "article_id", source, *targets])
    articles = _read_rows(folder, outputs, "articles", ["article_id", "segments"])
    counts = manifest["counts"]
    if len(rows) != counts["segments"]:
        yield f"data/segments: {len(rows)} rows, the manifest says {counts['segments']}"
    if len(articles) != counts["articles"]:
        yield f"data/articles: {len(articles)} rows, the manifest says {counts['articles']}"
    if len({row["segment_id"] for row in rows}) != len(rows):
        yield "data/segments: a segment_id stands twice"
    if sum(article["segments"] for article in articles) != len(rows):
        yield "data/articles: the segments of the articles do not add up to data/segments"
    if not {row["article_id"] for row in rows} <= {a["article_id"] for a in articles}:
        yield "data/segments: a segment belongs to no article"
    by_id = {row["segment_id"]: row for row in rows}
    for target in targets:
        yield from _compare_moses(folder, source, target, by_id)
        yield from _compare_tmx(folder, source, target, by_id)


def _read_rows(folder: Path, names: list[str], config: str, columns: list[str]) -> list[Any]:
    import pyarrow.parquet as pq

    rows: list[Any] = []
    for name in names:
        if name.startswith(f"data/{config}/"):
            rows += pq.read_table(folder / name, columns=columns).to_pylist()
    return rows


def _compare_moses(folder: Path, source: str, target: str, by_id: dict[str, Any]) -> Iterator[str]:
    stem = folder / "parallel" / f"corpus.{source}-{target}"
    columns = {}
    for ending in (source, target, "ids"):
        path = stem.with_name(f"{stem.name}.{ending}")
        columns[ending] = path.read_text(encoding="utf-8").split("\n")[:-1]
    name = f"parallel/{stem.name}"
    if len({len(lines) for lines in columns.values()}) != 1:
        yield f"{name}: the files differ in their number of lines"
        return
    for lines in zip(columns["ids"], columns[source], columns[target], strict=True):
        if problem := _compare_pair(by_id.get(lines[0]), (source, lines[1]), (target, lines[2])):
            yield f"{name}: {lines[0]} {problem}"


def _compare_tmx(folder: Path, source: str, target: str, by_id: dict[str, Any]) -> Iterator[str]:
    from lxml import etree

    name = f"tmx/{source}-{target}.tmx"
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    parser = etree.iterparse(
        str(folder / name), tag="tu", load_dtd=False, no_network=True, resolve_entities=False
    )
    for _, unit in parser:
        texts = {tuv.get(language): tuv.findtext("seg") or "" for tuv in unit.iter("tuv")}
        identifier = unit.get("tuid")
        pair = (source, texts.get(source, "")), (target, texts.get(target, ""))
        if problem := _compare_pair(by_id.get(identifier), *pair):
            yield f"{name}: {identifier} {problem}"
        unit.clear()


def _compare_pair(row: Any, source: tuple[str, str], target: tuple[str, str]) -> str | None:
    """Why a pair of lines is not that of its Parquet row, or None where it is."""
    if row is None:
        return "is not among the segments"
    for lang, text in (source, target):
        # The line formats cannot hold every character; white space alone may differ.
        if _bare(text) != _bare(row[lang]):
            return f"has another {lang} text than data/segments: {json.dumps(text)[:80]}"
    return None


def _bare(text: str) -> str:
    return "".join(char for char in text if char.isprintable() and not char.isspace())
