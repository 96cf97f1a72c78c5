"""The rows of a finished output, one per text and language, read as a stream."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from translate.checks import CHECKS, load_check
from translate.checks.base import PairCheck, SummaryCheck
from translate.errors import ConfigError, OutputError
from translate.manifest import read_manifest
from translate.records import Severity
from translate.review.rows import SUMMARY_ROLE, ReviewRow

_BATCH_ROWS = 1_000
_CLIP_AT = 1_000


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages of a finished run."""

    source: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows a reviewer wants to see; without anything given, all that is not clean.

    `severity` is the least severity. `checks` and `langs` empty means any.
    """

    is_all: bool = False
    severity: Severity = Severity.WARNING
    checks: frozenset[str] = field(default_factory=frozenset)
    langs: frozenset[str] = field(default_factory=frozenset)

    def takes(self, lang: str, findings: list[dict[str, Any]]) -> bool:
        """Whether a row in `lang` with these findings is wanted."""
        if self.langs and lang not in self.langs:
            return False
        if self.is_all and not self.checks:
            return True
        wanted = {Severity.ERROR, self.severity}
        return any(
            (not self.checks or finding["check"] in self.checks)
            and (self.is_all or finding["severity"] in wanted)
            for finding in findings
        )


def read_languages(output: Path) -> Languages:
    """The languages of the run in `output`.

    Raises:
        ConfigError: the folder holds no finished run.
    """
    try:
        manifest = read_manifest(output)
    except OutputError as err:
        # Whoever named the folder is to correct it: nothing is wrong with the disk.
        raise ConfigError(err.what, where=err.where, remedy=err.remedy) from err
    return Languages(manifest["source_lang"], tuple(sorted(manifest["target_langs"])))


def read_rows(output: Path, languages: Languages, selection: Selection) -> Iterator[ReviewRow]:
    """The rows wanted: segments in the order of the output, then summaries.

    Raises:
        OutputError: the files of the run cannot be read.
    """
    try:
        for unit in _read_segments(output):
            findings = json.loads(unit["findings"])
            texts = (unit[languages.source], unit["segment_id"], unit["role"], "")
            yield from _rows_of(unit, texts, findings, languages, selection)
        for article in _read_articles(output, languages):
            source = article[f"summary_{languages.source}"]
            if source:
                findings = [f for f in json.loads(article["findings"]) if _is_of_summary(f)]
                texts = (source, "", SUMMARY_ROLE, "summary_")
                yield from _rows_of(article, texts, findings, languages, selection)
    except (OSError, ValueError, KeyError) as err:
        raise OutputError(
            f"the rows of this run cannot be read ({err!r})",
            where=str(output),
            remedy="run `translate verify` on the folder, and the run again",
        ) from err


def _rows_of(
    record: dict[str, Any],
    texts: tuple[str, str, str, str],
    findings: list[dict[str, Any]],
    languages: Languages,
    selection: Selection,
) -> Iterator[ReviewRow]:
    """The rows of one source text: `texts` is the text, segment, role and prefix of columns."""
    source, segment_id, role, prefix = texts
    for lang in languages.targets:
        own = [f for f in findings if f["lang"] in {None, lang}]
        if selection.takes(lang, own):
            yield ReviewRow(
                key=(record["article_id"], segment_id, lang),
                role=role,
                source=source,
                translation=record[f"{prefix}{lang}"] or "",
                origin=record.get(f"{prefix}{lang}_origin") or "",
                findings="\n".join(map(_in_words, own)),
            )


def _read_segments(output: Path) -> Iterator[dict[str, Any]]:
    with (output / "jsonl" / "segments.jsonl").open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


def _read_articles(output: Path, languages: Languages) -> Iterator[dict[str, Any]]:
    """What is said of the summaries, a batch of articles at a time."""
    import pyarrow.parquet

    columns = ["article_id", "findings", f"summary_{languages.source}"]
    for lang in languages.targets:
        columns += [f"summary_{lang}", f"summary_{lang}_origin"]
    for path in sorted((output / "data" / "articles").glob("*.parquet")):
        with pyarrow.parquet.ParquetFile(path) as table:
            for batch in table.iter_batches(_BATCH_ROWS, columns=columns):
                yield from batch.to_pylist()


def _is_of_summary(finding: dict[str, Any]) -> bool:
    """Whether a finding without a segment is about the summary, not the whole article."""
    check = finding["check"]
    return check in CHECKS and isinstance(load_check(check), PairCheck | SummaryCheck)


def _in_words(finding: dict[str, Any]) -> str:
    """A finding as a reviewer reads it.

    >>> _in_words({"check": "Q08", "severity": "E", "message": "number changed",
    ...            "expected": "7,1", "found": None})
    'Q08 E: number changed (expected 7,1)'
    """
    told = [f"{name} {finding[name]}" for name in ("expected", "found") if finding.get(name)]
    text = f"{finding['check']} {finding['severity']}: {finding['message']}"
    text = f"{text} ({'; '.join(told)})" if told else text
    return text if len(text) <= _CLIP_AT else text[: _CLIP_AT - 1] + "…"
