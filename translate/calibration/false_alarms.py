"""What the checks say against human translations: as good as always, they should say nothing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from translate.calibration.references import ReferencePair, References
from translate.checks import Pair, Standards, check_pair
from translate.records import Finding, Origin, Role, Severity, Translation


@dataclass(frozen=True, slots=True)
class Offence:
    """A human translation that some check speaks against, with all that is said of it."""

    pair: ReferencePair
    findings: tuple[Finding, ...]

    def has(self, severity: Severity) -> bool:
        """Whether one of the findings is as severe as `severity` says."""
        return any(finding.severity is severity for finding in self.findings)


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """The false alarms of one target language.

    `counts` maps check and severity to the segments that have such a finding; `offences` are the
    segments that have an error or a warning, in the order of the references.
    """

    lang: str
    segments: int
    counts: Mapping[tuple[str, Severity], int]
    offences: tuple[Offence, ...]

    def share(self, severity: Severity) -> float:
        """The share of segments with a finding of this severity."""
        return sum(offence.has(severity) for offence in self.offences) / self.segments


def measure_false_alarms(
    references: References, standards: Standards | None = None
) -> tuple[FalseAlarms, ...]:
    """What the checks find in `references` if an engine had written them, by target language."""
    standards = standards or Standards()
    return tuple(_measure(references, lang, standards) for lang in references.langs)


def judge(source: str, target: str, lang: str, standards: Standards) -> tuple[Finding, ...]:
    """What the checks of single texts find in a target, taken for an engine's."""
    translation = Translation(target, Origin.ENGINE)
    return tuple(check_pair(Pair(source, lang, translation, "s1", Role.BODY), standards))


def _measure(references: References, lang: str, standards: Standards) -> FalseAlarms:
    counts: Counter[tuple[str, Severity]] = Counter()
    offences: list[Offence] = []
    pairs = [pair for pair in references.pairs if pair.lang == lang]
    for pair in pairs:
        findings = judge(pair.source, pair.target, lang, standards)
        counts.update({(finding.check, finding.severity) for finding in findings})
        offence = Offence(pair, findings)
        if offence.has(Severity.ERROR) or offence.has(Severity.WARNING):
            offences.append(offence)
    return FalseAlarms(lang, len(pairs), dict(counts), tuple(offences))
