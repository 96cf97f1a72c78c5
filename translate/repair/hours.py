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
_GAP = "[ \u00a0\u202f]"
_LENGTH = rf"[0-9]{{1,2}}{_GAP}?h(?:{_GAP}?[0-5][0-9])?"
_CUE_BEFORE = re.compile(
    rf"(?:(?<!\w)(?:à|vers|dès|entre(?:{_GAP}{_LENGTH}{_GAP}et)?)|jusqu['’]à){_GAP}?$",
    re.IGNORECASE,
)
_CUE_BEHIND = re.compile(rf"{_GAP}?[( ]*(?:GMT|UTC|heure|du (?:matin|soir)|de l['’]après-midi)")
_FROM = re.compile(rf"(?<!\w)de{_GAP}(?:{_LENGTH}{_GAP}?à{_GAP})?$", re.IGNORECASE)
_TO = re.compile(rf"{_GAP}?(?:à|-|–){_GAP}?{_LENGTH}")
# Two hours and a half from Hanoi, of talks, by car, per day: perhaps behind the end of a range.
_LENGTH_BEHIND = re.compile(
    rf"(?:{_GAP}?(?:à|et|ou|-|–){_GAP}?{_LENGTH})?{_GAP}"
    r"(?:d['’]|de (?!l['’]après-midi)|du (?!matin|soir|[0-9])|des |à (?:pied|vélo|moto)"
    r"|en (?:voiture|bateau|ferry|avion|train|TGV|(?:auto)?(?:bus|car)|moto|taxi|hélicoptère)"
    r"|par (?:jour|semaine|mois|an|personne|trajet|la route|route|train|avion|bateau)"
    r"|plus tard|durant|pendant|auparavant|au (?:nord|sud)|à l['’](?:est|ouest))"
)
_LENGTH_BEFORE = re.compile(
    rf"(?<!\w)(?:en|pendant|durant|(?:plus|moins|près|total|record) de){_GAP}$", re.IGNORECASE
)
# Where one of these stands before, 4h and even `de 4h à 2h30` may be lengths of time.
_LENGTH_WORD = re.compile(
    r"(?<!\w)(?:vols?|trajets?|dur[aeé]\w{0,8}|voyages?|parcours|traversée|temps|retards?|attente"
    r"|compter|faut|film|marche|route|escale|pause|rédui\w{0,6}|raccourci\w{0,4})(?!\w)",
    re.IGNORECASE,
)
_ENGLISH_LENGTH_BEFORE = re.compile(
    r"\b(?:for|in|within|than|an?|another|nearly|lasted|lasting|takes?|took)[ -]$", re.IGNORECASE
)
_ENGLISH_LENGTH_BEHIND = re.compile(
    r"[ -](?:from|of|away|by|later|flight|drive|walk|ride|trip|journey|long|ago|earlier|per)\b"
)
_REACH = 16
_FAR = 60
_AFTERNOON = 13
_SENTENCE_END = re.compile(r"[”\"’)]*(?:$|\s+[“\"(]?[A-ZÀ-ỸĐ])")


def hour_edits(source: str, text: str, lang: str) -> Iterator[Edit]:
    """The times of `text` in another style that the source says too."""
    patterns = [_FRENCH, _ENGLISH] if lang == "vi" else [_FRENCH]
    matches = [match for pattern in patterns for match in pattern.finditer(text)]
    if not matches:
        return
    times = _sure_times(source)
    if not times:
        return
    for match in sorted(matches, key=lambda match: match.start()):
        hour, minute = int(match["hour"]), int(match["minute"] or 0)
        is_english = match.re is _ENGLISH
        if is_english:
            hour = hour % NOON + (NOON if match["half"].lower() == "p" else 0)
        if (hour, minute) not in times or (lang == "en" and _is_english_length(text, match)):
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
    """The times of the source; not one that is a length of time in another place of it."""
    times = list(times_of_day(source, _SOURCE_LANG))
    sure = {(time.hour, time.minute) for time in times if _is_time(source, time)}
    return sure - {(time.hour, time.minute) for time in times if _is_length(source, time)}


def _is_length(source: str, time: TimeOfDay) -> bool:
    """Whether the words beside it make it a length of time."""
    before = source[max(0, time.start - _REACH) : time.start]
    return bool(_LENGTH_BEHIND.match(source, time.end) or _LENGTH_BEFORE.search(before))


def _is_time(source: str, time: TimeOfDay) -> bool:
    """Whether it is no length of time: by its size, or by the words around."""
    if _CUE_BEHIND.match(source, time.end):
        return True
    before = source[max(0, time.start - _FAR) : time.start]
    has_from = _FROM.search(before) is not None
    may_be_length = _LENGTH_WORD.search(before) is not None
    if time.hour >= _AFTERNOON and time.minute:
        return not (has_from and may_be_length)
    is_range = has_from and _TO.match(source, time.end) is not None
    return not may_be_length and (is_range or _CUE_BEFORE.search(before) is not None)


def _is_english_length(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - _REACH) : match.start()]
    behind = _ENGLISH_LENGTH_BEHIND.match(text, match.end())
    return bool(behind or _ENGLISH_LENGTH_BEFORE.search(before))


def _english(hour: int, minute: int) -> str:
    minutes = f":{minute:02d}" if minute else ""
    return f"{(hour - 1) % NOON + 1}{minutes} {'p.m.' if NOON <= hour < 2 * NOON else 'a.m.'}"
