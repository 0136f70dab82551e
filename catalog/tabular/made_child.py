"""The process that makes one large file: its memory ends with it, and pages stay quick meanwhile."""

import os
import pickle
import sys
from pathlib import Path

from catalog.tabular.made_files import finish

_NICE = 5


def main() -> None:
    """Finish the file that standard input names, whose locks were inherited."""
    os.nice(_NICE)
    folder, wanted = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the process that started this one
    assert isinstance(folder, Path)
    finish(folder, wanted)


if __name__ == "__main__":
    main()
