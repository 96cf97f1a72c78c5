"""The training step of the starter model, and the moving average that is exported."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from translate.starter.alignment import Dictionary
from translate.starter.batches import Encoded
from translate.starter.corpus import Pair
from translate.starter.dropout import add_dropout
from translate.starter.loss import smoothed_loss
from translate.starter.model import build_model, export_model, load_weights
from translate.starter.team import Team
from translate.starter.vocabulary import Vocabulary

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import MarianMTModel

IGNORED_LABEL = -100
LOWEST_RATE_SHARE = 0.02
MAX_SAMPLE_TOKENS = 90
GUIDED_HEAD = 0
SMALLEST_ATTENTION = 1e-6


@dataclass(frozen=True, slots=True)
class TrainingOptions:
    """Every choice of a run that is not in `EpochPlan`."""

    data_dir: Path
    out_dir: Path
    end: datetime
    seed: int = 7
    threads: int = 1
    workers: int = 2
    peak_rate: float = 1e-3
    warmup_steps: int = 1_000
    smoothing: float = 0.1
    dropout: float = 0.1
    average_decay: float = 0.999
    export_minutes: float = 8.0
    overfit_pairs: int = 0
    summaries_from: float = 0.3
    guidance: float = 0.5
    start_from: Path | None = None


class Trainer:
    """Holds the model, its optimiser and the moving average of its weights."""

    def __init__(
        self,
        options: TrainingOptions,
        vocabulary: Vocabulary,
        embeddings: "Tensor",
        dictionary: Dictionary,
        team: Team,
    ) -> None:
        import torch

        torch.manual_seed(options.seed)
        torch.set_num_threads(options.threads)
        self.options = options
        self.vocabulary = vocabulary
        self.dictionary = dictionary
        self.team = team
        self.model: MarianMTModel = build_model(embeddings)
        if options.start_from:
            load_weights(self.model, options.start_from)
        add_dropout(self.model, options.dropout, options.seed + team.rank)
        self.weights = [p for p in self.model.parameters() if p.requires_grad]
        self.average = [p.detach().clone() for p in self.weights]
        self.optimizer = torch.optim.AdamW(
            self.weights, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.01, fused=True
        )
        self.start = datetime.now(UTC)
        self.step = 0
        self.is_over = False
        # The whole team goes by the same clock, or their weights would part.
        self._spent = 0.0

    def spent(self) -> float:
        """Return the share of the planned time that was spent at the last step, at most 1."""
        return self._spent

    def _own_spent(self) -> float:
        return min(1.0, (datetime.now(UTC) - self.start) / (self.options.end - self.start))

    def rate(self) -> float:
        """Return the learning rate: linear warm-up, then a cosine over the planned time."""
        cosine = 0.5 * (1 + math.cos(math.pi * self.spent()))
        warmup = min(1.0, (self.step + 1) / self.options.warmup_steps)
        return self.options.peak_rate * warmup * max(LOWEST_RATE_SHARE, cosine)

    def loss(self, batch: Sequence[Encoded], smoothing: float, guidance: float = 0.0) -> "Tensor":
        """Return the loss of one batch, the cost of looking elsewhere than the dictionary added."""
        import torch

        pad = self.vocabulary.pad_id
        source = _pad([example.source for example in batch], pad)
        labels = _pad([example.target for example in batch], IGNORED_LABEL)
        shifted = torch.cat([torch.full((len(batch), 1), pad), labels[:, :-1]], dim=1)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            answer = self.model.model(
                input_ids=source,
                attention_mask=(source != pad).long(),
                decoder_input_ids=shifted.masked_fill(shifted == IGNORED_LABEL, pad),
                output_attentions=guidance > 0,
            )
        scored = labels != IGNORED_LABEL
        states, embeddings = answer.last_hidden_state, self.model.get_output_embeddings().weight
        loss = smoothed_loss(states[scored], embeddings, labels[scored], smoothing)
        if guidance > 0:
            loss = loss + guidance * self._guidance_cost(batch, answer.cross_attentions)
        return loss

    def _guidance_cost(self, batch: Sequence[Encoded], attentions: Sequence["Tensor"]) -> "Tensor":
        """Return how far two heads look from where the dictionary says, per target token.

        A head of the first decoder layer is to find the source of the piece just written, a head
        of the last layer that of the piece to write: from the one to the other is a step.
        """
        import torch

        links = torch.zeros(attentions[0][:, 0].shape)
        for index, example in enumerate(batch):
            block = torch.from_numpy(self.dictionary.links(example))
            links[index, : len(example.target), : len(example.source)] = block
        written = torch.cat([torch.zeros_like(links[:, :1]), links[:, :-1]], dim=1)
        cost = torch.zeros(())
        for attention, wanted in ((attentions[0], written), (attentions[-1], links)):
            looked = attention[:, GUIDED_HEAD].float().clamp_min(SMALLEST_ATTENTION)
            cost = cost - (wanted * looked.log()).sum() / wanted.sum().clamp_min(1.0)
        return cost

    def learn(self, batch: Sequence[Encoded]) -> float:
        """Take one step and return its loss, guidance included."""
        import torch

        for group in self.optimizer.param_groups:
            group["lr"] = self.rate()
        guidance = self.options.guidance * (1 - self.spent())
        loss = self.loss(batch, self.options.smoothing, guidance)
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self._spent, self.is_over = self.team.share(
            self.weights, self._own_spent(), wants_end=datetime.now(UTC) >= self.options.end
        )
        torch.nn.utils.clip_grad_norm_(self.weights, 1.0)
        self.optimizer.step()
        self.step += 1
        decay = min(self.options.average_decay, self.step / (self.step + 10))
        with torch.no_grad():
            torch._foreach_lerp_(self.average, self.weights, 1 - decay)
        return loss.item()

    def held_out_loss(self, batches: Sequence[Sequence[Encoded]]) -> float:
        """Return the unsmoothed loss per token of the current weights on held-out batches."""
        import torch

        self.model.eval()
        with torch.no_grad():
            sizes = [sum(len(example.target) for example in batch) for batch in batches]
            losses = [self.loss(batch, smoothing=0.0).item() for batch in batches]
        self.model.train()
        return sum(n * x for n, x in zip(sizes, losses, strict=True)) / sum(sizes)

    def answers(self, pairs: Sequence[Pair]) -> list[str]:
        """Return greedy answers of the averaged weights."""
        import torch

        pad = self.vocabulary.pad_id
        sources = [
            [self.vocabulary.ids[pair.task], *self.vocabulary.encode(pair.source)] for pair in pairs
        ]
        source = _pad(sources, pad)
        with self.averaged_weights(), torch.no_grad():
            generated = self.model.generate(
                input_ids=source,
                attention_mask=(source != pad).long(),
                num_beams=1,
                max_new_tokens=MAX_SAMPLE_TOKENS,
                bad_words_ids=[[pad]],
            )
        return [self.vocabulary.decode(ids) for ids in generated.tolist()]

    def export(self, model_dir: Path) -> None:
        """Write the averaged weights as a checkpoint."""
        with self.averaged_weights():
            weights = {name: w.detach().clone() for name, w in self.model.state_dict().items()}
        export_model(self.model, weights, self.options.out_dir, model_dir)

    def averaged_weights(self) -> "_Swapped":
        """Return a context in which the model holds the averaged weights, in eval mode."""
        return _Swapped(self)


class _Swapped:
    """Exchanges a trainer's weights with their average, and back again."""

    def __init__(self, trainer: Trainer) -> None:
        self.trainer = trainer

    def __enter__(self) -> Self:
        self._swap()
        self.trainer.model.eval()
        return self

    def __exit__(self, *_: object) -> None:
        self._swap()
        self.trainer.model.train()

    def _swap(self) -> None:
        for weight, average in zip(self.trainer.weights, self.trainer.average, strict=True):
            kept = weight.detach().clone()
            weight.data.copy_(average)
            average.copy_(kept)


def _pad(rows: Sequence[Sequence[int]], filler: int) -> "Tensor":
    import torch

    width = max(map(len, rows))
    return torch.tensor([[*row, *[filler] * (width - len(row))] for row in rows])
