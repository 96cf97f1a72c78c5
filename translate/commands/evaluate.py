"""`translate evaluate`: BLEU, chrF, chrF++ and ROUGE of an output beside human references."""

import json
from pathlib import Path
from typing import Annotated

import typer

from translate.errors import OutputError


def evaluate(  # noqa: PLR0913, PLR0917 - one parameter per option of the command
    output: Annotated[Path, typer.Argument(metavar="OUTPUT", help="Folder of a finished run.")],
    references: Annotated[
        Path, typer.Option("--references", metavar="DIR", help="Folder of references: see above.")
    ],
    baseline: Annotated[
        Path | None,
        typer.Option(metavar="OTHER_OUTPUT", help="Another finished run, to compare with."),
    ] = None,
    langs: Annotated[
        list[str] | None, typer.Option("--lang", metavar="vi", help="Only these; repeatable.")
    ] = None,
    json_file: Annotated[
        str | None,
        typer.Option("--json", metavar="FILE", help="Write JSON too; - prints it, and no table."),
    ] = None,
    samples: Annotated[
        int, typer.Option(min=100, max=100_000, help="Bootstrap resamples; fixed seed.")
    ] = 1000,
) -> None:
    """Score the translations and summaries of OUTPUT beside human references.

    DIR holds files aligned by line, NAME.fr with NAME.en or NAME.vi (or .fra, .eng, .vie; NAME.ids
    may hold the segment ids, as in an exported parallel/), or JSON lines: {"fr", "en", "vi"}, with
    "segment_id" beside or instead of "fr", and {"article_id", "summary_fr", "summary_en",
    "summary_vi"} for summaries. Or DIR is another finished output.

    A segment finds its reference by its id where the source agrees, else by its source text. What
    the checks blocked is scored too, and its share shown. Segments without a reference and
    references without a segment are counted, and named in the JSON.

    Exit codes: 0 done, 2 usage, output or references, 73 FILE not writable.
    """
    from translate.evaluation.report import as_json, as_text
    from translate.evaluation.scoring import EvaluationOptions
    from translate.evaluation.scoring import evaluate as evaluate_output
    from translate.files import write_json

    options = EvaluationOptions(tuple(dict.fromkeys(langs or ())), baseline, samples)
    evaluation = evaluate_output(output, references, options)
    if json_file == "-":
        typer.echo(json.dumps(as_json(evaluation), ensure_ascii=False, indent=2, sort_keys=True))
        return
    if json_file:
        try:
            write_json(Path(json_file), as_json(evaluation))
        except OSError as err:
            raise OutputError(
                f"cannot be written ({err.strerror or err})",
                where=json_file,
                remedy="give a file in a folder that you may write to",
            ) from err
    typer.echo(as_text(evaluation))
