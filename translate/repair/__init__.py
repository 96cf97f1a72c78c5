"""Set right by rule what an engine left in the style of another language.

It changes the dress of a text, never what it says: a number or a date is touched only where its
value stands in the source as well. `23/4/2025` with day and month in the wrong order is left for
the checks to report: which order was meant would be a guess.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from translate.records import TargetRepair
from translate.repair.characters import character_edits, space_edits
from translate.repair.dates import date_edits
from translate.repair.draft import Draft, Edit
from translate.repair.hours import hour_edits
from translate.repair.numerals import currency_edits, number_edits
from translate.repair.punctuation import punctuation_edits, quote_edits
from translate.repair.spelling import spelling_edits

__all__ = ["LANGUAGES", "Repaired", "repair_target"]

LANGUAGES = frozenset({"en", "vi"})

_Rule = Callable[[str, str, str], Iterable[Edit]]

# In this order: a later rule sees what the earlier ones left.
_RULES: tuple[_Rule, ...] = (
    character_edits,
    spelling_edits,
    space_edits,
    quote_edits,
    punctuation_edits,
    number_edits,
    currency_edits,
    date_edits,
    hour_edits,
)
_MOST_ROUNDS = 4  # one repair can lay bare another; two rounds were the most ever needed


@dataclass(frozen=True, slots=True)
class Repaired:
    """A target text, and what was set right in it, in the order of the text."""

    text: str
    repairs: tuple[TargetRepair, ...] = ()


def repair_target(source: str, target: str, lang: str) -> Repaired:
    """`target` as its language writes it; the same text where nothing is to repair.

    The source is French. A language that we have no rules for is left as it is. To repair twice
    changes nothing more.

    >>> repair_target("« 600.000 têtes, soit 7,1 % »", "« 600.000 head, or 7,1 % »", "en").text
    '“600,000 head, or 7.1%”'
    >>> [(repair.check, repair.before, repair.after, repair.start) for repair in
    ...     repair_target("4,1 milliards", "4.1 tỷ", "vi").repairs]
    [('Q09', '4.1', '4,1', 0)]
    """
    if lang not in LANGUAGES:
        return Repaired(target)
    draft = Draft(target)
    for _ in range(_MOST_ROUNDS):
        before = draft.text
        for rule in _RULES:
            draft = draft.edited(rule(source, draft.text, lang))
        if draft.text == before:
            break
    return Repaired(
        draft.text,
        tuple(
            TargetRepair(
                change.check, change.before, draft.text[change.start : change.end], change.start
            )
            for change in draft.changes
        ),
    )
