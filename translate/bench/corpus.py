"""What is translated: the segments that a run would send to its engine, and corpora of any size."""

import hashlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from translate.assembly import Assembler
from translate.config import Config
from translate.errors import CorpusError
from translate.files import canonical_json, sha256_of_text
from translate.readers import IdCollision, ReadFailure, read_corpus
from translate.records import Article, SummaryOrigin
from translate.segmentation import segment_article
from translate.structure import find_structure
from translate.summarizer import Draft
from translate.terminology import load_glossary

_NO_SUMMARY = Draft((), SummaryOrigin.LEAD)
_PARAGRAPH_SENTENCES = 3
_ENDS = ".!?…"


@dataclass(frozen=True, slots=True)
class Text:
    """The segments of some articles that need an engine, article by article."""

    articles: tuple[tuple[str, ...], ...]

    @property
    def segments(self) -> list[str]:
        """All segments in order, repetitions included."""
        return [segment for article in self.articles for segment in article]

    @property
    def digest(self) -> str:
        """The first ten hexadecimal digits of the SHA-256 of the text."""
        return sha256_of_text(canonical_json(self.articles))[:10]

    def sample(self, size: int) -> "Text":
        """At most `size` articles, spread evenly over all.

        >>> Text((("a",), ("b",), ("c",), ("d",))).sample(2).articles
        (('a',), ('c',))
        """
        count = len(self.articles)
        size = min(size, count)
        return Text(tuple(self.articles[index * count // size] for index in range(size)))


def read_text(corpus: Path, config: Config, limit: int | None = None) -> Text:
    """The first articles of a folder as a run reads them; templates and copies left out.

    Raises:
        CorpusError: the folder does not exist, or no article in it needs an engine.
    """
    if not corpus.exists():
        raise CorpusError(
            "no such file or folder", where=str(corpus), remedy="give a folder of articles"
        )
    assembler = Assembler(load_glossary(config.terminology.glossaries), config.target_langs)
    lang = config.target_langs[0]
    text = Text(
        tuple(
            tuple(assembler.texts_to_translate(article, _NO_SUMMARY, lang))
            for article in itertools.islice(_articles(corpus, config), limit)
        )
    )
    if not text.segments:
        raise CorpusError(
            "no French articles here",
            where=str(corpus),
            remedy="give a folder with .txt, .md, .html, .jsonl or .parquet files",
        )
    return text


def write_scaled(text: Text, count: int, folder: Path) -> None:
    """Write `count` articles made of the sentences of `text` into `folder`, one file each.

    Each has as many sentences as some article of the text; a hash chooses them, and a file number
    in each of them keeps any two apart, so that nothing is translated once for all.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        path = folder / f"{number:06}.txt"
        path.write_text(recombined_article(text, number), encoding="utf-8", newline="\n")


def recombined_article(text: Text, number: int) -> str:
    """Title and paragraphs of one made-up article.

    >>> text = Text((("Un titre", "Il pleut."), ("Titre", "Il neige !")))
    >>> recombined_article(text, 7)
    'Un titre (dossier 7-0)\\n\\nIl pleut (dossier 7-1).\\n'
    """
    titles = sorted({article[0] for article in text.articles if article})
    bodies = sorted({line for article in text.articles for line in article[1:]}) or titles
    length = max(2, len(text.articles[number % len(text.articles)]))
    lines = [
        _numbered(_chosen(bodies if place else titles, number, place), f"{number}-{place}")
        for place in range(length)
    ]
    paragraphs = [
        " ".join(lines[start : start + _PARAGRAPH_SENTENCES])
        for start in range(1, length, _PARAGRAPH_SENTENCES)
    ]
    return "\n\n".join([lines[0], *paragraphs]) + "\n"


def _articles(corpus: Path, config: Config) -> Iterator[Article]:
    for item in read_corpus(corpus, config.reading):
        if not isinstance(item, ReadFailure | IdCollision):
            yield segment_article(find_structure(item, config.structure), config.structure)


def _chosen(lines: Sequence[str], number: int, place: int) -> str:
    digest = hashlib.sha256(f"{number}:{place}".encode()).digest()
    return lines[int.from_bytes(digest[:8]) % len(lines)]


def _numbered(sentence: str, name: str) -> str:
    """The sentence with a file number before its final mark.

    >>> _numbered("Il pleut.", "3-1"), _numbered("Un titre", "3-0")
    ('Il pleut (dossier 3-1).', 'Un titre (dossier 3-0)')
    """
    body = sentence.rstrip(_ENDS + " ")
    end = sentence[len(body) :].strip()[:1]
    return f"{body} (dossier {name}){end}"
