"""Q23: a summary says what its article does not.

The gate of the summariser refuses such candidates; here its own functions look at what was kept,
and at the numbers of the translations, which the gate never saw.
"""

from collections.abc import Iterator

from translate.checks import number_values
from translate.checks.base import Pair, Standards, SummaryCheck
from translate.numbers import LANGUAGES, unsupported_numbers
from translate.records import Article, Finding, Severity, Summary, SummaryOrigin
from translate.summarizer import Evidence, evidence_of, find_unsupported

_SOURCE_LANG = "fr"


def find(
    summary: Summary, article: Article, langs: tuple[str, ...], standards: Standards
) -> Iterator[Finding]:
    """An error for the French text, and one for each translation with a number from nowhere."""
    if summary.origin is SummaryOrigin.NONE:
        return
    evidence = evidence_of(article)
    if reason := find_unsupported(summary.source, evidence):
        yield Finding("Q23", Severity.ERROR, f"the summary is not supported: {reason}")
    for lang in langs:
        yield from _numbers_from_nowhere(summary, lang, evidence, standards)


def _numbers_from_nowhere(
    summary: Summary, lang: str, evidence: Evidence, standards: Standards
) -> Iterator[Finding]:
    """The numbers of a translated summary against those of the French article."""
    pair = Pair.of_summary(summary, lang)
    if lang not in LANGUAGES or not pair.target:
        return
    unknown = unsupported_numbers(pair.target, evidence.text, lang, _SOURCE_LANG)
    if not unknown:
        return
    difference = number_values.score(pair, standards.glossary)
    error = difference.conversion_error if difference else None
    is_converted = error is not None and error <= standards.options.number_values.rounding
    numbers = "; ".join(number.text for number in unknown)
    yield Finding(
        "Q23",
        Severity.WARNING if is_converted else Severity.ERROR,
        f"the translated summary is not supported: {numbers} not in the article",
        lang=lang,
        span=(unknown[0].start, unknown[0].end),
        found=numbers,
    )


SUMMARY_SUPPORT = SummaryCheck(
    id="Q23",
    title="summary not supported",
    explanation=(
        "Every number and every name of the French summary must stand in the article: in its "
        "title, lead, dateline, body or captions, not in the links to other stories. Numbers are "
        "compared by value, names without accents and case. Every number of a translated summary "
        "must stand in the French article as well; units that were converted rightly are a warning."
    ),
    findings=find,
)
