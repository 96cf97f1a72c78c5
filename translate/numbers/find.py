"""Find every number of a text, in digits or in words."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from heapq import merge
from operator import attrgetter

from translate.numbers.always import always_spans
from translate.numbers.language import NumberLanguage, number_language
from translate.numbers.months import month_numbers
from translate.numbers.numerals import digit_numbers
from translate.numbers.tokens import has_digit
from translate.numbers.values import NumberValue
from translate.numbers.words import word_numbers

# Several checks and the repairs ask about one text, one after the other.
_REMEMBERED = 8


def find_numbers(text: str, lang: str) -> list[NumberValue]:
    """The numbers of `text` in order of place; `lang` must be one of `LANGUAGES`.

    A date gives its day, month and year, a time its hour and minute, a range both ends, so that
    they compare equal however they are written.

    >>> [str(number.value) for number in find_numbers("Le 23 avril, 4,1 milliards d’euros", "fr")]
    ['23', '4', '4100000000.0']
    >>> [str(number.value) for number in find_numbers("ngày 23/4, 4,1 tỷ euro", "vi")]
    ['23', '4', '4100000000.0']
    """
    return list(_found(text, lang))


@lru_cache(maxsize=_REMEMBERED)
def _found(text: str, lang: str) -> tuple[NumberValue, ...]:
    language = number_language(lang)
    # A month is certain beside a digit only.
    certain = _in_digits(text, language) if has_digit(text) else []
    numbers = [*certain]
    taken = iter(certain)
    current = next(taken, None)
    for number in word_numbers(text, language):
        while current is not None and current.end <= number.start:
            current = next(taken, None)
        if current is None or number.end <= current.start:
            numbers.append(number)
    numbers.sort(key=attrgetter("start", "end"))
    return tuple(_softened(numbers, always_spans(text)))


def _in_digits(text: str, language: NumberLanguage) -> list[NumberValue]:
    """The numbers in digits, and the months of their dates, in order."""
    numbers, months = digit_numbers(text, language), month_numbers(text, language)
    return list(merge(numbers, months, key=attrgetter("start")))


def _softened(numbers: list[NumberValue], spans: list[tuple[int, int]]) -> Iterator[NumberValue]:
    """The numbers in order, those within `spans` not firm."""
    index = 0
    for number in numbers:
        while index < len(spans) and spans[index][1] <= number.start:
            index += 1
        is_within = index < len(spans) and spans[index][0] <= number.start
        yield replace(number, is_firm=False) if is_within else number
