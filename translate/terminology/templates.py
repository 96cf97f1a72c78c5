"""Datelines, agency signatures and photo credits: rendered by template, never by a model.

Another target language is one more entry of `LANGUAGES`; places and agencies come from the
glossary, and what it does not know is kept as it is written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from translate.terminology.glossary import Glossary, built_in
from translate.terminology.matching import fold
from translate.terminology.terms import KINDS, PLACE_KINDS


@dataclass(frozen=True, slots=True)
class Language:
    """How a target language writes dates and credits."""

    date: str
    date_with_year: str
    months: tuple[str, ...]
    conjunction: str
    labels: Mapping[str, str]


LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        date="{month} {day}",
        date_with_year="{month} {day}, {year}",
        months=(
            *("January", "February", "March", "April", "May", "June", "July"),
            *("August", "September", "October", "November", "December"),
        ),
        conjunction=" and ",
        labels={
            "photo": "Photo",
            "illustration": "Illustrative photo",
            "archive": "File photo",
            "source": "Source",
            "video": "Video",
            "graphic": "Infographic",
        },
    ),
    "vi": Language(
        date="{day}/{month}",
        date_with_year="{day}/{month}/{year}",
        months=tuple(str(number) for number in range(1, 13)),
        conjunction=" và ",
        labels={
            "photo": "Ảnh",
            "illustration": "Ảnh minh họa",
            "archive": "Ảnh tư liệu",
            "source": "Nguồn",
            "video": "Video",
            "graphic": "Đồ họa",
        },
    ),
}

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("janvier janv jan", "fevrier fevr fev", "mars", "avril avr", "mai", "juin"),
            *("juillet juil", "aout", "septembre sept", "octobre oct", "novembre nov"),
            "decembre dec",
        ),
        start=1,
    )
    for name in names.split()
}
# French label, accents folded -> the label of `Language.labels`.
_LABELS = {
    "photo": "photo",
    "photos": "photo",
    "credit photo": "photo",
    "credit photos": "photo",
    "credits photo": "photo",
    "credits photos": "photo",
    "credit": "photo",
    "image": "photo",
    "photo d'illustration": "illustration",
    "photos d'illustration": "illustration",
    "image d'illustration": "illustration",
    "illustration": "illustration",
    "photo d'archives": "archive",
    "photo d'archive": "archive",
    "photo archives": "archive",
    "source": "source",
    "video": "video",
    "infographie": "graphic",
}

_DATELINE = re.compile(
    r"""\s*(?P<place>[^\W\d_][^()\d\n]{0,79}?)?
    (?:\s*,?\s*(?:\ble\s+)?(?:(?:lun|mar|mercre|jeu|vendre|same)di\s+|dimanche\s+)?(?P<day>\d{1,2})(?:er)?
        (?:\s+(?P<month>[^\W\d_]{3,9})\.?|/(?P<number>\d{1,2}))(?:(?:\s+|/)(?P<year>\d{4}))?)?
    \s*[,\-–—]?\s*\(\s*(?P<agency>[^\W\d_][^()\n]{1,39}?)\s*\)\s*(?P<closing>[-–—:.]{0,2})\s*""",
    re.VERBOSE,
)
_PLACE_JOINTS = re.compile(r"(\s*[/,&]\s*|\s+[-–—]\s+|\s+et\s+)")
_SIGNATURE = re.compile(
    r"[.\s]{0,4}[-–—/(\[]?[.\s]{0,4}"
    r"(?P<agencies>[^\W\d_][\w+]*(?:[ /&.-]{1,3}[^\W\d_][\w+]*){0,5})[.\s)\]]{0,4}"
)
_CREDIT = re.compile(
    r"\s*(?P<open>[(\[]?)\s*(?P<label>[^\W\d_][^:©()\d\n]{3,24}?)\s*"
    r"(?:[:©]\s*(?P<holders>[^:;!?()\n]{1,80}?))?\s*(?P<close>\.?[)\]]?\.?)\s*"
)
_JOINTS = re.compile(r"(\s*[/,&+]\s*(?!$)|\s+[-–]\s+|-(?=[A-Z]{2}))")
_WEB_ADDRESS = re.compile(r"(?:[\w-]+\.)+[a-z]{2,4}")
_PARTICLES = frozenset({"de", "van", "von", "bin", "al", "el"})
_LONGEST = 200
_SHOUTED_LENGTH = 4
_MOST_WORDS = 5
_LAST_DAY = 31
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Dateline:
    """The parts of a dateline; place and agency as written, None where there is no date."""

    place: str
    day: int | None
    month: int | None
    year: int | None
    agency: str
    closing: str = ""


def parse_dateline(text: str) -> Dateline | None:
    """The parts of a dateline, None when `text` as a whole is none.

    A weekday is read over: the datelines of the target languages have none.

    >>> parse_dateline("Hanoi, 1er mai 2019 (VNA) – ")
    Dateline(place='Hanoi', day=1, month=5, year=2019, agency='VNA', closing='–')
    >>> parse_dateline("Moscou (VNA) - ").day is None
    True
    >>> parse_dateline("Le ministre (à droite) a dit") is None
    True
    """
    match = _DATELINE.fullmatch(text) if len(text) <= _LONGEST else None
    if match is None:
        return None
    day = month = None
    if match["day"]:
        day = int(match["day"])
        month = _MONTHS.get(fold(match["month"]).lower()) if match["month"] else None
        month = int(match["number"]) if match["number"] else month
        if month is None or not (1 <= day <= _LAST_DAY and 1 <= month <= _LAST_MONTH):
            return None
    return Dateline(
        place=(match["place"] or "").strip(" ,\u00a0"),
        day=day,
        month=month,
        year=int(match["year"]) if match["year"] else None,
        agency=match["agency"],
        closing=match["closing"],
    )


def render_template(
    text: str, role: str, lang: str, glossary: Glossary | None = None
) -> str | None:
    """The target text of a dateline, an agency signature or a photo credit, stripped.

    None when the text is none of these, or when `LANGUAGES` has no entry for the language. A
    credit is recognised in any other role if it is the whole text.

    >>> render_template("Hanoi, 23 avril (VNA) – ", "dateline", "vi")
    'Hà Nội, 23/4 (TTXVN) –'
    >>> render_template(".-VNA", "signature", "vi"), render_template("Photo : VNA", "caption", "en")
    ('.-TTXVN', 'Photo: VNA')
    """
    language = LANGUAGES.get(lang)
    text = text.strip()
    if language is None or len(text) > _LONGEST:
        return None
    glossary = glossary or built_in()
    if role == "dateline":
        return _render_dateline(text, lang, language, glossary)
    if role == "signature":
        match = _SIGNATURE.fullmatch(text)
        if match is None:
            return None
        agencies = _render_holders(match["agencies"], lang, glossary)
        return (text[: match.start("agencies")] + agencies + text[match.end("agencies") :]).strip()
    return _render_credit(text, lang, language, glossary)


def _render_dateline(text: str, lang: str, language: Language, glossary: Glossary) -> str | None:
    dateline = parse_dateline(text)
    if dateline is None:
        return None
    parts = [_render_places(dateline.place, lang, language, glossary)] if dateline.place else []
    if dateline.day is not None and dateline.month is not None:
        form = language.date if dateline.year is None else language.date_with_year
        month = language.months[dateline.month - 1]
        parts.append(form.format(day=dateline.day, month=month, year=dateline.year))
    agency = _render_holders(dateline.agency, lang, glossary)
    return f"{', '.join(parts)} ({agency}) {dateline.closing}".strip()


def _render_places(place: str, lang: str, language: Language, glossary: Glossary) -> str:
    if whole := _render_place(place, lang, glossary):
        return whole
    pieces = _PLACE_JOINTS.split(place)
    return "".join(
        language.conjunction
        if piece.strip() == "et"
        else piece
        if at % 2
        else _render_place(piece, lang, glossary) or piece
        for at, piece in enumerate(pieces)
    )


def _render_place(place: str, lang: str, glossary: Glossary) -> str | None:
    """The place in the target language; a place in capitals stays in capitals."""
    found = glossary.lookup(place, lang, PLACE_KINDS)
    if found is None and place.isupper() and len(place) >= _SHOUTED_LENGTH:
        found = glossary.lookup(place.title(), lang, PLACE_KINDS)
        return found.upper() if found else None
    return found


def _render_holders(holders: str, lang: str, glossary: Glossary) -> str:
    """Agencies and persons, each in the form of the language, with their joints untouched."""
    return "".join(
        piece if at % 2 else _render_holder(piece, lang, glossary)
        for at, piece in enumerate(_JOINTS.split(holders))
    )


def _render_holder(holder: str, lang: str, glossary: Glossary) -> str:
    return glossary.lookup(holder, lang, KINDS) or holder


def _render_credit(text: str, lang: str, language: Language, glossary: Glossary) -> str | None:
    match = _CREDIT.fullmatch(text)
    if match is None:
        return None
    label = _LABELS.get(fold(match["label"]).lower())
    if label is None:
        return None
    holders = match["holders"]
    if holders is None:
        # `Photo d'illustration.` says enough alone; a bare `Photo` or `Source` is a word.
        is_whole = label in {"illustration", "archive"} and " " in match["label"]
        return f"{match['open']}{language.labels[label]}{match['close']}" if is_whole else None
    if not all(_is_holder(piece) for piece in _JOINTS.split(holders)[::2]):
        return None
    rendered = _render_holders(holders, lang, glossary)
    return f"{match['open']}{language.labels[label]}: {rendered}{match['close']}"


def _is_holder(piece: str) -> bool:
    """Whether `piece` can name who holds a picture: a web address, or up to five capitals.

    A credit that says more (`Ambassade du Vietnam en Russie`) is prose, and goes to the model.
    """
    words = piece.split()
    return bool(_WEB_ADDRESS.fullmatch(piece)) or (
        0 < len(words) <= _MOST_WORDS
        and all(word[0].isupper() or word in _PARTICLES for word in words)
    )
