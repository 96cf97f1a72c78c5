"""Readers: files of several kinds to documents, in sorted order, with every failure listed."""

from translate.readers.base import ReadFailure
from translate.readers.corpus import IdCollision, read_corpus

__all__ = ["IdCollision", "ReadFailure", "read_corpus"]
