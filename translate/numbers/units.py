"""The unit behind a number: per cent, currency, length, mass, time, in three languages.

A word that stands for several units (`livre`, `pound`, `m`) has them all: two words agree where
they share one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from translate.numbers.find import find_numbers
from translate.numbers.language import CURRENCY_SIGN, SPACE, alternatives
from translate.numbers.values import NumberKind, NumberValue

# Unit: its words in French, English and Vietnamese, lower case, divided by `|`. Signs that all
# three share stand in `_SIGNS`.
_WORDS: Mapping[str, tuple[str, str, str]] = {
    "per cent": ("pour cent|pourcent|p. cent", "percent|per cent|pct", "phần trăm"),
    "point": (
        "points de pourcentage|point de pourcentage|points|point",
        "percentage points|percentage point|points|point",
        "điểm phần trăm|điểm %|điểm",
    ),
    "dollar": ("dollars|dollar", "dollars|dollar|bucks", "đô la|đô-la|đôla"),
    "euro": ("euros|euro", "euros|euro", "euro|ơ-rô"),
    "dong": ("dongs|dông|dôngs|dong|đồngs|đồng", "dong|dongs|đồng", "đồng|vnđ"),
    "pound": ("livres sterling|livre sterling|livres|livre", "pounds|pound|quid", "bảng anh|bảng"),
    "pound weight": ("livres|livre", "pounds|pound|lbs|lb", "pound|pao"),
    "yen": ("yens|yen", "yen", "yên|yen"),
    "yuan": ("yuans|yuan|renminbi", "yuan|renminbi|rmb", "nhân dân tệ|tệ|ndt"),
    "rouble": ("roubles|rouble|rub", "rubles|ruble|roubles|rouble", "rúp|rup"),
    "won": ("wons|won", "korean won", "won"),
    "baht": ("bahts|baht", "baht", "baht|bạt"),
    "riel": ("riels|riel", "riel|riels", "riel"),
    "kip": ("kips|kip", "kip|kips", "kíp|kip"),
    "kilometre": (
        "kilomètres|kilomètre|kms",
        "kilometers|kilometer|kilometres|kilometre|kms|kph|kmh",
        "ki-lô-mét|kilômét|ki lô mét|cây số",
    ),
    "metre": ("mètres|mètre", "meters|meter|metres|metre", "mét"),
    "centimetre": (
        "centimètres|centimètre",
        "centimeters|centimeter|centimetres|centimetre",
        "xăng-ti-mét|xentimét",
    ),
    "millimetre": (
        "millimètres|millimètre",
        "millimeters|millimeter|millimetres|millimetre",
        "mi-li-mét|milimét",
    ),
    "mile": ("miles|mile", "miles|mile|mph", "dặm"),
    "nautical mile": (
        "milles marins|mille marin|milles nautiques|mille nautique|milles|nœuds|nœud",
        "nautical miles|nautical mile|knots|knot",
        "hải lý|hải lí",
    ),
    "foot": ("pieds|pied", "feet|foot|ft", "feet|foot|phít"),
    "inch": ("pouces|pouce", "inches|inch", "inch|in-sơ"),
    "hectare": ("hectares|hectare", "hectares|hectare", "héc-ta|héc ta|hécta|hecta|hectare"),
    "acre": ("acres|acre", "acres|acre", "mẫu anh|acre"),
    "square kilometre": (
        "kilomètres carrés|kilomètre carré|km carrés|km2",
        "square kilometers|square kilometer|square kilometres|square km|sq km|km2",
        "ki-lô-mét vuông|kilômét vuông|ki lô mét vuông|km vuông|cây số vuông|km2",
    ),
    "square metre": (
        "mètres carrés|mètre carré|m carrés|m2",
        "square meters|square meter|square metres|square metre|square m|sq m|m2",
        "mét vuông|m vuông|m2",
    ),
    "cubic metre": (
        "mètres cubes|mètre cube|m cubes|m3",
        "cubic meters|cubic meter|cubic metres|cubic metre|m3",
        "mét khối|m khối|m3",
    ),
    "litre": ("litres|litre", "liters|liter|litres|litre", "lít"),
    "barrel": ("barils|baril", "barrels|barrel", "thùng"),
    "tonne": ("tonnes|tonne", "tonnes|tonne|metric tons|tons|ton", "tấn"),
    "quintal": ("quintaux|quintal", "quintals|quintal", "tạ"),
    "kilogram": (
        "kilogrammes|kilogramme|kilos|kilo",
        "kilograms|kilogram|kilos|kilo|kgs",
        "ki-lô-gam|kilôgam|ki lô gam|kilogram",
    ),
    "gram": ("grammes|gramme", "grams|gram", "gam|gram"),
    "degree": ("degrés|degré", "degrees|degree", "độ"),
    "megawatt": ("mégawatts|mégawatt", "megawatts|megawatt", "mê-ga-oát|megawatt"),
    "gigawatt": ("gigawatts|gigawatt", "gigawatts|gigawatt", "gi-ga-oát|gigawatt"),
    "year": (
        "ans|an|années|année",
        "years|year|yrs|yr",
        "năm|tuổi",
    ),
    "month": ("mois", "months|month", "tháng"),
    "week": ("semaines|semaine", "weeks|week", "tuần"),
    "day": ("jours|jour|journées|journée", "days|day", "ngày"),
    "hour": ("heures|heure", "hours|hour|hrs|hr", "giờ|tiếng"),
    "minute": ("minutes|minute", "minutes|minute|mins|min", "phút"),
    "second": ("secondes|seconde", "seconds|second|secs|sec", "giây"),
    "decade": ("décennies|décennie", "decades|decade", "thập kỷ|thập kỉ|thập niên"),
    "century": ("siècles|siècle", "centuries|century", "thế kỷ|thế kỉ"),
    "time": ("fois", "times|fold", "lần"),
}
# The case of a sign tells: MW is no mW, and M a million.
_SIGNS: Mapping[str, tuple[str, ...]] = {
    "%": ("per cent",),
    "$": ("dollar",),
    "US$": ("dollar",),
    "USD": ("dollar",),
    "€": ("euro",),
    "EUR": ("euro",),
    "£": ("pound",),
    "GBP": ("pound",),
    "¥": ("yen", "yuan"),
    "JPY": ("yen",),
    "CNY": ("yuan",),
    "₫": ("dong",),
    "VND": ("dong",),
    "km": ("kilometre",),
    "m": ("metre", "minute"),
    "cm": ("centimetre",),
    "mm": ("millimetre",),
    "ha": ("hectare",),
    "km²": ("square kilometre",),
    "m²": ("square metre",),
    "m³": ("cubic metre",),
    "t": ("tonne",),
    "kg": ("kilogram",),
    "g": ("gram",),
    "°C": ("degree",),
    "° C": ("degree",),
    "°F": ("degree",),
    "°": ("degree",),
    "MW": ("megawatt",),
    "GW": ("gigawatt",),
    "MWh": ("megawatt hour",),
    "GWh": ("gigawatt hour",),
    "TWh": ("terawatt hour",),
    "kWh": ("kilowatt hour",),
    "h": ("hour",),
    "min": ("minute",),
    "s": ("second",),
}
_COLUMNS = {"fr": 0, "en": 1, "vi": 2}
_MONEY = ("dollar", "euro", "pound", "yen", "yuan", "dong")
_REACH = 32  # characters behind a number in which its unit ends
# Between a number and its unit: `de dollars`, `US dollars`, `d’hectares`, `dernières années`.
_BETWEEN = re.compile(
    rf"(?:{SPACE}?[-‑]|{SPACE})?(?:de{SPACE}|d['’]|of{SPACE})?"
    rf"(?:(?:US|U\.S\.|American|Australian|Canadian|Singapore|derni[eè]re?s|premi[eè]re?s"
    rf"|prochaine?s|autres|longues|consecutive|straight|more|long){SPACE}|(?=US\$))?",
)
_MONEY_BEFORE = re.compile(rf"(?:({CURRENCY_SIGN})|\b(USD|EUR|GBP|JPY|CNY|VND)){SPACE}?$")
# `23 tháng 4` is a date, `tháng 10 năm 2020` another: what follows counts nothing.
_NOT_COUNTED = re.compile(
    rf"{SPACE}(?:[0-9]|nay\b|ngoái\b|giêng\b|một\b|hai\b|ba\b|tư\b|năm\b|sáu\b|bảy\b|tám\b|chín\b"
    rf"|mười\b|chạp\b)",
    re.IGNORECASE,
)
_HUNDRED = 100
_DATE_WORDS = frozenset({"tháng", "năm"})


@dataclass(frozen=True, slots=True)
class Measured:
    """A number with the units that its unit word may stand for; `end` is behind that word."""

    number: NumberValue
    units: frozenset[str]
    start: int
    end: int

    @property
    def values(self) -> frozenset[Decimal]:
        """The readings of the number."""
        other = self.number.alternative
        return frozenset({self.number.value} if other is None else {self.number.value, other})


def measured_numbers(text: str, lang: str) -> Iterator[Measured]:
    """The numbers of `text` in order, each with the units it may have: none where none is said.

    >>> [(m.number.text, sorted(m.units)) for m in measured_numbers("7,1 % de 3 livres", "fr")]
    [('7,1', ['per cent']), ('3', ['pound', 'pound weight'])]
    """
    unit_end = 0
    for number in find_numbers(text, lang):
        is_scale = number.kind is NumberKind.LOOSE and number.value >= _HUNDRED  # millions of
        is_counting = is_scale or number.kind in {NumberKind.NUMBER, NumberKind.HOUR}
        if is_counting and number.start >= unit_end:  # the second word of năm năm, five years
            measured = _measured(text, number, lang)
            unit_end = measured.end
            yield measured


def _measured(text: str, number: NumberValue, lang: str) -> Measured:
    before = _MONEY_BEFORE.search(text[max(0, number.start - 5) : number.start])
    if before:
        sign = before[1] or before[2]
        start = number.start - len(before[0])
        return Measured(number, frozenset(_SIGNS[sign]), start, number.end)
    words, pattern = _table(lang)
    between = _BETWEEN.match(text, number.end)
    at = between.end() if between else number.end
    behind = text[at : at + _REACH]
    match = pattern.match(behind)
    if match is None:
        return Measured(number, frozenset(), number.start, number.end)
    is_date = match[0].lower() in _DATE_WORDS and _NOT_COUNTED.match(behind, match.end())
    units = words.get(match[0]) or words.get(match[0].lower()) or frozenset()
    return Measured(number, frozenset() if is_date else units, number.start, at + match.end())


@cache
def _table(lang: str) -> tuple[Mapping[str, frozenset[str]], re.Pattern[str]]:
    """The words of a language with their units, and the pattern that finds one."""
    column = _COLUMNS[lang]
    table: dict[str, set[str]] = {sign: set(units) for sign, units in _SIGNS.items()}
    for unit, columns in _WORDS.items():
        for word in columns[column].split("|"):
            table.setdefault(word, set()).add(unit)
    words = {word for word in table if word not in _SIGNS}
    pattern = (
        rf"(?:(?i:{alternatives(dict.fromkeys(words))})|{alternatives(_SIGNS)})(?![^\W_]|<sup)"
    )
    return {word: frozenset(units) for word, units in table.items()}, re.compile(pattern)
