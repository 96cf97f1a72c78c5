"""Translation memories in TMX 1.4: our own, and those of CAT tools.

A language matches by its first part, so that `fr-FR` and `fr_CA` are `fr`. Inline elements that
hold code of the original format are left out; those that hold text give it.
"""

import re
from collections import Counter
from pathlib import Path
from typing import Any

from translate.errors import CorpusError
from translate.training.options import SourceOptions
from translate.training.sources import complete
from translate.training.texts import Reading, Unit

_CODE_ELEMENTS = {"bpt", "ept", "ph", "it", "ut"}
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def read(path: Path, options: SourceOptions, langs: tuple[str, ...]) -> Reading:
    """The unit of each `tu` that has the source and one target at least.

    Raises:
        CorpusError: the file is no TMX.
    """
    from lxml import etree

    dropped: Counter[str] = Counter()
    units: list[Unit] = []
    try:
        # Entities and the network stay shut: a memory may come from anywhere.
        found = etree.iterparse(
            str(path), tag="{*}tu", resolve_entities=False, no_network=True, load_dtd=False
        )
        for _, unit in found:
            texts: dict[str, str] = {}
            for variant in unit.iter("{*}tuv"):
                lang = _language(variant.get(_XML_LANG) or variant.get("lang") or "")
                segment = variant.find("{*}seg")
                if segment is not None:
                    texts.setdefault(lang, _text_of(segment))
            targets = {lang: texts[_language(lang)] for lang in langs if _language(lang) in texts}
            if not targets:
                dropped["without a target"] += 1
            elif complete_texts := complete(
                texts.get(_language(options.source)), dict(targets), dropped
            ):
                units.append(Unit(*complete_texts))
            unit.clear()
            while unit.getprevious() is not None:  # or a large memory would stay in memory
                del unit.getparent()[0]
        if found.root is None or not str(found.root.tag).endswith("tmx"):
            raise CorpusError("no TMX", where=str(path), remedy="export a TMX 1.4 file")
    except (etree.XMLSyntaxError, OSError) as err:
        raise CorpusError(
            f"not a readable TMX ({err})", where=str(path), remedy="export the memory anew"
        ) from err
    return Reading(tuple(units), dropped)


def _language(code: str) -> str:
    """The language of a code.

    >>> _language("fr-FR"), _language("FR_CA"), _language("vi")
    ('fr', 'fr', 'vi')
    """
    return re.split(r"[-_]", code)[0].lower()


def _text_of(node: Any) -> str:
    """The text of a segment without the code of the format it came from."""
    is_code = str(node.tag).rpartition("}")[2] in _CODE_ELEMENTS
    own = "" if is_code else node.text or ""
    return own + "".join(
        (_text_of(child) if isinstance(child.tag, str) else "") + (child.tail or "")
        for child in node
    )
