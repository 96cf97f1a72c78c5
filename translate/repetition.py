"""Repetition loops: how a generation model fails when it falls into a rut.

Calibrated on 5,027 good segments and on human translations (FLORES, NTREX): see the constants.
"""

import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

# Good segments compress at most 1.69 times (en) and 1.60 times (vi), and none has a word 3-gram
# four times.
_MAX_COMPRESSION = 1.9
_MIN_COMPRESSED_CHARACTERS = 80
_MAX_GRAM_COUNT = 3
# A Vietnamese word is a syllable: `nền văn minh` (civilisation) alone fills a group of three, and
# stands four times in one human translation.
_GRAM_WORDS = {"vi": 4}
_GRAM_WORDS_OTHER = 3
# Long texts compress well and repeat their terms without any loop, so they are judged by windows
# of about the length of the longest human segments (298-374 characters).
_WINDOW = 300

_WORD = re.compile(r"\w+")
_CHARACTER_RUN = re.compile(r"(.)\1{6,}")  # more than six

Span = tuple[int, int]


def find_loops(text: str, lang: str) -> dict[str, Span]:
    """Each kind of loop in `text`, with the offsets of its first one; usually none.

    >>> find_loops("The minister met his counterpart in Hanoi.", "en")
    {}
    >>> find_loops("Nooooooooooo", "en")
    {'the same character': (1, 12)}
    >>> find_loops("of the of the of the of the of the", "en")
    {'the same words': (0, 9)}
    """
    size = _GRAM_WORDS.get(lang, _GRAM_WORDS_OTHER)
    kinds: dict[str, Callable[[str], Span | None]] = {
        "the same character": _character_run,
        "the same words": lambda part: _repeated_words(part, size),
        "text that compresses too well": _compressed,
    }
    found = {kind: _first(look, text) for kind, look in kinds.items()}
    return {kind: span for kind, span in found.items() if span is not None}


def describe_loop(text: str, lang: str) -> str | None:
    """What `text` repeats, or None where it does not.

    >>> describe_loop("of the of the of the of the of the", "en")
    "the same words again and again: 'of the of'"
    """
    for kind, (start, end) in find_loops(text, lang).items():
        return f"{kind} again and again: {text[start:end][:40]!r}"
    return None


def _first(look: Callable[[str], Span | None], text: str) -> Span | None:
    """Where the first loop of that kind stands in `text`, looked for window by window."""
    for start in _window_starts(text):
        if span := look(text[start : start + _WINDOW]):
            return (start + span[0], start + span[1])
    return None


def _window_starts(text: str) -> list[int]:
    """Where the windows of `text` begin; the last one is whole and ends with the text."""
    last = max(0, len(text) - _WINDOW)
    return [*range(0, last, _WINDOW), last]


def _character_run(text: str) -> Span | None:
    match = _CHARACTER_RUN.search(text)
    return None if match is None else match.span()


def _repeated_words(text: str, size: int) -> Span | None:
    """A group of words that stands four times in `text`, where it first stands."""
    words = list(_WORD.finditer(text))
    grams = list(_grams([word[0].lower() for word in words], size))
    counts = Counter(grams)
    index = next((i for i, gram in enumerate(grams) if counts[gram] > _MAX_GRAM_COUNT), None)
    return None if index is None else (words[index].start(), words[index + size - 1].end())


def _grams(words: list[str], size: int) -> Iterator[tuple[str, ...]]:
    return zip(*(islice(words, start, None) for start in range(size)), strict=False)


def _compressed(text: str) -> Span | None:
    """The whole of `text`, if its UTF-8 bytes compress better than those of any good segment."""
    if len(text) <= _MIN_COMPRESSED_CHARACTERS:
        return None
    data = text.encode()
    is_loop = len(data) / len(zlib.compress(data)) > _MAX_COMPRESSION
    return (0, len(text)) if is_loop else None
