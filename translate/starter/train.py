"""Train the embedded starter model on a CPU: `python -m translate.starter.train DATA_DIR OUT_DIR`.

DATA_DIR holds `parallel/` and `orangesum/`. OUT_DIR gets the tokenizer files, `log.jsonl`, and
`model/`: the averaged weights as a loadable checkpoint, written anew every `--export-minutes`,
so that the run can be stopped at any time. It does not resume.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from translate.starter.alignment import learn_dictionary
from translate.starter.batches import (
    EpochPlan,
    compose_epoch,
    cut_batches,
    encode_pair,
    translated_documents,
    translation_pairs,
)
from translate.starter.corpus import Pair, TrainingText, read_training_text
from translate.starter.embeddings import translation_embeddings
from translate.starter.model import D_MODEL
from translate.starter.slots import fill_slots
from translate.starter.team import form_team
from translate.starter.trainer import Trainer, TrainingOptions
from translate.starter.vocabulary import load_vocabulary, train_vocabulary
from translate.starter.wire import vary_french

VOCABULARY_SIZE = 8_000
LOG_STEPS = 100
SAMPLE_STEPS = 500
SAMPLE_STRIDE = 21
TRANSLATION_TASKS = (">>eng<<", ">>vie<<")


def train(options: TrainingOptions, plan: EpochPlan) -> None:
    """Train until `options.end`, exporting on the way and at the end."""
    team = form_team(options.workers, options.out_dir)
    rng = random.Random(options.seed)
    text = read_training_text(options.data_dir)
    if not (options.out_dir / "vocab.json").exists():
        lines = _vocabulary_lines(text, random.Random(options.seed))
        train_vocabulary(lines, options.out_dir, VOCABULARY_SIZE, options.seed)
    vocabulary = load_vocabulary(options.out_dir)
    documents = translated_documents(text, vocabulary, rng)
    embeddings = translation_embeddings(documents, len(vocabulary.ids), D_MODEL, options.seed)
    pairs = [pair for _ in range(2) for pair in compose_epoch(text, plan, rng, has_summaries=False)]
    examples = [encode_pair(pair, vocabulary, plan, rng) for pair in pairs]
    translating = frozenset(vocabulary.ids[task] for task in TRANSLATION_TASKS)
    dictionary = learn_dictionary(examples, len(vocabulary.ids), translating)
    trainer = Trainer(options, vocabulary, embeddings, dictionary, team)
    rng = random.Random(options.seed + team.rank)
    watch = _Watch(trainer, _watched_pairs(text, options, plan), plan)
    watch.log(
        event="start",
        parameters=sum(weight.numel() for weight in trainer.weights),
        vocabulary=len(vocabulary.ids),
        triples=len(text.triples),
        phrases=len(text.phrases),
        everyday=len(text.everyday),
        summaries=len(text.summaries),
        end=options.end.isoformat(),
    )
    while not trainer.is_over:
        has_summaries = trainer.spent() >= options.summaries_from
        pairs = compose_epoch(text, plan, rng, has_summaries=has_summaries)
        if options.overfit_pairs:
            pairs = list(watch.pairs)
        for batch in cut_batches(
            [encode_pair(pair, vocabulary, plan, rng) for pair in pairs], plan, rng
        ):
            watch.after_step(trainer.learn(batch))
            if trainer.is_over:
                break
    watch.export()


class _Watch:
    """Logs losses and sample answers, and exports, while a trainer runs."""

    def __init__(self, trainer: Trainer, pairs: Sequence[Pair], plan: EpochPlan) -> None:
        rng = random.Random(trainer.options.seed)
        self.trainer = trainer
        self.pairs = pairs
        self.batches = cut_batches(
            [encode_pair(pair, trainer.vocabulary, plan, rng) for pair in pairs], plan, rng
        )
        self.losses: list[float] = []
        self.last_export = datetime.now(UTC)

    def after_step(self, loss: float) -> None:
        """Note the loss of a step, and do what is due after it."""
        if not self.trainer.team.is_leader:
            return
        self.losses.append(loss)
        if self.trainer.step % LOG_STEPS == 0:
            average = sum(self.losses) / len(self.losses)
            self.log(event="step", loss=round(average, 4), rate=self.trainer.rate())
            self.losses.clear()
        if self.trainer.step % SAMPLE_STEPS == 0:
            self.log(event="held-out", loss=round(self.trainer.held_out_loss(self.batches), 4))
            chosen = self.pairs[::SAMPLE_STRIDE]
            for pair, answer in zip(chosen, self.trainer.answers(chosen), strict=True):
                self.log(event="sample", task=pair.task, source=pair.source, answer=answer)
        pause = timedelta(minutes=self.trainer.options.export_minutes)
        if datetime.now(UTC) - self.last_export > pause:
            self.export()

    def export(self) -> None:
        """Write the averaged weights to `model/` in the output folder."""
        if not self.trainer.team.is_leader:
            return
        self.trainer.export(self.trainer.options.out_dir / "model")
        self.log(event="export")
        self.last_export = datetime.now(UTC)

    def log(self, **fields: object) -> None:
        """Write one event as a JSON line to `log.jsonl` and to stderr."""
        if not self.trainer.team.is_leader:
            return
        minutes = round((datetime.now(UTC) - self.trainer.start) / timedelta(minutes=1), 1)
        known = {"minutes": minutes, "step": self.trainer.step}
        line = json.dumps(known | fields, ensure_ascii=False) + "\n"
        with (self.trainer.options.out_dir / "log.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(line)
        sys.stderr.write(line)


def _watched_pairs(text: TrainingText, options: TrainingOptions, plan: EpochPlan) -> list[Pair]:
    """Return the held-out pairs, or in a proof by overfitting the few that are learnt."""
    rng = random.Random(options.seed)
    if options.overfit_pairs:
        return rng.sample(
            compose_epoch(text, plan, rng, has_summaries=False), options.overfit_pairs
        )
    return [pair for triple in text.held_out for pair in translation_pairs(triple, rng)]


def _vocabulary_lines(text: TrainingText, rng: random.Random) -> Iterator[str]:
    """Yield the lines that the pieces are learnt from: the domain first, few general articles."""
    for _ in range(2):
        for triple in (*text.triples, *text.phrases):
            filled = fill_slots(triple, rng)
            yield from (vary_french(filled.fr, rng), filled.en, filled.vi)
    for pair in text.everyday:
        yield from (pair.source, pair.target)
    for pair in text.summaries[::4]:
        yield pair.target


def _options() -> TrainingOptions:
    parser = argparse.ArgumentParser(description="Train the embedded starter model.")
    parser.add_argument("data_dir", type=Path, metavar="DATA_DIR")
    parser.add_argument("out_dir", type=Path, metavar="OUT_DIR")
    when = parser.add_mutually_exclusive_group(required=True)
    when.add_argument("--minutes", type=float, help="how long to train")
    when.add_argument("--until", help="when to end, ISO 8601 with its zone: 2026-11-22T01:05Z")
    parser.add_argument("--start-from", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2, help="processes that learn together")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--export-minutes", type=float, default=8.0)
    parser.add_argument("--warmup-steps", type=int, default=1_000)
    parser.add_argument(
        "--overfit-pairs", type=int, default=0, help="prove the code: learn only so many pairs"
    )
    given = parser.parse_args()
    end = (
        datetime.fromisoformat(given.until)
        if given.until
        else datetime.now(UTC) + timedelta(minutes=given.minutes)
    )
    return TrainingOptions(
        given.data_dir,
        given.out_dir,
        end,
        start_from=given.start_from,
        seed=given.seed,
        threads=given.threads,
        workers=given.workers,
        export_minutes=given.export_minutes,
        warmup_steps=given.warmup_steps,
        overfit_pairs=given.overfit_pairs,
    )


if __name__ == "__main__":
    train(_options(), EpochPlan())
