"""One worker of the real server over an instance, and how its answers are timed beside a bare Flask route.

`python -m tests.bench.served site|peer FOLDER PORT` is the server itself.
"""

import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response

from catalog.cli.site import Site
from catalog.settings import Settings
from catalog.work import open_instance

PEER_BYTES = 20_000  # about a page of search results
_WARM_UP = 20
_TICKS = os.sysconf("SC_CLK_TCK")


class Peer(Site):
    """The same server around a Flask application that only returns a constant."""

    def load(self) -> Flask:
        """The bare application."""
        app, content = Flask("peer"), b"x" * PEER_BYTES
        app.extensions["lumbung"] = open_instance(self.settings)  # the server lets go of it in each worker

        @app.get("/")
        def constant() -> Response:
            return Response(content)

        return app


@dataclass(frozen=True)
class Server:
    """Where a server listens, and the process of its one worker."""

    port: int
    worker: int


@dataclass(frozen=True)
class Question:
    """What is asked, each time something else; `goal` is the median in milliseconds, 0 for none."""

    name: str
    goal: float
    make: Callable[[random.Random], str]


@contextmanager
def serving(kind: str, folder: Path) -> Iterator[Server]:
    """A server of kind site or peer."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.served", kind, str(folder), str(port)]
    with subprocess.Popen(command) as server:
        try:
            yield Server(port, _worker_of(server.pid))
        finally:
            server.terminate()


def head() -> None:
    """The first line of the table."""
    times = f"{'goal ms':>8}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'first ms':>10}"
    print(f"{'':<36}{times}{'x bare':>8}{'bytes':>12}{'MB':>6}")


def measure(server: Server, question: Question, requests: int, bare: float = 0.0) -> float:
    """Print one row and give its CPU time, which `bare` divides; requests follow each other.

    CPU time is the worker's, which on a busy machine tells more than the clock; MB is its memory afterwards.
    """
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    times, size, started_at = [], 0, 0.0
    for seed in range(requests + _WARM_UP):
        if seed == _WARM_UP:
            started_at = _cpu(server.worker)
        address = question.make(random.Random(seed))
        started = time.perf_counter()
        connection.request("GET", address)
        response = connection.getresponse()
        size = len(response.read())
        times.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise SystemExit(f"{address} answered {response.status}")
    connection.close()
    cpu = (_cpu(server.worker) - started_at) * 1000 / requests
    found = statistics.quantiles(times[_WARM_UP:], n=100, method="inclusive")
    goal = f"{question.goal:.0f}" if question.goal else ""
    ratio = f"{cpu / bare:.1f}" if bare else "1.0"
    print(
        f"{question.name:<36}{goal:>8}{found[49]:>9.2f}{found[98]:>9.2f}{cpu:>9.2f}{times[0]:>10.1f}"
        f"{ratio:>8}{size:>12,}{resident(server.worker):>6.0f}"
    )
    return cpu


def resident(process: int) -> float:
    """Memory of a process in MB, what it shares with others counted whole."""
    return _kilobytes(Path(f"/proc/{process}/status"), "VmRSS") / 1024


def proportional(process: int) -> float:
    """What a process costs the machine in MB: its own memory and its part of what it shares."""
    return _kilobytes(Path(f"/proc/{process}/smaps_rollup"), "Pss") / 1024


def _kilobytes(path: Path, name: str) -> int:
    for line in path.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise SystemExit(f"{path} has no {name}")


def load() -> str:
    """How busy the machine is: one minute's load average and the number of cores."""
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def _cpu(process: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _worker_of(server: int) -> int:
    """Wait until the server listens, which it does before it starts its worker."""
    for _ in range(600):
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        if children:
            return int(children[0])
        time.sleep(0.1)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    settings = Settings(instance=Path(sys.argv[2]), port=int(sys.argv[3]), workers=1)
    (Site if sys.argv[1] == "site" else Peer)(settings).run()
