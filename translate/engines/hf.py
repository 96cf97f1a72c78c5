"""MarianMT and other sequence-to-sequence checkpoints, run by transformers on torch: the reference.

It refuses to truncate: an input over the limit is an error here, since the translator has to
split it before.
"""

import math
import warnings
from collections.abc import Sequence
from typing import Any

from translate.config import ModelConfig
from translate.engines.base import BatchSize, EngineSettings, ModelCard, Signature
from translate.engines.checkpoint import (
    Checkpoint,
    choose_device,
    choose_dtype,
    load_checkpoint,
)
from translate.engines.conversion import cache_folder
from translate.engines.device_memory import free_device_bytes, shape_of, token_budget
from translate.engines.fitting import Fitting, Rows
from translate.engines.idle import IDLE_MODEL
from translate.engines.model_files import resolve_model
from translate.engines.search import (
    Search,
    define_search,
    end_ids,
    find_limits,
    refuse_over_long,
    trim,
    with_alternatives,
)
from translate.engines.signing import describe_search, sign
from translate.engines.tokens import Tokens, target_prefix
from translate.records import Generation

_SCORING_TOKENS = 1_024
_BATCH_TOKENS = 4_096


class HFEngine:
    """One checkpoint with one target and one search; see `Engine` for the contract."""

    def __init__(self, model: ModelConfig, settings: EngineSettings) -> None:
        """Load the checkpoint, choose device and precision, check the target token.

        Raises:
            ModelError: the files are missing or damaged, the device is absent, or the model does
                not know the target token.
        """
        import torch

        self._settings = settings
        device = choose_device(settings.device)
        if settings.threads:
            torch.set_num_threads(settings.threads)
        with resolve_model(
            model,
            is_offline=settings.is_offline,
            models_dir=settings.models_dir,
            cache=cache_folder(settings.cache_dir),
        ) as files:
            self._files = files
            IDLE_MODEL.drop()
            self._checkpoint = load_checkpoint(files, device, choose_dtype(settings.dtype, device))
            self._prefix = target_prefix(self.tokens, model.target_token, files.name)
            self._limits = find_limits(files, self.tokens.limit, model.max_source_tokens)
            self._search = define_search(files, settings, self._limits)
            self._ends = end_ids(files)
        self._fitting = Fitting(
            files.name, device, self._generate_rows, _is_exhausted, self._empty_cache
        )
        self._usual_tokens = self._measure_room() or _BATCH_TOKENS
        self._signature = self._sign(model)

    @property
    def checkpoint(self) -> Checkpoint:
        """The loaded model, which nothing may change."""
        return self._checkpoint

    @property
    def tokens(self) -> Tokens:
        """The tokenizer."""
        return self._checkpoint.tokens

    @property
    def search(self) -> Search:
        """The search that this engine does."""
        return self._search

    @property
    def ends(self) -> frozenset[int]:
        """The ids that end a target."""
        return self._ends

    @property
    def signature(self) -> Signature:
        """Everything that can change an output."""
        return self._signature

    @property
    def max_source_tokens(self) -> int:
        """The longest input, end token and target token included."""
        return self._limits.source

    @property
    def batch_size(self) -> BatchSize:
        """As configured; else what the device has room for, on a CPU a few thousand tokens."""
        return BatchSize(self._settings.batch_tokens or self._usual_tokens)

    @property
    def parallel(self) -> int:
        """One: torch shares its threads out by itself."""
        return 1

    @property
    def card(self) -> ModelCard:
        """What the manifest records of this model."""
        return ModelCard(
            task=self._settings.task_name,
            engine="hf",
            model=self._files.name,
            revision=self._files.revision,
            licence=self._files.licence,
            weights_file=self._files.weights.name,
            weights_sha256=self._files.weights_sha256,
            parameters=self._checkpoint.count_parameters(),
            device=self._checkpoint.device,
            dtype=self._checkpoint.dtype,
            signature=str(self._signature),
            note=self._settings.note,
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, end token and target token included."""
        return [len(ids) for ids in self.encode(texts)]

    def encode(self, texts: Sequence[str]) -> Rows:
        """The ids of each text behind those of the target language."""
        return [[*self._prefix, *ids] for ids in self.tokens.encode(texts)]

    def generate(self, texts: Sequence[str]) -> list[Generation]:
        """One generation per text, in order; a batch that memory does not hold is halved.

        Raises:
            ModelError: a text is over `max_source_tokens`, or one text alone exhausts the memory.
        """
        if not texts:
            return []
        rows = self.encode(texts)
        refuse_over_long([len(row) for row in rows], self._limits.source, self._files.name)
        generations = self._fitting.run(rows)
        assert len(generations) == len(texts), "the engine lost a text"
        return generations

    def release(self) -> None:
        """Nothing: the checkpoint is shared by the targets of a model."""

    def _measure_room(self) -> int | None:
        """The tokens of a batch that the free memory of a device holds; None on a CPU."""
        free = free_device_bytes(self._checkpoint.device)
        if free is None:
            return None
        model = self._checkpoint.model
        return token_budget(
            free,
            shape_of(model.config),
            self._search.beam_size,
            self._search.max_length_ratio,
            model.dtype.itemsize,
        )

    def _empty_cache(self) -> None:
        import torch

        if self._checkpoint.device == "cuda":
            torch.cuda.empty_cache()

    def _generate_rows(self, rows: list[list[int]]) -> list[Generation]:
        import torch

        search = self._search
        source, mask = self._checkpoint.place(rows)
        limits = [search.output_limit(len(row)) for row in rows]
        config = self._generation_config(max(limits))
        with torch.inference_mode(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            output = self._checkpoint.model.generate(
                input_ids=source, attention_mask=mask, generation_config=config
            )
        per_row = search.candidates
        # The first token is the start token of the decoder.
        kept = [
            trim(output[index].tolist()[1:], limits[index // per_row], self._ends)
            for index in range(len(rows) * per_row)
        ]
        targets = [ids for ids, _ in kept]
        made = [
            Generation(text, score, len(rows[index // per_row]), len(ids), is_finished)
            for index, (text, score, (ids, is_finished)) in enumerate(
                zip(self.tokens.decode(targets), self._score(rows, targets), kept, strict=True)
            )
        ]
        return [
            with_alternatives(made[start : start + per_row])
            for start in range(0, len(made), per_row)
        ]

    def _score(self, rows: list[list[int]], targets: list[list[int]]) -> list[float]:
        """The mean log-probability of the tokens of each target given its source.

        A forward pass of its own: the scores that beam search reports would need the logits of
        all beams and steps in memory.
        """
        import torch

        scores: list[float] = []
        width = max(len(ids) for ids in targets)
        step = max(1, _SCORING_TOKENS // max(width, 1))
        per_row = self._search.candidates
        start_token = self._checkpoint.model.generation_config.decoder_start_token_id
        for start in range(0, len(targets), step):
            part = targets[start : start + step]
            sources = [rows[i // per_row] for i in range(start, start + len(part))]
            source, mask = self._checkpoint.place(sources)
            labels, _ = self._checkpoint.place(part)
            decoder = torch.cat([torch.full_like(labels[:, :1], start_token), labels[:, :-1]], 1)
            with torch.inference_mode():
                logits = self._checkpoint.model(
                    input_ids=source, attention_mask=mask, decoder_input_ids=decoder
                ).logits.float()
                chosen = logits.log_softmax(-1).gather(-1, labels[..., None])[..., 0]
            for index, ids in enumerate(part):
                mean = float(chosen[index, : len(ids)].mean()) if ids else -math.inf
                scores.append(round(mean, 4) if math.isfinite(mean) else -99.0)
        return scores

    def _generation_config(self, max_new_tokens: int) -> Any:
        """The checkpoint's own settings (bad words, start token) under our search."""
        from transformers import GenerationConfig

        own = self._checkpoint.model.generation_config
        search = self._search
        is_beam = search.beam_size > 1
        return GenerationConfig(
            max_new_tokens=max_new_tokens,
            num_beams=search.beam_size,
            num_return_sequences=search.candidates,
            early_stopping=is_beam,
            length_penalty=search.length_penalty if is_beam else None,
            do_sample=False,
            bad_words_ids=[list(ids) for ids in search.banned] or None,
            renormalize_logits=bool(own.renormalize_logits),
            forced_bos_token_id=search.forced_first,
            no_repeat_ngram_size=search.no_repeat_ngram or None,
            decoder_start_token_id=own.decoder_start_token_id,
            bos_token_id=own.bos_token_id,
            eos_token_id=own.eos_token_id,
            pad_token_id=own.pad_token_id,
        )

    def _sign(self, model: ModelConfig) -> Signature:
        # Padding can flip near-tied words here, so that the size of a batch is part of it.
        place = (
            ("batch_tokens", str(self._settings.batch_tokens or "auto")),
            ("device", self._checkpoint.device),
            ("dtype", self._checkpoint.dtype),
        )
        search = describe_search(self._search, self._limits, model.target_token)
        libraries = ("transformers", "torch", "sentencepiece")
        return sign("hf", self._files, (*search, *place), libraries=libraries)


def _is_exhausted(err: BaseException) -> bool:
    import torch

    return isinstance(err, torch.OutOfMemoryError | MemoryError)
