"""The one model that stays loaded when its work is done, in case it is asked for again.

A run puts each model to its self-test, and works with one after the other: the next task is often
the same weights with another target or another search. Nothing is ever loaded beside an idle
model, so that it costs no memory where memory is short.
"""

import threading
from collections.abc import Hashable
from typing import Any


class IdleModel:
    """A place for one loaded model, under a key that says which weights run where."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Hashable, Any] | None = None

    def keep(self, key: Hashable, model: Any) -> None:
        """Hold a model that has no work; the one held before is let go of."""
        with self._lock:
            self._held = (key, model)

    def take(self, key: Hashable) -> Any | None:
        """The model of that key if it is held; any other is let go of, and the place is empty."""
        with self._lock:
            held, self._held = self._held, None
        return held[1] if held is not None and held[0] == key else None

    def drop(self) -> None:
        """Let go of what is held."""
        with self._lock:
            self._held = None


IDLE_MODEL = IdleModel()
"""The idle model of this process."""
