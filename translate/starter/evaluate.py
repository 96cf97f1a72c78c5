"""Measure a starter checkpoint: `python -m translate.starter.evaluate MODEL_DIR [--data DIR]`.

It is measured as runs use it: the engine, beam 4, the summariser with its gate. The held-out
sentences are shipped with the program; DIR may hold `eval/` (FLORES dev, NTREX) and `orangesum/`.
Prints Markdown tables, the sacreBLEU signatures and some answers.
"""

import argparse
import gzip
import json
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.config import Config, ModelConfig, SummaryConfig, TargetConfig
from translate.engines import load_engine
from translate.engines.base import EngineSettings
from translate.memory import Memory
from translate.pipeline import read_articles
from translate.readers import ReadFailure
from translate.records import Article, SummaryOrigin
from translate.runners import build_runners
from translate.summarizer import summarize_articles
from translate.training.data import hold_out
from translate.training.options import SourceOptions, TrainingOptions
from translate.training.slots import Triple, draw_values, place_values
from translate.training.sources import read_source
from translate.training.texts import Unit
from translate.translator import translate_texts
from translate.workplan import Hooks, TaskRunner

SEED = 7
TARGETS = {"en": ">>eng<<", "vi": ">>vie<<"}
EVAL_NAMES = {"en": "eng", "vi": "vie"}
EVAL_SETS = ("flores-dev", "ntrex-a")
KINDS = {"number": "NMY", "day": "D", "place": "LOC", "person": "PF"}
MAX_SOURCE_TOKENS = 120
SAMPLES = 12


@dataclass(frozen=True, slots=True)
class Item:
    """A held-out sentence with its slots filled, and the values that were put in."""

    unit: Unit
    values: dict[str, Triple]


def held_out_items() -> dict[str, list[Item]]:
    """Return the shipped sentences that are never learnt, slots filled with a fixed seed."""
    defaults = TrainingOptions(data=(SourceOptions(path="-"),)).general
    rng = random.Random(SEED)
    items: dict[str, list[Item]] = {}
    for source in defaults:
        name = source.path.removeprefix("embedded/").removesuffix("-*.jsonl")
        for _, reading in read_source(source, tuple(TARGETS), Path()):
            for unit in hold_out(reading.units, source)[1]:
                values = draw_values(unit.source, rng)
                items.setdefault(name, []).append(Item(place_values(unit, values), values))
    return items


def eval_items(folder: Path, name: str, limit: int) -> list[Item]:
    """Return the first lines of a line-aligned set as items without slots."""
    columns = {
        lang: (folder / f"{name}.{ending}").read_text(encoding="utf-8").split("\n")
        for lang, ending in {"fr": "fra", **EVAL_NAMES}.items()
    }
    return [
        Item(Unit(columns["fr"][n], {lang: columns[lang][n] for lang in TARGETS}), {})
        for n in range(min(limit, len(columns["fr"]) - 1))
    ]


def translate_all(
    model_dir: Path, lang: str, texts: Sequence[str], threads: int, *, carries: bool = True
) -> list[str]:
    """Return what a run would write for each text, in order; over-long ones are split as there."""
    model = ModelConfig(
        model=str(model_dir), target_token=TARGETS[lang], max_source_tokens=MAX_SOURCE_TOKENS
    )
    settings = EngineSettings(
        "translate", "fr", lang, threads=threads, dtype="float32", is_offline=True
    )
    with tempfile.TemporaryDirectory() as name, Memory(Path(name) / "memory.sqlite") as memory:
        engine = load_engine(model, settings)
        runner = TaskRunner(engine, memory, settings.task_name)
        made = translate_texts(texts, runner, lang if carries else None)
    return [made[text].text for text in texts]


def count_copied(items: Sequence[Item], answers: Sequence[str], lang: str) -> Counter[str]:
    """Count the values of each kind that were asked for, and those that the answers hold."""
    counts: Counter[str] = Counter()
    for item, answer in zip(items, answers, strict=True):
        for slot, value in item.values.items():
            kind = next(name for name, letters in KINDS.items() if slot[1] in letters)
            counts[f"{kind} asked"] += 1
            counts[f"{kind} right"] += holds(answer, value.vi if lang == "vi" else value.en)
    return counts


def holds(answer: str, value: str) -> bool:
    """Whether a value stands in an answer as a whole: `2` does not stand in `2035` or `2.5`.

    >>> holds("Up 2.5 percent in 2035.", "2"), holds("In 2035, 2.", "2")
    (False, True)
    """
    return bool(re.search(rf"(?<![\w.,]){re.escape(value)}(?!\w|[.,]\d)", answer))


