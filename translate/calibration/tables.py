"""The figures of a calibration as lines of text: for the terminal, and for `docs/checks.md`."""

from collections.abc import Iterator, Sequence

from translate.calibration.false_alarms import FalseAlarms
from translate.calibration.figures import Calibration, Limits, told
from translate.calibration.planted import Outcome, recall_of
from translate.checks import load_check
from translate.records import Severity

Row = Sequence[str]


def as_lines(calibration: Calibration) -> Iterator[str]:
    """Everything that was measured, as one would read it."""
    if calibration.references:
        yield from _false_alarm_lines(calibration)
    if calibration.outcomes:
        yield from _recall_lines(calibration)
    for failure in calibration.failures():
        yield f"not met: {failure}"
    if not calibration.failures():
        yield "all limits are met"
    yield f"signature {calibration.signature}"


def listed_offences(calibration: Calibration, severity: Severity) -> Iterator[str]:
    """Every human segment with a finding of `severity`: where, both texts, what was said."""
    for alarms in calibration.false_alarms:
        for offence in alarms.offences:
            if offence.has(severity):
                pair = offence.pair
                yield f"{pair.name}:{pair.line} {pair.lang}"
                yield f"  fr {pair.source}"
                yield f"  {pair.lang} {pair.target}"
                yield from (f"  {told(f)}" for f in offence.findings if f.severity is severity)


def table(header: Row, rows: Sequence[Row]) -> Iterator[str]:
    """Rows in columns: the first one to the left, numbers to the right.

    >>> print(*table(("check", "en"), [("Q01", "12")]), sep="\\n")
    check  en
    Q01    12
    """
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = zip(row, widths, strict=True)
        padded = [c.rjust(w) if n else c.ljust(w) for n, (c, w) in enumerate(cells)]
        yield "  ".join(padded).rstrip()


def _false_alarm_lines(calibration: Calibration) -> Iterator[str]:
    references, alarms = calibration.references, calibration.false_alarms
    assert references is not None, "there are no false alarms without references"
    left_out = f", {references.left_out} pairs with an empty side left out"
    yield (
        f"False alarms on human translations ({', '.join(references.names)}"
        f"{left_out if references.left_out else ''})"
    )
    yield ""
    yield from table(("", *(a.lang for a in alarms), "limit"), _shares(alarms, calibration.limits))
    yield ""
    yield from table(
        ("segments with a finding", *(f"{a.lang} {s}" for a in alarms for s in Severity)),
        _rows_by_check(alarms),
    )
    yield ""


def _shares(alarms: Sequence[FalseAlarms], limits: Limits) -> list[Row]:
    errors = [f"{a.share(Severity.ERROR):.2%}" for a in alarms]
    warnings = [f"{a.share(Severity.WARNING):.2%}" for a in alarms]
    return [
        ("segments", *(str(a.segments) for a in alarms), ""),
        ("with a false error", *errors, f"< {limits.false_errors:.0%}"),
        ("with a warning", *warnings, f"< {limits.false_warnings:.0%}"),
    ]


def _rows_by_check(alarms: Sequence[FalseAlarms]) -> list[Row]:
    checks = sorted({check for a in alarms for check, _ in a.counts})
    return [
        (
            f"{check} {load_check(check).title}",
            *(str(a.counts.get((check, s), 0) or "-") for a in alarms for s in Severity),
        )
        for check in checks
    ]


def _recall_lines(calibration: Calibration) -> Iterator[str]:
    yield f"Recall on {len(calibration.outcomes)} planted faults"
    yield ""
    limits = calibration.limits
    rows = [
        _recall_row(f"{severity} {kind}", outcomes)
        for (severity, kind), outcomes in calibration.by_kind().items()
    ]
    for severity, least, name in (
        (Severity.ERROR, limits.found_errors, "errors"),
        (Severity.WARNING, limits.found_warnings, "warnings"),
    ):
        outcomes = calibration.of_severity(severity)
        rows.append(_recall_row(f"all {name} (limit {least:.0%})", outcomes))
    yield from table(("kind", "planted", "found", "recall", "by the expected check"), rows)
    yield ""
    yield from _missed_lines(calibration)


def _recall_row(name: str, outcomes: Sequence[Outcome]) -> Row:
    recall = recall_of(outcomes)
    counts = (str(recall.planted), str(recall.found), f"{recall.share:.1%}")
    return (name, *counts, str(recall.as_expected))


def _missed_lines(calibration: Calibration) -> Iterator[str]:
    for outcome in calibration.outcomes:
        fault = outcome.fault
        if outcome.before:
            yield f"good side of {fault.id}: {'; '.join(map(told, outcome.before))}"
        if outcome.is_found:
            continue
        yield f"missed {fault.id} {fault.severity.value} {fault.kind} ({', '.join(fault.checks)})"
        yield f"  fr   {fault.source}"
        yield f"  good {fault.good}"
        yield f"  bad  {fault.bad}"
        yield from (f"  {told(finding)}" for finding in outcome.new)
    if any(o.before or not o.is_found for o in calibration.outcomes):
        yield ""
