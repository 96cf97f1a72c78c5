"""An engine of a few lines that keeps the contract: what surrounds engines is tested with it."""

from collections.abc import Callable, Sequence

from translate.engines.base import BatchSize, ModelCard, Signature
from translate.errors import ModelError
from translate.records import Generation


class ToyEngine:
    """Upper-cases, one token per word; `answer` may be given, and every batch is noted."""

    def __init__(
        self,
        max_source_tokens: int = 10,
        answer: Callable[[str], str | Sequence[str]] = str.upper,
        name: str = "toy",
        batch_tokens: int = 4_096,
    ) -> None:
        self.batches: list[list[str]] = []
        self._limit = max_source_tokens
        self._answer = answer
        self._name = name
        self._batch_tokens = batch_tokens

    @property
    def signature(self) -> Signature:
        return Signature((("engine", self._name),))

    @property
    def card(self) -> ModelCard:
        return ModelCard(
            "translate:fr-en",
            "toy",
            self._name,
            None,
            None,
            "none",
            "0",
            0,
            "cpu",
            "float32",
            self._name,
        )

    @property
    def max_source_tokens(self) -> int:
        return self._limit

    @property
    def batch_size(self) -> BatchSize:
        return BatchSize(self._batch_tokens)

    @property
    def parallel(self) -> int:
        return 1

    def release(self) -> None:
        pass

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def generate(self, texts: Sequence[str]) -> list[Generation]:
        if not texts:
            return []
        self.batches.append(list(texts))
        if max(self.count_tokens(texts)) > self._limit:
            raise ModelError("too long", where=self._name)
        return [self._generate(text) for text in texts]

    def _generate(self, text: str) -> Generation:
        answer = self._answer(text)
        candidates = [answer] if isinstance(answer, str) else list(answer)
        made = [
            Generation(item.removesuffix("~"), -0.5, 1, 1, not item.endswith("~"))
            for item in candidates
        ]
        return Generation(made[0].text, -0.5, 1, 1, made[0].finished, tuple(made[1:]))
