"""The installed versions of the libraries that can change a result."""

from functools import cache
from importlib import metadata

_NAMES = (
    "ctranslate2",
    "torch",
    "transformers",
    "sentencepiece",
    "safetensors",
    "huggingface-hub",
    "datasets",
    "pyarrow",
    "trafilatura",
    "ftfy",
    "lxml",
    "pydantic",
    "jinja2",
)


@cache
def version_of(name: str) -> str | None:
    """The installed version of a library, None where it is absent; looked up once per process."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def describe_libraries() -> dict[str, str | None]:
    """The version of each; None where it is absent."""
    return {name: version_of(name) for name in _NAMES}
