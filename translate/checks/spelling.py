"""How two spellings of a name differ: by a slip, or as French and English differ by rule."""

from functools import cache
from importlib import resources

from translate.terminology.matching import fold

# French transcribes Russian, Arabic and African names by its own sounds: Soyouz, Tchernobyl.
_SOUNDS = (("tch", "ch"), ("ou", "u"), ("dj", "j"), ("y", "i"))
_MIN_STEM = 3
# Endings that French gives to names of Latin and Greek, of lands and of their people, and those of
# English and Vietnamese texts in their place: Virginie, Enceladus, Assyrians, Alexander.
_FRENCH_ENDINGS = frozenset(
    "e es s ie ies ien iens ienne iennes en ens enne ennes nne nnes ique iques que ques ue ues "
    "re res ee ees eur eurs teur ain aine ains aines ois oise ais aise ene enes et ete te "
    "us ge".split()
) | {""}
_OTHER_ENDINGS = frozenset(
    "a as e es s us is os o y ia ian ians an ans ean eans n ns ic ica ics ical c ca cs er ers or "
    "tor ors um i ei ey ese ish en es in ines id ty it".split()
) | {""}
_WORDS = ("translate.placeholders", "french_words.txt")


def plain(word: str) -> str:
    """A word in small letters without accents.

    >>> plain("Énée")
    'enee'
    """
    return fold(word).lower()


def edits(first: str, second: str, limit: int) -> int:
    """How many letters to change, add, drop or swap make one of the other; at most `limit` + 1.

    >>> edits("sainsbury", "sannbury", 3), edits("artamonov", "artmaonov", 3), edits("a", "bcd", 1)
    (2, 1, 2)
    """
    if abs(len(first) - len(second)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        current = [i]
        for j, other in enumerate(second, 1):
            cost = min(row[j] + 1, current[-1] + 1, row[j - 1] + (letter != other))
            if before and j > 1 and letter == second[j - 2] and first[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before, row = row, current
    return min(row[-1], limit + 1)


def is_respelled(source: str, target: str) -> bool:
    """Whether two plain words differ as a French name and its form in another language may.

    >>> is_respelled("assyriens", "assyrians"), is_respelled("soyouz", "soyuz")
    (True, True)
    >>> is_respelled("artamonov", "artamanov"), is_respelled("sainsbury", "sainsbur")
    (False, False)
    """
    for french, other in _SOUNDS:
        source, target = source.replace(french, other), target.replace(french, other)
    stem = 0
    while stem < min(len(source), len(target)) and source[stem] == target[stem]:
        stem += 1
    # The stem may end a letter or two too late: `macedoni-ens` is `macedon-iens`.
    return any(
        source[at:] in _FRENCH_ENDINGS and target[at:] in _OTHER_ENDINGS
        for at in range(max(_MIN_STEM, stem - 2), stem + 1)
    )


def is_french_word(word: str) -> bool:
    """Whether a plain word is a common word of French, or a well-known place in it.

    >>> is_french_word("ministre"), is_french_word("artamonov")
    (True, False)
    """
    return word in _french_words()


@cache
def _french_words() -> frozenset[str]:
    package, name = _WORDS
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and line[0] != "#")
