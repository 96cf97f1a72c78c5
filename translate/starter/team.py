"""Processes that learn together: each has its own batches, and their gradients are averaged.

At this model size two processes of one thread each took in about 1.6 times the tokens of one
process of two threads (2,430 against 1,460 target tokens a second, once, on two shared cores).
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

RANK_VARIABLE = "STARTER_RANK"


@dataclass(frozen=True, slots=True)
class Team:
    """The place of this process among `size`; the one of rank 0 logs and exports."""

    rank: int
    size: int

    @property
    def is_leader(self) -> bool:
        """Whether this process logs and exports."""
        return self.rank == 0

    def share(
        self, weights: Sequence["Tensor"], spent: float, *, wants_end: bool
    ) -> tuple[float, bool]:
        """Average the gradients in place; return the common share of time and whether to end."""
        import torch

        if self.size == 1:
            return spent, wants_end
        gradients = [weight.grad for weight in weights if weight.grad is not None]
        notes = torch.tensor([spent, float(wants_end)])
        flat = torch.cat([*(gradient.view(-1) for gradient in gradients), notes])
        torch.distributed.all_reduce(flat)
        start = 0
        for gradient in gradients:
            gradient.copy_(flat[start : start + gradient.numel()].view_as(gradient))
            gradient.div_(self.size)
            start += gradient.numel()
        return float(flat[-2]) / self.size, bool(flat[-1] > 0)


def form_team(size: int, out_dir: Path) -> Team:
    """Start the other processes with the command line of this one, and meet them."""
    import torch

    rank = int(os.environ.get(RANK_VARIABLE, "0"))
    if size == 1:
        return Team(0, 1)
    meeting = out_dir / "meeting"
    if rank == 0:
        meeting.unlink(missing_ok=True)
        for other in range(1, size):
            command = [sys.executable, "-m", "translate.starter.train", *sys.argv[1:]]
            subprocess.Popen(command, env={**os.environ, RANK_VARIABLE: str(other)})
    torch.distributed.init_process_group(
        "gloo", init_method=f"file://{meeting.resolve()}", rank=rank, world_size=size
    )
    return Team(rank, size)
