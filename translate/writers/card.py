"""The dataset card: what the loaders of data sets read first, and people too.

The files of each configuration are listed one by one, so that nothing else in the output folder is
ever taken for data. A table without rows is left out, for it could not be loaded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from translate.records import Status
from translate.writers.base import ExportContext, names_in
from translate.writers.rows import Column
from translate.writers.shards import Shards

_LANGUAGE_NAMES = {"fr": "French", "en": "English", "vi": "Vietnamese"}
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))

_BODY = """
# {source} articles with {targets} translations

News articles in {source}, cut into sentences, translated into {targets} by machine, with a short
summary each. Written by triptyque {version}: every row of `segments` holds a source text and all
its translations, so the languages are aligned by construction.

{counts}

## Loading

{loading}

Beside the data, `parallel/` holds line-aligned text, `tmx/` translation memories and `articles/`
the same articles to read; they leave out or mark what the checks call an error. `manifest.json`
says how all of it was made, and with which models.

{tables}## Status

| status | segments | meaning |
|---|---:|---|
| `clean` | {clean} | no check complains |
| `review` | {review} | a warning: read it before you rely on it |
| `blocked` | {blocked} | an error, such as a loop or a lost number: do not rely on it |

`findings` says why, as a JSON list of objects with the keys `check`, `severity` (`E` error, `W`
warning, `I` information), `message`, `lang`, `span`, `expected` and `found`. In `segments` they
are about that segment; in `articles` about the whole article or its summary. `related` is a JSON
list of objects with the keys `caption`, `title` and `teaser`.

## Rights

The rights in the articles and in what derives from them remain with their publishers; nothing here
grants a licence. The translations and summaries are the work of models, and can be wrong.
"""

_LOADING = """```python
from datasets import load_dataset

{lines}
```"""

_NO_ROWS = "There are no rows: no article could be read, or none was given. See `manifest.json`."


@dataclass(frozen=True, slots=True)
class Table:
    """One configuration of the data set: its name, its columns, its files."""

    name: str
    columns: tuple[Column, ...]
    shards: Shards


def render_card(
    tables: tuple[Table, ...], statuses: Mapping[Status, int], context: ExportContext, version: str
) -> str:
    """The card of `tables`, the first of which that has rows is loaded by default."""
    filled = tuple(table for table in tables if table.shards.rows)
    header = yaml.safe_dump(_header(filled, context), sort_keys=False, allow_unicode=True)
    targets = [_LANGUAGE_NAMES.get(lang, lang) for lang in sorted(context.target_langs)]
    counts = [f"{table.shards.rows} {table.name}" for table in filled]
    body = _BODY.format(
        source=_LANGUAGE_NAMES.get(context.source_lang, context.source_lang),
        targets=" and ".join(targets),
        version=version,
        counts=f"This one holds {' and '.join(counts)}." if counts else _NO_ROWS,
        loading=_loading(filled) if filled else "There is nothing to load.",
        tables="".join(_column_table(table) for table in tables),
        **{status.value: statuses.get(status, 0) for status in Status},
    )
    return f"---\n{header}---\n{body}"


def _header(filled: tuple[Table, ...], context: ExportContext) -> dict[str, Any]:
    """The YAML part, as the hub and `datasets` define it."""
    rows = max((table.shards.rows for table in filled), default=0)
    header: dict[str, Any] = {
        "language": [context.source_lang, *sorted(context.target_langs)],
        "multilinguality": ["translation"],
        "license": "other",
        "license_name": "rights-of-the-sources",
        "task_categories": ["translation", "summarization"],
        "size_categories": [next((name for below, name in _SIZES if rows < below), "n>1M")],
        "tags": ["news", "parallel-corpus", "machine-translation", "triptyque"],
    }
    if filled:
        header["configs"] = [
            _config(table, context.folder, is_default=table is filled[0]) for table in filled
        ]
        header["dataset_info"] = [_info(table) for table in filled]
    return header


def _config(table: Table, folder: Path, *, is_default: bool) -> dict[str, Any]:
    files = [{"split": "train", "path": list(names_in(folder, table.shards.paths))}]
    default = {"default": True} if is_default else {}
    return {"config_name": table.name, **default, "data_files": files}


def _info(table: Table) -> dict[str, Any]:
    shards = table.shards
    split = {"name": "train", "num_bytes": shards.loaded_bytes, "num_examples": shards.rows}
    return {
        "config_name": table.name,
        "features": [{"name": c.name, "dtype": c.kind.value} for c in table.columns],
        "splits": [split],
        "download_size": shards.file_bytes,
        "dataset_size": shards.loaded_bytes,
    }


def _loading(filled: tuple[Table, ...]) -> str:
    """Python lines that load the tables."""
    width = max(len(table.name) for table in filled)
    lines = [
        f'{table.name:<{width}} = load_dataset("PATH/OF/THIS/FOLDER", "{table.name}")["train"]'
        for table in filled
    ]
    return _LOADING.format(lines="\n".join(lines))


def _column_table(table: Table) -> str:
    """A Markdown table of columns."""
    rows = "".join(f"| `{c.name}` | {c.kind.value} | {c.meaning} |\n" for c in table.columns)
    return f"## Columns of `{table.name}`\n\n| column | type | meaning |\n|---|---|---|\n{rows}\n"
