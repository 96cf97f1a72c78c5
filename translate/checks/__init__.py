"""Automatic checks of what was translated: pure, cheap, and calibrated on human translations.

One file per check; a new one is its file and its line in `CHECKS`. The identifiers are those of
the list of checks that the project keeps (Q01 to Q25).
"""

import importlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from translate.checks.base import (
    ArticleCheck,
    Check,
    Pair,
    PairCheck,
    RunCheck,
    Standards,
    SummaryCheck,
)
from translate.records import Finding, Origin, Severity, TranslatedArticle, Translation

__all__ = [
    "CHECKS",
    "Pair",
    "Standards",
    "check_pair",
    "checks_of_run",
    "load_check",
    "run_checks",
]

CHECKS: dict[str, str] = {
    "Q01": "translate.checks.empty:EMPTY",
    "Q02": "translate.checks.unfinished:UNFINISHED",
    "Q03": "translate.checks.length_ratio:LENGTH_RATIO",
    "Q04": "translate.checks.repetition:REPETITION",
    "Q05": "translate.checks.wrong_language:WRONG_LANGUAGE",
    "Q06": "translate.checks.copied_source:COPIED_SOURCE",
    "Q07": "translate.checks.boilerplate:BOILERPLATE",
    "Q08": "translate.checks.number_values:NUMBER_VALUES",
    "Q09": "translate.checks.number_style:NUMBER_STYLE",
    "Q10": "translate.checks.units:UNITS",
    "Q11": "translate.checks.corrupted_name:CORRUPTED_NAME",
    "Q12": "translate.checks.acronyms:ACRONYMS",
    "Q13": "translate.checks.bare_names:BARE_NAMES",
    "Q14": "translate.checks.dates:DATES",
    "Q15": "translate.checks.negation_bounds:NEGATION_BOUNDS",
    "Q16": "translate.checks.quotes:QUOTES",
    "Q17": "translate.checks.spacing:SPACING",
    "Q18": "translate.checks.case:CASE",
    "Q19": "translate.checks.encoding:ENCODING",
    "Q20": "translate.checks.doubled_word:DOUBLED_WORD",
    "Q21": "translate.checks.domain_bleed:DOMAIN_BLEED",
    "Q22": "translate.checks.consistency:CONSISTENCY",
    "Q23": "translate.checks.summary_support:SUMMARY_SUPPORT",
    "Q24": "translate.checks.summary_form:SUMMARY_FORM",
    "Q25": "translate.checks.integrity:INTEGRITY",
}


@cache
def load_check(check_id: str) -> Check:
    """The check of that identifier; a KeyError for one that `CHECKS` does not list.

    >>> load_check("Q01").title
    'empty'
    """
    module, _, name = CHECKS[check_id].partition(":")
    check = getattr(importlib.import_module(module), name)
    kinds = (PairCheck, SummaryCheck, ArticleCheck, RunCheck)
    assert isinstance(check, kinds), f"{name} is no check"
    assert check.id == check_id, f"{name} calls itself {check.id}, not {check_id}"
    return check


def run_checks(
    article: TranslatedArticle,
    target_langs: Sequence[str],
    standards: Standards | None = None,
    judge: Callable[[Pair], Iterable[Finding]] | None = None,
) -> tuple[Finding, ...]:
    """What all checks find, in the order of segment, language and check; the article comes last.

    The translations of the summary are checked like those of a segment; their findings have a
    language but no segment. Without `standards` the calibrated ones apply. `judge` stands in for
    `check_pair` by the same standards, where some pairs were judged before.
    """
    standards = standards or Standards()
    judge = judge or partial(check_pair, standards=standards)
    return tuple(_findings(article, tuple(target_langs), standards, judge))


def checks_of_run(standards: Standards | None = None) -> list[RunCheck]:
    """The checks that compare the texts of a whole run, but for those that are switched off."""
    return [c for c in _enabled(standards or Standards()) if isinstance(c, RunCheck)]


def check_pair(pair: Pair, standards: Standards | None = None) -> Iterator[Finding]:
    """What the checks of single texts find about `pair`, in the order of the checks.

    What was set right by rule comes first, as information. So is all that is found in a text that
    a person wrote: nobody is overruled by a check.
    """
    standards = standards or Standards()
    yield from _repairs(pair)
    is_by_hand = _is_by_hand(pair.translation)
    for check in _enabled(standards):
        if isinstance(check, PairCheck):
            findings = check.findings(pair, standards)
            yield from (_informing(f) if is_by_hand else f for f in findings)


def _findings(
    article: TranslatedArticle,
    langs: tuple[str, ...],
    standards: Standards,
    judge: Callable[[Pair], Iterable[Finding]],
) -> Iterator[Finding]:
    for unit in article.units:
        for lang in langs:
            yield from judge(Pair.of_unit(unit, lang))
    for lang in langs:
        yield from judge(Pair.of_summary(article.summary, lang))
    checks = _enabled(standards)
    for check in checks:
        if isinstance(check, SummaryCheck):
            found = check.findings(article.summary, article.article, langs, standards)
            written = {g for g, t in article.summary.translations.items() if _is_by_hand(t)}
            yield from _deferring(found, {(None, lang) for lang in written})
    by_hand: set[tuple[str | None, str | None]] = {
        (unit.segment.segment_id, lang)
        for unit in article.units
        for lang, translation in unit.translations.items()
        if _is_by_hand(translation)
    }
    for check in checks:
        if isinstance(check, ArticleCheck):
            yield from _deferring(check.findings(article, langs, standards), by_hand)
        elif isinstance(check, PairCheck) and check.story:
            yield from _deferring(check.story(article, langs, standards), by_hand)


def _is_by_hand(translation: Translation | None) -> bool:
    return translation is not None and translation.origin is Origin.HUMAN


def _deferring(
    findings: Iterable[Finding], by_hand: set[tuple[str | None, str | None]]
) -> Iterator[Finding]:
    """The findings, those about a (segment, language) that a person wrote as information."""
    for finding in findings:
        yield _informing(finding) if (finding.segment_id, finding.lang) in by_hand else finding


def _informing(finding: Finding) -> Finding:
    return replace(finding, severity=Severity.INFORMATION)


def _repairs(pair: Pair) -> Iterator[Finding]:
    for repair in pair.translation.repairs if pair.translation else ():
        yield Finding(
            check=repair.check,
            severity=Severity.INFORMATION,
            message=f"set right by rule: {repair.before} became {repair.after}",
            segment_id=pair.segment_id,
            lang=pair.lang,
            span=(repair.start, repair.start + len(repair.after)),
            expected=repair.after,
            found=repair.before,
        )


def _enabled(standards: Standards) -> tuple[Check, ...]:
    """The checks that are not switched off, in the order of their identifiers."""
    return _all_but(standards.options.disabled)


@cache
def _all_but(disabled: tuple[str, ...]) -> tuple[Check, ...]:
    return tuple(load_check(check_id) for check_id in sorted(CHECKS) if check_id not in disabled)