def summarise(
    model_dir: Path, lines: Sequence[str], threads: int
) -> tuple[Counter[str], list[str]]:
    """Return how the summaries of these OrangeSum rows came about, and some of them."""
    engine = ModelConfig(model=str(model_dir), target_token=">>sum<<")
    summary = SummaryConfig(engine=engine, max_words=60, max_input_words=120)
    targets = {lang: TargetConfig(model=str(model_dir), target_token=TARGETS[lang])
               for lang in TARGETS}  # fmt: skip
    config = Config(targets=targets, summary=summary)
    config = config.model_copy(
        update={"runtime": config.runtime.model_copy(update={"threads": threads})}
    )
    with tempfile.TemporaryDirectory() as name:
        rows = [json.loads(line) for line in lines]
        text = "".join(json.dumps({"text": r["article"], "title": r["title"]}) + "\n" for r in rows)
        file = Path(name) / "articles.jsonl"
        file.write_text(text, encoding="utf-8")
        read = read_articles(file, config)
        articles: list[Article] = [item for item in read if not isinstance(item, ReadFailure)]
        with Memory(Path(name) / "memory.sqlite") as memory:
            runner = build_runners(config, memory, Hooks(), is_offline=True).summarizer
            drafts = summarize_articles(articles, runner, summary)
    counts: Counter[str] = Counter(articles=len(articles))
    shown: list[str] = []
    for draft in drafts.values():
        is_made = draft.origin in {SummaryOrigin.MODEL, SummaryOrigin.MODEL_PARTS}
        counts["passed"] += is_made
        for reason in draft.rejected[:1] if not is_made else ():
            counts[" ".join(word for word in reason.split() if word.islower())[:40]] += 1
        if is_made and len(shown) < SAMPLES:
            shown.append(" ".join(draft.sentences))
    return counts, shown


def report(model_dir: Path, data: Path | None, lines: int, threads: int) -> str:
    """Return the whole measurement as text."""
    from sacrebleu.metrics import BLEU, CHRF

    sets = {f"held-out {name}": items for name, items in held_out_items().items()}
    if data:
        for name in EVAL_SETS:
            sets[f"{name}, first {lines}"] = eval_items(data / "eval", name, lines)
    out = ["| set | target | segments | chrF2 | BLEU |", "|---|---|---|---|---|"]
    copied: dict[str, Counter[str]] = {}
    shown: list[str] = []
    chrf, bleu = CHRF(), BLEU()
    for lang in TARGETS:
        everything = [item for items in sets.values() for item in items]
        answers = translate_all(model_dir, lang, [i.unit.source for i in everything], threads)
        start = 0
        for name, items in sets.items():
            made = answers[start : start + len(items)]
            start += len(items)
            references = [[item.unit.targets[lang] for item in items]]
            scores = [metric.corpus_score(made, references).score for metric in (chrf, bleu)]
            out.append(f"| {name} | {lang} | {len(items)} | {scores[0]:.1f} | {scores[1]:.1f} |")
            copied.setdefault(lang, Counter()).update(count_copied(items, made, lang))
        step = max(1, len(everything) // SAMPLES)
        for n in range(0, len(everything), step):
            unit = everything[n].unit
            shown += [unit.source, f"    model: {answers[n]}", f"    human: {unit.targets[lang]}"]
    out += ["", *(f"{type(m).__name__}: {m.get_signature()}" for m in (chrf, bleu)), ""]
    out += ["| values copied right | " + " | ".join(KINDS) + " |", "|---|---|---|---|---|"]
    for lang, counts in copied.items():
        cells = [
            f"{100 * counts[f'{kind} right'] / max(1, counts[f'{kind} asked']):.1f} % of "
            f"{counts[f'{kind} asked']}"
            for kind in KINDS
        ]
        out.append(f"| {lang} | " + " | ".join(cells) + " |")
    if data:
        with gzip.open(data / "orangesum" / "valid.jsonl.gz", "rt", encoding="utf-8") as stream:
            rows = [line for line, _ in zip(stream, range(lines // 2), strict=False)]
        counts, summaries = summarise(model_dir, rows, threads)
        out += ["", f"Summaries of the first {len(rows)} OrangeSum valid articles: {dict(counts)}"]
        shown += summaries
    return "\n".join([*out, "", *shown])


def main() -> None:
    """Parse the command line and print the report."""
    parser = argparse.ArgumentParser(description="Measure a starter checkpoint.")
    parser.add_argument("model_dir", type=Path, metavar="MODEL_DIR")
    parser.add_argument("--data", type=Path, metavar="DIR", help="holds eval/ and orangesum/")
    parser.add_argument("--lines", type=int, default=200, help="of each set; half for summaries")
    parser.add_argument("--threads", type=int, default=0)
    given = parser.parse_args()
    text = report(given.model_dir.resolve(), given.data, given.lines, given.threads)
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
