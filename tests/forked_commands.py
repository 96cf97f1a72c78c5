"""Runs the command in forks of one process that has imported the libraries: a program for tests.

Usage: python forked_commands.py MODULE...; then a line of JSON on stdin for each command, answered
by its exit code. A fork is a process of its own, with its folder, files, locks and exit code, and
costs its work alone. All forks have the hash seed of the first process, and an environment that is
given is seen by what is imported later.
"""

import gc
import json
import os
import resource
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from translate import cli

LIMIT_S = 300


def become(order: dict[str, Any]) -> None:
    """Make this fork the process that `order` describes."""
    signal.alarm(LIMIT_S)
    os.chdir(order["cwd"])
    os.environ.update(order["environment"])
    for number, path in enumerate((os.devnull, order["stdout"], order["stderr"])):
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    if limit := order["max_file_bytes"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    sys.argv = ["translate", *order["arguments"]]


def main() -> None:
    for name in sys.argv[1:]:
        import_module(name)
    threads = len(list(Path("/proc/self/task").iterdir()))
    assert threads == 1, f"{threads} threads: a fork of them would hang"
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            become(json.loads(line))
            cli.main()
            return
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    main()
