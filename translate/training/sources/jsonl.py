"""JSON Lines, plain or gzipped: an object a line, the texts under the names of their languages."""

import gzip
import io
import json
import zlib
from collections import Counter
from pathlib import Path
from typing import Any

from translate.errors import CorpusError
from translate.training.options import SourceOptions
from translate.training.sources import complete
from translate.training.texts import Reading, Unit


def read(path: Path, options: SourceOptions, langs: tuple[str, ...]) -> Reading:
    """The unit of each line; blank lines are passed over.

    Raises:
        CorpusError: a line is no object, or none of its fields is a text that is asked for.
    """
    units: list[Unit] = []
    dropped: Counter[str] = Counter()
    number = 0
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as binary:
            for number, line in enumerate(io.TextIOWrapper(binary, "utf-8-sig"), start=1):  # noqa: B007
                if line.strip():
                    row = _parse(line, options, langs)
                    targets = {lang: row.get(lang) for lang in langs if lang in row}
                    if texts := complete(row[options.source], targets, dropped):
                        units.append(Unit(*texts))
    except (ValueError, OSError, EOFError, zlib.error) as err:
        raise CorpusError(
            f"not a line of training text ({err})",
            where=f"{path} line {max(number, 1)}",
            remedy=f'write {{"{options.source}": "...", "{langs[0]}": "..."}} in UTF-8, one a line',
        ) from err
    return Reading(tuple(units), dropped)


def _parse(line: str, options: SourceOptions, langs: tuple[str, ...]) -> dict[str, Any]:
    row = json.loads(line)
    if not isinstance(row, dict):
        msg = "no object"
        raise ValueError(msg)
    if not row.keys() & set(langs):
        msg = f"none of the fields {', '.join(langs)}"
        raise ValueError(msg)
    for name in (options.source, *(lang for lang in langs if row.get(lang) is not None)):
        if not isinstance(row.get(name), str):
            msg = f"field {name} is missing or no text"
            raise ValueError(msg)
    return row
