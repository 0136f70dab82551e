"""Bad days at speed: a site under load while its source breaks, runs are killed and helpers die.

Run: python -m tests.soak.soak [--minutes N]. What must hold all the while: no answer is a server error, the
public datasets and their totals stay what they were, and at the end `lumbung doctor` finds nothing.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

import urllib3

from tests.cli.conftest import answer, environment, free_port, processes_of

FAULTS = ("http500", "html", "cut", "empty", "shrunken", "none")
PAGES = (
    "/", "/en/", "/dataset?q=anggaran", "/dataset?q=belanja+2024&tags=apbd", "/anggaran", "/organization",
    "/panen",
    "/api/3/action/package_search?q=dinas&facet.field=[%22organization%22]", "/api/3/action/package_list",
)  # fmt: skip


def main() -> None:
    """Soak for some minutes; exit code 1 if anything broke."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=10.0)
    with tempfile.TemporaryDirectory() as folder:
        problems = soak(Path(folder) / "instance", arguments.parse_args().minutes * 60)
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    raise SystemExit(bool(problems))


def soak(folder: Path, seconds: float, seed: int = 1) -> list[str]:
    """Everything that went wrong, empty on a good day."""
    port = free_port()
    site, center = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 80}"
    server = subprocess.Popen(
        [sys.executable, "-m", "catalog", "demo", "--port", str(port), "--instance", str(folder)],
        env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        answer(f"{site}/", patience=300)
        before = public_state(site)
        statuses, stop = Counter[int](), threading.Event()
        readers = [threading.Thread(target=read, args=(site, statuses, stop, number)) for number in range(3)]
        for reader in readers:
            reader.start()
        kills = break_things(folder, center, random.Random(seed), time.monotonic() + seconds)
        stop.set()
        for reader in readers:
            reader.join()
        urllib3.request("POST", f"{center}/_fault/none")
        return verdict(folder, site, before, statuses, kills)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)


def break_things(folder: Path, center: str, chance: random.Random, until: float) -> int:
    """Switch faults, run harvests and kill whatever runs, until the time is over; gives the kills."""
    kills = 0
    while time.monotonic() < until:
        urllib3.request("POST", f"{center}/_fault/{chance.choice(FAULTS)}")
        source = chance.choice(("ebudgeting", "eplanning"))
        run = subprocess.Popen(
            [sys.executable, "-m", "catalog", "harvest", "run", source, "--instance", str(folder)],
            env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.5, 4.0))
        if chance.random() < 0.6:
            run.kill()
            kills += 1
        helpers = [number for number, words in processes_of(folder).items() if "--part indexer" in words]
        if helpers and chance.random() < 0.3:
            os.kill(helpers[0], signal.SIGKILL)
            kills += 1
        run.wait(120)
    return kills


def read(site: str, statuses: Counter[int], stop: threading.Event, seed: int) -> None:
    """Ask for pages until told to stop, and count the answers; 0 stands for none."""
    chance = random.Random(seed)
    with urllib3.PoolManager(retries=False) as pool:
        while not stop.is_set():
            try:
                statuses[pool.request("GET", site + chance.choice(PAGES), timeout=30.0).status] += 1
            except urllib3.exceptions.HTTPError:
                statuses[0] += 1


def public_state(site: str) -> dict[str, object]:
    """What the public has: each dataset with its version's files, and the totals of the budget page."""
    names = json.loads(answer(f"{site}/api/3/action/package_list").data)["result"]
    shown = (
        json.loads(answer(f"{site}/api/3/action/package_show?id={name}").data)["result"] for name in names
    )
    files = {one["name"]: sorted(resource["hash"] for resource in one["resources"]) for one in shown}
    return {"files": files, "budget": answer(f"{site}/anggaran/kemendagri:35/2025/tangga.csv").data}


def verdict(
    folder: Path, site: str, before: dict[str, object], statuses: Counter[int], kills: int
) -> list[str]:
    """What does not hold."""
    sys.stdout.write(f"{sum(statuses.values())} requests {dict(statuses)}, {kills} kills\n")
    problems = [
        f"{number} answers with status {status}" for status, number in statuses.items() if status != 200
    ]
    if public_state(site) != before:
        problems.append("what the public has changed, though the source never gave anything new")
    deadline = time.monotonic() + 30
    while True:  # the indexer may have just come back
        doctor = subprocess.run(
            [sys.executable, "-m", "catalog", "doctor", "--instance", str(folder)],
            env=environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        if doctor.returncode == 0:
            return problems
        if time.monotonic() > deadline:
            return [*problems, doctor.stdout]
        time.sleep(1)


if __name__ == "__main__":
    main()
