"""Fill the slots of a unit (`{P1}`, `{L1}`, `{N1}`…) with the same value in all its languages.

Values are drawn anew at every call, so that a model learns names and numbers as copying. The source
is French; the targets that can be filled are English and Vietnamese.
"""

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from translate.training.texts import Unit

MONTHS_FR = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
)
MONTHS_EN = (
    "January February March April May June July August September October November December".split()
)
LAST_DAY = 28
THOUSAND = 1_000

SLOT_LANGS = ("en", "vi")
_SLOT = re.compile(r"\{[PFLCONMYD]\d\}")
_VOWELS = tuple("AEIOUYÀÂÉÈÊÎÔÚÁÓÄÖ")
# An invented name is made of such pieces: nothing but copying can get it right.
_ONSETS = "b br ch d dr f g gr h j k kh l m n p pr r s st t tr v w z".split()
_NUCLEI = "a a e e i o o u ai ou ia é ö".split()
_CODAS = ["", "", "", "", *"n r s l k m t v".split(), "ng", "sky", "ov", "ard", "ini"]


@dataclass(frozen=True, slots=True)
class Triple:
    """A value in the three languages."""

    fr: str
    en: str
    vi: str


@dataclass(frozen=True, slots=True)
class SlotTable:
    """The values of `slots.tsv`, by kind."""

    values: dict[str, tuple[Triple, ...]]

    def draw(self, kind: str, rng: random.Random) -> Triple:
        """Return one value of this kind."""
        return rng.choice(self.values[kind])


@cache
def read_slot_table() -> SlotTable:
    """Return the table of names, places, cities and countries shipped beside this module."""
    text = resources.files("translate.training").joinpath("slots.tsv").read_text(encoding="utf-8")
    values: dict[str, list[Triple]] = {}
    for line in text.splitlines()[1:]:
        kind, fr, en, vi = line.split("\t")
        values.setdefault(kind, []).append(Triple(fr, en, vi))
    return SlotTable({kind: tuple(triples) for kind, triples in values.items()})


def find_slots(text: str) -> list[str]:
    """Return the slots of a text, each once, sorted.

    >>> find_slots("{L1} et {L1}, {N2}, {0}")
    ['{L1}', '{N2}']
    """
    return sorted(set(_SLOT.findall(text)))


def draw_values(text: str, rng: random.Random) -> dict[str, Triple]:
    """Return a value in the three languages for every slot of a French text."""
    table = read_slot_table()
    return {slot: _DRAW[slot[1]](table, rng) for slot in find_slots(text)}


def fill_slots(unit: Unit, rng: random.Random) -> Unit:
    """Return the unit with every slot of its source filled; one slot has one value everywhere.

    >>> fill_slots(Unit("En {Y1}, rien.", {"vi": "{Y1}."}), random.Random(1)).targets["vi"]
    '1962.'
    """
    return place_values(unit, draw_values(unit.source, rng))


def place_values(unit: Unit, values: dict[str, Triple]) -> Unit:
    """Return the unit with these values in the places of their slots."""
    source, targets = unit.source, dict(unit.targets)
    for slot, value in values.items():
        source = _place_in_french(source, slot, value.fr)
        for lang, text in targets.items():
            targets[lang] = text.replace(slot, value.vi if lang == "vi" else value.en)
    return Unit(source, targets)


def happens(share: float, rng: random.Random) -> bool:
    """Return True in this share of the calls."""
    return rng.random() < share


def spell_as_french_press(name: str, rng: random.Random) -> str:
    """Return a Vietnamese name as French newsrooms write it: bare, half or fully accented.

    >>> sorted({spell_as_french_press("Bình Thuận", random.Random(i)) for i in range(20)})
    ['Binh Thuan', 'Binh Thuân', 'Bình Thuận']
    """
    spelling = rng.choice(["full", "circumflex", "bare", "bare", "bare"])
    if spelling == "full":
        return name
    return strip_accents(name, kept="\u0302" if spelling == "circumflex" else "")


def strip_accents(name: str, kept: str = "") -> str:
    """Return the name without its combining marks, those in `kept` excepted.

    >>> strip_accents("Đắk Lắk")
    'Dak Lak'
    """
    letters = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(c for c in letters if c in kept or not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare)


