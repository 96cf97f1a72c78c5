"""ROUGE-1, ROUGE-2 and ROUGE-L over Unicode words (Lin 2004, "ROUGE: A Package for Automatic
Evaluation of Summaries").

The usual package keeps only `[a-z0-9]`, so that `Việt` becomes `vi` and `t`, and `été` becomes `t`.
Here a word is a run of letters and digits of any script, in lower case; there is no stemming. The
value is F1. Of several references the best one counts, measure by measure. ROUGE-L takes the whole
summary as one sequence of words.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

NAMES = ("ROUGE-1", "ROUGE-2", "ROUGE-L")
SIGNATURE = "f1|words:unicode|case:lower|stem:no|refs:best|L:whole-text"

_WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words of a text.

    >>> words_of("L'été à Đà Nẵng : 7,1 %")
    ['l', 'été', 'à', 'đà', 'nẵng', '7', '1']
    """
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


def rouge(text: str, references: Sequence[str]) -> tuple[float, ...]:
    """F1 in the order of `NAMES`, from 0 to 100, of the best of at least one reference.

    >>> [round(value, 1) for value in rouge("Giá gạo tăng.", ["Giá gạo xuất khẩu tăng."])]
    [75.0, 33.3, 75.0]
    """
    words = words_of(text)
    values = [_against(words, words_of(reference)) for reference in references]
    return tuple(max(column) for column in zip(*values, strict=True))


def _against(words: list[str], reference: list[str]) -> tuple[float, float, float]:
    return (
        _f1(_common(words, reference, 1), len(words), len(reference)),
        _f1(_common(words, reference, 2), len(words) - 1, len(reference) - 1),
        _f1(common_subsequence(words, reference), len(words), len(reference)),
    )


def _common(words: list[str], reference: list[str], length: int) -> int:
    """How many n-grams of this length both have, each as often as in the one that has fewer."""
    ours, theirs = (
        Counter(zip(*(side[start:] for start in range(length)), strict=False))
        for side in (words, reference)
    )
    return (ours & theirs).total()


def common_subsequence(first: Sequence[str], second: Sequence[str]) -> int:
    """The length of the longest common subsequence.

    A row of the table is one integer, a bit for each word of `first` (Hyyrö 2004), so that even a
    text of a hundred thousand words is done in seconds.

    >>> common_subsequence("a b c d".split(), "b x a c d".split())
    3
    """
    masks: dict[str, int] = {}
    for position, word in enumerate(first):
        masks[word] = masks.get(word, 0) | 1 << position
    full = (1 << len(first)) - 1
    row = full
    for word in second:
        matches = row & masks.get(word, 0)
        row = ((row + matches) | (row - matches)) & full
    return len(first) - row.bit_count()


def _f1(common: int, ours: int, theirs: int) -> float:
    """The harmonic mean of precision and recall in percent; nothing in common is 0."""
    return 200 * common / (ours + theirs) if common else 0.0
