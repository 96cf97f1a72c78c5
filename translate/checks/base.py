"""What a check is: an identifier, a text that explains it, and a pure function that finds.

Four kinds, by what the function must see: a source with one of its translations, a summary, the
whole article, or the whole run. A check never changes what it sees, and reads no file.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from translate.config.checks import ChecksConfig
from translate.records import (
    Article,
    Finding,
    Origin,
    Role,
    Severity,
    Summary,
    TranslatedArticle,
    Translation,
    TranslationUnit,
)
from translate.terminology import Glossary, built_in

ENGINE_ONLY = frozenset({Origin.ENGINE})
WRITTEN_FOR_US = frozenset({Origin.ENGINE, Origin.TEMPLATE})
EVERY_ORIGIN = frozenset(Origin)
Measure = TypeVar("Measure")
logger = logging.getLogger("translate")


@dataclass(frozen=True, slots=True)
class Standards:
    """What the checks judge by: thresholds, and the names and terms of the house."""

    options: ChecksConfig = field(default_factory=ChecksConfig)
    glossary: Glossary = field(default_factory=built_in)


StoryFindings = Callable[[TranslatedArticle, tuple[str, ...], Standards], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A French text with its translation into one language: of a segment, or of a summary.

    `segment_id` and `role` are None for a summary. `translation` is None where there is none;
    `target` is empty then. `is_blank` is a pair whose target says nothing though the source does:
    no letter for letters, no text.
    """

    source: str
    lang: str
    translation: Translation | None
    segment_id: str | None = None
    role: Role | None = None
    source_lang: str = "fr"
    target: str = field(init=False, repr=False, compare=False)
    is_blank: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        target = "" if self.translation is None else self.translation.text
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "is_blank", _is_blank(self.source, target))

    @classmethod
    def of_unit(cls, unit: TranslationUnit, lang: str) -> "Pair":
        """The pair of a segment."""
        segment = unit.segment
        translation = unit.translations.get(lang)
        return cls(segment.source, lang, translation, segment.segment_id, segment.role)

    @classmethod
    def of_summary(cls, summary: Summary, lang: str) -> "Pair":
        """The pair of a summary."""
        return cls(summary.source, lang, summary.translations.get(lang))


@dataclass(frozen=True, slots=True)
class Observation:
    """What a check says of a pair; who and where is added by the runner."""

    severity: Severity
    message: str
    span: tuple[int, int] | None = None
    expected: str | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True)
class PairCheck(Generic[Measure]):
    """A check of one text in one target language.

    `score` measures and knows no threshold; `accept` holds the measure against the thresholds and
    yields what is to be said against the pair: nothing where it is accepted.

    It is asked only about translations of one of `origins`: a template or a copy is right by
    construction where a model may err. `sees_empty` lets it see a target without any letter of
    its own; all other checks are spared what the check for emptiness has already said. `story`
    adds what only the whole article shows; its findings are complete.
    """

    id: str
    title: str
    explanation: str
    score: Callable[[Pair, Glossary], Measure]
    accept: Callable[[Measure, ChecksConfig], Iterator[Observation]]
    origins: frozenset[Origin] = ENGINE_ONLY
    sees_empty: bool = False
    story: StoryFindings | None = None

    def findings(self, pair: Pair, standards: Standards) -> Iterator[Finding]:
        """The findings about `pair`, in the order of the check."""
        if pair.translation is not None and pair.translation.origin not in self.origins:
            return
        if not self.sees_empty and pair.is_blank:
            return
        measure = self.score(pair, standards.glossary)
        for seen in self.accept(measure, standards.options):
            yield Finding(
                check=self.id,
                severity=seen.severity,
                message=seen.message,
                segment_id=pair.segment_id,
                lang=pair.lang,
                span=seen.span,
                expected=seen.expected,
                found=seen.found,
            )


@dataclass(frozen=True, slots=True)
class SummaryCheck:
    """A check of a summary against its article (faithfulness, form); findings are complete."""

    id: str
    title: str
    explanation: str
    findings: Callable[[Summary, Article, tuple[str, ...], Standards], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class ArticleCheck:
    """A check that must see the whole article (consistency, integrity); findings are complete."""

    id: str
    title: str
    explanation: str
    findings: StoryFindings


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """A text of an article with one translation, as a run compares it with those of others.

    The keys are the texts without what makes no difference. Entries sort as groups need them.
    """

    lang: str
    source_key: str
    target_key: str
    article_id: str
    segment_id: str
    role: Role
    source: str
    target: str
    is_by_hand: bool = False


@dataclass(frozen=True, slots=True)
class RunCheck:
    """A check that must see the whole run: texts are compared across its articles.

    `entries` gives what is to be compared of one article. The run groups all entries, by language
    and source key and once more by language and target key, and hands each group to `judge`, which
    gives findings with the identifier of their article.
    """

    id: str
    title: str
    explanation: str
    entries: Callable[[TranslatedArticle, Sequence[str], ChecksConfig], Iterator[Entry]]
    judge: Callable[[Sequence[Entry], ChecksConfig], Iterator[tuple[str, Finding]]]

    def findings(self, group: Sequence[Entry], options: ChecksConfig) -> list[tuple[str, Finding]]:
        """What is to be said of a group, by article.

        A fault of ours is said of each of its texts, and ends no run: everything is generated by
        then, and would never be written.
        """
        try:
            return list(self.judge(group, options))
        except Exception as err:
            logger.exception("check %s failed", self.id)
            fault = f"this text could not be compared: a fault of the program ({err!r})"
            return [(entry.article_id, self._fault(entry, fault)) for entry in group]

    def _fault(self, entry: Entry, message: str) -> Finding:
        return Finding(self.id, Severity.WARNING, message, entry.segment_id, entry.lang)


Check = PairCheck[Any] | SummaryCheck | ArticleCheck | RunCheck


def has_letter(text: str) -> bool:
    """Whether any character of `text` is a letter.

    >>> has_letter("12 %"), has_letter("…ô…")
    (False, True)
    """
    return any(map(str.isalpha, text))


def _is_blank(source: str, target: str) -> bool:
    if not target.strip():
        return bool(source.strip())
    return has_letter(source) and not has_letter(target)
