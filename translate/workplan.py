"""The plan of what is to be generated, and its execution: unique texts, batches, memory.

The plan is data: it depends on the texts alone, never on what the memory already holds. So a run
that was killed and resumed cuts the same batches as one that was not, and gives the same bytes
(padding can flip near-tied tokens, hence the composition of a batch matters).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from translate.engines.base import Engine
from translate.memory import Memory
from translate.records import Generation


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts that are generated together; `padded_tokens` is its size on the device."""

    texts: tuple[str, ...]
    padded_tokens: int


def plan_batches(lengths: Iterable[tuple[str, int]], batch_tokens: int) -> list[Batch]:
    """Cut texts into batches of at most `batch_tokens` padded tokens, longest texts first.

    `lengths` gives each text with its length in tokens; a text that stands twice is planned once.
    Longest first, so that a device that is too small says so at the start. A text that is longer
    than the budget makes a batch of its own.

    >>> [b.texts for b in plan_batches([("aa", 2), ("b", 1), ("cccc", 4), ("b", 1)], 4)]
    [('cccc',), ('aa', 'b')]
    """
    ordered = sorted(dict(lengths).items(), key=lambda item: (-item[1], item[0]))
    batches: list[Batch] = []
    current: list[str] = []
    width = 0
    for text, length in ordered:
        if current and width * (len(current) + 1) > batch_tokens:
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

    `generated` and `remembered` count the unique texts of the run.
    """

    engine: Engine
    memory: Memory
    task: str
    batch_tokens: int
    hooks: Hooks = field(default_factory=Hooks)
    generated: int = 0
    remembered: int = 0
    source_tokens: int = 0
    target_tokens: int = 0
    _lengths: dict[str, int] = field(default_factory=dict)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, counted once per window."""
        missing = [text for text in dict.fromkeys(texts) if text not in self._lengths]
        if missing:
            counts = self.engine.count_tokens(missing)
            self._lengths.update(zip(missing, counts, strict=True))
        return [self._lengths[text] for text in texts]

    def forget_lengths(self) -> None:
        """Let go of the token counts of a window that is done."""
        self._lengths.clear()

    def run(self, texts: Iterable[str]) -> dict[str, Generation]:
        """The generation of every text, from the memory or the engine; one per unique text.

        Raises:
            ModelError: the engine failed.
            OutputError: the memory cannot be written.
            StoppedError: the run was asked to stop; what was generated is committed.
        """
        unique = list(dict.fromkeys(texts))
        lengths = zip(unique, self.count_tokens(unique), strict=True)
        batches = plan_batches(lengths, self.batch_tokens)
        results = self.memory.look_up(self.task, self.engine.signature, unique)
        known = len(results)
        self.remembered += known
        self.hooks.on_progress(Progress(self.task, known, len(unique), 0))
        made = 0
        for batch in batches:
            missing = [text for text in batch.texts if text not in results]
            if not missing:
                continue
            self.hooks.checkpoint()
            generations = self.engine.generate(missing)
            pairs = list(zip(missing, generations, strict=True))
            self.memory.commit(self.task, self.engine.signature, pairs)
            results.update(pairs)
            made += len(pairs)
            self._count(generations)
            self.hooks.on_progress(Progress(self.task, known + made, len(unique), made))
        assert len(results) == len(unique), "a text was lost"
        self.hooks.checkpoint()
        return results

    def _count(self, generations: Sequence[Generation]) -> None:
        self.generated += len(generations)
        self.source_tokens += sum(g.source_tokens for g in generations)
        self.target_tokens += sum(g.target_tokens for g in generations)
