"""A set of texts that holds eight bytes of the digest of each, and no object for any.

An object that lives as long as the run, made between those of each article, would keep the memory
around it from being given back.
"""

import hashlib
from array import array

_FIRST_SIZE = 1_024


class DigestSet:
    """Texts by their digests: an open-addressed table that is at most two thirds full.

    >>> texts = DigestSet()
    >>> texts.add("a"), texts.add("b"), texts.add("a")
    (True, True, False)
    """

    def __init__(self) -> None:
        self._table = _empty(_FIRST_SIZE)
        self._count = 0

    def add(self, text: str) -> bool:
        """Take a text; return whether it is new."""
        if not self._place(_digest(text)):
            return False
        self._count += 1
        if 3 * self._count > 2 * len(self._table):
            old, self._table = self._table, _empty(2 * len(self._table))
            for digest in old:
                if digest:
                    self._place(digest)
        return True

    def _place(self, digest: int) -> bool:
        """Put a digest into the first free slot from its own; return whether it was not there."""
        table = self._table
        slot = digest % len(table)
        while table[slot]:
            if table[slot] == digest:
                return False
            slot = (slot + 1) % len(table)
        table[slot] = digest
        return True


def _empty(size: int) -> "array[int]":
    return array("Q", bytes(8 * size))


def _digest(text: str) -> int:
    """The first eight bytes of the SHA-256; 1 for 0, which marks a free slot."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:8]) or 1
