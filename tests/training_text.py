"""A small parallel text, and a training that is small enough for tests."""

import json
from pathlib import Path
from typing import Any

import yaml

from translate.files import sha256_of_file
from translate.training.options import TrainingOptions
from translate.training.session import SessionOptions

TRIPLES = [
    ("Le ministre a reçu la délégation.", "The minister received the delegation.",
     "Bộ trưởng đã tiếp đoàn."),
    ("La délégation a visité le port.", "The delegation visited the port.",
     "Đoàn đã thăm cảng."),
    ("Le gouverneur a visité la province.", "The governor visited the province.",
     "Tỉnh trưởng đã thăm tỉnh."),
    ("Le ministre a signé un accord.", "The minister signed an agreement.",
     "Bộ trưởng đã ký một thỏa thuận."),
    ("La province exporte du riz.", "The province exports rice.", "Tỉnh xuất khẩu gạo."),
    ("Le port exporte du café.", "The port exports coffee.", "Cảng xuất khẩu cà phê."),
    ("La ministre a salué cet accord.", "The minister welcomed this agreement.",
     "Bộ trưởng hoan nghênh thỏa thuận này."),
    ("Le riz vient de la province.", "The rice comes from the province.", "Gạo đến từ tỉnh."),
    ("Le commerce a augmenté de {M1} %.", "Trade rose by {M1} percent.",
     "Thương mại tăng {M1}%."),
    ("{P1} a visité {L1} le {D1}.", "{P1} visited {L1} on {D1}.",
     "{P1} đã thăm {L1} ngày {D1}."),
]  # fmt: skip


def write_triples(path: Path, triples: list[tuple[str, str, str]] | None = None) -> Path:
    rows = [dict(zip(("fr", "en", "vi"), texts, strict=True)) for texts in triples or TRIPLES]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def tiny_options(data: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """A model of a few thousand weights, trained from nothing for a few steps."""
    options: dict[str, Any] = {
        "start": None,
        "new_model": {
            "vocabulary": 600, "width": 32, "feed_forward": 32, "heads": 2,
            "encoder_layers": 1, "decoder_layers": 1,
        },
        "data": data,
        "batches": {"tokens": 128},
        "optimizer": {"steps": 12, "warmup_steps": 4, "peak_rate": 1e-3},
        "validation": {"every_steps": 6, "max_pairs": 3, "max_length_ratio": 1.0},
        "runtime": {"threads": 1, "checkpoint_steps": 4},
    }  # fmt: skip
    return {**options, **changes}


def write_options(path: Path, options: dict[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(options, allow_unicode=True), encoding="utf-8")
    return path


def options_of(data, **changes):
    return TrainingOptions.model_validate(tiny_options(data, **changes))


def source(path, **more):
    return {"path": str(path), "hold_out_every": 4, **more}


def adapting(text, start="starter", **changes):
    general = [{"path": "embedded/wire-trade.jsonl", "hold_out_every": 100}]
    changes = {"start": start, "general": general, **changes}
    return options_of([source(text)], **changes)


def quiet(**more):
    return SessionOptions(is_offline=True, **more)


def events_of(folder, kind):
    lines = (folder / "log.jsonl").read_text("utf-8").splitlines()
    return [event for event in map(json.loads, lines) if event["event"] == kind]


def digest(folder):
    return sha256_of_file(folder / "model.safetensors")
