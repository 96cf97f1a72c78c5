"""The names that the page gives to languages, roles and checks."""

from translate.checks import CHECKS, load_check

_LANGUAGES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "pt": "Portuguese",
    "ru": "Russian",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def language_name(lang: str) -> str:
    """The English name of a language, its code in capitals where we have none.

    >>> language_name("vi"), language_name("km")
    ('Vietnamese', 'KM')
    """
    return _LANGUAGES.get(lang, lang.upper())


def role_name(role: str) -> str:
    """A role as a reader sees it.

    >>> role_name("related_title")
    'Related title'
    """
    return role.replace("_", " ").capitalize()


def check_name(check_id: str) -> str:
    """The title of a check, empty for one that this version does not have.

    >>> check_name("Q01"), check_name("X99")
    ('empty', '')
    """
    return load_check(check_id).title if check_id in CHECKS else ""
