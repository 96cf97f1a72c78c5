"""Shortlists: what CTranslate2 does with one, how it is built, what its proof lets through."""

import math

import pytest

from translate.bench.shortlist import (
    Shortlist,
    ShortlistOptions,
    Vocabulary,
    build_shortlist,
    is_always_allowed,
)
from translate.bench.shortlist_proof import (
    Proof,
    choose_threshold,
    generate_with_fallback,
    needs_full_vocabulary,
    prove,
)
from translate.bench.shortlist_sample import draw_sample
from translate.bench.shortlist_trial import convert_starter
from translate.records import Generation

TARGET, END, UNKNOWN = ">>vie<<", "</s>", "<unk>"
SAMPLE = draw_sample(built_from=300, held_out=48)
OPTIONS = ShortlistOptions(frequent=1_000, alternatives=16)


class Model:
    """The starter, greedy, of which only the pieces of the sample are probed: all take long."""

    def __init__(self, folder):
        self.subject = convert_starter(folder, beam_size=1)
        self.pieces = self.subject.pieces
        self.translator = self.subject.load()
        texts = [*SAMPLE.built_from, *SAMPLE.held_out]
        probed = sorted({piece for row in self.rows(texts) for piece in row[1:-1]} & {*self.pieces})
        self.vocabulary = Vocabulary(probed, self.pieces, before=(TARGET,))
        self.load = self.subject.load
        self.generate_with = self.subject.generate_with

    def rows(self, texts):
        return self.subject.rows(texts, TARGET)

    def ids_of(self, texts):
        return self.subject.ids(self.rows(texts))


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return Model(tmp_path_factory.mktemp("converted") / "model")


@pytest.fixture(scope="module")
def shortlist(model):
    rows = model.rows(SAMPLE.built_from)
    return build_shortlist(model.translator, model.vocabulary, rows, OPTIONS)


def pieces_made(translator, rows):
    results = translator.translate_batch(rows, beam_size=2, use_vmap=True, max_decoding_length=60)
    return [set(result.hypotheses[0]) for result in results]


# What CTranslate2 does with a list.


@pytest.mark.parametrize(
    ("always", "by_piece"),
    [
        ((".", ",", "▁các"), {}),
        ((".",), {"▁riz": ("▁gạo",)}),
        ((), {TARGET: ("▁gạo", "▁và", ".")}),
    ],
    ids=["pieces of any source", "pieces of a source piece", "pieces of a target token"],
)
def test_nothing_comes_out_but_what_the_list_allows(model, always, by_piece):
    chosen = Shortlist(always, by_piece)
    rows = model.rows(["Les exportations de riz ont augmenté.", "Le riz et les fruits."])
    made = set.union(*pieces_made(model.load(chosen), rows))
    assert made <= chosen.allowed_for(rows) | {UNKNOWN, END}
    assert made & chosen.allowed_for(rows)


def test_list_is_one_for_the_whole_batch(model):
    chosen = Shortlist((".",), {"▁riz": ("▁gạo",), "▁Hanoi": ("▁Hà", "▁Nội")})
    rows = model.rows(["Hanoi.", "Le riz."])
    translator = model.load(chosen)
    alone = set.union(*(pieces_made(translator, [row])[0] for row in rows))
    assert chosen.allowed_for(rows) == {".", "▁gạo", "▁Hà", "▁Nội"}
    assert "▁gạo" not in pieces_made(translator, rows[:1])[0]
    assert alone <= chosen.allowed_for(rows) | {UNKNOWN, END}


def test_special_tokens_need_no_entry(model):
    made = model.load(Shortlist(("▁gạo",), {})).translate_batch(
        model.rows(["Le riz."]), use_vmap=True, return_end_token=True, max_decoding_length=60
    )
    assert made[0].hypotheses[0][-1] in {END, UNKNOWN}


def test_list_of_all_pieces_changes_nothing(model):
    everything = Shortlist(tuple(model.pieces), {})
    rows = model.ids_of(SAMPLE.held_out[:16])
    assert model.generate_with(everything)(rows) == model.generate_with()(rows)


def test_piece_that_the_model_does_not_have_is_unknown_to_it(model):
    (row,) = model.rows(["ⴲ"])
    assert not set(row) <= set(model.pieces)
    (ids,) = model.subject.ids([row])
    assert model.pieces.index(UNKNOWN) in ids


# How a list is built.


def test_building_twice_gives_the_same_lists(model):
    some = Vocabulary(model.vocabulary.source[::20], model.pieces, before=(TARGET,))
    rows = model.rows(SAMPLE.built_from[:40])
    forwards = build_shortlist(model.translator, some, rows, OPTIONS)
    assert build_shortlist(model.translator, some, rows[::-1], OPTIONS) == forwards


@pytest.mark.parametrize(
    ("source", "target"),
    [("▁riz", "▁gạo"), ("▁Japon", "▁Nhật"), ("▁Berlin", "▁Berlin")],
    ids=["word", "country", "name that is copied"],
)
def test_source_piece_allows_its_translation(shortlist, source, target):
    assert target in shortlist.allowed_for([[source]])


@pytest.mark.parametrize("letters", ["ễ", "Đ", "ư", "7", "%", "«"])
def test_single_letters_and_signs_are_always_allowed(model, shortlist, letters):
    having = {piece for piece in model.pieces if piece.removeprefix("▁") == letters}
    assert having
    assert having <= set(shortlist.always)


