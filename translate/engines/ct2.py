"""MarianMT and other sequence-to-sequence checkpoints, run by CTranslate2: the engine of `auto`.

The weights are loaded when something is to be generated, and may be let go of between two tasks:
a run that finds everything in its memory never loads them. torch is not imported here at all.
"""

from collections.abc import Sequence
from types import SimpleNamespace

from translate.config import ModelConfig
from translate.engines.base import BatchSize, EngineSettings, ModelCard, Signature
from translate.engines.conversion import Wanted, cache_folder, convert_once
from translate.engines.ct2_model import ConvertedModel, Placement, without_pad
from translate.engines.device_memory import free_driver_bytes, shape_of, token_budget
from translate.engines.fitting import Fitting
from translate.engines.model_files import ModelFiles, resolve_model
from translate.engines.search import (
    Search,
    define_search,
    end_ids,
    find_limits,
    read_config,
    refuse_over_long,
)
from translate.engines.signing import Fields, describe_search, sign
from translate.engines.tokens import load_tokens, target_prefix
from translate.errors import ModelError
from translate.machine import usable_cores
from translate.records import Generation

# Of sorted batches of 4 to 64 texts, 8 to 12 were the fastest for each of two workers on one core
# (an Intel machine, opus-mt dimensions, beam 4): the scores of a larger one leave its cache.
_CPU_BATCH = BatchSize(tokens=2_048, texts=10)
_CUDA_BATCH = BatchSize(tokens=8_192, texts=256)


