"""Compare the numbers of a text with those of its translation, by value."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from translate.numbers.clock import NOON
from translate.numbers.find import find_numbers
from translate.numbers.values import NumberKind, NumberValue

DAY_HOURS = 24
CENTURY, THOUSAND = 100, 1000
FIRST_YEAR, LAST_YEAR = 1000, 2100

_Keys = Callable[[NumberValue], Iterable[Hashable]]


@dataclass(frozen=True, slots=True)
class NumberComparison:
    """The firm numbers of the source without counterpart, and those of the target without one."""

    missing: tuple[NumberValue, ...]
    added: tuple[NumberValue, ...]

    @property
    def is_equal(self) -> bool:
        """Whether every number has its counterpart."""
        return not self.missing and not self.added

    @property
    def has_changed_value(self) -> bool:
        """Whether a number is gone while another appears: most likely one became the other."""
        return bool(self.missing and self.added)


def compare_numbers(
    source: str, source_lang: str, target: str, target_lang: str
) -> NumberComparison:
    """What numbers `target` lacks or adds, compared by value and number of times.

    A number that is only repeated more often on one side is no difference, unless another has
    disappeared or appeared as well.

    >>> compare_numbers("600.000 têtes", "fr", "600,000 head", "en").is_equal
    True
    >>> comparison = compare_numbers("600.000 têtes", "fr", "60,000 head", "en")
    >>> [number.text for number in comparison.missing + comparison.added]
    ['600.000', '60,000']
    """
    source_numbers = find_numbers(source, source_lang)
    target_numbers = find_numbers(target, target_lang)
    missing = [number for number in source_numbers if number.is_firm]
    added = [number for number in target_numbers if number.is_firm]
    for source_keys, target_keys in _PASSES:
        if not missing or not added:
            break
        missing, added = _match(missing, added, source_keys, target_keys)
    missing = _without(missing, (number for number in target_numbers if not number.is_firm))
    added = _without(added, (number for number in source_numbers if not number.is_firm))
    if not missing or not added:
        missing = _without(missing, target_numbers)
        added = _without(added, source_numbers)
    return NumberComparison(tuple(missing), tuple(added))


def unsupported_numbers(
    claim: str, evidence: str, lang: str, evidence_lang: str | None = None
) -> tuple[NumberValue, ...]:
    """The firm numbers of `claim` that are nowhere in `evidence`, a longer text.

    `evidence_lang` is the language of the evidence, where it is another.

    >>> [n.text for n in unsupported_numbers("De 12 à 40 %", "Entre douze et 35 %", "fr")]
    ['40']
    >>> [n.text for n in unsupported_numbers("35% of 600,000", "De 600.000", "en", "fr")]
    ['35']
    """
    known = find_numbers(evidence, evidence_lang or lang)
    firm = [number for number in find_numbers(claim, lang) if number.is_firm]
    unknown = _without(firm, known)
    for claim_keys, evidence_keys in _PASSES[1:]:
        seen = {key for number in known for key in evidence_keys(number)}
        unknown = [one for one in unknown if not seen.intersection(claim_keys(one))]
    return tuple(unknown)


def _match(
    missing: list[NumberValue], added: list[NumberValue], source_keys: _Keys, target_keys: _Keys
) -> tuple[list[NumberValue], list[NumberValue]]:
    """What is left of both after pairing, one to one, the numbers that share a key."""
    by_key: dict[Hashable, list[int]] = defaultdict(list)
    for index in reversed(range(len(added))):
        for key in target_keys(added[index]):
            by_key[key].append(index)
    paired: set[int] = set()
    left = []
    for number in missing:
        for key in source_keys(number):
            indices = by_key[key]
            while indices and indices[-1] in paired:
                indices.pop()
            if indices:
                paired.add(indices.pop())
                break
        else:
            left.append(number)
    return left, [number for index, number in enumerate(added) if index not in paired]


def _without(numbers: list[NumberValue], known: Iterable[NumberValue]) -> list[NumberValue]:
    values = {number.value for number in known}
    return [number for number in numbers if number.value not in values]


def _value(number: NumberValue) -> Iterable[Hashable]:
    return (number.value,)


def _readings(number: NumberValue) -> Iterable[Hashable]:
    if number.alternative is None:
        return (number.value,)
    return (number.value, number.alternative)


def _likely_readings(number: NumberValue) -> Iterable[Hashable]:
    """Those of a translation, where `46.000` homes are no 46 in any language."""
    is_thousands = number.alternative == number.value * THOUSAND and number.value % 1 == 0
    return (number.alternative,) if is_thousands else _readings(number)


def _likely_value(number: NumberValue) -> Iterable[Hashable]:
    return tuple(_likely_readings(number))[:1]


def _said_hour(number: NumberValue) -> Iterable[Hashable]:
    return (number.value % NOON,) if number.kind is NumberKind.HOUR else ()


def _possible_hour(number: NumberValue) -> Iterable[Hashable]:
    return (number.value % NOON,) if number.value <= DAY_HOURS else ()


def _said_decade(number: NumberValue) -> Iterable[Hashable]:
    return (number.value % CENTURY,) if number.kind is NumberKind.DECADE else ()


def _possible_decade(number: NumberValue) -> Iterable[Hashable]:
    is_year = number.value < CENTURY or FIRST_YEAR <= number.value <= LAST_YEAR
    return (number.value % CENTURY,) if is_year else ()


# In order of trust: the same value; one of two readings (style is the matter of Q09); an hour of
# twelve for one of twenty-four; a decade with or without its century (années 70, 1970s).
_PASSES: tuple[tuple[_Keys, _Keys], ...] = (
    (_value, _likely_value),
    (_readings, _likely_readings),
    (_said_hour, _possible_hour),
    (_possible_hour, _said_hour),
    (_said_decade, _possible_decade),
    (_possible_decade, _said_decade),
)
