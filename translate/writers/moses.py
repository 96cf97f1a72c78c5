"""Parallel plain text, one segment per line: `corpus.fr-en.fr`, `.en` and the ids of the lines.

What a check calls an error is not in it, nor what lacks a text; both are listed.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import IO

from translate.files import atomic_write, remove_stale
from translate.writers.base import (
    LANGUAGE_GLOBS,
    ArticleSource,
    Export,
    ExportContext,
    LeftOut,
    names_in,
    one_line,
)
from translate.writers.pairs import Langpair, Pair, langpairs, sort_out


def write(articles: ArticleSource, context: ExportContext) -> Export:
    """Write three files per langpair into `parallel/`, in one pass over the articles."""
    folder = context.folder / "parallel"
    pairs_of = langpairs(context)
    counts = {str(langpair): 0 for langpair in pairs_of}
    left_out: list[LeftOut] = []
    with ExitStack() as stack:
        streams = {
            langpair: [stack.enter_context(atomic_write(path)) for path in _paths(folder, langpair)]
            for langpair in pairs_of
        }
        for article in articles():
            for langpair in pairs_of:
                pairs, refused = sort_out(article, langpair)
                for pair in pairs:
                    _write_lines(streams[langpair], pair)
                counts[str(langpair)] += len(pairs)
                left_out.extend(refused)
    paths = {path for langpair in pairs_of for path in _paths(folder, langpair)}
    stale = tuple(f"corpus.{context.source_lang}-{glob}.*" for glob in LANGUAGE_GLOBS)
    remove_stale(folder, stale, {path.name for path in paths})
    return Export(names_in(context.folder, paths), counts, tuple(left_out))


def _paths(folder: Path, langpair: Langpair) -> tuple[Path, Path, Path]:
    stem = f"corpus.{langpair}"
    return (
        folder / f"{stem}.{langpair.source}",
        folder / f"{stem}.{langpair.target}",
        folder / f"{stem}.ids",
    )


def _write_lines(streams: list[IO[bytes]], pair: Pair) -> None:
    lines = (pair.source, pair.target, one_line(pair.unit.segment.segment_id))
    for stream, line in zip(streams, lines, strict=True):
        stream.write(f"{line}\n".encode())
