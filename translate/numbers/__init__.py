"""Numbers in French, English and Vietnamese text as values that can be compared.

It knows no units: that `km` stays `km` is the matter of another check.
"""

from translate.numbers.compare import NumberComparison, compare_numbers, unsupported_numbers
from translate.numbers.find import find_numbers
from translate.numbers.language import LANGUAGES
from translate.numbers.values import NumberKind, NumberValue

__all__ = [
    "LANGUAGES",
    "NumberComparison",
    "NumberKind",
    "NumberValue",
    "compare_numbers",
    "find_numbers",
    "unsupported_numbers",
]
