"""What happened in a training, event by event: `log.jsonl`, and the curves drawn from it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from translate.files import write_text

LOG_FILE = "log.jsonl"
Event = dict[str, Any]


@dataclass(slots=True)
class Journal:
    """The events so far, in order, and the losses of the steps since the last one."""

    events: list[Event] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)

    def add(self, kind: str, step: int, **fields: Any) -> Event:
        """Note an event and return it."""
        event: Event = {"event": kind, "step": step, **fields}
        self.events.append(event)
        return event

    def take_losses(self) -> float | None:
        """Return the mean loss since the last call, or None where no step was taken."""
        if not self.losses:
            return None
        mean = sum(self.losses) / len(self.losses)
        self.losses.clear()
        return round(mean, 4)

    def of_kind(self, kind: str) -> list[Event]:
        """Return the events of one kind, in order."""
        return [event for event in self.events if event["event"] == kind]

    def write(self, folder: Path) -> None:
        """Replace `log.jsonl` by the events so far, one JSON object a line."""
        lines = (json.dumps(event, ensure_ascii=False, sort_keys=True) for event in self.events)
        write_text(folder / LOG_FILE, "".join(f"{line}\n" for line in lines))


def best_validation(events: Sequence[Event]) -> Event | None:
    """Return the validation with the highest chrF, the first of equals.

    >>> best_validation([{"chrf": 1.0, "step": 1}, {"chrf": 2.0, "step": 2}])["step"]
    2
    """
    return max(events, key=lambda event: (event["chrf"], -event["step"]), default=None)


def rounds_without_gain(events: Sequence[Event]) -> int:
    """Return how many validations came after the best one."""
    best = best_validation(events)
    return 0 if best is None else sum(event["step"] > best["step"] for event in events)
