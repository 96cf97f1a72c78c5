"""`python -m translate.bench.shortlist_trial`: what a lexical shortlist does to the starter model.

It builds the lists for each target language, then translates sentences that were not asked for
them, with and without. Runs do not use shortlists; these figures are the reason.
"""

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from translate.bench.shortlist import Shortlist, Vocabulary, build_shortlist, write_shortlist
from translate.bench.shortlist_proof import Generate, Proof, prove
from translate.bench.shortlist_sample import draw_sample
from translate.config import STARTER_MODEL, ModelConfig
from translate.engines.model_files import find_model
from translate.records import Generation

TARGET_TOKENS = {"en": ">>eng<<", "vi": ">>vie<<"}
END, UNKNOWN = "</s>", "<unk>"
_OUTPUT_RATIO, _EXTRA_OUTPUT_TOKENS = 3, 20
_HEADER = "| target | beam | same | same, with fallback | made again | chrF, with against without |"


@dataclass(frozen=True, slots=True)
class Subject:
    """A converted model, with and without a shortlist, on rows of ids."""

    folder: Path
    encoder: Any
    pieces: tuple[str, ...]
    beam_size: int

    def rows(self, texts: Sequence[str], target_token: str) -> list[list[str]]:
        """The pieces of each text, framed as the model wants them."""
        return [[target_token, *self.encoder.encode(text, out_type=str), END] for text in texts]

    def ids(self, rows: Sequence[Sequence[str]]) -> list[list[int]]:
        """The rows as ids; a piece that the model does not have is unknown to it, as in a run."""
        known = {piece: number for number, piece in enumerate(self.pieces)}
        return [[known.get(piece, known[UNKNOWN]) for piece in row] for row in rows]

    def load(self, shortlist: Shortlist | None = None) -> Any:
        """A `ctranslate2.Translator` of one thread in int8; it reads its lists when it loads."""
        import ctranslate2

        path = self.folder / "vmap.txt"
        if shortlist is not None:
            write_shortlist(self.folder, shortlist)
        loaded = ctranslate2.Translator(str(self.folder), intra_threads=1, compute_type="int8")
        path.unlink(missing_ok=True)
        return loaded

    def generate_with(self, shortlist: Shortlist | None = None) -> Generate:
        """A function from rows of ids to generations, as an engine has one."""
        translator = self.load(shortlist)

        def generate(rows: list[list[int]]) -> list[Generation]:
            results = translator.translate_batch(
                [[self.pieces[number] for number in row] for row in rows],
                beam_size=self.beam_size,
                use_vmap=shortlist is not None,
                max_decoding_length=_OUTPUT_RATIO * max(map(len, rows)) + _EXTRA_OUTPUT_TOKENS,
                return_scores=True,
                return_end_token=True,
            )
            return [self._generation(row, made) for row, made in zip(rows, results, strict=True)]

        return generate

    def _generation(self, row: list[int], result: Any) -> Generation:
        pieces = result.hypotheses[0]
        text = self.encoder.decode([piece for piece in pieces if piece != END])
        return Generation(text, result.scores[0], len(row), len(pieces), pieces[-1:] == [END])


def convert_starter(folder: Path, beam_size: int) -> Subject:
    """The starter model, converted to int8 into `folder`."""
    import ctranslate2
    from sentencepiece import SentencePieceProcessor

    starter = find_model(ModelConfig(model=STARTER_MODEL), models_dir=None).folder
    assert starter is not None, "the starter is part of the package"
    converter = ctranslate2.converters.TransformersConverter(str(starter))
    converter.convert(str(folder), quantization="int8", force=True)
    pieces = json.loads((folder / "shared_vocabulary.json").read_text(encoding="utf-8"))
    encoder = SentencePieceProcessor(model_file=str(starter / "source.spm"))
    return Subject(folder, encoder, tuple(pieces), beam_size)


def try_shortlist(
    subject: Subject, target_token: str, built_from: Sequence[str], held_out: Sequence[str]
) -> tuple[Proof, float]:
    """What the shortlist of one target does to `held_out`, and the seconds to build it."""
    begun = time.monotonic()
    source = [subject.encoder.id_to_piece(i) for i in range(subject.encoder.get_piece_size())]
    vocabulary = Vocabulary(
        [piece for piece in source if piece in set(subject.pieces)],
        subject.pieces,
        before=(target_token,),
    )
    rows = subject.rows(built_from, target_token)
    shortlist = build_shortlist(subject.load(), vocabulary, rows)
    seconds = time.monotonic() - begun
    full, short = subject.generate_with(), subject.generate_with(shortlist)
    return prove(full, short, subject.ids(subject.rows(held_out, target_token))), seconds


def as_row(lang: str, beam_size: int, proof: Proof) -> str:
    """One line of the table."""
    return (
        f"| {lang} | {beam_size} | {proof.raw_identical_share:.1%} | {proof.identical_share:.1%} "
        f"| {proof.fallback_share:.1%} | {proof.chrf_between:.2f} |"
    )


def run(built_from: int, held_out: int, beams: Sequence[int], say: Callable[[str], None]) -> None:
    """Try the shortlist of each target at each beam size and say the table line by line."""
    sample = draw_sample(built_from, held_out)
    say(f"{len(sample.built_from)} sentences asked, {len(sample.held_out)} held out, half proved\n")
    say(_HEADER + "\n|---|---|---|---|---|---|")
    for beam_size in beams:
        with tempfile.TemporaryDirectory() as folder:
            subject = convert_starter(Path(folder) / "model", beam_size)
            for lang, token in TARGET_TOKENS.items():
                proof, _ = try_shortlist(subject, token, sample.built_from, sample.held_out)
                say(as_row(lang, beam_size, proof))


def main() -> None:
    """Read the options and print the table."""
    parser = argparse.ArgumentParser(prog="python -m translate.bench.shortlist_trial")
    parser.add_argument("--built-from", type=int, default=4000, help="sentences to ask with")
    parser.add_argument("--held-out", type=int, default=400, help="sentences to prove it on")
    parser.add_argument("--beams", default="4,1", help="beam sizes, separated by commas")
    given = parser.parse_args()
    beams = [int(size) for size in given.beams.split(",")]
    run(given.built_from, given.held_out, beams, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
