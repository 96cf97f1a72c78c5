"""Articles to short French summaries: parts, candidates, a faithfulness gate, the lead as fallback.

A summary that says more than its article is worse than none: about one in ten sentences of the
best open French summariser holds a number or a name that the article lacks. So every candidate has
to pass a gate, and where none does, the human lead is the summary.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from translate.clauses import split_clauses
from translate.config import SummaryConfig
from translate.french import STARTERS
from translate.numbers import unsupported_numbers
from translate.readers.language import is_french
from translate.records import Article, Generation, Role, SummaryOrigin
from translate.repetition import describe_loop
from translate.segmenter import split_sentences
from translate.translator import tidy
from translate.workplan import TaskRunner

_MIN_FRENCH_SHARE = 0.1  # half of what an article needs: summaries are dense with names
_NAME = re.compile(r"(?<!\w)[^\W\d_]\w*")  # `M6` is one name
_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_SENTENCE_END = re.compile(r"[.!?…][\s\u00a0]*[»”\"')\]]*$")


@dataclass(frozen=True, slots=True)
class Draft:
    """A French summary in sentences, before it is translated; see `Summary` for the rest."""

    sentences: tuple[str, ...]
    origin: SummaryOrigin
    parts: int = 1
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an article says, as the gate compares it: its text, and its words without accents."""

    text: str
    words: frozenset[str]


def summarize_articles(
    articles: Sequence[Article], runner: TaskRunner | None, options: SummaryConfig
) -> dict[str, Draft]:
    """Draft a summary for every article, by `article_id`; without a runner, the lead or first
    sentence.

    Long articles are summarised in parts, then the parts' summaries are, until one part is left:
    nothing is cut.

    Raises:
        ModelError, OutputError, StoppedError: see `TaskRunner.run`.
    """
    if runner is None:
        return {article.article_id: _fall_back(article, ()) for article in articles}
    candidates, parts = _generate(articles, runner, options)
    return {
        article.article_id: _choose(
            article, candidates[article.article_id], parts[article.article_id], options
        )
        for article in articles
    }


def _generate(
    articles: Sequence[Article], runner: TaskRunner, options: SummaryConfig
) -> tuple[dict[str, Generation | None], dict[str, int]]:
    """The last generation of each article, and the number of parts it was first cut into."""
    # Counted all at once here, and found by the planning of each article.
    runner.count_tokens([sentence for a in articles for sentence in _sentences_of(a)])
    pending = {a.article_id: plan_parts(_sentences_of(a), runner, options) for a in articles}
    parts = {article_id: max(1, len(texts)) for article_id, texts in pending.items()}
    done: dict[str, Generation | None] = {a: None for a, texts in pending.items() if not texts}
    while len(done) < len(pending):
        active = {a: texts for a, texts in pending.items() if a not in done}
        made = runner.run(text for texts in active.values() for text in texts)
        for article_id, texts in active.items():
            if len(texts) == 1:
                done[article_id] = made[texts[0]]
                continue
            sentences = [tidy(made[text].text) for text in texts]
            shorter = plan_parts([s for s in sentences if s], runner, options)
            # A model that does not shorten would go round for ever: its best part stands alone.
            pending[article_id] = shorter if 0 < len(shorter) < len(texts) else texts[:1]
    return done, parts


def plan_parts(sentences: Iterable[str], runner: TaskRunner, options: SummaryConfig) -> list[str]:
    """Group sentences into parts that the summariser takes whole; no sentence is left out."""
    limit = runner.engine.max_source_tokens
    max_words = options.max_input_words
    pieces: list[tuple[str, int, int]] = []
    for sentence in sentences:
        for piece in split_clauses(sentence, limit, runner.count_tokens):
            if text := piece.strip():
                pieces.append((text, runner.count_tokens([text])[0], len(_WORD.findall(text))))
    parts: list[list[str]] = []
    tokens = words = 0
    for text, text_tokens, text_words in pieces:
        is_full = tokens + text_tokens > limit or (
            max_words is not None and words + text_words > max_words
        )
        if not parts or is_full:
            parts.append([])
            tokens = words = 0
        parts[-1].append(text)
        tokens += text_tokens
        words += text_words
    return [" ".join(part) for part in parts]


def _choose(
    article: Article, generation: Generation | None, parts: int, options: SummaryConfig
) -> Draft:
    """The first candidate that passes the gate, else the fallback with all the reasons."""
    if generation is None:
        return _fall_back(article, ())
    evidence = evidence_of(article)
    rejected: list[str] = []
    for candidate in (generation, *generation.alternatives):
        text = tidy(candidate.text)
        reason = "unfinished" if not candidate.finished else find_fault(text, evidence, options)
        if reason is None:
            origin = SummaryOrigin.MODEL if parts == 1 else SummaryOrigin.MODEL_PARTS
            return Draft(_split(text), origin, parts, tuple(rejected))
        rejected.append(reason)
    return _fall_back(article, tuple(rejected), parts)


