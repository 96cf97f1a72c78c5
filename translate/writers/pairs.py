"""Sentence pairs of one langpair, fit for a translation memory or for training.

A pair that a check calls an error, or that lacks a text, is left out and listed with the reason.
"""

import sys
from dataclasses import dataclass

from translate.records import (
    Finding,
    Severity,
    Status,
    TranslatedArticle,
    TranslationUnit,
    status_of,
)
from translate.writers.base import ExportContext, LeftOut, findings_by_segment
from translate.writers.layout import text_in


@dataclass(frozen=True, slots=True)
class Langpair:
    """A source and a target language."""

    source: str
    target: str

    def __str__(self) -> str:
        return f"{self.source}-{self.target}"


@dataclass(frozen=True, slots=True)
class Pair:
    """A unit in one langpair: both texts in NFC, on one line, not empty; never blocked."""

    unit: TranslationUnit
    source: str
    target: str
    status: Status


def langpairs(context: ExportContext) -> list[Langpair]:
    """The langpairs of a run, sorted."""
    return [Langpair(context.source_lang, lang) for lang in sorted(context.target_langs)]


def sort_out(article: TranslatedArticle, langpair: Langpair) -> tuple[list[Pair], list[LeftOut]]:
    """The pairs of an article in order, and those left out; together one for each unit."""
    findings = findings_by_segment(article)
    pairs: list[Pair] = []
    left_out: list[LeftOut] = []
    for unit in article.units:
        segment_id = unit.segment.segment_id
        own = tuple(f for f in findings.get(segment_id, ()) if f.lang in {None, langpair.target})
        source = text_in(unit, None)
        target = text_in(unit, langpair.target)
        reason = _why_not(source, target, own)
        if reason:
            # The few reasons that there are stand on many lines.
            left_out.append(LeftOut(segment_id, sys.intern(f"{langpair}: {reason}")))
        else:
            pairs.append(Pair(unit, source, target, status_of(own)))
    return pairs, left_out


def _why_not(source: str, target: str, findings: tuple[Finding, ...]) -> str | None:
    """Why these texts must not stand in a clean export; None if they may."""
    errors = sorted({f.check for f in findings if f.severity is Severity.ERROR})
    if errors:
        return f"blocked by {', '.join(errors)}"
    if not source:
        return "empty source"
    return None if target else "empty translation"
