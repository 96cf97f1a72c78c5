"""The evaluation of an output: scores by langpair and role, and beside a baseline."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from translate.errors import ConfigError
from translate.evaluation.matching import (
    Item,
    Matched,
    match_segments,
    match_summaries,
    pair_up,
)
from translate.evaluation.measures import Measure, measure_summaries, measure_translations
from translate.evaluation.outputs import OutputFolder, open_output, read_segments
from translate.evaluation.reference_files import load_references
from translate.evaluation.references import References
from translate.evaluation.resampling import interval, p_value, resampled_sums
from translate.records import Role

_SHOWN = 80


@dataclass(frozen=True, slots=True)
class EvaluationOptions:
    """What to evaluate: `langs` empty means all that the output and the references share."""

    langs: tuple[str, ...] = ()
    baseline: Path | None = None
    samples: int = 1000


@dataclass(frozen=True, slots=True)
class Figure:
    """One score with its 95 % interval and the signature of how it was counted."""

    measure: str
    score: float
    low: float
    high: float
    signature: str


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of the texts of one role, or of `all`; so many of them blocked or empty."""

    role: str
    texts: int
    blocked: int
    empty: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure of an output and of its baseline, over the texts that both have.

    `delta` is the score minus that of the baseline, `low` to `high` its 95 % interval, `p_value`
    two-sided; `wins` is the share of the resamples in which the output is better.
    """

    measure: str
    score: float
    baseline: float
    low: float
    high: float
    p_value: float
    wins: float

    @property
    def delta(self) -> float:
        """How much better the output is than the baseline."""
        return self.score - self.baseline


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparisons of one language, and how many texts only one of the two outputs has."""

    texts: int
    only_output: int
    only_baseline: int
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The translations of one langpair, or the summaries in one language."""

    name: str
    matched: Matched
    groups: tuple[Group, ...]
    compared: Compared | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was measured; sections are in the order of their languages.

    `files` of the references were read, the `ignored` ones not; `unreferenced` names the target
    languages that were asked for and have no references.
    """

    output: Path
    references: Path
    baseline: Path | None
    samples: int
    files: tuple[str, ...]
    ignored: tuple[str, ...]
    unreferenced: tuple[str, ...]
    translations: tuple[Section, ...]
    summaries: tuple[Section, ...]


def evaluate(output: Path, references: Path, options: EvaluationOptions) -> Evaluation:
    """Score the output in a folder beside its references.

    Raises:
        ConfigError: a folder is not what it should be, or nothing in the two fits together.
    """
    ours = open_output(output)
    theirs = open_output(options.baseline) if options.baseline else None
    asked = _chosen_langs(ours, options.langs)
    known = load_references(references, ours)
    targets = [lang for lang in ours.target_langs if lang in asked and len(known.segments[lang])]
    spoken = [lang for lang in (ours.source_lang, *ours.target_langs)
              if lang in asked and len(known.summaries[lang])]  # fmt: skip
    segments = match_segments(ours, known, targets)
    summaries = match_summaries(ours, known, spoken)
    if not any(matched.items for matched in (*segments.values(), *summaries.values())):
        raise _nothing_fits(ours, references, known, asked)
    base_segments = match_segments(theirs, known, targets) if theirs else {}
    base_summaries = match_summaries(theirs, known, spoken) if theirs else {}
    return Evaluation(
        output,
        references,
        options.baseline,
        options.samples,
        known.files,
        known.ignored,
        tuple(lang for lang in ours.target_langs if lang in {*asked} - {*targets}),
        tuple(
            _section(
                f"{ours.source_lang}-{lang}", matched, base_segments.get(lang), options.samples
            )
            for lang, matched in segments.items()
        ),
        tuple(
            _section(f"summary-{lang}", matched, base_summaries.get(lang), options.samples)
            for lang, matched in summaries.items()
        ),
    )


def _chosen_langs(output: OutputFolder, asked: Sequence[str]) -> tuple[str, ...]:
    """The languages to look at: those asked for, which the output must have, or all."""
    langs = (output.source_lang, *output.target_langs)
    if unknown := sorted(set(asked) - set(langs)):
        raise ConfigError(
            f"has no language {', '.join(unknown)}",
            where=str(output.folder),
            remedy=f"--lang takes {', '.join(langs)}",
        )
    return tuple(asked) or langs


