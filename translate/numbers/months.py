"""Find the months that stand beside a day: `23 avril`, `April 23`, `23 tháng Tư`.

Only these are certain: alone, May may be a name and mars a planet.
"""

from collections.abc import Iterator
from decimal import Decimal

from translate.numbers.language import NumberLanguage
from translate.numbers.values import NumberKind, NumberValue


def month_numbers(text: str, language: NumberLanguage) -> Iterator[NumberValue]:
    """The months of the dates of `text`, in order."""
    for match in language.dated_month.finditer(text):
        group = match.lastgroup
        assert group is not None, "a dated month without its name"
        name = match[group]
        value = Decimal(language.months[name.lower()])
        yield NumberValue(value, *match.span(group), name, NumberKind.MONTH, is_written_out=True)
