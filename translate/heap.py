"""What was freed, given back to the system: the C library keeps it for the thread that freed it.

Every thread has a heap of its own there. Those of a run's threads would keep what each of them once
needed, long after that is gone: more than all that is in use.
"""

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Give the system what is free in the heaps of all threads; nothing where there is no way."""
    if (trim := _trim()) is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], int] | None:
    """The `malloc_trim` of the GNU C library; None on other systems."""
    try:
        trim: Callable[[int], int] = ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError, TypeError):
        return None
    return trim
