"""How much of a device's arithmetic a run uses: model FLOP utilisation.

After Chowdhery et al. 2022 (PaLM), appendix B: the operations that the model itself needs for the
tokens that came out, by the peak of the device in the time that it took. Whatever else is computed
(padding, steps of sentences that are done, a second pass that scores) counts as nothing.
"""

from collections.abc import Iterable

from translate.engines.device_memory import ModelShape

# Dense products of bfloat16 or float16 with float32 sums, in 10^12 operations a second, from the
# data sheets of NVIDIA. The longest name that a device's own name holds is the one that counts.
PEAK_TFLOPS = {
    "B200": 2_250.0,
    "H200": 989.4,
    "H100": 989.4,
    "H100 PCIe": 756.0,
    "H100 NVL": 835.5,
    "A100": 312.0,
    "L40S": 362.0,
    "L4": 121.0,
    "A10": 125.0,
    "A10G": 70.0,
    "T4": 65.0,
    "V100": 125.0,
    "RTX 4090": 165.2,
    "RTX 3090": 71.0,
}


def peak_tflops(device_name: str) -> float | None:
    """The peak of a device by its name, or None where the table does not know it.

    >>> peak_tflops("NVIDIA H100 PCIe"), peak_tflops("NVIDIA L40S"), peak_tflops("NVIDIA A10G")
    (756.0, 362.0, 70.0)
    >>> peak_tflops("NVIDIA GeForce GTX 1080") is None
    True
    """
    names = [name for name in PEAK_TFLOPS if name in device_name]
    return PEAK_TFLOPS[max(names, key=len)] if names else None


def model_flops(shape: ModelShape, beam: int, lengths: Iterable[tuple[int, int]]) -> int:
    """The operations for sentences of (source tokens, target tokens), targets once per beam.

    With d for the width, f for the feed-forward layer, V for the vocabulary, a token costs these
    multiplications with as many additions (Kaplan et al. 2020, table 1, with cross-attention):

    - source, encoder layer: 4 d^2 + 2 d f, and 2 d for each source token that attention sees;
    - source, decoder layer: 2 d^2 for the keys and values of cross-attention;
    - target, decoder layer: 6 d^2 + 2 d f, and 2 d for each source token and for each target
      token so far, half of them on average;
    - target: d V for the logits.

    >>> small = ModelShape(512, 6, 6, 2_048, 59_514)
    >>> round(model_flops(small, 4, [(30, 28)]) / 1e9, 1)
    13.2
    """
    d, f = shape.d_model, shape.ffn
    flops = 0
    for source, target in lengths:
        encoder = shape.encoder_layers * (4 * d * d + 2 * d * f + 2 * d * source)
        crossing = shape.decoder_layers * 2 * d * d
        decoder = shape.decoder_layers * (6 * d * d + 2 * d * f + 2 * d * source + d * target)
        flops += source * (encoder + crossing)
        flops += beam * target * (decoder + d * shape.vocabulary)
    return 2 * flops
