"""Translation memories in TMX 1.4: our own, and those of CAT tools.

A language matches by its first part, so that `fr-FR` is `fr`. Inline elements give their text.
"""

from collections import Counter
from pathlib import Path

from translate.errors import CorpusError
from translate.training.options import SourceOptions
from translate.training.sources import complete
from translate.training.texts import Reading, Unit

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
                lang = (variant.get(_XML_LANG) or variant.get("lang") or "").split("-")[0].lower()
                segment = variant.find("{*}seg")
                if segment is not None:
                    texts.setdefault(lang, "".join(segment.itertext()))
            targets = {lang: texts[lang] for lang in langs if lang in texts}
            if not targets:
                dropped["without a target"] += 1
            elif complete_texts := complete(texts.get(options.source), dict(targets), dropped):
                units.append(Unit(*complete_texts))
            unit.clear()
        if found.root is None or not str(found.root.tag).endswith("tmx"):
            raise CorpusError("no TMX", where=str(path), remedy="export a TMX 1.4 file")
    except (etree.XMLSyntaxError, OSError) as err:
        raise CorpusError(
            f"not a readable TMX ({err})", where=str(path), remedy="export the memory anew"
        ) from err
    return Reading(tuple(units), dropped)
