"""One row of a review: a text with its translation, and the digest that protects both."""

from dataclasses import dataclass

from translate.files import canonical_json, sha256_of_text

COLUMNS = (
    "article_id",
    "segment_id",
    "lang",
    "role",
    "source",
    "translation",
    "origin",
    "findings",
    "human",
    "comment",
    "digest",
)
HUMAN, COMMENT = "human", "comment"
EDITED = frozenset({HUMAN, COMMENT})
PROTECTED = ("article_id", "segment_id", "lang", "source", "translation", "digest")
"""The columns that must come back as they went out; all others may be deleted."""

SUMMARY_ROLE = "summary"
# A letter in front, or a spreadsheet takes `12345678` or `1e234567` for a number.
_DIGEST_MARK = "r1-"
_DIGEST_DIGITS = 16

Key = tuple[str, str, str]
"""Article, segment (empty for the summary of the article) and target language."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A source text with its translation into one language; of a segment or of a summary."""

    key: Key
    role: str
    source: str
    translation: str
    origin: str
    findings: str

    def cells(self) -> tuple[str, ...]:
        """The cells of the row in the order of `COLUMNS`, those to fill in empty."""
        digest = digest_of(self.key, self.source, self.translation)
        machine = (self.role, self.source, self.translation, self.origin, self.findings)
        return (*self.key, *machine, "", "", digest)


def digest_of(key: Key, source: str, translation: str) -> str:
    """The digest of a row; it fits only while none of its texts has changed.

    >>> digest_of(("a", "a:1", "vi"), "Oui.", "Có.")
    'r1-4e5c82abe638ab42'
    """
    whole = sha256_of_text(canonical_json([*key, source, translation]))
    return _DIGEST_MARK + whole[:_DIGEST_DIGITS]
