"""Numbers that say day and night: `24h/24`, `24 heures sur 24`, `7j/7`, `24/7`.

Another language may say it without a number, or with others.
"""

import re

from translate.numbers.language import SPACE

_OF = rf"(?:{SPACE}?/{SPACE}?|{SPACE}(?:sur|trên){SPACE})"
_PER = rf"{SPACE}(?:an?|per|par|mỗi|một|trong){SPACE}"
_HOURS = rf"(?:24|vingt-quatre){SPACE}?(?:h|hrs?|heures|hours|giờ)"
_DAYS = rf"7{SPACE}?(?:j|jours|days|ngày)"
# `ngày 24/7` is the 24th of July.
_NO_DATE = r"(?<!\(24)" + "".join(
    rf"(?<!{word}{SPACE}24)"
    for word in (
        *("ngày", "sáng", "chiều", "trưa", "tối", "đêm", "hôm", "từ", "đến", "tới", "vào", "trước"),
        *("sau", "nhật", "hai", "ba", "tư", "năm", "sáu", "bảy", "le", "du", "au", "[,–-]"),
    )
)
_ALWAYS = re.compile(
    rf"(?=[27v])(?<![\w.,/])(?:{_HOURS}{_OF}(?:24|vingt-quatre|7)|{_HOURS}{_PER}(?:day|jour|ngày)"
    rf"|24{_OF}24|24{_NO_DATE}/7|{_DAYS}{_OF}7|{_DAYS}{_PER}(?:week|semaine|tuần))(?![\w/]|[.,][0-9])",
    re.IGNORECASE,
)


def always_spans(text: str) -> list[tuple[int, int]]:
    """Where the text says day and night, or every day, in order.

    >>> always_spans("ouvert 24h/24")
    [(7, 13)]
    >>> always_spans("Hà Nội, ngày 24/7")
    []
    """
    if not ("7" in text or "24" in text or "quatre" in text.lower()):
        return []
    return [match.span() for match in _ALWAYS.finditer(text)]
