"""Windows of articles worked off: summarised, translated, given second chances, assembled, checked.

While one window is being generated, the one before is put together and checked in a thread.
"""

import logging
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

from translate.assembly import Assembler
from translate.checks import Pair, Standards, checks_of_run, run_checks
from translate.checks.base import RunCheck
from translate.checks.judged import JudgedPairs
from translate.checks.suppression import Suppressions
from translate.config import Config
from translate.errors import TranslateError
from translate.intake import describe_fault
from translate.ledger import Ledger
from translate.overlap import Clock
from translate.readers import ReadFailure
from translate.records import Article, Role, Severity, TranslatedArticle, Translation
from translate.runners import Runners
from translate.second_chance import UNKNOWN, Verdict, give_second_chances
from translate.spool import Spool
from translate.summarizer import Draft, summarize_articles
from translate.tally import Tally
from translate.translator import translate_texts

_Failed = list[tuple[Article, ReadFailure]]
logger = logging.getLogger("translate")


@dataclass(frozen=True, slots=True)
class _Made:
    """A window of articles with what was generated for it.

    `faults` are errors of this program by the text, or the article, that they came with; `judged`
    is what the checks said of the texts before their second chance.
    """

    window: list[Article]
    drafts: Mapping[str, Draft]
    judged: JudgedPairs
    translations: dict[str, dict[str, Translation]] = field(default_factory=dict)
    faults: dict[str, Exception] = field(default_factory=dict)

    @property
    def roles(self) -> dict[str, Role]:
        """What each source text is; the first role of one that stands in several places."""
        roles: dict[str, Role] = {}
        for article in self.window:
            for segment in article.segments:
                roles.setdefault(segment.source, segment.role)
        return roles


@dataclass(frozen=True, slots=True)
class Stages:
    """What turns a window of articles into finished ones, and where those are kept."""

    config: Config
    assembler: Assembler
    standards: Standards
    runners: Runners
    spool: Spool
    tally: Tally
    ledger: Ledger
    clock: Clock
    suppressions: Suppressions

    def work_off(self, windows: Iterator[list[Article]]) -> None:
        """Generate one window after the other; each is finished while the next is generated.

        In the end the articles are compared with each other, and counted.

        Raises:
            ModelError, OutputError, StoppedError: see `TaskRunner.run`.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="finish") as finisher:
            last: Future[_Failed] | None = None
            for window in windows:
                made = self._generate(window)
                if last is not None:
                    self._drop(last.result())
                last = finisher.submit(self._finish, made)
                # Its texts go when it is finished, not when the next one is generated.
                del window, made
            if last is not None:
                self._drop(last.result())
        for check in self._comparing:
            for group in self.spool.groups(check.id):
                for article_id, finding in check.findings(group, self.standards.options):
                    self.spool.add_finding(article_id, finding)
        self.spool.settle(self._settle)

    def _settle(self, article: TranslatedArticle) -> TranslatedArticle:
        findings = self.suppressions.apply(article.article_id, article.findings)
        settled = replace(article, findings=findings)
        self.ledger.add(self.tally.add_translated(settled))
        return settled

    def _generate(self, window: list[Article]) -> _Made:
        """Summarise and translate the articles of one window, with one model at a time."""
        summarizer = self.runners.summarizer
        drafts = summarize_articles(window, summarizer, self.config.summary)
        if summarizer is not None:
            summarizer.rest()
        made = _Made(window, drafts, JudgedPairs(self.standards))
        for lang in self.runners.translators:
            made.translations[lang] = self._translate(made, lang)
        return made

    def _translate(self, made: _Made, lang: str) -> dict[str, Translation]:
        """The finished translations of the texts of a window into one language, by source.

        A fault of ours with one text is kept for the articles that hold it, and ends no run.
        """
        runner = self.runners.translators[lang]
        carried = lang if self.config.targets[lang].placeholders else None
        generated = translate_texts(self._texts_of(made, lang), runner, carried)
        runner.rest()
        finished = {}
        for text, translation in generated.items():
            try:
                finished[text] = self.assembler.finish(lang, text, translation)
            except Exception as err:
                made.faults[text] = err
        ways = self.runners.again.get(lang)
        if ways is None:
            return finished
        judge = partial(self._judge, lang, made.roles, made.judged)
        return give_second_chances(finished, ways, partial(self._finish_candidate, lang), judge)

    def _texts_of(self, made: _Made, lang: str) -> Iterator[str]:
        for article in made.window:
            article_id = article.article_id
            try:
                texts = [*self.assembler.texts_to_translate(article, made.drafts[article_id], lang)]
            except Exception as err:
                made.faults[article_id] = err
            else:
                yield from texts

    def _finish_candidate(self, lang: str, source: str, translation: Translation) -> Translation:
        try:
            return self.assembler.finish(lang, source, translation)
        except Exception:
            # Nothing is lost: the first translation stays, since an empty one is never better.
            logger.exception("a candidate could not be finished: %s", source)
            return replace(translation, text="")

    @staticmethod
    def _judge(
        lang: str,
        roles: Mapping[str, Role],
        judged: JudgedPairs,
        source: str,
        translation: Translation,
    ) -> Verdict:
        pair = Pair(source, lang, translation, role=roles.get(source))
        try:
            severities = [finding.severity for finding in judged.findings_of(pair)]
        except Exception:
            # The same check says so again of the article, if this is what it gets.
            logger.exception("a translation could not be checked: %s", source)
            return UNKNOWN
        return Verdict(severities.count(Severity.ERROR), severities.count(Severity.WARNING))

    def _finish(self, made: _Made) -> _Failed:
        """Assemble, check and keep the articles of one window; a fault is listed, never raised."""
        failed: _Failed = []
        with self.clock.running():
            for article in made.window:
                try:
                    self._finish_one(article, made)
                except TranslateError:
                    raise
                except Exception as err:
                    failed.append((article, describe_fault(article.document, err)))
        return failed

    def _finish_one(self, article: Article, made: _Made) -> None:
        draft = made.drafts[article.article_id]
        sources = (segment.source for segment in article.segments)
        for name in (article.article_id, *sources, *draft.sentences):
            if name in made.faults:
                raise made.faults[name]
        langs, options = self.config.target_langs, self.standards.options
        translated = self.assembler.assemble(article, draft, made.translations)
        findings = run_checks(translated, langs, self.standards, made.judged.findings_of)
        translated = replace(translated, findings=findings)
        entries = {c.id: list(c.entries(translated, langs, options)) for c in self._comparing}
        self.spool.add(translated)
        for check_id, compared in entries.items():
            self.spool.compare_later(check_id, compared)

    @property
    def _comparing(self) -> list[RunCheck]:
        return checks_of_run(self.standards)

    def _drop(self, failed: _Failed) -> None:
        for article, failure in failed:
            self.tally.drop_article(article, failure)
