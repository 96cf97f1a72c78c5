"""Whether a glossary of a user's own is sound, and whether it says what its author means.

Nothing is judged by taste: a remark is made where a row cannot work, contradicts another row, or
has the form of a common slip.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from translate.terminology.glossary import Glossary, built_in
from translate.terminology.matching import fold
from translate.terminology.people import bare_names
from translate.terminology.terms import Term, TermTable, read_table_text, scan_terms

_COMMON_KINDS = frozenset({"institution", "term"})
_MARKED_LANG = "vi"


class Level(StrEnum):
    """How much a remark matters: a fault stops a run, a warning is doubtful, the rest is news."""

    FAULT = "fault"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True, order=True)
class Remark:
    """What is to be said of one line of a glossary."""

    line: int
    level: Level
    message: str


@dataclass(frozen=True, slots=True)
class TermsReport:
    """All remarks about a glossary file, by line, and how many sound rows it has."""

    terms: int
    remarks: tuple[Remark, ...]

    def count(self, level: Level) -> int:
        """How many remarks of a level there are."""
        return sum(remark.level is level for remark in self.remarks)


def check_terms(path: Path) -> TermsReport:
    """What is to be said of a glossary file, all at once.

    Raises:
        ConfigError: the file cannot be read.
    """
    return review_terms(read_table_text(path))


def review_terms(text: str) -> TermsReport:
    """What is to be said of the CSV `text` of a glossary.

    >>> report = review_terms("fr,en,kind\\nMoscou,Moscow City,capital\\n")
    >>> [remark.message for remark in report.remarks]
    ['`Moscou` overrides the built-in table in en: Moscow City, not Moscow']
    """
    table = scan_terms(text)
    remarks = [Remark(line, Level.FAULT, problem) for line, problem in table.problems]
    if not table.rows and not remarks:
        remarks.append(Remark(1, Level.FAULT, "the file holds no term"))
    shipped = {term.fr: term for term in built_in().terms}
    for line, term in table.rows:
        known = shipped.get(term.fr)
        remarks += [Remark(line, Level.WARNING, text) for text in _doubts(term, known)]
        remarks += [
            Remark(line, Level.INFORMATION, text) for text in _overrides(term, known, table)
        ]
    remarks += [Remark(line, Level.WARNING, text) for line, text in _rivals(table)]
    return TermsReport(len(table.rows), tuple(sorted(remarks)))


def _doubts(term: Term, known: Term | None) -> Iterator[str]:
    if not term.targets and known is None:
        yield f"`{term.fr}` has no form in any language"
    if "  " in term.fr or not Glossary([term]).find(term.fr):
        yield f"`{term.fr}` would never be found in a French text"
    for lang, forms in term.targets.items():
        for form in forms:
            if not any(map(str.isalnum, form[:1])):
                yield f"`{form}` ({lang}) would never be recognised: it begins with no letter"
        is_left = term.kind in _COMMON_KINDS and not term.is_acronym and forms[0] == term.fr
        if is_left:
            yield f"`{term.fr}` is the same in {lang}: the kind {term.kind} is mostly translated"
    for form in term.accepted(_MARKED_LANG):
        if marked := _marked(form):
            yield f"`{form}` (vi) looks like a name without its marks{marked}"


def _marked(form: str) -> str:
    """What to say of a Vietnamese form that lost its marks: empty where it did not."""
    if not form.isascii() or " " not in form:
        return ""
    spelled = built_in().lookup(form, _MARKED_LANG)
    if spelled is not None and fold(spelled) == form and spelled != form:
        return f": {spelled}?"
    is_whole = any(name.text == form for name in bare_names(form))
    return ": write it as Vietnamese does" if is_whole else ""


def _overrides(term: Term, known: Term | None, table: TermTable) -> Iterator[str]:
    """Where a row says another thing than the built-in table; it wins, so this is no fault."""
    if known is None:
        return
    if known.kind != term.kind:
        yield f"`{term.fr}` overrides the kind of the built-in table: {term.kind}, not {known.kind}"
    for lang in sorted(table.languages):
        ours, theirs = known.accepted(lang), term.accepted(lang)
        if ours and not theirs:
            yield f"`{term.fr}` is taken out of {lang}, where the built-in table has {ours[0]}"
        elif ours and theirs[0] != ours[0]:
            yield f"`{term.fr}` overrides the built-in table in {lang}: {theirs[0]}, not {ours[0]}"


def _rivals(table: TermTable) -> Iterator[tuple[int, str]]:
    """Rows whose French forms differ in accents or case only, with different translations."""
    first: dict[str, tuple[int, Term]] = {}
    for line, term in table.rows:
        earlier, other = first.setdefault(fold(term.fr).lower(), (line, term))
        for lang in sorted(set(term.targets) & set(other.targets)):
            if term.targets[lang][0] != other.targets[lang][0]:
                yield (
                    line,
                    f"`{term.fr}` folds like `{other.fr}` on line {earlier}, but in {lang} it is "
                    f"{term.targets[lang][0]}, not {other.targets[lang][0]}",
                )
