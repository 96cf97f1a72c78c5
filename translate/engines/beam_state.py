"""Beam search on tensors of fixed shape: all that is remembered between two steps, and one step.

The step never asks the device for a value, so that it can be captured and replayed; that a
sentence is done is a value on the device, which the caller reads when it likes. The search is that
of transformers with `early_stopping=True`: candidates are the best 2 x beam continuations, those
of the first beam places that end are hypotheses, and a sentence is done with as many hypotheses as
beams.
"""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """Token ids with the end token, which is absent where the limit cut it; score as ranked."""

    ids: list[int]
    score: float


@dataclass(frozen=True, slots=True)
class BeamRules:
    """What a search depends on besides the model; `banned` tokens never come out.

    `renormalize` says whether probabilities sum to one without the banned tokens.
    """

    beam: int
    length_penalty: float
    end_token: int
    start_token: int
    banned: tuple[int, ...] = ()
    renormalize: bool = True


class BeamState:
    """The search over a batch of `sentences`, up to `max_steps` tokens each.

    The rows of a batch are sentences x beams, sentence by sentence. `tokens` are what each row
    puts out last, `parents` the row that each continues.
    """

    def __init__(self, sentences: int, max_steps: int, rules: BeamRules, device: str) -> None:
        """Allocate everything; nothing is allocated later that outlives a step."""
        import torch

        self.rules = rules
        self.sentences = sentences
        shape = (sentences, rules.beam)
        integers = partial(torch.zeros, dtype=torch.long, device=device)
        self.step = integers(1)
        self.limits = integers(sentences)
        self.tokens = integers(sentences * rules.beam)
        self.parents = integers(sentences * rules.beam)
        self.is_done = torch.zeros(sentences, dtype=torch.bool, device=device)
        self._scores = torch.zeros(shape, device=device)
        self._token_history = integers((max_steps, *shape))
        self._parent_history = integers((max_steps, *shape))
        self._ended_scores = torch.zeros(shape, device=device)
        # Of each hypothesis: its last token, the beam that it continues, and its step.
        self._ended = integers((3, *shape))
        self._first_rows = torch.arange(sentences, device=device)[:, None] * rules.beam
        self._banned = torch.tensor(rules.banned, dtype=torch.long, device=device)

    def reset(self, limits: "Tensor") -> None:
        """Begin anew: sentence i may have `limits[i]` tokens."""
        import torch

        self.step.zero_()
        self.limits.copy_(limits)
        self.tokens.fill_(self.rules.start_token)
        torch.arange(len(self.parents), out=self.parents)
        self.is_done.zero_()
        # Only the first beam is real: else all would be the same.
        self._scores.fill_(_NEVER)
        self._scores[:, 0] = 0
        self._ended_scores.fill_(_NEVER)
        self._ended.zero_()

    def advance(self, logits: "Tensor") -> None:
        """Take one step with the logits of every row (rows x vocabulary, as floats)."""
        totals, beams, tokens = self._candidates(logits)
        ends = (tokens == self.rules.end_token) | (self.step + 1 >= self.limits[:, None])
        self._collect(totals, beams, tokens, ends)
        running, places = totals.masked_fill(ends, _NEVER).topk(self.rules.beam)
        tokens, beams = tokens.gather(1, places), beams.gather(1, places)
        self._scores.copy_(running)
        self._token_history.index_copy_(0, self.step, tokens[None])
        self._parent_history.index_copy_(0, self.step, beams[None])
        self.tokens.copy_(tokens.view(-1))
        self.parents.copy_((beams + self._first_rows).view(-1))
        self.step += 1

    def _candidates(self, logits: "Tensor") -> tuple["Tensor", "Tensor", "Tensor"]:
        """The best 2 x beam continuations of each sentence: scores, their beams, their tokens.

        The best of each row first, then the best of those: the same as the best of all, without
        a log-softmax over all rows being written out.
        """
        kept = 2 * self.rules.beam
        if not self.rules.renormalize:
            norm = logits.logsumexp(-1, keepdim=True)
        logits.index_fill_(1, self._banned, -float("inf"))
        if self.rules.renormalize:
            norm = logits.logsumexp(-1, keepdim=True)
        best, tokens = logits.topk(kept)
        rows = (best - norm) + self._scores.view(-1, 1)
        totals, places = rows.view(self.sentences, -1).topk(kept)
        return totals, places // kept, tokens.view(self.sentences, -1).gather(1, places)

    def _collect(self, totals: "Tensor", beams: "Tensor", tokens: "Tensor", ends: "Tensor") -> None:
        """Put the candidates that end among the hypotheses, of which the best are kept."""
        import torch

        beam = self.rules.beam
        counts = ends & ~self.is_done[:, None]
        counts[:, beam:] = False
        length = (self.step + 1).float() ** self.rules.length_penalty
        scores = (totals / length).masked_fill(~counts, -float("inf"))
        merged, places = torch.cat((self._ended_scores, scores), 1).topk(beam)
        found = torch.stack((tokens, beams, self.step.expand_as(tokens)))
        ended = torch.cat((self._ended, found), 2).gather(2, places.expand(3, -1, -1))
        self._ended_scores.copy_(merged)
        self._ended.copy_(ended)
        self.is_done.copy_((merged > _NEVER).all(1))

    def hypotheses(self, count: int) -> list[list[Hypothesis]]:
        """The best `count` hypotheses of each sentence, best first; waits for the device."""
        import torch

        steps = int(self.step)
        token_history = self._token_history[:steps].cpu()
        parent_history = self._parent_history[:steps].cpu()
        last, beams, ends = self._ended[:, :, :count].cpu().unbind(0)
        columns = []
        for step in range(steps - 1, -1, -1):
            is_last, is_inside = ends == step, ends > step
            inner = token_history[step].gather(1, beams)
            columns.append(last.where(is_last, inner))
            # `beams` of a hypothesis is where it was one step before its end.
            beams = parent_history[step].gather(1, beams).where(is_inside, beams)
        ids = torch.stack(columns[::-1], -1).tolist()
        lengths, scores = (ends + 1).tolist(), self._ended_scores[:, :count].tolist()
        return [
            [Hypothesis(row[:length], score) for row, length, score in zip(*sentence, strict=True)]
            for sentence in zip(ids, lengths, scores, strict=True)
        ]
