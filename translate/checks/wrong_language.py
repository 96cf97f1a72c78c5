"""Q05: the output is in another language, or French went into it untranslated."""

from collections.abc import Iterator
from dataclasses import dataclass

from translate.checks import copied_source
from translate.checks.base import Observation, Pair, PairCheck
from translate.checks.copied_source import Copy
from translate.checks.language_signs import Signs, count_signs
from translate.config.checks import ChecksConfig, WrongLanguageConfig
from translate.records import Severity
from translate.terminology import Glossary


@dataclass(frozen=True, slots=True)
class Language:
    """The signs of the target's language, and the copy that the target is, if it is one."""

    signs: Signs
    copy: Copy | None


def score(pair: Pair, glossary: Glossary) -> Language | None:
    """What the words of the target say about its language; None where that is not known."""
    signs = count_signs(pair.target, pair.source, pair.lang)
    return None if signs is None else Language(signs, copied_source.score(pair, glossary))


def accept(language: Language | None, options: ChecksConfig) -> Iterator[Observation]:
    """An error for a text of another language; what is a copy already is said by that check."""
    if language is None or any(copied_source.accept(language.copy, options)):
        return
    signs = language.signs
    reason = _reason(signs, options.wrong_language)
    if reason is not None:
        yield Observation(
            Severity.ERROR,
            f"{reason}: {signs.native} of {signs.words} words are of the language {signs.lang}, "
            f"{len(signs.foreign)} are not",
            expected=signs.lang,
            found=" ".join(signs.foreign[:8]) or None,
        )


def _reason(signs: Signs, limits: WrongLanguageConfig) -> str | None:
    """Why the text is held to be of another language; None where it is not."""
    foreign, words = len(signs.foreign), signs.words
    is_mixed = foreign >= limits.min_foreign and foreign > limits.max_foreign[signs.lang] * words
    is_poor = words >= limits.long and signs.native < limits.min_native[signs.lang] * words
    reasons = {
        "the translation is in another script": signs.other_letters > limits.max_other_letters,
        "the translation is in another language, or a part of it": is_mixed,
        "French of the source was copied": signs.copied_run > limits.max_copied_run[signs.lang],
        "the translation has too few words of its language": is_poor,
        "the translation is in another language": not signs.native and _is_foreign_title(signs),
        "the translation has lost its marks": signs.bare > limits.max_bare,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _is_foreign_title(signs: Signs) -> bool:
    """Whether a text too short for shares, without a native word, is of another language."""
    is_copied = signs.known == signs.words and signs.has_foreign_content
    return is_copied or len(signs.foreign) > 1 or signs.strangers > 1


WRONG_LANGUAGE = PairCheck(
    id="Q05",
    title="wrong language",
    explanation=(
        "The words in lower case are not those of the target language: French was copied, whole "
        "or in part, the output is in a third language, or the Vietnamese has lost its marks. "
        "Names are left alone, and so are the French words that English has (café, attaché)."
    ),
    score=score,
    accept=accept,
)
