"""The errors a user can meet: each says what happened, where, and what to do.

Only these cross the boundary of a room; `cli` turns them into one message and an exit code.
"""


class TranslateError(Exception):
    """A failure that the user can understand and act on."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        """Build the error from its three parts; an empty part is left out of the message."""
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """The three parts as one text.

        >>> TranslateError("not UTF-8", where="a.txt line 12", remedy="re-save as UTF-8").message
        'a.txt line 12: not UTF-8; re-save as UTF-8'
        """
        located = f"{self.where}: {self.what}" if self.where else self.what
        return f"{located}; {self.remedy}" if self.remedy else located


class ConfigError(TranslateError):
    """A configuration, a glossary or a command line that cannot be used (exit code 2)."""


class CorpusError(TranslateError):
    """An input that cannot be read as a French article; listed, never the end of a run."""


class ModelError(TranslateError):
    """A model that cannot be had, loaded or trusted (exit code 2)."""


class OutputError(TranslateError):
    """An output folder that cannot be written, or that fails verification (exit code 73 or 1)."""


class BusyError(OutputError):
    """Another run holds the output folder (exit code 75)."""


class StoppedError(TranslateError):
    """The run was asked to stop and has committed its work; run again to go on (exit code 75)."""
