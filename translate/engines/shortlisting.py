"""A shortlist for a converted model: built and put to the proof once, kept beside the conversion.

It is used only where a user asks for it (`runtime.shortlist: true`) and its proof holds; where it
does not, the whole vocabulary is used, and the run says why.
"""

import json
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock

from translate.engines.ct2_model import ConvertedModel
from translate.engines.shortlist import VMAP_NAME, Vocabulary, build_shortlist, write_shortlist
from translate.engines.shortlist_proof import Proof, prove
from translate.engines.shortlist_sample import draw_sample
from translate.engines.signing import Fields
from translate.engines.tokens import MarianTokens
from translate.errors import ModelError
from translate.files import sha256_of_file, sha256_of_text, write_json

FORMAT = 1
_PROOF_NAME = "proof.json"
_BUILT_FROM, _HELD_OUT = 4_000, 400
logger = logging.getLogger("translate")


@dataclass(frozen=True, slots=True)
class Shortlisted:
    """A folder with a converted model and its list, the digest of the list, and its proof."""

    folder: Path
    digest: str
    proof: Proof

    @property
    def refusal(self) -> str | None:
        """Why the list is not to be used, or None where it may be."""
        proof = self.proof
        if proof.holds:
            return None
        return (
            f"the shortlist is left off: of {proof.sentences} sentences "
            f"{proof.identical_share:.1%} came out the same, {proof.fallback_share:.0%} of them "
            "by the whole vocabulary"
        )


def shortlist_once(
    folder: Path,
    tokens: MarianTokens,
    prefix: tuple[int, ...],
    search: Fields,
    make: Callable[[Path], ConvertedModel],
) -> Shortlisted:
    """Give the shortlist of the converted model in `folder`, kept or made now.

    `make` opens a converted model in another folder; `search` is what the proof holds for.

    Raises:
        ModelError: the cache folder cannot be written.
    """
    key = sha256_of_text(f"{FORMAT}|{prefix}|{search}")[:8]
    place = folder.with_name(f"{folder.name}-shortlist-{key}")
    try:
        with FileLock(place.with_name(f"{place.name}.lock")):
            if not (place / _PROOF_NAME).is_file():
                logger.info("building and proving a shortlist, once: this takes minutes")
                shutil.rmtree(place, ignore_errors=True)
                with tempfile.TemporaryDirectory(prefix=".staged-", dir=folder.parent) as stage:
                    _build(Path(stage) / "model", folder, tokens, prefix, make)
                    (Path(stage) / "model").replace(place)
            values = json.loads((place / _PROOF_NAME).read_text(encoding="utf-8"))
            return Shortlisted(place, sha256_of_file(place / VMAP_NAME)[:16], Proof(**values))
    except OSError as err:
        raise ModelError(
            f"the shortlist cannot be kept ({err.strerror or err})",
            where=str(err.filename or place),
            remedy="make room or permission there, or set runtime.shortlist: false",
        ) from err


def _build(
    stage: Path,
    folder: Path,
    tokens: MarianTokens,
    prefix: tuple[int, ...],
    make: Callable[[Path], ConvertedModel],
) -> None:
    """Build the list in `stage` and prove it there."""
    stage.mkdir()
    for file in folder.iterdir():
        _link(file, stage / file.name)
    sample = draw_sample(built_from=_BUILT_FROM, held_out=_HELD_OUT)
    built_from = [[*prefix, *row] for row in tokens.encode(sample.built_from)]
    held_out = [[*prefix, *row] for row in tokens.encode(sample.held_out)]
    vocabulary = Vocabulary(
        source=tokens.source_words(),
        target=tokens.target_pieces,
        before=tuple(tokens.pieces[i] for i in prefix),
        after=(tokens.pieces[tokens.end],),
    )
    plain = make(folder)
    rows = [[tokens.pieces[i] for i in row] for row in built_from]
    write_shortlist(stage, build_shortlist(plain.load(), vocabulary, rows))
    plain.unload()
    model = make(stage)
    proof = prove(model.generate, model.generate_short, held_out)
    write_json(stage / _PROOF_NAME, asdict(proof))


def _link(file: Path, target: Path) -> None:
    """The same file under another name, or a copy where a file cannot have two."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)
