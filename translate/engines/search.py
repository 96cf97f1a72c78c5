"""The one definition of decoding, whichever engine runs it.

Beam search that ends when as many hypotheses have ended as there are beams (`early_stopping=True`
in transformers, a patience of 1 in CTranslate2); a hypothesis scores the sum of its
log-probabilities divided by its length to the power of `length_penalty`.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from translate.engines.base import EngineSettings
from translate.engines.model_files import ModelFiles
from translate.errors import ModelError
from translate.records import Generation

_EXTRA_OUTPUT_TOKENS = 20


@dataclass(frozen=True, slots=True)
class Search:
    """How targets are searched for; `max_target_tokens` is what the model's positions allow.

    `banned` are sequences of ids that never come out, `forced_first` an id that every target
    begins with, `no_repeat_ngram` the length of n-grams that come once, 0: any number of times.
    """

    beam_size: int
    candidates: int
    length_penalty: float
    max_length_ratio: float
    max_output_tokens: int | None
    max_target_tokens: int
    banned: tuple[tuple[int, ...], ...] = ()
    forced_first: int | None = None
    no_repeat_ngram: int = 0

    def output_limit(self, source_tokens: int) -> int:
        """The most tokens that the target of a source of `source_tokens` may have."""
        bound = int(source_tokens * self.max_length_ratio) + _EXTRA_OUTPUT_TOKENS
        return min(bound, self.max_target_tokens, self.max_output_tokens or bound)


@dataclass(frozen=True, slots=True)
class Limits:
    """The longest source of a model and its longest target, in tokens."""

    source: int
    target: int


def find_limits(files: ModelFiles, stated: int | None, configured: int | None) -> Limits:
    """What the positions of a model, its tokenizer (`stated`) and the config allow.

    Raises:
        ModelError: config.json cannot be read.
    """
    config = _read(files, "config.json")
    positions = int(config.get("max_position_embeddings") or config.get("n_positions") or 512)
    limit = min(positions, stated or positions)
    return Limits(min(limit, configured or limit), limit - 1)


def define_search(files: ModelFiles, settings: EngineSettings, limits: Limits) -> Search:
    """The search of `settings` with what the model asks for itself.

    Raises:
        ModelError: the model's own settings cannot be read.
    """
    own = _own_settings(files)
    return Search(
        beam_size=settings.beam_size,
        candidates=settings.candidates,
        length_penalty=settings.length_penalty,
        max_length_ratio=settings.max_length_ratio,
        max_output_tokens=settings.max_output_tokens,
        max_target_tokens=limits.target,
        banned=tuple(tuple(ids) for ids in own.get("bad_words_ids") or ()),
        forced_first=own.get("forced_bos_token_id"),
        no_repeat_ngram=settings.no_repeat_ngram or int(own.get("no_repeat_ngram_size") or 0),
    )


def end_ids(files: ModelFiles) -> frozenset[int]:
    """The ids that end a target."""
    end = _own_settings(files).get("eos_token_id")
    if end is None:
        end = _read(files, "config.json").get("eos_token_id", 0)
    return frozenset(end if isinstance(end, list) else [end])


def trim(ids: Sequence[int], limit: int, ends: frozenset[int]) -> tuple[list[int], bool]:
    """The tokens of one target up to its end token, and whether there was one.

    The limit is that of the text, not of its batch: what a text gives must not depend on the texts
    beside it.

    >>> trim([5, 6, 0, 9], 8, frozenset({0}))
    ([5, 6, 0], True)
    >>> trim([5, 6, 0, 9], 2, frozenset({0}))
    ([5, 6], False)
    """
    position = next((i for i, token in enumerate(ids) if token in ends), None)
    if position is None or position >= limit:
        return list(ids[:limit]), False
    return list(ids[: position + 1]), True


def with_alternatives(candidates: Sequence[Generation]) -> Generation:
    """The best of the candidates of one text, holding the others."""
    best, *others = candidates
    return replace(best, alternatives=tuple(others))


def refuse_over_long(lengths: Sequence[int], limit: int, name: str) -> None:
    """Raise rather than truncate: inputs are split before they come to an engine.

    Raises:
        ModelError: a text is longer than `limit`.
    """
    if max(lengths) > limit:
        raise ModelError(
            f"an input of {max(lengths)} tokens is over the limit of {limit}",
            where=name,
            remedy="this is a fault of the program: inputs are split before they come here",
        )


def read_config(files: ModelFiles) -> dict[str, Any]:
    """The config.json of a model.

    Raises:
        ModelError: it cannot be read.
    """
    return _read(files, "config.json")


def _own_settings(files: ModelFiles) -> dict[str, Any]:
    """What the model says of its generation; older checkpoints say it in config.json."""
    return _read(files, "generation_config.json") or _read(files, "config.json")


def _read(files: ModelFiles, name: str) -> dict[str, Any]:
    path = files.folder / name
    if not path.is_file():
        return {}
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as err:
        raise ModelError(
            f"{name} cannot be read ({err})",
            where=str(files.folder),
            remedy="fetch the model again",
        ) from err
    return value if isinstance(value, dict) else {}
