"""HTML pages: the main text, the title and the date, found by trafilatura without the network.

Links, menus, comments, tables and pictures are left out; each paragraph becomes one line, and a
heading one that begins with `## `, so that its role is not lost.
"""

import logging
import re

from translate.config import ReadingConfig
from translate.decoding import Decoded, read_bytes, require_text
from translate.errors import CorpusError
from translate.readers.base import (
    Read,
    SourceFile,
    compose_article,
    read_limited,
    sha256_of_bytes,
)
from translate.records import Repair

_SNIFFED_BYTES = 4096
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# As browsers do: what calls itself Latin-1 is cp1252. A page that could be searched for its
# declaration is not UTF-16, whatever it declares.
_CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "iso-8859-15": "iso8859-15",
    "windows-1258": "cp1258",
    "macintosh": "mac-roman",
}


def read_html_file(source: SourceFile, options: ReadingConfig) -> Read:
    """The one article of a page.

    Raises:
        CorpusError: it is too large, binary, or has no article text.
        OSError: it cannot be read.
    """
    data = read_limited(source, options)
    page = decode_page(data)
    title, date, text = _extract(page.text)
    if not text:
        raise CorpusError("no article text in the page", remedy="save the article as text")
    yield compose_article(
        text, sha256=sha256_of_bytes(data), title=title, date=date, repairs=page.repairs
    )


def decode_page(data: bytes) -> Decoded:
    """The page as text: in the encoding that it declares if it decodes, else as any other text.

    >>> decode_page('<meta charset="latin1"><p>L’été'.encode("cp1252")).encoding
    'cp1252'

    Raises:
        CorpusError: it is not text.
    """
    declared = _DECLARED.search(data[:_SNIFFED_BYTES])
    codec = _CODECS.get(declared[1].decode("ascii").lower()) if declared else None
    if codec is None:
        return read_bytes(data)
    require_text(data)
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return read_bytes(data)
    foreign = 0 if codec == "utf-8" else sum(not character.isascii() for character in text)
    return Decoded(text, (Repair(codec.replace("-", "_"), foreign),) if foreign else (), codec)


def _extract(page: str) -> tuple[str | None, str | None, str]:
    """Title, date and main text of a page."""
    import trafilatura

    for name in ("trafilatura", "htmldate", "courlan", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    found = trafilatura.bare_extraction(
        page, with_metadata=True, include_comments=False, include_tables=False
    )
    if found is not None and found.text:
        headings = {" ".join("".join(head.itertext()).split()) for head in found.body.iter("head")}
        text = _mark_headings(found.text, headings - {found.title or ""})
        return found.title, found.date, text
    return None, None, trafilatura.baseline(page)[1]


def _mark_headings(text: str, headings: set[str]) -> str:
    """The text with the mark of a Markdown heading before each line that is a heading.

    >>> _mark_headings("Un intertitre\\nLe texte.", {"Un intertitre"})
    '## Un intertitre\\nLe texte.'
    """
    lines = text.split("\n")
    return "\n".join(f"## {line}" if " ".join(line.split()) in headings else line for line in lines)
