"""French sentences of the program's own data, to ask a model with and to prove a shortlist on."""

import json
import re
from dataclasses import dataclass
from importlib import resources

_SLOT = re.compile(r"\{([A-Z])(\d)\}")
# What texts hold at run time: of the slots only these are sent to a model as placeholders.
_CARRIED = frozenset("DFMNPY")
_VALUES = {
    "P": ("Nguyen Van Nam", "Tran Thi Hoa", "Lê Đức Anh", "Pham Minh Chinh"),
    "F": ("John Kerry", "Maria Lopez", "Anatony Artamonov"),
    "L": ("Binh Thuan", "Cao Bang", "Quang Ninh", "Thua Thien-Hue"),
    "O": ("Moscou", "Berlin", "Canberra"),
    "C": ("Russie", "Chine", "Thaïlande"),
    "N": ("12.000", "350", "2 500"),
    "M": ("4,1", "7,5", "0,9"),
    "Y": ("2026", "1995", "2010"),
    "D": ("23 avril", "1er mai", "30 décembre"),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """Sentences to build a shortlist from, and others to prove it on."""

    built_from: tuple[str, ...]
    held_out: tuple[str, ...]


def draw_sample(built_from: int, held_out: int) -> Sample:
    """A spread of different sentences over all files, the same at every call.

    Those held out have no sentence in common with the others; there are fewer of either where the
    data has fewer.
    """
    sentences = _read_sentences()
    total = min(built_from + held_out, len(sentences))
    drawn = [sentences[i * len(sentences) // total] for i in range(total)]
    held = {i * total // held_out for i in range(held_out)} if held_out else set()
    return Sample(
        tuple(text for i, text in enumerate(drawn) if i not in held),
        tuple(text for i, text in enumerate(drawn) if i in held),
    )


def fill(text: str, turn: int) -> str:
    """A sentence with values in its slots; at odd turns carried slots stay, as runs send them.

    >>> fill("Le {D1}, {P1} a visité {L1}.", 0), fill("Le {D1}, {P1} a visité {L1}.", 1)
    ('Le 1er mai, Tran Thi Hoa a visité Cao Bang.', 'Le {D1}, {P1} a visité Quang Ninh.')
    """

    def value(match: re.Match[str]) -> str:
        kind, number = match[1], int(match[2])
        if kind not in _VALUES or (turn % 2 and kind in _CARRIED):
            return match[0]
        values = _VALUES[kind]
        return values[(turn + number) % len(values)]

    return _SLOT.sub(value, text)


def _read_sentences() -> list[str]:
    """All different sentences of the data, in order of file and line."""
    folder = resources.files("translate.starter") / "data"
    files = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".jsonl")), key=lambda f: f.name
    )
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    texts = (fill(json.loads(line)["fr"], turn) for turn, line in enumerate(lines))
    return list(dict.fromkeys(texts))
