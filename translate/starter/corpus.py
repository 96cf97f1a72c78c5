"""Read the training folder: triples with slots, phrases, Tatoeba pairs and summaries.

The first `HELD_OUT_LINES` lines of every `sentences-*.jsonl` are never trained on.
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HELD_OUT_LINES = 20
SUMMARY_SOURCE_WORDS = 120
SUMMARY_TARGET_WORDS = range(6, 41)
LONG_WORD_LETTERS = 5
FINAL_PUNCTUATION = ".!?…"

_WORD = re.compile(r"\w+")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Triple:
    """One text in the three languages; may hold slots such as `{P1}`."""

    fr: str
    en: str
    vi: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A source text and the text that the model should answer, with its task token."""

    task: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class TrainingText:
    """Everything that one training run reads."""

    triples: tuple[Triple, ...]
    held_out: tuple[Triple, ...]
    phrases: tuple[Triple, ...]
    everyday: tuple[Pair, ...]
    summaries: tuple[Pair, ...]


def read_training_text(data_dir: Path) -> TrainingText:
    """Return the whole training folder, held-out lines apart."""
    triples: list[Triple] = []
    held_out: list[Triple] = []
    for path in sorted((data_dir / "parallel").glob("sentences-*.jsonl")):
        lines = list(read_triples(path))
        held_out += lines[:HELD_OUT_LINES]
        triples += lines[HELD_OUT_LINES:]
    phrases = [
        triple
        for path in sorted((data_dir / "parallel").glob("phrases-*.jsonl"))
        for triple in read_triples(path)
    ]
    everyday = [
        Pair(task, source, target)
        for task, name in ((">>eng<<", "eng"), (">>vie<<", "vie"))
        for source, target in read_aligned(
            data_dir / "parallel" / f"tatoeba-fra-{name}.fra",
            data_dir / "parallel" / f"tatoeba-fra-{name}.{name}",
        )
    ]
    summaries = read_summaries(data_dir / "orangesum" / "train.jsonl.gz")
    return TrainingText(
        tuple(triples), tuple(held_out), tuple(phrases), tuple(everyday), tuple(summaries)
    )


def read_triples(path: Path) -> Iterator[Triple]:
    """Yield the triples of one JSONL file; a malformed line is an error with its number."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            fields = json.loads(line)
            yield Triple(fields["fr"], fields["en"], fields["vi"])
        except (json.JSONDecodeError, KeyError) as err:
            message = f"{path} line {number}: not a triple of fr, en and vi; correct the line"
            raise ValueError(message) from err


def read_aligned(source_path: Path, target_path: Path) -> Iterator[tuple[str, str]]:
    """Yield the lines of two line-aligned files side by side."""
    sources = source_path.read_text(encoding="utf-8").splitlines()
    targets = target_path.read_text(encoding="utf-8").splitlines()
    yield from zip(sources, targets, strict=True)


def read_summaries(path: Path) -> Iterator[Pair]:
    """Yield (start of the article, human abstract) where the start supports the abstract."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            fields = json.loads(line)
            source = " ".join(fields["article"].split()[:SUMMARY_SOURCE_WORDS])
            target = _SPACES.sub(" ", fields["heading"]).strip()
            if is_supported_summary(source, target):
                yield Pair(">>sum<<", source, target)


def is_supported_summary(source: str, target: str) -> bool:
    """Tell whether the abstract is a sentence of the right length drawn from the source.

    Every number and every capitalised word must stand in the source, and half of the long
    words: a small model that is taught to invent them will invent them.

    >>> is_supported_summary("Le train de Paris a eu 2 heures de retard hier soir.",
    ...                      "Le train a eu 2 heures de retard.")
    True
    >>> is_supported_summary("Le train de Paris a eu 2 heures de retard hier soir.",
    ...                      "Le train a eu 3 heures de retard.")
    False
    """
    if not target.endswith(tuple(FINAL_PUNCTUATION)):
        return False
    if len(target.split()) not in SUMMARY_TARGET_WORDS:
        return False
    known = {word.lower() for word in _WORD.findall(source)}
    words = _WORD.findall(target)
    must_be_known = [w for w in words if w[0].isdigit()] + [w for w in words[1:] if w[0].isupper()]
    if any(word.lower() not in known for word in must_be_known):
        return False
    long_words = [word.lower() for word in words if len(word) >= LONG_WORD_LETTERS]
    return 2 * sum(word in known for word in long_words) >= len(long_words)
