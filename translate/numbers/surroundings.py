"""What the text around a run of digits makes of it: a name, a scale, an ordinal, a decade."""

import re
from dataclasses import dataclass
from decimal import Decimal

from translate.numbers.language import AND_A_HALF, CURRENCY_SIGN, SPACE, NumberLanguage
from translate.numbers.values import NumberKind

_REACH = 40  # characters that are looked at before a number
_WEEKDAYS = frozenset("234567")  # thứ 2 is Monday, thứ 7 Saturday
_CENTURY = 100

_SUFFIX = re.compile(r"[^\W\d_]{1,16}")
_WORD_BEFORE = re.compile(r"([^\W\d_]{1,20})([-‑]?)$")
_CURRENCY_BEFORE = re.compile(rf"(?:{CURRENCY_SIGN}|\b(?:USD|EUR|GBP|VND)){SPACE}?$")
_MONEY_SCALE = re.compile(rf"{SPACE}?([mbkMBK])(?!\w)")
_MONEY_SCALES = {"m": 10**6, "b": 10**9, "k": 10**3}
_AND_A_HALF = re.compile(AND_A_HALF)
_ORDINAL = re.compile(
    r"(?:er|ère|re|nde?|e|ᵉ|ᵉʳ|è|ème|eme|ième|d|st|nd|rd|th)s?(?!\w)", re.IGNORECASE
)
# Glued to digits these are units or currencies; any other letters make a name (39C, 4G, 3D).
_UNITS = frozenset(
    "km m cm mm nm kg g mg t l ml cl ha h hr hrs min mn s sec ms kmh kph mph px fps ft in lb lbs "
    "kw kW MW GW kWh MWh GWh TWh kV V W Hz kHz MHz GHz GB MB TB KB Go Mo To Ko º c p x ans an yr "
    "USD EUR VND CNY GBP GMT UTC đ đồng người tuổi yrs k M K km² m² m³".split()
)
# Small words that may stand before a hyphen and a number without making a name of it (mi-2021).
_PREFIXES = frozenset(
    "mi mid pré pre post anti under over age top non plus moins entre early late fin début avant "
    "après sub super of the de à mars".split()
)
_DISEASE = re.compile(rf"\b(?:covid|sars-cov){SPACE}?$", re.IGNORECASE)
_WEEKDAY = re.compile(rf"\bthứ{SPACE}$", re.IGNORECASE)
_YEAR_BEFORE = re.compile(r"(?<![0-9])([12][0-9])([0-9]{2})[-–/]$")
_SHORT_YEAR = re.compile(r"[0-9]{2}(?![0-9]|[-–/][0-9])")
_JOINTS = " \u00a0\u202f\u2009-‑"
_SIGNS = "$£€¥₫"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the text around says: `end` lies behind the ordinal suffix or the scale word.

    `half` is to be added to the value: half the scale where the text says so.
    """

    end: int
    kind: NumberKind = NumberKind.NUMBER
    scale: Decimal = Decimal(1)
    is_firm: bool = True
    century: Decimal | None = None
    half: Decimal = Decimal(0)


def read_surroundings(text: str, start: int, end: int, language: NumberLanguage) -> Surroundings:
    """What the digits at `text[start:end]` are, by what stands before and after them."""
    before = _cue_before(text, start)
    if before:
        if _is_name(before):
            return Surroundings(end, NumberKind.NAME, is_firm=False)
        if language.decade_cue.search(before):
            return Surroundings(end, NumberKind.DECADE)
    if text[end : end + 2].lstrip(_JOINTS)[:1].isalpha():
        found = _read_behind(text, (start, end), before, language)
        if found is not None:
            return found
    return _read_cue(text, (start, end), before)


def _read_behind(
    text: str, span: tuple[int, int], before: str, language: NumberLanguage
) -> Surroundings | None:
    """What the letters behind the digits make of them, if anything."""
    end = span[1]
    if ordinal := _ORDINAL.match(text, end):
        return Surroundings(ordinal.end(), NumberKind.ORDINAL)
    if scale := language.scale.match(text, end):
        times = _scale_of(scale[0], language)
        if half := _AND_A_HALF.match(text, scale.end()):
            return Surroundings(half.end(), scale=times, half=times / 2)
        return Surroundings(scale.end(), scale=times)
    if (money := _MONEY_SCALE.match(text, end)) and _CURRENCY_BEFORE.search(before):
        return Surroundings(money.end(), scale=Decimal(_MONEY_SCALES[money[1].lower()]))
    suffix = _SUFFIX.match(text, end)
    return None if suffix is None else _glued(text[slice(*span)], suffix)


def _read_cue(text: str, span: tuple[int, int], before: str) -> Surroundings:
    """What the word or the year before the digits makes of them."""
    start, end = span
    digits = text[start:end]
    if _WEEKDAY.search(before) and digits in _WEEKDAYS:
        return Surroundings(end, NumberKind.ORDINAL, is_firm=False)
    year = _YEAR_BEFORE.search(before)
    if year and digits > year[2] and _SHORT_YEAR.match(text, start):
        return Surroundings(end, century=Decimal(year[1]) * _CENTURY)
    return Surroundings(end)


def _cue_before(text: str, start: int) -> str:
    """The text before a number; nothing where neither a word nor a currency stands there."""
    before = text[max(0, start - _REACH) : start]
    sign = before.rstrip(_JOINTS)[-1:]
    if sign.isalpha() or sign in _SIGNS:
        return before
    return before if _YEAR_BEFORE.search(before[-6:]) else ""


def _is_name(before: str) -> bool:
    """Whether the digits that follow are part of a name: G7, F-16, Covid-19, but not mi-2021."""
    if _DISEASE.search(before):
        return True
    word = _WORD_BEFORE.search(before)
    if word is None or word[1] in {"USD", "EUR", "GBP", "VND"}:
        return False
    if not word[2]:
        return True
    if word[1].lower() in _PREFIXES:
        return False
    return word[1].lower() == "covid" or word[1] != word[1].lower()


def _scale_of(words: str, language: NumberLanguage) -> Decimal:
    key = re.sub(r"[\s\u00a0\u202f\u2009-]", "", words).lower()
    return Decimal(language.scales[key])


def _glued(digits: str, suffix: re.Match[str]) -> Surroundings:
    """Letters stand right behind the digits: a decade (1970s), a unit (160km) or a name (39C)."""
    if suffix[0] == "s" and digits.endswith("0") and len(digits) > 1:
        return Surroundings(suffix.end(), NumberKind.DECADE)
    if suffix[0] in _UNITS:
        return Surroundings(suffix.start())
    return Surroundings(suffix.start(), NumberKind.NAME, is_firm=False)
