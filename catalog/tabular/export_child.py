"""The process that writes one large export: its memory ends with it, and pages stay quick meanwhile."""

import os
import pickle
import sys
from pathlib import Path

from catalog.tabular.export import Export
from catalog.tabular.export_cache import finish

_NICE = 5


def main() -> None:
    """Finish the export that standard input names, whose locks were inherited."""
    os.nice(_NICE)
    folder, export = pickle.load(sys.stdin.buffer)  # noqa: S301  # from the process that started this one
    assert isinstance(folder, Path)
    assert isinstance(export, Export)
    finish(folder, export)


if __name__ == "__main__":
    main()
