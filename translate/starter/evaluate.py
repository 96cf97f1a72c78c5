"""Measure a starter checkpoint: `python -m translate.starter.evaluate MODEL_DIR DATA_DIR`.

Two sets that the training never sees: the held-out triples (our domain, slots filled with a
fixed seed) and the first lines of FLORES dev (general news). Beam 4; prints a Markdown table,
the sacrebleu signatures and some answers.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.starter.corpus import Pair, read_aligned, read_summaries, read_training_text
from translate.starter.slots import fill_slots

SEED = 7
BATCH_PAIRS = 16
MAX_NEW_TOKENS = 160
FLORES_LINES = 200
SAMPLES = 8
FLORES_NAMES = {">>eng<<": "eng", ">>vie<<": "vie"}


@dataclass(frozen=True, slots=True)
class Score:
    """Scores of one set in one direction."""

    name: str
    task: str
    pairs: int
    chrf: float
    bleu: float


def held_out_pairs(data_dir: Path) -> list[Pair]:
    """Return the held-out triples as pairs, slots filled with a fixed seed."""
    rng = random.Random(SEED)
    filled = [fill_slots(triple, rng) for triple in read_training_text(data_dir).held_out]
    return [Pair(">>eng<<", triple.fr, triple.en) for triple in filled] + [
        Pair(">>vie<<", triple.fr, triple.vi) for triple in filled
    ]


def flores_pairs(data_dir: Path, limit: int) -> list[Pair]:
    """Return the first lines of FLORES dev into both languages."""
    folder = data_dir / "eval"
    return [
        Pair(task, source, target)
        for task, name in FLORES_NAMES.items()
        for source, target in list(
            read_aligned(folder / "flores-dev.fra", folder / f"flores-dev.{name}")
        )[:limit]
    ]


def summary_pairs(data_dir: Path, limit: int) -> list[Pair]:
    """Return the first summaries of the held-out OrangeSum part, for reading only."""
    path = data_dir / "orangesum" / "valid.jsonl.gz"
    return list(read_summaries(path))[:limit]


def translate_pairs(model_dir: Path, pairs: Sequence[Pair], threads: int) -> list[str]:
    """Return the model's answers in the order of the pairs; longest batches first."""
    import torch
    from transformers import MarianMTModel, MarianTokenizer

    torch.set_num_threads(threads)
    tokenizer = MarianTokenizer.from_pretrained(model_dir)
    model = MarianMTModel.from_pretrained(model_dir, dtype=torch.float32).eval()
    model.generation_config.max_length = None
    order = sorted(range(len(pairs)), key=lambda index: -len(pairs[index].source))
    answers = [""] * len(pairs)
    for start in range(0, len(order), BATCH_PAIRS):
        chosen = order[start : start + BATCH_PAIRS]
        texts = [f"{pairs[index].task} {pairs[index].source}" for index in chosen]
        inputs = tokenizer(texts, return_tensors="pt", padding=True)
        with torch.no_grad():
            generated = model.generate(
                **inputs, num_beams=4, early_stopping=True, max_new_tokens=MAX_NEW_TOKENS
            )
        decoded = tokenizer.batch_decode(generated, skip_special_tokens=True)
        for index, answer in zip(chosen, decoded, strict=True):
            answers[index] = answer.strip()
    return answers


def score_pairs(name: str, pairs: Sequence[Pair], answers: Sequence[str]) -> list[Score]:
    """Return one score per target language."""
    from sacrebleu.metrics import BLEU, CHRF

    scores: list[Score] = []
    for task in FLORES_NAMES:
        both = [(a, p.target) for p, a in zip(pairs, answers, strict=True) if p.task == task]
        hypotheses, references = [a for a, _ in both], [[t for _, t in both]]
        chrf, bleu = CHRF(), BLEU()
        chrf_score = chrf.corpus_score(hypotheses, references).score
        bleu_score = bleu.corpus_score(hypotheses, references).score
        scores.append(Score(name, task, len(both), chrf_score, bleu_score))
    return scores


def report(model_dir: Path, data_dir: Path, flores_lines: int, threads: int) -> str:
    """Return the whole measurement as text."""
    from sacrebleu.metrics import BLEU, CHRF

    held_out = held_out_pairs(data_dir)
    flores = flores_pairs(data_dir, flores_lines)
    summaries = summary_pairs(data_dir, 3)
    answers = translate_pairs(model_dir, [*held_out, *flores, *summaries], threads)
    held_out_answers = answers[: len(held_out)]
    flores_answers = answers[len(held_out) : len(held_out) + len(flores)]
    scores = score_pairs("held-out triples", held_out, held_out_answers)
    if flores:
        scores += score_pairs("FLORES dev", flores, flores_answers)
    lines = ["| set | target | segments | chrF2 | BLEU |", "|---|---|---|---|---|"]
    lines += [
        f"| {s.name} | {s.task.strip('<>')} | {s.pairs} | {s.chrf:.1f} | {s.bleu:.1f} |"
        for s in scores
    ]
    metrics = (CHRF(), BLEU())
    for metric in metrics:
        metric.corpus_score(held_out_answers[:1], [[held_out[0].target]])
    lines += ["", *(f"{type(m).__name__}: {m.get_signature()}" for m in metrics), ""]
    step = max(1, len(held_out) // SAMPLES)
    shown = [*range(0, len(held_out), step)][:SAMPLES]
    samples = [(held_out[i], held_out_answers[i]) for i in shown]
    samples += list(zip(summaries, answers[-len(summaries) :], strict=True))
    for pair, answer in samples:
        lines += [f"{pair.task} {pair.source}", f"    model: {answer}", f"    human: {pair.target}"]
    return "\n".join(lines)


def main() -> None:
    """Parse the command line and print the report."""
    parser = argparse.ArgumentParser(description="Measure a starter checkpoint.")
    parser.add_argument("model_dir", type=Path, metavar="MODEL_DIR")
    parser.add_argument("data_dir", type=Path, metavar="DATA_DIR")
    parser.add_argument("--flores-lines", type=int, default=FLORES_LINES)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    text = report(given.model_dir, given.data_dir, given.flores_lines, given.threads)
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
