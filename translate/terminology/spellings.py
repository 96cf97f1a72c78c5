"""Which spellings of a name are that name: with its marks, without them, or as French has it.

A Vietnamese name that is written with other marks is the name of somebody else.
"""

from translate.terminology.contexts import is_vietnamese_name
from translate.terminology.matching import (
    drops_accents_of,
    fold,
    has_foreign_marks,
    modern_tones,
    plain_punctuation,
    same_words,
)
from translate.terminology.terms import Term


def is_spelled(found: str, term: Term) -> bool:
    """Whether `found`, folded like the term, is the term in a French text.

    >>> term = Term("Bui Tien Dung", "person", {"vi": ("Bùi Tiến Dũng",)})
    >>> [is_spelled(name, term) for name in ("Bùi Tiên Dung", "Bùi Tiến Dũng", "Bùi Tiến Dụng")]
    [True, True, False]
    """
    if not term.is_name:
        return same_words(found, term.fr)
    if not is_vietnamese_name(term.fr):
        return drops_accents_of(found, term.fr)
    # Who writes marks that French has not means them.
    if has_foreign_marks(found):
        written = modern_tones(plain_punctuation(found))
        forms = (term.fr, *term.accepted("vi"))
        return any(written == modern_tones(plain_punctuation(form)) for form in forms)
    # VNA writes `Binh Thuân` and `Tô Lâm` with those Vietnamese accents that French also has.
    return fold(found) == fold(term.fr) or drops_accents_of(found, term.fr)


def is_left_name(found: str, form: str) -> bool:
    """Whether a name of the target was left as `form`, or as `form` without accents.

    Of a Vietnamese name with its marks, what lacks one may be another name.

    >>> is_left_name("Bùi Tiến Dung", "Bùi Tiến Dũng"), is_left_name("Etats-Unis", "États-Unis")
    (False, True)
    """
    if has_foreign_marks(form) and is_vietnamese_name(form):
        return found == form
    return drops_accents_of(found, form)
