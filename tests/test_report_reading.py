"""The report for those who read it with a keyboard or hear it read."""

from pathlib import Path

from report_samples import reviewed_article
from samples import source_of

from translate.report.marking import shown
from translate.writers import report
from translate.writers.base import ExportContext


def document(folder: Path):
    from lxml import html

    report.write(source_of(reviewed_article()), ExportContext(folder, "fr", ("en", "vi")))
    return html.document_fromstring((folder / "report.html").read_text(encoding="utf-8"))


def test_keyboard_reaches_every_finding(tmp_path: Path) -> None:
    notes = document(tmp_path).xpath("//li[contains(@class, 'note')]")
    assert len(notes) == 8
    assert {note.get("tabindex") for note in notes} == {"0"}


def test_languages_of_the_columns_are_read_aloud(tmp_path: Path) -> None:
    (head,) = document(tmp_path).xpath("//div[@class='row head']")
    assert [span.text_content() for span in head.xpath("span[@class='c']")] == [
        "French",
        "English",
        "Vietnamese",
    ]
    assert not head.xpath("ancestor-or-self::*[@aria-hidden]")


def test_soft_hyphens_separators_and_tags_are_shown_by_number() -> None:
    text = shown("re\xadlease \u180e \U000e0061\U000e007f")
    assert text.count('<span class="u"') == 4
    for number in ("U+00AD", "U+180E", "U+E0061", "U+E007F"):
        assert f">{number}</span>" in text
