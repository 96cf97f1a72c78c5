"""Vary a French text as wire copy varies: quotes, ordinals, spaces, lost capitals.

Only the source side is varied, so the model learns to answer all spellings alike. Apostrophes
and no-break spaces are not varied here: the tokenizer's own rules fold them (`vocabulary.py`).
"""

import random
import re

from translate.training.slots import happens

LOWER_CASE_SHARE = 0.015

_GUILLEMETS = re.compile(r"« ?([^«»]*?) ?»")
_STRAIGHT = re.compile(r'"([^"]*)"')
_ORDINAL = re.compile(r"\b(\d+)e\b")
_PERCENT = re.compile(r"(\d) ?%")


def vary_french(text: str, rng: random.Random) -> str:
    """Return the text, some of its typography written another way.

    >>> sorted({vary_french("Le 16e « prix »", random.Random(i)) for i in range(40)})[0]
    'Le 16e "prix"'
    """
    quotes = rng.choice(["« {} »", "« {} »", "«{}»", '"{}"', "“{}”"])
    text = _GUILLEMETS.sub(lambda match: quotes.format(match.group(1)), text)
    text = _STRAIGHT.sub(lambda match: quotes.format(match.group(1)), text)
    ordinal = rng.choice(["e", "e", "ᵉ", "ème"])
    text = _ORDINAL.sub(lambda match: match.group(1) + ordinal, text)
    percent = rng.choice(["%", " %"])
    text = _PERCENT.sub(lambda match: match.group(1) + percent, text)
    if happens(LOWER_CASE_SHARE, rng):
        return text.lower()
    return text
