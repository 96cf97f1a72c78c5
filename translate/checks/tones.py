"""Where Vietnamese words bear their tone marks: `hòa` by the new rule, `hoà` by the old one.

Both are right; both of one word in one story are not, and searches then miss half of it.
"""

import re
from collections.abc import Iterator

from translate.checks.base import Standards
from translate.records import Finding, Severity, TranslatedArticle
from translate.terminology.matching import modern_tones

# An open syllable in oa, oe or uy: only there do the rules differ. `quý` has its mark by both.
_OPEN = re.compile(
    r"(?<!\w)[^\W\d_]{0,3}(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ]|[òóỏõọ][ae]|(?<!q)[ùúủũụ]y)(?!\w)",
    re.IGNORECASE,
)


def placed_tones(text: str) -> Iterator[tuple[str, str, int]]:
    """Each word that the rules write differently: by the new rule, as it stands, and its start.

    >>> list(placed_tones("hoà bình ở Khánh Hòa, toàn quý"))
    [('hòa', 'hoà', 0), ('hòa', 'hòa', 17)]
    """
    for match in _OPEN.finditer(text):
        word = match[0].lower()
        yield modern_tones(word), word, match.start()


def mixed_tones(
    article: TranslatedArticle, langs: tuple[str, ...], _standards: Standards
) -> Iterator[Finding]:
    """One piece of information for each word that the story spells in both ways."""
    if "vi" not in langs:
        return
    seen: dict[str, dict[str, tuple[str, int]]] = {}
    for unit in article.units:
        translation = unit.translations.get("vi")
        for modern, word, start in placed_tones(translation.text if translation else ""):
            seen.setdefault(modern, {}).setdefault(word, (unit.segment.segment_id, start))
    for modern, places in sorted(seen.items()):
        if len(places) < len({"old", "new"}):
            continue
        old, (segment_id, start) = next(item for item in places.items() if item[0] != modern)
        yield Finding(
            check="Q19",
            severity=Severity.INFORMATION,
            message=f"the story writes both {modern} and {old}",
            segment_id=segment_id,
            lang="vi",
            span=(start, start + len(old)),
            expected=modern,
            found=old,
        )
