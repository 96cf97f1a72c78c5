"""Work that is the same kernels on the same addresses each time, replayed as a CUDA graph.

On any other device the work just runs. Not yet run on a GPU.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any

# A graph holds some megabytes; this many shapes come only from inputs of every length.
_MAX_GRAPHS = 256


class GraphReplay:
    """Graphs by the key of their work.

    Work that comes the first time runs plainly, which also makes the libraries ready; it is
    captured when it comes a second time, and replayed from then on. So a shape that comes once
    costs no capture, and nothing runs for a capture's sake.
    """

    def __init__(self, device: str) -> None:
        """On a CUDA device, make the stream that everything runs on."""
        self._seen: set[Hashable] = set()
        self._graphs: dict[Hashable, Any] = {}
        self._stream: Any = None
        if device.startswith("cuda"):
            import torch

            self._stream = torch.cuda.Stream(device)  # type: ignore[no-untyped-call]
            self._pool = torch.cuda.graph_pool_handle()

    def __len__(self) -> int:
        """How many graphs were captured."""
        return len(self._graphs)

    @contextmanager
    def stream(self) -> Iterator[None]:
        """A context in which all work of this object, and what it reads and writes, belongs."""
        if self._stream is None:
            yield
            return
        import torch

        outside = torch.cuda.current_stream(self._stream.device)
        self._stream.wait_stream(outside)
        with torch.cuda.stream(self._stream):
            yield
        outside.wait_stream(self._stream)

    def run(self, key: Hashable, work: Callable[[], None]) -> None:
        """Do `work`, which must be the same for the same key: same shapes, same addresses."""
        if self._stream is None or key not in self._seen:
            self._seen.add(key)
            work()
            return
        if key not in self._graphs:
            self._capture(key, work)
        self._graphs[key].replay()

    def forget(self) -> None:
        """Drop all graphs, since the addresses that they hold are no longer valid."""
        self._graphs.clear()

    def _capture(self, key: Hashable, work: Callable[[], None]) -> None:
        import torch

        if len(self._graphs) >= _MAX_GRAPHS:
            self.forget()
        graph = torch.cuda.CUDAGraph()
        # One pool for all: nothing that a graph allocates is read once it has run. The mode is
        # that of this thread, so that another may pin memory meanwhile.
        with torch.cuda.graph(
            graph, pool=self._pool, stream=self._stream, capture_error_mode="thread_local"
        ):
            work()
        self._graphs[key] = graph
