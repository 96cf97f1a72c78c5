"""What the machine gives: cores to work on, and memory that goes back when it is free.

The C library keeps what was freed for the thread that freed it: every thread has a heap of its own
there, up to eight for each core. Those of a run's threads would keep what each of them once needed,
long after that is gone: more than all that is in use, and the more the longer the run.
"""

import ctypes
import os
from collections.abc import Callable
from functools import cache

_FEWEST_HEAPS = 2
_M_ARENA_MAX = -8  # malloc.h of the GNU C library


def usable_cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def share_heaps() -> None:
    """Let all threads that are begun from now on share as many heaps as there are cores.

    It holds for the process, to its end; nothing where there is no way.
    """
    if (mallopt := _function("mallopt")) is not None:
        mallopt(_M_ARENA_MAX, max(_FEWEST_HEAPS, usable_cores()))


def give_back() -> None:
    """Give the system what is free in the heaps of all threads; nothing where there is no way."""
    if (trim := _function("malloc_trim")) is not None:
        trim(0)


@cache
def _function(name: str) -> Callable[..., int] | None:
    """A function of the GNU C library; None on other systems."""
    try:
        function: Callable[..., int] = getattr(ctypes.CDLL(None), name)
    except (OSError, AttributeError, TypeError):
        return None
    return function
