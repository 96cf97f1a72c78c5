"""The manifest: the commit mark of a run, written last, and the record of all that it did.

A folder without it is not a result. It names its own digest, so that a change to it shows.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate import __version__
from translate.config import Config
from translate.engines.base import SAFER_TASK, ModelCard
from translate.errors import OutputError
from translate.files import holds_long, json_pieces, sha256_of_file, write_json
from translate.ledger import Ledger, Line
from translate.libraries import describe_libraries
from translate.output_folder import MANIFEST_NAME

if TYPE_CHECKING:
    from translate.tally import Tally
    from translate.workplan import TaskRunner
    from translate.writers.base import Export

FORMAT_VERSION = 1
_LISTS = (
    "split_segments",
    "recased_segments",
    "placeholders_lost",
    "second_chances",
    "refused_summaries",
)


def describe_models(cards: list[ModelCard]) -> list[dict[str, Any]]:
    """The models of a run, one object each."""
    return [asdict(card) for card in cards]


def describe_files(folder: Path, names: list[str]) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of each named file of `folder`."""
    return {name: _describe_file(folder / name) for name in sorted(names)}


def _describe_file(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": sha256_of_file(path)}


def list_export(ledger: Ledger, folder: Path, writer: str, export: "Export") -> Mapping[str, int]:
    """List what one writer made in `folder`, with size and SHA-256, and what it left out.

    Returns its counts.

    Raises:
        OSError: a file cannot be read.
        OutputError: the disk does not take the lists.
    """
    ledger.add(Line("outputs", _describe_file(folder / name), key=name) for name in export.files)
    ledger.add(
        Line(f"left_out {writer}", {"id": row.row_id, "reason": row.reason})
        for row in export.left_out
    )
    return export.counts


def describe_run(
    config: Config,
    tally: "Tally",
    ledger: Ledger,
    runners: "list[TaskRunner]",
    exports: Mapping[str, Mapping[str, int]],
) -> dict[str, Any]:
    """The body of the manifest but for the limit, what people gave, and timing.

    `exports` has the counts of each writer.
    """
    return {
        "source_lang": config.source_lang,
        "target_langs": list(config.target_langs),
        "config": config.model_dump(mode="json"),
        "config_sha256": config.digest(),
        # What searches more safely is the same model: its signature stands with its counts.
        "models": describe_models(
            [runner.engine.card for runner in runners if not runner.task.startswith(SAFER_TASK)]
        ),
        "libraries": describe_libraries(),
        "inputs": ledger.as_list("inputs"),
        "outputs": ledger.as_object("outputs"),
        "failures": tally.failures,
        "id_collisions": tally.collisions,
        "counts": {
            "articles": tally.articles,
            "segments": tally.segments,
            "characters": tally.characters,
            "failures": len(tally.failures),
            "profiles": dict(+tally.profiles),
            "roles": dict(+tally.roles),
            "untranslated_blocks": dict(+tally.untranslated),
            "repairs": dict(+tally.repairs),
            "origins": dict(tally.origins),
            "statuses": dict(tally.statuses),
            "summaries": dict(tally.summaries),
            "summary_origins": dict(tally.summary_origins),
            "exports": {name: dict(counts) for name, counts in exports.items()},
        },
        "findings": dict(tally.findings),
        **{name: ledger.as_list(name) for name in _LISTS},
        "terms": ledger.as_lists("terms"),
        "summaries_in_parts": ledger.as_object("summaries_in_parts"),
        "left_out": {
            name: ledger.as_list(f"left_out {name}")
            for name in exports
            if ledger.has(f"left_out {name}")
        },
        "generation": {
            runner.task: {
                "signature": str(runner.engine.signature),
                "generated": runner.generated,
                "remembered": runner.remembered,
                "source_tokens": runner.source_tokens,
                "target_tokens": runner.target_tokens,
            }
            for runner in runners
        },
    }


def write_manifest(folder: Path, body: Mapping[str, Any]) -> dict[str, Any]:
    """Write `body` as the manifest of `folder`, with format, version and its own digest.

    Returns it without its long lists.

    Raises:
        OSError: the disk does not take it.
    """
    manifest = {**body, "format": FORMAT_VERSION, "triptyque": __version__}
    manifest["manifest_sha256"] = digest_of(manifest)
    write_json(folder / MANIFEST_NAME, manifest)
    return {k: v for k, v in manifest.items() if not holds_long(v)}


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of `folder`, if it is whole.

    Raises:
        OutputError: there is none, it is not JSON, or its digest does not fit.
    """
    path = folder / MANIFEST_NAME
    remedy = "run `translate run` on this folder to the end"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise OutputError(
            "has no manifest: not a result", where=str(folder), remedy=remedy
        ) from err
    except (OSError, ValueError) as err:
        raise OutputError(f"cannot be read ({err})", where=str(path), remedy=remedy) from err
    if not isinstance(manifest, dict) or manifest.get("manifest_sha256") != digest_of(manifest):
        raise OutputError("was changed after it was written", where=str(path), remedy=remedy)
    return manifest


def digest_of(manifest: Mapping[str, Any]) -> str:
    """The SHA-256 of a manifest without its own digest."""
    body = {k: v for k, v in manifest.items() if k != "manifest_sha256"}
    digest = hashlib.sha256()
    for piece in json_pieces(body):
        digest.update(piece.encode("utf-8"))
    return digest.hexdigest()
