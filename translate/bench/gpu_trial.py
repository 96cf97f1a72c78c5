"""One contender being measured: opened and warmed up, timed in rounds, its memory watched."""

import gc
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from statistics import median

from translate.bench.flops import model_flops
from translate.bench.gpu_contenders import BEAM, Contender, Entry
from translate.bench.gpu_report import Row
from translate.engines.device_memory import ModelShape
from translate.errors import TranslateError
from translate.records import Generation

SEGMENTS_PER_ARTICLE = 14
_LOOK_EVERY_S = 0.01


@dataclass(slots=True)
class Trial:
    """An entry with its texts, and what was seen of it so far.

    A contender that fails has a `problem` and takes part no more; the others go on.
    """

    entry: Entry
    texts: tuple[str, ...]
    device: str
    contender: Contender | None = None
    generations: list[Generation] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    peak_bytes: int | None = None
    problem: str | None = None

    def warm_up(self) -> None:
        """Open the contender; let it run until it is as fast as it gets, and watch its memory."""
        self._guard(self._warm_up)

    def take_round(self) -> None:
        """Translate all texts once, on the clock."""
        if self.problem is None:
            self._guard(self._take_round)

    def row(self, model: str, reference: Sequence[Generation]) -> Row:
        """What is known in the end; agreement is with `reference`, which may have more texts."""
        row = Row(
            model=model,
            contender=self.entry.name,
            articles=len(self.texts) / SEGMENTS_PER_ARTICLE,
            seconds=tuple(self.seconds),
            source_tokens=sum(g.source_tokens for g in self.generations),
            target_tokens=sum(g.target_tokens for g in self.generations),
            peak_bytes=self.peak_bytes,
            note=self.contender.note() if self.contender else "",
            problem=self.problem,
        )
        if self.problem or len(reference) < len(self.generations):
            return row
        return _compared(row, self.generations, reference[: len(self.generations)])

    def flop_use(self, shape: ModelShape, peak_tflops: float | None) -> float | None:
        """Model FLOP utilisation in the median round."""
        if peak_tflops is None or not self.seconds:
            return None
        lengths = [(g.source_tokens, g.target_tokens) for g in self.generations]
        flops = model_flops(shape, BEAM, lengths)
        return flops / (median(self.seconds) * peak_tflops * 1e12)

    def _guard(self, work: Callable[[], None]) -> None:
        # RuntimeError is what both libraries raise when memory runs out or a kernel is missing.
        try:
            work()
        except (TranslateError, RuntimeError, MemoryError) as err:
            first = (str(err).strip().splitlines() or [""])[0][:300]
            self.problem = f"{type(err).__name__}: {first}"

    def _warm_up(self) -> None:
        self.contender = self.entry.open()
        with _watched(self):
            for _ in range(self.entry.warm_ups):
                self.generations = self.contender.translate(self.texts)

    def _take_round(self) -> None:
        assert self.contender is not None, "a round before the warm-up"
        gc.collect()
        start = time.perf_counter()
        self.generations = self.contender.translate(self.texts)
        self.seconds.append(time.perf_counter() - start)


@contextmanager
def _watched(trial: Trial) -> Iterator[None]:
    """Note the most device memory that was in use, weights included; nothing on a CPU."""
    if trial.device == "cpu" or trial.contender is None:
        yield
        return
    import torch

    torch.cuda.empty_cache()
    if trial.entry.uses_torch:
        torch.cuda.reset_peak_memory_stats()
        yield
        trial.peak_bytes = torch.cuda.max_memory_allocated()
        return
    # What another library allocates, torch does not count: free memory is looked at instead.
    trial.contender.release()
    before = lowest = torch.cuda.mem_get_info()[0]
    is_over = threading.Event()

    def look() -> None:
        nonlocal lowest
        while not is_over.wait(_LOOK_EVERY_S):
            lowest = min(lowest, torch.cuda.mem_get_info()[0])

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()
    trial.peak_bytes = before - lowest


def _compared(row: Row, made: Sequence[Generation], reference: Sequence[Generation]) -> Row:
    from sacrebleu.metrics import CHRF

    texts = [generation.text for generation in made]
    wanted = [generation.text for generation in reference]
    same = sum(a == b for a, b in zip(texts, wanted, strict=True))
    chrf = float(CHRF().corpus_score(texts, [wanted]).score)
    return replace(row, identical=same / len(texts), chrf=chrf)
