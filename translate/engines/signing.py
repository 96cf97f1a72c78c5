"""The signature of an engine, built the same way for each: what can change an output, as fields."""

from pathlib import PurePath

from translate import __version__
from translate.engines.base import Signature
from translate.engines.model_files import ModelFiles
from translate.engines.search import Limits, Search
from translate.libraries import version_of

Fields = tuple[tuple[str, str], ...]


def describe_search(search: Search, limits: Limits, target_token: str | None) -> Fields:
    """The fields of a search; what the model itself asks for stands in the digest of its files."""
    return (
        ("target", target_token or "-"),
        ("beam", str(search.beam_size)),
        ("candidates", str(search.candidates)),
        ("length_penalty", f"{search.length_penalty:g}"),
        ("max_length_ratio", f"{search.max_length_ratio:g}"),
        ("no_repeat_ngram", str(search.no_repeat_ngram)),
        ("max_output", str(search.max_output_tokens or "-")),
        ("max_source", str(limits.source)),
    )


def sign(engine: str, files: ModelFiles, own: Fields, *, libraries: tuple[str, ...]) -> Signature:
    """The signature of `engine`: model, its `own` fields, the versions of `libraries` and ours."""
    # A folder is named without its path: the same model elsewhere is the same.
    name = PurePath(files.name).name if files.is_local else files.name
    return Signature(
        (
            ("engine", engine),
            ("model", name),
            ("revision", files.revision or "local"),
            ("files", files.files_sha256[:16]),
            *own,
            *((library, version_of(library) or "absent") for library in libraries),
            ("triptyque", __version__),
        )
    )
