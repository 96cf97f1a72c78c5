"""Processes that learn together: each has its own batches, and their gradients are averaged.

At the size of the starter two processes of one thread each took in about 1.6 times the tokens of
one process of two threads (2,430 against 1,460 target tokens a second, once, on two shared cores).
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ModelError

if TYPE_CHECKING:
    from torch import Tensor

RANK_VARIABLE = "TRIPTYQUE_TRAINING_RANK"
MEETING_VARIABLE = "TRIPTYQUE_TRAINING_MEETING"
POLL_S = 0.2
# The others wait here while the leader validates and saves.
PATIENCE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Team:
    """The place of this process among `size`; the one of rank 0 measures, logs and saves."""

    rank: int = 0
    size: int = 1

    @property
    def is_leader(self) -> bool:
        """Whether this process measures, logs and saves."""
        return self.rank == 0

    def share(self, weights: Sequence["Tensor"], *, wants_end: bool) -> bool:
        """Average the gradients in place; return whether any process wants to end.

        Raises:
            ModelError: another process of the team is gone.
        """
        import torch

        if self.size == 1:
            return wants_end
        gradients = [weight.grad for weight in weights if weight.grad is not None]
        note = torch.tensor([float(wants_end)])
        flat = torch.cat([*(gradient.reshape(-1) for gradient in gradients), note])
        self._reduce(flat)
        start = 0
        for gradient in gradients:
            gradient.copy_(flat[start : start + gradient.numel()].view_as(gradient))
            gradient.div_(self.size)
            start += gradient.numel()
        return bool(flat[-1] > 0)

    def agree(self, *, wants_end: bool) -> bool:
        """Return whether any process wants to end; every process waits for the others here."""
        import torch

        if self.size == 1:
            return wants_end
        note = torch.tensor([float(wants_end)])
        self._reduce(note)
        return bool(note[0] > 0)

    def _reduce(self, values: "Tensor") -> None:
        import torch

        try:
            torch.distributed.all_reduce(values)
        except RuntimeError as err:
            raise ModelError(
                "another process of the training has ended",
                where=f"worker {self.rank}",
                remedy="run the same command again to go on from the last saved state",
            ) from err


def form_team(size: int, work: Path) -> Team:
    """Start the other processes, and meet them; in a process so started, meet the leader.

    Raises:
        ModelError: one of them ended before it came.
    """
    import torch

    if size == 1:
        return Team()
    rank = int(os.environ.get(RANK_VARIABLE, "0"))
    # A file of this leader's own: what a killed training left behind may not come to the meeting.
    meeting = Path(os.environ.get(MEETING_VARIABLE) or work / f"meeting-{os.getpid()}")
    if rank == 0:
        for old in work.glob("meeting-*"):
            old.unlink()
        _await([_start_worker(other, meeting, work) for other in range(1, size)], meeting)
    else:
        _ready_mark(meeting, rank).touch()
    store = torch.distributed.FileStore(str(meeting), size)  # type: ignore[attr-defined]
    torch.distributed.init_process_group(
        "gloo", store=store, rank=rank, world_size=size, timeout=PATIENCE
    )
    return Team(rank, size)


def _start_worker(rank: int, meeting: Path, work: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, RANK_VARIABLE: str(rank), MEETING_VARIABLE: str(meeting)}
    command = [sys.executable, "-m", "translate.training.worker", str(work)]
    # A session of its own: Ctrl-C is for the leader, which saves before it ends.
    return subprocess.Popen(command, env=environment, start_new_session=True)


def _await(workers: Sequence[subprocess.Popen[bytes]], meeting: Path) -> None:
    """Wait until every worker has read its data."""
    waiting = dict(enumerate(workers, start=1))
    while waiting:
        for rank, worker in list(waiting.items()):
            if _ready_mark(meeting, rank).exists():
                del waiting[rank]
            elif worker.poll() is not None:
                raise ModelError(
                    f"worker {rank} ended with code {worker.returncode} before it began",
                    where=str(meeting.parent),
                    remedy="see its message above, or set runtime.workers: 1",
                )
        time.sleep(POLL_S)


def _ready_mark(meeting: Path, rank: int) -> Path:
    return meeting.with_name(f"{meeting.name}-ready-{rank}")


def leave_team(team: Team) -> None:
    """End the connection to the other processes."""
    import torch

    if team.size > 1:
        torch.distributed.destroy_process_group()
