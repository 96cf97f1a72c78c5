"""Q06: the output is the source, untranslated."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.numbers.tokens import may_have_address, words_of
from translate.records import Severity
from translate.terminology import Glossary

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]+")
_HEAD = 24  # characters in which most translations have shown that they are no copy


@dataclass(frozen=True, slots=True)
class Copy:
    """A target that has the words of its source, and how many they are."""

    text: str
    words: int


def score(pair: Pair, _glossary: Glossary) -> Copy | None:
    """The copy where target and source have the same words, case and accents apart.

    Names and addresses stay as they are: at least one word of more than one letter must be in
    lower case.
    """
    return _copy_in(pair.source, pair.target)


def accept(copy: Copy | None, options: ChecksConfig) -> Iterator[Observation]:
    """An error for a copy of more than a few words."""
    if copy is not None and copy.words >= options.copied_source.min_words:
        yield Observation(
            Severity.ERROR,
            "the translation is the source, untranslated",
            span=(0, len(copy.text)),
            found=copy.text,
        )


@lru_cache(maxsize=1)  # the check of the language asks first
def _copy_in(source: str, target: str) -> Copy | None:
    source_words = _words(source)
    is_all_names = not any(word.islower() and len(word) > 1 for word in source_words)
    if is_all_names and not source.isupper():
        return None
    is_copy = _are_alike(" ".join(source_words), " ".join(_words(target)))
    return Copy(target, len(source_words)) if is_copy else None


def _words(text: str) -> tuple[str, ...]:
    return words_of(_ADDRESS.sub(" ", text) if may_have_address(text) else text)


def _are_alike(text: str, other: str) -> bool:
    """Whether two texts are one, case and accents apart.

    Letters fold one by one, so texts that begin in different ways need no second look.
    """
    head, other_head = _folded(text[:_HEAD]), _folded(other[:_HEAD])
    if not (head.startswith(other_head) or other_head.startswith(head)):
        return False
    return _folded(text) == _folded(other)


def _folded(text: str) -> str:
    """The text in lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


COPIED_SOURCE = PairCheck(
    id="Q06",
    title="copied source",
    explanation=(
        "The translation has the same words as the source, of which there are more than three: "
        "the engine copied instead of translating. Lists of names and addresses are left alone."
    ),
    score=score,
    accept=accept,
)
