"""What the readers share: the records that they give, and safe names for what they read.

A reader takes one `SourceFile` and yields `RawArticle`s and `ReadFailure`s. It knows nothing of
the other files: identifiers, sizes and languages are looked at by `corpus`.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.config import ReadingConfig
from translate.decoding import add_repairs, clean_text, require_letters
from translate.errors import CorpusError
from translate.records import Repair


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the corpus: where it is, and its safe name relative to the input folder."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class RawArticle:
    """One article of a file, clean but without an identifier yet.

    `row` is the line or row number (from 1) in a file that holds several articles, and `row_id`
    the identifier that this row gives itself.
    """

    text: str
    sha256: str
    repairs: tuple[Repair, ...] = ()
    title: str | None = None
    date: str | None = None
    row: int | None = None
    row_id: str | None = None


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """One file, folder or row that is no article: where, what was wrong, what to do."""

    path: str
    what: str
    remedy: str


Read = Iterator[RawArticle | ReadFailure]


def failure(source: SourceFile, err: CorpusError, row: int | None = None) -> ReadFailure:
    """The failure of a file, or of one of its rows, from the error that tells it."""
    path = source.name if row is None else f"{source.name}#{row}"
    return ReadFailure(path, err.what, err.remedy)


def read_limited(source: SourceFile, options: ReadingConfig) -> bytes:
    """The bytes of a file that is one article.

    Raises:
        CorpusError: it is larger than an article may be.
        OSError: it cannot be read.
    """
    with source.path.open("rb") as stream:
        data = stream.read(options.max_article_bytes + 1)
    if len(data) > options.max_article_bytes:
        raise too_large(options)
    return data


def too_large(options: ReadingConfig) -> CorpusError:
    """The error for an article above the limit."""
    return CorpusError(
        f"larger than {options.max_article_bytes} bytes",
        remedy="split it, or raise reading.max_article_bytes",
    )


def sha256_of_bytes(data: bytes) -> str:
    """The hexadecimal SHA-256 of `data`."""
    return hashlib.sha256(data).hexdigest()


def compose_article(
    text: str, *, sha256: str, title: str | None, date: str | None, repairs: tuple[Repair, ...] = ()
) -> RawArticle:
    """Clean the strings that a parser gave and put the title above the text.

    Raises:
        CorpusError: the text has no letters.
    """
    body = clean_text(text)
    require_letters(body.text)
    repairs = add_repairs(repairs, body.repairs)
    if title is not None:
        clean_title = clean_text(title)
        title = " ".join(clean_title.text.split()) or None
        repairs = add_repairs(repairs, clean_title.repairs)
    if date is not None:
        date = " ".join(clean_text(date).text.split()) or None
    return RawArticle(with_title(body.text, title), sha256, repairs, title, date)


def with_title(text: str, title: str | None) -> str:
    """The text below its title, unless the title is its first line already.

    >>> with_title("Le texte.", "Un titre")
    'Un titre\\n\\nLe texte.'
    >>> with_title("Un  titre\\nLe texte.", "Un titre")
    'Un  titre\\nLe texte.'
    """
    if title is None:
        return text
    first_line = text.lstrip().partition("\n")[0]
    if " ".join(first_line.split()) == title:
        return text
    return f"{title}\n\n{text}"


_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


def safe_name(name: str) -> str:
    """A file name on one line, in valid Unicode and NFC, whatever bytes it is made of.

    Escapes are those of Python, and the backslash is escaped too, so that two names never become
    one.

    >>> print(safe_name("a\\nb\\udce9.txt"))
    a\\nb\\xe9.txt
    """
    return "".join(map(_safe_character, unicodedata.normalize("NFC", name)))


def _safe_character(character: str) -> str:
    if character == "\\":
        return "\\\\"
    if unicodedata.category(character) not in _UNSAFE_CATEGORIES:
        return character
    if "\udc80" <= character <= "\udcff":
        return f"\\x{ord(character) - 0xDC00:02x}"
    return character.encode("unicode_escape").decode("ascii")


_MAX_SLUG_CHARS = 80
_HASH_CHARS = 8
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LETTERS = str.maketrans({"đ": "d", "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "ð": "d"})
# Windows gives these to devices, with any extension.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)")


def short_hash(text: str) -> str:
    """The first 8 hexadecimal digits of the SHA-256 of `text`."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:_HASH_CHARS]


def slug(text: str, *, of: str) -> str:
    """A readable identifier of a-z, 0-9 and `-`; `of` is hashed where the text alone is not enough.

    >>> slug("Économie/Đà Nẵng, l'œuvre", of="")
    'economie-da-nang-l-oeuvre'
    >>> slug("新闻", of="新闻.txt")
    'article-771d94e6'
    >>> slug("con", of="con.txt")
    'article-con'
    >>> len(slug("tres " * 100, of="x.txt"))
    80
    """
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    wanted = _NOT_SLUG.sub("-", plain).strip("-")
    if not wanted:
        return f"article-{short_hash(of)}"
    if _RESERVED.fullmatch(wanted):
        return f"article-{wanted}"
    if len(wanted) > _MAX_SLUG_CHARS:
        kept = wanted[: _MAX_SLUG_CHARS - _HASH_CHARS - 1].rstrip("-")
        return f"{kept}-{short_hash(of)}"
    return wanted
