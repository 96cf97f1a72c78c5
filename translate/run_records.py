"""What a run is told, how it is stopped, and what it reports."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from translate.errors import StoppedError
from translate.memory import HumanTexts, Memory
from translate.unchanged import State

if TYPE_CHECKING:
    from translate.tally import Tally
    from translate.workplan import Progress


@dataclass(slots=True)
class StopRequest:
    """How the outside asks a run to stop: `reason` is set by a signal, `deadline` by the clock.

    `deadline` is a reading of `time.monotonic`, in seconds.
    """

    reason: str | None = None
    deadline: float | None = None

    def check(self) -> None:
        """Raise `StoppedError` if the run is to stop; all that was generated is committed."""
        if self.deadline is not None and time.monotonic() >= self.deadline:
            self.reason = self.reason or "the time limit was reached"
        if self.reason:
            raise StoppedError(
                f"stopped early: {self.reason}",
                remedy="what was translated is kept; run the same command again to go on",
            )


def _ignore(_: object) -> None:
    """The listener of a run that nobody watches."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something began: its date, and readings of the clock and of this thread's CPU time."""

    date: datetime
    clock: float
    cpu: float

    @classmethod
    def now(cls) -> Self:
        """This moment."""
        return cls(datetime.now(UTC), time.monotonic(), time.thread_time())

    def seconds(self) -> float:
        """How long it is ago."""
        return time.monotonic() - self.clock


@dataclass(frozen=True, slots=True)
class Beginning:
    """A run that has something to do: its output is held, its memory open.

    `digest` is that of `state` with the models; None while one of these is still to be fetched.
    """

    moment: Moment
    work: Path
    memory: Memory
    human: HumanTexts
    state: State
    digest: str | None


@dataclass(frozen=True, slots=True)
class RunOptions:
    """What a run is told besides its configuration.

    `limit` ends the reading after so many articles. `on_stage` hears of each stage by name,
    `on_work_folder` of the work folder once it is held.
    """

    is_offline: bool = False
    limit: int | None = None
    stop: StopRequest = field(default_factory=StopRequest)
    on_stage: Callable[[str], None] = _ignore
    on_progress: "Callable[[Progress], None]" = _ignore
    on_work_folder: Callable[[Path], None] = _ignore


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: its manifest, and how many texts were generated and remembered.

    The manifest of a run that wrote one lacks the lists that are as long as the corpus.

    `is_unchanged` says that the output stood already as it would have been written.
    """

    output: Path
    manifest: dict[str, Any]
    generated: int
    remembered: int
    seconds: float
    is_unchanged: bool = False

    @property
    def failures(self) -> list[dict[str, str]]:
        """The inputs that gave no article."""
        failures: list[dict[str, str]] = self.manifest["failures"]
        return failures


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run would do, found without a model."""

    tally: "Tally"
    unique_texts: int
