"""The target pieces that a batch can need, found by asking the model itself, and nothing else.

Most of the work of a Marian model is its output layer. CTranslate2 can cut that layer to a list of
pieces per batch: those that are always allowed, and those that the pieces of the sources call for.
A list changes what beam search finds even where no piece is missing: probabilities are shared out
among the pieces of the list, more to some beams than to others, and the list is one for the whole
batch. So no list is to be used that has not been through `shortlist_proof`.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from translate.files import write_text

VMAP_NAME = "vmap.txt"
_WORD_START = "\u2581"
_SEPARATORS = frozenset("\t\n\r ")
# Enough to keep every worker of a translator busy, and not so many that their attention weighs.
_BATCHES_AT_A_TIME = 8

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The pieces that are `always` allowed, and `by_piece` those that a source piece adds."""

    always: tuple[str, ...]
    by_piece: Mapping[str, tuple[str, ...]]

    def allowed_for(self, rows: Sequence[Row]) -> frozenset[str]:
        """The pieces that a batch of sources may give: one set for them all, as CTranslate2 does.

        Its special tokens, which it always adds, are not among them.

        >>> sorted(Shortlist(("a",), {"x": ("b",), "y": ("c",)}).allowed_for([["x"], ["x", "z"]]))
        ['a', 'b']
        """
        added = (self.by_piece.get(piece, ()) for row in rows for piece in row)
        return frozenset(self.always).union(*added)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces of a model: what its tokenizer makes of sources, and what it can put out.

    `before` and `after` frame every source: a target token such as `>>vie<<`, and `</s>`.
    """

    source: Sequence[str]
    target: Collection[str]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ("</s>",)


@dataclass(frozen=True, slots=True)
class ShortlistOptions:
    """How long the lists get, and how much is asked of the model for them.

    `links` source pieces are held responsible for each piece of a sample translation. The
    `frequent` pieces that the sample gave most often are always allowed. A source piece adds the
    `alternatives` that are likeliest to begin its translation when it stands alone.
    """

    links: int = 2
    frequent: int = 3_000
    alternatives: int = 32
    batch_rows: int = 64
    max_output_ratio: float = 2.0
    extra_output_tokens: int = 10


@dataclass(slots=True)
class Evidence:
    """What a model was seen to do: pieces `produced`, and for each source piece those `linked`."""

    produced: Counter[str] = field(default_factory=Counter)
    linked: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def build_shortlist(
    translator: Any,
    vocabulary: Vocabulary,
    rows: Sequence[Row],
    options: ShortlistOptions | None = None,
) -> Shortlist:
    """Ask a `ctranslate2.Translator` for its lists, over a sample of framed sources.

    The same model, sample and options give the same lists, on any number of threads.
    """
    options = options or ShortlistOptions()
    evidence = Evidence()
    observe_sample(translator, rows, evidence, options)
    probe_pieces(translator, vocabulary, evidence, options)
    return compile_shortlist(vocabulary, evidence, options.frequent)


def observe_sample(
    translator: Any, rows: Sequence[Row], evidence: Evidence, options: ShortlistOptions
) -> None:
    """Translate greedily; link each piece to the source pieces that got the most attention."""
    for batch in _in_batches(rows, options.batch_rows * _BATCHES_AT_A_TIME):
        longest = max(map(len, batch))
        results = translator.translate_batch(
            batch,
            max_batch_size=options.batch_rows,
            beam_size=1,
            return_attention=True,
            max_input_length=0,
            max_decoding_length=int(longest * options.max_output_ratio)
            + options.extra_output_tokens,
        )
        for row, result in zip(batch, results, strict=True):
            pieces = result.hypotheses[0]
            evidence.produced.update(pieces)
            for piece, weights in zip(pieces, result.attention[0], strict=True):
                for place in _largest(weights, options.links):
                    evidence.linked[row[place]].add(piece)


def probe_pieces(
    translator: Any, vocabulary: Vocabulary, evidence: Evidence, options: ShortlistOptions
) -> None:
    """Begin to translate every source piece alone; link to it what nearly came out.

    One step is enough: what follows the first piece of a translation is in the sample, or is
    linked to a piece beside. To probe four tokens more took twice as long again, and kept at best
    one output more in a hundred.
    """
    count, step = options.alternatives, options.batch_rows * _BATCHES_AT_A_TIME
    for start in range(0, len(vocabulary.source), step):
        pieces = vocabulary.source[start : start + step]
        results = translator.translate_batch(
            [[*vocabulary.before, piece, *vocabulary.after] for piece in pieces],
            max_batch_size=options.batch_rows,
            beam_size=count,
            num_hypotheses=count,
            max_decoding_length=1,
        )
        for piece, result in zip(pieces, results, strict=True):
            evidence.linked[piece].update(*result.hypotheses)


def compile_shortlist(vocabulary: Vocabulary, evidence: Evidence, frequent: int) -> Shortlist:
    """Lists from evidence: a source piece may always be copied, and so can be spelt out.

    >>> evidence = Evidence(Counter({"the": 9, "cat": 1}), defaultdict(set, chat={"cat", "the"}))
    >>> pieces = Vocabulary(["chat", "Hue"], ["the", "cat", "Hue", "7", "\\u1ebf"])
    >>> compile_shortlist(pieces, evidence, frequent=1)
    Shortlist(always=('7', 'the', 'ế'), by_piece={'Hue': ('Hue',), 'chat': ('cat',)})
    """
    known = {piece for piece in vocabulary.target if not _SEPARATORS & set(piece)}
    ranked = sorted(evidence.produced.items(), key=lambda item: (-item[1], item[0]))
    always = {piece for piece in known if is_always_allowed(piece)}
    always.update(piece for piece, _ in ranked[:frequent] if piece in known)
    by_piece: dict[str, tuple[str, ...]] = {}
    for piece in sorted({*vocabulary.source, *evidence.linked}):
        added = ({piece} | evidence.linked.get(piece, set())) & known - always
        if added and not _SEPARATORS & set(piece):
            by_piece[piece] = tuple(sorted(added))
    return Shortlist(tuple(sorted(always)), by_piece)


def is_always_allowed(piece: str) -> bool:
    """Whether any text may need a piece: digits, punctuation, single letters.

    Single letters, those of Vietnamese with their marks among them, spell every name.

    >>> [is_always_allowed(piece) for piece in ("\\u2581", "\\u2581ế", "\\u258112", "...", "de")]
    [True, True, True, True, False]
    """
    core = piece.removeprefix(_WORD_START)
    return len(core) <= 1 or not any(letter.isalpha() for letter in core)


def format_vmap(shortlist: Shortlist) -> str:
    r"""The lists as `vmap.txt`: a source piece, a tab, target pieces; an empty key is any source.

    CTranslate2 takes further words of a key for a longer run of source pieces, and special tokens
    are allowed whether they stand here or not.

    >>> format_vmap(Shortlist((".", "the"), {"chat": ("cat", "cats")}))
    '\t. the\nchat\tcat cats\n'
    """
    entries = {"": shortlist.always, **shortlist.by_piece}
    return "".join(f"{key}\t{' '.join(entries[key])}\n" for key in sorted(entries) if entries[key])


def write_shortlist(folder: Path, shortlist: Shortlist) -> None:
    """Put the lists beside a converted model, where CTranslate2 finds them.

    Raises:
        OSError: the folder or the disk does not take the file.
    """
    write_text(folder / VMAP_NAME, format_vmap(shortlist))


def _largest(weights: Sequence[float], count: int) -> list[int]:
    """The places of the largest weights; of equal ones the first."""
    return sorted(range(len(weights)), key=lambda place: (-weights[place], place))[:count]


def _in_batches(rows: Sequence[Row], size: int) -> Iterator[list[Row]]:
    """Batches of sources of like length, so that little is padded."""
    ordered = sorted(rows, key=lambda row: (len(row), list(row)))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
