"""French numbers: `600.000`, `3 000`, `4,1 milliards`, `23 avril`, `années 70`, `XIVe`."""

import re

from translate.numbers.language import (
    CURRENCY_SIGN,
    SPACE,
    NumberLanguage,
    alternatives,
    range_joint,
)

_NUMERALS = {
    "un": 1,
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "onze": 11,
    "douze": 12,
    "treize": 13,
    "quatorze": 14,
    "quinze": 15,
    "seize": 16,
    "vingt": 20,
    "vingts": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
}

_MULTIPLIERS = {
    "cent": 100,
    "cents": 100,
    "mille": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "milliard": 10**9,
    "milliards": 10**9,
    "billion": 10**12,
    "billions": 10**12,
}

_IRREGULAR_ORDINALS = {
    "cinquième": 5,
    "neuvième": 9,
    "unième": 1,
    "centième": 100,
    "millième": 10**3,
    "millionième": 10**6,
}


def _ordinals() -> dict[str, int]:
    """`deuxième` to `soixantième`, by the rule: the numeral without its mute e, then -ième."""
    regular = {f"{word.removesuffix('e')}ième": value for word, value in _NUMERALS.items()}
    singular = regular | _IRREGULAR_ORDINALS
    return singular | {f"{word}s": value for word, value in singular.items()}


_MONTHS = {
    "janvier": 1,
    "février": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "août": 8,
    "aout": 8,
    "septembre": 9,
    "octobre": 10,
    "novembre": 11,
    "décembre": 12,
    # Short forms are read only next to a day: alone, `sept` is seven.
    "janv": 1,
    "févr": 2,
    "avr": 4,
    "juill": 7,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "déc": 12,
}

_LOOSE = {
    "zéro": ("0",),
    "premier": ("1",),
    "première": ("1",),
    "premiers": ("1",),
    "premières": ("1",),
    "second": ("2",),
    "seconde": ("2",),
    "double": ("2",),
    "doubler": ("2",),
    "doublé": ("2",),
    "deuxièmement": ("2",),
    "couple": ("2",),
    "paire": ("2",),
    "duo": ("2",),
    "jumeaux": ("2",),
    "triple": ("3",),
    "tripler": ("3",),
    "triplé": ("3",),
    "trio": ("3",),
    "trimestre": ("3", "4"),
    "quadruple": ("4",),
    "quadruplé": ("4",),
    "semestre": ("6",),
    "demi": ("0.5", "2", "6", "30", "50"),
    "demie": ("0.5", "2", "6", "30", "50"),
    "moitié": ("0.5", "2", "50"),
    "tiers": ("3",),
    "quart": ("4", "15", "25", "0.25"),
    "quarts": ("4", "45", "75", "0.75"),
    "huitaine": ("8",),
    "dizaine": ("10",),
    "dizaines": ("10",),
    "décennie": ("10",),
    "décennies": ("10",),
    "décuple": ("10",),
    "décuplé": ("10",),
    "midi": ("12",),
    "douzaine": ("12",),
    "minuit": ("0", "12", "24"),
    "quinzaine": ("14", "15"),
    "vingtaine": ("20",),
    "trentaine": ("30",),
    "trentenaire": ("30",),
    "trentenaires": ("30",),
    "quarantaine": ("40",),
    "cinquantaine": ("50",),
    "cinquantenaire": ("50",),
    "soixantaine": ("60",),
    "centaine": ("100",),
    "centaines": ("100",),
    "quadragénaire": ("40",),
    "quadragénaires": ("40",),
    "quinquagénaire": ("50",),
    "quinquagénaires": ("50",),
    "sexagénaire": ("60",),
    "sexagénaires": ("60",),
    "septuagénaire": ("70",),
    "septuagénaires": ("70",),
    "octogénaire": ("80",),
    "octogénaires": ("80",),
    "nonagénaire": ("90",),
    "nonagénaires": ("90",),
    "centenaire": ("100",),
    "centenaires": ("100",),
    "bicentenaire": ("200",),
    "siècle": ("100",),
    "millénaire": ("1000",),
    "millier": ("1000",),
    "milliers": ("1000",),
}

_SCALES = _MULTIPLIERS | {
    "centaines": 100,
    "milliers": 10**3,
    "k": 10**3,
    "m": 10**6,
    "md": 10**9,
    "mds": 10**9,
    "mrd": 10**9,
    "mrds": 10**9,
}

_MONTH = alternatives(_MONTHS)

FRENCH = NumberLanguage(
    code="fr",
    decimal_mark=",",
    numerals=_NUMERALS,
    multipliers=_MULTIPLIERS,
    ordinals=_ordinals(),
    loose=_LOOSE,
    connectors=frozenset({"et"}),
    months=_MONTHS,
    dated_month=re.compile(
        rf"(?:[0-9]|[0-9]er|1re){SPACE}(?P<month>{_MONTH})(?!\w)", re.IGNORECASE
    ),
    # `M` is million before a currency or `d'`; a bare m is a metre (Q08).
    scale=re.compile(
        rf"{SPACE}?(?:(?i:millions?|milliards?|mille|cents|billions?|milliers|centaines"
        rf"|mrds?|mds?)(?![^\W_])"
        rf"|[MkK](?={SPACE}?(?:{CURRENCY_SIGN}|US\$|USD|EUR|VND)|{SPACE}d(?:e |['’])))"
    ),
    scales=_SCALES,
    joint=range_joint("à|et|ou"),
    decade_cue=re.compile(rf"\bann[ée]es{SPACE}$", re.IGNORECASE),
    ignorable=frozenset({"cent"}),
    ignored=re.compile(rf"\bpour{SPACE}cent\b", re.IGNORECASE),
)
