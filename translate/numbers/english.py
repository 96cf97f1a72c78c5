"""English numbers: `600,000`, `4.1 billion`, `April 23`, `2:15 p.m.`, `the 1970s`, `16th`."""

import re

from translate.numbers.language import SPACE, NumberLanguage, range_joint

_NUMERALS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}

_MULTIPLIERS = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}

_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "thirteenth": 13,
    "fourteenth": 14,
    "fifteenth": 15,
    "sixteenth": 16,
    "seventeenth": 17,
    "eighteenth": 18,
    "nineteenth": 19,
    "twentieth": 20,
    "thirtieth": 30,
    "fortieth": 40,
    "fiftieth": 50,
    "sixtieth": 60,
    "seventieth": 70,
    "eightieth": 80,
    "ninetieth": 90,
    "hundredth": 100,
    "thousandth": 1000,
    "millionth": 10**6,
}
# Of fractions: seven tenths. `seconds` are a time, `thirds` are among the loose words.
_FRACTIONS = {
    f"{word}s": value
    for word, value in _ORDINALS.items()
    if word not in {"first", "second", "third"}
}

_MONTHS = {
    "january": 1,
    "february": 2,
    "march": 3,
    "april": 4,
    "may": 5,
    "june": 6,
    "july": 7,
    "august": 8,
    "september": 9,
    "october": 10,
    "november": 11,
    "december": 12,
    "jan": 1,
    "feb": 2,
    "mar": 3,
    "apr": 4,
    "jun": 6,
    "jul": 7,
    "aug": 8,
    "sept": 9,
    "sep": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}

_LOOSE = {
    "zero": ("0",),
    "nil": ("0",),
    "once": ("1",),
    "single": ("1",),
    "seconds": ("2",),
    "twice": ("2",),
    "double": ("2",),
    "doubled": ("2",),
    "doubles": ("2",),
    "doubling": ("2",),
    "twofold": ("2",),
    "both": ("2",),
    "pair": ("2",),
    "couple": ("2",),
    "duo": ("2",),
    "twin": ("2",),
    "twins": ("2",),
    "triple": ("3",),
    "tripled": ("3",),
    "threefold": ("3",),
    "treble": ("3",),
    "trio": ("3",),
    "thirds": ("3",),
    "quarter": ("3", "4", "15", "25", "0.25"),
    "quarters": ("4", "45", "75", "0.75"),
    "quarterly": ("3",),
    "quadruple": ("4",),
    "fourfold": ("4",),
    "fivefold": ("5",),
    "half": ("0.5", "2", "6", "30", "50"),
    "tenfold": ("10",),
    "decade": ("10",),
    "decades": ("10",),
    "noon": ("12",),
    "midday": ("12",),
    "dozen": ("12",),
    "dozens": ("12",),
    "midnight": ("0", "12", "24"),
    "fortnight": ("14", "15"),
    "score": ("20",),
    "twenties": ("20", "1920"),
    "thirties": ("30", "1930"),
    "forties": ("40", "1940"),
    "fifties": ("50", "1950"),
    "sixties": ("60", "1960"),
    "seventies": ("70", "1970"),
    "eighties": ("80", "1980"),
    "nineties": ("90", "1990"),
    "century": ("100",),
    "centenary": ("100",),
    "hundreds": ("100",),
    "thousands": ("1000",),
    "millions": ("1000000",),
    "billions": ("1000000000",),
    "trillions": ("1000000000000",),
    "millennium": ("1000",),
}

_SCALES = _MULTIPLIERS | {
    "mn": 10**6,
    "bn": 10**9,
    "tn": 10**12,
    "trn": 10**12,
}

# A month is capitalised: `may` and `march` are mostly verbs.
_MONTH = "|".join(f"{word.capitalize()}|{word.upper()}" for word in _MONTHS)

ENGLISH = NumberLanguage(
    code="en",
    decimal_mark=".",
    numerals=_NUMERALS,
    multipliers=_MULTIPLIERS,
    ordinals=_ORDINALS | _FRACTIONS,
    loose=_LOOSE,
    connectors=frozenset({"and"}),
    months=_MONTHS,
    dated_month=re.compile(
        rf"(?:[0-9](?:st|nd|rd|th)?{SPACE}(?:of{SPACE})?(?P<month>{_MONTH})\b"
        rf"|\b(?P<leading>{_MONTH})\.?{SPACE}(?:the{SPACE})?"
        rf"(?=[0-9]{{1,2}}(?:st|nd|rd|th)?(?![\w:])))"
    ),
    scale=re.compile(
        rf"(?:{SPACE}|-)?(?:hundred|thousand|million|billion|trillion|trn|bn|tn|mn)(?![^\W_])",
        re.IGNORECASE,
    ),
    scales=_SCALES,
    joint=range_joint("to|and|or"),
    decade_cue=re.compile(r"(?!)"),
    ignorable=frozenset(),
    ignored=re.compile(r"(?!)"),
)
