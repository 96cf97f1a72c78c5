"""A process of a training team, started by its leader: `-m translate.training.worker WORK`."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

from translate.errors import TranslateError
from translate.training.session import join_team

EXIT_FAILED = 1
LOOK_EVERY_S = 1.0


def main() -> int:
    """Learn beside the leader until it ends."""
    # A service that is stopped signals all its processes; the leader saves, and then tells us.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    try:
        join_team(Path(sys.argv[1]))
    except TranslateError as err:
        sys.stderr.write(f"worker: {err}\n")
        return EXIT_FAILED
    return 0


def _end_with(leader: int) -> None:
    """End this process when its leader is gone, whatever it waits for."""
    while os.getppid() == leader:
        time.sleep(LOOK_EVERY_S)
    os._exit(EXIT_FAILED)


if __name__ == "__main__":
    sys.exit(main())
