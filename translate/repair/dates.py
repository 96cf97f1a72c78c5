"""Days and months that kept their French name, or in Vietnamese an English one."""

import re
from collections.abc import Iterator

from translate.numbers.calendars import CALENDARS
from translate.numbers.dates import Date, dates, months, weekdays
from translate.repair.draft import Edit

_SOURCE_LANG = "fr"
_LEFT_FROM = {"en": ("fr",), "vi": ("fr", "en")}  # whose names may be left in a target
_ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "vi": ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"),
}
_REACH = 24
_ARTICLE = re.compile(r"(?:(?<!\w)[Ll]e |(?<=\b[Oo]n )the )$")
_DAY_WORD = re.compile(r"(?:ngày|mùng|mồng|sáng|chiều|tối|trưa|đêm|hôm) $|[(/-]$", re.IGNORECASE)
_MONTH_WORD = re.compile(r"(?<!\w)(?:tháng|(?:en|in) ) ?$", re.IGNORECASE)
_YEAR = re.compile(r" ([12][0-9]{3})(?![\w/])")
_DAY_BEHIND = re.compile(r" [0-3]?[0-9](?:st|nd|rd|th)?(?![\w/:.-]|,[0-9])")
# Avril Lavigne, CHIANG MAI 2025, Theresa May 2025: behind another name it is no month.
_WORD_BEFORE = re.compile(r"(?<![\w’'-])([^\W\d_][\w’'-]*) $")
_NO_NAMES = frozenset("In On By Since From Until En Vào Trong Từ Đến Tháng Ngày".split())
# A name that is no date: Journal du dimanche, Mardi gras, Black Friday.
_FRENCH_BEFORE = re.compile(r"(?:(?<!\w)(?:du|de|des|les?|la|au|un)|[A-Z][\w’'-]*) $")
_NAME_BEHIND = re.compile(r" (?:gras|noire?s?|saint|[A-Z])")


def date_edits(source: str, text: str, lang: str) -> Iterator[Edit]:
    """The dates, months and weekdays of `text` in another language that the source names too."""
    edits: list[Edit] = []
    for left_from in _LEFT_FROM[lang]:
        edits += _dates(source, text, lang, left_from)
    taken = list(edits)
    for left_from in _LEFT_FROM[lang]:
        edits += _months(source, text, lang, left_from)
        edits += _weekdays(source, text, lang, left_from)
    yield from _apart(edits, taken)


def _apart(edits: list[Edit], first: list[Edit]) -> Iterator[Edit]:
    """The edits in order, without those that a whole date covers."""
    end = 0
    important = set(first)
    for edit in sorted(edits, key=lambda edit: (edit.start, edit not in important, -edit.end)):
        if edit.start >= end:
            yield edit
            end = edit.end


def _dates(source: str, text: str, lang: str, left_from: str) -> Iterator[Edit]:
    candidates = [date for date in dates(text, left_from) if _is_in_letters(date, lang)]
    if not candidates:
        return
    said = {
        (date.day, date.month, year)
        for date in dates(source, _SOURCE_LANG)
        for year in (date.year, None)
    }
    for date in candidates:
        if (date.day, date.month, date.year) not in said:
            continue
        before = text[max(0, date.start - _REACH) : date.start]
        article = _ARTICLE.search(before)
        start = date.start - (len(article[0]) if article else 0)
        words = _written(date, lang)
        if lang == "vi" and (article or not _DAY_WORD.search(before)):
            words = f"ngày {words}"
        yield Edit(start, date.end, words, "Q14")


def _is_in_letters(date: Date, lang: str) -> bool:
    """Whether the month is a word, and none of the target language itself (23 sept)."""
    words = {word.strip(".,").lower() for word in date.text.split()}
    return "/" not in date.text and not words & set(CALENDARS[lang].months)


def _written(date: Date, lang: str) -> str:
    if lang == "vi":
        return f"{date.day}/{date.month}" + (f"/{date.year}" if date.year else "")
    month = _ENGLISH_MONTHS[date.month - 1]
    return f"{month} {date.day}" + (f", {date.year}" if date.year else "")


def _months(source: str, text: str, lang: str, left_from: str) -> Iterator[Edit]:
    """A month without its day: `avril 2025`, `in avril`, `tháng April`."""
    left = list(months(text, left_from))
    if not left:
        return
    said = {month.value for month in months(source, _SOURCE_LANG)}
    # A month beside a day that the source does not name is no month of the source.
    dated = {place for date in dates(text, left_from) for place in range(date.start, date.end)}
    for month in left:
        if month.value not in said or month.start in dated:
            continue
        before = text[max(0, month.start - _REACH) : month.start]
        year = _YEAR.match(text, month.end)
        cue = _MONTH_WORD.search(before)
        if not month.text.islower() and _ends_in_name(before):
            continue
        is_sure = month.text.islower() and (cue or month.text not in {"mai", "mars"})
        if lang == "en" and (is_sure or year or _DAY_BEHIND.match(text, month.end)):
            yield Edit(month.start, month.end, _ENGLISH_MONTHS[month.value - 1], "Q14")
        elif lang == "vi" and before.lower().endswith("tháng "):
            yield Edit(month.start, month.end, str(month.value), "Q14")
        elif lang == "vi" and year:
            words = f"tháng {month.value}/{year[1]}"
            yield Edit(month.start, year.end(), words, "Q14")


def _ends_in_name(before: str) -> bool:
    """Whether a word with a capital stands there that is no preposition."""
    word = _WORD_BEFORE.search(before)
    return word is not None and word[1][0].isupper() and word[1] not in _NO_NAMES


def _weekdays(source: str, text: str, lang: str, left_from: str) -> Iterator[Edit]:
    left = list(weekdays(text, left_from))
    if not left:
        return
    said = {day.value for day in weekdays(source, _SOURCE_LANG)}
    for day in left:
        before = text[max(0, day.start - _REACH) : day.start]
        is_name = _FRENCH_BEFORE.search(before) or _NAME_BEHIND.match(text, day.end)
        is_capital = day.text[0].isupper() and left_from == "fr"
        if day.value in said and not is_name and not is_capital:
            yield Edit(day.start, day.end, _WEEKDAYS[lang][day.value - 1], "Q14")
