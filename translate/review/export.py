"""`translate review export`: the doubtful rows of a finished output as a table to fill in."""

from pathlib import Path

from translate.checks import CHECKS
from translate.errors import ConfigError, OutputError
from translate.output_folder import OWN_NAMES, WORK_FOLDER
from translate.review.output_rows import Languages, Selection, read_languages, read_rows
from translate.review.tables import Written, load_table


def export_review(
    output: Path, file: Path, selection: Selection, *, is_overwriting: bool = False
) -> Written:
    """Write the rows of `output` that `selection` takes to `file`.

    Raises:
        ConfigError: the file has an unknown ending, is there already or lies among the outputs;
            or the selection names a check or a language that is not there; or the output is no
            finished run.
        OutputError: the file cannot be written.
    """
    table = load_table(file)
    languages = read_languages(output)
    _check_selection(selection, languages)
    if file.exists() and not is_overwriting:
        raise ConfigError(
            "is there already, perhaps with the work of a reviewer",
            where=str(file),
            remedy="give another name, or --overwrite",
        )
    own = [(output / name).resolve() for name in (*OWN_NAMES, WORK_FOLDER)]
    if set(own) & {file.resolve(), *file.resolve().parents}:
        raise ConfigError(
            "lies among the files that a run writes", where=str(file), remedy="give another folder"
        )
    try:
        return table.write(file, read_rows(output, languages, selection))
    except OSError as err:
        raise OutputError(
            f"cannot be written ({err.strerror or err})",
            where=str(file),
            remedy="give a file in a folder that you may write to, on a disk with room",
        ) from err


def _check_selection(selection: Selection, languages: Languages) -> None:
    for kind, given, known in (
        ("check", selection.checks, CHECKS),
        ("language", selection.langs, languages.targets),
    ):
        if unknown := sorted(given - set(known)):
            raise ConfigError(
                f"there is no {kind} {', '.join(unknown)} here",
                remedy=f"give one of {', '.join(sorted(known))}",
            )
