"""Human references: a folder of line-aligned text files, one name and one ending per language.

`flores-dev.fra`, `flores-dev.eng` and `flores-dev.vie` are three sides of one set. A line that is
empty on either side is no pair; it is counted, and left out.
"""

import hashlib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from translate.errors import ConfigError

SOURCE_LANG = "fr"
ENDINGS = {"fr": ("fra", "fr"), "en": ("eng", "en"), "vi": ("vie", "vi")}


@dataclass(frozen=True, slots=True)
class ReferencePair:
    """A French line and what a human translator made of it; `line` counts from 1."""

    name: str
    line: int
    lang: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class References:
    """All pairs of a folder, by name, language and line.

    `left_out` is how many pairs had an empty side; `sha256` is of what was read, in that order.
    """

    names: tuple[str, ...]
    pairs: tuple[ReferencePair, ...]
    left_out: int
    sha256: str

    @property
    def langs(self) -> tuple[str, ...]:
        """The target languages that have a pair, sorted."""
        return tuple(sorted({pair.lang for pair in self.pairs}))


def read_references(folder: Path) -> References:
    """Every set of `folder` that has a French side and at least one target side.

    Raises:
        ConfigError: there is no such set, or a file is not UTF-8, or two sides differ in length.
    """
    if not folder.is_dir():
        raise ConfigError("no such folder", where=str(folder), remedy="give a folder of references")
    pairs: list[ReferencePair] = []
    names: list[str] = []
    digest = hashlib.sha256()
    left_out = 0
    for name in _names(folder):
        source = _side(folder, name, SOURCE_LANG)
        sides = {lang: _side(folder, name, lang) for lang in ENDINGS if lang != SOURCE_LANG}
        targets = {lang: path for lang, path in sides.items() if path is not None}
        if source is None or not targets:
            continue
        names.append(name)
        for lang, target in sorted(targets.items()):
            found = _align(name, lang, source, target)
            for pair in found:
                digest.update(f"{name}\t{lang}\t{pair.source}\t{pair.target}\n".encode())
            full = [pair for pair in found if pair.source and pair.target]
            left_out += len(found) - len(full)
            pairs += full
    if not pairs:
        raise ConfigError(
            "no line-aligned references here",
            where=str(folder),
            remedy="put NAME.fra beside NAME.eng or NAME.vie (or .fr, .en, .vi)",
        )
    return References(tuple(names), tuple(pairs), left_out, digest.hexdigest())


def _names(folder: Path) -> list[str]:
    """The names of the sets: what stands before the ending of a French file."""
    endings = {f".{ending}" for ending in ENDINGS[SOURCE_LANG]}
    return sorted({p.stem for p in folder.iterdir() if p.suffix in endings and p.is_file()})


def _side(folder: Path, name: str, lang: str) -> Path | None:
    """The file of one language, if there is one."""
    paths = (folder / f"{name}.{ending}" for ending in ENDINGS[lang])
    return next((path for path in paths if path.is_file()), None)


def _align(name: str, lang: str, source: Path, target: Path) -> list[ReferencePair]:
    """The pairs of two files, line by line, empty ones too."""
    sources, targets = _read_lines(source), _read_lines(target)
    if len(sources) != len(targets):
        raise ConfigError(
            f"{len(targets)} lines, but {source.name} has {len(sources)}",
            where=str(target),
            remedy="line N of a reference must translate line N of its source",
        )
    sides = zip(sources, targets, strict=True)
    return [ReferencePair(name, line, lang, *side) for line, side in enumerate(sides, start=1)]


def _read_lines(path: Path) -> list[str]:
    """The lines of a file, stripped and in NFC; U+2028 and its like do not end a line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as err:
        raise ConfigError("not UTF-8", where=str(path), remedy="re-save as UTF-8") from err
    return [
        unicodedata.normalize("NFC", line.strip()) for line in text.removesuffix("\n").split("\n")
    ]
