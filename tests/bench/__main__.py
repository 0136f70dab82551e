"""`python -m tests.bench`: every benchmark, one after another, each in a process of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.filled import KEPT


def main() -> None:
    """Run them all; exit code 1 if one could not be run."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, KEPT: folder}
        for path in sorted(Path(__file__).parent.glob("bench_*.py")):
            sys.stdout.write(f"\n== {path.stem.removeprefix('bench_')}\n")
            sys.stdout.flush()
            command = [sys.executable, "-m", f"tests.bench.{path.stem}"]
            if subprocess.run(command, check=False, env=environment).returncode:
                failed.append(path.stem)
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
