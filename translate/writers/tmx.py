"""Translation memories in TMX 1.4b, one per langpair: tools guess where a unit has three languages.

What a check calls an error is not in it, nor what lacks a text; both are listed. Characters that
XML cannot hold are removed and counted.
"""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from translate import __version__
from translate.files import atomic_write, remove_stale
from translate.writers.base import (
    LANGUAGE_GLOBS,
    ArticleSource,
    Export,
    ExportContext,
    LeftOut,
    names_in,
)
from translate.writers.pairs import Langpair, Pair, langpairs, sort_out

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Everything but the characters of XML 1.0, section 2.2."""

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write(articles: ArticleSource, context: ExportContext) -> Export:
    """Write `tmx/<langpair>.tmx` for each langpair, in one pass over the articles."""
    folder = context.folder / "tmx"
    paths = {langpair: folder / f"{langpair}.tmx" for langpair in langpairs(context)}
    left_out: list[LeftOut] = []
    with ExitStack() as stack:
        memories = [
            stack.enter_context(_open_memory(path, langpair)) for langpair, path in paths.items()
        ]
        for article in articles():
            for memory in memories:
                pairs, refused = sort_out(article, memory.langpair)
                left_out.extend(refused)
                for pair in pairs:
                    refusal = memory.add(pair, article.article_id)
                    left_out.extend([refusal] if refusal else [])
    stale = tuple(f"{context.source_lang}-{glob}.tmx" for glob in LANGUAGE_GLOBS)
    remove_stale(folder, stale, {path.name for path in paths.values()})
    counts = {str(memory.langpair): memory.units for memory in memories}
    counts["characters_removed"] = sum(memory.characters_removed for memory in memories)
    return Export(names_in(context.folder, paths.values()), counts, tuple(left_out))


class _Memory:
    """An open TMX file of one langpair, between its header and its end."""

    def __init__(self, xml: Any, langpair: Langpair) -> None:
        self._xml = xml
        self.langpair = langpair
        self.units = 0
        self.characters_removed = 0

    def add(self, pair: Pair, article_id: str) -> LeftOut | None:
        """Write one unit; if nothing remains of a text without its control characters, say so."""
        from lxml import etree

        segment = pair.unit.segment
        source, target = self._clean(pair.source), self._clean(pair.target)
        if not source or not target:
            return LeftOut(segment.segment_id, f"{self.langpair}: only control characters")
        unit = etree.Element("tu", tuid=self._clean(segment.segment_id))
        properties = {
            "x-article-id": self._clean(article_id),
            "x-role": segment.role.value,
            "x-origin": pair.unit.translations[self.langpair.target].origin.value,
            "x-status": pair.status.value,
        }
        for name, value in properties.items():
            etree.SubElement(unit, "prop", type=name).text = value
        for lang, text in ((self.langpair.source, source), (self.langpair.target, target)):
            variant = etree.SubElement(unit, "tuv", {_XML_LANG: lang})
            etree.SubElement(variant, "seg").text = text
        self._xml.write(unit)
        self._xml.write("\n")
        self.units += 1
        return None

    def _clean(self, text: str) -> str:
        cleaned, removed = _NOT_XML.subn("", text)
        self.characters_removed += removed
        return cleaned.strip()


@contextmanager
def _open_memory(path: Path, langpair: Langpair) -> Iterator[_Memory]:
    """A new TMX file that replaces `path` when the block ends."""
    from lxml import etree

    header = etree.Element(
        "header",
        {
            "creationtool": "triptyque",
            "creationtoolversion": __version__,
            "segtype": "sentence",
            "o-tmf": "triptyque",
            "adminlang": "en",
            "srclang": langpair.source,
            "datatype": "plaintext",
        },
    )
    with atomic_write(path) as stream, etree.xmlfile(stream, encoding="utf-8") as xml:
        xml.write_declaration()
        xml.write_doctype('<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
        with xml.element("tmx", version="1.4"):
            xml.write("\n", header, "\n")
            with xml.element("body"):
                xml.write("\n")
                yield _Memory(xml, langpair)
            xml.write("\n")
