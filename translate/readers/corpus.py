"""A folder of files to a stream of documents: the walk, the readers, identifiers, the language.

Everything that is no article comes out as a `ReadFailure` in its place in the stream. One file or
row is in memory at a time; what grows with the corpus is a digest for each identifier, and the
names of the files of one folder.
"""

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from translate.config import ReadingConfig
from translate.errors import CorpusError
from translate.readers.base import (
    RawArticle,
    Read,
    ReadFailure,
    SourceFile,
    failure,
    safe_name,
    short_hash,
    slug,
)
from translate.readers.digests import DigestSet
from translate.readers.language import french_share, is_french
from translate.readers.walk import walk
from translate.records import Document

READERS = {
    ".jsonl.gz": "translate.readers.jsonl:read_jsonl_file",
    ".jsonl": "translate.readers.jsonl:read_jsonl_file",
    ".txt": "translate.readers.text:read_text_file",
    ".md": "translate.readers.text:read_text_file",
    ".html": "translate.readers.html:read_html_file",
    ".htm": "translate.readers.html:read_html_file",
    ".parquet": "translate.readers.parquet:read_parquet_file",
}


@dataclass(frozen=True, slots=True)
class IdCollision:
    """An article that could not have the identifier of its path, since another has it."""

    article_id: str
    path: str
    wanted: str


Item = Document | ReadFailure | IdCollision


def read_corpus(
    folder: Path, options: ReadingConfig, exclude: Path | None = None
) -> Iterator[Item]:
    """Every article below `folder` (or in it, if it is a file), sorted by path, and every failure.

    An `IdCollision` comes just before the document that it is about. Hidden files and whatever
    lies in `exclude`, the output folder, are not read.

    Raises:
        CorpusError: at once, if there is no such folder or file.
    """
    if not folder.exists():
        raise CorpusError(
            "no such folder or file",
            where=safe_name(str(folder)),
            remedy="give the folder that holds the articles",
        )
    return _read_all(folder, options, exclude)


def _read_all(folder: Path, options: ReadingConfig, exclude: Path | None) -> Iterator[Item]:
    identifiers = _Identifiers()
    for source in walk(folder, exclude):
        if isinstance(source, ReadFailure):
            yield source
            continue
        for found in _read_file(source, options):
            if isinstance(found, ReadFailure):
                yield found
                continue
            path = source.name if found.row is None else f"{source.name}#{found.row}"
            if options.require_french and not is_french(found.text, options.min_french_share):
                yield _not_french(path, found.text)
                continue
            wanted = _wanted_id(source, found)
            article_id = identifiers.take(wanted, path)
            if article_id != wanted:
                yield IdCollision(article_id, path, wanted)
            yield Document(
                article_id,
                path,
                found.sha256,
                found.text,
                found.repairs,
                found.title,
                found.date,
            )


def _read_file(source: SourceFile, options: ReadingConfig) -> Read:
    """The articles of one file; whatever goes wrong in it is a failure of this file alone."""
    extension = _extension(source)
    if extension is None:
        kind = Path(source.name).suffix or "no extension"
        yield ReadFailure(
            source.name,
            f"a file of unknown kind ({kind})",
            f"convert it to one of {', '.join(sorted(READERS))}, or move it away",
        )
        return
    try:
        yield from _load_reader(extension)(source, options)
    except CorpusError as err:
        yield failure(source, err)
    except OSError as err:
        remedy = "check that it still exists, and its permissions"
        yield ReadFailure(source.name, f"cannot be read ({err.strerror or err})", remedy)
    except Exception as err:
        # The reading half of the per-article guard: parsers of other people's making meet files
        # of any kind here, and none of them may end the run.
        what = f"the reader failed ({type(err).__name__}: {' '.join(str(err).split())[:200]})"
        yield ReadFailure(source.name, what, "report it with the file, or save it as text")


def _extension(source: SourceFile) -> str | None:
    """The known extension of a file, the longest first; None if it is not known."""
    name = source.name.lower()
    return next((extension for extension in READERS if name.endswith(extension)), None)


def _load_reader(extension: str) -> Callable[[SourceFile, ReadingConfig], Read]:
    module, _, function = READERS[extension].partition(":")
    reader: Callable[[SourceFile, ReadingConfig], Read]
    reader = getattr(importlib.import_module(module), function)
    return reader


def _wanted_id(source: SourceFile, article: RawArticle) -> str:
    """The identifier that path and row ask for, whatever other articles there are."""
    extension = _extension(source) or ""
    stem = source.name[: len(source.name) - len(extension)]
    if article.row is None:
        return slug(stem, of=source.name)
    row = article.row_id or f"{article.row:05d}"
    return slug(f"{stem}-{row}", of=f"{source.name}#{row}")


def _not_french(path: str, text: str) -> ReadFailure:
    share, words = french_share(text)
    return ReadFailure(
        path,
        f"not French (stop-word share {max(share, 0):.2f} in {words} words)",
        "move it away, or set reading.require_french to false",
    )


class _Identifiers:
    """The identifiers given so far, kept as digests of eight bytes.

    The first article in sorted order has the plain one; each later one has a hash of its path, so
    that its identifier does not depend on how many came before.
    """

    def __init__(self) -> None:
        self._taken = DigestSet()

    def take(self, wanted: str, path: str) -> str:
        """An identifier that nobody has: `wanted`, or `wanted` and a hash of the path."""
        article_id = wanted
        salt = path
        while not self._taken.add(article_id):
            article_id = f"{wanted}-{short_hash(salt)}"
            salt += "+"
        return article_id
