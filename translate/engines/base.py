"""What every engine promises: the contract, its signature, the settings it is built from."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from translate.files import sha256_of_text
from translate.records import Generation

Task = Literal["translate", "summarize"]
SAFER_TASK = "translate-safer:"
"""How the names of tasks begin that generate again with the same model, searching more safely."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Everything that can change an output, as one value (after sacreBLEU's signatures).

    >>> str(Signature((("engine", "hf"), ("beam", "4"))))
    'engine:hf|beam:4'
    """

    fields: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return "|".join(f"{name}:{value}" for name, value in self.fields)

    @property
    def digest(self) -> str:
        """The first ten hexadecimal digits of the SHA-256 of the whole signature."""
        return sha256_of_text(str(self))[:10]


@dataclass(frozen=True, slots=True)
class BatchSize:
    """What one batch may hold: padded source `tokens`, and `texts`; None: any number of texts."""

    tokens: int
    texts: int | None = None


@dataclass(frozen=True, slots=True)
class EngineSettings:
    """How an engine searches and where it runs; the model itself is named by `ModelConfig`.

    `candidates` is the number of outputs kept per text, at most `beam_size`. An output may have
    `max_length_ratio` times the tokens of its source plus 20, and never more than
    `max_output_tokens`. Groups of `no_repeat_ngram` tokens come once in an output; 0: any number of
    times. What is generated `again`, by the same model searching more safely or by a second one,
    is a task of its own. `batch_tokens` is the padded number of source tokens of one batch; there,
    and for `threads` and `workers`, 0 leaves the choice to the engine. `note` is for the card.
    """

    task: Task
    source_lang: str
    target_lang: str
    beam_size: int = 4
    candidates: int = 1
    length_penalty: float = 1.0
    max_length_ratio: float = 3.0
    max_output_tokens: int | None = None
    no_repeat_ngram: int = 0
    again: Literal["", "safer", "second"] = ""
    device: Literal["auto", "cpu", "cuda"] = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16", "int8"] = "auto"
    threads: int = 0
    workers: int = 0
    batch_tokens: int = 0
    is_offline: bool = False
    models_dir: Path | None = None
    cache_dir: Path | None = None
    note: str | None = None

    @property
    def task_name(self) -> str:
        """The task as the memory knows it: `translate:fr-en`, `summarize:fr`.

        >>> EngineSettings("translate", "fr", "en").task_name
        'translate:fr-en'
        """
        if self.task == "summarize":
            return f"summarize:{self.source_lang}"
        task = f"translate-{self.again}" if self.again else "translate"
        return f"{task}:{self.source_lang}-{self.target_lang}"


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What the manifest says of a model: `revision` is the commit where one is known.

    `note` says why another engine than the usual one runs it.
    """

    task: str
    engine: str
    model: str
    revision: str | None
    licence: str | None
    weights_file: str
    weights_sha256: str
    parameters: int
    device: str
    dtype: str
    signature: str
    note: str | None = None


class Engine(Protocol):
    """A loaded model that turns texts of one language into texts, and never truncates."""

    @property
    def signature(self) -> Signature:
        """Model, revision, weights digest, decoding, backend, precision and our version."""
        ...

    @property
    def card(self) -> ModelCard:
        """What the manifest records of the model."""
        ...

    @property
    def max_source_tokens(self) -> int:
        """The longest input taken, in tokens as `count_tokens` counts them."""
        ...

    @property
    def batch_size(self) -> BatchSize:
        """What a batch should hold to be fast and to fit."""
        ...

    @property
    def parallel(self) -> int:
        """How many calls of `generate` are worth making at a time, from threads of their own."""
        ...

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, special tokens included."""
        ...

    def generate(self, texts: Sequence[str]) -> list[Generation]:
        """One generation per text, in order.

        Raises:
            ModelError: a text is longer than `max_source_tokens`, or memory ran out for one text.
        """
        ...

    def release(self) -> None:
        """Let go of what can be loaded again: another engine is to work now."""
        ...
