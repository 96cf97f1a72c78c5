"""The writers: name -> function, imported when it is asked for.

A writer replaces its own files in the output folder, atomically and in a single pass over the
articles, and removes those of an earlier run that no longer belong. It never decides what a
translation is worth: it follows the findings.
"""

from importlib import import_module

from translate.errors import ConfigError
from translate.writers.base import Writer

WRITERS: dict[str, str] = {
    "dataset": "translate.writers.dataset:write",
    "jsonl": "translate.writers.jsonl:write",
    "markdown": "translate.writers.markdown:write",
    "moses": "translate.writers.moses:write",
    "report": "translate.writers.report:write",
    "tmx": "translate.writers.tmx:write",
}


def load_writer(name: str) -> Writer:
    """The writer called `name`.

    Raises:
        ConfigError: there is no such writer; the known ones are named.
    """
    if name not in WRITERS:
        raise ConfigError(
            f"unknown output format {name}", remedy=f"choose among {', '.join(sorted(WRITERS))}"
        )
    module, _, function = WRITERS[name].partition(":")
    writer: Writer = getattr(import_module(module), function)
    return writer
