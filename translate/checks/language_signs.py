"""By what signs single words tell English, Vietnamese and French apart.

Only words in lower case count: a capitalised one may be a name, which is the same in every
language. It does not identify a language; it counts what speaks for one, and what against it.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, repeat

from translate.numbers.tokens import may_have_address, words_of
from translate.placeholders.folding import fold

ENGLISH_WORDS = frozenset(
    """
    the of and to in a is that for was with on as by at from are be this it an which has have had
    not were or but they their its he she his her who will would can could been more also than
    when there after into over about out up other one two new all some such these those if what
    where while during between only most so no we our you your i my them him because through
    before since until under against both each many much may might must should do does did said
    says how then still even being including per off back down don doesn didn isn wasn won t s ll
    """.split()
)
# Without those that English, or a name in lower case, has as well: pour, plus, a, on, par, sans.
FRENCH_WORDS = frozenset(
    """
    le la les une des du aux et est qui que dans avec ce cet cette ces pas ne sont leur leurs ses
    sa ils elle elles nous vous je mais ou été être avoir fait était étaient après depuis selon
    chez dont très tout tous toute toutes lors pendant encore deux trois ont eu avait avaient sera
    afin cela celle celui ceux comme déjà également notamment parmi puis quand où à au sur il y se
    entre aussi ainsi peut doit faire même contre vers moins jour jours
    """.split()
)
ELISIONS = frozenset("l d qu n s c j m jusqu lorsqu".split())
# Beside `d'Ivoire` and `l'Oréal`: English has these in front of an apostrophe.
_ENGLISH_ELISIONS = frozenset("s d m".split())
# Shapes of a Vietnamese syllable that are no word of it without a mark.
_NOT_VIETNAMESE = frozenset("the of on for are is was be by he she we les une des".split())
_FRENCH_LETTER = re.compile("[éèêëàâùûîïôçœ]")
_FRENCH_ENDING = re.compile(r"(?:iques?|eurs?|euses?|aires?|eux|aux|ères?|oires?|aient|antes?)\Z")
# English has these endings too, in words that it took from French.
_SHARED_WORDS = frozenset(
    """
    unique technique techniques critique critiques boutique boutiques antique antiques mystique
    physique clique oblique entrepreneur entrepreneurs amateur amateurs chauffeur connoisseur
    questionnaire questionnaires bureau bureaux plateaux repertoire territoire memoire memoires
    café cafés fiancé fiancée cliché clichés attaché attachés débris façade naïve résumé décor
    née à élite première matinée émigré consommé protégé touché chargé vis debutante dilettante
    """.split()
)
_VIETNAMESE_LETTER = re.compile("[ăđơư\u1ea0-\u1ef9]")
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|th|tr|ch|gi|gh|kh|ph|qu|[bcdghklmnpqrstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
# A stop at the end takes one of two tones, and so a mark: `nhat` is no word, `nhật` is.
_STOPPED = re.compile(r"(?:ch|[cpt])\Z")
_WORD = re.compile(r"([^\W\d_]+)(['’]?)")
# An address is in no language.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+")
_WORDS_REMEMBERED = 4096  # the words of a language that come again and again
_LAST_LATIN = "\u024f"
# Neither Latin nor punctuation, signs of currency among it.
_OTHER_SCRIPT = re.compile("[^\0-\u024f\u1e00-\u1eff\u2000-\u206f\u20a0-\u20cf]")


@dataclass(frozen=True, slots=True)
class Signs:
    """What the words of a text say for a language, and against it.

    `words` are those in lower case; `native` of them are of the language, `foreign` are not, and
    `known` stand in the source as well, `copied_run` of them one after the other as in the source
    (names between them do not break the run). `strangers` are words in any case that cannot be of
    the language and are not in the source, and `bare` those that lack the marks of Vietnamese, in
    a text without any native word. `other_letters` is the share of letters outside the Latin
    script that the source does not have.
    """

    lang: str
    words: int
    native: int
    foreign: tuple[str, ...]
    known: int
    copied_run: int
    strangers: int
    bare: int
    other_letters: float

    @property
    def has_foreign_content(self) -> bool:
        """Whether a foreign word is more than grammar: `Cirque du Soleil` is a name."""
        return any(word not in FRENCH_WORDS and word not in ELISIONS for word in self.foreign)


def count_signs(text: str, source: str, lang: str) -> Signs | None:
    """The signs of `lang` in a translation of a French `source`; None for an unknown language.

    >>> signs = count_signs("The minister est arrivé.", "Le ministre est arrivé.", "en")
    >>> signs.words, signs.native, signs.foreign
    (3, 0, ('est', 'arrivé'))
    >>> signs = count_signs("Bộ trưởng đã đến.", "Le ministre est arrivé.", "vi")
    >>> signs.words, signs.native, signs.foreign
    (3, 3, ())
    """
    judge = _JUDGES.get(lang)
    if judge is None:
        return None
    text, source = _without_addresses(text), _without_addresses(source)
    in_source = {word for word, _ in _lower_words(source)}
    words = _lower_words(text)
    verdicts = [judge(word, is_elided, word in in_source) for word, is_elided in words]
    native = sum(verdict > 0 for verdict in verdicts)
    strangers, bare = (0, 0) if native else _unmarked(text, source, lang)
    return Signs(
        lang=lang,
        words=len(words),
        native=native,
        foreign=tuple(
            word for (word, _), verdict in zip(words, verdicts, strict=True) if verdict < 0
        ),
        known=sum(word in in_source for word, _ in words),
        copied_run=_copied_run(text, source),
        strangers=strangers,
        bare=bare,
        other_letters=_other_letters(text, source),
    )


def _without_addresses(text: str) -> str:
    return _ADDRESS.sub(" ", text) if may_have_address(text) else text


def _lower_words(text: str) -> list[tuple[str, bool]]:
    """The lower-case words, and whether an apostrophe follows; every word of a line in capitals."""
    is_shouted = text.isupper()
    return [
        (word.lower(), bool(apostrophe))
        for word, apostrophe in _words_and_apostrophes(text)
        if is_shouted or word.islower()
    ]


def _words_and_apostrophes(text: str) -> Iterable[tuple[str, str]]:
    """The words, each with the apostrophe that follows it, if one does."""
    if "'" in text or "’" in text:
        return _WORD.findall(text)
    return zip(words_of(text), repeat(""))


def _copied_run(text: str, source: str) -> int:
    """The most lower-case words in a row that follow each other in the source as they do here.

    One of them must be surely French: names of works and units come in rows as well.
    """
    neighbours = set(pairwise(words_of(source)))
    longest = run = 0
    last, is_french = "", False
    for word in words_of(text):
        if (last, word) not in neighbours:
            run, is_french = 0, False
        last = word
        if not word.islower():
            continue
        run += len(word) > 1
        is_french = is_french or word in FRENCH_WORDS or _FRENCH_LETTER.search(word) is not None
        if is_french and run > longest:
            longest = run
    return longest


def _unmarked(text: str, source: str, lang: str) -> tuple[int, int]:
    """The words that cannot be Vietnamese, and those that could be, if none has a mark of it.

    Names and other words of the source are left out.
    """
    words = [word.lower() for word in words_of(text)]
    if lang != "vi" or any(fold(word) != word and _is_syllable(word) for word in words):
        return 0, 0
    known = {word.lower() for word in words_of(source)}
    verdicts = [_judge_vietnamese(word, False, False) for word in words if word not in known]
    return verdicts.count(-1), verdicts.count(0)


def _other_letters(text: str, source: str) -> float:
    """The share of letters of other scripts, those of the source apart."""
    if not _OTHER_SCRIPT.search(text):
        return 0.0
    own = set(source)
    letters = [letter for letter in text if letter.isalpha()]
    others = sum(
        letter > _LAST_LATIN and not "\u1e00" <= letter <= "\u1eff" and letter not in own
        for letter in letters
    )
    return others / len(letters) if letters else 0.0


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _judge_english(word: str, is_elided: bool, is_copied: bool) -> int:
    """1 for a word of English grammar, -1 for one of another language, else 0."""
    if word in _SHARED_WORDS:
        return 0
    if is_elided and word in ELISIONS:
        return 0 if word in _ENGLISH_ELISIONS and not is_copied else -1
    if word in ENGLISH_WORDS:
        return 1
    is_french = word in FRENCH_WORDS or bool(_FRENCH_LETTER.search(word))
    if is_french or _VIETNAMESE_LETTER.search(word):
        return -1
    return -1 if is_copied and _FRENCH_ENDING.search(word) else 0


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _judge_vietnamese(word: str, is_elided: bool, is_copied: bool) -> int:
    """1 for a syllable with a mark, -1 for what cannot be a Vietnamese one, else 0.

    A word of the source without a sign of French (`film`, `golf`, `km`) speaks against nothing.
    """
    bare = fold(word)
    is_marked = bare != word
    is_syllable = _is_syllable(word)
    if is_marked and is_syllable:
        return 1
    if is_syllable and word not in _NOT_VIETNAMESE and not _STOPPED.search(word):
        return 0
    if not is_copied:
        return -1
    is_french = is_marked or is_elided or word in FRENCH_WORDS or _FRENCH_ENDING.search(word)
    return -1 if is_french else 0


def _is_syllable(word: str) -> bool:
    return _SYLLABLE.fullmatch(fold(word)) is not None


_JUDGES: dict[str, Callable[[str, bool, bool], int]] = {
    "en": _judge_english,
    "vi": _judge_vietnamese,
}
