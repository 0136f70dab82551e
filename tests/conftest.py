"""What tests of several rooms share: the real files, and a data center in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

StartDataCenter = Callable[..., str]
_OF_TESTS = {"LUMBUNG_REAL_DATA", "LUMBUNG_CHROMIUM", "LUMBUNG_FUZZ", "LUMBUNG_BENCH_FOLDER"}

# Nobody's own settings, a database of theirs least of all, are what tests work on.
for _name in [name for name in os.environ if name.startswith("LUMBUNG_") and name not in _OF_TESTS]:
    del os.environ[_name]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files; once LUMBUNG_REAL_DATA is set, a missing folder is a failure."""
    named = os.environ.get("LUMBUNG_REAL_DATA")
    if not named:
        pytest.skip("LUMBUNG_REAL_DATA is not set: the real files are read where they stand, never shipped")
    folder = Path(named)
    assert (folder / "budget_id").is_dir(), f"LUMBUNG_REAL_DATA={named} has no folder budget_id"
    return folder


@pytest.fixture(scope="module")
def datacenter() -> Iterator[StartDataCenter]:
    """`start(data=None, fault=None)` runs a data center in its own process and returns its address."""
    processes: list[subprocess.Popen[str]] = []

    def start(data: Path | None = None, fault: str | None = None) -> str:
        command = [sys.executable, "-m", "catalog.demo", "--port", "0"]
        command += ["--data", str(data)] if data else []
        command += ["--fault", fault] if fault else []
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stdout
        address = process.stdout.readline().strip()
        assert address.startswith("http://"), "the data center did not start; its standard error says why"
        return address

    yield start
    for process in processes:
        with process:
            process.terminate()
            process.wait(timeout=10)
