"""A process of a training team, started by its leader: `-m translate.training.worker WORK`."""

import sys
from pathlib import Path

from translate.errors import TranslateError
from translate.training.session import join_team

EXIT_FAILED = 1


def main() -> int:
    """Learn beside the leader until it ends; a leader that is gone is no error of ours."""
    try:
        join_team(Path(sys.argv[1]))
    except TranslateError:
        return EXIT_FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
