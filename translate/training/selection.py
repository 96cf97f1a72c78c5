"""Which summaries a small model can learn from, and the start of the article that it is shown."""

import re

from translate.segmenter import split_sentences
from translate.training.texts import Unit

SUMMARY_WORDS = range(6, 41)
SENTENCE_WORDS = range(8, 41)
LONG_WORD_LETTERS = 5
MIN_NEARNESS = 0.12
FINAL_PUNCTUATION = ".!?…"

_WORD = re.compile(r"\w+")


def cut_source(unit: Unit, max_words: int | None) -> Unit:
    """Return the unit with the first words of its source only."""
    if max_words is None:
        return unit
    return Unit(" ".join(unit.source.split()[:max_words]), unit.targets)


def is_supported(source: str, target: str) -> bool:
    """Tell whether the target is a sentence of the right length drawn from the source.

    Every number and every capitalised word must stand in the source, and half of the long
    words: a small model that is taught to invent them will invent them.

    >>> is_supported("Le train de Paris a eu 2 heures de retard hier soir.",
    ...              "Le train a eu 2 heures de retard.")
    True
    >>> is_supported("Le train de Paris a eu 2 heures de retard hier soir.",
    ...              "Le train a eu 3 heures de retard.")
    False
    """
    if not target.endswith(tuple(FINAL_PUNCTUATION)) or len(target.split()) not in SUMMARY_WORDS:
        return False
    known = {word.lower() for word in _WORD.findall(source)}
    words = _WORD.findall(target)
    must_be_known = [w for w in words if w[0].isdigit()] + [w for w in words[1:] if w[0].isupper()]
    if any(word.lower() not in known for word in must_be_known):
        return False
    long_words = [word.lower() for word in words if len(word) >= LONG_WORD_LETTERS]
    return 2 * sum(word in known for word in long_words) >= len(long_words)


def nearest_sentence(source: str, target: str) -> str | None:
    """Return the sentence of the source with the most long words of the target (F1), if any.

    >>> nearest_sentence("Il pleut depuis hier matin sur toute la ville. Le maire de Nantes a "
    ...     "annoncé mardi la fermeture des écoles.", "À Nantes, le maire ferme les écoles.")
    'Le maire de Nantes a annoncé mardi la fermeture des écoles.'
    """
    wanted = _long_words(target)
    best, chosen = MIN_NEARNESS, None
    for start, end in split_sentences(source):
        sentence = source[start:end].strip()
        if not sentence.endswith(".") or len(sentence.split()) not in SENTENCE_WORDS:
            continue
        words = _long_words(sentence)
        nearness = 2 * len(words & wanted) / max(1, len(words) + len(wanted))
        if nearness > best:
            best, chosen = nearness, sentence
    return chosen


def _long_words(text: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(text) if len(word) >= LONG_WORD_LETTERS - 1}
