"""Texts to translations: recased, split where over-long, generated once each, joined again.

For a model that was taught placeholders, numbers, dates and names are carried past it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace

from translate.clauses import join_translations, split_clauses
from translate.french import BULLETS, EMOJI
from translate.placeholders import PLACEHOLDER, Masked, mask, unmask
from translate.records import Generation, Origin, Translation
from translate.workplan import TaskRunner

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_MIN_SHOUTED_WORDS = 4
_MIN_PIECE_TOKENS = 8
_MARK = f"[{BULLETS}{EMOJI}]"
_MARKS_BEFORE = re.compile(rf"(?:{_MARK}\s*|[-–—]\s+)+")
_MARKS_AFTER = re.compile(rf"(?:(?:\s|{_MARK})*{_MARK}|\s[-–—])\s*\Z")
_MAX_MARKS_AFTER = 20
_WHITE_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Frame:
    """A text and the marks around it that are no words: bullets, emoji, dashes of an intertitle."""

    before: str
    core: str
    after: str


@dataclass(frozen=True, slots=True)
class Job:
    """One text as the engine gets it: without its frame, in `pieces`, perhaps lower-cased.

    `masked` holds what is carried past the engine, if anything is.
    """

    text: str
    frame: "Frame"
    pieces: tuple[str, ...]
    is_recased: bool
    masked: Masked

    @property
    def inputs(self) -> tuple[str, ...]:
        """The pieces without outer white space: what is generated and remembered."""
        return tuple(piece.strip() for piece in self.pieces)


def translate_texts(
    texts: Iterable[str], runner: TaskRunner, carried_lang: str | None = None
) -> dict[str, Translation]:
    """Translate every text with the engine of `runner`; equal texts are generated once.

    `carried_lang` is the target language where numbers, dates and names are carried past the
    engine. What comes back without its placeholders is translated again as it stands, and noted.

    Raises:
        ModelError, OutputError, StoppedError: see `TaskRunner.run`.
    """
    jobs = _prepare(dict.fromkeys(texts), runner, is_masking=carried_lang is not None)
    generations = runner.run(item for job in jobs for item in job.inputs if item)
    made = {job.text: _assemble(job, generations, carried_lang) for job in jobs}
    lost = _prepare([text for text in made if made[text] is None], runner, is_masking=False)
    if lost:
        generations = runner.run(item for job in lost for item in job.inputs if item)
    again = {job.text: _assemble(job, generations, None, "placeholders_lost") for job in lost}
    return {text: kept for text, kept in (made | again).items() if kept is not None}


def translate_variants(
    texts: Iterable[str], runner: TaskRunner, carried_lang: str | None = None
) -> dict[str, list[Translation]]:
    """Every candidate that the engine of `runner` keeps of each text, best first, without doubles.

    A candidate that lost its placeholders is left out, so that a text may have none.

    Raises:
        ModelError, OutputError, StoppedError: see `TaskRunner.run`.
    """
    jobs = _prepare(dict.fromkeys(texts), runner, is_masking=carried_lang is not None)
    generations = runner.run(item for job in jobs for item in job.inputs if item)
    return {job.text: _variants(job, generations, carried_lang) for job in jobs}


def translate_in_clauses(
    texts: Iterable[str], runner: TaskRunner, carried_lang: str | None = None
) -> dict[str, Translation]:
    """Each text of two clauses or more, cut in about half, translated in pieces and joined.

    Texts that are too short to be cut are left out, and so is what lost its placeholders.

    Raises:
        ModelError, OutputError, StoppedError: see `TaskRunner.run`.
    """
    jobs = _prepare(dict.fromkeys(texts), runner, is_masking=carried_lang is not None)
    lengths = runner.count_tokens([job.masked.text for job in jobs])
    cut = [
        replace(job, pieces=tuple(_halves(job.masked.text, length, runner)))
        for job, length in zip(jobs, lengths, strict=True)
        if length >= 2 * _MIN_PIECE_TOKENS
    ]
    cut = [job for job in cut if len(job.pieces) > 1]
    generations = runner.run(item for job in cut for item in job.inputs if item)
    made = {job.text: _assemble(job, generations, carried_lang) for job in cut}
    return {text: kept for text, kept in made.items() if kept is not None}


def is_shouted(text: str) -> bool:
    """Whether a line is all capitals and longer than three words: models loop on those.

    >>> is_shouted("LE VIETNAM GAGNE LA FINALE")
    True
    >>> is_shouted("L'ASEAN ET L'ONU"), is_shouted("Le Vietnam gagne la finale")
    (False, False)
    """
    words = _WORD.findall(text)
    return len(words) >= _MIN_SHOUTED_WORDS and text.isupper()


def find_frame(text: str) -> Frame:
    """Set the marks around a text apart: models drop them, or loop on them.

    >>> find_frame("- Une plante menacée -")
    Frame(before='- ', core='Une plante menacée', after=' -')
    >>> find_frame("🌿 À Ninh Binh")
    Frame(before='🌿 ', core='À Ninh Binh', after='')
    """
    begin = _MARKS_BEFORE.match(text)
    start = begin.end() if begin else 0
    end = _MARKS_AFTER.search(text, max(start, len(text) - _MAX_MARKS_AFTER))
    stop = end.start() if end else len(text)
    return Frame(text[:start], text[start:stop], text[stop:])


def _recase(text: str) -> str:
    return text.capitalize() if is_shouted(text) else text


def _prepare(texts: Iterable[str], runner: TaskRunner, *, is_masking: bool) -> list[Job]:
    """The texts as the engine gets them; their tokens are counted all at once."""
    jobs = [_frame_job(text, is_masking=is_masking) for text in texts]
    lengths = runner.count_tokens([job.pieces[0] for job in jobs])
    limit = runner.engine.max_source_tokens
    return [
        job
        if length <= limit
        else replace(job, pieces=tuple(split_clauses(job.pieces[0], limit, runner.count_tokens)))
        for job, length in zip(jobs, lengths, strict=True)
    ]


def _frame_job(text: str, *, is_masking: bool) -> Job:
    """A text without its frame, recased and masked where that is due, in one piece."""
    frame = find_frame(text)
    given = _recase(frame.core)
    is_recased = given != frame.core
    masked = mask(given) if is_masking else Masked(given, {})
    # Of a text that is a name or a number alone, nothing would be left to translate.
    if not _WORD.search(PLACEHOLDER.sub("", masked.text)):
        masked = Masked(given, {})
    return Job(text, frame, (masked.text,), is_recased, masked)


def _assemble(
    job: Job, generations: dict[str, Generation], carried_lang: str | None, *notes: str
) -> Translation | None:
    """The translation of a job from the generations of its pieces; None: a placeholder is lost."""
    kept = [(piece, item) for piece, item in zip(job.pieces, job.inputs, strict=True) if item]
    made = [generations[item] for _, item in kept]
    text = (
        made[0].text
        if len(made) == 1
        else join_translations([piece for piece, _ in kept], [g.text for g in made])
    )
    text = tidy(text)
    if job.masked.entities and carried_lang:
        unmasked = unmask(text, job.masked, carried_lang)
        if unmasked is None:
            return None
        text = unmasked
    if len(job.pieces) > 1:
        notes = (*notes, "split")
    if job.is_recased:
        text = text.upper()
        notes = (*notes, "recased")
    if text:
        text = job.frame.before + text + job.frame.after
    weight = sum(max(1, generation.target_tokens) for generation in made)
    score = sum(g.score * max(1, g.target_tokens) for g in made) / weight if made else None
    return Translation(
        text=text,
        origin=Origin.ENGINE,
        score=round(score, 4) if score is not None else None,
        pieces=max(1, len(made)),
        finished=all(generation.finished for generation in made),
        notes=notes,
    )


def _halves(text: str, length: int, runner: TaskRunner) -> list[str]:
    """A text of `length` tokens in pieces that are clearly shorter than the whole."""
    limit = min(runner.engine.max_source_tokens, max(_MIN_PIECE_TOKENS, length * 2 // 3))
    return split_clauses(text, limit, runner.count_tokens)


def _variants(
    job: Job, generations: dict[str, Generation], carried_lang: str | None
) -> list[Translation]:
    """The translations that the candidates of the pieces give, rank by rank."""
    made = {
        item: (generations[item], *generations[item].alternatives) for item in job.inputs if item
    }
    ranks = max((len(candidates) for candidates in made.values()), default=0)
    by_text: dict[str, Translation] = {}
    for rank in range(ranks):
        chosen = {item: found[min(rank, len(found) - 1)] for item, found in made.items()}
        translation = _assemble(job, chosen, carried_lang)
        if translation is not None:
            by_text.setdefault(translation.text, translation)
    return list(by_text.values())


def tidy(text: str) -> str:
    """A generated text on one line, stripped, in NFC.

    >>> tidy(" Hello \\n  world ")
    'Hello world'
    """
    return unicodedata.normalize("NFC", _WHITE_SPACE.sub(" ", text).strip())
