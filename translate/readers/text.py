"""Plain text and Markdown: one file, one article."""

from translate.config import ReadingConfig
from translate.decoding import decode
from translate.readers.base import RawArticle, Read, SourceFile, read_limited, sha256_of_bytes


def read_text_file(source: SourceFile, options: ReadingConfig) -> Read:
    """The one article of a `.txt` or `.md` file.

    Raises:
        CorpusError: it is too large, binary or empty.
        OSError: it cannot be read.
    """
    data = read_limited(source, options)
    decoded = decode(data)
    yield RawArticle(decoded.text, sha256_of_bytes(data), decoded.repairs)
