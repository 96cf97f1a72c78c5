"""Q07: the output has a citation or a stock phrase of a training corpus that the source has not.

Models learnt from the web and from religious texts close short lines with what closed them there:
a Bible verse, the credits of subtitles, the address of a site.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
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


# A pattern over the folded target (lower case, no marks), what it finds, and the pattern over the
# folded source that allows it. Folded, because a loop or a bad tokeniser loses marks as well.
_PHRASES: tuple[tuple[str, str, str], ...] = (
    (r"(?<!dat )\bcau hoi\s*(?:\d{1,3}\s*)?[:?]", "a quiz", r"question|repon|demand|interrog"),
    (r"\bquestion\s*(?:\d{1,3}\s*)?:", "a quiz", r"question|repon|demand|interrog"),
    (
        r"\b(?:ban dich(?: (?:cua|boi|tieng))?|nguoi dich|bien dich|dich gia|dich boi)\s*:",
        "the credit of a translator",
        r"tradu|version",
    ),
    (r"\btranslat(?:ed by|ion by|or:)", "the credit of a translator", r"tradu|interpret"),
    (
        r"\bsubtitl(?:es?|ed|ing) (?:by|created|downloaded)|\bsync(?:ed)? (?:and|&|by) "
        r"|\bcaptioned by|\bphu de\s*(?::|boi|duoc)|\bbien tap phu de|opensubtitles|[♪♫]",
        "the credit of subtitles",
        r"sous-titr|opensubtitles|[♪♫]",
    ),
    (
        r"(?:\A|[.!?:\"”)]\s+)(?:category|the loai)\s*:",
        "a line of a wiki",
        r"categories?\s?:|genres?\s?:|rubriques?\s?:",
    ),
    (r"\[(?:edit|sua|sua ma nguon|citation needed)\]", "a line of a wiki", r"\[(?:modifier|edit)"),
    (
        r"all rights reserved|\bbao luu moi quyen|moi quyen duoc bao luu|watch ?tower|thap canh",
        "a notice of copyright",
        r"droits reserves|tous droits|copyright|watch ?tower|tour de garde",
    ),
    (
        r"\bsubscribe to (?:our|my|the) channel|dang ky kenh|\bnho (?:like|dang ky)\b"
        r"|\bthanks for watching|cam on (?:cac )?ban da (?:xem|theo doi)",
        "the end of a video",
        r"abonn|regard|suivi|chaine",
    ),
    (
        r"\bclick here\b|\bread more\s*(?:\Z|[.:…»>])|\b(?:bam|nhap|nhan|click) vao day\b"
        r"|(?:\A|[.!?]\s+)(?:xem them|doc them)\s*(?:\Z|[:.…»>])",
        "a link of a web page",
        r"\bcliqu|\blire\b|\blisez|\bvoir plus|\bvoir aussi|plus d'info|en savoir",
    ),
    (
        r"\bsee also\s*:|\bretrieved (?:on )?\d|\bisbn\b",
        "a line of a wiki",
        r"voir aussi|voir egalement|consulte|isbn",
    ),
    (r"(?:<|&lt;)/?(?:i|b|br|font|span|div|p)\b[^<>]{0,80}(?:>|&gt;)", "markup", r"<|&lt;"),
    (r"\{\\an\d\}|\{\{|\}\}|\[\[|\]\]", "markup", r"\{|\}|\[\[|\]\]"),
)
_COMPILED = tuple((re.compile(found), kind, re.compile(ok)) for found, kind, ok in _PHRASES)

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
    source, target = fold(pair.source), fold(pair.target)
    found = [*_phrases(source, target), *_verses(source, target), *_addresses(source, target)]
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


def _phrases(source: str, target: str) -> Iterator[tuple[str, int, int]]:
    for pattern, kind, allowed in _COMPILED:
        match = pattern.search(target)
        if match and not allowed.search(source):
            yield kind, *match.span()


def _verses(source: str, target: str) -> Iterator[tuple[str, int, int]]:
    if _SOURCE_VERSE.search(source):
        return
    match = _BOOKS.search(target) or _VERSE.search(target)
    if match:
        yield "a citation of a verse", *match.span()


def _addresses(source: str, target: str) -> Iterator[tuple[str, int, int]]:
    for match in _ADDRESS.finditer(target):
        if _host(match[0]) not in source:
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
