"""Hours as the target language writes them: 14h15 is 2:15 p.m. in English, 14 giờ 15 in Vietnamese.

`2h30` may also be two hours and a half: only what the source says to be a time is touched.
"""

import re
from collections.abc import Iterator

from translate.numbers.clock import NOON
from translate.numbers.dates import TimeOfDay, times_of_day
from translate.repair.draft import Edit

_SOURCE_LANG = "fr"
_FRENCH = re.compile(
    r"(?<![\w:/.,])(?P<hour>[01]?[0-9]|2[0-4]) ?h(?: ?(?P<minute>[0-5][0-9]))?(?![\w/])"
)
_ENGLISH = re.compile(
    r"(?<![\w:/.,])(?P<hour>1[0-2]|0?[1-9])(?:[:.](?P<minute>[0-5][0-9]))? ?"
    r"(?P<half>[ap])(?:\.m\.|m(?!\w))",
    re.IGNORECASE,
)
_CUE_BEFORE = re.compile(
    r"(?:(?<!\w)(?:à|vers|dès|avant|après|depuis|entre)|jusqu['’]à|[(,])[ \u00a0\u202f]?$",
    re.IGNORECASE,
)
_CUE_BEHIND = re.compile(
    r"[ \u00a0\u202f]?(?:(?:à|et|-|–)[ \u00a0\u202f]?[0-9]{1,2}[ \u00a0\u202f]?h"
    r"|[( ]*(?:GMT|UTC|heure|du (?:matin|soir)))"
)
_REACH = 12
_AFTERNOON = 13
_SENTENCE_END = re.compile(r"[”\"’)]*(?:$|\s+[“\"(]?[A-ZÀ-ỸĐ])")


def hour_edits(source: str, text: str, lang: str) -> Iterator[Edit]:
    """The times of `text` in another style that the source says too."""
    patterns = [_FRENCH, _ENGLISH] if lang == "vi" else [_FRENCH]
    matches = [match for pattern in patterns for match in pattern.finditer(text)]
    if not matches:
        return
    times = _sure_times(source)
    for match in sorted(matches, key=lambda match: match.start()):
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        is_english = match.re is _ENGLISH
        if is_english:
            hour = hour % NOON + (NOON if match["half"].lower() == "p" else 0)
        if (hour, minute) not in times:
            continue
        if lang == "vi":
            stop = is_english and match[0].endswith(".") and _SENTENCE_END.match(text, match.end())
            words = f"{hour} giờ" + (f" {minute:02d}" if minute else "")
            yield Edit(*match.span(), words + ("." if stop else ""), "Q14")
        else:
            has_stop = text[match.end() : match.end() + 1] == "."
            stop = has_stop and _SENTENCE_END.match(text, match.end() + 1)
            yield Edit(match.start(), match.end() + bool(stop), _english(hour, minute), "Q14")


def _sure_times(source: str) -> set[tuple[int, int]]:
    return {
        (time.hour, time.minute)
        for time in times_of_day(source, _SOURCE_LANG)
        if _is_time(source, time)
    }


def _is_time(source: str, time: TimeOfDay) -> bool:
    """Whether it is no duration: by its size, or by the words around."""
    if time.hour >= _AFTERNOON and time.minute:
        return True
    before = source[max(0, time.start - _REACH) : time.start]
    return bool(_CUE_BEFORE.search(before) or _CUE_BEHIND.match(source, time.end))


def _english(hour: int, minute: int) -> str:
    minutes = f":{minute:02d}" if minute else ""
    return f"{(hour - 1) % NOON + 1}{minutes} {'p.m.' if NOON <= hour < 2 * NOON else 'a.m.'}"
