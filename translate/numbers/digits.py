"""Read a run of digits and marks as a value: `600.000`, `3 000`, `4,1`, `1,234.56`."""

import re
from decimal import Decimal

MAX_DIGITS = 24  # longer runs are no numbers, and Decimal calculates with 28 digits
GROUP = 3

_MARKS = re.compile(r"[^0-9]")


def read_digits(run: str, decimal_mark: str) -> tuple[Decimal, Decimal | None] | None:
    """The value of `run` in a language with that decimal mark, and its other reading, if any.

    A single mark before three digits can be read both ways; the language decides which reading
    is the first. A mark before one, two or four digits can only be a decimal mark, whatever the
    language. None: the marks make no number (`2.0.1`, `23.04.2025`).

    >>> read_digits("600.000", decimal_mark=",")
    (Decimal('600000'), Decimal('600.000'))
    >>> read_digits("2.8", decimal_mark=",")
    (Decimal('2.8'), None)
    >>> read_digits("1,234.56", decimal_mark=".")
    (Decimal('1234.56'), None)
    >>> read_digits("23.04.2025", decimal_mark=",")
    """
    marks = _MARKS.findall(run)
    parts = _MARKS.split(run)
    if sum(map(len, parts)) > MAX_DIGITS:
        return None
    if not marks:
        return Decimal(run), None
    *groups, decimals = parts
    with_decimals = Decimal("".join(groups) + "." + decimals)
    are_groups = all(len(part) == GROUP for part in groups[1:]) and len(groups[0]) <= GROUP
    is_whole = are_groups and len(decimals) == GROUP and groups[0] != "0"
    if len(marks) == 1 and marks[0] in ".,":
        whole = Decimal("".join(parts)) if is_whole else None
        if whole is None:
            return with_decimals, None
        return (with_decimals, whole) if marks[0] == decimal_mark else (whole, with_decimals)
    if len(set(marks)) == 1:
        return (Decimal("".join(parts)), None) if is_whole else None
    has_one_group_mark = len(set(marks[:-1])) == 1
    return (with_decimals, None) if are_groups and has_one_group_mark else None
