"""What the number parser must know of a language; the data stand in one module per language."""

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property

LANGUAGES: dict[str, str] = {
    "fr": "translate.numbers.french:FRENCH",
    "en": "translate.numbers.english:ENGLISH",
    "vi": "translate.numbers.vietnamese:VIETNAMESE",
}

SPACE = "[ \u00a0\u202f\u2009]"
CURRENCY_SIGN = r"[$£€¥₫]"
AND_A_HALF = rf"{SPACE}(?:et{SPACE}demie?|and{SPACE}a{SPACE}half|rưỡi)\b"
"""Behind a scale it is half of it (`2 tỷ rưỡi` are 2.5 billion), behind a unit half of that."""


@dataclass(frozen=True)
class NumberLanguage:
    """How one language writes numbers.

    `numerals` are the words below a hundred, `multipliers` the words that multiply what precedes
    them, `ordinals` the ordinal words with their value, `loose` the words that may stand for one of
    several numbers. Keys are in lower case. `scale` matches what may follow digits (its text, in
    lower case and without white space, is looked up in `scales`), `joint` what stands between the
    ends of a range, `decade_cue` what stands before the digits of a decade, `ignored` where one of
    the words `ignorable` is no number.
    """

    code: str
    decimal_mark: str
    numerals: Mapping[str, int]
    multipliers: Mapping[str, int]
    ordinals: Mapping[str, int]
    loose: Mapping[str, tuple[str, ...]]
    connectors: frozenset[str]
    months: Mapping[str, int]
    dated_month: re.Pattern[str]
    scale: re.Pattern[str]
    scales: Mapping[str, int]
    joint: re.Pattern[str]
    decade_cue: re.Pattern[str]
    ignorable: frozenset[str]
    ignored: re.Pattern[str]

    @cached_property
    def words(self) -> frozenset[str]:
        """All words that say a number, or may: the others need no second look."""
        return frozenset().union(
            self.numerals, self.multipliers, self.ordinals, self.loose, self.months
        )


@cache
def number_language(code: str) -> NumberLanguage:
    """The data of one language; a KeyError for a code that `LANGUAGES` does not list."""
    module, _, name = LANGUAGES[code].partition(":")
    language = getattr(importlib.import_module(module), name)
    assert isinstance(language, NumberLanguage), f"{LANGUAGES[code]} is not a number language"
    return language


def alternatives(words: Mapping[str, object]) -> str:
    """The words as the alternatives of a regular expression, longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def range_joint(words: str) -> re.Pattern[str]:
    """What joins the ends of a range: a dash or one of `words`, then perhaps a currency sign."""
    return re.compile(
        rf"{SPACE}?(?:[-–—]|{SPACE}(?:{words}){SPACE}){SPACE}?(?:US)?{CURRENCY_SIGN}?",
        re.IGNORECASE,
    )
