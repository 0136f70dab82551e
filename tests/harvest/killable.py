"""A run in a process of its own that kills itself when told: `python -m tests.harvest.killable DIR WHEN`.

WHEN is `progress:N` (at the Nth step told), `commit:N` (before the Nth commit) or `never`.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from sqlalchemy import event

from catalog import harvest
from tests.harvest.parts import Lists, new_instance


def main(folder: str, when: str) -> None:
    """Run the source `uji` of an instance."""
    harvest.register(Lists())
    instance = new_instance(Path(folder))
    what, _colon, number = when.partition(":")
    steps, commits = count(1), count(1)

    def step(stage: str, done: int, total: int, title: str) -> None:
        if what == "progress" and next(steps) == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

    def commit(_connection: object) -> None:
        if what == "commit" and next(commits) == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(instance.engine, "commit", commit)
    harvest.run(instance, "uji", step)


if __name__ == "__main__":
    main(*sys.argv[1:])
