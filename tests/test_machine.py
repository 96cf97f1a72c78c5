"""What the machine gives: its heaps are counted by the C library itself."""

import ctypes
import subprocess
import sys

import pytest

from translate.machine import usable_cores

HEAPS_OF_TWELVE_THREADS = """
import ctypes, os, tempfile, threading
from translate.machine import share_heaps
if {is_shared}: share_heaps()
libc = ctypes.CDLL(None)
libc.malloc.restype, libc.fopen.restype = ctypes.c_void_p, ctypes.c_void_p
together = threading.Barrier(12)
def work():
    together.wait()
    libc.malloc(4096)
    together.wait()
threads = [threading.Thread(target=work) for _ in range(12)]
for thread in threads: thread.start()
for thread in threads: thread.join()
with tempfile.NamedTemporaryFile() as file:
    stream = libc.fopen(file.name.encode(), b"w")
    libc.malloc_info(0, ctypes.c_void_p(stream))
    libc.fclose(ctypes.c_void_p(stream))
    print(file.read().count(b"<heap "))
"""

needs_gnu = pytest.mark.skipif(
    not all(hasattr(ctypes.CDLL(None), name) for name in ("mallopt", "malloc_info")),
    reason="not the GNU C library",
)


def heaps(*, is_shared: bool) -> int:
    code = HEAPS_OF_TWELVE_THREADS.format(is_shared=is_shared)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


@needs_gnu
@pytest.mark.skipif(usable_cores() > 6, reason="as many cores as threads: nothing is shared")
def test_threads_share_as_many_heaps_as_there_are_cores():
    assert heaps(is_shared=False) > max(2, usable_cores())
    assert heaps(is_shared=True) <= max(2, usable_cores())
