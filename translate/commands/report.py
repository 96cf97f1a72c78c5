"""`translate report`: make the pages of a finished output anew, from its rows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from translate.errors import OutputError

_EXIT_FAILED = 1


def report(
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="Folder of a finished run.")],
) -> None:
    """Make report.html of OUTPUT anew from its rows; no model is needed.

    Exit codes: 0 done, 1 OUTPUT is no finished result, 73 it cannot be written, 75 a run holds it.
    """
    from translate.manifest import read_manifest

    try:
        _check_rows(output, read_manifest(output)["outputs"])
    except OutputError as err:
        typer.echo(f"translate: {err}", err=True)
        raise typer.Exit(_EXIT_FAILED) from err
    names = rebuild(output)
    pages = "1 page" if len(names) == 1 else f"{len(names)} pages"
    typer.echo(f"{output / names[0]}: made anew ({pages})")


def rebuild(output: Path) -> tuple[str, ...]:
    """Write the pages of `output` and their digests in its manifest; return their names.

    The manifest is replaced last. A rebuild that is killed before that leaves pages that `verify`
    calls changed; to rebuild again sets it right, for the rows are not touched.

    Raises:
        OutputError: there is no finished result there, its rows were changed, or it cannot be
            written.
        BusyError: a run holds the folder.
    """
    from translate import manifest as manifests
    from translate.files import write_json
    from translate.output_folder import MANIFEST_NAME, WORK_FOLDER, hold
    from translate.report import read_rows, write_pages
    from translate.writers.base import names_in

    try:
        (output / WORK_FOLDER).mkdir(exist_ok=True)
        with hold(output / WORK_FOLDER):
            # Read anew: a run may have replaced it until the folder was ours.
            manifest = manifests.read_manifest(output)
            outputs: dict[str, Any] = manifest["outputs"]
            _check_rows(output, outputs)
            pages = write_pages(
                read_rows(output, outputs),
                output,
                manifest["source_lang"],
                manifest["target_langs"],
            )
            names = names_in(output, pages.paths)
            kept = {name: file for name, file in outputs.items() if not _is_page(name)}
            manifest["outputs"] = kept | manifests.describe_files(output, list(names))
            exports = manifest["counts"]["exports"]
            exports["report"] = {"articles": pages.articles, "pages": len(names)}
            # Not `write_manifest`: the result stays that of the version that made it.
            manifest["manifest_sha256"] = manifests.digest_of(manifest)
            write_json(output / MANIFEST_NAME, manifest)
    except OSError as err:
        raise OutputError(
            f"cannot be written ({err.strerror or err})",
            where=str(err.filename or output),
            remedy="make room or permission there and try again",
        ) from err
    return names


def _is_page(name: str) -> bool:
    from translate.report.book import INDEX_NAME, PARTS_FOLDER

    return name == INDEX_NAME or name.startswith(f"{PARTS_FOLDER}/")


def _check_rows(output: Path, outputs: Mapping[str, Any]) -> None:
    """Refuse rows that are not those of the run: their report would look like a sound one."""
    from translate.files import sha256_of_file
    from translate.report.reading import ARTICLES_PREFIX, SEGMENTS_NAME

    remedy = "run `translate run` on this folder to the end"
    if SEGMENTS_NAME not in outputs:
        raise OutputError(f"its result has no {SEGMENTS_NAME}", where=str(output), remedy=remedy)
    for name, noted in sorted(outputs.items()):
        if name != SEGMENTS_NAME and not name.startswith(ARTICLES_PREFIX):
            continue
        path = output / name
        if not path.is_file() or sha256_of_file(path) != noted["sha256"]:
            raise OutputError(
                "is missing or was changed after the run", where=str(path), remedy=remedy
            )
