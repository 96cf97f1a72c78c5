"""The formulas of news pages: datelines, signatures, photo credits, lines that open the tail.

Each function looks at a bounded piece of a paragraph, so a line of any length costs little.
"""

import re

from translate.structure.profiles import (
    AGENCIES,
    CREDIT_WORDS,
    MONTHS,
    RELATED_MARKERS,
    WEEKDAYS,
)


def any_of(words: tuple[str, ...]) -> str:
    """A regular expression for one of several words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_AGENCY = rf"(?:{any_of(AGENCIES)})(?![\w+])"
_AGENCIES = rf"{_AGENCY}(?:\s?[/–-]\s?{_AGENCY})*"
_DASH = "[-–—−‑]"
_UPPER = r"[^\W\d_a-zà-öø-ÿœæđăơư]"

# A place is up to six capitalised words, joined by spaces, hyphens, slashes, commas, small words.
_WORD = rf"(?:[dl]['’])?{_UPPER}[\w'’.]*"
_SMALL = r"(?:de|du|des|la|le|les|sur|en|et|aux?|à)"
_JOINT = rf"(?:[-–/]|-{_SMALL}-|,\s+|\s+[-–/]\s+|\s+(?:{_SMALL}\s+){{0,2}})"
_PLACE = rf"{_WORD}(?:{_JOINT}{_WORD}){{0,5}}(?:\s*\([^()\d]{{2,40}}\))?"
_DATE = (
    rf"(?i:(?:(?:le|ce)\s+)?(?:(?:{any_of(WEEKDAYS)})\s+)?"
    rf"(?:\d{{1,2}}(?:er|ᵉʳ)?\s+(?:{any_of(MONTHS)})(?:\s+\d{{4}})?"
    r"|\d{1,2}[/.]\d{1,2}(?:[/.]\d{2,4})?))"
)
# Any agency that is an acronym, or one that is known: `Kaluga (Russie) - ` is no dateline.
_SOURCE = rf"\(\s*(?:{_AGENCIES}|[A-Z]{{2,8}}(?:[/–-][A-Z]{{2,8}})*)\s*\)"
_KNOWN_SOURCE = rf"\(\s*{_AGENCIES}\s*\)"
_DATELINE = re.compile(
    rf"\s*(?:"
    rf"(?:{_PLACE}\s*)?(?:[,–-]?\s*{_DATE}\s*)?,?\s*{_SOURCE}\s*(?:{_DASH}{{1,2}}|:)\s*"
    rf"|(?:{_PLACE}\s*)?(?:,?\s*{_DATE}\s*)?,?\s*{_KNOWN_SOURCE}\s+(?={_UPPER})"
    rf"|(?!(?i:{any_of(WEEKDAYS)})\b){_PLACE}\s*,\s*{_DATE}\s*{_DASH}{{1,2}}\s+(?=[«\"“]?\s*{_UPPER})"
    r")"
)
_DATELINE_CHARS = 160


def dateline_end(text: str) -> int:
    """The length of the dateline that a paragraph opens with, trailing space included; else 0.

    >>> dateline_end("Hanoi, 23 avril (VNA) – Une délégation")
    24
    >>> dateline_end("Kaluga (Russie) - ville jumelle")
    0
    """
    match = _DATELINE.match(text[:_DATELINE_CHARS])
    return match.end() if match else 0


_CLOSERS = r"[.!?…»”\"')\]]"
_SIGNATURE = re.compile(
    rf"(?:(?<={_CLOSERS})|(?<=\s)|\A)"
    rf"(?P<dashed>(?:/\.\s*)?{_DASH}{{1,2}}\s*{_AGENCIES}\s*\.?\s*)\Z"
    rf"|(?<=[a-zà-öø-ÿ\d])(?P<glued>{_DASH}\s*{_AGENCIES}\s*)\Z"
    rf"|(?<={_CLOSERS})\s*(?P<bracketed>\(\s*{_AGENCIES}\s*\)\s*)\Z"
    rf"|(?<={_CLOSERS})(?P<slashed>/\s*{_AGENCIES}\s*)\Z"
    r"|(?<=[.\w»”\"')\]])(?P<end>/\.\s*)\Z"
    rf"|\A\s*(?P<alone>\(?{_AGENCIES}\)?\s*\.?\s*|\./\.\s*)\Z"
)
_SIGNATURE_CHARS = 60
# Most paragraphs hold neither; to see that is a hundred times cheaper than the search.
_SIGNATURE_HINT = re.compile(rf"{_AGENCY}|/\.")


def signature_start(text: str) -> int | None:
    """Where the agency's signature begins that closes a paragraph, if one does.

    The full stop before it belongs to the sentence.

    >>> text = "la ville d'Obninsk. -VNA"
    >>> text[signature_start(text):]
    '-VNA'
    >>> signature_start("un sommet ASEAN-ONU") is None
    True
    """
    offset = max(0, len(text) - _SIGNATURE_CHARS)
    closing = text[offset:]
    if not _SIGNATURE_HINT.search(closing):
        return None
    match = _SIGNATURE.search(closing)
    # At the cut, nothing can be said of what stands before.
    if match is None or (match.start() == 0 and offset):
        return None
    assert match.lastgroup is not None
    return offset + match.start(match.lastgroup)


_CREDIT_WORD = rf"(?:{any_of(CREDIT_WORDS)})(?:\s+d['’](?:illustrations?|archives?))?"
_CREDIT_NAME = r"(?P<name>(?:[^.:;!?()]|\.(?=\w)){1,60}?)"
_CREDIT = re.compile(
    rf"(?P<opening>\(\s*)?(?P<word>(?i:{_CREDIT_WORD})\s*(?:[:©/]|:\s*©)\s*|©\s*){_CREDIT_NAME}"
    rf"[\s.)]*\Z"
    rf"|(?P<opening2>\(\s*)?(?P<word2>(?i:{_CREDIT_WORD})\s+)(?P<agency>{_AGENCIES})[\s.)]*\Z"
)
_CREDIT_CHARS = 120
_CREDIT_HINT = re.compile(rf"{any_of(CREDIT_WORDS)}|©", re.IGNORECASE)
_MAX_CREDIT_WORDS = 8
_MAX_LOOSE_CREDIT_WORDS = 5
_ARTICLE = re.compile(r"(?:les?|la|une?|des)\b|l['’]", re.IGNORECASE)


def find_credit(text: str) -> tuple[int, str] | None:
    """Where the photo credit that closes a caption begins, and whom it names.

    A credit stands after a full stop or in brackets; without these only a short name that does not
    begin as a sentence does will do.

    >>> find_credit("Séance de travail. Photo : VNA")
    (19, 'VNA')
    >>> find_credit("Un concours de Photo : Les lauréats") is None
    True
    """
    offset = max(0, len(text) - _CREDIT_CHARS)
    tail = text[offset:]
    if not _CREDIT_HINT.search(tail):
        return None
    for match in _CREDIT.finditer(tail):
        name = (match["name"] or match["agency"] or "").strip()
        start = match.start()
        if _is_credit(tail[:start], match, name):
            return offset + start, name
    return None


def _is_credit(before: str, match: re.Match[str], name: str) -> bool:
    if not name or (name[0].islower() and "." not in name):
        return False
    words = len(name.split())
    word = match["word"] or match["word2"]
    if match["opening"] or match["opening2"]:
        return words <= _MAX_CREDIT_WORDS
    if before and before[-1].isalnum() and not word[0].isupper():
        return False
    before = before.rstrip()
    if word[0].islower():
        return False
    if not before or before[-1] in ".!?…»”\"')]":
        return words <= _MAX_CREDIT_WORDS
    return words <= _MAX_LOOSE_CREDIT_WORDS and not _ARTICLE.match(name)


_RELATED_MARKER = re.compile(rf"\s*(?i:{any_of(RELATED_MARKERS)})\s*[:.…>»]*\s*")


def is_related_marker(text: str) -> bool:
    """Whether a paragraph is the line that opens the links to other stories.

    >>> is_related_marker("Voir plus"), is_related_marker("Voir plus loin est un don.")
    (True, False)
    """
    return len(text) < _SIGNATURE_CHARS and _RELATED_MARKER.fullmatch(text) is not None
