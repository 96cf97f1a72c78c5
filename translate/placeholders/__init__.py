"""Numbers, dates and names that a small model need not translate, only carry: `{N1}`, `{F1}`.

A model that was taught such placeholders copies them almost without fault, where it would change
digits and letters of rare names. Values are put back in the style of the target language. What
cannot be put back exactly once is no translation: the text is then translated as it stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from translate.placeholders.entities import Entity, find_entities
from translate.placeholders.folding import fold

__all__ = ["Entity", "Masked", "find_entities", "mask", "mask_pair", "unmask"]

PLACEHOLDER = re.compile(r"\{[DFMNPY]\d\}")
_ANY_BRACE = re.compile(r"[{}]")
_LAST_INDEX = 9


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with placeholders, and what each stands for."""

    text: str
    entities: Mapping[str, Entity]


def mask(text: str) -> Masked:
    """Put a placeholder in the place of every number, date and name that is carried over.

    >>> mask("Le 22 avril, Anatony Artamonov a cité 600.000 visiteurs.").text
    'Le {D1}, {F1} a cité {N1} visiteurs.'
    """
    if _ANY_BRACE.search(text):
        return Masked(text, {})
    return _place(text, find_entities(text))


def mask_pair(source: str, target: str, lang: str) -> tuple[str, str]:
    """Mask what stands in both texts, each once, in the form that the target language gives it.

    >>> mask_pair("600.000 visiteurs en 2020", "600,000 visitors in 2021", "en")
    ('{N1} visiteurs en 2020', '{N1} visitors in 2021')
    """
    if _ANY_BRACE.search(source + target):
        return source, target
    found: list[tuple[Entity, tuple[int, int]]] = []
    for entity in find_entities(source):
        place = _find_once(target, entity.forms.get(lang, entity.text))
        if place and not any(place[0] < end and start < place[1] for _, (start, end) in found):
            found.append((entity, place))
    masked = _place(source, [entity for entity, _ in found])
    names = {id(entity): name for name, entity in masked.entities.items()}
    for entity, (start, end) in sorted(found, key=lambda item: -item[1][0]):
        if id(entity) in names:
            target = target[:start] + names[id(entity)] + target[end:]
    return masked.text, target


def unmask(target: str, masked: Masked, lang: str) -> str | None:
    """Put the values back; None where a placeholder is missing, doubled or unknown.

    >>> unmask("On {D1}, {N1} visitors.", mask("Le 2 mai, 1.500 visiteurs."), "en")
    'On May 2, 1,500 visitors.'
    >>> unmask("On {D1}, visitors.", mask("Le 2 mai, 1.500 visiteurs."), "en")
    """
    if sorted(PLACEHOLDER.findall(target)) != sorted(masked.entities):
        return None
    for name, entity in masked.entities.items():
        target = target.replace(name, entity.forms.get(lang, entity.text))
    return None if masked.entities and _ANY_BRACE.search(target) else target


def _place(text: str, entities: list[Entity]) -> Masked:
    counts: dict[str, int] = {}
    placed: dict[str, Entity] = {}
    parts: list[str] = []
    last = 0
    for entity in entities:
        number = counts.get(entity.kind, 0) + 1
        if number > _LAST_INDEX:
            continue
        counts[entity.kind] = number
        name = f"{{{entity.kind}{number}}}"
        placed[name] = entity
        parts += [text[last : entity.start], name]
        last = entity.end
    return Masked("".join([*parts, text[last:]]), placed)


def _find_once(text: str, form: str) -> tuple[int, int] | None:
    """Where a form stands in a text as a whole word, if it does so once; accents do not count."""
    pattern = rf"(?<![\w.,]){re.escape(fold(form))}(?!\w|[.,]\d)"
    found = [match.span() for match in re.finditer(pattern, fold(text))]
    return found[0] if len(found) == 1 else None
