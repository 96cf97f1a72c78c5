"""An output layer that CTranslate2 lays out once for its products, as it does all other layers.

Nearly half of the time of a small Marian model on a CPU goes into its output layer, tens of
thousands of words wide. CTranslate2 rearranges ("packs") the weights of a linear layer for the
matrix product when it loads a model, but not those of a layer called `projection`, since a lexical
shortlist might cut it: these are rearranged at every step. Here nothing is ever cut.

The name alone decides, and a weight may have two. Models of specification revision 1 have names of
an older kind, which the library translates whenever it registers a variable
(`map_v1_variable_name` in src/models/transformer.cc: a list of words, each replaced once; `:0` by
nothing, later `dense` by `projection`), while an alias is registered as it is written. So
`decoder/de:0nse/weight`, an alias of the output weights, is no projection to the library, and is
packed; the packed weights are then registered, and translated: `decoder/projection/weight_packed`,
which is what the output layer looks for first. In int8 the outputs are the same to the last bit.
"""

import os
import struct
from pathlib import Path
from typing import BinaryIO

# Compared with unpacked models, in outputs and in time. Later versions keep their own rules.
_PROVED_VERSIONS = ("4.8.",)
_BINARY_VERSION = 6
_OLD_REVISION = 1
_OLD_WORDS = (
    "transformer/", ":0", "w_embs", "kernel", "LayerNorm", "dense", "conv1d", "multi_head"
)  # fmt: skip
_SPECIFICATION = "TransformerSpec"
_OUTPUT = "decoder/projection/weight"
_PACKED_NAME = "decoder/de:0nse/weight"


def pack_output_layer(model: Path) -> bool:
    """Let CTranslate2 pack the output layer of the model file `model`; return whether it will.

    The file is left as it is where this is not known to work: another version of CTranslate2 or of
    its files, or a model with names that would be translated.

    Raises:
        OSError: the file cannot be read or written.
    """
    import ctranslate2

    if not ctranslate2.__version__.startswith(_PROVED_VERSIONS):
        return False
    with model.open("r+b") as file:
        version, specification = _number(file, "I"), _text(file)
        if (version, specification) != (_BINARY_VERSION, _SPECIFICATION):
            return False
        revision_at = file.tell()
        _number(file, "I")
        names = [_variable(file) for _ in range(_number(file, "I"))]
        aliases_at = file.tell()
        aliases = {_text(file): _text(file) for _ in range(_number(file, "I"))}
        every = [*names, *aliases]
        if _OUTPUT not in every or any(word in name for word in _OLD_WORDS for name in every):
            return False
        for text in (_PACKED_NAME, aliases.get(_OUTPUT, _OUTPUT)):
            file.write(struct.pack("=H", len(text) + 1) + text.encode() + b"\0")
        for place, number in ((aliases_at, len(aliases) + 1), (revision_at, _OLD_REVISION)):
            file.seek(place)
            file.write(struct.pack("=I", number))
    return True


def _variable(file: BinaryIO) -> str:
    """The name of the variable that begins here; its shape, type and values are passed over."""
    name = _text(file)
    dimensions = _number(file, "B")
    file.seek(dimensions * struct.calcsize("=I") + 1, os.SEEK_CUR)
    file.seek(_number(file, "I"), os.SEEK_CUR)
    return name


def _text(file: BinaryIO) -> str:
    """A text behind its length, which counts the null byte at its end."""
    return file.read(_number(file, "H"))[:-1].decode()


def _number(file: BinaryIO, kind: str) -> int:
    layout = struct.Struct(f"={kind}")
    (value,) = layout.unpack(file.read(layout.size))
    return int(value)
