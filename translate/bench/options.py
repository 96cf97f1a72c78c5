"""What a measurement is told: contenders, model, rounds, sizes."""

from dataclasses import dataclass
from pathlib import Path

from translate.config import STARTER_MODEL
from translate.errors import ConfigError

OPUS_SMALL = "opus-small"
SLOW = ("hf-one", "hf-batch-8", "hf-sorted", "ct2-one")
CT2 = ("ct2-article", "ct2-unsorted-32", "ct2-sorted-32")
AGAIN = "triptyque-again"
WHOLE = ("triptyque", AGAIN)
CONTENDERS = (*SLOW, *CT2, *WHOLE)


@dataclass(frozen=True, slots=True)
class BenchOptions:
    """`slow_articles` is the size of the sample for the contenders that would take too long.

    `threads` None is every core this process may use. `scale` are numbers of articles on which
    the whole program runs once each.
    """

    model: str = OPUS_SMALL
    target_lang: str = "en"
    target_token: str | None = None
    articles: int = 60
    slow_articles: int = 6
    rounds: int = 3
    beam: int = 4
    threads: int | None = None
    contenders: tuple[str, ...] = CONTENDERS
    scale: tuple[int, ...] = ()


def parse_contenders(text: str | None) -> tuple[str, ...]:
    """The contenders of a comma-separated list in their fixed order; None is all of them.

    >>> parse_contenders("triptyque, ct2-one"), parse_contenders("none")
    (('ct2-one', 'triptyque'), ())

    Raises:
        ConfigError: one of them is unknown, or cannot run without another.
    """
    if text is None:
        return CONTENDERS
    wanted = {name.strip() for name in text.split(",") if name.strip()} - {"none"}
    unknown = sorted(wanted - set(CONTENDERS))
    if unknown:
        raise ConfigError(
            f"no such contender: {', '.join(unknown)}",
            where="--contenders",
            remedy=f"give none, or some of {', '.join(CONTENDERS)}",
        )
    if AGAIN in wanted and "triptyque" not in wanted:
        raise ConfigError(
            f"{AGAIN} runs over the output of triptyque",
            where="--contenders",
            remedy=f"give triptyque,{AGAIN}",
        )
    return tuple(name for name in CONTENDERS if name in wanted)


def parse_scale(text: str | None) -> tuple[int, ...]:
    """The sizes of a comma-separated list, smallest first.

    >>> parse_scale("10000,1000"), parse_scale(None)
    ((1000, 10000), ())

    Raises:
        ConfigError: one of them is no number of articles.
    """
    sizes = [part.strip() for part in (text or "").split(",") if part.strip()]
    wrong = [part for part in sizes if not part.isdecimal() or int(part) < 1]
    if wrong:
        raise ConfigError(
            f"{wrong[0]!r} is not a number of articles",
            where="--scale",
            remedy="write numbers with commas between them, such as 1000,10000",
        )
    return tuple(sorted({int(part) for part in sizes}))


def check_folders(corpus: Path, output: Path) -> None:
    """Refuse an output folder that the measured runs would read as articles.

    Raises:
        ConfigError: one folder lies in the other.
    """
    inside, outside = output.resolve(), corpus.resolve()
    if inside == outside or outside in inside.parents or inside in outside.parents:
        raise ConfigError(
            f"the output folder and the corpus {corpus} lie in each other",
            where=str(output),
            remedy="give an output folder apart from the corpus",
        )


def model_name(model: str) -> str:
    """The model as a configuration names it: folders absolute, all else as it stands.

    >>> model_name("starter"), model_name("owner/name")
    ('starter', 'owner/name')
    """
    path = Path(model)
    is_path = path.is_dir() or path.is_absolute() or model.startswith((".", "~"))
    if model == STARTER_MODEL or not is_path:
        return model
    return str(path.expanduser().resolve())