def _fall_back(article: Article, rejected: tuple[str, ...], parts: int = 1) -> Draft:
    """The human lead, else the first sentence of the body, else its title."""
    lead = tuple(s.source for s in article.segments if s.role is Role.LEAD and s.source)
    if lead:
        return Draft(lead, SummaryOrigin.LEAD, parts, rejected)
    body = [s.source for s in article.segments if s.role is Role.BODY and s.source]
    if body:
        return Draft((body[0],), SummaryOrigin.FIRST_SENTENCE, parts, rejected)
    return Draft((), SummaryOrigin.NONE, parts, rejected)


def evidence_of(article: Article) -> Evidence:
    """What a summary of `article` may be built from: its own text, without the tail of links."""
    return gather_evidence(_text_of(article))


def gather_evidence(text: str) -> Evidence:
    """What a summary of `text` may be built from.

    >>> sorted(gather_evidence("Huế a reçu 600.000 visiteurs").words)
    ['000', '600', 'a', 'hue', 'recu', 'visiteurs']
    """
    words = frozenset(_fold(word) for word in re.findall(r"\w+", text))
    return Evidence(text, words)


def find_fault(text: str, evidence: Evidence, options: SummaryConfig) -> str | None:
    """Why a summary is refused, or None where it may stand.

    >>> evidence = gather_evidence("M. Son a visité Hanoi le 3 mai. La ville compte 8 millions.")
    >>> find_fault("M. Son a visité Hanoi le 3 mai.", evidence, SummaryConfig())
    >>> find_fault("M. Son a visité Hanoi le 4 mai.", evidence, SummaryConfig())
    'number 4 is not in the article'
    >>> find_fault("M. Son a visité Moscou le 3 mai.", evidence, SummaryConfig())
    'name Moscou is not in the article'
    """
    return _fault_of_form(text, options) or find_unsupported(text, evidence)


def _fault_of_form(text: str, options: SummaryConfig) -> str | None:
    words = count_words(text)
    if not options.min_words <= words <= options.max_words:
        return f"{words} words, allowed are {options.min_words} to {options.max_words}"
    if not ends_as_sentence(text):
        return "does not end as a sentence"
    if loop := describe_loop(text, "fr"):
        return f"a loop: {loop}"
    return None if is_french_summary(text) else "not in French"


def count_words(text: str) -> int:
    """How many words a summary has; `l'Assemblée` and `vice-président` are one each."""
    return len(_WORD.findall(text))


def ends_as_sentence(text: str) -> bool:
    """Whether a final mark closes the text, quotes and brackets apart."""
    return _SENTENCE_END.search(text) is not None


def is_french_summary(text: str) -> bool:
    """Whether a summary is French; it needs fewer stop words than an article."""
    return is_french(text, _MIN_FRENCH_SHARE)


def find_unsupported(text: str, evidence: Evidence) -> str | None:
    """The first number value or name that the article lacks, told as a reason to refuse it."""
    for number in unsupported_numbers(text, evidence.text, "fr"):
        return f"number {number.text} is not in the article"
    for name in _names_in(text):
        if _fold(name) not in evidence.words:
            return f"name {name} is not in the article"
    return None


def _names_in(text: str) -> list[str]:
    """The capitalised words, but for those that only begin a sentence."""
    starts = {start for start, _ in split_sentences(text)}
    names = []
    for match in _NAME.finditer(text):
        word = match.group()
        if not word[0].isupper():
            continue
        begins = not _NAME.search(
            text[max(s for s in starts if s <= match.start()) : match.start()]
        )
        if begins and (word in STARTERS or f"{word}'" in STARTERS):
            continue
        names.append(word)
    return names


def _fold(word: str) -> str:
    """A word without case and accents, so that `Huế`, `Hué` and `Hue` are one."""
    folded = word.casefold().replace("đ", "d").replace("œ", "oe")
    decomposed = unicodedata.normalize("NFD", folded)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _sentences_of(article: Article) -> list[str]:
    """What is summarised: the body, without the lead, which often only repeats its beginning."""
    body = [s.source for s in article.segments if s.role is Role.BODY and s.source]
    return body or [s.source for s in article.segments if s.role is Role.LEAD and s.source]


def _text_of(article: Article) -> str:
    roles = {Role.TITLE, Role.LEAD, Role.DATELINE, Role.BODY, Role.CAPTION}
    return "\n".join(s.source for s in article.segments if s.role in roles)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text[start:end].strip() for start, end in split_sentences(text))
