"""A finished output folder, read row by row: its segments and its summaries."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from translate.errors import ConfigError, OutputError
from translate.manifest import read_manifest

SEGMENTS_FILE = "jsonl/segments.jsonl"
ARTICLES_FOLDER = "data/articles/"
_BATCH_ROWS = 256


@dataclass(frozen=True, slots=True)
class OutputFolder:
    """A finished output: its languages, and the files of it that are read here."""

    folder: Path
    source_lang: str
    target_langs: tuple[str, ...]
    segments: Path
    articles: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A segment of an output; `targets` has an empty text where a translation is missing."""

    segment_id: str
    role: str
    is_blocked: bool
    source: str
    targets: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """The summary of an article by language, the source among them; empty where there is none."""

    article_id: str
    texts: Mapping[str, str]


def open_output(folder: Path) -> OutputFolder:
    """The finished output in `folder`.

    Raises:
        ConfigError: there is no manifest, or the files are not those that it names.
    """
    try:
        manifest = read_manifest(folder)
    except OutputError as err:
        raise ConfigError(err.what, where=err.where, remedy=err.remedy) from err
    outputs = manifest["outputs"]
    articles = [name for name in sorted(outputs) if name.startswith(ARTICLES_FOLDER)]
    for name in (SEGMENTS_FILE, *articles):
        path = folder / name
        # The size alone: it finds the cut file, and `translate verify` is there for the rest.
        if (
            name not in outputs
            or not path.is_file()
            or path.stat().st_size != outputs[name]["bytes"]
        ):
            raise ConfigError(
                f"{name} is not as the manifest has it",
                where=str(folder),
                remedy="see `translate verify`, and run `translate run` on this folder again",
            )
    return OutputFolder(
        folder,
        manifest["source_lang"],
        tuple(manifest["target_langs"]),
        folder / SEGMENTS_FILE,
        tuple(folder / name for name in articles),
    )


def read_segments(output: OutputFolder) -> Iterator[SegmentRow]:
    """The segments of an output in its order, one at a time."""
    with output.segments.open(encoding="utf-8", newline="\n") as stream:
        for line in stream:
            row = json.loads(line)
            yield SegmentRow(
                row["segment_id"],
                row["role"],
                row["status"] == "blocked",
                row[output.source_lang],
                {lang: row[lang] or "" for lang in output.target_langs},
            )


def read_summaries(output: OutputFolder) -> Iterator[SummaryRow]:
    """The summaries of an output in its order, a few hundred articles in memory at a time.

    They stand in the Parquet files alone: the JSON lines hold segments.
    """
    import pyarrow.parquet as pq

    langs = (output.source_lang, *output.target_langs)
    columns = ["article_id", *(f"summary_{lang}" for lang in langs)]
    for path in output.articles:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=columns):
                for row in batch.to_pylist():
                    texts = {lang: row[f"summary_{lang}"] or "" for lang in langs}
                    yield SummaryRow(row["article_id"], texts)
