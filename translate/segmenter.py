"""Cut French text into sentences that tile it exactly.

A cut is an offset, never an edit: joined, the spans are the text, and a segment keeps the
whitespace that follows it. A colon or a semicolon never cuts. The rules repair what every library
trips over in French news copy; R3 and R4 are in `translate.lost_breaks`, and the words that all of
them need are data in `translate.french`:

R1  a stop without a space after it cuts (`.Le`), but not in decimals, acronyms and addresses
R2  a straight quote opens or closes by its neighbours, never by counting
R3  lost line breaks: a closing quote or a lower-case word glued to a capitalised starter
R4  agency intertitles (`- Intertitre -`) and bullets stand alone
R5  `...` and `(...)` cut before a capital, but not after a function word
R6  abbreviations and initials do not end a sentence, nor does `!` or `?` before a lower case

Every rule looks at a bounded window around its candidate, so the time is linear in the text.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from translate.french import (
    BULLETS,
    EMOJI,
    FUNCTION_WORDS,
    LOWER,
    NAME_PARTICLES,
    NUMBERED,
    STARTER,
    TITLES,
    TRAILING,
    UPPER,
)
from translate.lost_breaks import (
    add_heading_ends,
    add_intertitles,
    fused_words,
    quote_cuts,
    spaced_openers,
    token_before,
    word_before,
)

_WINDOW: Final = 80  # characters that a rule may look back
_MAX_ABBREVIATION: Final = 6  # letters
# Each pattern below begins with the mark itself, and looks back from behind it: the engine then
# skips to the next mark at full speed.

# R2: a straight quote is clear when one of its sides alone is open.
_QUOTES = re.compile(
    r"""" (?:
        (?P<opens>(?<![^\s(\['’«“/–—-]")(?!["\s,;:!?)\]»”]|\.(?!\.)|\Z))
      | (?P<closes>(?<=[^\s"(\['’«“]")(?=[\s.,;:!?…)\]»”]|\Z)|(?<=\s")(?=[,;:!?)\]»”]|\.(?!\.)))
      | (?P<pair>(?<=[^\s"]")"(?=[^\W_]))
      | (?P<unclear>(?:\s?")*+)
    )""",
    re.VERBOSE,
)

# One run of stops is one candidate, so `. . . .` is read once. The inner stops of an acronym,
# decimals and domains (`U.S.A.`, `600.000`, `rtl.fr`) never become candidates.
_STOPS = re.compile(
    rf"""[.!?…](?![{LOWER},;:])(?!(?<=\d\.)\d)(?!(?<=\b[{UPPER}]\.)[ -]?[{UPPER}]\.)
        (?:[.!?…]|\s++(?=[.!?…]))*+""",
    re.VERBOSE,
)
_SPACE = re.compile(r"\s*+")
_EMOJIS = re.compile(rf"(?:\s?[{EMOJI}])*+")
_OPENERS = re.compile(rf"(?:[\"'«“‘(\[¿¡]\s?|[-–—]\s?|[{BULLETS}]\s?){{0,4}}")
_IS_STARTER = re.compile(STARTER)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_ADDRESS = re.compile(
    r"""[<(\["'«]? (?: [@#]\w | [A-Za-z]{2,8}:// | [Ww]{3}\. | [^@]+@[^@]+\.
        | [a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,4}(?:[/?#]\S*)?[,;.)]?\Z )""",
    re.VERBOSE,
)
_LINE_BREAKS = re.compile(r"\s{2,}|[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]")
_WEB = re.compile(r"://|www\.|\w@\w")
_INITIAL = re.compile(rf"(?:[{UPPER}]-)?[{UPPER}]\Z")
_IS_PARTICLE = re.compile(rf"(?:{'|'.join(sorted(NAME_PARTICLES))})(?:\s|(?<='))")
_NUMBER_AHEAD = re.compile(r"\d|[IVXLC]+\b(?!['’])")
_LIST_NUMBER = re.compile(rf"(?:\A|[.!?…:;]\s|[{BULLETS}]\s?)\d{{1,2}}\Z")

_BULLET = re.compile(rf"[{BULLETS}]")
_CREDIT = re.compile(
    rf"\(?\b(?:Photos?|Crédits?(?:\s[Pp]hotos?)?)\s?:\s?(?:[^.!?…\n]|(?<=\b[{UPPER}])\.){{1,60}}\.?\s*+\Z"
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans (start, end), half-open character offsets, that tile the text; [] for ''.

    >>> text = 'M. Le Drian a 4,1 milliards. "Vraiment ?", a dit Ana.Cette année, 600.000 !'
    >>> [text[start:end] for start, end in split_sentences(text)]
    ['M. Le Drian a 4,1 milliards. ', '"Vraiment ?", a dit Ana.', 'Cette année, 600.000 !']
    """
    if not text:
        return []
    opening = _opening_quotes(text)
    cuts = set(_sentence_ends(text, opening))
    cuts.update(quote_cuts(text, opening), fused_words(text), spaced_openers(text))
    cuts.update(m.start() for m in _BULLET.finditer(text))
    add_intertitles(text, cuts)
    add_heading_ends(text, cuts)
    # The credit closes a caption, however that ended: `Photo : VNA` is its own unit.
    if credit := _CREDIT.search(text, max(0, len(text) - _WINDOW)):
        cuts = {cut for cut in cuts if cut <= credit.start()} | {credit.start()}
    first = _SPACE.match(text)
    low = first.end() if first else 0
    edges = [0, *sorted(cut for cut in cuts if low < cut < len(text)), len(text)]
    return list(pairwise(edges))


def is_translatable(text: str) -> bool:
    """Whether the line holds a word: False for numbers, addresses, emoji and symbols alone.

    >>> is_translatable("Photo : VNA"), is_translatable("4,1 % — https://vnanet.vn/fr 🙂")
    (True, False)
    """
    if not _LETTERS.search(text):
        return False
    return any(_LETTERS.search(token) and not _ADDRESS.match(token) for token in text.split())


def single_line(text: str) -> str:
    """The text on one line: line breaks of every kind and doubled spaces become one space.

    A lone no-break space stays, because French typography wants it before `:` and `%`.

    >>> single_line(" Un\\r\\n  deux\\u2028trois\\u00a0: 4 ")
    'Un deux trois\\xa0: 4'
    """
    return _LINE_BREAKS.sub(" ", text).strip()


def _opening_quotes(text: str) -> set[int]:
    """Offsets of the straight quotes that open; every other straight quote closes (R2).

    A count of parity would break on one unbalanced quote, so each quote is read from its
    neighbours. Glued or open on both sides, it answers the last one; where the next clear quote
    contradicts that, one is missing, and the nearer of the two is its partner.
    """
    quotes = list(_QUOTES.finditer(text))
    opening: set[int] = set()
    is_open, last, upcoming = False, 0, 0
    for number, quote in enumerate(quotes):
        at, kind = quote.start(), quote.lastgroup
        if kind == "unclear":
            upcoming = max(upcoming, number + 1)
            while upcoming < len(quotes) and quotes[upcoming].lastgroup == "unclear":
                upcoming += 1
            opens = not is_open
            if is_open and upcoming == number + 1 and upcoming < len(quotes):
                partner = quotes[upcoming]
                lacks_one = partner.lastgroup == "closes"
                opens = lacks_one and partner.start() - at < at - last
        else:
            opens = kind == "opens"
        if kind == "pair":
            opening.add(at + 1)
            is_open = True
        else:
            if opens:
                opening.add(at)
            is_open = opens
        last = at
    return opening


def _sentence_ends(text: str, opening: set[int]) -> Iterator[int]:
    """Cuts after full stops, question and exclamation marks and ellipses (R1, R5, R6)."""
    has_addresses = "://" in text or "www." in text or "@" in text
    for match in _STOPS.finditer(text):
        start, end = match.span()
        closed = _skip_closers(text, end, opening)
        space = _SPACE.match(text, closed)
        cut = space.end() if space else closed
        opener = _OPENERS.match(text, cut)
        lead = opener.end() if opener else cut
        if lead == len(text) or not _can_begin(text, lead, is_spaced=lead > closed):
            continue
        stop, closers = text[start:end], text[end:closed]
        is_glued = lead == closed
        if stop == ".":
            ends = not _is_abbreviation(text, start, lead, is_glued=is_glued)
        elif stop in "?!" or len(stop.strip(".…")):
            # `(quel dommage !) Le` goes on or ends: only a starter proves the end.
            ends = ")" not in closers or _IS_STARTER.match(text, lead) is not None
        else:
            ends = is_glued or not _is_suspension(text, start, lead)
        if ends and is_glued and has_addresses:
            ends = not _is_in_address(text, lead)
        if ends:
            yield cut


def _is_in_address(text: str, at: int) -> bool:
    """Whether the unbroken characters around the offset hold a URL or an e-mail address."""
    after = text[at : at + _WINDOW].split(None, 1)[0]
    return _WEB.search(token_before(text, at, _WINDOW) + after) is not None


def _skip_closers(text: str, at: int, opening: set[int]) -> int:
    """Offset after the closing quotes, brackets and emoji that belong to the sentence before."""
    size = len(text)
    while at < size:
        char = text[at]
        following = at + 1
        if char.isspace() and following < size:
            # French typography puts a space before a closing guillemet.
            if text[following] == "»" or (text[following] == '"' and following not in opening):
                at = following
                continue
            break
        is_quote = char == '"' and at not in opening
        is_apostrophe = char in "'’" and text[following : following + 1].isalnum()
        if not is_quote and (char not in "»”)]'’" or is_apostrophe):
            break
        at = following
    emoji = _EMOJIS.match(text, at)
    return emoji.end() if emoji else at


def _can_begin(text: str, at: int, *, is_spaced: bool) -> bool:
    """Whether a sentence can begin at the offset: a capital, a number or `iPhone` (R6)."""
    char, following = text[at], text[at + 1 : at + 2]
    if char.isupper() or char.istitle():
        return True
    if char.isdigit():  # `pas.127 morts` begins, `n.1` and `4.1` go on
        before = text[max(0, at - 3) : at - 1]
        return is_spaced or text[at - 1] != "." or before.isalpha() or before[-1:] in '."»”)'
    if char.islower():
        return is_spaced and following.isupper()
    is_tag = char in "#@" and following.isalpha()
    return is_spaced and (is_tag or (char in "+$€" and following.isdigit()))


def _is_abbreviation(text: str, stop: int, lead: int, *, is_glued: bool) -> bool:
    """Whether the full stop belongs to an abbreviation, an initial or a list number (R6)."""
    if text[max(0, stop - _MAX_ABBREVIATION) : stop].isalpha() and stop > _MAX_ABBREVIATION:
        return False  # the common case: a word longer than every abbreviation
    token = token_before(text, stop)
    word = token.rpartition(".")[2].lstrip("-")
    if word in TITLES:
        return True
    if word in NUMBERED:
        return _NUMBER_AHEAD.match(text, lead) is not None
    if word in TRAILING:
        return text[lead].isdigit() or not (is_glued or _IS_STARTER.match(text, lead))
    if word.isdigit():
        return _LIST_NUMBER.search(text[max(0, stop - 4) : stop]) is not None
    return _INITIAL.match(word) is not None and _is_initial(text, stop - len(token), stop, lead)


def _is_initial(text: str, start: int, stop: int, lead: int) -> bool:
    """Whether a capital before a full stop stands for a name: `S. Novikov`, not `zone B. Les`."""
    if not _IS_STARTER.match(text, lead):
        return True
    if "." in text[start:stop]:  # an acronym, `aux U.S.A. Les`, is a name of its own
        return lead == stop + 1
    return _IS_PARTICLE.match(text, lead) is not None and not _names_a_letter(text, start)


def _names_a_letter(text: str, at: int) -> bool:
    """Whether the word before the offset makes a lone capital a label: `plan B`, `RER B`."""
    word = word_before(text, at - 1)
    return len(word) > 1 and (word.islower() or word.isupper()) and word not in FUNCTION_WORDS


def _is_suspension(text: str, stop: int, lead: int) -> bool:
    """Whether an ellipsis only holds its breath: `et... Francfort`, `ville... 70 %` (R5)."""
    held = text[max(0, stop - _WINDOW) : stop].rstrip(" \u00a0([")
    return not text[lead].isupper() or word_before(held, len(held)).lower() in FUNCTION_WORDS
