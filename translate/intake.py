"""The way in: a folder of files to structured and segmented articles, one fault at a time."""

import logging
from collections.abc import Iterator
from pathlib import Path

from translate.config import Config
from translate.readers import IdCollision, ReadFailure, read_corpus
from translate.records import Article, Document
from translate.segmentation import segment_article
from translate.structure import find_structure

Intake = Article | ReadFailure | IdCollision
logger = logging.getLogger("translate")


def take_in(input_folder: Path, output: Path | None, config: Config) -> Iterator[Intake]:
    """The articles of a file or folder in its order, with what could not be read and why.

    A fault of ours in one article is one more failure; it never ends a run.

    Raises:
        CorpusError: the folder cannot be read.
    """
    for item in read_corpus(input_folder, config.reading, output):
        if not isinstance(item, Document):
            yield item
            continue
        try:
            yield segment_article(find_structure(item, config.structure), config.structure)
        except Exception as err:
            yield describe_fault(item, err)


def describe_fault(document: Document, err: Exception) -> ReadFailure:
    """The failure to list for an article that our own program could not work on."""
    logger.exception("article %s failed", document.article_id)
    return ReadFailure(
        document.path,
        f"a fault of the program ({type(err).__name__}: {err})",
        "the other articles are complete; please report this with .work/run.log",
    )
