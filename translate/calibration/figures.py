"""The figures of a calibration, what they must keep to, and what they were measured with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from translate import __version__
from translate.calibration.false_alarms import FalseAlarms, measure_false_alarms
from translate.calibration.planted import Fault, Outcome, find_faults, recall_of
from translate.calibration.references import References
from translate.checks import CHECKS, Standards
from translate.files import canonical_json, sha256_of_text
from translate.records import Finding, Severity

_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """What the checks must keep to: shares of human segments, per language, and of faults."""

    false_errors: float = 0.01
    false_warnings: float = 0.08
    found_errors: float = 0.95
    found_warnings: float = 0.85


@dataclass(frozen=True, slots=True)
class Calibration:
    """All that was measured.

    `signature` names whatever can change a figure: the version, the checks with their thresholds
    and names, the references, the faults.
    """

    false_alarms: tuple[FalseAlarms, ...]
    outcomes: tuple[Outcome, ...]
    signature: str
    references: References | None
    limits: Limits = Limits()

    def failures(self) -> tuple[str, ...]:
        """The limits that are not met, as sentences."""
        told: list[str] = []
        for alarms in self.false_alarms:
            errors, warnings = alarms.share(Severity.ERROR), alarms.share(Severity.WARNING)
            if errors >= self.limits.false_errors:
                told.append(f"{alarms.lang}: {errors:.2%} of human segments have a false error")
            if warnings >= self.limits.false_warnings:
                told.append(f"{alarms.lang}: {warnings:.2%} of human segments have a warning")
        for severity, least, name in (
            (Severity.ERROR, self.limits.found_errors, "errors"),
            (Severity.WARNING, self.limits.found_warnings, "warnings"),
        ):
            recall = recall_of(self.of_severity(severity))
            if recall.share < least:
                told.append(f"only {recall.share:.1%} of the planted {name} are found")
        return tuple(told)

    def of_severity(self, severity: Severity) -> list[Outcome]:
        """The planted faults that should be found with this severity."""
        return [outcome for outcome in self.outcomes if outcome.fault.severity is severity]

    def by_kind(self) -> dict[tuple[Severity, str], list[Outcome]]:
        """The planted faults of each severity and kind, errors first, kinds in the order of a-z."""
        groups: dict[tuple[Severity, str], list[Outcome]] = {}
        for outcome in self.outcomes:
            groups.setdefault((outcome.fault.severity, outcome.fault.kind), []).append(outcome)
        return dict(sorted(groups.items()))

    def as_json(self) -> dict[str, Any]:
        """The figures as plain JSON values."""
        names = self.references
        return {
            "signature": self.signature,
            "is_met": not self.failures(),
            "failures": list(self.failures()),
            "limits": {name: getattr(self.limits, name) for name in Limits.__slots__},
            "references": {
                "names": list(names.names) if names else [],
                "left_out": names.left_out if names else 0,
            },
            "false_alarms": {alarms.lang: _alarms_json(alarms) for alarms in self.false_alarms},
            "planted": {
                "errors": _recall_json(self.of_severity(Severity.ERROR)),
                "warnings": _recall_json(self.of_severity(Severity.WARNING)),
                "kinds": [
                    {"kind": kind, "severity": severity.value, **_recall_json(outcomes)}
                    for (severity, kind), outcomes in self.by_kind().items()
                ],
                "missed": [o.fault.id for o in self.outcomes if not o.is_found],
                "good_sides_with_a_finding": [o.fault.id for o in self.outcomes if o.before],
            },
        }


def calibrate(
    references: References | None, faults: Sequence[Fault], standards: Standards | None = None
) -> Calibration:
    """Measure the false alarms on `references`, if there are any, and the recall of `faults`."""
    standards = standards or Standards()
    alarms = measure_false_alarms(references, standards) if references else ()
    outcomes = find_faults(faults, standards)
    return Calibration(alarms, outcomes, _signature(references, faults, standards), references)


def told(finding: Finding) -> str:
    """A finding in one line: severity, check, message.

    >>> told(Finding("Q08", Severity.ERROR, "number changed: 5 became 6"))
    'E Q08 number changed: 5 became 6'
    """
    return f"{finding.severity.value} {finding.check} {finding.message}"


def _signature(references: References | None, faults: Sequence[Fault], standards: Standards) -> str:
    checks = {
        "checks": sorted(CHECKS),
        "options": standards.options.model_dump(mode="json"),
        "glossary": standards.glossary.digest(),
    }
    planted = [fault.model_dump(mode="json") for fault in faults]
    parts = [
        f"version:{__version__}",
        f"checks:{len(CHECKS)}-{sha256_of_text(canonical_json(checks))[:10]}",
        f"references:{references.sha256[:10] if references else 'none'}",
        f"planted:{len(faults)}-{sha256_of_text(canonical_json(planted))[:10]}",
    ]
    return " | ".join(parts)


def _alarms_json(alarms: FalseAlarms) -> dict[str, Any]:
    checks: dict[str, dict[str, int]] = {}
    for (check, severity), count in sorted(alarms.counts.items()):
        checks.setdefault(check, {})[severity.value] = count
    return {
        "segments": alarms.segments,
        "with_error": round(alarms.share(Severity.ERROR), _DIGITS),
        "with_warning": round(alarms.share(Severity.WARNING), _DIGITS),
        "segments_by_check": checks,
    }


def _recall_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    recall = recall_of(outcomes)
    return {
        "planted": recall.planted,
        "found": recall.found,
        "found_by_expected_check": recall.as_expected,
        "recall": round(recall.share, _DIGITS),
    }