@pytest.mark.parametrize(
    ("piece", "expected"),
    [("▁", True), ("a", True), ("▁ộ", True), ("2026", True), ("▁…", True), ("▁le", False)],
)
def test_pieces_without_words_are_always_allowed(piece, expected):
    assert is_always_allowed(piece) is expected


def test_list_is_much_shorter_than_the_vocabulary(model, shortlist):
    allowed = shortlist.allowed_for(model.rows(SAMPLE.held_out[:32]))
    assert len(shortlist.always) < len(allowed) < 0.5 * len(model.pieces)


# What the proof lets through.


def test_list_of_all_pieces_proves_harmless(model):
    everything = Shortlist(tuple(model.pieces), {})
    rows = model.ids_of(SAMPLE.held_out)
    proof = prove(model.generate_with(), model.generate_with(everything), rows, SAMPLE.held_out)
    assert proof.holds
    assert proof.sentences == len(rows) // 2
    assert proof.identical_share == proof.raw_identical_share == 1
    assert (proof.chrf_between, proof.chrf_difference) == (100, 0)
    assert (proof.fallback_share, proof.threshold) == (0, None)


def test_built_list_keeps_most_outputs_of_sentences_it_never_saw(model, shortlist):
    rows = model.ids_of(SAMPLE.held_out)
    proof = prove(model.generate_with(), model.generate_with(shortlist), rows)
    assert proof.raw_identical_share >= 0.7
    assert proof.identical_share >= proof.raw_identical_share
    assert proof.chrf_between >= 95


@pytest.mark.parametrize("kept", [0, 3], ids=["no words", "every third piece"])
def test_crippled_list_fails_its_proof(model, shortlist, kept):
    always = tuple(shortlist.always[::kept]) if kept else ("▁", ".")
    rows = model.ids_of(SAMPLE.held_out)
    proof = prove(model.generate_with(), model.generate_with(Shortlist(always, {})), rows)
    assert proof.raw_identical_share < 0.5
    assert not proof.holds


def test_fallback_gives_what_the_full_vocabulary_gives(model, shortlist):
    full, short = model.generate_with(), model.generate_with(Shortlist(shortlist.always[::3], {}))
    rows = model.ids_of(SAMPLE.held_out[:16])
    assert generate_with_fallback(full, short, rows, math.inf) == full(rows)
    assert short(rows) != full(rows)


def outputs(*items):
    return [Generation(text, score, 5, 5, finished) for text, score, finished in items]


WANTED = outputs(("a", 0, True), ("b", 0, True), ("c", 0, True), ("d", 0, True))


@pytest.mark.parametrize(
    ("made", "again"),
    [
        ([("a", -1, True), ("b", -2, True), ("c", -3, True), ("d", -4, True)], []),
        ([("a", -1, True), ("b", -2, True), ("c", -3, True), ("x", -4, True)], [3]),
        ([("a", -1, True), ("x", -2, True), ("c", -3, True), ("d", -4, True)], [1, 2, 3]),
        ([("a", -1, True), ("b", -4, True), ("c", -3, True), ("x", -4, True)], [1, 3]),
        ([("x", -1, True), ("b", -2, True), ("c", -3, True), ("d", -4, True)], [0, 1, 2, 3]),
        ([("a", -1, True), ("b", -2, True), ("c", -3, False), ("d", -4, True)], [2]),
    ],
    ids=["all same", "worst differs", "second differs", "tie", "best differs", "unfinished"],
)
def test_threshold_makes_again_what_it_must_and_no_more(made, again):
    got = outputs(*made)
    threshold = choose_threshold(got, WANTED)
    assert [i for i, item in enumerate(got) if needs_full_vocabulary(item, threshold)] == again


HARMLESS = {
    "sentences": 200, "raw_identical_share": 0.9, "identical_share": 0.99, "chrf_between": 99.0,
    "chrf_difference": -0.1, "fallback_share": 0.1, "threshold": -1.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "holds"),
    [
        ({}, True),
        ({"chrf_difference": None}, True),
        ({"identical_share": 0.984}, False),
        ({"chrf_difference": -0.3}, False),
        ({"chrf_difference": 0.3}, False),
        ({"fallback_share": 0.5}, False),
        ({"sentences": 0}, False),
    ],
)
def test_proof_holds_within_its_bounds(change, holds):
    assert Proof(**{**HARMLESS, **change}).holds is holds


# The sample.


def test_sample_is_the_same_at_every_call():
    assert draw_sample(300, 48) == SAMPLE
    assert (len(SAMPLE.built_from), len(SAMPLE.held_out)) == (300, 48)


@pytest.mark.parametrize(("built_from", "held_out"), [(10, 5), (500, 0), (0, 7), (10**6, 100)])
def test_held_out_sentences_never_feed_a_list(built_from, held_out):
    sample = draw_sample(built_from, held_out)
    assert len(sample.held_out) == held_out
    assert not set(sample.built_from) & set(sample.held_out)


def test_no_sentence_of_the_sample_has_a_slot_that_no_run_sends():
    assert not [text for text in SAMPLE.built_from if "{L" in text or "{C" in text or "{O" in text]
