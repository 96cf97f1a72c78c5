"""What a reader wants to know of a check before it finds anything: how bad, about what, how strict.

Severities and scopes are told, not used: the findings themselves say what they are.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from translate.checks import CHECKS, load_check
from translate.checks.base import ArticleCheck, PairCheck, SummaryCheck
from translate.config.checks import ChecksConfig
from translate.errors import ConfigError

_SEVERITIES = {
    "Q01": "E", "Q02": "EW", "Q03": "EW", "Q04": "E", "Q05": "E", "Q06": "E", "Q07": "E",
    "Q08": "EW", "Q09": "W", "Q10": "EW", "Q11": "W", "Q12": "W", "Q13": "W", "Q14": "E",
    "Q15": "W", "Q16": "WI", "Q17": "I", "Q18": "W", "Q19": "EI", "Q20": "W", "Q21": "W",
    "Q22": "WI", "Q23": "EW", "Q24": "W", "Q25": "E",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CheckCard:
    """One check in words; `scope` is segment, summary, article or run."""

    id: str
    title: str
    explanation: str
    severities: str
    scope: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """An option of a check: its key in the configuration, its value in force and its default."""

    key: str
    value: Any
    default: Any
    description: str


def cards() -> list[CheckCard]:
    """All checks there are, in the order of their identifiers."""
    return [card_of(check_id) for check_id in sorted(CHECKS)]


def card_of(name: str) -> CheckCard:
    """The check of an identifier in any case.

    >>> card_of("q16").title, card_of("Q16").severities, card_of("Q22").scope
    ('quotes and brackets', 'WI', 'run')

    Raises:
        ConfigError: there is no such check.
    """
    check_id = name.strip().upper()
    if check_id not in CHECKS:
        raise ConfigError(
            f"no such check: {name}", remedy=f"give one of {', '.join(sorted(CHECKS))}"
        )
    check = load_check(check_id)
    if isinstance(check, PairCheck):
        scope = "segment"
    elif isinstance(check, SummaryCheck):
        scope = "summary"
    else:
        scope = "article" if isinstance(check, ArticleCheck) else "run"
    return CheckCard(check_id, check.title, check.explanation, _SEVERITIES[check_id], scope)


def thresholds(check_id: str, options: ChecksConfig) -> Iterator[Threshold]:
    """The options of one check: those of the section whose description begins with its name.

    >>> [t.key for t in thresholds("Q06", ChecksConfig())]
    ['checks.copied_source.min_words']
    """
    defaults = ChecksConfig()
    for name in ChecksConfig.model_fields:
        section = getattr(options, name)
        if not isinstance(section, BaseModel) or not _is_about(section, check_id):
            continue
        values, usual = section.model_dump(), getattr(defaults, name).model_dump()
        for key, field in type(section).model_fields.items():
            yield Threshold(
                f"checks.{name}.{key}", values[key], usual[key], field.description or ""
            )


def _is_about(section: BaseModel, check_id: str) -> bool:
    names = (type(section).__doc__ or "").partition(":")[0]
    return check_id in names
