"""Q24: a summary that is too short or long, no sentence, or no summary at all."""

from collections import Counter
from collections.abc import Iterable, Iterator

from translate.checks.base import Standards, SummaryCheck
from translate.checks.consistency import key_of
from translate.config.checks import SummaryFormConfig
from translate.records import Article, Finding, Role, Severity, Summary, SummaryOrigin
from translate.summarizer import count_words, ends_as_sentence, is_french_summary

_SENTINEL = "<extra_id_"  # what T5 models write between the parts of their answer
_MADE = frozenset({SummaryOrigin.MODEL, SummaryOrigin.MODEL_PARTS})
_TOLD = frozenset({Role.LEAD, Role.BODY})


def find(
    summary: Summary, article: Article, _langs: tuple[str, ...], standards: Standards
) -> Iterator[Finding]:
    """A warning for each fault of form; the translations are left to other checks."""
    if summary.origin is SummaryOrigin.NONE:
        return
    limits = standards.options.summary_form
    for message in _faults(summary, article, limits):
        yield Finding("Q24", Severity.WARNING, message)
    if summary.origin in _MADE:
        copied = _copied_share(summary.source, _sentences_of(article))
        if copied > limits.max_copied:
            yield Finding(
                "Q24",
                Severity.WARNING,
                "the summary is one sentence of the article",
                expected=f"at most {limits.max_copied:.0%} of its words",
                found=f"{copied:.0%}",
            )


def _faults(summary: Summary, article: Article, limits: SummaryFormConfig) -> Iterator[str]:
    text = summary.source
    words = count_words(text)
    if not limits.min_words <= words <= limits.max_words:
        allowed = f"{limits.min_words} to {limits.max_words}"
        yield f"the summary has {words} words, allowed are {allowed}"
    if not ends_as_sentence(text):
        yield "the summary does not end as a sentence"
    if summary.origin in _MADE and not is_french_summary(text):
        yield "the summary is not in French"
    if _SENTINEL in text:
        yield f"the summary holds {_SENTINEL}...>, a sign of its model"
    titles = {key_of(block.text) for block in article.blocks_of(Role.TITLE)}
    if key_of(text) in titles:
        yield "the summary is the title"


def _sentences_of(article: Article) -> list[str]:
    return [segment.source for segment in article.segments if segment.role in _TOLD]


def _copied_share(summary: str, sentences: Iterable[str]) -> float:
    """The largest share of the summary's words that one sentence has, wherever they stand there.

    >>> _copied_share("Le riz est cher.", ["Il pleut.", "Depuis mai, le riz est cher."])
    1.0
    """
    words = Counter(key_of(summary).split())
    total = sum(words.values())
    if not total:
        return 0.0
    return max(
        (sum((words & Counter(key_of(text).split())).values()) / total for text in sentences),
        default=0.0,
    )


SUMMARY_FORM = SummaryCheck(
    id="Q24",
    title="form of the summary",
    explanation=(
        "A summary has 8 to 60 words, ends as a sentence, is French, is not the title again, and "
        "holds no sign of the model that wrote it. A summary that a model wrote, and whose words "
        "nearly all come from one sentence of the article, is no summary; where the lead or the "
        "first sentence was taken instead of one, that is as it should be."
    ),
    findings=find,
)
