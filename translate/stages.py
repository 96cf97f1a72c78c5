"""Windows of articles worked off: summarised, translated, given second chances, assembled, checked.

While one window is being generated, the one before is put together and checked in a thread.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from translate.assembly import Assembler, Translations
from translate.checks import Pair, Standards, check_pair, checks_of_run, run_checks
from translate.checks.base import RunCheck
from translate.checks.suppression import Suppressions
from translate.config import Config
from translate.errors import TranslateError
from translate.intake import describe_fault
from translate.overlap import Clock
from translate.readers import ReadFailure
from translate.records import Article, Severity, TranslatedArticle, Translation
from translate.runners import Runners
from translate.second_chance import Verdict, give_second_chances
from translate.spool import Spool
from translate.summarizer import Draft, summarize_articles
from translate.tally import Tally
from translate.translator import translate_texts

_Failed = list[tuple[Article, ReadFailure]]


@dataclass(frozen=True, slots=True)
class Stages:
    """What turns a window of articles into finished ones, and where those are kept."""

    config: Config
    assembler: Assembler
    standards: Standards
    runners: Runners
    spool: Spool
    tally: Tally
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
                drafts, translations = self._generate(window)
                if last is not None:
                    self._drop(last.result())
                last = finisher.submit(self._finish, window, drafts, translations)
            if last is not None:
                self._drop(last.result())
        for check in self._comparing:
            for group in self.spool.groups(check.id):
                for article_id, finding in check.judge(group, self.standards.options):
                    self.spool.add_finding(article_id, finding)
        self.spool.settle(self._settle)

    def _settle(self, article: TranslatedArticle) -> TranslatedArticle:
        findings = self.suppressions.apply(article.article_id, article.findings)
        settled = replace(article, findings=findings)
        self.tally.add_translated(settled)
        return settled

    def _generate(self, window: list[Article]) -> tuple[Mapping[str, Draft], Translations]:
        """Summarise and translate the articles of one window, with one model at a time."""
        summarizer = self.runners.summarizer
        drafts = summarize_articles(window, summarizer, self.config.summary)
        if summarizer is not None:
            summarizer.rest()
        return drafts, {
            lang: self._translate(window, drafts, lang) for lang in self.runners.translators
        }

    def _translate(
        self, window: list[Article], drafts: Mapping[str, Draft], lang: str
    ) -> dict[str, Translation]:
        """The finished translations of the texts of a window into one language, by source."""
        texts = (
            text
            for article in window
            for text in self.assembler.texts_to_translate(article, drafts[article.article_id], lang)
        )
        runner = self.runners.translators[lang]
        carried = lang if self.config.targets[lang].placeholders else None
        made = translate_texts(texts, runner, carried)
        runner.rest()
        finish = partial(self.assembler.finish, lang)
        finished = {text: finish(text, translation) for text, translation in made.items()}
        ways = self.runners.again.get(lang)
        if ways is None:
            return finished
        return give_second_chances(finished, ways, finish, partial(self._judge, lang))

    def _judge(self, lang: str, source: str, translation: Translation) -> Verdict:
        findings = check_pair(Pair(source, lang, translation), self.standards)
        severities = [finding.severity for finding in findings]
        return Verdict(severities.count(Severity.ERROR), severities.count(Severity.WARNING))

    def _finish(
        self, window: list[Article], drafts: Mapping[str, Draft], translations: Translations
    ) -> _Failed:
        """Assemble, check and keep the articles of one window; a fault is listed, never raised."""
        failed: _Failed = []
        with self.clock.running():
            for article in window:
                try:
                    self._finish_one(article, drafts, translations)
                except TranslateError:
                    raise
                except Exception as err:
                    failed.append((article, describe_fault(article.document, err)))
        return failed

    def _finish_one(
        self, article: Article, drafts: Mapping[str, Draft], translations: Translations
    ) -> None:
        langs, options = self.config.target_langs, self.standards.options
        translated = self.assembler.assemble(article, drafts[article.article_id], translations)
        findings = run_checks(translated, langs, self.standards)
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
