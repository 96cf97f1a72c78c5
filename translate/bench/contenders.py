"""Other ways to translate a text, written as the documentation of their libraries shows them.

Each is an engine and a way to cut the text into calls.
"""

import itertools
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

Articles = Sequence[Sequence[str]]
Calls = list[list[str]]
_MAX_NEW_TOKENS = 256  # the default of CTranslate2; transformers would stop at 21 without any


@dataclass(frozen=True, slots=True)
class Setting:
    """The model in both forms and the search, the same for every contender.

    `max_tokens` is what the model has positions for: what is longer is cut off, as these loops
    do. `token` chooses the target of a model that has several.
    """

    folder: Path
    converted: Path
    token: str | None
    beam: int
    threads: int
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One translation, and its length in tokens with the end token."""

    text: str
    tokens: int


class Loop(Protocol):
    """A loaded model."""

    def translate(self, texts: list[str]) -> list[Answer]:
        """One call: an answer for each text, in order."""
        ...


@dataclass(frozen=True, slots=True)
class Recipe:
    """`loop` is a class of this module that takes a `Setting`; `cut` makes the calls."""

    loop: str
    cut: Callable[[Articles], Calls]

    def load(self, setting: Setting) -> Loop:
        """Load the library and the model."""
        loop: Loop = getattr(import_module(__name__), self.loop)(setting)
        return loop


class TransformersLoop:
    """MarianMTModel with its own defaults, as model cards on the hub show it."""

    def __init__(self, setting: Setting) -> None:
        """Load tokenizer and model in float32."""
        import torch
        from transformers import MarianMTModel, MarianTokenizer
        from transformers.utils import logging

        logging.set_verbosity_error()
        warnings.simplefilter("ignore")
        torch.set_num_threads(setting.threads)
        self._setting = setting
        self._tokenizer: Any = MarianTokenizer.from_pretrained(setting.folder)
        self._model: Any = MarianMTModel.from_pretrained(setting.folder, dtype=torch.float32).eval()

    def translate(self, texts: list[str]) -> list[Answer]:
        """One call of generate over a padded batch."""
        import torch

        if self._setting.token:
            texts = [f"{self._setting.token} {text}" for text in texts]
        batch = self._tokenizer(
            texts,
            return_tensors="pt",
            padding=True,
            truncation=True,
            max_length=self._setting.max_tokens,
        )
        with torch.inference_mode():
            output = self._model.generate(
                **batch, num_beams=self._setting.beam, max_new_tokens=_MAX_NEW_TOKENS
            )
        made = self._tokenizer.batch_decode(output, skip_special_tokens=True)
        pad = self._tokenizer.pad_token_id
        lengths = (output[:, 1:] != pad).sum(1).tolist()
        return [Answer(text, length) for text, length in zip(made, lengths, strict=True)]


class CTranslate2Loop:
    """ctranslate2.Translator in int8 with sentencepiece, as its guide to OPUS-MT shows it."""

    def __init__(self, setting: Setting) -> None:
        """Load the converted model and the pieces of both sides."""
        import ctranslate2
        from sentencepiece import SentencePieceProcessor

        self._setting = setting
        self._translator = ctranslate2.Translator(
            str(setting.converted),
            device="cpu",
            compute_type="int8",
            intra_threads=setting.threads,
        )
        self._source = SentencePieceProcessor(model_file=str(setting.folder / "source.spm"))
        self._target = SentencePieceProcessor(model_file=str(setting.folder / "target.spm"))

    def translate(self, texts: list[str]) -> list[Answer]:
        """One call of translate_batch, which is one batch for the library."""
        before = [self._setting.token] if self._setting.token else []
        limit = self._setting.max_tokens - 1
        rows = [
            [*[*before, *pieces][:limit], "</s>"]
            for pieces in self._source.encode(texts, out_type=str)
        ]
        results = self._translator.translate_batch(
            rows, beam_size=self._setting.beam, max_decoding_length=_MAX_NEW_TOKENS
        )
        best = [result.hypotheses[0] for result in results]
        return [Answer(self._target.decode(pieces), len(pieces) + 1) for pieces in best]


def by_article(articles: Articles) -> Calls:
    """One call for each article.

    >>> by_article([["a", "b"], [], ["c"]])
    [['a', 'b'], ['c']]
    """
    return [list(article) for article in articles if article]


def in_slices(size: int) -> Callable[[Articles], Calls]:
    """Calls of `size` texts in the order of the corpus.

    >>> in_slices(2)([["a", "b", "c"], ["d"]])
    [['a', 'b'], ['c', 'd']]
    """

    def cut(articles: Articles) -> Calls:
        return _slices(itertools.chain.from_iterable(articles), size)

    return cut


def in_sorted_slices(size: int) -> Callable[[Articles], Calls]:
    """Calls of `size` texts of like length, longest first.

    >>> in_sorted_slices(2)([["a", "bbb"], ["cc"]])
    [['bbb', 'cc'], ['a']]
    """

    def cut(articles: Articles) -> Calls:
        ordered = sorted(itertools.chain.from_iterable(articles), key=len, reverse=True)
        return _slices(ordered, size)

    return cut


def _slices(texts: Iterable[str], size: int) -> Calls:
    flat = list(texts)
    return [flat[start : start + size] for start in range(0, len(flat), size)]


RECIPES = {
    "hf-one": Recipe("TransformersLoop", in_slices(1)),
    "hf-batch-8": Recipe("TransformersLoop", in_slices(8)),
    "hf-sorted": Recipe("TransformersLoop", in_sorted_slices(8)),
    "ct2-one": Recipe("CTranslate2Loop", in_slices(1)),
    "ct2-article": Recipe("CTranslate2Loop", by_article),
    "ct2-unsorted-32": Recipe("CTranslate2Loop", in_slices(32)),
    "ct2-sorted-32": Recipe("CTranslate2Loop", in_sorted_slices(32)),
}
