"""Q11: a name came out with other letters than it went in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.checks.spelling import edits, is_french_word, is_respelled, plain
from translate.config.checks import ChecksConfig
from translate.numbers.tokens import words_of
from translate.records import Severity
from translate.terminology import Glossary

_WORD = re.compile(r"[^\W\d_]+")
_MIN_LETTERS = 5
_MIN_TARGET_LETTERS = 4
_MAX_EDITS = 3
# More names than a sentence has: a list is compared in its first part only, to bound the time.
_MAX_NAMES = 64
_SENTENCE_BREAKS = frozenset('.!?:;«»“”"(–—-\n')
# A capital at the head of a sentence is no sign of a name; these endings are those of other words.
_WORD_ENDINGS = ("ant", "ent", "ez", "ion", "ions", "iste", "istes", "ables", "able", "ons")


@dataclass(frozen=True, slots=True)
class Slip:
    """A name of the source that the target has with a few letters changed."""

    name: str
    found: str
    start: int
    edits: int

    @property
    def share(self) -> float:
        """Letters changed per letter of the name."""
        return self.edits / len(self.name)


def score(pair: Pair, glossary: Glossary) -> list[Slip]:
    """The names that stand in the target almost, but not quite, as in the source.

    A name that is absent is none of them: it may have been translated, or said by a pronoun.
    """
    names = _names(pair, glossary)
    if not names:
        return []
    words = list(_WORD.finditer(pair.target))
    in_source = _plain_words(pair.source)
    candidates = {
        folded: word
        for word in reversed(words)
        if word[0][0].isupper()
        and len(word[0]) >= _MIN_TARGET_LETTERS
        and (pair.lang != "vi" or word[0].isascii())
        and (folded := plain(word[0])) not in in_source
    }
    nearest = dict(list(candidates.items())[-_MAX_NAMES:])
    return [slip for name in names if (slip := _slip(name, nearest)) is not None]


def accept(slips: list[Slip], options: ChecksConfig) -> Iterator[Observation]:
    """A warning for each name of which few enough letters were changed."""
    for slip in slips:
        if slip.share <= options.corrupted_name.max_share:
            yield Observation(
                Severity.WARNING,
                f"the name {slip.name} became {slip.found}",
                span=(slip.start, slip.start + len(slip.found)),
                expected=slip.name,
                found=slip.found,
            )


def _names(pair: Pair, glossary: Glossary) -> list[str]:
    """The names of a source that are not in the target, each once, without those of the glossary.

    What the glossary knows has a form of its own in the target language, and is set right there.
    """
    source = pair.source
    if not any(map(_may_be_name, words_of(source))):
        return []
    there = _plain_words(pair.target)
    lacking = [
        word
        for word in _WORD.finditer(source)
        if _may_be_name(word[0]) and plain(word[0]) not in there and _is_name(source, word)
    ]
    if not lacking:
        return []
    known = bytearray(len(source))
    for hit in glossary.find(source):
        known[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    names = (word[0] for word in lacking if not known[word.start()])
    return list(dict.fromkeys(names))[:_MAX_NAMES]


def _may_be_name(word: str) -> bool:
    return len(word) >= _MIN_LETTERS and word[0].isupper() and not word.isupper()


def _plain_words(text: str) -> frozenset[str]:
    # Folded in one go: no letter becomes a space.
    return frozenset(plain(" ".join(words_of(text))).split(" "))


def _is_name(source: str, word: re.Match[str]) -> bool:
    folded = plain(word[0])
    if is_french_word(folded):
        return False
    before = source[max(0, word.start() - 3) : word.start()].rstrip()
    opens_sentence = not before or before[-1] in _SENTENCE_BREAKS
    return not (opens_sentence and folded.endswith(_WORD_ENDINGS))


def _slip(name: str, candidates: dict[str, re.Match[str]]) -> Slip | None:
    folded = plain(name)
    best: Slip | None = None
    for other, word in candidates.items():
        count = edits(folded, other, best.edits - 1 if best else _MAX_EDITS)
        if count < (best.edits if best else _MAX_EDITS + 1) and not is_respelled(folded, other):
            best = Slip(name, word[0], word.start(), count)
    return best


CORRUPTED_NAME = PairCheck(
    id="Q11",
    title="corrupted name",
    explanation=(
        "A name of the source is not in the translation, but a word is that differs from it in a "
        "few letters only: Sainsbury became Sannbury. Spellings that differ between the languages "
        "by rule are let pass; a name that is absent altogether is no finding."
    ),
    score=score,
    accept=accept,
)
