"""The ways to translate that are measured side by side on a GPU; all search with the same beams.

Not yet run on a GPU: where there is none they run on the CPU, which shows that they run.
"""

import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal, Protocol, cast

from translate.config import ModelConfig
from translate.engines import open_engine
from translate.engines.base import BatchSize, Engine, EngineSettings
from translate.engines.device_memory import free_device_bytes, shape_of, token_budget
from translate.engines.hf import HFEngine
from translate.engines.search import trim
from translate.engines.static_decoder import StaticDecoder
from translate.records import Generation
from translate.workplan import plan_batches

Precision = Literal["bfloat16", "float16", "float32", "int8"]
REFERENCE: Precision = "float32"
BEAM = 4
_CPU_TOKENS = 512


@dataclass(frozen=True, slots=True)
class Place:
    """Where and how all contenders run; `cache` takes the converted models, None: where runs do."""

    device: Literal["cpu", "cuda"]
    cache: Path | None = None

    @property
    def torch_precision(self) -> Precision:
        """What the contenders of torch compute in."""
        return "bfloat16" if self.device == "cuda" else "float32"

    @property
    def ct2_precisions(self) -> tuple[Precision, ...]:
        """What the contenders of CTranslate2 compute in, one contender each."""
        return ("float16", "bfloat16") if self.device == "cuda" else ("int8",)


class Contender(Protocol):
    """A loaded model that translates; texts are unique, results in their order."""

    def translate(self, texts: Sequence[str]) -> list[Generation]:
        """Texts to texts, everything in between included."""
        ...

    def note(self) -> str:
        """What a reader of the table should know of how it ran."""
        ...

    def release(self) -> None:
        """Let go of the weights until the next use, where they are nobody else's."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A contender to be: a slow one translates only the first `1 / divisor` of the texts.

    `uses_torch` says who counts its memory; `warm_ups` are its rounds before the first that
    counts, in which kernels are chosen and graphs captured. The others are compared with the
    outputs of the one that `is_reference`.
    """

    name: str
    open: Callable[[], Contender]
    divisor: int = 1
    uses_torch: bool = True
    warm_ups: int = 1
    is_reference: bool = False


def list_entries(model: ModelConfig, place: Place) -> list[Entry]:
    """Every contender for one model; the first is the plain loop that ratios refer to."""
    precision = place.torch_precision
    loops = [
        Entry(f"plain loop, batch {size}", partial(PlainLoop, model, place, size), divisor)
        for size, divisor in ((8, 16), (64, 4))
    ]
    converted = [
        Entry(
            f"CTranslate2 {name}, sorted",
            partial(Sorted, model.model_copy(update={"engine": "ct2"}), place, name),
            uses_torch=False,
        )
        for name in place.ct2_precisions
    ]
    engines = [
        Entry(
            f"torch {name}, sorted",
            partial(Sorted, _on_torch(model), place, name),
            is_reference=name == REFERENCE,
        )
        for name in dict.fromkeys((precision, REFERENCE))
    ]
    # Shapes are captured when they come the second time.
    static = Entry(f"torch {precision}, static cache", partial(Static, model, place), warm_ups=2)
    # The reference comes behind what shares the other weights, whose memory is watched.
    return [*loops, engines[0], static, *engines[1:], *converted]


class PlainLoop:
    """What model cards show: batches in the order of the text, `generate`, `batch_decode`."""

    def __init__(self, model: ModelConfig, place: Place, size: int) -> None:
        """Load the model as the engine does, and the tokenizer of the library."""
        from transformers import AutoTokenizer

        engine = _open_torch(model, place)
        self._model = engine.checkpoint.model
        self._limit = engine.search.output_limit
        self._ends = engine.ends
        self._prefix = f"{model.target_token} " if model.target_token else ""
        self._size = size
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._tokenizer: Any = AutoTokenizer.from_pretrained(str(engine.checkpoint.folder))

    def translate(self, texts: Sequence[str]) -> list[Generation]:
        """See `Contender`."""
        starts = range(0, len(texts), self._size)
        return [made for start in starts for made in self._batch(texts[start:][: self._size])]

    def note(self) -> str:
        """See `Contender`."""
        return "in the order of the text"

    def release(self) -> None:
        """Nothing: the weights are shared."""

    def _batch(self, texts: Sequence[str]) -> list[Generation]:
        import torch

        prefixed = [self._prefix + text for text in texts]
        batch = self._tokenizer(prefixed, return_tensors="pt", padding=True).to(self._model.device)
        with torch.inference_mode():
            output = self._model.generate(
                **batch,
                num_beams=BEAM,
                early_stopping=True,
                max_new_tokens=self._limit(batch["input_ids"].shape[1]),
            )
        decoded = self._tokenizer.batch_decode(output, skip_special_tokens=True)
        lengths = batch["attention_mask"].sum(1).tolist()
        targets = [trim(ids[1:], len(ids), self._ends) for ids in output.tolist()]
        return [
            Generation(text, 0.0, length, len(ids), is_finished)
            for text, length, (ids, is_finished) in zip(decoded, lengths, targets, strict=True)
        ]


