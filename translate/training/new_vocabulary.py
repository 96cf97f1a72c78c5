"""The joint sentencepiece vocabulary, and the four tokenizer files of the OPUS-MT layout.

The rules inside `source.spm` fold what French typography varies (no-break spaces, curly
apostrophes, superscript ordinals, decomposed accents, invisible characters) and leave every
other character alone; the default rules of sentencepiece (NFKC) would do more.
"""

import json
import random
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from translate.errors import ConfigError
from translate.training.vocabulary import EOS, PAD, UNKNOWN

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


def train_vocabulary(
    texts: Iterable[str], tokens: Sequence[str], out_dir: Path, size: int, seed: int
) -> None:
    """Train the pieces and write source.spm, target.spm, vocab.json, tokenizer_config.json.

    Raises:
        ConfigError: the texts do not give so many pieces.
    """
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
    try:
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=iter(lines),
            model_prefix=str(out_dir / "pieces"),
            model_type="unigram",
            vocab_size=size - len(tokens) - 1,
            character_coverage=0.9999,
            required_chars="".join(dict.fromkeys([*vietnamese_letters(), *_REQUIRED])),
            normalization_rule_tsv=str(rules_path),
            split_digits=True,
            bos_id=-1,
            hard_vocab_limit=False,  # a short text has fewer pieces
            num_threads=2,
            minloglevel=2,
        )
    except RuntimeError as err:
        raise ConfigError(
            f"no vocabulary of {size} pieces comes from this text ({str(err).strip()[-200:]})",
            where="new_model.vocabulary",
            remedy="give more text, or ask for fewer pieces",
        ) from err
    content = _without_paths((out_dir / "pieces.model").read_bytes())
    for name in ("source.spm", "target.spm"):
        (out_dir / name).write_bytes(content)
    for scrap in (rules_path, out_dir / "pieces.model", out_dir / "pieces.vocab"):
        scrap.unlink()
    processor = sentencepiece.SentencePieceProcessor(model_file=str(out_dir / "source.spm"))
    pieces = [processor.id_to_piece(number) for number in range(processor.get_piece_size())]
    special = [EOS, UNKNOWN, *tokens]
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
