"""How French, English and Vietnamese name days, months and parts of the day, as data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from translate.numbers.english import ENGLISH
from translate.numbers.french import FRENCH
from translate.numbers.language import SPACE, alternatives
from translate.numbers.vietnamese import VIETNAMESE


@dataclass(frozen=True, slots=True)
class Calendar:
    """The words of one language; every pattern names what it finds.

    `weekday` finds nothing in a text without one of `weekday_words`, and so with the months.
    `doubtful` are the months that are also other words: certain behind `month_cue` or before
    `year_behind`. `part_of_day` and `minutes_behind` stand behind an hour; `day_before`
    and `day_behind` are days that a date shares its month with (3 and 4 June, June 3-5).
    """

    weekdays: Mapping[str, int]
    weekday_words: frozenset[str]
    weekday: re.Pattern[str]
    months: Mapping[str, int]
    month_words: frozenset[str]
    month: re.Pattern[str]
    doubtful: frozenset[str]
    month_cue: re.Pattern[str]
    year_behind: re.Pattern[str]
    date: re.Pattern[str]
    day_before: re.Pattern[str]
    day_behind: re.Pattern[str]
    part_of_day: re.Pattern[str]
    minutes_behind: re.Pattern[str]


def _counted(words: str) -> dict[str, int]:
    return {word: number for number, word in enumerate(words.split(), start=1)}


# Alone only whole names are read: `sept` is seven. Mars with a capital is a planet or a god.
_FRENCH_ALONE = (
    "(?i:janvier|février|avril|juin|juillet|ao[uû]t|septembre|octobre|novembre|décembre)"
    "|mars|MARS|mai|MAI"
)
_ENGLISH_ALONE = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_FR = alternatives(FRENCH.months)
_EN = "|".join(word.capitalize() for word in sorted(ENGLISH.months, key=len, reverse=True))
_VI = alternatives(VIETNAMESE.months)
_DAY = r"[0-9]{1,2}"
_YEAR = r"[12][0-9]{3}(?![0-9])"
_START = r"(?<![\w./:-])"
_NUMERIC = rf"(?P<day2>{_DAY})/(?P<month2>{_DAY})(?:/(?P<year2>{_YEAR}))?(?![\w/])"
_YEAR_BEHIND = re.compile(rf",?{SPACE}(?:of{SPACE})?[12][0-9]{{3}}")
_NEVER = re.compile(r"(?!)")


def _day_before(joints: str) -> re.Pattern[str]:
    """A day, then what joins it to the date that follows: the text ends there."""
    return re.compile(
        rf"(?<![\w.,:/-])(?P<day>{_DAY})(?:er|st|nd|rd|th)?"
        rf"(?:,{SPACE}|{SPACE}?[-–—]{SPACE}?|,?{SPACE}(?:{joints}){SPACE})$"
    )


_ENGLISH_WEEKDAYS = _counted("monday tuesday wednesday thursday friday saturday sunday")
_FRENCH_WEEKDAYS = _counted("lundi mardi mercredi jeudi vendredi samedi dimanche")

CALENDARS: dict[str, Calendar] = {
    "fr": Calendar(
        weekdays=_FRENCH_WEEKDAYS,
        weekday_words=frozenset(_FRENCH_WEEKDAYS),
        weekday=re.compile(rf"(?<!\w)(?P<name>{'|'.join(_FRENCH_WEEKDAYS)})(?!\w)", re.IGNORECASE),
        months=FRENCH.months,
        month_words=frozenset(FRENCH.months),
        month=re.compile(rf"(?<!\w)(?P<name>{_FRENCH_ALONE})(?!\w)"),
        doubtful=frozenset(),
        month_cue=_NEVER,
        year_behind=_YEAR_BEHIND,
        date=re.compile(
            rf"{_START}(?:(?P<day>{_DAY})(?:er)?{SPACE}(?P<month>{_FR})(?!\w)"
            rf"(?:\.?{SPACE}(?P<year>{_YEAR}))?|{_NUMERIC})",
            re.IGNORECASE,
        ),
        day_before=_day_before(rf"(?:au|et|ou|à)(?:{SPACE}le)?"),
        day_behind=_NEVER,
        part_of_day=re.compile(
            rf"{SPACE}(?:(?P<morning>du{SPACE}matin)|du{SPACE}soir|de{SPACE}l['’]après-midi)"
        ),
        minutes_behind=re.compile(rf"{SPACE}([0-5][0-9])(?![0-9]|{SPACE}?[%\w])"),
    ),
    "en": Calendar(
        weekdays=_ENGLISH_WEEKDAYS,
        weekday_words=frozenset(_ENGLISH_WEEKDAYS).union(f"{day}s" for day in _ENGLISH_WEEKDAYS),
        weekday=re.compile(
            rf"\b(?P<name>{'|'.join(day.capitalize() for day in _ENGLISH_WEEKDAYS)})(?:s|['’]s)?\b"
        ),
        months=ENGLISH.months,
        month_words=frozenset(ENGLISH.months),
        month=re.compile(rf"\b(?P<name>{_ENGLISH_ALONE})(?!\w)"),
        doubtful=frozenset({"may", "march", "august"}),
        month_cue=re.compile(
            rf"\b(?:[Ii]n|since|until|till|by|of|to|from|last|next|this|early|late|mid|[Bb]etween"
            rf"|and|through|[Dd]uring|[0-9](?:st|nd|rd|th)?){SPACE}$|\bmid-$"
        ),
        year_behind=re.compile(rf",?{SPACE}(?:of{SPACE})?[0-9]"),
        date=re.compile(
            rf"\b(?:(?P<month>{_EN})\.?{SPACE}(?:the{SPACE})?(?P<day>{_DAY})(?:st|nd|rd|th)?"
            rf"(?![\w:%]|[.,][0-9])(?:,?{SPACE}(?P<year>{_YEAR}))?"
            rf"|(?P<day2>{_DAY})(?:st|nd|rd|th)?{SPACE}(?:of{SPACE})?(?P<month2>{_EN})\b"
            rf"(?:,?{SPACE}(?P<year2>{_YEAR}))?)"
        ),
        day_before=_day_before("to|and|or|through|until|till"),
        day_behind=re.compile(
            rf"(?:,{SPACE}|{SPACE}?[-–—]{SPACE}?|,?{SPACE}(?:to|and|or|through|until|till){SPACE})"
            rf"(?P<day>{_DAY})(?:st|nd|rd|th)?(?![\w:%/]|[.,][0-9])"
        ),
        part_of_day=re.compile(
            rf"{SPACE}(?:(?P<morning>in{SPACE}the{SPACE}morning)|in{SPACE}the{SPACE}(?:afternoon"
            rf"|evening)|at{SPACE}night)"
        ),
        minutes_behind=_NEVER,
    ),
    "vi": Calendar(
        weekdays={
            **_counted("hai ba tư năm sáu bảy"),
            **{str(number + 1): number for number in range(1, 7)},
            "nhật": 7,
        },
        weekday_words=frozenset({"thứ", "nhật"}),
        weekday=re.compile(
            rf"(?<!\w)(?:thứ{SPACE}(?P<number>hai|ba|tư|năm|sáu|bảy|[2-7])|chủ{SPACE}(?P<name>nhật))"
            rf"(?!\w)",
            re.IGNORECASE,
        ),
        months=VIETNAMESE.months,
        month_words=frozenset({"tháng"}),
        # `sáu tháng năm 2020` are six months of the year 2020.
        month=re.compile(
            rf"(?<!\w)tháng{SPACE}(?P<name>1[0-2]|0?[1-9]|(?!năm{SPACE}(?:[0-9]|nay|ngoái|qua))"
            rf"(?:{_VI}))(?!\w|{SPACE}(?:lần|năm{SPACE}nữa))",
            re.IGNORECASE,
        ),
        doubtful=frozenset({"một", "hai", "ba"}),
        month_cue=re.compile(
            rf"(?:vào|trong|từ|đến|đầu|cuối|giữa|hồi|của|trước|sau|kể{SPACE}từ|[0-9]){SPACE}$",
            re.IGNORECASE,
        ),
        year_behind=re.compile(rf"(?:{SPACE}năm)?[ /,]{{0,2}}[0-9]"),
        date=re.compile(
            rf"{_START}(?:(?P<day>{_DAY}){SPACE}tháng{SPACE}(?P<month>1[0-2]|0?[1-9]|{_VI})(?!\w)"
            rf"(?:,?{SPACE}năm{SPACE}(?P<year>{_YEAR})|/(?P<year3>{_YEAR}))?|{_NUMERIC})",
            re.IGNORECASE,
        ),
        day_before=_day_before(rf"(?:đến|tới|và|hoặc|hay)(?:{SPACE}(?:hết{SPACE})?ngày)?"),
        day_behind=_NEVER,
        part_of_day=re.compile(
            rf"(?:{SPACE}phút)?{SPACE}(?:(?P<morning>(?:buổi{SPACE})?sáng)"
            rf"|(?:buổi{SPACE})?(?:chiều|tối)|đêm)(?!\w)"
        ),
        minutes_behind=re.compile(rf"{SPACE}([0-5]?[0-9])(?![0-9]|[.,][0-9]|{SPACE}?%)"),
    ),
}
