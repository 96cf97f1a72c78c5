"""Parallel text in the formats of the project: a path and its options give units.

A malformed file is an error, since a training set that is half read trains half a model in
silence; a unit that merely lacks a text is left out and counted.
"""

from collections import Counter
from collections.abc import Callable
from importlib import import_module, resources
from pathlib import Path

from translate.errors import ConfigError
from translate.training.options import EMBEDDED_DATA, SourceOptions
from translate.training.texts import Reading

Reader = Callable[[Path, SourceOptions, tuple[str, ...]], Reading]

_READERS = {
    "jsonl": "translate.training.sources.jsonl",
    "moses": "translate.training.sources.moses",
    "tmx": "translate.training.sources.tmx",
    "output": "translate.training.sources.output",
}
_JSONL_ENDINGS = (".jsonl", ".jsonl.gz")
_GLOB_MARKS = "*?["


def read_source(
    options: SourceOptions, langs: tuple[str, ...], data_folder: Path
) -> list[tuple[Path, Reading]]:
    """Read every file that `options.path` names, sorted by name.

    Raises:
        ConfigError: there is no such file, or its format cannot be told.
        CorpusError: a file is not what its format says; file and line are named.
    """
    found: list[tuple[Path, Reading]] = []
    for path in _paths(options, data_folder):
        name = _format_of(path, options)
        read: Reader = import_module(_READERS[name]).read
        found.append((path, read(path, options, langs)))
    return found


def _paths(options: SourceOptions, data_folder: Path) -> list[Path]:
    if options.path.startswith(EMBEDDED_DATA):
        base = Path(str(resources.files("translate.starter") / "data"))
        name = options.path.removeprefix(EMBEDDED_DATA)
    else:
        base, name = data_folder, str(Path(options.path).expanduser())
    path = base / name
    if path.exists() or _is_moses_stem(path):
        paths = [path]
    else:
        paths = sorted(path.parent.glob(path.name)) if _has_glob_mark(name) else []
    if not paths:
        origin = f" ({options.origin})" if options.origin else ""
        raise ConfigError(
            "no such training text",
            where=f"{path}{origin}",
            remedy="correct path: in the data of the configuration, or data_folder (--data)",
        )
    return paths


def _format_of(path: Path, options: SourceOptions) -> str:
    """The format that the options or the name tell.

    >>> _format_of(Path("memory.tmx"), SourceOptions(path="memory.tmx"))
    'tmx'
    """
    if options.format != "auto":
        return options.format
    if path.is_dir():
        return "output"
    if path.name.endswith(_JSONL_ENDINGS):
        return "jsonl"
    if path.suffix == ".tmx":
        return "tmx"
    if _is_moses_stem(path):
        return "moses"
    raise ConfigError(
        "the format of this training text cannot be told",
        where=str(path),
        remedy="set format: to jsonl, moses, tmx or output",
    )


def _is_moses_stem(path: Path) -> bool:
    """Whether files stand there that are called like the stem with an ending."""
    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return False
    return any(name.startswith(f"{path.name}.") for name in names)


def _has_glob_mark(name: str) -> bool:
    return any(mark in name for mark in _GLOB_MARKS)


def complete(
    source: str | None, targets: dict[str, str | None], dropped: Counter[str]
) -> tuple[str, dict[str, str]] | None:
    """The texts of a unit on one line each, without the empty ones; None where nothing is left.

    >>> complete("Oui .", {"en": " Yes. ", "vi": ""}, Counter())
    ('Oui .', {'en': 'Yes.'})
    """
    left = {lang: " ".join(text.split()) for lang, text in targets.items() if text}
    kept = {lang: text for lang, text in left.items() if text}
    dropped["without a target"] += len(targets) - len(kept)
    one_line = " ".join((source or "").split())
    if not one_line:
        dropped["without a source"] += len(kept)
        return None
    return (one_line, kept) if kept else None
