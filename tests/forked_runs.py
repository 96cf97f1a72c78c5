"""Runs the command again and again in forked processes and kills them: a program for one test.

Usage: python forked_runs.py KILLS SEED ARGUMENT... The libraries are imported once, so that a run
costs its work alone. Prints what happened as JSON.
"""

import json
import os
import random
import signal
import sys
import time

import ctranslate2  # noqa: F401
import ftfy  # noqa: F401
import jinja2  # noqa: F401
import sentencepiece  # noqa: F401
import trafilatura  # noqa: F401

from translate import cli, console, pipeline  # noqa: F401


def run(arguments: list[str], kill_after: float | None) -> tuple[int, float]:
    """The wait status of one run, and its seconds."""
    begin = time.monotonic()
    child = os.fork()
    if child == 0:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        sys.argv = ["translate", *arguments]
        code = 1
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return status, time.monotonic() - begin


def main() -> None:
    kills, seed, arguments = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    rng = random.Random(seed)
    killed, ended, horizon = [], 0, 3.0
    while len(killed) < kills and ended < 3 * kills:
        after = rng.uniform(0, horizon)
        status, _ = run(arguments, after)
        if os.WIFSIGNALED(status):
            killed.append(round(after, 2))
        else:
            ended += 1
            horizon *= 0.9
    status, seconds = run(arguments, None)
    code = os.waitstatus_to_exitcode(status)
    print(json.dumps({"killed": killed, "ended": ended, "code": code, "seconds": seconds}))


if __name__ == "__main__":
    main()
