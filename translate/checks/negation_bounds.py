"""Q15: a negation, or the bound of a number (more than, about), was lost.

It asks only whether the target has any cue of the kind. Human translators turn a negation into
the opposite word (`n'est pas préparé`: unprepared), so such words are cues as well; those that
would excuse more lost negations than they explain human ones (any, even, nào, vẫn) are not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from translate.checks.base import Observation, Pair, PairCheck
from translate.config.checks import ChecksConfig
from translate.numbers import NumberValue, find_numbers
from translate.numbers.tokens import small_words_of
from translate.records import Severity
from translate.terminology import Glossary

# `ne ... que` and an expletive `ne` are no negation; `sans` is one before an infinitive or an
# article, while `sans heurts` or `sans détour` have a word of their own in other languages.
_NEGATION = re.compile(
    r"(?<!\bqui\s)(?<!u['’]il\s)(?<!u['’]ils\s)\b(?:ne\s+|n['’])(?:[\w'’-]{1,30}\s+){1,4}?(?:pas|jamais|aucune?|rien|personne|nulle)\b"
    r"|\baucune?\b"
    r"|\bsans\s+(?:aucune?|les?|la|une?|son|sa|ses|leurs?|cette|pour\sautant|jamais|rien"
    r"|pouvoir|être|avoir|\w{1,20}(?:cer|ger|ter|ner|ser|quer))\b",
    re.IGNORECASE,
)
# Both patterns need one of these.
_NEGATING_WORDS = frozenset("pas jamais aucun aucune rien personne nulle sans".split())
# `sans` before a noun is mostly a word of its own elsewhere (homeless): lost where `with` came.
_WITHOUT = re.compile(
    r"\bsans\s(?!doute|cesse|relâche|répit|voix|équivoque|détour|heurt|conteste|réserve|faille"
    r"|surprise|pareil|encombre|égal|limite|frontière|fin\b|compter|tarder|parler|cesser|hésiter"
    r"|attendre)\w{3,}",
    re.IGNORECASE,
)
_WITH = {
    "en": re.compile(r"\bwith\b", re.IGNORECASE),
    "vi": re.compile(r"\bvới\b", re.IGNORECASE),
}
_LESS = re.compile(r"\w{3}less\b", re.IGNORECASE)
# Turns of phrase that have a negation in French only. They are looked for beside the negation.
_IDIOM = re.compile(
    r"\bpas\s+(?:seulement|uniquement|moins|simplement|que|oublier|manquer|hésiter|tarder)\b"
    r"|\b(?:oubli|hésit|manqu|tard|tari|regard|désempl|faibli|atten|se\srésum)\w{0,8}\s"
    r"(?:[\w'’-]{1,20}\s)?pas\b|\bn['’]y\sa\s(?:\w{1,10}\s)?(?:qu['’]un\s)?pas\b"
    r"|\bpas\sle\sseul\b|\bn['’]est-ce\spas\b|\bnon\ssans\b|\bsans\s(?:compter|tarder|parler"
    r"|conteste|cesser|hésiter|attendre|doute)|\bqu['’]aucune?\sautre\b|\bpas\s(?:été\s)?(?:si|aussi)\b"
    r"|\bpas\stoujours\b|\btoujours\spas\b"
    r"|\bpas\s(?:\w{1,20}\s)?(?:faibli|tari|cessé|hésité|manqué|tardé|ménagé|désempli)",
    re.IGNORECASE,
)
_REACH = 40  # characters around a negation within which a turn of phrase explains it
_NEGATION_CUES = {
    "en": re.compile(
        r"\b(?:not|no|never|none|nor|neither|without|nothing|nobody|nowhere|cannot|unable|unlikely"
        r"|unclear|unless|inability|impossible|insufficient|intolerant|ignorant|devoid|absent"
        r"|absence|fail(?:s|ed|ing|ure)?|refus\w+|den(?:y|ied|ies)|reject\w*|hardly|barely"
        r"|scarcely|rarely|seldom|unknown|unfamiliar|unaware|un(?!der|it|iv|iq|ion)\w{3,}(?:ed|ing)"
        r"|\w{3,12}(?:in|un)\w{2,}able|in\w{2,}able|disregard\w*|clueless|countless"
        r"|beyond|yet\sto|still\sto|short\sof|trouble|wrong|challenging|declin\w+|despite"
        r"|free\s(?:of|from))\b|n['’]t\b|\bno-|-free\b|\bnon-",
        re.IGNORECASE,
    ),
    "vi": re.compile(
        r"\b(?:không|chưa|chẳng|chả|đừng|vô(?!\scùng|\sđịch|\stuyến)|bất\s(?:bại|kể|hợp|ổn|khả)"
        r"|thiếu|hiếm|từ\schối|phủ\snhận|bác\sbỏ|bãi\sbỏ|thay\svì|thất\sbại|thách\sthức|sai\ssai"
        r"|gặp\skhó|cấm|trái\sphép)\b",
        re.IGNORECASE,
    ),
}

# The bounds of a number, in front of it; the number itself is looked for behind them.
_ABOVE = r"plus\sd(?:e\s|['’])|au-delà\sde\s|supérieure?s?\sà\s"
_BELOW = r"moins\sd(?:e\s|['’])|inférieure?s?\sà\s"
_NEARLY = r"près\sd(?:e\s|['’])|presque\s|environ\s|à\speu\sprès\s|quelque\s"
_AT_LEAST = r"au\s(?:moins|minimum)\s(?:d(?:e\s|['’]))?|un\sminimum\sd(?:e\s|['’])"
_BOUNDS = {
    "above": re.compile(rf"(?<!\ben\s)(?<!\bpas\s)\b(?:{_ABOVE})\Z", re.IGNORECASE),
    "below": re.compile(rf"(?<!\ben\s)(?<!\bpas\s)\b(?:{_BELOW})\Z", re.IGNORECASE),
    "nearly": re.compile(rf"(?<!\ben\s)(?<!\bpas\s)\b(?:{_NEARLY})\Z", re.IGNORECASE),
    "at least": re.compile(rf"\b(?:{_AT_LEAST})\Z", re.IGNORECASE),
}
_BOUND_REACH = 24
_CUE_BEFORE = 32
_CUE_BEHIND = 20
_BOUND_CUES = {
    "en": {
        "above": r"more than|over|above|upwards?|exceed\w*|beyond|surpass\w*|greater|higher|longer"
        r"|larger|bigger|older|at least|past|top(?:s|ped|ping)?|some|past|in excess|plus|further"
        r"|outnumber\w*|no (?:fewer|less)|well",
        "below": r"less than|fewer|under|below|within|less|lower|smaller|younger|shorter|short of"
        r"|just|barely|up to|in \w+ than|not even|no more",
        "nearly": r"about|around|approximately|approx|roughly|nearly|almost|close to|some|circa"
        r"|an estimated|estimated|more than|over|up to|near|or so|just|closer|virtually"
        r"|as many as|as much as|approach\w*"
        r"|practically|roughly|at least|close on|less than|under|neighbou?rhood",
        "at least": r"least|minimum|min|more than|over|above|upwards?|exceed\w*|beyond"
        r"|not (?:less|fewer)|no (?:fewer|less|smaller|lower)"
        r"|or (?:more|over|older|longer|above|higher)|and (?:above|over)",
    },
    "vi": {
        "above": r"hơn|trên|vượt|quá|ngoài|lớn|cao|ít nhất|tối thiểu|dư|trở lên|lâu|nhiều|tới",
        "below": r"dưới|chưa|ít hơn|thấp|không đầy|không đến|không tới|không quá|kém|nhỏ|trong vòng"
        r"|chỉ|ngắn|chừng|gần|ít",
        "nearly": r"khoảng|gần|chừng|hơn|xấp xỉ|tầm|cỡ|ước|hầu|đến|trên|dưới|quãng"
        r"|trong vòng|tương đương|suýt|ngót|chưa đầy|chỉ|sắp",
        "at least": r"ít nhất|tối thiểu|chí ít|thấp nhất|hơn|trên|vượt|quá|trở lên|không dưới"
        r"|không ít",
    },
}
_BOUND_PATTERNS = {
    lang: {
        kind: re.compile(rf"\b(?:{words})\b|\d\+", re.IGNORECASE) for kind, words in cues.items()
    }
    for lang, cues in _BOUND_CUES.items()
}


@dataclass(frozen=True, slots=True)
class Loss:
    """What the source says and nothing in the target does: a negation, or the bound of a number."""

    kind: str
    text: str


def score(pair: Pair, _glossary: Glossary) -> tuple[Loss, ...]:
    """What was lost; nothing for a language without lists of cues.

    Only whole texts are compared: one cue is enough for all negations of the source.
    """
    if pair.lang not in _NEGATION_CUES:
        return ()
    return (*_lost_negation(pair), *_lost_bounds(pair))


def accept(losses: tuple[Loss, ...], _options: ChecksConfig) -> Iterator[Observation]:
    """A warning for each loss: human translators turn phrases round as well."""
    for loss in losses:
        yield Observation(
            Severity.WARNING, f"{loss.kind} may be lost: {loss.text}", expected=loss.text
        )


def _lost_negation(pair: Pair) -> Iterator[Loss]:
    is_denying = not _NEGATING_WORDS.isdisjoint(small_words_of(pair.source))
    if not is_denying or _NEGATION_CUES[pair.lang].search(pair.target):
        return
    for match in _NEGATION.finditer(pair.source):
        around = pair.source[max(0, match.start() - _REACH) : match.end() + _REACH]
        if not _IDIOM.search(around):
            yield Loss("a negation", match[0])
            return
    if _WITH[pair.lang].search(pair.target) and not _LESS.search(pair.target):
        without = _WITHOUT.search(pair.source)
        if without is not None:
            yield Loss("a negation", without[0])


def _lost_bounds(pair: Pair) -> Iterator[Loss]:
    """The first bound that no cue of the target stands for.

    Where the target has the number, the cue must stand beside it; else it may stand anywhere.
    """
    bounded = list(_bounded(pair.source, find_numbers(pair.source, pair.source_lang)))
    if not bounded:
        return
    places: dict[Decimal, list[str]] = {}
    for number in find_numbers(pair.target, pair.lang):
        around = pair.target[max(0, number.start - _CUE_BEFORE) : number.end + _CUE_BEHIND]
        places.setdefault(number.value, []).append(around)
    for kind, text, value in bounded:
        pattern = _BOUND_PATTERNS[pair.lang][kind]
        if not any(map(pattern.search, places.get(value, [pair.target]))):
            yield Loss("the bound of a number", text)
            return


def _bounded(text: str, numbers: list[NumberValue]) -> Iterator[tuple[str, str, Decimal]]:
    """The kind, the text and the value of each number with a bound; `plus d'un` is none."""
    for number in numbers:
        before = text[max(0, number.start - _BOUND_REACH) : number.start]
        for kind, pattern in _BOUNDS.items():
            match = pattern.search(before)
            if match and number.value != 1:
                yield kind, f"{match[0]}{number.text}", number.value


NEGATION_BOUNDS = PairCheck(
    id="Q15",
    title="negation or bound lost",
    explanation=(
        "The source denies something (ne ... pas, jamais, aucun, sans) or bounds a number (plus "
        "de, moins de, environ, près de), and no word of the translation does. Without that word "
        "the sentence says something else, and still reads well."
    ),
    score=score,
    accept=accept,
)
