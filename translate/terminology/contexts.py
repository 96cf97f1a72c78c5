"""Whether a name found in a text is only a part of a longer name.

`Hai Duong` is a province; in `Nguyen Hai Duong` it is two thirds of a person, and `France` in
`Air France` is a third of an airline. Where the neighbours leave a doubt, the answer is yes: a
name left alone is reported as missing, a name wrongly replaced is an error nobody sees.
"""

import re
from dataclasses import dataclass

from translate.terminology.matching import fold
from translate.terminology.people import bare_surnames, is_syllable, surnames

# Words that stand before a French place name without being a part of it.
_INTRODUCERS = frozenset(
    "a au aux avec chez contre d de depuis des dont du en entre et l la le les mais ni ou par pour "
    "que quand sans selon sous sur vers comme dans hors via l' d'".split()
)
# Of these, the ones that show a run of untranslated French in an English or Vietnamese text.
_UNTRANSLATED = frozenset("au aux de des du en et la le les".split())
# Vietnamese common nouns and prepositions, capitalised in a title or an institution's name.
_VIETNAMESE_NOUNS = frozenset(
    "tỉnh phố đảo vịnh sông báo đài ga cảng chợ sở bộ tại ở từ đến về với và nước".split()
)
_TITLE_CASE_LANGS = frozenset({"en"})
_WINDOW = 48
_SHORTEST_ACRONYM = 2
_SENTENCE_BREAKS = '.!?:;«»“”"(–—-\n'
_NEXT_WORDS = re.compile(r"[ \u00a0](\w[\w'’]*)(?:[ \u00a0](\w[\w'’]*))?")


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The words that touch a name with nothing but a space between; empty where none does."""

    before: str
    opens_sentence: bool
    after: str
    second_after: str
    is_elided: bool


def neighbours(text: str, start: int, end: int) -> Neighbours:
    """The neighbours of `text[start:end]`.

    >>> seen = neighbours("Selon Nguyen Hai Duong, directeur", 13, 22)
    >>> seen.before, seen.opens_sentence, seen.after
    ('Nguyen', False, '')
    """
    head = text[max(0, start - _WINDOW) : start]
    before, opens_sentence = "", False
    if head.endswith((" ", "\u00a0")):
        words = head.split()
        last = words[-1] if words else ""
        before = re.split(r"['’]", last.lstrip('«“"('))[-1]
        rest = head.rstrip()[: -len(last)].rstrip() if last else ""
        opens_sentence = not rest or rest[-1] in _SENTENCE_BREAKS or not last[:1].isalnum()
        if before and not before[-1].isalnum():
            before = ""
    after = _NEXT_WORDS.match(text, end, end + _WINDOW)
    return Neighbours(
        before=before,
        opens_sentence=opens_sentence,
        after=(after[1] or "") if after else "",
        second_after=(after[2] or "") if after else "",
        is_elided=re.search(r"\b[dlDL]['’]$", head) is not None,
    )


def is_vietnamese_name(name: str) -> bool:
    """Whether every word of `name` has the form of a Vietnamese syllable.

    >>> is_vietnamese_name("Thừa Thiên-Huế"), is_vietnamese_name("Moscou")
    (True, False)
    """
    words = re.split(r"[ -]+", name)
    return all(is_syllable(word) for word in words)


def is_inside_longer_name(
    text: str, start: int, end: int, lang: str, *, is_person: bool = False
) -> bool:
    """Whether `text[start:end]`, a place, a person or an agency, is a part of a longer name.

    >>> is_inside_longer_name("Air France", 4, 10, "vi")
    True
    >>> is_inside_longer_name("à Binh Thuan Le Tuan Phong", 2, 12, "fr")
    False
    """
    seen = neighbours(text, start, end)
    if is_vietnamese_name(text[start:end]):
        return _is_inside_vietnamese(seen, lang, is_person=is_person)
    if lang == "fr":
        return _is_inside_french(text, start, seen)
    if seen.is_elided or seen.before.lower() in _UNTRANSLATED:
        return True
    if lang in _TITLE_CASE_LANGS:
        return False
    return _is_foreign(seen.before) or _is_foreign(seen.after)


def is_shouted(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is two capitals beside a word in capitals: no acronym there.

    >>> is_shouted("Le centre AN GIANG", 10, 12), is_shouted("le président de l'AN", 18, 20)
    (True, False)
    """
    seen = neighbours(text, start, end)
    return end - start == _SHORTEST_ACRONYM and any(
        len(word) > 1 and word.isupper() for word in (seen.before, seen.after)
    )


def _is_inside_vietnamese(seen: Neighbours, lang: str, *, is_person: bool) -> bool:
    if _is_capitalised(seen.before) and is_syllable(seen.before):
        # A person's name begins with its surname: what stands before it is another name's end.
        starts_here = seen.opens_sentence or is_person
        if seen.before.lower() not in _VIETNAMESE_NOUNS and (
            _is_surname(seen.before) or not starts_here
        ):
            return True
    if _is_capitalised(seen.after) and is_syllable(seen.after):
        # `Binh Thuan Le Tuan Phong`: a surname and more begin the next name; a single surname
        # (`Thai Binh Duong`) ends this one.
        return not (_is_surname(seen.after) and _is_capitalised(seen.second_after))
    return lang not in _TITLE_CASE_LANGS and _is_foreign(seen.after)


def _is_inside_french(text: str, start: int, seen: Neighbours) -> bool:
    introduced = fold(seen.before).lower() in _INTRODUCERS or (
        not seen.before and start > 0 and not text[start - 1].isspace()
    )
    if introduced:
        return False
    return _is_capitalised(seen.after) or (_is_capitalised(seen.before) and not seen.opens_sentence)


def _is_foreign(word: str) -> bool:
    return word[:1].isupper() and not is_syllable(word)


def _is_capitalised(word: str) -> bool:
    return word[:1].isupper() and not (len(word) > 1 and word.isupper())


def _is_surname(name: str) -> bool:
    """Whether `name` opens with a Vietnamese surname, its accents all there or all lost."""
    first = name.split(maxsplit=1)[0].lower() if name else ""
    return first in (bare_surnames() if first.isascii() else surnames())
