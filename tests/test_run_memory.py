"""What a run holds in memory: a window of articles, and a few bytes for each of the others."""

import gc
import re
import tracemalloc
from pathlib import Path

import pytest
from toy_engine import ToyEngine

from translate import entry, manifest, runners
from translate.checks import CHECKS
from translate.config import Config
from translate.report import book
from translate.run_records import RunOptions
from translate.spool import Spool
from translate.writers import WRITERS, shards

BYTES_PER_ARTICLE = 1_400
"""More than the names of its files and the lines that one writer leaves out; less than its part of
the manifest."""

# Python keeps patterns for later use, up to a number that a short run does not reach.
NOT_OURS = [
    tracemalloc.Filter(False, name)
    for name in (f"{Path(re.__file__).parent}/*", tracemalloc.__file__)
]

ARTICLE = """Un pont est inauguré

Le pont {n} a été inauguré mardi par le préfet de la région. Il mesure {n} mètres de long.
Les habitants attendaient le pont {n} depuis plusieurs années. Le chantier {n} a pris du retard.
"""
CONFIG = Config.model_validate(
    {
        "targets": {"en": {"model": "starter"}},
        "summary": {"enabled": False},
        "second_chance": {"enabled": False},
        "checks": {"disabled": sorted(set(CHECKS) - {"Q01", "Q22"})},
        "runtime": {"window_segments": 10},
    }
)


class ForgetfulEngine(ToyEngine):
    """One that does not keep its batches."""

    def generate(self, texts):
        generations = super().generate(texts)
        self.batches.clear()
        return generations


def answer(text: str) -> str:
    """Nothing for one sentence of each article, so that every list has a line of it."""
    return "" if text.startswith("Le chantier") else text.upper()


@pytest.fixture
def sizes(monkeypatch):
    """Bytes that Python holds whenever something has gone over all articles, and at the end."""
    taken = []
    go_over, write = Spool.articles, manifest.write_manifest

    def articles(self):
        yield from go_over(self)
        take()

    def write_manifest(folder, body):
        take()
        return write(folder, body)

    def take():
        if tracemalloc.is_tracing():
            gc.collect()  # Python keeps small objects for later use until then
            snapshot = tracemalloc.take_snapshot().filter_traces(NOT_OURS)
            taken.append(sum(statistic.size for statistic in snapshot.statistics("filename")))

    monkeypatch.setattr(Spool, "articles", articles)
    monkeypatch.setattr(manifest, "write_manifest", write_manifest)
    engine = ForgetfulEngine(max_source_tokens=100, answer=answer)
    monkeypatch.setattr(runners, "open_engine", lambda *_: engine)
    monkeypatch.setattr(runners, "check_engine_once", lambda *_: None)
    # What is held until it is full must be full in the smaller run as well.
    monkeypatch.setattr(book, "ARTICLES_PER_PAGE", 5)
    monkeypatch.setattr(shards, "_GROUP_ROWS", 5)
    return taken


def run_over(folder: Path, articles: int) -> None:
    corpus = folder / f"corpus-{articles}"
    corpus.mkdir()
    for number in range(articles):
        (corpus / f"{number:04}.txt").write_text(ARTICLE.format(n=number + 10), encoding="utf-8")
    report = entry.run(corpus, folder / f"out-{articles}", CONFIG, RunOptions())
    assert report.manifest["counts"]["articles"] == articles


def test_memory_does_not_grow_with_the_corpus(tmp_path, sizes):
    largest = []
    run_over(tmp_path, 3)  # what is loaded once
    for articles in (20, 80):
        sizes.clear()
        tracemalloc.start()
        try:
            run_over(tmp_path, articles)
        finally:
            tracemalloc.stop()
        assert len(sizes) == len(WRITERS) + 1
        largest.append([*sizes])
    growth = [(many - few) / 60 for few, many in zip(*largest, strict=True)]
    assert max(growth) < BYTES_PER_ARTICLE, f"bytes per article: {growth}"
