"""Q07: the output has a citation or a stock phrase of a training corpus that the source has not.

Models learnt from the web and from religious texts close short lines with what closed them there:
a Bible verse, the credits of subtitles, the address of a site.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.numbers.tokens import may_have_address
from translate.placeholders.folding import fold
from translate.records import Severity
from translate.terminology import Glossary


@dataclass(frozen=True, slots=True)
class Intrusion:
    """A stock phrase in the target: what it is, and where it stands."""

    kind: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What `found` finds in a target where `allowed` finds nothing in the folded source.

    `hints` are pieces of the folded target: without one of them `found` finds nothing.
    """

    hints: tuple[str, ...]
    found: re.Pattern[str]
    kind: str
    allowed: re.Pattern[str]

    @classmethod
    def of(cls, hints: str, found: str, kind: str, allowed: str) -> "_Phrase":
        return cls(tuple(hints.split("|")), re.compile(found), kind, re.compile(allowed))


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
# `The team retrieved 15 sets` is no line of an encyclopaedia, `Retrieved 15 March` is one.
_DATE = (
    rf"\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH} \d"
    r"|\d{4}-\d{1,2}-\d|\d{1,2}/\d{1,2}/\d\d"
)
# What the source has where the end of a video or a link is a translation.
_VIDEO = r"abonn|regard|suivi|chaine"
_LINK = r"\bcliqu|\blire\b|\blis[a-z]|\bvoir plus|\bvoir aussi|plus d'info|en savoir"
# Hints, a pattern over the folded target (lower case, no marks), what it finds, and the pattern
# over the folded source that allows it. Folded, because a loop or a bad tokeniser loses marks too.
_PHRASES: tuple[tuple[str, str, str, str], ...] = (
    (
        "cau hoi",
        r"(?<!dat )\bcau hoi\s*(?:\d{1,3}\s*)?[:?]",
        "a quiz",
        r"question|repon|demand|interrog",
    ),
    (
        "question",
        r"\bquestion\s*(?:\d{1,3}\s*)?:",
        "a quiz",
        r"question|repon|demand|interrog",
    ),
    (
        "dich",
        r"\b(?:ban dich(?: (?:cua|boi|tieng))?|nguoi dich|bien dich|dich gia|dich boi)\s*:",
        "the credit of a translator",
        r"tradu|version",
    ),
    (
        "translat",
        r"\btranslat(?:ed by|ion by|or:)",
        "the credit of a translator",
        r"tradu|interpret",
    ),
    (
        "subtitl|sync|captioned by|♪|♫",
        r"\bsubtitl(?:es?|ed|ing) (?:by|created|downloaded)|\bsync(?:ed)? (?:and|&) correct"
        r"|\bsynced by |\bcaptioned by|opensubtitles|[♪♫]",
        "the credit of subtitles",
        r"sous-titr|opensubtitles|[♪♫]",
    ),
    (
        "category|the loai",
        r"(?:\A|[.!?:\"”)]\s+)(?:category|the loai)\s*:",
        "a line of a wiki",
        r"categories?\s?:|genres?\s?:|rubriques?\s?:",
    ),
    (
        "[edit|[sua|[citation",
        r"\[(?:edit|sua|sua ma nguon|citation needed)\]",
        "a line of a wiki",
        r"\[(?:modifier|edit)",
    ),
    (
        "all rights|quyen",
        r"all rights reserved|\bbao luu moi quyen|moi quyen duoc bao luu",
        "a notice of copyright",
        r"droits reserves|tous droits|copyright",
    ),
    (
        "subscribe to|thanks for",
        r"\bsubscribe to (?:our|my|the) channel|\bthanks for watching",
        "the end of a video",
        _VIDEO,
    ),
    (
        "click here|read more|xem them|doc them",
        r"\bclick here\b|\bread more\s*(?:\Z|[.:…»>])"
        r"|(?:\A|[.!?]\s+)(?:xem them|doc them)\s*(?:\Z|[:.…»>])",
        "a link of a web page",
        _LINK,
    ),
    (
        "see also|retrieved|isbn",
        rf"\bsee also\s*:|(?:\A|[.!?:\"”)\]]\s+)retrieved (?:on )?(?:{_DATE})|\bisbn\b",
        "a line of a wiki",
        r"voir aussi|voir egalement|consulte|isbn",
    ),
    (
        "<|&lt;",
        r"(?:<|&lt;)/?(?:i|b|br|font|span|div|p)\b[^<>]{0,80}(?:>|&gt;)",
        "markup",
        r"<|&lt;",
    ),
    ("{|}}|[[|]]", r"\{\\an\d\}|\{\{|\}\}|\[\[|\]\]", "markup", r"\{|\}|\[\[|\]\]"),
)
# The same over the target as it stands, for words that are others in bare letters: `bám vào dây`
# (to hold a rope) is `bấm vào đây`, and only the tower of a publisher has a capital. What has lost
# all its marks counts too. No hint has an i or an s: without case, `ı` and `ſ` are these as well.
_MARKED: tuple[tuple[str, str, str, str], ...] = (
    (
        "phu de",
        r"(?i:\bphụ đề\s*(?::|bởi|được)|\bphu de\s*(?::|boi|duoc)"
        r"|\bbiên tập phụ đề|\bbien tap phu de)",
        "the credit of subtitles",
        r"sous-titr",
    ),
    (
        "watch|thap canh",
        r"\bWatch ?[Tt]ower|\bWATCH ?TOWER|\bTháp Canh|\bThap Canh|\bTHÁP CANH",
        "a notice of copyright",
        r"watch ?tower|\btours? (?:de (?:garde|guet)|d.observation)|mirador|postes? d.observation"
        r"|vigie",
    ),
    (
        "kenh|nho |cam on",
        r"(?i:đăng k[ýí] kênh|dang ky kenh"
        r"|\bnhớ (?:like|đăng k[ýí])\b|\bnho (?:like|dang ky)\b"
        r"|\bc[ảá]m ơn (?:các )?bạn đã (?:xem|theo dõi)"
        r"|\bcam on (?:cac )?ban da (?:xem|theo doi))",
        "the end of a video",
        rf"{_VIDEO}|inscri|enregistr",
    ),
    (
        "vao day",
        r"(?i:\b(?:bấm|nhấp|nhấn|click) vào đây\b|\b(?:bam|nhap|nhan|click) vao day\b)",
        "a link of a web page",
        _LINK,
    ),
)

