"""MarianMT and other sequence-to-sequence checkpoints, run by transformers on torch.

It refuses to truncate: an input over the limit is an error here, since the translator has to
split it before. Beam search is the same definition on every engine: `early_stopping`, scores
divided by length to the power of `length_penalty`.
"""

import math
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from translate import __version__
from translate.config import ModelConfig
from translate.engines.base import EngineSettings, ModelCard, Signature
from translate.engines.model_files import ModelFiles, resolve_model
from translate.errors import ModelError
from translate.records import Generation

_EXTRA_OUTPUT_TOKENS = 20
_SCORING_TOKENS = 1_024
_LANGUAGE_CODE = re.compile(r"^>>.+<<$")


class HFEngine:
    """One checkpoint, loaded; see `Engine` for the contract."""

    def __init__(self, model: ModelConfig, settings: EngineSettings) -> None:
        """Load the checkpoint, choose device and precision, check the target token.

        Raises:
            ModelError: the files are missing or damaged, the device is absent, or the model does
                not know the target token.
        """
        import torch

        self._settings = settings
        self._device = _choose_device(settings)
        self._dtype = _choose_dtype(settings, self._device)
        if settings.threads:
            torch.set_num_threads(settings.threads)
        with resolve_model(
            model, is_offline=settings.is_offline, models_dir=settings.models_dir
        ) as files:
            self._tokenizer, self._model = _load(files, self._device, self._dtype)
            self._files = files
        self._prefix = self._target_prefix(model)
        self._specials = _special_strings(self._tokenizer)
        limit = _position_limit(self._model, self._tokenizer)
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
            parameters=sum(p.numel() for p in self._model.parameters() if p.requires_grad),
            device=self._device,
            dtype=self._dtype,
            signature=str(self._signature),
        )

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, end token and target token included."""
        return [len(ids) for ids in self._encode(texts)]

    def generate(self, texts: Sequence[str]) -> list[Generation]:
        """One generation per text, in order; a batch that memory does not hold is halved.

        Raises:
            ModelError: a text is over `max_source_tokens`, or one text alone exhausts the memory.
        """
        if not texts:
            return []
        rows = self._encode(texts)
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
                    f"memory ran out on {self._device} for a single text of {len(rows[0])} tokens",
                    where=self._files.name,
                    remedy="lower decoding.beam_size, or use a larger device or a smaller model",
                ) from err
        if self._device == "cuda":
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
        source = self._pad(rows)
        mask = (torch.arange(source.shape[1])[None, :] < torch.tensor([[len(r)] for r in rows])).to(
            self._device, torch.long
        )
        limits = [self._output_limit(len(row)) for row in rows]
        config = self._generation_config(max(limits))
        with torch.inference_mode(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            output = self._model.generate(
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
        text = self._tokenizer.decode(ids, skip_special_tokens=True)
        return Generation(text, score, source_tokens, len(ids), is_finished)

    def _trim(self, ids: list[int], limit: int) -> tuple[list[int], bool]:
        """The tokens of one output up to its end token, and whether there was one.

        The limit is that of the text, not of its batch: what a text gives must not depend on the
        texts beside it.
        """
        # The first token is the start token of the decoder.
        ids = ids[1:]
        end = self._model.generation_config.eos_token_id
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
        start_token = self._model.generation_config.decoder_start_token_id
        for start in range(0, len(targets), step):
            part = targets[start : start + step]
            sources = [rows[i // per_row] for i in range(start, start + len(part))]
            source = self._pad(sources)
            mask = torch.zeros_like(source)
            for index, row in enumerate(sources):
                mask[index, : len(row)] = 1
            labels = self._pad(part)
            decoder = torch.cat([torch.full_like(labels[:, :1], start_token), labels[:, :-1]], 1)
            with torch.inference_mode():
                logits = self._model(
                    input_ids=source, attention_mask=mask, decoder_input_ids=decoder
                ).logits.float()
                chosen = logits.log_softmax(-1).gather(-1, labels[..., None])[..., 0]
            for index, ids in enumerate(part):
                mean = float(chosen[index, : len(ids)].mean()) if ids else -math.inf
                scores.append(round(mean, 4) if math.isfinite(mean) else -99.0)
        return scores

    def _output_limit(self, source_tokens: int) -> int:
        bound = int(source_tokens * self._settings.max_length_ratio) + _EXTRA_OUTPUT_TOKENS
        return min(bound, self._max_target_tokens)

    def _generation_config(self, max_new_tokens: int) -> Any:
        """The checkpoint's own settings (bad words, start token) under our search."""
        from transformers import GenerationConfig

        own = self._model.generation_config
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
            # Left out: an end token forced at the limit would make a cut output look whole.
            forced_eos_token_id=None,
            no_repeat_ngram_size=own.no_repeat_ngram_size or None,
            decoder_start_token_id=own.decoder_start_token_id,
            bos_token_id=own.bos_token_id,
            eos_token_id=own.eos_token_id,
            pad_token_id=own.pad_token_id,
        )

    def _pad(self, rows: Sequence[Sequence[int]]) -> Any:
        import torch

        width = max(1, *(len(row) for row in rows))
        pad = self._model.generation_config.pad_token_id
        padded = [[*row, *([pad] * (width - len(row)))] for row in rows]
        return torch.tensor(padded, dtype=torch.long, device=self._device)

    def _encode(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids with the target token in front, nothing truncated."""
        if not texts:
            return []
        safe = [neutralise(text, self._specials) for text in texts]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            encoded = self._tokenizer(safe, truncation=False, verbose=False)["input_ids"]
        return [[*self._prefix, *ids] for ids in encoded]

    def _target_prefix(self, model: ModelConfig) -> list[int]:
        """The ids that choose the target language.

        Raises:
            ModelError: the token is unknown, or one is needed and none is given.
        """
        vocabulary = self._tokenizer.get_vocab()
        known = sorted(token for token in vocabulary if _LANGUAGE_CODE.match(token))
        if model.target_token is None:
            if len(known) > 1:
                raise ModelError(
                    f"the model has {len(known)} targets and the config names none",
                    where=model.model,
                    remedy=f"set target_token: to one of {_some(known)}",
                )
            return [vocabulary[token] for token in known]
        if model.target_token not in vocabulary:
            raise ModelError(
                f"target token {model.target_token} is unknown to the model",
                where=model.model,
                remedy=(
                    f"set target_token: to one of {_some(known)}"
                    if known
                    else "remove target_token: the model has a single target"
                ),
            )
        return [vocabulary[model.target_token]]

    def _sign(self) -> Signature:
        import torch
        import transformers

        settings = self._settings
        fields = (
            ("engine", "hf"),
            ("model", self._files.name if self._files.revision else self._files.folder.name),
            ("revision", self._files.revision or "local"),
            ("files", self._files.files_sha256[:16]),
            ("target", self._target_token or "-"),
            ("beam", str(settings.beam_size)),
            ("candidates", str(settings.candidates)),
            ("length_penalty", f"{settings.length_penalty:g}"),
            ("max_length_ratio", f"{settings.max_length_ratio:g}"),
            ("max_source", str(self._max_source_tokens)),
            ("batch_tokens", str(settings.batch_tokens)),
            ("device", self._device),
            ("dtype", self._dtype),
            ("transformers", transformers.__version__),
            ("torch", torch.__version__),
            ("triptyque", __version__),
        )
        return Signature(fields)


def neutralise(text: str, specials: Sequence[str]) -> str:
    """Break up strings that the tokenizer would take for its own tokens.

    Without this, `prix </s> a` ends the sentence at `</s>`, and a text that begins with `>>eng<<`
    changes its target.

    >>> neutralise("prix </s> a", ["</s>"])
    'prix < /s> a'
    >>> neutralise(">>eng<< Bonjour", ["</s>"])
    '> >eng<< Bonjour'
    """
    for special in specials:
        if special in text:
            text = text.replace(special, f"{special[0]} {special[1:]}")
    while ">>" in text and "<<" in text:
        text = text.replace(">>", "> >")
    return text


def _with_alternatives(candidates: list[Generation]) -> Generation:
    best, *others = candidates
    return replace(best, alternatives=tuple(others))


def _some(names: Sequence[str], most: int = 12) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _special_strings(tokenizer: Any) -> tuple[str, ...]:
    return tuple(sorted({token for token in tokenizer.all_special_tokens if len(token) > 1}))


def _choose_device(settings: EngineSettings) -> str:
    import torch

    if settings.device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if settings.device == "cuda" and not torch.cuda.is_available():
        raise ModelError(
            "no CUDA device is usable here",
            where="device",
            remedy="install a CUDA build of torch and its driver, or run with --device cpu",
        )
    return settings.device


def _choose_dtype(settings: EngineSettings, device: str) -> str:
    if settings.dtype != "auto":
        return settings.dtype
    return "bfloat16" if device == "cuda" else "float32"


@lru_cache(maxsize=8)
def _load(files: ModelFiles, device: str, dtype: str) -> tuple[Any, Any]:
    """The tokenizer and the model of a folder, never running code that came with them.

    Cached, so that a multi-target model stands in memory once, whatever its number of targets;
    nothing changes what is given.
    """
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder = str(files.folder)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
            model = AutoModelForSeq2SeqLM.from_pretrained(
                folder,
                local_files_only=True,
                trust_remote_code=False,
                dtype=getattr(torch, dtype),
                use_safetensors=files.weights.suffix == ".safetensors",
            )
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AssertionError) as err:
        raise ModelError(
            f"the checkpoint cannot be loaded ({type(err).__name__}: {_first_line(err)})",
            where=str(Path(folder)),
            remedy="fetch the model again; it must be a MarianMT or other seq2seq checkpoint",
        ) from err
    model.eval()
    return tokenizer, model.to(device)


def _first_line(err: BaseException) -> str:
    return (str(err).strip().splitlines() or [""])[0][:200]


def _position_limit(model: Any, tokenizer: Any) -> int:
    """The number of positions that both the model and its tokenizer allow."""
    positions = getattr(model.config, "max_position_embeddings", None) or 512
    allowed = int(tokenizer.model_max_length)
    return min(int(positions), allowed) if allowed > 0 else int(positions)
