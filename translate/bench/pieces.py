"""A Marian tokenizer of a wanted size, trained on French and English text that is at hand.

What the text does not fill is filled up with invented words, so that the output layer of a model
has its full width.
"""

import io
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import count, islice, product
from pathlib import Path

from translate.errors import ModelError
from translate.files import atomic_write, write_json
from translate.training.vocabulary import EOS, PAD, UNKNOWN

_PIECES_PER_SIDE = 32_000  # as in the published OPUS-MT models
_SPM_SPECIALS = {"<unk>", "<s>", "</s>"}
_SYLLABLES = tuple(a + b for a, b in product("bdfgklmnprstvz", "aeiou"))


@dataclass(frozen=True, slots=True)
class ParallelText:
    """French and English texts, one sentence each; they need not be translations."""

    french: tuple[str, ...]
    english: tuple[str, ...]


def shipped_text() -> ParallelText:
    """The sentences that the starter model was trained on, which come with the program."""
    folder = resources.files("translate.starter") / "data"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".jsonl"))
    rows = [
        json.loads(line)
        for name in names
        for line in (folder / name).read_text("utf-8").splitlines()
    ]
    return ParallelText(tuple(row["fr"] for row in rows), tuple(row["en"] for row in rows))


def write_tokenizer(folder: Path, text: ParallelText, vocabulary: int) -> None:
    """Train the pieces of both sides and write them into `folder` in the OPUS-MT layout.

    Each side gets as many pieces as its text supports, at most half the vocabulary or 32,000;
    `</s>` is 0, `<unk>` 1, `<pad>` the last.

    Raises:
        ModelError: there is too little text, or the vocabulary is too small for its letters.
    """
    source = _train(text.french, vocabulary)
    target = _train(text.english, vocabulary)
    pieces = list(dict.fromkeys((*_pieces_of(source), *_pieces_of(target))))
    words = vocabulary - len((EOS, UNKNOWN, PAD))
    if len(_pieces_of(source)) > words:
        raise ModelError(
            f"a vocabulary of {vocabulary} does not hold the pieces of the text",
            where=str(folder),
            remedy="give a larger vocabulary",
        )
    known = set(pieces)
    pieces += islice((w for w in _invented_words() if w not in known), max(0, words - len(pieces)))
    names = [EOS, UNKNOWN, *pieces[:words], PAD]
    for name, model in (("source.spm", source), ("target.spm", target)):
        with atomic_write(folder / name) as stream:
            shutil.copyfileobj(io.BytesIO(model), stream)
    write_json(folder / "vocab.json", {name: number for number, name in enumerate(names)})
    write_json(
        folder / "tokenizer_config.json",
        {"source_lang": "fr", "target_lang": "en", "model_max_length": 512},
    )


def _train(lines: Sequence[str], vocabulary: int) -> bytes:
    """The unigram model of some lines; one thread, so that it is the same each time."""
    from sentencepiece import SentencePieceTrainer

    model = io.BytesIO()
    try:
        SentencePieceTrainer.train(
            sentence_iterator=iter(lines),
            model_writer=model,
            model_type="unigram",
            vocab_size=min(_PIECES_PER_SIDE, vocabulary // 2),
            hard_vocab_limit=False,
            character_coverage=1.0,
            num_threads=1,
            minloglevel=2,
        )
    except (RuntimeError, OSError) as err:
        raise ModelError(
            f"no tokenizer can be trained on this text ({str(err).splitlines()[0][:200]})",
            where="the benchmark model",
            remedy="give more French text, or a larger vocabulary",
        ) from err
    return model.getvalue()


def _pieces_of(model: bytes) -> list[str]:
    from sentencepiece import SentencePieceProcessor

    processor = SentencePieceProcessor(model_proto=model)
    pieces = [processor.id_to_piece(number) for number in range(processor.vocab_size())]
    return [piece for piece in pieces if piece not in _SPM_SPECIALS]


def _invented_words() -> Iterator[str]:
    """Words that look like words: a check that reads the output shall find text there.

    >>> list(islice(_invented_words(), 3))
    ['▁babababa', '▁babababe', '▁babababi']
    """
    for syllables in count(4):
        for parts in product(_SYLLABLES, repeat=syllables):
            yield "▁" + "".join(parts)
