"""What a number found in a text is: its value, its place, and how far it can be trusted."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class NumberKind(StrEnum):
    """How a number was written; the value alone says what it is worth."""

    NUMBER = "number"
    ORDINAL = "ordinal"
    MONTH = "month"
    HOUR = "hour"
    MINUTE = "minute"
    DECADE = "decade"
    CODE = "code"  # a telephone number and the like: digits that count nothing
    NAME = "name"  # digits of a name: COVID-19, G7, F-16
    LOOSE = "loose"  # a word that may stand for a number: double, dizaine, decade


@dataclass(frozen=True, slots=True)
class NumberValue:
    """One number of a text: `text == source[start:end]`.

    A firm number must have its counterpart in a translation; one that is not firm (a small number
    written out, a month without a day, the digits of a name) can only be the counterpart of
    another. `alternative` is a second reading, where the text allows one: `600.000` in English.
    """

    value: Decimal
    start: int
    end: int
    text: str
    kind: NumberKind = NumberKind.NUMBER
    is_written_out: bool = False
    is_firm: bool = True
    alternative: Decimal | None = None
