"""Texts to token ids and back: by Marian's own sentencepiece models, or the library's tokenizer.

Both engines use these, so that a text is the same tokens on either. Marian's are applied directly
and in bulk: the slow tokenizer of transformers takes as much time as the whole rest of a run.
"""

import json
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from translate.engines.model_files import ModelFiles
from translate.errors import ModelError

_LANGUAGE_CODE = re.compile(r"^>>.+<<$")
_MAX_NAMED = 12
_MANY = 1_000
_SPACE_MARK = "\u2581"


class Tokens(Protocol):
    """The tokenizer of a model: ids inside, texts outside, nothing ever truncated.

    `pieces` are the strings of the source ids, in order; `limit` is the longest input that the
    tokenizer states, None where it states none.
    """

    @property
    def pieces(self) -> Sequence[str]:
        """The string of each source id."""
        ...

    @property
    def target_pieces(self) -> Sequence[str]:
        """The string of each target id."""
        ...

    @property
    def limit(self) -> int | None:
        """The longest input that the tokenizer states, special tokens included."""
        ...

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text with its end token; special strings inside are plain text."""
        ...

    def decode(self, rows: Sequence[Sequence[int]]) -> list[str]:
        """The text of each row of target ids, special tokens left out."""
        ...


@dataclass(frozen=True, slots=True)
class MarianTokens:
    """`source.spm`, `target.spm` and `vocab.json`, as `MarianTokenizer` reads them.

    A model with separate vocabularies has `target_vocab.json` besides.
    """

    pieces: tuple[str, ...]
    target_pieces: tuple[str, ...]
    limit: int | None
    specials: tuple[str, ...]
    end: int
    unknown: int
    encoder: Any
    decoder: Any
    ids: dict[str, int]
    hidden: frozenset[int]

    def source_words(self) -> list[str]:
        """The pieces that a text can become, special tokens left out."""
        names = (self.encoder.id_to_piece(i) for i in range(self.encoder.get_piece_size()))
        return [name for name in names if name in self.ids and name not in self.specials]

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """See `Tokens`."""
        safe = [neutralise(text, self.specials) for text in texts]
        ids, unknown, end = self.ids, self.unknown, self.end
        return [
            [*(ids.get(piece, unknown) for piece in pieces), end]
            for pieces in self.encoder.encode(safe, out_type=str, num_threads=_threads_for(safe))
        ]

    def decode(self, rows: Sequence[Sequence[int]]) -> list[str]:
        """See `Tokens`."""
        names, hidden = self.target_pieces, self.hidden
        pieces = [[names[i] for i in row if i not in hidden] for row in rows]
        texts = self.decoder.decode(pieces, num_threads=_threads_for(pieces)) if pieces else []
        return [text.replace(_SPACE_MARK, " ").strip() for text in texts]


@dataclass(frozen=True, slots=True)
class LibraryTokens:
    """The tokenizer of transformers, for whatever is no Marian model.

    `frame` is what the tokenizer fails to put before and after a text.
    """

    tokenizer: Any
    specials: tuple[str, ...]
    frame: tuple[tuple[int, ...], tuple[int, ...]]

    @property
    def pieces(self) -> list[str]:
        """See `Tokens`."""
        names: list[str] = self.tokenizer.convert_ids_to_tokens(list(range(len(self.tokenizer))))
        return names

    @property
    def target_pieces(self) -> list[str]:
        """See `Tokens`: there is one vocabulary."""
        return self.pieces

    @property
    def limit(self) -> int | None:
        """See `Tokens`; the library says 10**30 where a tokenizer states none."""
        stated = int(self.tokenizer.model_max_length)
        return stated if 0 < stated < 1_000_000 else None  # noqa: PLR2004

    def encode(self, texts: Sequence[str]) -> list[list[int]]:
        """See `Tokens`."""
        if not texts:
            return []
        safe = [neutralise(text, self.specials) for text in texts]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            encoded = self.tokenizer(safe, truncation=False, verbose=False)["input_ids"]
        before, after = self.frame
        return [[*before, *ids, *after] for ids in encoded]

    def decode(self, rows: Sequence[Sequence[int]]) -> list[str]:
        """See `Tokens`."""
        return [self.tokenizer.decode(row, skip_special_tokens=True) for row in rows]


@lru_cache(maxsize=8)
def load_tokens(files: ModelFiles) -> Tokens:
    """The tokenizer of a model folder.

    Raises:
        ModelError: its files are damaged.
    """
    try:
        config = json.loads((files.folder / "config.json").read_text(encoding="utf-8"))
        if isinstance(config, dict) and config.get("model_type") == "marian":
            return _load_marian(files.folder)
        return _load_library(files.folder)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as err:
        first_line = (str(err).strip().splitlines() or [""])[0][:200]
        raise ModelError(
            f"the tokenizer cannot be loaded ({type(err).__name__}: {first_line})",
            where=str(files.folder),
            remedy="fetch the model again",
        ) from err


def target_prefix(tokens: Tokens, target_token: str | None, name: str) -> list[int]:
    """The ids that choose the target language, put before every text.

    Raises:
        ModelError: the token is unknown to model `name`, or one is needed and none is given.
    """
    ids = {piece: index for index, piece in enumerate(tokens.pieces)}
    known = sorted(piece for piece in ids if _LANGUAGE_CODE.match(piece))
    if target_token is None:
        if len(known) > 1:
            raise ModelError(
                f"the model has {len(known)} targets and the config names none",
                where=name,
                remedy=f"set target_token: to one of {_some(known)}",
            )
        return [ids[token] for token in known]
    if target_token not in ids:
        raise ModelError(
            f"target token {target_token} is unknown to the model",
            where=name,
            remedy=(
                f"set target_token: to one of {_some(known)}"
                if known
                else "remove target_token: the model has a single target"
            ),
        )
    return [ids[target_token]]


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


def _threads_for(items: Sequence[object]) -> int:
    """One for a batch: for each thread that it starts, sentencepiece takes more than for a text."""
    return 1 if len(items) <= _MANY else -1


def _load_marian(folder: Path) -> MarianTokens:
    from sentencepiece import SentencePieceProcessor

    def load(name: str) -> Any:
        # From bytes: the reader of sentencepiece cannot open every path.
        return SentencePieceProcessor(model_proto=(folder / name).read_bytes())

    options = _read_json(folder / "tokenizer_config.json")
    names = {
        name: _token_of(options, name, default)
        for name, default in (
            ("eos_token", "</s>"),
            ("unk_token", "<unk>"),
            ("pad_token", "<pad>"),
        )
    }
    ids: dict[str, int] = _read_json(folder / "vocab.json")
    has_two = bool(options.get("separate_vocabs"))
    target_ids = _read_json(folder / "target_vocab.json") if has_two else ids
    stated = options.get("model_max_length")
    encoder = load("source.spm")
    return MarianTokens(
        pieces=_in_order(ids),
        target_pieces=_in_order(target_ids),
        limit=int(stated) if isinstance(stated, int | float) and stated < 1e6 else None,  # noqa: PLR2004
        specials=tuple(sorted(names.values())),
        end=ids[names["eos_token"]],
        unknown=ids[names["unk_token"]],
        encoder=encoder,
        # Joint vocabularies are put together by the source model, as MarianTokenizer does.
        decoder=load("target.spm") if has_two else encoder,
        ids=ids,
        hidden=frozenset(target_ids[name] for name in names.values() if name in target_ids),
    )


def _load_library(folder: Path) -> LibraryTokens:
    from transformers import AutoTokenizer
    from transformers.utils import logging

    logging.set_verbosity_error()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
    specials = {token for token in tokenizer.all_special_tokens if len(token) > 1}
    return LibraryTokens(tokenizer, tuple(sorted(specials)), _missing_frame(tokenizer))


def _missing_frame(tokenizer: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The start and end tokens that a tokenizer should add and does not.

    transformers 5 reads the sentencepiece file of BARThez without its `<s>` and `</s>`; a model
    that never sees an end token does not know where its input ends.
    """
    ids = tokenizer("a", verbose=False)["input_ids"]
    if not ids or ids[-1] == tokenizer.eos_token_id:
        return (), ()
    before = () if tokenizer.bos_token_id is None else (int(tokenizer.bos_token_id),)
    return before, (int(tokenizer.eos_token_id),)


def _in_order(ids: dict[str, int]) -> tuple[str, ...]:
    """The pieces by id; an id that no piece has is an unknown word."""
    names = ["<unk>"] * (max(ids.values()) + 1)
    for piece, index in ids.items():
        names[index] = piece
    return tuple(names)


def _token_of(options: dict[str, Any], name: str, default: str) -> str:
    """A special token, which stands as a string or as an object with its content."""
    value = options.get(name) or default
    return str(value["content"]) if isinstance(value, dict) else str(value)


def _read_json(path: Path) -> dict[str, Any]:
    if path.name == "tokenizer_config.json" and not path.is_file():
        return {}
    value = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(value, dict):
        raise ValueError(f"{path.name} is no JSON object")
    return value


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return ", ".join(names[:_MAX_NAMED]) + more