_IN_FOLDED = tuple(_Phrase.of(*phrase) for phrase in _PHRASES)
_IN_TARGET = tuple(_Phrase.of(*phrase) for phrase in _MARKED)

# A chapter and a verse behind a book, at the end of a text or of a bracket; `a score of 2:1` and
# `14:30` have no book in front. Folded, `Ê-phê-sô` is `e-phe-so`.
_VERSE = re.compile(
    r"(?:[—–―(]|--|\s-)\s{0,2}((?:[1-3] ?)?[^\W\d_][\w.-]{1,18}(?: [\w.-]{1,12}){0,2}) "
    r"\d{1,3}\s?:\s?\d{1,3}(?:\s?[-–,]\s?\d{1,3}){0,4}\s?(?=\Z|[).;\]\"”])"
)
_BOOKS = re.compile(
    r"\b(?:[1-3] )?(?:genesis|exodus|leviticus|deuteronomy|psalms?|proverbs|ecclesiastes|isaiah"
    r"|jeremiah|ezekiel|matthew|romans|corinthians|galatians|ephesians|philippians|colossians"
    r"|thessalonians|timothy|hebrews|revelation|sang-the ky|sang the ky|xuat e-dip-to ky|thi-thien"
    r"|thi thien|cham-ngon|cham ngon|truyen-dao|e-sai|gie-re-mi|ma-thi-o|mac|lu-ca|giang"
    r"|ro-ma|co-rinh-to|ga-la-ti|e-phe-so|phi-lip|co-lo-se|te-sa-lo-ni-ca|ti-mo-the|he-bo-ro"
    r"|gia-co|phi-e-ro|khai-huyen|khai huyen|qur'?an|surah?)\.? \d{1,3}\s?:\s?\d{1,3}"
)
_SOURCE_VERSE = re.compile(r"\d\s?:\s?\d|\bverset|\bchapitre|\bpsaume")
# Where an address begins in the text, with what tells it apart from others: its host.
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[\w.-]{1,80}|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}"
)


def score(pair: Pair, _glossary: Glossary) -> tuple[Intrusion, ...]:
    """What stands in the target that nothing in the source accounts for."""
    source, target = pair.source, fold(pair.target)
    phrases = [
        *_phrases(source, target, target, _IN_FOLDED),
        *_phrases(source, pair.target, target, _IN_TARGET),
    ]
    found = [*phrases, *_verses(source, target), *_addresses(source, target)]
    return tuple(Intrusion(kind, start, end, pair.target[start:end]) for kind, start, end in found)


def accept(intrusions: tuple[Intrusion, ...], _options: ChecksConfig) -> Iterator[Observation]:
    """An error for what was made up: it stands in no human translation of the calibration."""
    if intrusions:
        first = intrusions[0]
        yield Observation(
            Severity.ERROR,
            f"the translation has {first.kind} that the source has not",
            span=(first.start, first.end),
            found=first.text,
        )


def _phrases(
    source: str, target: str, folded: str, phrases: Iterable[_Phrase]
) -> Iterator[tuple[str, int, int]]:
    for phrase in phrases:
        if not any(hint in folded for hint in phrase.hints):
            continue
        match = phrase.found.search(target)
        if match and not phrase.allowed.search(fold(source)):
            yield phrase.kind, *match.span()


def _verses(source: str, target: str) -> Iterator[tuple[str, int, int]]:
    match = (_BOOKS.search(target) or _VERSE.search(target)) if ":" in target else None
    if match and not _SOURCE_VERSE.search(fold(source)):
        yield "a citation of a verse", *match.span()


def _addresses(source: str, target: str) -> Iterator[tuple[str, int, int]]:
    for match in _ADDRESS.finditer(target) if may_have_address(target) else ():
        if _host(match[0]) not in fold(source):
            yield "an address", *match.span()


def _host(address: str) -> str:
    """The address without its scheme: a translation may add or leave out `https://www.`.

    >>> _host("https://www.vietnamplus.vn"), _host("info@vna.vn.")
    ('vietnamplus.vn', 'info@vna.vn')
    """
    return re.sub(r"\A(?:https?://)?(?:www\.)?", "", address).rstrip(".-")


BOILERPLATE = PairCheck(
    id="Q07",
    title="invented citation or boilerplate",
    explanation=(
        "The translation has a Bible verse, the credit of a translator or of subtitles, a quiz, a "
        "line of a web page or an address, and nothing in the source accounts for it. Models "
        "learnt such endings from their training texts, and add them to short or odd lines."
    ),
    score=score,
    accept=accept,
)
