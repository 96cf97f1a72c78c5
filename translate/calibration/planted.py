"""Faults planted by hand in good translations, and how many of them the checks find.

One JSON object per line: a source, a good translation, and the same with one fault, as engines make
them. A fault counts as found where any check says of the bad side something at least as severe as
the fault, that it does not say of the good side.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from translate.calibration.false_alarms import judge
from translate.checks import Standards
from translate.config.base import Options
from translate.config.checks import CheckId
from translate.errors import ConfigError
from translate.records import Finding, Severity

SHIPPED_FAULTS = Path(__file__).with_name("planted_faults.jsonl")
_RANKS = {Severity.INFORMATION: 0, Severity.WARNING: 1, Severity.ERROR: 2}


class Fault(Options):
    """One planted fault: `bad` differs from `good` by the fault alone.

    `checks` are those that should find it; which one does is of less weight than whether one does.
    """

    id: str = Field(min_length=1)
    lang: str = Field(pattern=r"^[a-z]{2,3}$")
    source: str = Field(min_length=1)
    good: str = Field(min_length=1)
    bad: str
    kind: str = Field(min_length=1)
    severity: Severity
    checks: tuple[CheckId, ...] = Field(min_length=1)

    @field_validator("source", "good", "bad")
    @classmethod
    def _composed(cls, value: str) -> str:
        return unicodedata.normalize("NFC", value)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a fault: `new` is what only the bad side has, `before` what the good one had.

    Only findings that are errors or warnings stand in `before`.
    """

    fault: Fault
    new: tuple[Finding, ...]
    before: tuple[Finding, ...]

    @property
    def is_found(self) -> bool:
        """Whether some check found it."""
        return bool(self._severe_enough())

    @property
    def is_found_as_expected(self) -> bool:
        """Whether one of the checks found it that should."""
        return any(finding.check in self.fault.checks for finding in self._severe_enough())

    def _severe_enough(self) -> list[Finding]:
        least = _RANKS[self.fault.severity]
        return [finding for finding in self.new if _RANKS[finding.severity] >= least]


@dataclass(frozen=True, slots=True)
class Recall:
    """How many of some planted faults were found, and how many by the expected check."""

    planted: int
    found: int
    as_expected: int

    @property
    def share(self) -> float:
        """The share that was found; 1 where nothing was planted."""
        return self.found / self.planted if self.planted else 1.0


def read_faults(path: Path = SHIPPED_FAULTS) -> tuple[Fault, ...]:
    """The faults of a JSONL file; empty lines are skipped.

    Raises:
        ConfigError: the file cannot be read, or a line is no fault; all such lines are listed.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as err:
        raise ConfigError(
            f"cannot be read: {err}", where=str(path), remedy="give a JSONL file to --planted"
        ) from err
    faults: dict[str, Fault] = {}
    problems: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            fault = Fault.model_validate(json.loads(line))
        except ValidationError as err:
            problems += [f"line {number}: {_told(problem)}" for problem in err.errors()]
        except json.JSONDecodeError as err:
            problems.append(f"line {number}: not JSON ({err.msg})")
        else:
            if fault.id in faults:
                problems.append(f"line {number}: id {fault.id} is taken")
            faults[fault.id] = fault
    if not faults and not problems:
        problems.append("no faults here")
    if problems:
        remedy = "one object per line with " + ", ".join(Fault.model_fields)
        raise ConfigError("; ".join(problems), where=str(path), remedy=remedy)
    return tuple(faults.values())


def find_faults(faults: Sequence[Fault], standards: Standards | None = None) -> tuple[Outcome, ...]:
    """What became of each fault, in order."""
    standards = standards or Standards()
    return tuple(_try(fault, standards) for fault in faults)


def recall_of(outcomes: Sequence[Outcome]) -> Recall:
    """How many of `outcomes` were found."""
    return Recall(
        planted=len(outcomes),
        found=sum(outcome.is_found for outcome in outcomes),
        as_expected=sum(outcome.is_found_as_expected for outcome in outcomes),
    )


def _try(fault: Fault, standards: Standards) -> Outcome:
    good = judge(fault.source, fault.good, fault.lang, standards)
    bad = judge(fault.source, fault.bad, fault.lang, standards)
    # Messages name ratios and places that shift with the fault, so they are not compared.
    known = Counter((finding.check, finding.severity) for finding in good)
    new: list[Finding] = []
    for finding in bad:
        key = (finding.check, finding.severity)
        if known[key]:
            known[key] -= 1
        else:
            new.append(finding)
    before = tuple(finding for finding in good if finding.severity is not Severity.INFORMATION)
    return Outcome(fault, tuple(new), before)


def _told(problem: ErrorDetails) -> str:
    """One mistake that pydantic found, in a few words."""
    name = ".".join(str(part) for part in problem["loc"]) or "the line"
    return f"{name}: {problem['msg'].lower()}"
