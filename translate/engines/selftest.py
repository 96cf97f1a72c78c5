"""A known-sentence test at start-up: a model that cannot do this is refused.

Library upgrades have broken Marian checkpoints three times (transformers #24657, #26271, #45005):
they went on to load, and to write gibberish. Two sentences show it in a second.
"""

import logging
import re
from collections.abc import Sequence

from translate.engines.base import Engine, EngineSettings
from translate.engines.conversion import cache_folder
from translate.errors import ModelError
from translate.files import sha256_of_text, write_text
from translate.records import Generation
from translate.repetition import describe_loop

SENTENCES = (
    "Le Premier ministre a reçu une délégation du Japon.",
    "Les exportations de riz ont augmenté cette année.",
)
PARAGRAPH = (
    "Le Vietnam et le Japon ont signé mardi à Hanoi un accord de coopération dans le domaine de "
    "l'agriculture. Selon le ministre de l'Agriculture, cet accord permettra d'augmenter les "
    "exportations de riz et de fruits. Les deux parties ont également convenu de renforcer les "
    "échanges d'experts et la formation des agriculteurs dans les provinces du delta du Mékong."
)
_LETTER = re.compile(r"[^\W\d_]")
_PASSED = "self-tests"
logger = logging.getLogger("translate")


def check_engine_once(engine: Engine, settings: EngineSettings) -> None:
    """Put an engine to its self-test, unless the cache folder tells that this very one has passed.

    Its signature names model files, search and libraries. It does not name the driver of a device,
    so that an engine on a device is always put to it.

    Raises:
        ModelError: see `check_engine`.
    """
    if engine.card.device != "cpu":
        check_engine(engine, settings)
        return
    name = f"{settings.task_name} {engine.signature}"
    passed = cache_folder(settings.cache_dir) / _PASSED / f"{sha256_of_text(name)[:32]}.txt"
    if passed.is_file():
        return
    check_engine(engine, settings)
    try:
        passed.parent.mkdir(parents=True, exist_ok=True)
        write_text(passed, f"{name}\n")
    except OSError as err:
        logger.info("the next run tests this model again (%s: %s)", passed, err.strerror or err)


def check_engine(engine: Engine, settings: EngineSettings) -> None:
    """Translate two known sentences, or summarise a known paragraph.

    Raises:
        ModelError: the model answers with emptiness, a copy, a loop, an unfinished text, or the
            same text for different sentences.
    """
    texts = SENTENCES if settings.task == "translate" else (PARAGRAPH,)
    problem = find_problem(texts, engine.generate(texts), settings)
    if problem:
        raise ModelError(
            f"the model failed its self-test: {problem}",
            where=engine.card.model,
            remedy=(
                "check that the model is for this language pair and that its files are whole; if "
                "it worked before, a library upgrade broke it: install the versions of "
                "constraints.txt"
            ),
        )


def find_problem(
    texts: Sequence[str], generations: Sequence[Generation], settings: EngineSettings
) -> str | None:
    """What is wrong with the answers, or None where nothing is."""
    for text, generation in zip(texts, generations, strict=True):
        answer = generation.text
        if not _LETTER.search(answer):
            return f"{text!r} gave an empty answer"
        if loop := describe_loop(answer, settings.target_lang):
            return f"{text!r} gave a loop ({loop})"
        if settings.task == "translate" and _folded(answer) == _folded(text):
            return f"{text!r} was copied"
        if not generation.finished:
            return f"{text!r} gave an answer without an end"
    if len({generation.text for generation in generations}) < len(texts):
        return f"different sentences gave the same answer, {generations[0].text!r}"
    return None


def _folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