def _nothing_fits(
    output: OutputFolder, folder: Path, references: References, asked: tuple[str, ...]
) -> ConfigError:
    """The error for references that belong to other texts, with an example of each side."""
    ours = [row.source for row in islice(read_segments(output), 1)]
    books = [books[lang] for lang in asked
             for books in (references.segments, references.summaries) if lang in books]  # fmt: skip
    theirs = [name for name in (book.example() for book in books) if name]
    if not theirs:
        return ConfigError(
            f"no references for {', '.join(asked)}",
            where=str(folder),
            remedy="give references in a language of the output, or another --lang",
        )
    shown = f"the first is {ours[0][:_SHOWN]!r}" if ours else "there is none"
    return ConfigError(
        f"no segment or summary of {output.folder} has a reference here: of its segments {shown}, "
        f"of the references {theirs[0][:_SHOWN]!r}",
        where=str(folder),
        remedy="give references with the same French sentences, segment_id or article_id",
    )


def _measure(section: str, lang: str, samples: int, items: Sequence[Item]) -> list[Measure]:
    """The measures of translations or of summaries."""
    if section.startswith("summary-"):
        return measure_summaries(items, samples)
    return measure_translations(items, lang, samples)


def _section(name: str, matched: Matched, baseline: Matched | None, samples: int) -> Section:
    """Score all the items of one language, then role by role, then beside the baseline."""
    items = matched.items
    if not items:
        return Section(name, matched, ())
    measure_items = partial(_measure, name, matched.lang, samples)
    measures = measure_items(items)
    by_role = {"all": [*range(len(items))]}
    for role in Role:
        rows = [number for number, item in enumerate(items) if item.role == role.value]
        if rows:
            by_role[role.value] = rows
    groups = [
        _group(
            role,
            [items[row] for row in rows],
            [measure.of(rows) for measure in measures],
            samples,
        )
        for role, rows in by_role.items()
    ]
    compared = None
    if baseline:
        pairing = pair_up(matched, baseline)
        others = [replace(items[row], text=partner.text) for row, partner in pairing.pairs]
        ours = [measure.of([row for row, _ in pairing.pairs]) for measure in measures]
        comparisons = _compare(ours, measure_items(others), samples) if others else ()
        compared = Compared(len(others), pairing.only_ours, pairing.only_theirs, tuple(comparisons))
    return Section(name, matched, tuple(groups), compared)


def _group(role: str, items: Sequence[Item], measures: list[Measure], samples: int) -> Group:
    """The figures of some items; one set of draws serves all measures."""
    figures = []
    for measure, values in zip(measures, _resample(measures, samples), strict=True):
        low, high = interval(values)
        figures.append(Figure(measure.name, measure.score, low, high, measure.signature))
    return Group(
        role,
        len(items),
        sum(item.is_blocked for item in items),
        sum(not item.text for item in items),
        tuple(figures),
    )


def _resample(measures: list[Measure], samples: int) -> list[list[float]]:
    """The scores of each measure over the same resamples, in order."""
    sums = resampled_sums(np.hstack([measure.table for measure in measures]), samples)
    ends = np.cumsum([measure.table.shape[1] for measure in measures])
    return [
        [measure.score_of(row) for row in columns.tolist()]
        for measure, columns in zip(measures, np.split(sums, ends[:-1], axis=1), strict=True)
    ]


def _compare(ours: list[Measure], theirs: list[Measure], samples: int) -> Iterator[Comparison]:
    """Compare two outputs measure by measure, on the same resamples of the same texts."""
    values = _resample([*ours, *theirs], samples)
    for number, (measure, base) in enumerate(zip(ours, theirs, strict=True)):
        pairs = zip(values[number], values[len(ours) + number], strict=True)
        yield _comparison(measure, base, [a - b for a, b in pairs])


def _comparison(measure: Measure, baseline: Measure, deltas: list[float]) -> Comparison:
    score, base = measure.score, baseline.score
    return Comparison(
        measure.name,
        score,
        base,
        *interval(deltas),
        p_value(score - base, deltas),
        sum(delta > 0 for delta in deltas) / len(deltas),
    )
