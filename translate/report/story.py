"""One article as its page shows it: lines of cells, each with its text, origin and notes."""

from dataclasses import dataclass

from translate.records import Severity
from translate.report.marking import Html, Note, marked, shown, spans, visible
from translate.report.names import role_name
from translate.report.rows import (
    SEVERITY_NAMES,
    SEVERITY_ORDER,
    ArticleRows,
    Cell,
    Remark,
    Row,
    remarks_of,
    text_of,
)


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A note in words: `letter` and `severity` say how bad it is."""

    id: str
    check: str
    letter: str
    severity: str
    lang: str
    message: Html
    expected: Html | None
    found: Html | None


@dataclass(frozen=True, slots=True)
class Side:
    """A text in one language. `flag` is the worst severity among the notes without a span."""

    lang: str
    is_source: bool
    index: int
    text: Html
    origin: str
    score: str
    flag: str
    notes: tuple[ShownNote, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A segment, or the summary, in all languages; `id` is its place on the page."""

    id: str
    kind: str
    label: str
    number: int | None
    segment_id: str
    pieces: int
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """An article: what its head says, its summary if it has one, its segments."""

    number: int
    article_id: str
    title: str
    facts: tuple[str, ...]
    notes: tuple[ShownNote, ...]
    summary: Line | None
    lines: tuple[Line, ...]


class StoryTeller:
    """Makes the stories of a page in its languages; the notes of a story are numbered through."""

    def __init__(self, source_lang: str, target_langs: tuple[str, ...]) -> None:
        self.langs = (source_lang, *target_langs)

    def story(self, rows: ArticleRows, number: int) -> Story:
        """The article of `rows` as number `number` of the report."""
        article = rows.article
        ids = _NoteIds(f"a{number}n")
        remarks = remarks_of(article)
        has_summary = any(text_of(article, f"summary_{lang}") for lang in self.langs)
        spoken = self.langs[1:] if has_summary else ()
        about_summary = [remark for remark in remarks if remark.lang in spoken]
        about_all = [ids.note(remark) for remark in remarks if remark.lang not in spoken]
        facts = [text_of(article, column) for column in ("path", "date", "place", "agency")]
        facts[1] = facts[1].removeprefix("--")  # a date without a year
        return Story(
            number=number,
            article_id=text_of(article, "article_id"),
            title=title_of(article, self.langs[0]),
            facts=tuple(visible(fact) for fact in facts if fact),
            notes=tuple(_shown(note) for note in about_all),
            summary=self._summary(article, about_summary, ids, number) if has_summary else None,
            lines=tuple(
                self._segment(row, ids, f"a{number}s{index}", index)
                for index, row in enumerate(rows.segments, start=1)
            ),
        )

    def _summary(self, article: Row, remarks: list[Remark], ids: "_NoteIds", number: int) -> Line:
        texts = {lang: article.get(f"summary_{lang}") for lang in self.langs}
        origins = {
            f"{lang}_origin": article.get(f"summary_{lang}_origin") for lang in self.langs[1:]
        }
        return Line(
            id=f"a{number}s0",
            kind="summary",
            label="Summary",
            number=None,
            segment_id=text_of(article, "summary_origin").replace("_", " "),
            pieces=1,
            sides=self._sides(texts, remarks, ids, origins),
        )

    def _segment(self, row: Row, ids: "_NoteIds", line_id: str, number: int) -> Line:
        texts = {lang: row.get(lang) for lang in self.langs}
        pieces = row.get("pieces")
        return Line(
            id=line_id,
            kind=text_of(row, "role"),
            label=role_name(text_of(row, "role")),
            number=number,
            segment_id=visible(text_of(row, "segment_id")),
            pieces=pieces if isinstance(pieces, int) else 1,
            sides=self._sides(texts, list(remarks_of(row)), ids, row),
        )

    def _sides(
        self,
        texts: dict[str, Cell],
        remarks: list[Remark],
        ids: "_NoteIds",
        row: Row,
    ) -> tuple[Side, ...]:
        """The cells of a line. What is said of no target of ours stands with the source."""
        sides = []
        for index, lang in enumerate(self.langs):
            is_source = index == 0
            notes = [
                ids.note(remark)
                for remark in remarks
                if (remark.lang not in self.langs[1:] if is_source else remark.lang == lang)
            ]
            text = str(texts[lang] or "")
            sides.append(
                Side(
                    lang=lang,
                    is_source=is_source,
                    index=index,
                    text=shown(text) if is_source else marked(text, notes),
                    origin="" if is_source else text_of(row, f"{lang}_origin"),
                    score=_score(row.get(f"{lang}_score")),
                    flag=_flag(notes, "" if is_source else text, is_source=is_source),
                    notes=tuple(_shown(note) for note in notes),
                )
            )
        return tuple(sides)


class _NoteIds:
    """Gives the notes of one story their identifiers."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self._last = 0

    def note(self, remark: Remark) -> Note:
        self._last += 1
        return Note(f"{self._prefix}{self._last}", remark)


def title_of(article: Row, source_lang: str) -> str:
    """The title in the source language, or the identifier where the story has none."""
    return text_of(article, f"title_{source_lang}") or text_of(article, "article_id")


def _score(cell: Cell) -> str:
    """A score with a true minus sign, empty where no engine was asked."""
    return f"{cell:.2f}".replace("-", "\u2212") if isinstance(cell, int | float) else ""


def _flag(notes: list[Note], text: str, *, is_source: bool) -> str:
    found: set[Severity] = {
        note.remark.severity for note in notes if is_source or not spans(note.remark, text)
    }
    return min(found, key=SEVERITY_ORDER.index).value.lower() if found else ""


def _shown(note: Note) -> ShownNote:
    remark = note.remark
    return ShownNote(
        id=note.id,
        check=visible(remark.check),
        letter=remark.severity.value.lower(),
        severity=SEVERITY_NAMES[remark.severity],
        lang=remark.lang or "",
        message=shown(remark.message),
        expected=shown(remark.expected) if remark.expected else None,
        found=shown(remark.found) if remark.found else None,
    )
