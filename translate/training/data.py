"""Everything a training reads, sorted into what is learnt, what is replayed and what is held out.

A text that is held out is never learnt, wherever else it stands: such doubles are left out and
counted.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.errors import ConfigError
from translate.files import canonical_json
from translate.training.batches import Stock
from translate.training.options import EMBEDDED_DATA, SourceOptions, TrainingOptions
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
        """The SHA-256 of every text, and of how it is used."""
        digest = hashlib.sha256()
        held_out = [stock for stocks in self.held_out.values() for stock in stocks]
        for use, stocks in (("learn", self.stocks), ("replay", self.replayed), ("hold", held_out)):
            for stock in stocks:
                head = [use, stock.name, dict(stock.tokens), stock.per_epoch]
                digest.update(canonical_json(head).encode())
                for unit in stock.units:
                    digest.update(canonical_json([unit.source, dict(unit.targets)]).encode())
        return digest.hexdigest()


def read_data(options: TrainingOptions) -> TrainingData:
    """Read every source of a configuration.

    Raises:
        ConfigError: a source is not there, asks for what it cannot have, or nothing is learnt.
        CorpusError: a file is not what its format says.
    """
    own = [_split(source, options) for source in options.data]
    general_options = options.general if options.is_adapting else ()
    if options.is_adapting:
        _check_general_targets(options)
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
    data = TrainingData(tuple(learnt[IN_DOMAIN]), tuple(learnt[GENERAL]), held_out, tuple(reports))
    if options.is_adapting:
        _check_general(data, options)
    return data


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
    _check_tokens(tokens, source)
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
        slots = set(find_slots(unit.source))
        for lang, text in unit.targets.items():
            own = set(find_slots(text))
            if not slots and not own:
                continue
            where = f"{path}: {unit.source[:60]}"
            if lang not in SLOT_LANGS:
                raise ConfigError(
                    f"slots can be filled in {' and '.join(SLOT_LANGS)} alone, not in {lang}",
                    where=where,
                    remedy="write the values out for other languages",
                )
            if own - slots:
                raise ConfigError(
                    f"slot {min(own - slots)} of target {lang} is not in the source",
                    where=where,
                    remedy="write the same slots in all languages",
                )


def _check_general_targets(options: TrainingOptions) -> None:
    """Check that the shipped general text has the targets, before it is read in vain."""
    for source in options.general:
        missing = set(source.targets or options.targets) - set(SLOT_LANGS)
        if source.path.startswith(EMBEDDED_DATA) and missing:
            raise ConfigError(
                f"the general text shipped with the program has no target {min(missing)}",
                where="general",
                remedy="name general text of your own: general: [{path: ...}]",
            )


def _check_general(data: TrainingData, options: TrainingOptions) -> None:
    """Refuse at the start what could not be published at the end."""
    held_out = {lang for stock in data.held_out[GENERAL] for u in stock.units for lang in u.targets}
    missing = set(options.targets) - held_out
    if missing and not options.guard.publish_anyway:
        raise ConfigError(
            f"no general text is held out for target {min(missing)}: what the model forgets "
            "could not be measured",
            where="general",
            remedy="name general text with hold_out_every, or set guard.publish_anyway",
        )
    if options.replay_share and not any(stock.units for stock in data.replayed):
        raise ConfigError(
            "there is no general text to replay",
            where="general",
            remedy="name some, or set replay_share: 0",
        )


def _check_tokens(tokens: Mapping[str, str | None], source: SourceOptions) -> None:
    if len(tokens) > 1 and None in tokens.values():
        raise ConfigError(
            f"{len(tokens)} targets, and one of them without a token: a model could not tell "
            "which is asked for",
            where=f"targets of {source.path}",
            remedy="give each target its token, or train one target alone",
        )


def _told(dropped: dict[str, int]) -> str:
    return ", ".join(f"{number} {reason}" for reason, number in dropped.items()) or "empty"
