"""The output folder of a run, with the corrections that people made to it.

By default only what a person wrote is learnt from: a model that is taught its own output learns
its own mistakes.
"""

import csv
import json
from collections import Counter
from pathlib import Path

from translate.errors import ConfigError, CorpusError, OutputError
from translate.manifest import read_manifest
from translate.training.options import SourceOptions
from translate.training.sources import complete
from translate.training.texts import Reading, Unit

HUMAN = "human"
CLEAN = "clean"
Corrections = dict[str, dict[str, str]]


def read(path: Path, options: SourceOptions, langs: tuple[str, ...]) -> Reading:
    """The unit of each segment whose rows are asked for; corrected texts replace the model's.

    Raises:
        ConfigError: the corrections cannot be read, or name a segment that is not there.
        CorpusError: the folder is no finished run, or its rows cannot be read.
    """
    try:
        read_manifest(path)
    except OutputError as err:
        raise CorpusError(err.what, where=err.where, remedy=err.remedy) from err
    corrections = read_corrections(path, options, langs)
    dropped: Counter[str] = Counter()
    units: list[Unit] = []
    rows = path / "jsonl" / "segments.jsonl"
    try:
        for line in rows.read_text(encoding="utf-8").removesuffix("\n").split("\n"):
            row = json.loads(line)
            corrected = corrections.pop(row["segment_id"], {})
            targets: dict[str, str | None] = {}
            for lang in langs:
                is_human = lang in corrected or row.get(f"{lang}_origin") == HUMAN
                is_wanted = options.rows == "all" or (
                    options.rows == CLEAN and row["status"] == CLEAN
                )
                if is_human or is_wanted:
                    targets[lang] = corrected.get(lang, row.get(lang))
                else:
                    dropped[f"not {options.rows}"] += 1
            if targets and (texts := complete(row[options.source], targets, dropped)):
                units.append(Unit(*texts))
    except (OSError, ValueError, KeyError) as err:
        raise CorpusError(
            f"the rows of this run cannot be read ({err!r})",
            where=str(rows),
            remedy="run `translate verify` on the folder, and the run again",
        ) from err
    if corrections:
        raise ConfigError(
            f"segment {next(iter(corrections))} is not in this output",
            where=str(options.corrections),
            remedy="give the corrections of this very output folder",
        )
    return Reading(tuple(units), dropped)


def read_corrections(path: Path, options: SourceOptions, langs: tuple[str, ...]) -> Corrections:
    """Corrected texts by segment and language; an empty cell corrects nothing."""
    if options.corrections is None:
        return {}
    file = path / options.corrections
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            table = csv.DictReader(stream)
            columns = [lang for lang in langs if lang in (table.fieldnames or ())]
            if "segment_id" not in (table.fieldnames or ()) or not columns:
                raise ConfigError(
                    "the columns segment_id and a target language are needed",
                    where=str(file),
                    remedy=f"write a CSV headed segment_id,{','.join(langs)}",
                )
            return {
                row["segment_id"]: {lang: row[lang] for lang in columns if row[lang]}
                for row in table
            }
    except (OSError, UnicodeDecodeError, csv.Error) as err:
        raise ConfigError(
            f"cannot be read ({err})", where=str(file), remedy="give a CSV file in UTF-8"
        ) from err
