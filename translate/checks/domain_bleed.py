"""Q21: words of religious texts in the translation of a source that has none.

The open French-Vietnamese models learnt much of their Vietnamese from Bibles and the publications
of Jehovah's Witnesses, and fall back on them where a line is short or unlike what they know.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.placeholders.folding import fold
from translate.records import Severity
from translate.terminology import Glossary

# What makes religious words in a translation plausible; beginnings of words, over folded text.
_RELIGIOUS_SOURCE = re.compile(
    r"\b(?:dieux?|deesse|divin|relig|eglise|paroiss|chretien|christ|cathol|protest|evang|luther"
    r"|orthodox|pape|papal|papaut|vatican|eveque|archev|cardinal|pretre|pasteur|prophet|bible"
    r"|bibli|testament|psaume|verset|saint|sacre|priere|prier|prie\b|prient|priant|messe|culte"
    r"|foi\b|croyan|fidele|apotre|disciple|jesus|jehovah|temoins? de j|jesus|moise|satan|diable"
    r"|demon|ange\b|anges\b|paradis|enfer|peche|ame\b|ames\b|benedic|beni|miracle|noel|paques"
    r"|careme|monast|moine|couvent|nonne|religieu|theolog|clerge|seminaire|temple|pagode|bouddh"
    r"|bonze|islam|musulm|coran|mosquee|allah|imam|juif|juive|judai|torah|synagog|hindou|seigneur"
    r"|cieux|createur|missionn|congregation|spirit|ressusc|baptem|sermon|confess"
    r"|secte|adorat|saint-esprit|cathedral|chapelle|basilique|basilica|abbaye|abbe\b|jerusalem"
    r"|gospel|celest|mythol|noe\b|adam\b|eve\b|messi|providen|louange)"
)
_RELIGIOUS_TARGET = {
    # English has `God` and `Lord` in oaths and titles, so only what Bibles alone have.
    "en": re.compile(
        r"\b(?:jehovah|thou|thee|thy|thine|unto|hath|doth|saith|shalt|brethren|begat|yahweh"
        r"|lord god|son of man|jesus|christ|holy spirit|holy ghost|god'?s word|word of god"
        r"|kingdom of god|god'?s kingdom|scriptur\w+|gospels?|apostles?|pharise\w+"
        r"|the lord(?! mayor| provost| chancellor| chief)"
        r"|watchtower|israelites|congregation|lo and behold|amen|almighty|prophets?|sinners?"
        r"|disciples?|god)\b"
    ),
    "vi": re.compile(
        r"\b(?:chúa trời|đức chúa|đức giê-?hô-?va|giê-?hô-?va|giê-?su|giê ?- ?su|chúa giê|ki-?tô"
        r"|cơ đốc|kinh thánh|hội thánh|hội-thánh|nhân chứng giê|tháp canh|sứ đồ|môn đồ|sa-?tan"
        r"|sách phúc âm|phúc âm|tin mừng|lời chúa|nước chúa|thánh linh|thánh thần|a-?men"
        r"|ê-?phê-?sô|ma-?thi-?ơ|phao-?lô|phi-?e-?rơ|cô-?rinh-?tô|rô-?ma|ti-?mô-?thê|y-?sơ-?ra-?ên"
        r"|giê-?ru-?sa-?lem|ê-?díp-?tô|pha-?ri-?si|đa-?vít|môi-?se|áp-?ra-?ham|thi-?thiên"
        r"|khải-?huyền|châm-?ngôn|chúng ngươi|các ngươi|hỡi anh em|dân y-|người công bình"
        r"|tội lỗi của|đấng christ|đấng tạo hóa|đức thánh|thánh chức|người tin kính"
        r"|rao giảng|báp-?têm|ngài phán|phán rằng)\b"
    ),
}
# The hyphens that religious texts set apart in names: `Ca - lu - ga`.
_SPACED_SYLLABLES = re.compile(r"\b[^\W\d_]{1,5} - [^\W\d_]{1,5} - [^\W\d_]{1,5}\b")


@dataclass(frozen=True, slots=True)
class Bleed:
    """What the target has of another domain, and where."""

    kind: str
    start: int
    end: int
    text: str


def score(pair: Pair, _glossary: Glossary) -> Bleed | None:
    """The first religious word of a translation whose source has none; else None."""
    pattern = _RELIGIOUS_TARGET.get(pair.lang)
    if pattern is None:
        return None
    match = pattern.search(pair.target.lower())
    if match and not _RELIGIOUS_SOURCE.search(fold(pair.source)):
        return _bleed("a word of religious texts", match, pair.target)
    match = _SPACED_SYLLABLES.search(pair.target) if pair.lang == "vi" else None
    if match and not _is_list(match[0], pair.source):
        return _bleed("a name in spaced syllables", match, pair.target)
    return None


def accept(bleed: Bleed | None, _options: ChecksConfig) -> Iterator[Observation]:
    """A warning: the word may be right where the source speaks of religion in other words."""
    if bleed is not None:
        yield Observation(
            Severity.WARNING,
            f"the translation has {bleed.kind}, the source has none: {bleed.text}",
            span=(bleed.start, bleed.end),
            found=bleed.text,
        )


def _bleed(kind: str, match: re.Match[str], target: str) -> Bleed:
    return Bleed(kind, *match.span(), target[slice(*match.span())])


def _is_list(text: str, source: str) -> bool:
    """Whether the parts are words of their own: `Bắc - Trung - Nam`, or dashes of the source."""
    parts = text.split(" - ")
    return all(part[0].isupper() for part in parts) or source.count("-") + source.count("–") > 1


DOMAIN_BLEED = PairCheck(
    id="Q21",
    title="domain bleed",
    explanation=(
        "The translation speaks of God, the Scriptures or the congregation, or spells a name in "
        "the spaced syllables of Vietnamese Bibles, and nothing in the source is religious. The "
        "model fell back on the texts that it learnt most of its Vietnamese from."
    ),
    score=score,
    accept=accept,
)
