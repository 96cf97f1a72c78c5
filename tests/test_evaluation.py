"""Scores beside references: those of sacreBLEU, found for the right segments, nothing hidden."""

import json
import math
import random
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sacrebleu
from conftest import run_cli
from sacrebleu.metrics import BLEU, CHRF
from sacrebleu.significance import PairedTest, _compute_p_value
from samples import Piece, Sentence, finding, make_article, source_of, wire_article, with_findings

from translate.errors import ConfigError
from translate.evaluation import matching, scoring
from translate.evaluation.measures import measure_translations
from translate.evaluation.report import as_json, as_text
from translate.evaluation.resampling import SEED, interval, p_value, resampled_sums
from translate.evaluation.rouge import common_subsequence, rouge, words_of
from translate.evaluation.scoring import Evaluation, EvaluationOptions, Group, Section, evaluate
from translate.manifest import describe_files, write_manifest
from translate.records import (
    Origin,
    Role,
    Severity,
    Summary,
    SummaryOrigin,
    TranslatedArticle,
    Translation,
)
from translate.writers import dataset, jsonl, moses
from translate.writers.base import ExportContext

QUICK = EvaluationOptions(samples=100)
WORDS = "le prix du café monte à Hanoi selon la police et une usine de riz ouvre en avril".split()


def make_output(folder: Path, *articles: TranslatedArticle) -> Path:
    """A finished output folder of these articles, by the real writers and the real manifest."""
    context = ExportContext(folder, "fr", ("en", "vi"))
    names: list[str] = []
    for writer in (dataset, jsonl, moses):
        names += writer.write(source_of(*articles), context).files
    write_manifest(
        folder,
        {
            "source_lang": "fr",
            "target_langs": ["en", "vi"],
            "outputs": describe_files(folder, names),
        },
    )
    return folder


def story(article_id: str, sentences: Sequence[tuple[str, str, str]]) -> TranslatedArticle:
    """An article of body sentences: French, English, Vietnamese."""
    return make_article(
        article_id, [Piece(Role.BODY, 1, tuple(Sentence(*texts) for texts in sentences))]
    )


def many(count: int, noise: float, seed: int) -> list[tuple[str, str, str]]:
    """Sentences whose targets are the source with a share `noise` of the words spoilt."""
    texts = random.Random(1)
    rng = random.Random(seed)
    sentences = []
    for number in range(count):
        words = [*texts.choices(WORDS, k=12), f"n{number}"]
        spoilt = [
            [word if rng.random() > noise else f"x{word[::-1]}" for word in words] for _ in "ev"
        ]
        sentences.append((" ".join(words), " ".join(spoilt[0]), " ".join(spoilt[1])))
    return sentences


