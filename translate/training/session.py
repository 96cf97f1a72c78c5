"""One training from its configuration to its result folder, resumed where it was stopped.

The folder is a model that `translate run` loads; what is only needed to go on lies in its
`.work/`. The weights appear there last, and only if the guard lets them.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from translate.errors import ConfigError, StoppedError
from translate.files import write_text
from translate.output_folder import WORK_FOLDER, hold
from translate.run_records import StopRequest
from translate.training.batches import Encoded, Recipe, cut_batches, encode_pair, is_short_enough
from translate.training.curves import draw_curves
from translate.training.data import GENERAL, IN_DOMAIN, TrainingData, read_data
from translate.training.folder import (
    CANDIDATES,
    begin_or_go_on,
    cannot_write,
    prepare,
    read_options,
)
from translate.training.journal import Event, Journal, best_validation, rounds_without_gain
from translate.training.options import TrainingOptions
from translate.training.publish import Outcome, judge, publish
from translate.training.start import learn_links, load_start
from translate.training.states import load_average, load_state, save_state, save_weights
from translate.training.team import form_team, leave_team
from translate.training.texts import Pair
from translate.training.trainer import Trainer, rate_at
from translate.training.validation import Score, choose_pairs, mean_of, measure

LOG_STEPS = 50
CURVES_FILE = "curves.svg"


def _ignore(_: Event) -> None:
    """The listener of a training that nobody watches."""


@dataclass(frozen=True, slots=True)
class SessionOptions:
    """What a training is told besides its configuration; `on_event` hears of each event."""

    is_offline: bool = False
    stop: StopRequest = field(default_factory=StopRequest)
    on_event: Callable[[Event], None] = _ignore


def train(options: TrainingOptions, out: Path, session: SessionOptions) -> Outcome:
    """Train into `out`, or go on with the training that was stopped there.

    Raises:
        ConfigError: options or data are wrong, or are not those the folder was begun with.
        ModelError: the model to start from cannot be had or used.
        OutputError: the folder cannot be written, is somebody else's, or is held.
        StoppedError: it was asked to stop; its state is saved.
    """
    work = prepare(out)
    with hold(work):
        begin_or_go_on(options, work)
        outcome = _Session(options, out, session).run()
    assert outcome is not None, "only workers of a team have no outcome"
    return outcome


def join_team(work: Path) -> None:
    """Take part in a training as a worker of the team whose leader wrote `work`."""
    _Session(read_options(work), work.parent, SessionOptions(is_offline=True)).run()


class _Session:
    """Holds what one training works with, from the reading of its data to its result."""

    def __init__(self, options: TrainingOptions, out: Path, session: SessionOptions) -> None:
        self._options = options
        self._out, self._work = out, out / WORK_FOLDER
        self._session = session
        self._journal = Journal()
        self._started = time.monotonic()
        self._seconds_before = 0.0

    def run(self) -> Outcome | None:
        """Train; give the outcome, or None in a worker that does not lead."""
        import torch

        options = self._options
        if options.runtime.threads:
            torch.set_num_threads(options.runtime.threads)
        self._data = read_data(options)
        self._start = load_start(
            options, self._data, self._work, is_offline=self._session.is_offline
        )
        self._digest = self._data.digest()
        self._recipe = _recipe(options, self._data)
        on_cpu = self._start.model.device.type == "cpu"
        self._team = form_team(options.runtime.workers if on_cpu else 1, self._work)
        dictionary = learn_links(options, self._recipe, self._start.vocabulary)
        self._trainer = Trainer(self._start.model, options, dictionary, self._team)
        self._sets = {
            name: choose_pairs(stocks, options.validation, options.seed)
            for name, stocks in self._data.held_out.items()
            if stocks
        }
        self._held_out = self._encode_held_out()
        epoch, portion, index = self._resume()
        try:
            self._learn(epoch, portion, index)
            return self._finish() if self._team.is_leader else None
        finally:
            leave_team(self._team)

    def _resume(self) -> tuple[int, int, int]:
        """Load the saved state; return the epoch, portion and group of batches to go on with."""
        progress = load_state(self._work, self._trainer)
        if progress is None:
            if self._team.is_leader:
                self._begin()
                self._save(0, 0, 0)
            return 0, 0, 0
        self._check_progress(progress)
        self._journal = Journal(progress["events"], progress["losses"])
        self._seconds_before = progress["seconds"]
        self._note("resume")
        return progress["epoch"], progress["portion"], progress["index"]

    def _check_progress(self, progress: dict[str, Any]) -> None:
        """Refuse to go on with other text, or where the steps would be others."""
        if progress["data"] != self._digest:
            raise ConfigError(
                "the training text has changed since this training began",
                where=str(self._out),
                remedy="train into a new folder",
            )
        if progress["team"] != self._team.size:
            raise ConfigError(
                f"this training was begun by {progress['team']} workers, here are "
                f"{self._team.size}: its place in the text is counted in steps of them all",
                where=str(self._out),
                remedy="go on where it was begun, or train into a new folder",
            )

    def _begin(self) -> None:
        data = self._data
        self._note(
            "start",
            parameters=sum(weight.numel() for weight in self._trainer.weights),
            vocabulary=self._start.vocabulary.size,
            learnt=sum(report.learnt for report in data.reports if report.kind == IN_DOMAIN),
            replayed=sum(report.learnt for report in data.reports if report.kind == GENERAL),
            held_out=sum(report.held_out for report in data.reports),
        )
        if self._options.is_adapting:
            self._note("before", scores=self._measure())

    def _learn(self, epoch: int, portion: int, index: int) -> None:
        """Take steps until the plan is through, or the model has stopped to gain."""
        if self._is_over():
            return
        size = self._team.size
        while True:
            portions = self._recipe.portions(epoch)
            while portion < len(portions):
                batches, dropped = self._recipe.batches(
                    epoch, portion, portions[portion], self._start.vocabulary
                )
                self._note_left_out(epoch, portion, index, batches, dropped)
                # Every worker has a batch in every step: the last group takes some again.
                groups = -(-len(batches) // size)
                for group in range(index, groups):
                    batch = batches[(group * size + self._team.rank) % len(batches)]
                    place = (epoch, portion, group + 1)
                    if self._step(batch, place):
                        return
                portion, index = portion + 1, 0
            epoch, portion = epoch + 1, 0

    def _note_left_out(
        self,
        epoch: int,
        portion: int,
        index: int,
        batches: list[list[Encoded]],
        dropped: Counter[str],
    ) -> None:
        """Note what was left out of the first epoch; refuse text of which nothing is short enough.

        Later epochs leave out the same texts, but for those that are cut by chance.
        """
        if epoch or index:
            return
        pairs = sum(map(len, batches))
        left_out = {reason: number for reason, number in dropped.items() if number}
        self._note("portion", portion=portion, pairs=pairs, left_out=left_out)
        if not pairs and portion == 0:
            raise ConfigError(
                f"no pair is short enough ({', '.join(left_out)})",
                where="batches.max_pieces",
                remedy="raise it, or give shorter texts",
            )

    def _step(self, batch: list[Encoded], place: tuple[int, int, int]) -> bool:
        """Take one step and do what is due after it; return whether training is over."""
        loss, stops = self._trainer.learn(batch, wants_end=self._wants_to_stop())
        self._journal.losses.append(loss)
        step = self._trainer.step
        if step % LOG_STEPS == 0:
            rate = rate_at(step - 1, self._options.optimizer)
            self._note("step", loss=self._journal.take_losses(), rate=float(f"{rate:.3g}"))
        is_last = step >= self._options.optimizer.steps
        if (step % self._options.validation.every_steps == 0 or is_last) and self._is_measured:
            self._validate()
        is_over = self._team.agree(wants_end=self._is_over()) if self._is_due(step) else False
        is_over = is_over or is_last
        if stops or is_over or step % self._options.runtime.checkpoint_steps == 0:
            self._save(*place)
        if stops and not is_over:
            raise StoppedError(
                f"stopped early: {self._session.stop.reason or 'the time limit was reached'}",
                remedy="the state is saved; run the same command again to go on",
            )
        return is_over

    @property
    def _is_measured(self) -> bool:
        """Whether some of the text to learn is held out: without it nothing says which is best."""
        return IN_DOMAIN in self._sets

    def _is_due(self, step: int) -> bool:
        return step % self._options.validation.every_steps == 0

    def _is_over(self) -> bool:
        if not self._team.is_leader:
            return False
        if self._trainer.step >= self._options.optimizer.steps:
            return True
        patience = self._options.validation.patience
        rounds = rounds_without_gain(self._journal.of_kind("validation"))
        return 0 < patience <= rounds

    def _wants_to_stop(self) -> bool:
        stop = self._session.stop
        is_late = stop.deadline is not None and time.monotonic() >= stop.deadline
        return is_late or stop.reason is not None

    def _validate(self) -> None:
        """Measure the averaged weights, and keep them as a candidate."""
        if not self._team.is_leader:
            return
        scores = self._measure()
        loss = round(self._trainer.held_out_loss(self._held_out), 4)
        self._note("validation", scores=scores, chrf=_own_mean(scores), held_out_loss=loss)
        save_weights(self._candidate(self._trainer.step), self._trainer)
        self._forget_candidates()

    def _forget_candidates(self) -> None:
        """Keep the best candidate and the last ones."""
        validations = self._journal.of_kind("validation")
        best = best_validation(validations)
        steps = {event["step"] for event in validations[-self._options.validation.average_last :]}
        if best:
            steps.add(best["step"])
        for path in (self._work / CANDIDATES).glob("*.safetensors"):
            if path not in {self._candidate(step) for step in steps}:
                path.unlink()

    def _finish(self) -> Outcome:
        """Choose among the best candidate and the mean of the last; publish what may be."""
        validations = self._journal.of_kind("validation")
        best = best_validation(validations)
        chosen = "the last step"
        if best is not None:
            last = [
                event["step"] for event in validations[-self._options.validation.average_last :]
            ]
            load_average(self._trainer, [self._candidate(step) for step in last])
            mean_chrf = _own_mean(self._measure())
            chosen = f"the mean of {len(last)} validated checkpoints, of steps {last}"
            if len(last) == 1 or mean_chrf < best["chrf"]:
                load_average(self._trainer, [self._candidate(best["step"])])
                chosen = f"step {best['step']}"
        before = [event["scores"] for event in self._journal.of_kind("before")]
        after = self._measure()
        self._note("after", scores=after, chosen=chosen)
        self._write_journal()
        verdict = judge(_scores(before[0]) if before else [], _scores(after), self._options, chosen)
        seconds = self._seconds()
        left_out: Counter[str] = Counter()
        for event in self._journal.of_kind("portion"):
            left_out.update(event["left_out"])
        return publish(
            self._out,
            self._options,
            self._start,
            self._trainer,
            self._data,
            verdict,
            left_out,
            seconds,
        )

    def _measure(self) -> list[dict[str, Any]]:
        with self._trainer.averaged_weights() as model:
            scores = measure(model, self._start.vocabulary, self._sets, self._options.validation)
        return [
            {"set": s.set_name, "target": s.target, "pairs": s.pairs, "chrf": s.chrf}
            for s in scores
        ]

    def _encode_held_out(self) -> list[list[Encoded]]:
        rng = random.Random(self._options.seed)
        limit = self._options.batches.max_pieces
        options = self._options.batches.model_copy(update={"sampled_share": 0.0})
        pairs: list[Pair] = [p for ps in self._sets.get(IN_DOMAIN, {}).values() for p in ps]
        examples = [encode_pair(pair, self._start.vocabulary, options, rng) for pair in pairs]
        kept = [example for example in examples if is_short_enough(example, limit)]
        return cut_batches(kept, options.tokens, rng)

    def _candidate(self, step: int) -> Path:
        return self._work / CANDIDATES / f"step-{step:07d}.safetensors"

    def _seconds(self) -> float:
        return self._seconds_before + time.monotonic() - self._started

    def _note(self, kind: str, **fields: Any) -> None:
        if self._team.is_leader:
            minutes = round(self._seconds() / 60, 1)
            event = self._journal.add(kind, self._trainer.step, minutes=minutes, **fields)
            self._session.on_event(event)

    def _save(self, epoch: int, portion: int, index: int) -> None:
        if not self._team.is_leader:
            return
        progress = {
            "epoch": epoch,
            "portion": portion,
            "index": index,
            "events": self._journal.events,
            "losses": self._journal.losses,
            "seconds": round(self._seconds(), 1),
            "data": self._digest,
            "team": self._team.size,
        }
        save_state(self._work, self._trainer, progress)
        self._write_journal()

    def _write_journal(self) -> None:
        try:
            self._journal.write(self._out)
            write_text(self._out / CURVES_FILE, draw_curves(self._journal.events))
        except OSError as err:
            raise cannot_write(self._out, err) from err


def _recipe(options: TrainingOptions, data: TrainingData) -> Recipe:
    share = options.replay_share if options.is_adapting else 0.0
    return Recipe(data.stocks, data.replayed, share, options.batches, options.seed)


def _scores(rows: list[dict[str, Any]]) -> list[Score]:
    return [Score(row["set"], row["target"], row["pairs"], row["chrf"]) for row in rows]


def _own_mean(rows: list[dict[str, Any]]) -> float:
    return mean_of(_scores(rows), IN_DOMAIN) or 0.0
