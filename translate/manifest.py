"""The manifest: the commit mark of a run, written last, and the record of all that it did.

A folder without it is not a result. It names its own digest, so that a change to it shows.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translate import __version__
from translate.config import Config
from translate.engines.base import SAFER_TASK, ModelCard
from translate.errors import OutputError
from translate.files import canonical_json, sha256_of_file, sha256_of_text, write_json
from translate.libraries import describe_libraries
from translate.output_folder import MANIFEST_NAME

if TYPE_CHECKING:
    from translate.tally import Tally
    from translate.workplan import TaskRunner
    from translate.writers.base import Export

FORMAT_VERSION = 1


def describe_models(cards: list[ModelCard]) -> list[dict[str, Any]]:
    """The models of a run, one object each."""
    return [asdict(card) for card in cards]


def describe_files(folder: Path, names: list[str]) -> dict[str, dict[str, Any]]:
    """Size and SHA-256 of each named file of `folder`."""
    return {
        name: {
            "bytes": (folder / name).stat().st_size,
            "sha256": sha256_of_file(folder / name),
        }
        for name in sorted(names)
    }


def describe_run(
    config: Config,
    tally: "Tally",
    runners: "list[TaskRunner]",
    exports: "dict[str, Export]",
    limit: int | None,
) -> dict[str, Any]:
    """The body of the manifest but for outputs and timing."""
    return {
        "source_lang": config.source_lang,
        "target_langs": list(config.target_langs),
        "config": config.model_dump(mode="json"),
        "config_sha256": config.digest(),
        "limit": limit,
        # What searches more safely is the same model: its signature stands with its counts.
        "models": describe_models(
            [runner.engine.card for runner in runners if not runner.task.startswith(SAFER_TASK)]
        ),
        "libraries": describe_libraries(),
        "inputs": [tally.inputs[article_id] for article_id in sorted(tally.inputs)],
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
            "exports": {name: dict(export.counts) for name, export in exports.items()},
        },
        "findings": dict(tally.findings),
        "split_segments": tally.split,
        "recased_segments": tally.recased,
        "placeholders_lost": tally.placeholders_lost,
        "second_chances": tally.second_chances,
        "terms": dict(sorted(tally.terms.items())),
        "summaries_in_parts": tally.summary_parts,
        "refused_summaries": tally.refused_summaries,
        "left_out": {
            name: [{"id": row.row_id, "reason": row.reason} for row in export.left_out]
            for name, export in exports.items()
            if export.left_out
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

    Raises:
        OSError: the disk does not take it.
    """
    manifest = {**body, "format": FORMAT_VERSION, "triptyque": __version__}
    manifest["manifest_sha256"] = digest_of(manifest)
    write_json(folder / MANIFEST_NAME, manifest)
    return manifest


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
    return sha256_of_text(
        canonical_json({k: v for k, v in manifest.items() if k != "manifest_sha256"})
    )
