"""Pairs judged once, however often a window of articles has them, and whoever asks first."""

from dataclasses import replace

from translate.checks import check_pair
from translate.checks.base import Pair, Standards
from translate.records import Finding, Role, Translation

_Known = tuple[str, str, Translation | None, Role | None, str]


class JudgedPairs:
    """What the checks of single texts found, by all that they can see of a pair.

    A check sees neither the article nor the neighbours of a pair, so what it says of one holds of
    its like in every segment; of a text that has changed since, nothing is known.
    """

    __slots__ = ("_findings", "_standards")

    def __init__(self, standards: Standards) -> None:
        """Nothing is judged yet; `standards` hold for all pairs."""
        self._standards = standards
        self._findings: dict[_Known, tuple[Finding, ...]] = {}

    def findings_of(self, pair: Pair) -> tuple[Finding, ...]:
        """What `check_pair` says of a pair, with its segment."""
        known = (pair.source, pair.lang, pair.translation, pair.role, pair.source_lang)
        findings = self._findings.get(known)
        if findings is None:
            # Of no segment: they may be wanted for several.
            nameless = replace(pair, segment_id=None)
            findings = self._findings[known] = tuple(check_pair(nameless, self._standards))
        return tuple(replace(finding, segment_id=pair.segment_id) for finding in findings)
