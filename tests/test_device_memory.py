"""The budget of a batch, and its way to the device; on a CPU, since no test has a GPU."""

from types import SimpleNamespace

import pytest
import torch

from translate.engines.device_memory import (
    MAX_TOKENS,
    MIN_TOKENS,
    ModelShape,
    bytes_per_token,
    free_device_bytes,
    shape_of,
    to_device,
    token_budget,
)

SMALL = ModelShape(512, 6, 6, 2_048, 59_514)
BIG = ModelShape(1_024, 6, 6, 4_096, 59_514)
GIB = 1 << 30


@pytest.mark.parametrize(
    ("free_bytes", "shape", "beam", "tokens"),
    [
        (0, SMALL, 4, MIN_TOKENS),
        (GIB // 10, BIG, 4, MIN_TOKENS),
        (8 * GIB, SMALL, 4, 4_096),
        (8 * GIB, SMALL, 1, 16_384),
        (8 * GIB, BIG, 8, 2_048),
        (1_000 * GIB, BIG, 4, MAX_TOKENS),
    ],
)
def test_budget_is_what_memory_holds_between_floor_and_ceiling(free_bytes, shape, beam, tokens):
    assert token_budget(free_bytes, shape, beam, 3.0, 2) == tokens


@pytest.mark.parametrize("free_gib", [1, 3, 7, 16, 23, 40, 79, 139])
@pytest.mark.parametrize("shape", [SMALL, BIG])
def test_budget_is_a_power_of_two_that_fits(free_gib, shape):
    tokens = token_budget(free_gib * GIB, shape, 4, 3.0, 2)
    assert tokens & (tokens - 1) == 0
    assert tokens * bytes_per_token(shape, 4, 3.0, 2) < free_gib * GIB


def test_a_little_less_memory_gives_the_same_budget():
    assert len({token_budget(23 * GIB + n * 10**7, SMALL, 4, 3.0, 2) for n in range(-9, 9)}) == 1


@pytest.mark.parametrize("change", [{"beam": 8}, {"max_length_ratio": 6.0}, {"bytes_per_value": 4}])
def test_a_token_costs_more_with_more_beams_longer_outputs_or_wider_values(change):
    usual = {"beam": 4, "max_length_ratio": 3.0, "bytes_per_value": 2}
    assert bytes_per_token(SMALL, **{**usual, **change}) > bytes_per_token(SMALL, **usual)


def test_cost_of_a_token_holds_what_a_real_cache_weighs():
    # 8 source tokens of one sentence, 44 target tokens: the caches and logits counted by hand.
    cross = 2 * 6 * 512 * 8 * 4
    own = 2 * 6 * 512 * 44 * 4 * 2
    logits = 4 * 59_514
    by_hand = (cross + own) * 2 + logits * (2 + 4 + 4 + 4)
    assert by_hand < 8 * bytes_per_token(SMALL, 4, 3.0, 2) < 1.1 * by_hand


def test_shape_comes_from_the_configuration_of_a_model():
    config = SimpleNamespace(
        d_model=512, encoder_layers=6, decoder_layers=6, encoder_ffn_dim=2_048,
        decoder_ffn_dim=1_024, decoder_vocab_size=59_514, vocab_size=10,
    )  # fmt: skip
    assert shape_of(config) == SMALL


def test_memory_of_a_cpu_is_not_asked_for():
    assert free_device_bytes("cpu") is None


@pytest.mark.parametrize(
    ("rows", "min_width", "ids", "mask"),
    [
        ([[5, 6, 0]], 1, [[5, 6, 0]], [[1, 1, 1]]),
        ([[5, 6, 0], [7]], 1, [[5, 6, 0], [7, 9, 9]], [[1, 1, 1], [1, 0, 0]]),
        ([[5]], 3, [[5, 9, 9]], [[1, 0, 0]]),
        ([[9, 5], [5]], 1, [[9, 5], [5, 9]], [[1, 1], [1, 0]]),
    ],
)
def test_rows_are_padded_on_the_right_and_masked_by_their_lengths(rows, min_width, ids, mask):
    got = to_device(rows, 9, "cpu", min_width)
    assert [tensor.tolist() for tensor in got] == [ids, mask]
    assert {tensor.dtype for tensor in got} == {torch.long}
