"""An evaluation as a table for people and as JSON for programs; equal inputs give equal bytes."""

from dataclasses import asdict
from typing import Any

from translate import __version__
from translate.evaluation.matching import LISTED, Listing, Matched
from translate.evaluation.resampling import SEED
from translate.evaluation.scoring import Comparison, Evaluation, Figure, Group, Section

FORMAT_VERSION = 1
_NOTE = (
    "Segments are scored as they stand, blocked ones too. Intervals: 95 %, {samples} bootstrap "
    "resamples of the segments, seed {seed}."
)


def as_text(evaluation: Evaluation) -> str:
    """The tables, what was left over, and the signatures."""
    parts = [_NOTE.format(samples=evaluation.samples, seed=SEED)]
    for section in (*evaluation.translations, *evaluation.summaries):
        parts.append("\n".join(_section_lines(section)))
    if evaluation.unreferenced:
        parts.append(f"No references for: {', '.join(evaluation.unreferenced)}")
    if evaluation.ignored:
        parts.append(f"Not read in {evaluation.references}: {', '.join(evaluation.ignored)}")
    return "\n\n".join(parts)


def _section_lines(section: Section) -> list[str]:
    is_summary = section.name.startswith("summary-")
    kind = "summaries" if is_summary else "segments"
    matched = section.matched
    lines = [f"{section.name}: {len(matched.items)} of {matched.total} {kind} have a reference"]
    lines += [f"  {line}" for line in _left_over(matched, kind)]
    if section.groups:
        head = [figure.measure for figure in section.groups[0].figures]
        shares = [] if is_summary else ["blocked"]
        rows = [["", kind, *shares, *head]]
        rows += [_group_cells(group, is_summary=is_summary) for group in section.groups]
        lines += ["", *_aligned(rows)]
    if section.compared:
        compared = section.compared
        lines += ["", f"beside the baseline, on the {compared.texts} {kind} that both have"]
        if compared.only_output or compared.only_baseline:
            lines.append(
                f"  not compared: {compared.only_output} only in the output, "
                f"{compared.only_baseline} only in the baseline"
            )
        head = ["", "output", "baseline", "delta", "p", "better in"]
        rows = [head, *(_comparison_cells(comparison) for comparison in compared.comparisons)]
        lines += _aligned(rows) if compared.comparisons else []
    if section.groups:
        lines += [""]
        lines += [f"  {f.measure}: {f.signature}" for f in section.groups[0].figures]
    return lines


def _left_over(matched: Matched, kind: str) -> list[str]:
    """What deserves a word about the references; nothing where all is well."""
    one = "summary" if kind == "summaries" else "segment"
    told = [
        (matched.without_reference, f"{kind} without a reference"),
        (matched.without_segment, f"references without a {one}"),
        (matched.contradicting, f"{kind} whose id has a reference of another source text"),
        (matched.several, "source texts or ids with several references"),
    ]
    lines = [
        f"{listing.count} {words}, such as {listing.first[0][:60]!r}"
        for listing, words in told
        if listing.count
    ]
    if matched.repeated:
        lines.append(f"{matched.repeated} repeated references, counted once")
    if matched.empty:
        lines.append(f"{matched.empty} empty references, not used")
    if empty := sum(not item.text for item in matched.items):
        lines.append(f"{empty} {kind} are empty in the output, and scored so")
    return lines


def _group_cells(group: Group, *, is_summary: bool) -> list[str]:
    """The cells of one line; a summary is never blocked, for checks block segments."""
    shares = [] if is_summary else [f"{100 * group.blocked / group.texts:.1f} %"]
    return [group.role, str(group.texts), *shares, *(_figure_cell(f) for f in group.figures)]


def _figure_cell(figure: Figure) -> str:
    return f"{figure.score:.1f} ({figure.low:.1f}-{figure.high:.1f})"


def _comparison_cells(comparison: Comparison) -> list[str]:
    interval = f"({comparison.low:+.1f} to {comparison.high:+.1f})"
    return [
        comparison.measure,
        f"{comparison.score:.1f}",
        f"{comparison.baseline:.1f}",
        f"{comparison.delta:+.1f} {interval}",
        f"{comparison.p_value:.3f}",
        f"{100 * comparison.wins:.1f} %",
    ]


def _aligned(rows: list[list[str]]) -> list[str]:
    """The rows in columns, the first one flush left, the others flush right.

    >>> _aligned([["", "BLEU"], ["all", "7"]])
    ['       BLEU', '  all     7']
    """
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        f"  {row[0]:<{widths[0]}}"
        + "".join(f"  {cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
        for row in rows
    ]


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    """The evaluation as JSON: unrounded figures, lists cut at `LISTED` names with their count."""
    return {
        "format": FORMAT_VERSION,
        "triptyque": __version__,
        "output": str(evaluation.output),
        "references": str(evaluation.references),
        "baseline": None if evaluation.baseline is None else str(evaluation.baseline),
        "reference_files": list(evaluation.files),
        "without_references": list(evaluation.unreferenced),
        "ignored_files": list(evaluation.ignored),
        "resampling": {"samples": evaluation.samples, "seed": SEED, "interval": 0.95},
        "listed_at_most": LISTED,
        "blocked_are_scored": True,
        "translations": {s.name: _section_json(s) for s in evaluation.translations},
        "summaries": {s.name: _section_json(s) for s in evaluation.summaries},
    }


def _section_json(section: Section) -> dict[str, Any]:
    matched = section.matched
    value: dict[str, Any] = {
        "total": matched.total,
        "matched": len(matched.items),
        "matched_by_id": matched.by_id,
        "without_reference": _listing_json(matched.without_reference),
        "references_without_segment": _listing_json(matched.without_segment),
        "contradicting_ids": _listing_json(matched.contradicting),
        "several_references": _listing_json(matched.several),
        "repeated_references": matched.repeated,
        "empty_references": matched.empty,
        "scores": {group.role: _group_json(group) for group in section.groups},
    }
    if section.compared:
        value["baseline"] = {
            "texts": section.compared.texts,
            "only_output": section.compared.only_output,
            "only_baseline": section.compared.only_baseline,
            "comparisons": {
                comparison.measure: {**_without_name(comparison), "delta": comparison.delta}
                for comparison in section.compared.comparisons
            },
        }
    return value


def _listing_json(listing: Listing) -> dict[str, Any]:
    return {"count": listing.count, "first": list(listing.first)}


def _group_json(group: Group) -> dict[str, Any]:
    return {
        "texts": group.texts,
        "blocked": group.blocked,
        "empty": group.empty,
        "measures": {figure.measure: _without_name(figure) for figure in group.figures},
    }


def _without_name(record: Figure | Comparison) -> dict[str, Any]:
    return {key: value for key, value in asdict(record).items() if key != "measure"}
