"""The joint sentencepiece vocabulary, and the four tokenizer files of the OPUS-MT layout.

The rules inside `source.spm` fold what French typography varies (no-break spaces, curly
apostrophes, superscript ordinals, decomposed accents, invisible characters) and leave every
other character alone; the default rules of sentencepiece (NFKC) would do more.
"""

import json
import random
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor

EOS, UNKNOWN, PAD = "</s>", "<unk>", "<pad>"
TASKS = (">>eng<<", ">>vie<<", ">>sum<<")
MODEL_MAX_LENGTH = 512

_SPACES = (
    "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f"
_FOLDED = {"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "ᵉ": "e", "ʳ": "r", "ᵈ": "d", "ˢ": "s"}
_VIETNAMESE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
_REQUIRED = (
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ"
    "ĂăĐđĨĩŨũƠơƯưŒœŸŠšŽžČčĆćŁłŃńŇňĚěŘřŞşŢţȘșȚțĞğİıŐőŰűĄąĘęŚśŻżŹźŮůĽľŤťĎďĀāĒēĪīŌōŪū"
    "«»“”–—°€$£¥%&@#*+=/\\()[]{}<>|~^_`…²³½·•₫"
)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Pieces and their ids; cuts texts into ids."""

    ids: dict[str, int]
    processor: "SentencePieceProcessor"

    @property
    def pad_id(self) -> int:
        """Return the id of `<pad>`, the last one, which also starts the decoder."""
        return self.ids[PAD]

    def encode(self, text: str, sampling_alpha: float | None = None) -> list[int]:
        """Return the ids of a text with the closing `</s>`; sampled pieces if alpha is given."""
        if sampling_alpha is None:
            pieces = self.processor.encode(text, out_type=str)
        else:
            pieces = self.processor.encode(
                text, out_type=str, enable_sampling=True, alpha=sampling_alpha, nbest_size=-1
            )
        unknown = self.ids[UNKNOWN]
        return [*(self.ids.get(piece, unknown) for piece in pieces), self.ids[EOS]]

    def decode(self, ids: Iterable[int]) -> str:
        """Return the text of generated ids, special pieces left out."""
        special = {self.ids[piece] for piece in (EOS, UNKNOWN, PAD, *TASKS)}
        pieces = list(self.ids)
        text: str = self.processor.decode([pieces[n] for n in ids if n not in special])
        return text


def vietnamese_letters() -> list[str]:
    """Return every accented letter of the Vietnamese alphabet, NFC.

    >>> len(vietnamese_letters()), "ệ" in vietnamese_letters()
    (144, True)
    """
    bases = "aăâeêioôơuưy"
    letters = [
        unicodedata.normalize("NFC", base + mark)
        for base in bases + bases.upper()
        for mark in ("", *_VIETNAMESE_MARKS)
    ]
    return letters


def normalization_rules() -> dict[str, str]:
    """Return what the tokenizer folds before it cuts: from -> to.

    >>> rules = normalization_rules()
    >>> rules["\\u00a0"], rules["’"], rules["e\\u0301"]
    (' ', "'", 'é')
    """
    rules = dict.fromkeys(_SPACES, " ") | dict.fromkeys(_INVISIBLE, "") | _FOLDED
    accented = [*vietnamese_letters(), *(c for c in _REQUIRED if c.isalpha())]
    for letter in accented:
        decomposed = unicodedata.normalize("NFD", letter)
        forms = {decomposed, *_half_composed(letter)}
        rules |= {form: letter for form in forms if form != letter}
    return rules


def train_vocabulary(texts: Iterable[str], out_dir: Path, size: int, seed: int) -> None:
    """Train the pieces and write source.spm, target.spm, vocab.json, tokenizer_config.json."""
    import sentencepiece

    out_dir.mkdir(parents=True, exist_ok=True)
    lines = list(texts)
    random.Random(seed).shuffle(lines)
    rules_path = out_dir / "rules.tsv"
    rules_path.write_text(
        "".join(
            f"{_code_points(old)}\t{_code_points(new)}\n"
            for old, new in sorted(normalization_rules().items())
        ),
        encoding="utf-8",
    )
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_prefix=str(out_dir / "pieces"),
        model_type="unigram",
        vocab_size=size - len(TASKS) - 1,
        character_coverage=0.9999,
        required_chars="".join(dict.fromkeys([*vietnamese_letters(), *_REQUIRED])),
        normalization_rule_tsv=str(rules_path),
        split_digits=True,
        bos_id=-1,
        num_threads=2,
        minloglevel=2,
    )
    content = _without_paths((out_dir / "pieces.model").read_bytes())
    for name in ("source.spm", "target.spm"):
        (out_dir / name).write_bytes(content)
    for scrap in (rules_path, out_dir / "pieces.model", out_dir / "pieces.vocab"):
        scrap.unlink()
    processor = sentencepiece.SentencePieceProcessor(model_file=str(out_dir / "source.spm"))
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    special = [EOS, UNKNOWN, *TASKS]
    ordered = [*special, *(piece for piece in pieces if piece not in special), PAD]
    _write_json(out_dir / "vocab.json", {piece: number for number, piece in enumerate(ordered)})
    _write_json(
        out_dir / "tokenizer_config.json",
        {
            "model_max_length": MODEL_MAX_LENGTH,
            "separate_vocabs": False,
            "source_lang": "fra",
            "target_lang": "eng+vie",
            "tokenizer_class": "MarianTokenizer",
        },
    )


def load_vocabulary(model_dir: Path) -> Vocabulary:
    """Return the vocabulary that lies in a model folder."""
    from sentencepiece import SentencePieceProcessor

    ids: dict[str, int] = json.loads((model_dir / "vocab.json").read_text(encoding="utf-8"))
    return Vocabulary(ids, SentencePieceProcessor(model_file=str(model_dir / "source.spm")))


def _half_composed(letter: str) -> set[str]:
    """Return the spellings `ê` + tone and `e` + tone + `^` of a doubly marked letter."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    if len(marks) != len("^~"):
        return set()
    first, second = marks
    forms = {base + first + second, base + second + first}
    forms |= {
        unicodedata.normalize("NFC", base + mark) + other
        for mark, other in ((first, second), (second, first))
    }
    return {form for form in forms if unicodedata.normalize("NFC", form) == letter}


def _code_points(text: str) -> str:
    return " ".join(f"{ord(character):X}" for character in text)


def _without_paths(content: bytes) -> bytes:
    """Return a sentencepiece model without the paths of the machine that trained it."""
    from sentencepiece import sentencepiece_model_pb2

    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(content)
    model.trainer_spec.ClearField("model_prefix")
    model.normalizer_spec.ClearField("normalization_rule_tsv")
    scrubbed: bytes = model.SerializeToString()
    return scrubbed


def _write_json(path: Path, content: dict[str, object] | dict[str, int]) -> None:
    text = json.dumps(content, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
