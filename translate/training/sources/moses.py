"""Moses files `STEM.fr`, `STEM.en`...: line N of one translates line N of the others."""

from collections import Counter
from pathlib import Path

from translate.errors import ConfigError, CorpusError
from translate.training.options import SourceOptions
from translate.training.sources import complete
from translate.training.texts import Reading, Unit


def read(path: Path, options: SourceOptions, langs: tuple[str, ...]) -> Reading:
    """The unit of each line of the files that share the stem `path`.

    Raises:
        ConfigError: the source file or every target file is missing.
        CorpusError: the files have not the same number of lines, or are not UTF-8.
    """
    names = [options.source, *langs]
    files = {name: path.with_name(f"{path.name}.{name}") for name in names}
    present = {name: file for name, file in files.items() if file.is_file()}
    if options.source not in present or len(present) == 1:
        missing = ", ".join(file.name for name, file in files.items() if name not in present)
        raise ConfigError(
            f"Moses files are missing: {missing}",
            where=str(path),
            remedy="give the path without its language ending, and the endings as source, targets",
        )
    columns = {name: _lines(file) for name, file in present.items()}
    counts = {len(lines) for lines in columns.values()}
    if len(counts) > 1:
        told = ", ".join(f"{present[name].name} {len(lines)}" for name, lines in columns.items())
        raise CorpusError(
            f"the files have unequal numbers of lines: {told}",
            where=str(path),
            remedy="line N of each must translate line N of the others; mend the files",
        )
    dropped: Counter[str] = Counter()
    units: list[Unit] = []
    sources = columns.pop(options.source)
    for index, source in enumerate(sources):
        targets: dict[str, str | None] = {name: lines[index] for name, lines in columns.items()}
        if texts := complete(source, targets, dropped):
            units.append(Unit(*texts))
    return Reading(tuple(units), dropped)


def _lines(path: Path) -> list[str]:
    """Lines ended by LF alone: U+2028 and its like are text."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (UnicodeDecodeError, OSError) as err:
        raise CorpusError(
            f"cannot be read ({err})", where=str(path), remedy="save it as UTF-8"
        ) from err
    return text.removesuffix("\n").split("\n") if text else []
