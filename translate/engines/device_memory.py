"""What a device holds: the token budget of one batch, and how a batch gets there.

The budget is derived from the sizes of what a batch holds. None of its constants was measured on
a device so far; an engine halves a batch that memory does not hold all the same.
"""

import ctypes
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

# Of the free memory this share is used: the rest is for the library's workspaces, the holes that
# allocations leave, and whoever else uses the device.
USED_SHARE = 0.8
MIN_TOKENS = 256
# More tokens at once fill a large device no better, and a batch is what a killed run loses.
MAX_TOKENS = 32_768
# The logits of one step weigh the more per source token the shorter the sentences are. Sentences
# below this width are rare enough to fill no batch.
_NARROWEST = 8
_EXTRA_OUTPUT_TOKENS = 20
# The logits as floats, their log-softmax, and that with the scores of the beams added.
_FLOAT_LOGITS = 3
_FLOAT_BYTES = 4
# Reordering beams copies the self-attention cache.
_CACHE_COPIES = 2
# Widths of d_model that an encoder layer holds at once besides its feed-forward layer: input,
# queries, keys, values, what attention gives, and the residual.
_ENCODER_WIDTHS = 6


@dataclass(frozen=True, slots=True)
class ModelShape:
    """The dimensions of an encoder-decoder that decide what a batch weighs."""

    d_model: int
    encoder_layers: int
    decoder_layers: int
    ffn: int
    vocabulary: int


def shape_of(config: Any) -> ModelShape:
    """The shape of a model from its transformers configuration, as Marian and BART name it."""
    return ModelShape(
        d_model=config.d_model,
        encoder_layers=config.encoder_layers,
        decoder_layers=config.decoder_layers,
        ffn=max(config.encoder_ffn_dim, config.decoder_ffn_dim),
        vocabulary=getattr(config, "decoder_vocab_size", None) or config.vocab_size,
    )


def bytes_per_token(
    shape: ModelShape, beam: int, max_length_ratio: float, bytes_per_value: int
) -> int:
    """What one padded source token of a batch costs at most, its share of the output included.

    It is counted for the narrowest batch, whose sentences are the most, and for outputs at their
    limit. Encoder states and cross-attention keys and values count once per beam, as transformers
    keeps them; a decoder that keeps them once per sentence has that to spare.
    """
    states = shape.d_model * beam
    working = shape.ffn + _ENCODER_WIDTHS * shape.d_model
    keys_and_values = 2 * shape.decoder_layers * shape.d_model * beam
    targets = max_length_ratio + _EXTRA_OUTPUT_TOKENS / _NARROWEST
    values = states + working + keys_and_values * (1 + _CACHE_COPIES * targets)
    logits = beam * shape.vocabulary * (bytes_per_value + _FLOAT_LOGITS * _FLOAT_BYTES)
    return round(values * bytes_per_value + logits / _NARROWEST)


def token_budget(
    free_bytes: int, shape: ModelShape, beam: int, max_length_ratio: float, bytes_per_value: int
) -> int:
    """The padded source tokens of one batch: a power of two, so that it changes seldom.

    Free memory that differs a little gives the same budget, and so the same batches. Never below
    `MIN_TOKENS`, even where memory may not hold them, nor above `MAX_TOKENS`.

    >>> small = ModelShape(512, 6, 6, 2_048, 59_514)
    >>> big = ModelShape(1_024, 6, 6, 4_096, 59_514)
    >>> [token_budget(gib << 30, small, 4, 3.0, 2) for gib in (1, 8, 24, 140)]
    [512, 4096, 16384, 32768]
    >>> [token_budget(gib << 30, big, 4, 3.0, 2) for gib in (1, 8, 24, 140)]
    [512, 4096, 8192, 32768]
    """
    tokens = int(free_bytes * USED_SHARE) // bytes_per_token(
        shape, beam, max_length_ratio, bytes_per_value
    )
    if tokens <= MIN_TOKENS:
        return MIN_TOKENS
    return min(1 << (tokens.bit_length() - 1), MAX_TOKENS)


def free_device_bytes(device: str) -> int | None:
    """The free memory of a CUDA device, what torch has cached and not in use included.

    None for any other device: the memory of a CPU is shared with the whole machine.
    """
    if not device.startswith("cuda"):
        return None
    import torch

    free, _ = torch.cuda.mem_get_info(device)
    cached = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return int(free) + cached


def free_driver_bytes() -> int | None:
    """The free memory of the first CUDA device as its driver says, without torch; None: unknown.

    So far this has not been run on a machine with such a device.
    """
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return None
    device, context = ctypes.c_int(), ctypes.c_void_p()
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    steps: tuple[Callable[[], int], ...] = (
        lambda: driver.cuInit(0),
        lambda: driver.cuDeviceGet(ctypes.byref(device), 0),
        lambda: driver.cuDevicePrimaryCtxRetain(ctypes.byref(context), device),
        lambda: driver.cuCtxSetCurrent(context),
        lambda: driver.cuMemGetInfo_v2(ctypes.byref(free), ctypes.byref(total)),
    )
    # Each of them answers 0 when it has done its work; the first that does not ends it.
    return None if any(step() for step in steps) else int(free.value)


def cuda_devices() -> list[str]:
    """The version of the CUDA driver and the names of its devices; empty where there are none."""
    try:
        driver = ctypes.CDLL("libcuda.so.1")
    except OSError:
        return []
    version, count = ctypes.c_int(), ctypes.c_int()
    if driver.cuInit(0) or driver.cuDeviceGetCount(ctypes.byref(count)):
        return []
    driver.cuDriverGetVersion(ctypes.byref(version))
    name = ctypes.create_string_buffer(256)
    names = []
    for device in range(count.value):
        driver.cuDeviceGetName(name, len(name), device)
        names.append(name.value.decode(errors="replace"))
    return [str(version.value), *names]


def to_device(
    rows: Sequence[Sequence[int]], pad: int, device: str, min_width: int = 1
) -> tuple["Tensor", "Tensor"]:
    """The rows as one tensor (rows x longest) padded on the right, and its attention mask.

    To a CUDA device they go through pinned memory, in one copy that the host does not wait for;
    the mask is built there, of 1 where a row has a token. The tensor has at least `min_width`
    columns.
    """
    import torch

    width = max(min_width, *(len(row) for row in rows))
    # The length travels in the first column: one copy instead of two.
    host = torch.tensor([[len(row), *row, *([pad] * (width - len(row)))] for row in rows])
    is_cuda = device.startswith("cuda")
    sent = host.pin_memory().to(device, non_blocking=True) if is_cuda else host
    places = torch.arange(width, device=sent.device)
    return sent[:, 1:].contiguous(), (places[None, :] < sent[:, :1]).long()
