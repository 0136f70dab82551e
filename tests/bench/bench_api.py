"""The API at 10,000 datasets, one worker of the real server, beside a bare Flask route: latency and memory.

Run: python -m tests.bench.bench_api [--datasets N] [--requests N]
"""

import argparse
import dataclasses
import http.client
import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from flask import Flask, Response

from catalog import datasets, organizations
from catalog.access import SYSTEM
from catalog.cli.site import Site
from catalog.datasets import DatasetDraft, FileDraft, ResourceDraft, Theme
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import Instance, Work, open_instance

VOCABULARY = 20_000  # words, of which a few are in most texts and most in a few
FACETS = quote('["organization","groups","tags","res_format","license_id"]')
API = "/api/3/action"
PEER_BYTES = 20_000  # about a page of search results


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


def main() -> None:
    """Print one table, or be the server of one."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--datasets", type=int, default=10_000)
    arguments.add_argument("--requests", type=int, default=400)
    arguments.add_argument("--serve", choices=["site", "peer"])
    arguments.add_argument("--folder", type=Path)
    arguments.add_argument("--port", type=int, default=0)
    chosen = arguments.parse_args()
    if chosen.serve:
        settings = Settings(instance=chosen.folder, port=chosen.port, workers=1)
        (Site if chosen.serve == "site" else Peer)(settings).run()
        return
    with tempfile.TemporaryDirectory() as folder:
        report(Path(folder), chosen.datasets, chosen.requests)


def report(folder: Path, count: int, requests: int) -> None:
    """Fill, serve, ask."""
    started = time.perf_counter()
    instance = open_instance(Settings(instance=folder))
    Base.metadata.create_all(instance.engine)
    fill(instance, count)
    print(f"{count:,} datasets written by the rules and indexed in {time.perf_counter() - started:.0f} s")
    print(f"{'':<34}{'p50 ms':>10}{'p99 ms':>10}{'x bare':>10}{'bytes':>10}")
    with serving("peer", folder) as (port, _worker):
        bare = measure("bare Flask route", port, requests, lambda _chance: "/", 0.0)
    with serving("site", folder) as (port, worker):
        idle = resident(worker)
        for name, make in questions(count).items():
            measure(name, port, requests, make, bare)
        print(f"{'memory of the worker':<34}{resident(worker):>7.0f} MB ({idle:.0f} MB at its start)")


def questions(count: int) -> dict[str, Callable[[random.Random], str]]:
    """What is asked, each time something else."""

    return {
        "package_show": lambda chance: f"{API}/package_show?id=data-{chance.randrange(count)}",
        "package_search, 10 rows": lambda chance: f"{API}/package_search?q={word(chance)}",
        "package_search, 10 rows, 5 facets": lambda chance: (
            f"{API}/package_search?q={word(chance)}&facet.field={FACETS}"
        ),
        "everything, 10 rows, 5 facets": lambda chance: (
            f"{API}/package_search?start={chance.randrange(count)}&facet.field={FACETS}"
        ),
        "package_search, 100 rows": lambda chance: f"{API}/package_search?q={word(chance)}&rows=100",
        "organization_list, all fields": lambda _chance: f"{API}/organization_list?all_fields=true",
        "package_list": lambda _chance: f"{API}/package_list",
    }


def measure(name: str, port: int, requests: int, make: Callable[[random.Random], str], bare: float) -> float:
    """Print one row and give its median; requests follow each other on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times, size = [], 0
    for seed in range(requests + 20):
        address = make(random.Random(seed))
        started = time.perf_counter()
        connection.request("GET", address)
        response = connection.getresponse()
        size = len(response.read())
        times.append((time.perf_counter() - started) * 1000)
        if response.status != 200:
            raise SystemExit(f"{address} answered {response.status}")
    connection.close()
    found = statistics.quantiles(times[20:], n=100, method="inclusive")
    ratio = f"{found[49] / bare:.1f}" if bare else "1.0"
    print(f"{name:<34}{found[49]:>10.2f}{found[98]:>10.2f}{ratio:>10}{size:>10,}")
    return found[49]


@contextmanager
def serving(kind: str, folder: Path) -> Iterator[tuple[int, int]]:
    """A server with one worker; gives its port and the worker's process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "tests.bench.bench_api",
        "--serve",
        kind,
        "--folder",
        str(folder),
        "--port",
        str(port),
    ]
    with subprocess.Popen(command) as server:
        try:
            wait_for(port)
            children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
            yield port, int(children[0])
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Until the port answers."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def resident(process: int) -> float:
    """Memory of a process in MB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def fill(instance: Instance, count: int) -> None:
    """Datasets by the rules, as a harvest would write them: 60 organizations, 12 themes, 1 to 4 resources."""
    with instance.work(SYSTEM) as work:
        for number in range(60):
            organizations.ensure(work, OrganizationDraft(title=f"Dinas {number}", name=f"dinas-{number}"))
        for number in range(12):
            add_theme(work, number)
    for start in range(0, count, 500):
        with instance.work(SYSTEM) as work:
            for number in range(start, min(start + 500, count)):
                datasets.publish(work, datasets.save(work, draft(number)))
    datasets.rebuild(instance, lambda _done, _total: None)


def add_theme(work: Work, number: int) -> None:
    """One theme."""
    names = {"name": f"tema-{number}", "title": f"Tema {number}", "title_en": f"Theme {number}"}
    work.session.add(Theme(id=f"00000000-0000-0000-0000-{number:012}", created=work.clock(), **names))


def word(chance: random.Random) -> str:
    """A made-up word, rare or frequent as words are."""
    return f"kata{int(chance.paretovariate(0.6)) % VOCABULARY}pokok"


def draft(number: int) -> DatasetDraft:
    """A dataset like those of a real portal in length and number of parts."""
    chance = random.Random(number)

    def words(many: int) -> str:
        return " ".join(word(chance) for _ in range(many))

    resources = [
        ResourceDraft(
            key=str(place), name=words(3), description=words(8), format=chance.choice(["csv", "xlsx", "pdf"]),
            media_type="text/csv", file=FileDraft(f"{words(2)}.csv", f"{number:064x}", 1000 + number),
        )
        for place in range(number % 4 + 1)
    ]  # fmt: skip
    simple = DatasetDraft(
        name=f"data-{number}",
        title=words(7).capitalize(),
        organization=f"dinas-{chance.randrange(60)}",
        notes=words(60),
        license_id=chance.choice(["cc-by-4.0", "cc-zero", "notspecified"]),
    )
    return dataclasses.replace(
        simple,
        tags=tuple(dict.fromkeys(words(4).split())),
        themes=(f"tema-{number % 12}",),
        years=(2015 + number % 10,),
        extras=(("wilayah", json.dumps(words(2))),),
        resources=tuple(resources),
    )


if __name__ == "__main__":
    main()
