"""Q06: the output is the source, untranslated."""

import re
import unicodedata
from collections.abc import Iterator

from translate.checks.base import Observation, Pair, PairCheck
from translate.records import Severity

MIN_WORDS = 4  # Q06: more than 3 words (3 of 6,003 good segments are identical)

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@[\w.-]+")
_WORD = re.compile(r"[^\W\d_]+")


def observe(pair: Pair) -> Iterator[Observation]:
    """An error where target and source have the same words, case and accents apart.

    Names and addresses stay as they are: at least one word of more than one letter must be in
    lower case.
    """
    source_words = _WORD.findall(_ADDRESS.sub(" ", pair.source))
    if len(source_words) < MIN_WORDS:
        return
    is_all_names = not any(word.islower() and len(word) > 1 for word in source_words)
    if is_all_names and not pair.source.isupper():
        return
    target_words = _WORD.findall(_ADDRESS.sub(" ", pair.target))
    if _folded(source_words) == _folded(target_words):
        yield Observation(
            Severity.ERROR,
            "the translation is the source, untranslated",
            span=(0, len(pair.target)),
            found=pair.target,
        )


def _folded(words: list[str]) -> str:
    """The words in lower case, without accents."""
    decomposed = unicodedata.normalize("NFKD", " ".join(words).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


COPIED_SOURCE = PairCheck(
    id="Q06",
    title="copied source",
    explanation=(
        "The translation has the same words as the source, of which there are more than three: "
        "the engine copied instead of translating. Lists of names and addresses are left alone."
    ),
    observe=observe,
)
