"""Work done ahead in a thread of its own, while what comes before it is being worked on."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Clock:
    """The CPU seconds that threads have used, each of which says so when it ends."""

    seconds: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the CPU time of this thread until the block ends."""
        begun = time.thread_time()
        try:
            yield
        finally:
            with self._lock:
                self.seconds += time.thread_time() - begun


@dataclass(slots=True)
class _Shelf(Generic[T]):
    """What is ready and not yet taken; `weight` is its sum, `error` what ended the work."""

    items: deque[tuple[T, int]] = field(default_factory=deque)
    weight: int = 0
    is_done: bool = False
    is_abandoned: bool = False
    error: BaseException | None = None
    changed: threading.Condition = field(default_factory=threading.Condition)


@contextmanager
def working_ahead(
    items: Iterable[T], weigh: Callable[[T], int], limit: int, clock: Clock
) -> Iterator[Iterator[T]]:
    """Give `items` in their order, made by another thread until `limit` weight is ready.

    An error of that thread is raised where its item would have come. When the block ends the
    thread ends after the item that it is making.

    >>> with working_ahead([1, 2, 3], lambda item: 1, limit=2, clock=Clock()) as ahead:
    ...     list(ahead)
    [1, 2, 3]
    """
    shelf: _Shelf[T] = _Shelf()
    thread = threading.Thread(
        target=_fill, args=(shelf, items, weigh, limit, clock), name="ahead", daemon=True
    )
    thread.start()
    try:
        yield _take(shelf)
    finally:
        with shelf.changed:
            shelf.is_abandoned = True
            shelf.changed.notify_all()
        thread.join()


def _fill(
    shelf: _Shelf[T], items: Iterable[T], weigh: Callable[[T], int], limit: int, clock: Clock
) -> None:
    error: BaseException | None = None
    try:
        with clock.running():
            for item in items:
                weight = weigh(item)
                with shelf.changed:
                    shelf.changed.wait_for(lambda: shelf.is_abandoned or shelf.weight < limit)
                    if shelf.is_abandoned:
                        return
                    shelf.items.append((item, weight))
                    shelf.weight += weight
                    shelf.changed.notify_all()
    except BaseException as err:
        # Not lost: it is raised again in the thread that takes the items.
        error = err
    finally:
        with shelf.changed:
            shelf.is_done, shelf.error = True, error
            shelf.changed.notify_all()


def _take(shelf: _Shelf[T]) -> Iterator[T]:
    while True:
        with shelf.changed:
            shelf.changed.wait_for(lambda: bool(shelf.items) or shelf.is_done)
            if not shelf.items:
                if shelf.error is not None:
                    raise shelf.error
                return
            item, weight = shelf.items.popleft()
            shelf.weight -= weight
            shelf.changed.notify_all()
        yield item
