"""What is scored: text and reference in one form, whatever their white space."""

from dataclasses import replace
from pathlib import Path

import pytest
from test_evaluation import QUICK, group, make_output, scores, section, story, write_rows

from translate.evaluation.scoring import Evaluation, evaluate
from translate.records import Origin, Summary, SummaryOrigin, Translation

REFERENCE = "Giá gạo tăng 7,1 % vào tháng tư, theo Bộ Công Thương."
WRITTEN = "Giá gạo  tăng 7,1\u00a0% vào tháng tư,\u2009theo Bộ Công Thương. "


def evaluated(tmp_path: Path) -> Evaluation:
    article = story("a", [("Le riz monte.", "Rice rises.", WRITTEN)])
    text = Translation(WRITTEN, Origin.ENGINE, -0.1)
    summary = Summary("Le riz monte", {"en": text, "vi": text}, SummaryOrigin.MODEL)
    output = make_output(tmp_path / "out", replace(article, summary=summary))
    refs = tmp_path / "refs"
    write_rows(
        refs / "x.jsonl",
        {"fr": "Le riz monte.", "vi": REFERENCE},
        {"article_id": "a", "summary_vi": REFERENCE},
    )
    return evaluate(output, refs, QUICK)


def test_translation_of_other_spaces_is_the_reference(tmp_path: Path) -> None:
    found = section(evaluated(tmp_path), "fr-vi")
    assert [item.text for item in found.matched.items] == [REFERENCE]
    assert scores(group(found))["chrF"] == pytest.approx(100)


def test_summary_of_other_spaces_is_the_reference(tmp_path: Path) -> None:
    found = section(evaluated(tmp_path), "summary-vi")
    assert [item.text for item in found.matched.items] == [REFERENCE]
