"""Everything a training reads, sorted into what is learnt, what is replayed and what is held out.

A text that is held out is never learnt, wherever else it stands: such doubles are left out and
counted.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.errors import ConfigError
from translate.files import canonical_json, sha256_of_text
from translate.training.batches import Stock
from translate.training.options import SourceOptions, TrainingOptions
from translate.training.selection import cut_source, is_supported, nearest_sentence
from translate.training.slots import SLOT_LANGS, find_slots
from translate.training.sources import read_source
from translate.training.texts import Reading, Unit

IN_DOMAIN, GENERAL = "in-domain", "general"


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What one source gave, for the model card and the report."""

    name: str
    kind: str
    learnt: int
    held_out: int
    dropped: dict[str, int]
    licence: str | None
    origin: str | None


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Stocks to learn and to replay, held-out stocks by set, and what each source gave."""

    stocks: tuple[Stock, ...]
    replayed: tuple[Stock, ...]
    held_out: dict[str, tuple[Stock, ...]]
    reports: tuple[SourceReport, ...]

    def digest(self) -> str:
        """The SHA-256 of every text and how it is used."""
        document = [
            [stock.name, dict(stock.tokens), stock.per_epoch, [[u.source, dict(u.targets)]
             for u in stock.units]]
            for stock in (*self.stocks, *self.replayed)
        ]  # fmt: skip
        return sha256_of_text(canonical_json(document))


def read_data(options: TrainingOptions) -> TrainingData:
    """Read every source of a configuration.

    Raises:
        ConfigError: a source is not there, asks for what it cannot have, or nothing is learnt.
        CorpusError: a file is not what its format says.
    """
    own = [_split(source, options) for source in options.data]
    general_options = options.general if options.is_adapting else ()
    general = [_split(source, options) for source in general_options]
    held_out = {
        IN_DOMAIN: tuple(held for part in own for _, held, _ in part if held.units),
        GENERAL: tuple(held for part in general for _, held, _ in part if held.units),
    }
    hidden = {unit.source for stocks in held_out.values() for s in stocks for unit in s.units}
    reports: list[SourceReport] = []
    learnt: dict[str, list[Stock]] = {IN_DOMAIN: [], GENERAL: []}
    for kind, parts, sources in (
        (IN_DOMAIN, own, options.data),
        (GENERAL, general, general_options),
    ):
        for part, source in zip(parts, sources, strict=True):
            for stock, held, dropped in part:
                kept = tuple(unit for unit in stock.units if unit.source not in hidden)
                dropped["held out elsewhere"] += len(stock.units) - len(kept)
                learnt[kind].append(
                    Stock(stock.name, kept, stock.tokens, stock.per_epoch, stock.is_copied)
                )
                reports.append(
                    SourceReport(
                        stock.name,
                        kind,
                        learnt=len(kept),
                        held_out=len(held.units),
                        dropped={why: n for why, n in sorted(dropped.items()) if n},
                        licence=source.licence,
                        origin=source.origin,
                    )
                )
    if not any(stock.units for stock in learnt[IN_DOMAIN]):
        told = "; ".join(f"{r.name}: {_told(r.dropped)}" for r in reports if r.kind == IN_DOMAIN)
        raise ConfigError(
            f"the data hold nothing to learn ({told})",
            where="data",
            remedy="see rows: and targets: of the sources, or give more text",
        )
    return TrainingData(tuple(learnt[IN_DOMAIN]), tuple(learnt[GENERAL]), held_out, tuple(reports))


def hold_out(units: Sequence[Unit], source: SourceOptions) -> tuple[list[Unit], list[Unit]]:
    """Return the units to learn and those that are held out.

    >>> units = [Unit(str(n), {}) for n in range(1, 8)]
    >>> options = SourceOptions(path="-", hold_out_first=1, hold_out_every=3)
    >>> [unit.source for unit in hold_out(units, options)[1]]
    ['1', '3', '6']
    """
    first, every = source.hold_out_first, source.hold_out_every
    held = [
        index < first or (every > 0 and (index + 1) % every == 0) for index in range(len(units))
    ]
    return (
        [unit for unit, is_held in zip(units, held, strict=True) if not is_held],
        [unit for unit, is_held in zip(units, held, strict=True) if is_held],
    )


def _split(
    source: SourceOptions, options: TrainingOptions
) -> list[tuple[Stock, Stock, Counter[str]]]:
    """Read a source; return for each of its files what is learnt, held out and dropped."""
    tokens = source.targets or options.targets
    langs = tuple(tokens)
    parts: list[tuple[Stock, Stock, Counter[str]]] = []
    readings = read_source(source, langs, options.data_folder)
    total = sum(len(reading.units) for _, reading in readings)
    for path, reading in readings:
        units, dropped = _select(reading, source)
        _check_slots(units, path)
        learnt, held = hold_out(units, source)
        share = None
        if source.per_epoch is not None:
            share = max(1, round(source.per_epoch * len(reading.units) / max(1, total)))
        is_copied = source.select == "nearest_sentence"
        parts.append(
            (
                Stock(path.name, tuple(learnt), tokens, share, is_copied),
                Stock(path.name, tuple(held), tokens, None, is_copied),
                dropped,
            )
        )
    return parts


def _select(reading: Reading, source: SourceOptions) -> tuple[list[Unit], Counter[str]]:
    """Return the units that `select` keeps, their sources cut."""
    dropped = Counter(reading.dropped)
    kept: list[Unit] = []
    for whole in reading.units:
        unit = cut_source(whole, source.max_source_words)
        targets = dict(unit.targets)
        for lang, text in unit.targets.items():
            if source.select == "supported" and not is_supported(unit.source, text):
                del targets[lang]
            if source.select == "nearest_sentence":
                sentence = nearest_sentence(unit.source, text)
                targets.pop(lang)
                if sentence:
                    targets[lang] = sentence
        dropped[f"not {source.select}"] += len(unit.targets) - len(targets)
        if targets:
            kept.append(Unit(unit.source, targets))
    return kept, dropped


def _check_slots(units: Iterable[Unit], path: Path) -> None:
    for unit in units:
        unknown = sorted(set(unit.targets) - set(SLOT_LANGS))
        if unknown and find_slots(unit.source):
            raise ConfigError(
                f"slots can be filled in {' and '.join(SLOT_LANGS)} alone, not in {unknown[0]}",
                where=f"{path}: {unit.source[:60]}",
                remedy="write the values out for other languages",
            )


def _told(dropped: dict[str, int]) -> str:
    return ", ".join(f"{number} {reason}" for reason, number in dropped.items()) or "empty"
