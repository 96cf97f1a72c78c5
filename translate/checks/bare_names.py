"""Q13: a Vietnamese name stands without its marks in a Vietnamese text."""

from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import WRITTEN_FOR_US, Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.records import Severity
from translate.terminology import Glossary
from translate.terminology.matching import fold
from translate.terminology.people import bare_names, known_people

_LANG = "vi"


@dataclass(frozen=True, slots=True)
class Bare:
    """A name without marks, and what it may be with them: nothing where no table knows it."""

    start: int
    text: str
    spellings: tuple[str, ...]


def score(pair: Pair, glossary: Glossary) -> list[Bare]:
    """The names of people and places in a Vietnamese target that have lost all their marks."""
    if pair.lang != _LANG:
        return []
    known = list(_known(pair.target, glossary))
    taken = bytearray(len(pair.target))
    for bare in known:
        taken[bare.start : bare.start + len(bare.text)] = b"\1" * len(bare.text)
    unknown = [
        Bare(name.start, name.text, _spellings(name.text, glossary))
        for name in bare_names(pair.target)
        if not any(taken[name.start : name.end])
    ]
    return sorted([*known, *unknown], key=lambda bare: bare.start)


def accept(names: list[Bare], _options: ChecksConfig) -> Iterator[Observation]:
    """A warning for each name, with every spelling that is known for it."""
    for bare in names:
        yield Observation(
            Severity.WARNING,
            f"the Vietnamese name {bare.text} has lost its marks",
            span=(bare.start, bare.start + len(bare.text)),
            expected=" / ".join(bare.spellings) or None,
            found=bare.text,
        )


def _known(target: str, glossary: Glossary) -> Iterator[Bare]:
    """The names of the glossary that stand in the target without marks."""
    for hit in glossary.find(target):
        found, forms = target[hit.start : hit.end], hit.payload.accepted(_LANG)
        # A single word (`Hue`, `Vinh`) is too often another one.
        if not found.isascii() or " " not in found or not hit.payload.is_name or found in forms:
            continue
        spellings = tuple(form for form in forms if fold(form) == found)
        if spellings:
            yield Bare(hit.start, found, spellings)


def _spellings(name: str, glossary: Glossary) -> tuple[str, ...]:
    """What a name without marks may be with them: the user's table decides before ours."""
    plain = " ".join(name.split())
    known = glossary.lookup(plain, _LANG, {"person"})
    if known is not None:
        return (known,)
    return known_people().get(plain, ())


BARE_NAMES = PairCheck(
    id="Q13",
    title="name without marks",
    explanation=(
        "A Vietnamese name stands in the Vietnamese text as French writes it, without its marks: "
        "Nguyen Van Hung. Names of the table are restored by rule; of others nobody can tell "
        "whether Hung is Hùng or Hưng, so a person has to write them, best into a glossary."
    ),
    score=score,
    accept=accept,
    origins=WRITTEN_FOR_US,
)
