"""The plan of what is to be generated, and its execution: unique texts, batches, memory.

As many batches are under way as the engine has use for, and what is done is committed in the order
of the plan while the next ones are generated.

The plan is data: it depends on the texts alone, never on what the memory already holds. So a run
that was killed and resumed cuts the same batches as one that was not, and gives the same bytes
(padding can flip near-tied tokens, hence the composition of a batch matters).
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from translate import machine
from translate.engines.base import BatchSize, Engine
from translate.memory import Memory
from translate.records import Generation


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts that are generated together; `padded_tokens` is its size on the device."""

    texts: tuple[str, ...]
    padded_tokens: int


def plan_batches(lengths: Iterable[tuple[str, int]], size: BatchSize) -> list[Batch]:
    """Cut texts into batches of at most `size`, longest texts first.

    `lengths` gives each text with its length in tokens; a text that stands twice is planned once.
    Longest first, so that a device that is too small says so at the start. A text that is longer
    than the budget makes a batch of its own.

    >>> lengths = [("aa", 2), ("b", 1), ("cccc", 4), ("b", 1)]
    >>> [batch.texts for batch in plan_batches(lengths, BatchSize(tokens=4))]
    [('cccc',), ('aa', 'b')]
    >>> [batch.texts for batch in plan_batches(lengths, BatchSize(tokens=99, texts=2))]
    [('cccc', 'aa'), ('b',)]
    """
    ordered = sorted(dict(lengths).items(), key=lambda item: (-item[1], item[0]))
    batches: list[Batch] = []
    current: list[str] = []
    width = 0
    for text, length in ordered:
        is_full = width * (len(current) + 1) > size.tokens or len(current) == size.texts
        if current and is_full:
            batches.append(Batch(tuple(current), width * len(current)))
            current = []
        width = length if not current else width
        current.append(text)
    if current:
        batches.append(Batch(tuple(current), width * len(current)))
    return batches


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one task of a window is, in unique texts."""

    task: str
    done: int
    total: int
    generated: int


def _ignore(_: Progress) -> None:
    """The listener of a run that nobody watches."""


def _go_on() -> None:
    """The checkpoint of a run that nobody stops."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the outside may do between two batches.

    `on_progress` hears of every batch. `checkpoint` raises `StoppedError` when the run is asked to
    stop; it is called when all that was generated has been committed.
    """

    on_progress: Callable[[Progress], None] = _ignore
    checkpoint: Callable[[], None] = _go_on


@dataclass(slots=True)
class TaskRunner:
    """Runs one task with one engine: what the memory lacks is generated batch by batch.

    `generated` and `remembered` count the unique texts of the run, `busy_seconds` the time during
    which at least one batch was being generated. `prepare` is called once before the first batch:
    the self-test of a model that may never be asked.
    """

    engine: Engine
    memory: Memory
    task: str
    hooks: Hooks = field(default_factory=Hooks)
    prepare: Callable[[], None] = _go_on
    generated: int = 0
    remembered: int = 0
    source_tokens: int = 0
    target_tokens: int = 0
    busy_seconds: float = 0.0
    _lengths: dict[str, int] = field(default_factory=dict)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, counted once per window."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._lengths]
        if missing:
            counts = self.engine.count_tokens(missing)
            self._lengths.update(zip(missing, counts, strict=True))
        return [self._lengths[text] for text in texts]

    def rest(self) -> None:
        """Let go of what one window needed: token counts, and what the engine can load again."""
        self._lengths.clear()
        self.engine.release()
        machine.give_back()

    def run(self, texts: Iterable[str]) -> dict[str, Generation]:
        """The generation of every text, from the memory or the engine; one per unique text.

        Raises:
            ModelError: the engine failed.
            OutputError: the memory cannot be written.
            StoppedError: the run was asked to stop; what was generated is committed.
        """
        unique = list(dict.fromkeys(texts))
        lengths = zip(unique, self.count_tokens(unique), strict=True)
        batches = plan_batches(lengths, self.engine.batch_size)
        results = self.memory.look_up(self.task, self.engine.signature, unique)
        known = len(results)
        self.remembered += known
        self.hooks.on_progress(Progress(self.task, known, len(unique), 0))
        planned = ([text for text in batch.texts if text not in results] for batch in batches)
        made = 0
        for pairs in self._generate([missing for missing in planned if missing]):
            self.memory.commit(self.task, self.engine.signature, pairs)
            results.update(pairs)
            made += len(pairs)
            self._count([generation for _, generation in pairs])
            self.hooks.on_progress(Progress(self.task, known + made, len(unique), made))
        assert len(results) == len(unique), "a text was lost"
        self.hooks.checkpoint()
        return results

    def _generate(self, batches: Sequence[list[str]]) -> Iterator[list[tuple[str, Generation]]]:
        """Each batch with its generations, in order, some batches being generated ahead.

        When the run is asked to stop no other batch is begun; those under way are given first.
        """
        if not batches:
            # No thread, and no engine loaded: what is remembered is had at once.
            return
        prepare, self.prepare = self.prepare, _go_on
        prepare()
        under_way: deque[tuple[list[str], Future[list[Generation]]]] = deque()
        with self._workers() as begin:
            for batch in batches:
                if len(under_way) >= self.engine.parallel:
                    yield _finish(*under_way.popleft())
                try:
                    self.hooks.checkpoint()
                except BaseException:
                    while under_way:
                        yield _finish(*under_way.popleft())
                    raise
                under_way.append((batch, begin(batch)))
            while under_way:
                yield _finish(*under_way.popleft())

    @contextmanager
    def _workers(self) -> Iterator[Callable[[list[str]], Future[list[Generation]]]]:
        """Threads that generate one batch each, timed from the first to the last."""
        pool = ThreadPoolExecutor(self.engine.parallel, thread_name_prefix="generate")
        begun = time.monotonic()
        try:
            yield lambda batch: pool.submit(self.engine.generate, batch)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
            self.busy_seconds += time.monotonic() - begun

    def _count(self, generations: Sequence[Generation]) -> None:
        self.generated += len(generations)
        self.source_tokens += sum(g.source_tokens for g in generations)
        self.target_tokens += sum(g.target_tokens for g in generations)


def _finish(batch: list[str], generating: Future[list[Generation]]) -> list[tuple[str, Generation]]:
    return list(zip(batch, generating.result(), strict=True))
