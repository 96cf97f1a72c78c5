"""Q22: one source translated in several ways, or several sources in one way, within a run.

Pure: the run collects `entries_of` every article, groups them on disk, and asks `judge` about each
group. A group of one source and one target says nothing, and need not be handed over.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from translate.checks.base import Entry, RunCheck
from translate.config.checks import ChecksConfig
from translate.records import Finding, Origin, Role, Severity, TranslatedArticle

_WHOLE = frozenset({Role.TITLE, Role.HEADING, Role.CAPTION})
_IF_SHORT = frozenset({Role.LEAD, Role.BODY})
_COMPARED = frozenset({Origin.ENGINE, Origin.HUMAN})
_WORD = re.compile(r"[^\W\d_]+")
_FINAL_MARKS = " .!?…:;,"
_STRAIGHT = str.maketrans({"’": "'", "ʼ": "'", "“": '"', "”": '"', "«": '"', "»": '"'})


def entries_of(
    article: TranslatedArticle, langs: Sequence[str], options: ChecksConfig | None = None
) -> Iterator[Entry]:
    """What a run compares of `article`: titles, headings, captions, and short sentences.

    Templates and copies are left out: they are one for one by construction.
    """
    limits = (options or ChecksConfig()).consistency
    for unit in article.units:
        segment = unit.segment
        is_short = len(segment.source.split()) <= limits.max_words
        if segment.role not in _WHOLE and not (segment.role in _IF_SHORT and is_short):
            continue
        if not _WORD.search(segment.source):
            continue
        for lang in langs:
            translation = unit.translations.get(lang)
            if translation is None or translation.origin not in _COMPARED:
                continue
            if key := key_of(translation.text):
                yield Entry(
                    lang=lang,
                    source_key=key_of(segment.source),
                    target_key=key,
                    article_id=article.article_id,
                    segment_id=segment.segment_id,
                    role=segment.role,
                    source=segment.source,
                    target=translation.text,
                    is_by_hand=translation.origin is Origin.HUMAN,
                )


def judge(
    group: Sequence[Entry], options: ChecksConfig | None = None
) -> Iterator[tuple[str, Finding]]:
    """What is to be said of entries that share their language and one of their keys.

    Each finding comes with the identifier of its article. The translation that a person wrote is
    the expected one, else the most frequent, else the first by its letters.
    """
    if not group:
        return
    entries = sorted(group)
    if len({entry.source_key for entry in entries}) == 1:
        yield from _same_source(entries)
    elif len({entry.target_key for entry in entries}) == 1:
        yield from _same_target(entries, options or ChecksConfig())


def key_of(text: str) -> str:
    """A text without what makes no difference: case, white space, kinds of quotes, final mark.

    >>> key_of("L’ASEAN  se réunit !"), key_of("l'ASEAN se réunit")
    ("l'asean se réunit", "l'asean se réunit")
    """
    return " ".join(text.translate(_STRAIGHT).casefold().split()).rstrip(_FINAL_MARKS)


def _same_source(entries: list[Entry]) -> Iterator[tuple[str, Finding]]:
    counts = Counter(entry.target_key for entry in entries)
    by_hand = {entry.target_key for entry in entries if entry.is_by_hand}
    best = min(counts, key=lambda key: (key not in by_hand, -counts[key], key))
    model = next(entry for entry in entries if entry.target_key == best)
    for entry in entries:
        if entry.target_key != best:
            yield (
                entry.article_id,
                _finding(
                    entry,
                    f"the same source is translated otherwise in {model.article_id}",
                    expected=model.target,
                    found=entry.target,
                ),
            )


def _same_target(entries: list[Entry], options: ChecksConfig) -> Iterator[tuple[str, Finding]]:
    limits = options.consistency
    counts = Counter(entry.source_key for entry in entries)
    first = min(counts, key=lambda key: (-counts[key], key))
    model = next(entry for entry in entries if entry.source_key == first)
    words = _words(first)
    if sum(words.values()) < limits.min_source_words:
        return
    for key, same in groupby(entries, key=lambda entry: entry.source_key):
        others = _words(key)
        if sum(others.values()) < limits.min_source_words:
            continue
        if _likeness(words, others) >= limits.near:
            continue
        for entry in same:
            message = f"another source has the same translation in {model.article_id}"
            yield (
                entry.article_id,
                _finding(entry, message, expected=model.source, found=entry.source),
            )


def _words(key: str) -> Counter[str]:
    """The words of a source, figures left out."""
    return Counter(_WORD.findall(key))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """The share of words that two texts have in common (Dice): 1 for the same words."""
    return 2 * sum((one & other).values()) / (sum(one.values()) + sum(other.values()))


def _finding(entry: Entry, message: str, *, expected: str, found: str) -> Finding:
    return Finding(
        check="Q22",
        severity=Severity.INFORMATION if entry.is_by_hand else Severity.WARNING,
        message=message,
        segment_id=entry.segment_id,
        lang=entry.lang,
        expected=expected,
        found=found,
    )


CONSISTENCY = RunCheck(
    id="Q22",
    title="consistency within the run",
    explanation=(
        "Titles, headings, captions and short sentences are compared over all articles of a run: "
        "one source should have one translation, and sources that differ in more than figures, a "
        "word or an accent should not share theirs. Case, spaces and the final mark make no "
        "difference. The translation that a person wrote counts as the right one, else the most "
        "frequent."
    ),
    entries=entries_of,
    judge=judge,
)
