"""What is counted over the articles of a page: the numbers and distributions at its top."""

from collections import Counter
from dataclasses import dataclass, field

from translate.records import Origin, Severity, Status
from translate.report.rows import ArticleRows, Row, remarks_of, text_of

_WEIGHED = frozenset({Origin.ENGINE.value, Origin.HUMAN.value})
"""Templates and copies have the lengths that their rules give them: they tell nothing."""


@dataclass(slots=True)
class Histogram:
    """Counts of values in `bins` equal steps from `low` to `high`; the outer ones take the rest."""

    low: float
    high: float
    bins: int
    counts: list[int] = field(init=False)
    total: int = 0
    sum: float = 0.0

    def __post_init__(self) -> None:
        self.counts = [0] * self.bins

    def add(self, value: float) -> None:
        """Count one value."""
        share = (value - self.low) / (self.high - self.low)
        self.counts[min(max(int(share * self.bins), 0), self.bins - 1)] += 1
        self.total += 1
        self.sum += value

    @property
    def mean(self) -> float | None:
        """The mean of the values, None where there are none."""
        return self.sum / self.total if self.total else None


def _ratios() -> Histogram:
    return Histogram(0.0, 2.0, 20)


def _scores() -> Histogram:
    return Histogram(-2.0, 0.0, 20)


class Figures:
    """The counts over some articles in `target_langs`: `add` each of them."""

    def __init__(self, source_lang: str, target_langs: tuple[str, ...]) -> None:
        self._source_lang = source_lang
        self.articles = 0
        self.segments = 0
        self.statuses: Counter[Status] = Counter()
        self.severities: Counter[Severity] = Counter()
        self.checks: dict[str, Counter[Severity]] = {}
        self.ratios = {lang: _ratios() for lang in target_langs}
        self.scores = {lang: _scores() for lang in target_langs}

    def add(self, rows: ArticleRows) -> Counter[Severity]:
        """Count one article; return its own findings by severity."""
        own: Counter[Severity] = Counter()
        self.articles += 1
        self.segments += len(rows.segments)
        for row in (rows.article, *rows.segments):
            for remark in remarks_of(row):
                own[remark.severity] += 1
                self.checks.setdefault(remark.check, Counter())[remark.severity] += 1
        for row in rows.segments:
            self.statuses[Status(text_of(row, "status"))] += 1
            self._measure(row)
        self.severities += own
        return own

    def _measure(self, row: Row) -> None:
        source = text_of(row, self._source_lang).strip()
        for lang, ratios in self.ratios.items():
            if row.get(f"{lang}_origin") not in _WEIGHED:
                continue
            target = text_of(row, lang).strip()
            if source and target:
                ratios.add(len(target) / len(source))
            score = row.get(f"{lang}_score")
            if isinstance(score, int | float):
                self.scores[lang].add(score)
