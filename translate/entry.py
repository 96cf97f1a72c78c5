"""The way into a run: hold the output, and see whether there is anything to do.

A scheduled job over a folder in which nothing has changed ends here. So this room and those above
that it needs are quick to import; `pipeline`, with all that makes an output, is imported when
something is to be made.
"""

import logging
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from translate.config import Config
from translate.memory import Memory
from translate.output_folder import check_folders, hold, prepare_output
from translate.run_records import Beginning, Moment, RunOptions, RunReport
from translate.unchanged import find_result, take_state

logger = logging.getLogger("translate")


def run(input_folder: Path, output: Path, config: Config, options: RunOptions) -> RunReport:
    """Translate the articles of `input_folder` into `output`, unless it holds just that already.

    Raises:
        ConfigError: the glossary or a list of suppressions is wrong, or the folders lie in each
            other the wrong way round.
        CorpusError: the input does not exist or holds nothing.
        ModelError: a model cannot be had, loaded or trusted.
        OutputError: the output cannot be written, or (BusyError) another run holds it.
        StoppedError: the run was asked to stop; it resumes when it is run again.
    """
    moment = Moment.now()
    check_folders(input_folder, output)
    work = prepare_output(output)
    with ExitStack() as stack:
        stack.enter_context(hold(work))
        options.on_work_folder(work)
        logger.info("run started: %s -> %s, config %s", input_folder, output, config.digest()[:10])
        memory = stack.enter_context(Memory(work / "memory.sqlite"))
        human = memory.human_texts()
        state = take_state(input_folder, output, config, limit=options.limit, human=human)
        digest = state.digest(config)
        if (manifest := find_result(output, digest)) is not None:
            logger.info("nothing has changed since the output was written")
            return _report_unchanged(output, manifest, moment)
        from translate import pipeline

        beginning = Beginning(moment, work, memory, human, state, digest)
        return pipeline.run(input_folder, output, config, options, beginning)


def _report_unchanged(output: Path, manifest: dict[str, Any], moment: Moment) -> RunReport:
    """The report of a run that found its output made already."""
    known = sum(task["generated"] + task["remembered"] for task in manifest["generation"].values())
    return RunReport(output, manifest, 0, known, moment.seconds(), is_unchanged=True)
