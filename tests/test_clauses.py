"""Over-long texts: where they are cut, and how they are joined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translate.clauses import join_translations, split_clauses


def by_words(texts):
    return [len(text.split()) for text in texts]


def by_characters(texts):
    return [len(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("Il pleut sur la ville", 5, ["Il pleut sur la ville"]),
        ("Il pleut, dit-il ; elle rit, et part", 5, ["Il pleut, dit-il ;", " elle rit, et part"]),
        ("Le riz, le thé, le café, le lait", 5, ["Le riz, le thé,", " le café, le lait"]),
        ("Il est parti et elle est restée", 5, ["Il est parti ", "et elle est restée"]),
        ("un deux trois quatre", 2, ["un deux ", "trois quatre"]),
    ],
)
def test_cut_is_at_the_best_boundary_near_the_middle(text, limit, pieces):
    assert split_clauses(text, limit, by_words) == pieces


def test_text_without_boundary_is_cut_rather_than_truncated():
    assert split_clauses("a" * 10, 5, by_characters) == ["a" * 5, "a" * 5]


@given(st.text(max_size=300), st.integers(1, 20))
def test_pieces_fit_and_join_to_the_text(text, limit):
    pieces = split_clauses(text, limit, by_characters)
    assert "".join(pieces) == text
    assert all(len(piece) <= limit for piece in pieces)


@pytest.mark.parametrize(
    ("pieces", "targets", "joined"),
    [
        (["Il pleut,", " et il vente."], ["It rains.", "And it blows."], "It rains, and it blows."),
        (["Il pleut ", "à Huế."], ["It rains.", "In Hue."], "It rains in Hue."),
        (["Il pleut.", " Il vente."], ["It rains.", "It blows."], "It rains. It blows."),
        (["Il pleut ;", " l'ONU part."], ["It rains;", "The UN goes."], "It rains; the UN goes."),
        (["Il dit :", " ONU"], ["He says:", "UN"], "He says: UN"),
        (["Il pleut,", " oui"], ["", "Yes"], "yes"),
    ],
)
def test_joined_pieces_read_as_one_sentence(pieces, targets, joined):
    assert join_translations(pieces, targets) == joined