class Sorted:
    """An engine of the product, given batches sorted by length as a run gives them."""

    def __init__(self, model: ModelConfig, place: Place, precision: Precision) -> None:
        """Open the engine, without its self-test: models made for measuring say nothing."""
        self._engine: Engine = open_engine(model, _settings(place, precision))
        size = self._engine.batch_size
        if isinstance(self._engine, HFEngine):
            size = BatchSize(_torch_budget(self._engine, place))
        self._size = size

    def translate(self, texts: Sequence[str]) -> list[Generation]:
        """See `Contender`."""
        lengths = zip(texts, self._engine.count_tokens(texts), strict=True)
        batches = [batch.texts for batch in plan_batches(lengths, self._size)]
        with ThreadPoolExecutor(self._engine.parallel) as pool:
            made = list(pool.map(self._engine.generate, batches))
        found = {
            text: generation
            for batch, generations in zip(batches, made, strict=True)
            for text, generation in zip(batch, generations, strict=True)
        }
        return [found[text] for text in texts]

    def note(self) -> str:
        """See `Contender`."""
        texts = f" or {self._size.texts} texts" if self._size.texts else ""
        return f"batches of {self._size.tokens} tokens{texts}"

    def release(self) -> None:
        """See `Contender`."""
        self._engine.release()


class Static:
    """The static-cache decoder on the weights of the torch engine, which are not loaded twice."""

    def __init__(self, model: ModelConfig, place: Place) -> None:
        """Lay the decoder over the model of the engine."""
        self._engine = _open_torch(model, place)
        self._budget = _torch_budget(self._engine, place)
        self._decoder = StaticDecoder(
            self._engine.checkpoint.model, beam=BEAM, batch_tokens=self._budget
        )

    def translate(self, texts: Sequence[str]) -> list[Generation]:
        """See `Contender`."""
        engine = self._engine
        rows = engine.encode(texts)
        limits = [engine.search.output_limit(len(row)) for row in rows]
        best = [hypotheses[0] for hypotheses in self._decoder.generate(rows, limits)]
        decoded = engine.tokens.decode([hypothesis.ids for hypothesis in best])
        return [
            Generation(text, made.score, len(row), len(made.ids), made.ids[-1] in engine.ends)
            for text, made, row in zip(decoded, best, rows, strict=True)
        ]

    def note(self) -> str:
        """See `Contender`."""
        return f"batches of {self._budget} tokens, {self._decoder.graphs} graphs"

    def release(self) -> None:
        """Nothing: the weights are shared."""


def _on_torch(model: ModelConfig) -> ModelConfig:
    return model.model_copy(update={"engine": "hf"})


def _open_torch(model: ModelConfig, place: Place) -> HFEngine:
    """The engine on torch; what it loads is loaded once for all who ask."""
    settings = _settings(place, place.torch_precision)
    return cast("HFEngine", open_engine(_on_torch(model), settings))


def _settings(place: Place, precision: Precision) -> EngineSettings:
    return EngineSettings(
        "translate",
        "fr",
        "en",
        beam_size=BEAM,
        device=place.device,
        dtype=precision,
        is_offline=True,
        cache_dir=place.cache,
    )


def _torch_budget(engine: HFEngine, place: Place) -> int:
    """The padded source tokens of a batch, from half of what memory is free when it is asked.

    The other half is for the other contenders, which keep their caches meanwhile.
    """
    free = free_device_bytes(place.device)
    if free is None:
        return _CPU_TOKENS
    model = engine.checkpoint.model
    ratio = engine.search.max_length_ratio
    return token_budget(free // 2, shape_of(model.config), BEAM, ratio, model.dtype.itemsize)
