"""Numbers in French, English and Vietnamese text as values that can be compared.

Values, the units behind them, the style they are written in, and the days and hours they name.
"""

from translate.numbers.compare import NumberComparison, compare_numbers, unsupported_numbers
from translate.numbers.find import find_numbers
from translate.numbers.language import LANGUAGES
from translate.numbers.style import ForeignStyle, foreign_styles
from translate.numbers.units import Measured, measured_numbers
from translate.numbers.values import NumberKind, NumberValue

__all__ = [
    "LANGUAGES",
    "ForeignStyle",
    "Measured",
    "NumberComparison",
    "NumberKind",
    "NumberValue",
    "compare_numbers",
    "find_numbers",
    "foreign_styles",
    "measured_numbers",
    "unsupported_numbers",
]
