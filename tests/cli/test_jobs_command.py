"""`lumbung jobs` beside a real worker: a file that was saved becomes a table, or says why not."""

import os
import time
from collections.abc import Callable
from pathlib import Path

from catalog import datasets, organizations
from catalog.access import SYSTEM
from catalog.datasets import DatasetDraft, FileDraft, ResourceDraft
from catalog.organizations import OrganizationDraft
from catalog.settings import load_settings
from catalog.work import Instance, open_instance
from tests.cli.conftest import Command, Start

GOOD = "kode;pagu\n5.1;1.500\n5.2;2.500\n"
WRONG = GOOD + "".join(f"5.3.{number};{number}.000\n" for number in range(1, 21)) + "5.4;banyak\n"


def save(instance: Instance, name: str, text: str) -> None:
    stored = instance.store.put(text.encode())
    resource = ResourceDraft("a", "A", file=FileDraft("a.csv", stored.sha256, stored.size))
    with instance.work(SYSTEM, writing=True) as work:
        organizations.ensure(work, OrganizationDraft("Badan Perencanaan", name="bappeda"))
        datasets.save(work, DatasetDraft(name, "Pagu", "bappeda", resources=(resource,)))


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.2)


def test_jobs_are_done_by_the_worker_and_steered_from_the_terminal(
    lumbung: Command, start: Start, folder: Path
) -> None:
    assert lumbung("init").returncode == 0
    instance = open_instance(load_settings(folder, {}))
    save(instance, "baik", GOOD)
    save(instance, "salah", WRONG)
    save(instance, "batal", GOOD.replace("5.1", "5.9"))
    assert [line.split()[:3] for line in lumbung("jobs", "list").stdout.splitlines()] == [
        ["3", "load-table", "waiting"],
        ["2", "load-table", "waiting"],
        ["1", "load-table", "waiting"],
    ]
    assert len(lumbung("jobs", "list", "--limit", "1").stdout.splitlines()) == 1
    assert lumbung("jobs", "cancel", "3").stdout == "Job 3 is cancelled.\n"
    left = instance.settings.files / "scratch-left-by-a-killed-one"
    left.mkdir()
    os.utime(left, (0, 0))
    start("worker", "--part", "queue")
    wait_for(lambda: lumbung("jobs", "show", "2").stdout.split()[2] == "failed")
    shown = lumbung("jobs", "show", "2").stdout
    assert "row 24, column 2" in shown or "baris 24, kolom ke-2" in shown
    assert "a.csv" in shown
    assert lumbung("jobs", "show", "1").stdout.split()[2:4] == ["done", "100"]
    again = lumbung("jobs", "retry", "3")
    assert (again.returncode, again.stdout) == (0, "Job 3 waits again.\n")
    wait_for(lambda: lumbung("jobs", "show", "3").stdout.split()[2] == "done")
    assert not left.exists()
    refused = lumbung("jobs", "cancel", "3")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Traceback" not in refused.stderr
    assert lumbung("jobs", "show", "99").returncode == 1
    instance.engine.dispose()
