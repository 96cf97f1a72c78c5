"""References from a folder: files aligned by line, JSON lines, or another output."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.errors import ConfigError
from translate.evaluation.outputs import OutputFolder, open_output, read_segments, read_summaries
from translate.evaluation.references import Reference, ReferenceBook, References
from translate.output_folder import MANIFEST_NAME

_LONG_CODES = {"fr": "fra", "en": "eng", "vi": "vie"}
"""ISO 639-3, as FLORES and NTREX name their files."""

_FORMS = (
    "give NAME.fr with NAME.en or NAME.vi (or .fra, .eng, .vie), JSON lines, or a finished output "
    "folder; see `translate evaluate --help`"
)


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that references are looked for in."""

    source: str
    targets: tuple[str, ...]

    def of_ending(self, ending: str) -> str | None:
        """The language that the ending of a file names.

        >>> langs = Languages("fr", ("en", "vi"))
        >>> [langs.of_ending(ending) for ending in ("fr", "vie", "txt")]
        ['fr', 'vi', None]
        """
        for lang in (self.source, *self.targets):
            if ending in {lang, _LONG_CODES.get(lang)}:
                return lang
        return None


def load_references(folder: Path, output: OutputFolder) -> References:
    """The references in `folder` for the languages of `output`.

    Raises:
        ConfigError: the folder is not there, holds no references, or a file of it cannot be used.
    """
    langs = Languages(output.source_lang, output.target_langs)
    if not folder.is_dir():
        raise ConfigError("no such folder", where=str(folder), remedy=_FORMS)
    references = References(
        {lang: ReferenceBook() for lang in langs.targets},
        {lang: ReferenceBook() for lang in (langs.source, *langs.targets)},
    )
    if (folder / MANIFEST_NAME).is_file():
        other = open_output(folder)
        _take_output(other, references)
        read = [path.relative_to(folder).as_posix() for path in (other.segments, *other.articles)]
        return References(references.segments, references.summaries, tuple(sorted(read)))
    read = [path.name for path in _take_files(folder, langs, references)]
    if not read:
        raise ConfigError("holds no references", where=str(folder), remedy=_FORMS)
    ignored = {path.name for path in folder.iterdir() if not path.name.startswith(".")} - {*read}
    return References(
        references.segments, references.summaries, tuple(sorted(read)), tuple(sorted(ignored))
    )


def _take_output(other: OutputFolder, references: References) -> None:
    """Take the translations and summaries of another output as references."""
    for row in read_segments(other):
        for lang in references.segments.keys() & row.targets.keys():
            references.segments[lang].add(Reference(row.targets[lang], row.source, row.segment_id))
    for summary in read_summaries(other):
        for lang in references.summaries.keys() & summary.texts.keys():
            references.summaries[lang].add(
                Reference(summary.texts[lang], segment_id=summary.article_id)
            )


def _take_files(folder: Path, langs: Languages, references: References) -> Iterator[Path]:
    """Take the files of a folder, in the order of their names; give those that were read."""
    files = sorted(path for path in folder.iterdir() if path.is_file())
    for path in files:
        if path.suffix == ".jsonl":
            _take_jsonl(path, langs, references)
            yield path
    by_name: dict[str, dict[str, Path]] = {}
    for path in files:
        lang = langs.of_ending(path.suffix.removeprefix("."))
        if lang is None:
            continue
        others = by_name.setdefault(path.stem, {})
        if lang in others:
            raise ConfigError(
                f"{others[lang].name} and {path.name} are the same language",
                where=str(folder),
                remedy="keep one of them",
            )
        others[lang] = path
    for paths in by_name.values():
        yield from _take_aligned(paths, langs, references)


def _take_aligned(
    paths: dict[str, Path], langs: Languages, references: References
) -> Iterator[Path]:
    """Take the files of one NAME, checked to have equal lines; give those that were read."""
    first = next(iter(paths.values()))
    source = paths.get(langs.source)
    if source is None or len(paths) == 1:
        missing = langs.source if source is None else " or ".join(langs.targets)
        raise ConfigError(
            f"has no {first.stem}.{missing} beside it", where=str(first), remedy=_FORMS
        )
    columns = {lang: _read_lines(path) for lang, path in paths.items()}
    sources = columns.pop(langs.source)
    ids_file = first.with_suffix(".ids")
    ids = _read_lines(ids_file) if ids_file.is_file() else None
    beside = [(paths[lang], len(lines)) for lang, lines in columns.items()]
    for path, count in [*beside, *([(ids_file, len(ids))] if ids is not None else [])]:
        if count != len(sources):
            raise ConfigError(
                f"has {count} lines, but {source.name} has {len(sources)}",
                where=str(path),
                remedy="files that are aligned by line have equally many",
            )
    names = [None] * len(sources) if ids is None else ids
    for lang, lines in columns.items():
        for text, original, name in zip(lines, sources, names, strict=True):
            # Without a source there is nothing to be the reference of; blank lines are counted.
            kept = text if original.strip() else ""
            references.segments[lang].add(Reference(kept, original, name or None))
    yield from paths.values()
    if ids is not None:
        yield ids_file


def _read_lines(path: Path) -> list[str]:
    r"""The lines of a file, cut at LF or CR LF alone: U+2028 stands inside a sentence."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as err:
        line = err.object[: err.start].count(b"\n") + 1
        raise ConfigError("not UTF-8", where=f"{path} line {line}", remedy="re-save it") from err
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines[:-1] if lines[-1] == "" else lines


def _take_jsonl(path: Path, langs: Languages, references: References) -> None:
    """Take the rows of a file of JSON lines; blank lines are no rows."""
    summary_keys = {lang: f"summary_{lang}" for lang in references.summaries}
    keys = (langs.source, *langs.targets, "segment_id", "article_id", *summary_keys.values())
    for number, line in enumerate(_read_lines(path), 1):
        if not line.strip():
            continue
        where = f"{path} line {number}"
        row = _parse_row(line, keys, where)
        source, segment_id, article_id = (
            row.get(key) or None for key in (langs.source, "segment_id", "article_id")
        )
        summaries = {lang: row[key] for lang, key in summary_keys.items() if key in row}
        if summaries and article_id is None:
            raise ConfigError("a summary without article_id", where=where, remedy="add it")
        if not summaries and source is None and segment_id is None:
            raise ConfigError(
                f"has neither {langs.source} nor segment_id, and no summary",
                where=where,
                remedy=_FORMS,
            )
        for lang, text in summaries.items():
            references.summaries[lang].add(Reference(text, segment_id=article_id))
        if source is not None or segment_id is not None:
            for lang in langs.targets:
                if lang in row:
                    references.segments[lang].add(Reference(row[lang], source, segment_id))


def _parse_row(line: str, keys: tuple[str, ...], where: str) -> dict[str, str]:
    """What a JSON object has under `keys`: texts; what is null is left out.

    Raises:
        ConfigError: it is no object, or one of these is no text.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as err:
        raise ConfigError(f"not JSON ({err})", where=where, remedy="one object a line") from err
    if not isinstance(row, dict):
        raise ConfigError("not a JSON object", where=where, remedy="one object a line")
    texts = {key: row[key] for key in keys if row.get(key) is not None}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise ConfigError(f"{key} is not a text", where=where, remedy="give a text or null")
    return texts