def group_thousands(number: int, separator: str) -> str:
    """Return the number with its thousands grouped.

    >>> group_thousands(600000, ".")
    '600.000'
    """
    return f"{number:,}".replace(",", separator)


def _place_in_french(text: str, slot: str, value: str) -> str:
    """Put a value into the French text, with the elisions and contractions that it asks for."""
    if value.startswith(_VOWELS):
        text = re.sub(rf"\b([Dd]|[Qq]u)e {re.escape(slot)}", rf"\1'{slot}", text)
    if value.startswith("Le "):
        text = re.sub(rf"\bde {re.escape(slot)}", f"du {value[3:]}", text)
        text = re.sub(rf"\bà {re.escape(slot)}", f"au {value[3:]}", text)
        text = re.sub(rf"\bÀ {re.escape(slot)}", f"Au {value[3:]}", text)
    return text.replace(slot, value)


def _vietnamese_person(table: SlotTable, rng: random.Random) -> Triple:
    is_short = happens(0.25, rng)
    parts = ["surname", "given"] if is_short else ["surname", "middle", "given"]
    name = " ".join(table.draw(part, rng).vi for part in parts)
    return Triple(spell_as_french_press(name, rng), strip_accents(name), name)


def _foreign_person(table: SlotTable, rng: random.Random) -> Triple:
    if happens(0.4, rng):
        name = f"{_invented_name(rng)} {_invented_name(rng)}"
    else:
        name = f"{table.draw('first', rng).fr} {table.draw('last', rng).fr}"
    return Triple(name, name, name)


def _invented_name(rng: random.Random) -> str:
    syllables = [rng.choice(_ONSETS) + rng.choice(_NUCLEI) for _ in range(rng.randint(1, 3))]
    return ("".join(syllables) + rng.choice(_CODAS)).capitalize()


def _vietnamese_place(table: SlotTable, rng: random.Random) -> Triple:
    place = table.draw("place", rng)
    if strip_accents(place.vi) != place.fr:
        return place
    return Triple(spell_as_french_press(place.vi, rng), place.en, place.vi)


def _country(table: SlotTable, rng: random.Random) -> Triple:
    return table.draw("country", rng)


def _city(table: SlotTable, rng: random.Random) -> Triple:
    return table.draw("city", rng)


def _count(_: SlotTable, rng: random.Random) -> Triple:
    lowest, highest = rng.choice([(2, 60), (2, 999), (1_000, 9_999), (10_000, 999_999)])
    number = rng.randint(lowest, highest)
    if number > THOUSAND and happens(0.5, rng):
        number -= number % rng.choice([100, 500, 1_000])
    separator = rng.choice([".", ".", " ", "\u00a0", "\u202f"])
    return Triple(
        group_thousands(number, separator),
        group_thousands(number, ","),
        group_thousands(number, "."),
    )


def _decimal(_: SlotTable, rng: random.Random) -> Triple:
    number = f"{rng.choice([rng.uniform(0.1, 9.9), rng.uniform(10, 99)]):.1f}"
    if happens(0.2, rng):
        number = f"{rng.uniform(1, 60):.2f}"
    comma = number.replace(".", ",")
    return Triple(comma, number, comma)


def _year(_: SlotTable, rng: random.Random) -> Triple:
    year = str(rng.randint(1945, 2035))
    return Triple(year, year, year)


def _day(_: SlotTable, rng: random.Random) -> Triple:
    day, month = rng.randint(1, LAST_DAY), rng.randrange(12)
    first = rng.choice(["1er", "1er", "1ᵉʳ"])
    return Triple(
        f"{first if day == 1 else day} {MONTHS_FR[month]}",
        f"{MONTHS_EN[month]} {day}",
        f"{day}/{month + 1}",
    )


_DRAW: dict[str, Callable[[SlotTable, random.Random], Triple]] = {
    "P": _vietnamese_person,
    "F": _foreign_person,
    "L": _vietnamese_place,
    "C": _country,
    "O": _city,
    "N": _count,
    "M": _decimal,
    "Y": _year,
    "D": _day,
}
