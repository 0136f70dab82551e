"""The `lumbung` command as its users have it: real processes, real exit codes, an instance of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import urllib3

Command = Callable[..., subprocess.CompletedProcess[str]]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the instance of a test is."""
    return tmp_path / "instance"


@pytest.fixture
def lumbung(folder: Path) -> Command:
    """Run a command to its end in that instance."""

    def run(*words: str, instance: bool = True) -> subprocess.CompletedProcess[str]:
        place = ["--instance", str(folder)] if instance else []
        return subprocess.run(
            [sys.executable, "-m", "catalog", *words, *place],
            capture_output=True, text=True, timeout=300, env=environment(), check=False,
        )  # fmt: skip

    return run


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Start a command that runs until it is told to stop; whatever is left at the end is ended."""
    running: list[subprocess.Popen[str]] = []

    def begin(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "catalog", *words, "--instance", str(folder)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(), process_group=0,
        )  # fmt: skip
        running.append(process)
        return process

    yield begin
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def environment() -> dict[str, str]:
    """The environment of a user with no settings of Lumbung."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LUMBUNG_")}
    return {**kept, "LUMBUNG_LANG": "en", "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(address: str, patience: float = 60.0) -> urllib3.BaseHTTPResponse:
    """The answer of a server that may still be starting."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return urllib3.request("GET", address, retries=False, timeout=30.0)
        except urllib3.exceptions.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def processes_of(folder: Path) -> dict[int, str]:
    """Every living process whose command line names this instance."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if str(folder) in words and state != "Z":
                found[int(entry.name)] = words
    return found


def wait_until(condition: Callable[[], bool], patience: float = 30.0) -> None:
    """Wait for something that other processes bring about; fails when it does not come."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)
