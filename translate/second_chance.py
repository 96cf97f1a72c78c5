"""A second chance for what the checks would block: made again in safer ways, the better one kept.

The ways are tried in turn until one gives a text without an error: the other candidates of a
search in which no group of tokens may come twice; the text cut at a clause; the other model of the
language pair, where the configuration names one. What each of them gives is finished and checked
like the first, and the first stays unless another has fewer errors, or as few and fewer warnings.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from translate.records import Translation
from translate.translator import translate_in_clauses, translate_variants
from translate.workplan import TaskRunner

NOTE = "second_chance:"
IN_VAIN = f"{NOTE}in_vain"

Finish = Callable[[str, Translation], Translation]
"""Source and translation, to the translation as it will be written: terms, repairs."""


@dataclass(frozen=True, slots=True, order=True)
class Verdict:
    """How many errors and warnings a translation has; the smaller the better."""

    errors: int
    warnings: int


UNKNOWN = Verdict(sys.maxsize, 0)
"""Of a translation that could not be judged: any other is better."""

Judge = Callable[[str, Translation], Verdict]


@dataclass(frozen=True, slots=True)
class Ways:
    """What may translate a text again: the same model searching more safely, another model.

    `safer_carries` and `second_carries` are the target language where numbers, dates and names
    are carried past the model as placeholders.
    """

    safer: TaskRunner
    second: TaskRunner | None = None
    safer_carries: str | None = None
    second_carries: str | None = None

    @property
    def runners(self) -> list[TaskRunner]:
        """The runners of all ways."""
        return [self.safer, *([self.second] if self.second else [])]


def give_second_chances(
    first: Mapping[str, Translation], ways: Ways, finish: Finish, judge: Judge
) -> dict[str, Translation]:
    """The finished translations of `first`, by source text; of those with an error, the best found.

    `first` holds finished translations. A note of each that was tried again says which way gave
    it, or that none was better.

    Raises:
        ModelError, OutputError, StoppedError: see `TaskRunner.run`.
    """
    kept = dict(first)
    verdicts = {text: judge(text, translation) for text, translation in first.items()}
    tried = [text for text, verdict in verdicts.items() if verdict.errors]
    for name, translate in _in_order(ways):
        failing = [text for text in tried if verdicts[text].errors]
        if not failing:
            break
        for text, candidates in translate(failing).items():
            for candidate in candidates:
                finished = finish(text, candidate)
                verdict = judge(text, finished)
                if verdict < verdicts[text]:
                    verdicts[text] = verdict
                    kept[text] = replace(finished, notes=(*finished.notes, f"{NOTE}{name}"))
    for runner in ways.runners:
        runner.rest()
    for text in tried:
        if kept[text] is first[text]:
            kept[text] = replace(kept[text], notes=(*kept[text].notes, IN_VAIN))
    return kept


def _in_order(
    ways: Ways,
) -> Iterator[tuple[str, Callable[[Sequence[str]], Mapping[str, Sequence[Translation]]]]]:
    """The ways by name, the cheapest first, each from texts to candidates."""
    safer, carried = ways.safer, ways.safer_carries
    yield "candidate", partial(translate_variants, runner=safer, carried_lang=carried)
    yield "clauses", partial(_in_clauses, runner=safer, carried_lang=carried)
    if ways.second is not None:
        yield (
            "second_model",
            partial(translate_variants, runner=ways.second, carried_lang=ways.second_carries),
        )


def _in_clauses(
    texts: Sequence[str], runner: TaskRunner, carried_lang: str | None
) -> dict[str, list[Translation]]:
    made = translate_in_clauses(texts, runner, carried_lang)
    return {text: [translation] for text, translation in made.items()}
