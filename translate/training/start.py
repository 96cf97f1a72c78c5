"""The model that a training starts from: one that exists, or a new one made for its data."""

import math
import random
import shutil
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from translate.config import ModelConfig
from translate.engines.checkpoint import choose_device
from translate.engines.conversion import cache_folder
from translate.engines.model_files import ModelFiles, resolve_model
from translate.errors import ConfigError, ModelError
from translate.training.alignment import Dictionary, learn_dictionary
from translate.training.architecture import build_model
from translate.training.batches import Encoded, Recipe, Stock
from translate.training.data import TrainingData
from translate.training.embeddings import translation_embeddings
from translate.training.folder import START_FOLDER, cannot_write
from translate.training.new_vocabulary import train_vocabulary
from translate.training.options import MAX_GUIDED_VOCABULARY, TrainingOptions
from translate.training.slots import fill_slots
from translate.training.vocabulary import (
    OPTIONAL_FILES,
    TOKENIZER_FILES,
    Vocabulary,
    load_vocabulary,
)
from translate.training.wire import vary_french

if TYPE_CHECKING:
    from torch import Tensor
    from transformers import GenerationConfig, MarianMTModel

MAX_NAMED_CODES = 12
DICTIONARY_EPOCHS = 2
# More would fill the memory, and teach start values and word links nothing new.
MAX_DOCUMENTS = 100_000
MAX_LINKED_EXAMPLES = 100_000
SUMMARY_LINES_SHARE = 4


@dataclass(frozen=True, slots=True)
class Start:
    """A loaded model and its vocabulary; `files` tells of the model that is adapted, if one is.

    `generation` are the decoding values that the result is saved with.
    """

    model: "MarianMTModel"
    vocabulary: Vocabulary
    files: ModelFiles | None
    tokenizer_folder: Path
    generation: "GenerationConfig"


def load_start(
    options: TrainingOptions, data: TrainingData, work: Path, *, is_offline: bool
) -> Start:
    """Load or make the model; its tokenizer files are kept in the work folder.

    Raises:
        ModelError: the model cannot be had, is no Marian model, or lacks a token of the data.
        ConfigError: guided alignment is asked for with too large a vocabulary.
    """
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    device = choose_device(options.runtime.device)
    folder = work / START_FOLDER
    if options.start is None:
        start = _make_new(options, data, folder)
    else:
        model = ModelConfig(model=options.start, revision=options.revision)
        models_dir = options.runtime.models_dir
        cache = cache_folder(None)
        with resolve_model(
            model, is_offline=is_offline, models_dir=models_dir, cache=cache
        ) as files:
            _keep_tokenizer(files.folder, folder)
            start = _start_with(_load_marian(files), load_vocabulary(folder), files, folder)
    stocks = (*data.stocks, *data.replayed)
    _check_tokens(start.vocabulary, stocks, options.start or "new model")
    if options.optimizer.guided_alignment and (
        not start.vocabulary.is_joint or start.vocabulary.size > MAX_GUIDED_VOCABULARY
    ):
        raise ConfigError(
            f"guided alignment needs a joint vocabulary of at most {MAX_GUIDED_VOCABULARY} pieces, "
            f"this one has {start.vocabulary.size}",
            where="optimizer.guided_alignment",
            remedy="set it to 0",
        )
    positions = start.model.config.max_position_embeddings
    if options.batches.max_pieces > positions:
        raise ConfigError(
            f"the model takes {positions} pieces at most",
            where="batches.max_pieces",
            remedy=f"set it to {positions} or less",
        )
    start.model.to(device)
    return start


def learn_links(options: TrainingOptions, recipe: Recipe, words: Vocabulary) -> Dictionary | None:
    """Return the dictionary that guides attention, or None where guidance is off."""
    if not options.optimizer.guided_alignment:
        return None
    asked = {
        token
        for stock in recipe.stocks
        if not stock.is_copied
        for lang, token in stock.tokens.items()
        if token and lang in options.targets
    }
    examples = list(islice(_examples(recipe, words), MAX_LINKED_EXAMPLES))
    translating = frozenset(words.source_ids[token] for token in asked)
    return learn_dictionary(examples, words.size, translating)


def _examples(recipe: Recipe, words: Vocabulary) -> Iterator[Encoded]:
    for epoch in range(DICTIONARY_EPOCHS):
        for number, portion in enumerate(recipe.portions(epoch)):
            for batch in recipe.batches(epoch, number, portion, words)[0]:
                yield from batch


def _start_with(
    model: "MarianMTModel", words: Vocabulary, files: ModelFiles | None, folder: Path
) -> Start:
    generation = deepcopy(model.generation_config)
    model.generation_config.max_length = None  # it would argue with the limit of each measurement
    return Start(model, words, files, folder, generation)


