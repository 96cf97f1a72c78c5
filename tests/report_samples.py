"""Articles for the tests of the report: findings of every kind, and texts that attack the page."""

from dataclasses import replace

from samples import Piece, Sentence, make_article, wire_article, with_findings

from translate.records import (
    Finding,
    Origin,
    Role,
    Severity,
    Summary,
    SummaryOrigin,
    TranslatedArticle,
    Translation,
)

E, W, I = Severity.ERROR, Severity.WARNING, Severity.INFORMATION  # noqa: E741 - their letters

ATTACK = "</script></style><script>window.hacked=1</script><img src=x onerror=window.hacked=2>"
REORDERED = "facture\u202efdp.exe\u2066 et\x00 nul"


def reviewed_article() -> TranslatedArticle:
    """`wire_article` with a finding in each place where one can stand; eight findings."""
    return with_findings(
        wire_article("a", "le café"),
        # "They are worth $3m.": one inside the other, and one across both.
        Finding("Q08", E, "a number has another value", "a:0005", "en", (15, 18), "3 M$", "$3m"),
        Finding("Q04", W, "a phrase stands twice", "a:0005", "en", (5, 19)),
        Finding("Q17", I, "set right by rule", "a:0005", "en", (0, 8)),
        Finding("Q03", W, "content may be missing", "a:0001", "vi"),
        Finding("Q01", E, "said of both languages", "a:0009"),
        Finding("Q08", W, "about the summary", None, "en", (4, 9)),
        Finding("Q23", W, "about the whole article"),
        Finding("Q08", E, "in Vietnamese", "a:0009", "vi", (0, 3)),
    )


def hostile_article() -> TranslatedArticle:
    """An article whose every text attacks the page."""
    sentence = Sentence(ATTACK + REORDERED, REORDERED + ATTACK, f'"><b onclick="{ATTACK}')
    pieces = [Piece(Role.TITLE, 1, (sentence,)), Piece(Role.BODY, 2, (sentence,))]
    summary = Summary(
        ATTACK, {"en": Translation(REORDERED, Origin.ENGINE, -0.1)}, SummaryOrigin.MODEL
    )
    article_id = f"z'\"><img src=x onerror=window.hacked=3>{REORDERED}"
    article = make_article(article_id, pieces, summary=summary, path=f"{ATTACK}.txt")
    spanned = Finding("Q08", E, f'" onmouseover="{ATTACK}', f"{article_id}:0002", "en", (0, 20))
    about = replace(spanned, segment_id=None, lang=None, expected=REORDERED, found=ATTACK)
    return with_findings(article, spanned, about)
