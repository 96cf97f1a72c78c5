"""MarianMT and other sequence-to-sequence checkpoints, run by transformers on torch.

It refuses to truncate: an input over the limit is an error here, since the translator has to
split it before. Beam search is the same definition on every engine: `early_stopping`, scores
divided by length to the power of `length_penalty`.
"""

import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

from translate import __version__
from translate.config import ModelConfig
from translate.engines.base import EngineSettings, ModelCard, Signature
from translate.engines.checkpoint import choose_device, choose_dtype, load_checkpoint
from translate.engines.model_files import resolve_model
from translate.errors import ModelError
from translate.records import Generation

_EXTRA_OUTPUT_TOKENS = 20
_SCORING_TOKENS = 1_024


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
            model, is_offline=settings.is_offline, models_dir=settings.models_dir
        ) as files:
            self._files = files
            self._checkpoint = load_checkpoint(files, device, choose_dtype(settings.dtype, device))
        self._prefix = self._checkpoint.target_prefix(model.target_token)
        limit = self._checkpoint.max_positions
        self._max_source_tokens = min(limit, model.max_source_tokens or limit)
        self._max_target_tokens = limit - 1
        self._budget: int | None = None
        self._target_token = model.target_token or ""
        self._signature = self._sign()

    @property
    def signature(self) -> Signature:
        """Everything that can change an output."""
        return self._signature

    @property
    def max_source_tokens(self) -> int:
        """The longest input, end token and target token included."""
        return self._max_source_tokens

    @property
    def card(self) -> ModelCard:
        """What the manifest records of this model."""
        return ModelCard(
            task=self._settings.task_name,
            model=self._files.name,
            revision=self._files.revision,
            licence=self._files.licence,
            weights_file=self._files.weights.name,
            weights_sha256=self._files.weights_sha256,
            parameters=self._checkpoint.count_parameters(),
            device=self._checkpoint.device,
            dtype=self._checkpoint.dtype,
            signature=str(self._signature),
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, end token and target token included."""
        return [len(ids) for ids in self._checkpoint.encode(texts, self._prefix)]

    def generate(self, texts: Sequence[str]) -> list[Generation]:
        """One generation per text, in order; a batch that memory does not hold is halved.

        Raises:
            ModelError: a text is over `max_source_tokens`, or one text alone exhausts the memory.
        """
        if not texts:
            return []
        rows = self._checkpoint.encode(texts, self._prefix)
        longest = max(len(row) for row in rows)
        if longest > self._max_source_tokens:
            raise ModelError(
                f"an input of {longest} tokens is over the limit of {self._max_source_tokens}",
                where=self._files.name,
                remedy="this is a fault of the program: inputs are split before they come here",
            )
        generations: list[Generation] = []
        for start, end in self._within_budget([len(row) for row in rows]):
            generations += self._generate_or_halve(rows[start:end])
        assert len(generations) == len(texts), "the engine lost a text"
        return generations

    def _generate_or_halve(self, rows: list[list[int]]) -> list[Generation]:
        """Generate; when memory runs out, remember half the size as the budget and go on."""
        import torch

        try:
            return self._generate_rows(rows)
        except (torch.OutOfMemoryError, MemoryError) as err:
            if len(rows) == 1:
                raise ModelError(
                    f"memory ran out on {self._checkpoint.device} for one text of "
                    f"{len(rows[0])} tokens",
                    where=self._files.name,
                    remedy="lower decoding.beam_size, or use a larger device or a smaller model",
                ) from err
        if self._checkpoint.device == "cuda":
            torch.cuda.empty_cache()
        self._budget = max(1, len(rows) * max(map(len, rows)) // 2)
        middle = (len(rows) + 1) // 2
        return self._generate_or_halve(rows[:middle]) + self._generate_or_halve(rows[middle:])

    def _within_budget(self, lengths: list[int]) -> Iterator[tuple[int, int]]:
        """Cut a batch into runs whose padded size is within what memory has shown to hold."""
        start, longest = 0, 0
        for index, length in enumerate(lengths):
            wider = max(longest, length)
            if self._budget and index > start and wider * (index - start + 1) > self._budget:
                yield start, index
                start, wider = index, length
            longest = wider
        yield start, len(lengths)

    def _generate_rows(self, rows: list[list[int]]) -> list[Generation]:
        import torch

        settings = self._settings
        source = self._checkpoint.pad(rows)
        mask = self._checkpoint.mask(rows)
        limits = [self._output_limit(len(row)) for row in rows]
        config = self._generation_config(max(limits))
        with torch.inference_mode(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            output = self._checkpoint.model.generate(
                input_ids=source, attention_mask=mask, generation_config=config
            )
        kept = [
            self._trim(output[index].tolist(), limits[index // settings.candidates])
            for index in range(len(rows) * settings.candidates)
        ]
        targets = [ids for ids, _ in kept]
        scores = self._score(rows, targets)
        made = [
            self._to_generation(ids, is_finished, score, len(rows[index // settings.candidates]))
            for index, ((ids, is_finished), score) in enumerate(zip(kept, scores, strict=True))
        ]
        return [
            _with_alternatives(made[start : start + settings.candidates])
            for start in range(0, len(made), settings.candidates)
        ]

    def _to_generation(
        self, ids: list[int], is_finished: bool, score: float, source_tokens: int
    ) -> Generation:
        text = self._checkpoint.decode(ids)
        return Generation(text, score, source_tokens, len(ids), is_finished)

    def _trim(self, ids: list[int], limit: int) -> tuple[list[int], bool]:
        """The tokens of one output up to its end token, and whether there was one.

        The limit is that of the text, not of its batch: what a text gives must not depend on the
        texts beside it.
        """
        # The first token is the start token of the decoder.
        ids = ids[1:]
        end = self._checkpoint.model.generation_config.eos_token_id
        ends = set(end) if isinstance(end, list) else {end}
        position = next((i for i, token in enumerate(ids) if token in ends), None)
        if position is None or position >= limit:
            return ids[:limit], False
        return ids[: position + 1], True

    def _score(self, rows: list[list[int]], targets: list[list[int]]) -> list[float]:
        """The mean log-probability of the tokens of each target given its source.

        A forward pass of its own: the scores that beam search reports would need the logits of
        all beams and steps in memory.
        """
        import torch

        scores: list[float] = []
        width = max(len(ids) for ids in targets)
        step = max(1, _SCORING_TOKENS // max(width, 1))
        per_row = self._settings.candidates
        start_token = self._checkpoint.model.generation_config.decoder_start_token_id
        for start in range(0, len(targets), step):
            part = targets[start : start + step]
            sources = [rows[i // per_row] for i in range(start, start + len(part))]
            source = self._checkpoint.pad(sources)
            mask = self._checkpoint.mask(sources)
            labels = self._checkpoint.pad(part)
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

    def _output_limit(self, source_tokens: int) -> int:
        bound = int(source_tokens * self._settings.max_length_ratio) + _EXTRA_OUTPUT_TOKENS
        return min(bound, self._max_target_tokens, self._settings.max_output_tokens or bound)

    def _generation_config(self, max_new_tokens: int) -> Any:
        """The checkpoint's own settings (bad words, start token) under our search."""
        from transformers import GenerationConfig

        own = self._checkpoint.model.generation_config
        settings = self._settings
        return GenerationConfig(
            max_new_tokens=max_new_tokens,
            num_beams=settings.beam_size,
            num_return_sequences=settings.candidates,
            early_stopping=settings.beam_size > 1,
            length_penalty=settings.length_penalty if settings.beam_size > 1 else None,
            do_sample=False,
            bad_words_ids=own.bad_words_ids,
            renormalize_logits=bool(own.renormalize_logits),
            forced_bos_token_id=own.forced_bos_token_id,
            no_repeat_ngram_size=own.no_repeat_ngram_size or None,
            decoder_start_token_id=own.decoder_start_token_id,
            bos_token_id=own.bos_token_id,
            eos_token_id=own.eos_token_id,
            pad_token_id=own.pad_token_id,
        )

    def _sign(self) -> Signature:
        import torch
        import transformers

        settings = self._settings
        fields = (
            ("engine", "hf"),
            (
                "model",
                PurePath(self._files.name).name if self._files.is_local else self._files.name,
            ),
            ("revision", self._files.revision or "local"),
            ("files", self._files.files_sha256[:16]),
            ("target", self._target_token or "-"),
            ("beam", str(settings.beam_size)),
            ("candidates", str(settings.candidates)),
            ("length_penalty", f"{settings.length_penalty:g}"),
            ("max_length_ratio", f"{settings.max_length_ratio:g}"),
            ("max_output", str(settings.max_output_tokens or "-")),
            ("max_source", str(self._max_source_tokens)),
            ("batch_tokens", str(settings.batch_tokens)),
            ("device", self._checkpoint.device),
            ("dtype", self._checkpoint.dtype),
            ("transformers", transformers.__version__),
            ("torch", torch.__version__),
            ("triptyque", __version__),
        )
        return Signature(fields)


def _with_alternatives(candidates: list[Generation]) -> Generation:
    best, *others = candidates
    return replace(best, alternatives=tuple(others))