def _load_marian(files: ModelFiles) -> "MarianMTModel":
    import torch
    from transformers import AutoConfig, MarianMTModel

    try:
        config = AutoConfig.from_pretrained(files.folder, local_files_only=True)
        if config.model_type != "marian":
            raise ModelError(
                f"a {config.model_type} model, not a Marian model",
                where=files.name,
                remedy="start from a MarianMT checkpoint such as Helsinki-NLP/opus-mt-fr-en",
            )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # Not the fused attention: guided alignment needs to see the weights, and its backward
            # pass in bfloat16 takes a third of a step on a CPU.
            model: MarianMTModel = MarianMTModel.from_pretrained(
                files.folder,
                local_files_only=True,
                dtype=torch.float32,
                attn_implementation="eager",
                use_safetensors=files.weights.suffix == ".safetensors",
            )
    except (OSError, ValueError, RuntimeError, KeyError) as err:
        raise ModelError(
            f"the checkpoint cannot be loaded ({type(err).__name__}: {str(err)[:200]})",
            where=str(files.folder),
            remedy="fetch the model again; it must be a MarianMT checkpoint",
        ) from err
    for name, weight in model.named_parameters():
        if name.endswith("embed_positions.weight"):
            weight.requires_grad = False  # sinusoids: they are not saved, so they may not be learnt
    for name in ("dropout", "attention_dropout", "activation_dropout"):
        setattr(model.config, name, 0.0)  # training drops out in `dropout.py`
    for module in model.modules():
        if hasattr(module, "dropout") and isinstance(module.dropout, float):
            module.dropout = 0.0
        if hasattr(module, "activation_dropout"):
            module.activation_dropout = 0.0
    return model


def _make_new(options: TrainingOptions, data: TrainingData, folder: Path) -> Start:
    """Train the pieces, unless they are there, and build a model with random or translated rows."""
    if not folder.is_dir():
        tokens = [token for stock in data.stocks for token in stock.tokens.values() if token]
        lines = _vocabulary_lines(data.stocks, random.Random(options.seed))
        size = options.new_model.vocabulary
        with _made_whole(folder) as partial:
            train_vocabulary(lines, list(dict.fromkeys(tokens)), partial, size, options.seed)
    words = load_vocabulary(folder)
    model = build_model(options.new_model, _start_embeddings(options, data, words))
    return _start_with(model, words, None, folder)


def _start_embeddings(options: TrainingOptions, data: TrainingData, words: Vocabulary) -> "Tensor":
    import torch

    width = options.new_model.width
    if options.new_model.translated_start:
        rng = random.Random(options.seed)
        documents = list(islice(_documents(data.stocks, words, rng), MAX_DOCUMENTS))
        return translation_embeddings(documents, words.size, width, options.seed)
    torch.manual_seed(options.seed)
    rows: Tensor = torch.randn(words.size, width) / math.sqrt(width)
    return rows


def _documents(
    stocks: Sequence[Stock], words: Vocabulary, rng: random.Random
) -> Iterator[list[int]]:
    """Yield units with their translations as one list of ids each, in no useful order."""
    units = [unit for stock in stocks if not stock.is_copied for unit in stock.units]
    for unit in rng.sample(units, len(units)):
        filled = fill_slots(unit, rng)
        yield [
            number
            for text in (filled.source, *filled.targets.values())
            for number in words.encode_target(text)
        ]


def _vocabulary_lines(stocks: Sequence[Stock], rng: random.Random) -> Iterator[str]:
    """Yield the lines that pieces are learnt from; of copied sentences only a share."""
    for stock in stocks:
        units = stock.units[::SUMMARY_LINES_SHARE] if stock.is_copied else stock.units
        for unit in units:
            filled = fill_slots(unit, rng)
            if not stock.is_copied:
                yield vary_french(filled.source, rng)
            yield from filled.targets.values()


@contextmanager
def _made_whole(folder: Path) -> Iterator[Path]:
    """Give a folder to write into that becomes `folder` at the end: it is never half there."""
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        yield partial
        partial.rename(folder)
    except OSError as err:
        raise cannot_write(folder, err) from err


def _keep_tokenizer(source: Path, folder: Path) -> None:
    if folder.is_dir():
        return
    with _made_whole(folder) as partial:
        for name in (*TOKENIZER_FILES, *OPTIONAL_FILES):
            if (source / name).is_file():
                shutil.copyfile(source / name, partial / name)
        config = partial / "tokenizer_config.json"
        if not config.exists():
            config.write_text("{}\n", encoding="utf-8")


def _check_tokens(vocabulary: Vocabulary, stocks: Sequence[Stock], name: str) -> None:
    known = vocabulary.codes
    told = ", ".join(known[:MAX_NAMED_CODES]) or "none"
    for stock in stocks:
        for lang, token in stock.tokens.items():
            is_needed = token is None and len(known) > 1
            if is_needed or (token is not None and token not in vocabulary.source_ids):
                wrong = "needs a token" if is_needed else f"does not know the token {token}"
                raise ModelError(
                    f"the model {wrong} for target {lang}; it knows {told}",
                    where=name,
                    remedy=f"set targets: {{{lang}: ...}} to a token that it knows, or to null "
                    "for a model with a single target",
                )
