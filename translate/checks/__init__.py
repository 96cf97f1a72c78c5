"""Automatic checks of what was translated: pure, cheap, and calibrated on human translations.

One file per check; a new one is its file and its line in `CHECKS`. The identifiers are those of
the list of checks that the project keeps (Q01 to Q25).
"""

import importlib
from collections.abc import Iterator, Sequence
from functools import cache

from translate.checks.base import (
    ArticleCheck,
    Check,
    Pair,
    PairCheck,
    Standards,
    SummaryCheck,
)
from translate.records import Finding, Severity, TranslatedArticle

__all__ = [
    "CHECKS",
    "Pair",
    "Standards",
    "check_pair",
    "load_check",
    "run_checks",
]

CHECKS: dict[str, str] = {
    "Q01": "translate.checks.empty:EMPTY",
    "Q02": "translate.checks.unfinished:UNFINISHED",
    "Q03": "translate.checks.length_ratio:LENGTH_RATIO",
    "Q04": "translate.checks.repetition:REPETITION",
    "Q06": "translate.checks.copied_source:COPIED_SOURCE",
    "Q08": "translate.checks.number_values:NUMBER_VALUES",
}


@cache
def load_check(check_id: str) -> Check:
    """The check of that identifier; a KeyError for one that `CHECKS` does not list.

    >>> load_check("Q01").title
    'empty'
    """
    module, _, name = CHECKS[check_id].partition(":")
    check = getattr(importlib.import_module(module), name)
    assert isinstance(check, PairCheck | SummaryCheck | ArticleCheck), f"{name} is no check"
    assert check.id == check_id, f"{name} calls itself {check.id}, not {check_id}"
    return check


def run_checks(
    article: TranslatedArticle, target_langs: Sequence[str], standards: Standards | None = None
) -> tuple[Finding, ...]:
    """What all checks find, in the order of segment, language and check; the article comes last.

    The translations of the summary are checked like those of a segment; their findings have a
    language but no segment. Without `standards` the calibrated ones apply.
    """
    return tuple(_findings(article, tuple(target_langs), standards or Standards()))


def check_pair(pair: Pair, standards: Standards | None = None) -> Iterator[Finding]:
    """What the checks of single texts find about `pair`, in the order of the checks.

    What was set right by rule comes first, as information.
    """
    standards = standards or Standards()
    yield from _repairs(pair)
    for check in _enabled(standards):
        if isinstance(check, PairCheck):
            yield from check.findings(pair, standards)


def _findings(
    article: TranslatedArticle, langs: tuple[str, ...], standards: Standards
) -> Iterator[Finding]:
    for unit in article.units:
        for lang in langs:
            yield from check_pair(Pair.of_unit(unit, lang), standards)
    for lang in langs:
        yield from check_pair(Pair.of_summary(article.summary, lang), standards)
    checks = _enabled(standards)
    for check in checks:
        if isinstance(check, SummaryCheck):
            yield from check.findings(article.summary, article.article, langs, standards)
    for check in checks:
        if isinstance(check, ArticleCheck):
            yield from check.findings(article, langs, standards)


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


def _enabled(standards: Standards) -> list[Check]:
    """The checks that are not switched off, in the order of their identifiers."""
    disabled = standards.options.disabled
    return [load_check(check_id) for check_id in sorted(CHECKS) if check_id not in disabled]
