"""`translate review import` and `forget`: what people wrote, into the memory and out of it.

Nothing but the memory is changed: the outputs follow when the run is made again.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from translate.errors import ConfigError
from translate.memory import HumanTranslation, Imported, Memory
from translate.output_folder import hold, prepare_output
from translate.review.judging import Examined, Judgement, Problem, judge
from translate.review.output_rows import Selection, read_languages, read_rows
from translate.review.rows import Key
from translate.review.tables import load_table


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or in a dry run would do; `imported` is None where nothing was stored.

    `texts` counts the translations to store (several rows may have one source), `normalized` those
    of their rows that were put on one line or in NFC, `stray_comments` the comments on rows without
    a human text, which are not kept.
    """

    rows: int
    empty: int
    taken: int
    texts: int
    normalized: int
    stray_comments: int
    problems: tuple[Problem, ...]
    imported: Imported | None


@dataclass(frozen=True, slots=True)
class ForgetRequest:
    """What is to be forgotten: the texts of a segment, of a summary, or all; `langs` empty: any."""

    segment_id: str | None = None
    summary_of: str | None = None
    is_all: bool = False
    langs: tuple[str, ...] = ()


def import_review(
    output: Path, file: Path, *, is_skipping: bool = False, is_dry_run: bool = False
) -> ImportReport:
    """Store the human texts of `file` in the memory of `output`.

    Where any row is wrong nothing is stored, unless `is_skipping` lets those rows be passed over.

    Raises:
        ConfigError: the file cannot be read, or is no table of a review; or the output is no
            finished run.
        OutputError: the output is held by a run (BusyError), or its memory cannot be written.
    """
    if is_dry_run:
        return _report(_judge(output, file), None)
    # Told before the folder is touched; told again within the lock, as a run may end meanwhile.
    read_languages(output)
    with _memory_of(output) as memory:
        judgement = _judge(output, file)
        if judgement.problems and not is_skipping:
            return _report(judgement, None)
        return _report(judgement, memory.import_human(_translations(judgement.taken)))


def forget(output: Path, request: ForgetRequest) -> int:
    """Take human texts out of the memory of `output`; return how many.

    Raises:
        ConfigError: the request names no text, or one that is not in the output.
        OutputError: see `import_review`.
    """
    named = (request.segment_id is not None, request.summary_of is not None, request.is_all)
    if sum(named) != 1:
        raise ConfigError(
            "what is to be forgotten is not said, or said twice",
            remedy="give one of --segment ID, --summary ARTICLE_ID and --all",
        )
    languages = read_languages(output)
    with _memory_of(output) as memory:
        if request.is_all:
            texts = memory.human_texts()
            langs = request.langs or tuple(texts)
            return memory.forget_human(
                [(lang, source) for lang in langs for source in texts.get(lang, ())]
            )
        selection = Selection(is_all=True, langs=frozenset(request.langs))
        keys = {
            (row.key[2], row.source)
            for row in read_rows(output, languages, selection)
            if _is_named(row.key, request)
        }
        if not keys:
            raise ConfigError(
                "the output has no such text",
                where=request.segment_id or request.summary_of or "",
                remedy="give an id, and languages, of this very output",
            )
        return memory.forget_human(sorted(keys))


def _is_named(key: Key, request: ForgetRequest) -> bool:
    article_id, segment_id, _ = key
    if request.segment_id is not None:
        return segment_id == request.segment_id
    return not segment_id and article_id == request.summary_of


@contextmanager
def _memory_of(output: Path) -> Iterator[Memory]:
    """The memory of an output, which no run holds meanwhile."""
    work = prepare_output(output)
    with hold(work), Memory(work / "memory.sqlite") as memory:
        yield memory


def _judge(output: Path, file: Path) -> Judgement:
    languages = read_languages(output)

    def look_up(keys: set[Key]) -> Mapping[Key, str]:
        rows = read_rows(output, languages, Selection(is_all=True))
        return {row.key: row.source for row in rows if row.key in keys}

    return judge(load_table(file).read(file), look_up)


def _translations(rows: list[Examined]) -> list[HumanTranslation]:
    """One translation for each source text and language; the first comment stays with it."""
    found: dict[tuple[str, str], HumanTranslation] = {}
    for row in rows:
        key = row.key[2], row.source
        if key not in found or not found[key].comment:
            found[key] = HumanTranslation(*key, row.human, row.comment)
    return list(found.values())


def _report(judgement: Judgement, imported: Imported | None) -> ImportReport:
    return ImportReport(
        rows=len(judgement.taken) + len(judgement.empty) + len(judgement.problems),
        empty=len(judgement.empty),
        taken=len(judgement.taken),
        texts=len(_translations(judgement.taken)),
        normalized=sum(row.is_normalized for row in judgement.taken),
        stray_comments=sum(bool(row.comment) for row in judgement.empty),
        problems=tuple(judgement.problems),
        imported=imported,
    )
