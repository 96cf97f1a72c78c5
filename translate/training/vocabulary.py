"""The pieces of a Marian model and their ids: texts to ids as its tokenizer gives them, and back.

The files are those of the OPUS-MT layout.
"""

import json
import random
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from translate.errors import ModelError
from translate.training.sampling import PieceSampler

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

_CODE = re.compile(r"^>>.+<<$")
EOS, UNKNOWN, PAD = "</s>", "<unk>", "<pad>"
TOKENIZER_FILES = ("source.spm", "target.spm", "vocab.json", "tokenizer_config.json")
OPTIONAL_FILES = ("target_vocab.json", "special_tokens_map.json")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces and ids of both sides; most models share one table.

    `only_code` stands before a source for which no token is given, where the model has but one:
    so does an engine.
    """

    source_ids: Mapping[str, int]
    target_ids: Mapping[str, int]
    target_pieces: tuple[str, ...]
    source_processor: "SentencePieceProcessor"
    target_processor: "SentencePieceProcessor"
    sampler: PieceSampler
    only_code: str | None = None

    @property
    def is_joint(self) -> bool:
        """Whether a piece has the same id on both sides."""
        return self.source_ids is self.target_ids

    @property
    def codes(self) -> list[str]:
        """The tokens that choose a target, sorted."""
        return sorted(piece for piece in self.source_ids if _CODE.match(piece))

    @property
    def size(self) -> int:
        """The number of ids on the target side."""
        return len(self.target_ids)

    def encode_source(self, text: str, token: str | None) -> list[int]:
        """Return token, pieces and end."""
        return self._framed(self.source_processor.encode(text, out_type=str), token)

    def sample_source(
        self, text: str, token: str | None, alpha: float, rng: random.Random
    ) -> list[int]:
        """Return token, sampled pieces and end."""
        return self._framed(self.sampler.sample(text, alpha, rng), token)

    def encode_target(self, text: str) -> list[int]:
        """Return the pieces of a target and its end."""
        return _ids_of(self.target_processor.encode(text, out_type=str), self.target_ids)

    def _framed(self, pieces: Sequence[str], token: str | None) -> list[int]:
        ids = _ids_of(pieces, self.source_ids)
        token = token or self.only_code
        return ids if token is None else [self.source_ids[token], *ids]

    def decode_target(self, ids: Iterable[int]) -> str:
        """Return the text of generated ids up to the end, special pieces left out."""
        pieces: list[str] = []
        for number in ids:
            piece = self.target_pieces[number]
            if piece == EOS:
                break
            if piece not in {UNKNOWN, PAD} and not _CODE.match(piece):
                pieces.append(piece)
        text: str = self.target_processor.decode(pieces)
        return text


def load_vocabulary(folder: Path) -> Vocabulary:
    """Return the vocabulary that lies in a model folder.

    Raises:
        ModelError: the tokenizer files of a Marian model are not all there, or damaged.
    """
    from sentencepiece import SentencePieceProcessor

    try:
        source_ids: dict[str, int] = json.loads((folder / "vocab.json").read_text("utf-8"))
        target_ids = source_ids
        config = folder / "tokenizer_config.json"
        if config.is_file() and json.loads(config.read_text("utf-8")).get("separate_vocabs"):
            target_ids = json.loads((folder / "target_vocab.json").read_text("utf-8"))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            source = SentencePieceProcessor(model_file=str(folder / "source.spm"))
            target = SentencePieceProcessor(model_file=str(folder / "target.spm"))
    except (OSError, ValueError, RuntimeError) as err:
        raise ModelError(
            f"no tokenizer of a Marian model ({err})",
            where=str(folder),
            remedy="start from a MarianMT checkpoint with its tokenizer files",
        ) from err
    pieces = [""] * (max(target_ids.values()) + 1)
    for piece, number in target_ids.items():
        pieces[number] = piece
    codes = [piece for piece in source_ids if _CODE.match(piece)]
    return Vocabulary(
        source_ids,
        target_ids,
        tuple(pieces),
        source,
        target,
        PieceSampler(source),
        codes[0] if len(codes) == 1 else None,
    )


def _ids_of(pieces: Sequence[str], ids: Mapping[str, int]) -> list[int]:
    unknown = ids[UNKNOWN]
    return [*(ids.get(piece, unknown) for piece in pieces), ids[EOS]]
