"""The training step: model, optimiser and the moving average of the weights."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from translate.training.alignment import Dictionary
from translate.training.batches import Encoded
from translate.training.dropout import Dropout
from translate.training.loss import smoothed_loss
from translate.training.options import OptimizerOptions, TrainingOptions
from translate.training.team import Team

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import MarianMTModel

IGNORED_LABEL = -100
LOWEST_RATE_SHARE = 0.02
GUIDED_HEAD = 0
SMALLEST_ATTENTION = 1e-6
# The average of the first steps would else be the start for long.
AVERAGE_RAMP = 10


def rate_at(step: int, options: OptimizerOptions) -> float:
    """Return the learning rate of a step, counted from 0.

    Linear warm-up; then falling with the square root of the step (Vaswani 2017), or along half a
    cosine to a fiftieth of the peak (Loshchilov 2017).

    >>> options = OptimizerOptions(steps=1000, warmup_steps=100, peak_rate=1.0)
    >>> [round(rate_at(step, options), 3) for step in (0, 99, 100, 550, 1000)]
    [0.01, 1.0, 1.0, 0.5, 0.02]
    >>> inverse = options.model_copy(update={"schedule": "inverse_sqrt"})
    >>> round(rate_at(399, inverse), 3)
    0.5
    """
    warmup = (step + 1) / options.warmup_steps
    if warmup <= 1:
        return options.peak_rate * warmup
    if options.schedule == "inverse_sqrt":
        return options.peak_rate / math.sqrt(warmup)
    left = max(1, options.steps - options.warmup_steps)
    share = min(1.0, (step - options.warmup_steps) / left)
    cosine = 0.5 * (1 + math.cos(math.pi * share))
    return options.peak_rate * max(LOWEST_RATE_SHARE, cosine)


class Trainer:
    """Holds the model, its optimiser and the moving average of its weights."""

    def __init__(
        self,
        model: "MarianMTModel",
        options: TrainingOptions,
        dictionary: Dictionary | None,
        team: Team,
    ) -> None:
        import torch

        self.model = model
        self.team = team
        self.step = 0
        self._options = options.optimizer
        self._dictionary = dictionary
        self._device = model.device.type
        precision = options.runtime.precision
        self._is_bfloat16 = precision == "bfloat16" or (
            precision == "auto" and self._device == "cuda"
        )
        self._dropout = Dropout(model, options.optimizer.dropout, options.seed, team.rank)
        named = [(name, p) for name, p in model.named_parameters() if p.requires_grad]
        self.names = [name for name, _ in named]
        self.weights = [p for _, p in named]
        self.average = [p.detach().clone() for p in self.weights]
        self.optimizer = torch.optim.AdamW(
            self.weights,
            betas=(0.9, 0.98),
            eps=1e-9,
            weight_decay=options.optimizer.weight_decay,
            fused=True,
        )
        model.train()

    def learn(self, batch: Sequence[Encoded], *, wants_end: bool = False) -> tuple[float, bool]:
        """Take one step; return its loss, guidance included, and whether the team wants to end."""
        import torch

        self._dropout.start_step(self.step)
        rate = rate_at(self.step, self._options)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        share_left = max(0.0, 1 - self.step / self._options.steps)
        loss = self.loss(
            batch, self._options.label_smoothing, self._options.guided_alignment * share_left
        )
        self.optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        ends = self.team.share(self.weights, wants_end=wants_end)
        torch.nn.utils.clip_grad_norm_(self.weights, self._options.clip_norm)
        self.optimizer.step()
        self.step += 1
        decay = min(self._options.moving_average, self.step / (self.step + AVERAGE_RAMP))
        if not self._options.moving_average:
            decay = 0.0
        with torch.no_grad():
            torch._foreach_lerp_(self.average, self.weights, 1 - decay)
        return loss.item(), ends

    def loss(self, batch: Sequence[Encoded], smoothing: float, guidance: float = 0.0) -> "Tensor":
        """Return the loss of one batch, the cost of looking elsewhere than the dictionary added."""
        import torch

        config = self.model.config
        source = self._padded([example.source for example in batch], config.pad_token_id)
        labels = self._padded([example.target for example in batch], IGNORED_LABEL)
        begin = torch.full_like(labels[:, :1], config.decoder_start_token_id)
        shifted = torch.cat([begin, labels[:, :-1]], dim=1)
        shifted = shifted.masked_fill(shifted == IGNORED_LABEL, config.pad_token_id)
        lengths = torch.tensor([len(example.source) for example in batch], device=source.device)
        places = torch.arange(source.shape[1], device=source.device)
        is_guided = guidance > 0 and self._dictionary is not None
        with torch.autocast(self._device, dtype=torch.bfloat16, enabled=self._is_bfloat16):
            answer = self.model.model(
                input_ids=source,
                attention_mask=(places[None, :] < lengths[:, None]).long(),
                decoder_input_ids=shifted,
                output_attentions=is_guided,
            )
        scored = labels != IGNORED_LABEL
        output_layer = (
            self.model.get_output_embeddings().weight,
            self.model.final_logits_bias[0].float(),
        )
        loss = smoothed_loss(
            answer.last_hidden_state[scored],
            output_layer,
            labels[scored],
            smoothing,
            is_bfloat16=self._is_bfloat16,
        )
        if is_guided:
            loss = loss + guidance * self._guidance_cost(batch, answer.cross_attentions)
        return loss

    def held_out_loss(self, batches: Sequence[Sequence[Encoded]]) -> float:
        """Return the unsmoothed loss per token of the averaged weights on held-out batches."""
        import torch

        with self.averaged_weights(), torch.no_grad():
            sizes = [sum(len(example.target) for example in batch) for batch in batches]
            losses = [self.loss(batch, smoothing=0.0).item() for batch in batches]
        return sum(n * x for n, x in zip(sizes, losses, strict=True)) / max(1, sum(sizes))

    @contextmanager
    def averaged_weights(self) -> Iterator["MarianMTModel"]:
        """Give the model with the averaged weights, in eval mode, for a while."""
        self._swap()
        self.model.eval()
        try:
            yield self.model
        finally:
            self._swap()
            self.model.train()

    def _swap(self) -> None:
        for weight, average in zip(self.weights, self.average, strict=True):
            kept = weight.detach().clone()
            weight.data.copy_(average)
            average.copy_(kept)

    def _guidance_cost(self, batch: Sequence[Encoded], attentions: Sequence["Tensor"]) -> "Tensor":
        """Return how far two heads look from where the dictionary says, per target token.

        A head of the first decoder layer is to find the source of the piece just written, a head
        of the last layer that of the piece to write: from the one to the other is a step.
        """
        import torch

        assert self._dictionary is not None
        links = torch.zeros(attentions[0][:, 0].shape)
        for index, example in enumerate(batch):
            block = torch.from_numpy(self._dictionary.links(example))
            links[index, : len(example.target), : len(example.source)] = block
        links = links.to(self._device)
        written = torch.cat([torch.zeros_like(links[:, :1]), links[:, :-1]], dim=1)
        cost = torch.zeros((), device=links.device)
        for attention, wanted in ((attentions[0], written), (attentions[-1], links)):
            looked = attention[:, GUIDED_HEAD].float().clamp_min(SMALLEST_ATTENTION)
            cost = cost - (wanted * looked.log()).sum() / wanted.sum().clamp_min(1.0)
        return cost

    def _padded(self, rows: Sequence[Sequence[int]], filler: int) -> "Tensor":
        import torch

        width = max(map(len, rows))
        padded = [[*row, *[filler] * (width - len(row))] for row in rows]
        return torch.tensor(padded, device=self._device)
