"""Automatic checks of what was translated: pure, cheap, and calibrated on human translations.

One file per check; a new one is its file and its line in `CHECKS`. The identifiers are those of
the list of checks that the project keeps (Q01 to Q25).
"""

import importlib
from collections.abc import Iterator, Sequence
from functools import cache

from translate.checks.base import ArticleCheck, Check, Pair, PairCheck, SummaryCheck
from translate.records import Finding, TranslatedArticle

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


def run_checks(article: TranslatedArticle, target_langs: Sequence[str]) -> tuple[Finding, ...]:
    """What all checks find, in the order of segment, language and check; the article comes last.

    The translations of the summary are checked like those of a segment; their findings have a
    language but no segment.
    """
    return tuple(_findings(article, tuple(target_langs)))


def check_pair(pair: Pair) -> Iterator[Finding]:
    """What the checks of single texts find about `pair`, in the order of the checks."""
    for check_id in sorted(CHECKS):
        check = load_check(check_id)
        if isinstance(check, PairCheck):
            yield from check.findings(pair)


def _findings(article: TranslatedArticle, langs: tuple[str, ...]) -> Iterator[Finding]:
    for unit in article.units:
        for lang in langs:
            yield from check_pair(Pair.of_unit(unit, lang))
    for lang in langs:
        yield from check_pair(Pair.of_summary(article.summary, lang))
    checks = [load_check(check_id) for check_id in sorted(CHECKS)]
    for check in checks:
        if isinstance(check, SummaryCheck):
            yield from check.findings(article.summary, article.article, langs)
    for check in checks:
        if isinstance(check, ArticleCheck):
            yield from check.findings(article, langs)