def write_lines(path: Path, lines: Sequence[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    return path


def write_rows(path: Path, *rows: Any) -> Path:
    return write_lines(path, [json.dumps(row, ensure_ascii=False) for row in rows])


def section(evaluation: Evaluation, name: str) -> Section:
    (found,) = (s for s in (*evaluation.translations, *evaluation.summaries) if s.name == name)
    return found


def group(of: Section, role: str = "all") -> Group:
    (found,) = (g for g in of.groups if g.role == role)
    return found


def scores(of: Group) -> dict[str, float]:
    return {figure.measure: figure.score for figure in of.figures}


@pytest.fixture
def refs(tmp_path: Path) -> Path:
    folder = tmp_path / "refs"
    folder.mkdir()
    return folder


@pytest.fixture
def wire(tmp_path: Path) -> Path:
    """The output of one story with every role; its English lead is blocked."""
    article = with_findings(wire_article("a"), finding("Q04", Severity.ERROR, "a:0002", "en"))
    return make_output(tmp_path / "out", article)


class TestScores:
    @pytest.mark.parametrize("lang", ["en", "vi"])
    def test_scores_and_intervals_are_those_of_sacrebleu(self, tmp_path, refs, lang):
        sentences = many(60, 0.2, 5)
        output = make_output(tmp_path / "out", story("a", sentences))
        write_lines(refs / "x.fr", [fr for fr, _, _ in sentences])
        write_lines(refs / f"x.{lang}", [fr for fr, _, _ in sentences])
        found = group(section(evaluate(output, refs, EvaluationOptions()), f"fr-{lang}"))
        made = [texts[1 if lang == "en" else 2] for texts in sentences]
        metrics = {"BLEU": BLEU(), "chrF": CHRF(), "chrF++": CHRF(word_order=2)}
        for figure in found.figures:
            metric = metrics.pop(figure.measure)
            score = metric.corpus_score(made, [[fr for fr, _, _ in sentences]], n_bootstrap=1000)
            assert figure.score == pytest.approx(score.score)
            assert (figure.high - figure.low) / 2 == pytest.approx(score._ci, abs=1e-3)
            assert figure.low < figure.score < figure.high
            assert figure.signature == str(metric.get_signature())
            assert f"seed:{SEED}" in figure.signature
        assert not metrics

    def test_signature_names_tokenizer_and_version(self, wire, refs):
        write_rows(refs / "x.jsonl", {"segment_id": "a:0001", "vi": "Thỏa thuận"})
        figure = group(section(evaluate(wire, refs, QUICK), "fr-vi")).figures[0]
        assert "tok:13a" in figure.signature
        assert f"version:{sacrebleu.__version__}" in figure.signature

    def test_figures_stand_by_role_and_for_all(self, wire, refs):
        rows = [
            {"segment_id": "a:0001", "en": "Deal on le café"},
            {"segment_id": "a:0002", "en": "Nothing of this sort"},
            {"segment_id": "a:0004", "en": "Sales rise."},
            {"segment_id": "a:0009", "en": "The price doubles."},
        ]
        write_rows(refs / "x.jsonl", *rows)
        found = section(evaluate(wire, refs, QUICK), "fr-en")
        assert [(g.role, g.texts) for g in found.groups] == [
            ("all", 4), ("title", 1), ("lead", 1), ("body", 2),
        ]  # fmt: skip
        assert scores(group(found, "title"))["chrF"] == pytest.approx(100)
        assert scores(group(found, "lead"))["BLEU"] < 10
        assert scores(group(found, "lead"))["chrF"] < scores(group(found))["chrF"] < 100

    def test_blocked_segments_are_scored_and_counted(self, wire, refs):
        write_rows(refs / "x.jsonl", {"segment_id": "a:0002", "en": "Vietnam sells le café."})
        found = group(section(evaluate(wire, refs, QUICK), "fr-en"))
        assert (found.texts, found.blocked) == (1, 1)
        assert scores(found)["BLEU"] == pytest.approx(100)

    def test_missing_translation_scores_nothing(self, tmp_path, refs):
        output = make_output(tmp_path / "out", story("a", [("Un.", "", "Một."), ("Deux.", "", "")]))
        write_rows(refs / "x.jsonl", {"fr": "Un.", "en": "One."}, {"fr": "Deux.", "en": "Two."})
        evaluation = evaluate(output, refs, QUICK)
        found = group(section(evaluation, "fr-en"))
        assert found.empty == 2
        assert set(scores(found).values()) == {0.0}
        assert "2 segments are empty in the output" in as_text(evaluation)

    def test_decomposed_vietnamese_reference_is_the_same_text(self, tmp_path, refs):
        text = "Thỏa thuận về cà phê giữa Việt Nam và Nhật Bản"
        output = make_output(tmp_path / "out", story("a", [("Un accord.", "x", text)]))
        write_lines(refs / "x.fra", ["Un accord."])
        write_lines(refs / "x.vie", [unicodedata.normalize("NFD", text)])
        found = group(section(evaluate(output, refs, QUICK), "fr-vi"))
        assert scores(found) == pytest.approx({"BLEU": 100, "chrF": 100, "chrF++": 100})

    def test_several_references_count_as_in_sacrebleu(self, tmp_path, refs):
        sentences = [("Un chat dort.", "A cat sleeps on it.", "x"), ("Deux.", "Two of them.", "x")]
        output = make_output(tmp_path / "out", story("a", sentences))
        rows = [
            {"fr": "Un chat dort.", "en": "The cat is asleep."},
            {"fr": "Un chat dort.", "en": "A cat sleeps."},
            {"fr": "Deux.", "en": "Two."},
            {"fr": "Deux.", "en": "Two."},
        ]
        write_rows(refs / "x.jsonl", *rows)
        found = section(evaluate(output, refs, QUICK), "fr-en")
        made = [en for _, en, _ in sentences]
        streams = [["The cat is asleep.", "Two."], ["A cat sleeps.", None]]
        expected = {
            "BLEU": BLEU().corpus_score(made, streams).score,
            "chrF": CHRF().corpus_score(made, streams).score,
            "chrF++": CHRF(word_order=2).corpus_score(made, streams).score,
        }
        assert scores(group(found)) == pytest.approx(expected)
        assert "nrefs:var" in group(found).figures[0].signature
        assert found.matched.several == matching.Listing(1, ("Un chat dort.",))
        assert found.matched.repeated == 1


ROUGE_CASES = [
    # 3 of 4 words on each side, 2 of 3 pairs, the sequence le-prix-monte.
    ("Le prix monte vite", "Le prix monte encore", (75.0, 200 / 3, 75.0)),
    # Accents part words: `été` is not `ete`, nor is `a` `à`.
    ("L'été à Paris", "L'ete a Paris", (50.0, 0.0, 50.0)),
    # The same syllables but for the tone: 1 of 3 words.
    ("Giá gạo tăng", "Gia gạo tang", (100 / 3, 0.0, 100 / 3)),
    # 3 words beside 5: precision 1, recall 3/5; pairs 1 of 2 and of 4; sequence giá-gạo-tăng.
    ("Giá gạo tăng.", "GIÁ GẠO xuất khẩu TĂNG", (75.0, 100 / 3, 75.0)),
    # The order counts for the pairs and the sequence alone.
    ("a b c", "c b a", (100.0, 0.0, 100 / 3)),
    # A repeated word counts as often as in the text that has fewer of it: 1 of 3 and of 2.
    ("le le le", "le prix", (40.0, 0.0, 40.0)),
    ("", "Le prix", (0.0, 0.0, 0.0)),
    ("...", "Le prix", (0.0, 0.0, 0.0)),
]


class TestRouge:
    @pytest.mark.parametrize(("text", "reference", "expected"), ROUGE_CASES)
    def test_values_are_those_counted_by_hand(self, text, reference, expected):
        assert rouge(text, [reference]) == pytest.approx(expected)

    def test_equal_vietnamese_texts_are_perfect_however_composed(self):
        text = "Thủ tướng tiếp Đại sứ Pháp tại Hà Nội"
        assert rouge(text, [unicodedata.normalize("NFD", text)]) == (100.0, 100.0, 100.0)

    def test_words_keep_every_letter(self):
        assert words_of("Đường_sắt Bắc–Nam, n°2") == ["đường", "sắt", "bắc", "nam", "n", "2"]

    def test_best_reference_counts(self):
        assert rouge("a b", ["x", "a b", "a"]) == (100.0, 100.0, 100.0)

    def test_common_subsequence_is_that_of_the_table(self):
        rng = random.Random(3)
        for _ in range(200):
            first, second = (rng.choices("abcd", k=rng.randint(0, 12)) for _ in "12")
            assert common_subsequence(first, second) == naive_subsequence(first, second)

    def test_hostile_length_is_done_soon(self):
        text = "mot " * 50_000
        assert rouge(text, [text + "fin"])[2] == pytest.approx(100, abs=0.01)

    def test_mean_over_the_summaries_is_the_figure(self, tmp_path, refs):
        articles = [
            replace(story(name, [("Un.", "One.", "Một.")]), summary=summary_of(text))
            for name, text in (("a", "Giá gạo tăng"), ("b", "Giá vàng giảm"))
        ]
        output = make_output(tmp_path / "out", *articles)
        rows = [
            {"article_id": "a", "summary_vi": "Gia gạo tang"},
            {"article_id": "b", "summary_vi": "Giá vàng giảm", "summary_fr": "Le prix baisse"},
        ]
        write_rows(refs / "x.jsonl", *rows)
        evaluation = evaluate(output, refs, QUICK)
        found = group(section(evaluation, "summary-vi"))
        assert scores(found) == pytest.approx(
            {"ROUGE-1": (100 / 3 + 100) / 2, "ROUGE-2": 50, "ROUGE-L": (100 / 3 + 100) / 2}
        )
        assert (found.figures[0].low, found.figures[0].high) == pytest.approx((100 / 3, 100))
        french = group(section(evaluation, "summary-fr"))
        assert (french.texts, scores(french)["ROUGE-1"]) == (1, pytest.approx(200 / 3))
        assert [s.name for s in evaluation.summaries] == ["summary-fr", "summary-vi"]


def naive_subsequence(first: Sequence[str], second: Sequence[str]) -> int:
    row = [0] * (len(second) + 1)
    for left in first:
        before = row[:]
        for at, right in enumerate(second):
            row[at + 1] = before[at] + 1 if left == right else max(before[at + 1], row[at])
    return row[-1]


def summary_of(text: str) -> Summary:
    translation = Translation(text, Origin.ENGINE, -0.1)
    return Summary("Le prix monte", {"en": translation, "vi": translation}, SummaryOrigin.MODEL)


class TestResampling:
    def test_draws_in_pieces_are_the_draws_at_once(self, monkeypatch):
        table = np.arange(60.0).reshape(20, 3)
        whole = resampled_sums(table, 150)
        monkeypatch.setattr("translate.evaluation.resampling._DRAWS_AT_ONCE", 70)
        assert (resampled_sums(table, 150) == whole).all()
        drawn = np.random.default_rng(SEED).choice(20, size=(150, 20))
        assert whole == pytest.approx(table[drawn].sum(axis=1))

    def test_interval_of_one_value_is_that_value(self):
        assert interval([3.0] * 100) == (3.0, 3.0)

    def test_chance_alone_is_rarely_significant(self):
        """Two equally good systems: 5 % of the trials may have p below 0.05, either way."""
        rng = np.random.default_rng(7)
        found = 0
        for _ in range(400):
            deltas = rng.normal(size=(80, 1))
            means = resampled_sums(deltas, 200)[:, 0] / 80
            found += p_value(float(deltas.mean()), means.tolist()) < 0.05
        assert 5 <= found <= 36


class TestBaseline:
    def test_output_beside_itself_is_no_better(self, tmp_path, refs):
        output = make_output(tmp_path / "out", story("a", many(30, 0.2, 5)))
        write_rows(refs / "x.jsonl", *({"fr": fr, "en": fr} for fr, _, _ in many(30, 0, 1)))
        evaluation = evaluate(output, refs, EvaluationOptions(baseline=output, samples=200))
        compared = section(evaluation, "fr-en").compared
        assert compared is not None
        assert compared.texts == 30
        for comparison in compared.comparisons:
            assert (comparison.delta, comparison.p_value, comparison.wins) == (0.0, 1.0, 0.0)

    def test_clearly_worse_output_is_significantly_worse(self, tmp_path, refs):
        better, worse = many(80, 0.1, 5), many(80, 0.3, 6)
        outputs = [
            make_output(tmp_path / name, story("a", texts))
            for name, texts in (("better", better), ("worse", worse))
        ]
        write_rows(refs / "x.jsonl", *({"fr": fr, "en": fr, "vi": fr} for fr, _, _ in better))
        evaluation = evaluate(outputs[1], refs, EvaluationOptions(baseline=outputs[0]))
        for name in ("fr-en", "fr-vi"):
            compared = section(evaluation, name).compared
            assert compared is not None
            for comparison in compared.comparisons:
                assert comparison.p_value < 0.005
                assert comparison.low < comparison.delta < comparison.high < 0
                assert comparison.wins == 0

    def test_resamples_are_those_of_the_paired_test_of_sacrebleu(self, tmp_path, refs):
        first, second = many(50, 0.2, 5), many(50, 0.22, 6)
        outputs = [
            make_output(tmp_path / name, story("a", texts))
            for name, texts in (("first", first), ("second", second))
        ]
        write_rows(refs / "x.jsonl", *({"fr": fr, "en": fr} for fr, _, _ in first))
        evaluation = evaluate(outputs[0], refs, EvaluationOptions(baseline=outputs[1]))
        compared = section(evaluation, "fr-en").compared
        assert compared is not None
        systems = [("second", [en for _, en, _ in second]), ("first", [en for _, en, _ in first])]
        metrics = {"BLEU": BLEU(), "chrF": CHRF(), "chrF++": CHRF(word_order=2)}
        references = [[fr for fr, _, _ in first]]
        _, results = PairedTest(systems, metrics, references, "bs")()
        figures = {figure.measure: figure for figure in group(section(evaluation, "fr-en")).figures}
        for comparison in compared.comparisons:
            theirs = results[comparison.measure.replace("chrF", "chrF2")]
            assert comparison.baseline == pytest.approx(theirs[0].score)
            assert comparison.score == pytest.approx(theirs[1].score)
            figure = figures[comparison.measure]
            assert (figure.high - figure.low) / 2 == pytest.approx(theirs[1].ci, abs=1e-3)
        items = section(evaluation, "fr-en").matched.items
        others = [replace(item, text=made) for item, made in zip(items, systems[0][1], strict=True)]
        measures = [*measure_translations(items, "en", 9), *measure_translations(others, "en", 9)]
        values = scoring._resample(measures, 1000)
        for number, comparison in enumerate(compared.comparisons):
            pairs = zip(values[number], values[number + 3], strict=True)
            apart = np.abs([ours - base for ours, base in pairs])
            p = _compute_p_value(apart - apart.mean(), abs(comparison.delta))
            theirs = results[comparison.measure.replace("chrF", "chrF2")]
            assert p == pytest.approx(theirs[1].p_value, abs=0.003)

    def test_only_what_both_have_is_compared(self, tmp_path, refs):
        ours = make_output(
            tmp_path / "ours", story("a", [("Un.", "One.", "x"), ("Deux.", "Two.", "x")])
        )
        theirs = make_output(
            tmp_path / "theirs",
            story("b", [("Trois.", "Three.", "x"), ("Deux.", "Too.", "x"), ("Quatre.", "4", "x")]),
        )
        numbers = {"Un.": "One.", "Deux.": "Two.", "Trois.": "Three."}
        write_rows(refs / "x.jsonl", *({"fr": fr, "en": en} for fr, en in numbers.items()))
        evaluation = evaluate(ours, refs, EvaluationOptions(baseline=theirs, samples=100))
        compared = section(evaluation, "fr-en").compared
        assert compared is not None
        assert (compared.texts, compared.only_output, compared.only_baseline) == (1, 1, 1)
        assert compared.comparisons[1].delta > 0
        assert "not compared: 1 only in the output, 1 only in the baseline" in as_text(evaluation)

    def test_summaries_are_compared_too(self, tmp_path, refs):
        outputs = [
            make_output(
                tmp_path / name, replace(story("a", [("Un.", "1", "1")]), summary=summary_of(text))
            )
            for name, text in (("ours", "Giá gạo tăng"), ("theirs", "Giá vàng giảm"))
        ]
        write_rows(refs / "x.jsonl", {"article_id": "a", "summary_vi": "Giá gạo tăng"})
        evaluation = evaluate(outputs[0], refs, EvaluationOptions(baseline=outputs[1], samples=100))
        compared = section(evaluation, "summary-vi").compared
        assert compared is not None
        assert compared.comparisons[0].delta == pytest.approx(200 / 3)


class TestMatching:
    def test_source_is_matched_whatever_its_white_space_and_composition(self, tmp_path, refs):
        french = "La croissance était de 7,1\u00a0% en été."
        output = make_output(tmp_path / "out", story("a", [(french, "Growth.", "x")]))
        folded = unicodedata.normalize("NFD", "La croissance  était de 7,1\u202f% en été. ")
        write_rows(refs / "x.jsonl", {"fr": folded, "en": "Growth."})
        assert len(section(evaluate(output, refs, QUICK), "fr-en").matched.items) == 1

    def test_what_has_no_partner_is_counted_and_named_on_both_sides(self, wire, refs):
        rows = [
            {"fr": "Les ventes montent.", "en": "Sales rise."},
            {"fr": "Personne n'a dit cela.", "en": "Nobody said so."},
            {"fr": "Le prix double.", "en": None, "vi": ""},
        ]
        write_rows(refs / "x.jsonl", *rows)
        evaluation = evaluate(wire, refs, QUICK)
        matched = section(evaluation, "fr-en").matched
        assert (matched.total, len(matched.items), matched.by_id) == (10, 1, 0)
        assert matched.without_reference.count == 9
        assert matched.without_reference.first[:3] == ("a:0001", "a:0002", "a:0003")
        assert matched.without_segment == matching.Listing(1, ("Personne n'a dit cela.",))
        report = as_json(evaluation)
        assert report["translations"]["fr-en"]["without_reference"]["count"] == 9
        assert report["without_references"] == ["vi"]
        text = as_text(evaluation)
        assert '1 references without a segment, such as "Personne n\'a dit cela."' in text
        assert "No references for: vi" in text

    def test_lists_are_cut_and_keep_their_count(self, wire, refs, monkeypatch):
        monkeypatch.setattr(matching, "LISTED", 3)
        write_rows(refs / "x.jsonl", {"segment_id": "a:0001", "en": "Deal"})
        matched = section(evaluate(wire, refs, QUICK), "fr-en").matched
        assert (matched.without_reference.count, len(matched.without_reference.first)) == (9, 3)

    def test_id_tells_equal_sources_apart(self, tmp_path, refs):
        sentences = [("Elle part.", "She leaves.", "x"), ("Elle part.", "It leaves.", "x")]
        output = make_output(tmp_path / "out", story("a", sentences))
        rows = [
            {"segment_id": f"a:000{n}", "fr": fr, "en": en}
            for n, (fr, en, _) in enumerate(sentences, 1)
        ]
        write_rows(refs / "x.jsonl", *rows)
        matched = section(evaluate(output, refs, QUICK), "fr-en").matched
        assert [item.references for item in matched.items] == [("She leaves.",), ("It leaves.",)]
        assert matched.by_id == 2

    def test_id_of_another_text_is_told_and_not_believed(self, wire, refs):
        rows = [
            {"segment_id": "a:0004", "fr": "Le prix double.", "en": "The price doubles."},
            {"segment_id": "a:0001", "en": "Deal"},
        ]
        write_rows(refs / "x.jsonl", *rows)
        matched = section(evaluate(wire, refs, QUICK), "fr-en").matched
        assert [item.item_id for item in matched.items] == ["a:0001", "a:0009"]
        assert matched.contradicting == matching.Listing(1, ("a:0004",))

    def test_lang_restricts_segments_and_summaries(self, wire, refs):
        rows = [
            {"segment_id": "a:0001", "en": "Deal", "vi": "Thỏa thuận"},
            {"article_id": "a", "summary_en": "The price rises.", "summary_vi": "Giá tăng."},
        ]
        write_rows(refs / "x.jsonl", *rows)
        evaluation = evaluate(wire, refs, EvaluationOptions(langs=("vi",), samples=100))
        names = [s.name for s in (*evaluation.translations, *evaluation.summaries)]
        assert names == ["fr-vi", "summary-vi"]


class TestForms:
    def test_aligned_files_of_two_names_are_read_together(self, wire, refs):
        write_lines(refs / "one.fra", ["Les ventes montent."])
        write_lines(refs / "one.eng", ["Sales rise."])
        (refs / "two.fr").write_bytes("\ufeffLe prix double.\r\n\r\n".encode())
        (refs / "two.en").write_bytes(b"The price doubles.\r\n\r\n")
        write_lines(refs / "two.vi", ["Giá gấp đôi.", ""])
        write_lines(refs / "one.docids", ["mine"])
        evaluation = evaluate(wire, refs, QUICK)
        assert scores(group(section(evaluation, "fr-en")))["BLEU"] > 99
        assert section(evaluation, "fr-en").matched.empty == 1
        assert evaluation.files == ("one.eng", "one.fra", "two.en", "two.fr", "two.vi")
        assert evaluation.ignored == ("one.docids",)

    def test_line_separator_does_not_end_a_line(self, tmp_path, refs):
        output = make_output(tmp_path / "out", story("a", [("Un deux.", "One two.", "x")]))
        write_lines(refs / "x.fr", ["Un\u2028deux."])
        write_lines(refs / "x.en", ["One two."])
        assert len(section(evaluate(output, refs, QUICK), "fr-en").matched.items) == 1

    def test_exported_parallel_text_is_a_reference_by_id(self, wire, refs):
        evaluation = evaluate(wire, wire / "parallel", QUICK)
        english = section(evaluation, "fr-en")
        assert scores(group(english)) == pytest.approx({"BLEU": 100, "chrF": 100, "chrF++": 100})
        assert english.matched.by_id == 9
        assert english.matched.without_reference == matching.Listing(1, ("a:0002",))
        assert "corpus.fr-en.ids" in evaluation.files

    def test_other_output_is_a_reference_with_its_summaries(self, wire):
        evaluation = evaluate(wire, wire, QUICK)
        assert [s.name for s in evaluation.summaries] == ["summary-fr", "summary-en", "summary-vi"]
        for found in (*evaluation.translations, *evaluation.summaries):
            assert list(scores(group(found)).values()) == pytest.approx([100] * 3)


def unequal_lines(refs: Path) -> None:
    write_lines(refs / "x.fr", ["Un.", "Deux.", "Trois."])
    write_lines(refs / "x.en", ["One.", "Two."])


def unequal_ids(refs: Path) -> None:
    write_lines(refs / "x.fr", ["Un."])
    write_lines(refs / "x.en", ["One."])
    write_lines(refs / "x.ids", ["a:0001", "a:0002"])


def twice(refs: Path) -> None:
    for ending in ("fr", "en", "eng"):
        write_lines(refs / f"x.{ending}", ["Un."])


MISTAKES: list[tuple[Callable[[Path], object], str]] = [
    (unequal_lines, "x.en: has 2 lines, but x.fr has 3"),
    (unequal_ids, "x.ids: has 2 lines, but x.fr has 1"),
    (twice, "x.en and x.eng are the same language"),
    (lambda refs: write_lines(refs / "x.en", ["One."]), "has no x.fr beside it"),
    (lambda refs: write_lines(refs / "x.fr", ["Un."]), "has no x.en or vi beside it"),
    (lambda refs: None, "holds no references"),
    (lambda refs: write_lines(refs / "x.txt", ["Un."]), "holds no references"),
    (lambda refs: refs.rmdir(), "no such folder"),
    (lambda refs: write_lines(refs / "x.jsonl", ["{"]), "x.jsonl line 1: not JSON"),
    (lambda refs: write_rows(refs / "x.jsonl", [1]), "line 1: not a JSON object"),
    (lambda refs: write_rows(refs / "x.jsonl", {"fr": 1}), "line 1: fr is not a text"),
    (lambda refs: write_rows(refs / "x.jsonl", {"en": "One."}), "neither fr nor segment_id"),
    (lambda refs: write_rows(refs / "x.jsonl", {"summary_en": "A"}), "summary without article_id"),
    (lambda refs: (refs / "x.jsonl").write_bytes(b"{}\n\xff"), "line 2: not UTF-8"),
    (lambda refs: write_rows(refs / "x.jsonl", {"fr": "Un."}), "no references for fr, en, vi"),
]


class TestMistakes:
    @pytest.mark.parametrize(("spoil", "words"), MISTAKES, ids=[words for _, words in MISTAKES])
    def test_unusable_references_are_one_clear_error(self, wire, refs, spoil, words):
        spoil(refs)
        with pytest.raises(ConfigError) as caught:
            evaluate(wire, refs, QUICK)
        assert words in str(caught.value)

    def test_nothing_in_common_shows_an_example_of_each_side(self, wire, refs):
        write_rows(refs / "x.jsonl", {"fr": "Il pleut à Paris.", "en": "It rains in Paris."})
        with pytest.raises(ConfigError) as caught:
            evaluate(wire, refs, QUICK)
        assert "Accord sur le café" in str(caught.value)
        assert "Il pleut à Paris." in str(caught.value)

    def test_changed_file_of_the_output_is_refused(self, wire):
        path = wire / "jsonl" / "segments.jsonl"
        path.write_bytes(path.read_bytes()[:-40])
        with pytest.raises(ConfigError, match="not as the manifest has it"):
            evaluate(wire, wire / "parallel", QUICK)


class TestCommand:
    def test_table_and_json_are_the_same_each_time(self, wire, refs, tmp_path):
        rows = [
            {"fr": "Les ventes montent.", "en": "Sales are up.", "vi": "Doanh số tăng."},
            {"segment_id": "a:0002", "en": "Vietnam sells coffee."},
            {"article_id": "a", "summary_en": "The price of coffee rises."},
        ]
        write_rows(refs / "x.jsonl", *rows)
        runs = []
        for name in ("one.json", "two.json"):
            done = run_cli(
                "evaluate", wire, "--references", refs, "--baseline", wire, "--json",
                tmp_path / name, "--samples", 200,
            )  # fmt: skip
            assert (done.returncode, done.stderr) == (0, "")
            runs.append((done.stdout, (tmp_path / name).read_bytes()))
        assert runs[0] == runs[1]
        text, report = runs[0][0], json.loads(runs[0][1])
        assert "fr-en: 2 of 10 segments have a reference" in text
        assert "50.0 %" in text
        assert "beside the baseline, on the 2 segments that both have" in text
        bleu = report["translations"]["fr-en"]["scores"]["all"]["measures"]["BLEU"]
        assert f"{bleu['score']:.1f} ({bleu['low']:.1f}-{bleu['high']:.1f})" in text
        assert bleu["signature"] in text
        assert math.isclose(
            report["translations"]["fr-en"]["baseline"]["comparisons"]["chrF"]["p_value"], 1
        )
        assert "ROUGE-L" in report["summaries"]["summary-en"]["scores"]["all"]["measures"]

    def test_json_on_stdout_is_nothing_but_json(self, cli, wire):
        done = cli("evaluate", wire, "--references", wire, "--json", "-", "--lang", "vi")
        assert done.returncode == 0, done.stderr
        assert list(json.loads(done.stdout)["translations"]) == ["fr-vi"]

    def test_careless_use_is_one_clear_error(self, cli, wire, tmp_path):
        unfinished = tmp_path / "unfinished"
        (unfinished / ".work").mkdir(parents=True)
        cases = [
            ([unfinished, "--references", wire], 2, "has no manifest: not a result"),
            ([wire, "--references", wire, "--baseline", unfinished], 2, "has no manifest"),
            ([wire, "--references", wire, "--lang", "de"], 2, "has no language de"),
            ([wire, "--references", wire, "--json", wire / "manifest.json" / "x"], 73, "written"),
            ([wire], 2, "--references"),
        ]  # fmt: skip
        for arguments, code, words in cases:
            done = cli("evaluate", *arguments)
            assert (done.returncode, "Traceback" in done.stderr) == (code, False), done.stderr
            assert words in done.stderr

    def test_real_run_can_be_evaluated(self, cli, first_run, refs):
        output = first_run[0]
        french = "Les deux parties ont signé un accord de coopération."
        rows = [
            {"fr": french, "en": "The two sides signed a cooperation agreement."},
            {"fr": french, "vi": "Hai bên đã ký thỏa thuận hợp tác."},
        ]
        write_rows(refs / "x.jsonl", *rows)
        done = cli("evaluate", output, "--references", refs, "--json", "-")
        assert done.returncode == 0, done.stderr
        report = json.loads(done.stdout)["translations"]
        for langpair in ("fr-en", "fr-vi"):
            assert report[langpair]["matched"] == 3
            assert 0 < report[langpair]["scores"]["all"]["measures"]["chrF"]["score"] <= 100