class CT2Engine:
    """One converted checkpoint with one target and one search; see `Engine` for the contract."""

    def __init__(self, model: ModelConfig, settings: EngineSettings) -> None:
        """Find the checkpoint, convert it if it never was, read its tokenizer.

        Raises:
            ModelError: the files are missing or damaged, the device or precision is absent, the
                model does not know the target token, or CTranslate2 does not run it faithfully.
        """
        self._settings = settings
        self._place = place = choose_placement(settings)
        cache = cache_folder(settings.cache_dir)
        with resolve_model(
            model, is_offline=settings.is_offline, models_dir=settings.models_dir, cache=cache
        ) as files:
            self._files = files
            self._tokens = load_tokens(files)
            self._prefix = target_prefix(self._tokens, model.target_token, files.name)
            self._limits = find_limits(files, self._tokens.limit, model.max_source_tokens)
            search = define_search(files, settings, self._limits)
            self._usual_batch = _usual_batch(files, place, search)
            ends = end_ids(files)
            wanted = Wanted(
                place.precision, model.target_token, settings.task, place.workers * place.threads
            )
            self._conversion = convert_once(files, wanted, cache)
        if self._conversion.problem:
            raise UnfaithfulError(
                f"CTranslate2 does not run this model: {self._conversion.problem}",
                where=files.name,
                remedy="set engine: auto or hf to run it on torch",
            )
        if not self._conversion.keeps_pad:
            search = without_pad(search, self._tokens)
        own = describe_search(search, self._limits, model.target_token)
        self._model = ConvertedModel(self._conversion.folder, self._tokens, search, ends, place)
        self._fitting = Fitting(
            files.name, place.device, self._model.generate, is_exhausted, self._model.unload
        )
        self._signature = self._sign(own)

    @property
    def signature(self) -> Signature:
        """Everything that can change an output."""
        return self._signature

    @property
    def card(self) -> ModelCard:
        """What the manifest records of this model."""
        return ModelCard(
            task=self._settings.task_name,
            engine="ct2",
            model=self._files.name,
            revision=self._files.revision,
            licence=self._files.licence,
            weights_file=self._files.weights.name,
            weights_sha256=self._files.weights_sha256,
            parameters=self._conversion.parameters,
            device=self._place.device,
            dtype=self._place.precision,
            signature=str(self._signature),
            note=self._settings.note,
        )

    @property
    def max_source_tokens(self) -> int:
        """The longest input, end token and target token included."""
        return self._limits.source

    @property
    def batch_size(self) -> BatchSize:
        """As configured; else what was the fastest on a CPU, or what a device has room for."""
        if self._settings.batch_tokens:
            return BatchSize(self._settings.batch_tokens, self._usual_batch.texts)
        return self._usual_batch

    @property
    def parallel(self) -> int:
        """One call more than the workers, so that none waits while a result is looked at."""
        return self._place.workers + 1

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, end token and target token included."""
        extra = len(self._prefix)
        return [extra + len(ids) for ids in self._tokens.encode(texts)]

    def generate(self, texts: Sequence[str]) -> list[Generation]:
        """One generation per text, in order; a batch that memory does not hold is halved.

        Raises:
            ModelError: a text is over `max_source_tokens`, or one text alone exhausts the memory.
        """
        if not texts:
            return []
        rows = [[*self._prefix, *ids] for ids in self._tokens.encode(texts)]
        refuse_over_long([len(row) for row in rows], self._limits.source, self._files.name)
        generations = self._fitting.run(rows)
        assert len(generations) == len(texts), "the engine lost a text"
        return generations

    def release(self) -> None:
        """Let go of the weights when another model is loaded.

        On a device there is room for all models, and to load one anew would take time.
        """
        if self._place.device == "cpu":
            self._model.rest()

    def _sign(self, search: Fields) -> Signature:
        own = (*search, ("device", self._place.device), ("dtype", self._place.precision))
        return sign("ct2", self._files, own, libraries=("ctranslate2", "sentencepiece"))


def _usual_batch(files: ModelFiles, place: Placement, search: Search) -> BatchSize:
    """The batch for a place; on a device it is bounded by the free memory, if that is known."""
    if place.device == "cpu":
        return _CPU_BATCH
    free, config = free_driver_bytes(), read_config(files)
    if free is None or "d_model" not in config:
        return _CUDA_BATCH
    shape = shape_of(SimpleNamespace(**config))
    width = 4 if place.precision == "float32" else 2
    budget = token_budget(free, shape, search.beam_size, search.max_length_ratio, width)
    return BatchSize(budget)


class UnfaithfulError(ModelError):
    """CTranslate2 cannot convert a model, or gives other outputs than torch does."""


def choose_placement(settings: EngineSettings) -> Placement:
    """Device, precision, workers and threads for `settings` on this machine.

    Raises:
        ModelError: the device is absent, or does not have the precision.
    """
    import ctranslate2

    has_cuda = ctranslate2.get_cuda_device_count() > 0
    if settings.device == "cuda" and not has_cuda:
        raise ModelError(
            "no CUDA device is usable here",
            where="device",
            remedy="install the CUDA libraries and driver, or run with --device cpu",
        )
    device = "cuda" if has_cuda and settings.device != "cpu" else "cpu"
    usual = "float16" if device == "cuda" else "int8"
    precision = usual if settings.dtype == "auto" else settings.dtype
    supported = ctranslate2.get_supported_compute_types(device)
    if precision not in supported:
        raise UnfaithfulError(
            f"precision {precision} is not to be had with CTranslate2 on this {device}",
            where="runtime.dtype",
            remedy=f"set it to auto or one of {', '.join(sorted(supported))}, or set engine: hf",
        )
    workers, threads = share_cores(usable_cores(), settings.workers, settings.threads)
    return Placement(device, precision, 1 if device == "cuda" else workers, threads)


def share_cores(cores: int, workers: int, threads: int) -> tuple[int, int]:
    """Workers and threads of each; 0 is: as many as the machine has.

    Up to four cores each worker has one: a batch then never waits for its own threads. Above,
    workers of four cores, as their activations take memory.

    >>> share_cores(2, 0, 0), share_cores(16, 0, 0), share_cores(8, 1, 0), share_cores(8, 0, 2)
    ((2, 1), (4, 4), (1, 8), (4, 2))
    """
    few = 4
    if not threads and not workers:
        threads = 1 if cores <= few else few
    if not workers:
        workers = max(1, cores // threads)
    return workers, threads or max(1, cores // workers)


def is_exhausted(err: BaseException) -> bool:
    """Whether an error of CTranslate2 means that memory ran out."""
    return isinstance(err, MemoryError) or "out of memory" in str(err).lower()
