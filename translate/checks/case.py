"""Q18: capitals were lost, or came where none should be."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.numbers.tokens import words_of
from translate.records import Role, Severity
from translate.terminology import Glossary

_BLANKLESS = re.compile(r"\S{1,80}")
_FIRST = re.compile(r"[^\W_]")
_SMALL_NAME_REACH = 5  # characters
_HEADLINES = frozenset({Role.TITLE, Role.HEADING, Role.CAPTION, Role.RELATED_TITLE})


@dataclass(frozen=True, slots=True)
class Letters:
    """The words of a text, how many begin with a capital, and how much of it is all capitals.

    `shouted_run` is the longest run of words in capitals, initials apart.
    """

    words: int
    capitals: int
    is_shouted: bool
    shouted_run: int

    @classmethod
    def of(cls, text: str) -> "Letters":
        """The letters of `text`; scripts without case are never capitals."""
        words = words_of(text)
        capitals = sum(word[0].isupper() for word in words)
        return cls(len(words), capitals, text.isupper(), _longest_run(words))

    @property
    def share(self) -> float:
        """The share of words that begin with a capital."""
        return self.capitals / self.words if self.words else 0.0


@dataclass(frozen=True, slots=True)
class Cases:
    """The letters of both texts; `small_start` is where the target wrongly begins small."""

    source: Letters
    target: Letters
    small_start: int | None
    is_english_headline: bool


def score(pair: Pair, _glossary: Glossary) -> Cases:
    """How both texts use capitals."""
    return Cases(
        Letters.of(pair.source),
        Letters.of(pair.target),
        _small_start(pair.source, pair.target),
        pair.lang == "en" and pair.role in _HEADLINES,
    )


def accept(cases: Cases, options: ChecksConfig) -> Iterator[Observation]:
    """A warning for each kind of damage; texts of few words are judged by their start only."""
    limits = options.case
    source, target = cases.source, cases.target
    if cases.small_start is not None:
        at = cases.small_start
        yield Observation(Severity.WARNING, "begins with a small letter", span=(at, at + 1))
    if min(source.words, target.words) < limits.min_words:
        return
    if source.is_shouted and not target.is_shouted:
        yield Observation(Severity.WARNING, "lost the capitals of its source")
    elif target.shouted_run >= limits.min_words > source.shouted_run:
        yield Observation(
            Severity.WARNING, f"{target.shouted_run} words in capitals, unlike in its source"
        )
    elif target.is_shouted or cases.is_english_headline:
        return
    elif target.share >= limits.title_share and source.share < limits.source_share:
        yield Observation(
            Severity.WARNING,
            "nearly every word begins with a capital, unlike in its source",
            expected=f"{source.capitals} of {source.words}",
            found=f"{target.capitals} of {target.words}",
        )


def _longest_run(words: Sequence[str]) -> int:
    """The longest run of words in capitals; a single letter neither counts nor breaks it.

    >>> _longest_run(["A", "GRAND", "A", "PLAN", "of", "the", "EU"])
    2
    """
    if not any(map(str.isupper, words)):
        return 0
    longest = run = 0
    for word in words:
        if len(word) > 1:
            run = run + 1 if word.isupper() else 0
            longest = max(longest, run)
    return longest


def _small_start(source: str, target: str) -> int | None:
    """Where the target begins small though the source begins with a capital.

    >>> _small_start("Il vient.", "he comes."), _small_start("Apple vend.", "iPhone sales")
    (0, None)
    """
    begins, ends = _FIRST.search(source), _FIRST.search(target)
    if not begins or not ends or not begins[0].isupper() or not ends[0].islower():
        return None
    # `iPhone`, `eBay`, `d'Artagnan`, `al-Qaida`, `vnanet.vn` keep their small letter.
    word = _BLANKLESS.match(target, ends.start())
    assert word is not None, "a letter is no white space"
    is_name = any(map(str.isupper, word[0][:_SMALL_NAME_REACH]))
    is_address = "." in word[0].rstrip('.…!?”"') or "@" in word[0]
    return None if is_name or is_address else ends.start()


CASE = PairCheck(
    id="Q18",
    title="case damage",
    explanation=(
        "The translation begins with a small letter though its source begins with a capital; a "
        "headline in capitals lost them, or a text came out in capitals, whole or in part; or "
        "nearly every Word Begins With A Capital though those of the source do not. English "
        "headlines may do the last; names such as iPhone and al-Qaida may do the first."
    ),
    score=score,
    accept=accept,
)
