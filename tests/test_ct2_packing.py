"""The output layer is packed when a model is loaded, and gives what it gave."""

import json
import shutil
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from translate.config import ModelConfig
from translate.engines.conversion import Wanted, cache_folder, convert_once
from translate.engines.convert import selftest_sentences
from translate.engines.ct2_packing import pack_output_layer
from translate.engines.model_files import ModelFiles, resolve_model
from translate.engines.tokens import load_tokens

_REVISION_AT = 4 + 2 + len("TransformerSpec\0")
_REVISION_NOW = 7
STARTER = ModelConfig(model="starter", target_token=">>eng<<")


@pytest.fixture(scope="module")
def files() -> Iterator[ModelFiles]:
    """The files of the starter model."""
    with resolve_model(
        STARTER, is_offline=True, models_dir=None, cache=cache_folder(None)
    ) as found:
        yield found


@pytest.fixture(scope="module")
def packed(files: ModelFiles) -> Path:
    """The starter model as it is kept, in int8."""
    return convert_once(files, Wanted("int8", ">>eng<<", "translate", 1), cache_folder(None)).folder


@pytest.fixture(scope="module")
def unpacked(packed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with names of today, by which the output layer is not packed."""
    folder = tmp_path_factory.mktemp("unpacked") / "model"
    shutil.copytree(packed, folder)
    with (folder / "model.bin").open("r+b") as model:
        model.seek(_REVISION_AT)
        assert model.read(4) == struct.pack("=I", 1)
        model.seek(_REVISION_AT)
        model.write(struct.pack("=I", _REVISION_NOW))
    return folder


def translator(folder: Path):
    import ctranslate2

    return ctranslate2.Translator(str(folder), compute_type="int8", intra_threads=1)


def pieces_of(folder: Path) -> list[str]:
    return json.loads((folder / "shared_vocabulary.json").read_text("utf-8"))


def outputs(folder: Path, files: ModelFiles):
    """What the model in `folder` makes of the sentences of the self-test, with its scores."""
    tokens = load_tokens(files)
    start = tokens.pieces.index(">>eng<<")
    rows = [[start, *ids] for ids in tokens.encode(selftest_sentences())]
    results = translator(folder).translate_batch(
        [[tokens.pieces[i] for i in row] for row in rows], beam_size=4, return_scores=True
    )
    return [(result.hypotheses, result.scores) for result in results]


def test_packed_output_layer_gives_the_same_words_and_scores(packed, unpacked, files):
    assert outputs(packed, files) == outputs(unpacked, files)


@pytest.mark.parametrize(("name", "is_packed"), [("packed", True), ("unpacked", False)])
def test_only_an_output_layer_that_is_not_packed_can_be_cut(name, is_packed, request, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(request.getfixturevalue(name), folder)
    word, *others = pieces_of(folder)[100:110]
    (folder / "vmap.txt").write_text(f"\t{' '.join(others)}\n{word}\t{others[0]}\n", "utf-8")
    cut = {"use_vmap": True, "max_decoding_length": 2}
    if not is_packed:
        assert translator(folder).translate_batch([[word, "</s>"]], **cut)
        return
    with pytest.raises(RuntimeError, match="pre-packed"):
        translator(folder).translate_batch([[word, "</s>"]], **cut)


def test_model_file_that_has_the_second_name_is_left_alone(packed, tmp_path):
    model = shutil.copy(packed / "model.bin", tmp_path / "model.bin")
    before = model.read_bytes()
    assert not pack_output_layer(model)
    assert model.read_bytes() == before


def test_other_version_of_the_library_is_left_to_its_own_rules(packed, tmp_path, monkeypatch):
    import ctranslate2

    model = shutil.copy(packed / "model.bin", tmp_path / "model.bin")
    before = model.read_bytes()
    monkeypatch.setattr(ctranslate2, "__version__", "5.0.0")
    assert not pack_output_layer(model)
    assert model.read_bytes() == before
