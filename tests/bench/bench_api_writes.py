"""Writing through the API at 10,000 datasets, one worker of the real server: what a client waits for.

Run: python -m tests.bench.bench_api_writes [--datasets N] [--requests N]
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from ckanapi import RemoteCKAN

from catalog import accounts, organizations
from catalog.access import SYSTEM
from catalog.settings import load_settings
from catalog.work import open_instance
from tests.bench.filled import filled
from tests.bench.served import load, serving

CSV = b"kode,nama,pagu\n" + b"5.1,Belanja operasi,4336570036129\n" * 1000
GOALS = {
    "package_create": 22,
    "resource_create": 49,
}  # ms, p50: five times faster than CKAN 2.12 on such a machine


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--datasets", type=int, default=10_000)
    arguments.add_argument("--requests", type=int, default=200)
    chosen = arguments.parse_args()
    with filled(chosen.datasets) as kept, tempfile.TemporaryDirectory() as scratch:
        folder = Path(shutil.copytree(kept, Path(scratch) / "instance"))  # others measure on what is kept
        report(folder, chosen.requests)


def report(folder: Path, requests: int) -> None:
    """Serve and write."""
    instance = open_instance(load_settings(folder))
    with instance.work(SYSTEM, writing=True) as work:
        accounts.add_user(work, "pengukur", "pengukur@example.id", administrator=True)
        token = accounts.create_token(work, "pengukur")
        owner = organizations.listing(work)[0].name
    instance.engine.dispose()
    print("| action | p50 ms | p95 ms | goal ms |\n|---|--:|--:|--:|")
    with serving("site", folder) as server, RemoteCKAN(f"http://127.0.0.1:{server.port}", token) as ckan:
        for name, ask in calls(ckan, owner).items():
            times = [timed(ask, number) for number in range(requests)]
            p95 = statistics.quantiles(times, n=20)[-1]
            print(f"| {name} | {statistics.median(times):.1f} | {p95:.1f} | {GOALS.get(name, '')} |")
    print(load())


def calls(ckan: RemoteCKAN, owner: str) -> dict[str, Callable[[int], object]]:
    """What is asked, by the number of the request; each builds on what the one before has made."""
    link = {"url": "https://contoh.id/a.csv", "name": "A"}
    whole = {"owner_org": owner, "title": "Diukur", "tags": [{"name": "uji"}], "resources": [link]}
    act = ckan.call_action
    return {
        "package_create": lambda number: act("package_create", whole | {"name": f"ukur-{number}"}),
        "package_patch": lambda number: act("package_patch", {"id": f"ukur-{number}", "notes": "x"}),
        "resource_create": lambda number: act("resource_create", link | {"package_id": f"ukur-{number}"}),
        "resource_create, upload": lambda number: act(
            "resource_create", {"package_id": f"ukur-{number}"}, files={"upload": ("a.csv", CSV)}
        ),
        "package_show": lambda number: act("package_show", {"id": f"ukur-{number}"}),
        "package_delete": lambda number: act("package_delete", {"id": f"ukur-{number}"}),
    }


def timed(ask: Callable[[int], object], number: int) -> float:
    """Milliseconds of one request."""
    began = time.perf_counter()
    ask(number)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
