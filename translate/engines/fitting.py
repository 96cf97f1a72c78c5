"""Batches made to fit: one that a device has no memory for is halved, and the work goes on."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from translate.errors import ModelError
from translate.records import Generation

Rows = list[list[int]]


@dataclass(slots=True)
class Fitting:
    """Runs batches of token rows on `device`; `budget` is what memory has shown to hold.

    `is_exhausted` knows the errors of the library that mean lack of memory, `release` lets go of
    what the library keeps.
    """

    name: str
    device: str
    generate: Callable[[Rows], list[Generation]]
    is_exhausted: Callable[[BaseException], bool]
    release: Callable[[], None]
    budget: int | None = None

    def run(self, rows: Rows) -> list[Generation]:
        """One generation per row, in order.

        Raises:
            ModelError: one row alone exhausts the memory.
        """
        made: list[Generation] = []
        for start, end in self._within_budget([len(row) for row in rows]):
            made += self._generate_or_halve(rows[start:end])
        return made

    def _generate_or_halve(self, rows: Rows) -> list[Generation]:
        """Generate; when memory runs out, remember half the size as the budget and go on."""
        try:
            return self.generate(rows)
        except (RuntimeError, MemoryError) as err:
            if not self.is_exhausted(err):
                raise
            if len(rows) == 1:
                raise ModelError(
                    f"memory ran out on {self.device} for one text of {len(rows[0])} tokens",
                    where=self.name,
                    remedy="lower decoding.beam_size, or use a larger device or a smaller model",
                ) from err
        self.release()
        self.budget = max(1, len(rows) * max(map(len, rows)) // 2)
        middle = (len(rows) + 1) // 2
        return self._generate_or_halve(rows[:middle]) + self._generate_or_halve(rows[middle:])

    def _within_budget(self, lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Cut a batch into runs whose padded size is within the budget."""
        start, longest = 0, 0
        for index, length in enumerate(lengths):
            wider = max(longest, length)
            if self.budget and index > start and wider * (index - start + 1) > self.budget:
                yield start, index
                start, wider = index, length
            longest = wider
        yield start, len(lengths)
