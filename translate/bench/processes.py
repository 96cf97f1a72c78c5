"""Processes that are measured: wall time, processor time and peak memory from their own records."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from translate.bench.worker import rss_mb
from translate.errors import ConfigError, ModelError
from translate.files import write_json


@dataclass(frozen=True, slots=True)
class Finished:
    """A process that has ended; `code` is negative where a signal ended it."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    cpu_seconds: float
    peak_rss_mb: float

    @property
    def reason(self) -> str:
        """Why it failed, in a line: the last it wrote, or the signal.

        >>> Finished(-9, "", "loading\\n", 1.0, 1.0, 1.0).reason
        'ended by SIGKILL, perhaps for want of memory'
        >>> Finished(1, "", "Traceback\\nMemoryError: 3 GB\\n", 1.0, 1.0, 1.0).reason
        'MemoryError: 3 GB'
        """
        if self.code < 0:
            return f"ended by {signal.Signals(-self.code).name}, perhaps for want of memory"
        lines = [line for line in self.stderr.splitlines() if line.strip()]
        return lines[-1].strip()[:300] if lines else f"ended with code {self.code}"


def run_process(command: Sequence[str], threads: int) -> Finished:
    """Run a command to its end; when this process is interrupted, all of it is killed."""
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "HF_HUB_OFFLINE": "1"}
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        start = time.perf_counter()
        # A session of its own: Ctrl-C is for the measurement, which then ends its processes.
        process = subprocess.Popen(
            command, stdout=stdout, stderr=stderr, env=environment, start_new_session=True
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        told, complained = (_read_again(stream) for stream in (stdout, stderr))
    cpu_seconds = usage.ru_utime + usage.ru_stime
    return Finished(process.returncode, told, complained, seconds, cpu_seconds, rss_mb(usage))


def _read_again(stream: IO[bytes]) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", errors="replace")


def run_worker(job: Mapping[str, Any], work: Path, threads: int) -> Finished:
    """Give a job to a worker process; its result is the JSON on its stdout.

    Raises:
        ModelError: the worker says what is wrong with the model.
    """
    path = work / "job.json"
    write_json(path, job)
    done = run_process([sys.executable, "-m", "translate.bench.worker", str(path)], threads)
    if done.code > 0 and done.stdout.startswith("{"):
        error = json.loads(done.stdout)
        raise ModelError(error["what"], where=error["where"], remedy=error["remedy"])
    return done


@contextmanager
def limited_to(threads: int | None) -> Iterator[int]:
    """Hold this process, and all it starts, to so many cores; give the number of cores.

    Raises:
        ConfigError: there are not so many, or the system cannot do that.
    """
    if not hasattr(os, "sched_setaffinity"):
        if threads is not None:
            raise ConfigError(
                "this system cannot hold a process to some cores",
                where="--threads",
                remedy="leave it out",
            )
        yield os.cpu_count() or 1
        return
    usable = os.sched_getaffinity(0)
    if threads is not None and threads > len(usable):
        raise ConfigError(
            f"{threads} cores are wanted and {len(usable)} are usable",
            where="--threads",
            remedy=f"give at most {len(usable)}",
        )
    kept = sorted(usable)[: threads or len(usable)]
    os.sched_setaffinity(0, kept)
    try:
        yield len(kept)
    finally:
        os.sched_setaffinity(0, usable)
