"""Commands that run: the site with its helpers, and what becomes of them when something dies."""

import os
import signal
from pathlib import Path

from catalog import datasets, organizations
from catalog.access import SYSTEM
from catalog.datasets import DatasetDraft
from catalog.organizations import OrganizationDraft
from catalog.settings import load_settings
from catalog.work import open_instance
from tests.cli.conftest import Command, Start, answer, free_port, processes_of, wait_until


def publish(folder: Path, name: str) -> None:
    with open_instance(load_settings(folder)).work(SYSTEM, writing=True) as work:
        organization = organizations.ensure(work, OrganizationDraft("Dinas Uji"))
        draft = DatasetDraft(name=name, title=f"Data {name}", organization=organization.name)
        datasets.publish(work, datasets.save(work, draft))


def count(address: str, words: str) -> int:
    found = answer(f"{address}/api/3/action/package_search?q={words}").json()
    return int(found["result"]["count"])


def part(folder: Path, name: str) -> list[int]:
    return [number for number, words in processes_of(folder).items() if f"--part {name}" in words]


def test_serve_answers_indexes_and_ends_whole(lumbung: Command, start: Start, folder: Path) -> None:
    lumbung("init")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    server = start("serve", "--port", str(port), "--workers", "1")
    assert answer(f"{address}/").status == 200
    assert answer(f"{address}/api/3/action/status_show").json()["result"]["site_url"] == address
    publish(folder, "pertama")
    wait_until(lambda: count(address, "pertama") == 1)
    assert part(folder, "indexer")
    assert part(folder, "scheduler")
    server.send_signal(signal.SIGINT)
    assert server.wait(timeout=20) == 0
    wait_until(lambda: not processes_of(folder))


def test_a_killed_indexer_comes_back(lumbung: Command, start: Start, folder: Path) -> None:
    lumbung("init")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    start("serve", "--port", str(port), "--workers", "1")
    answer(f"{address}/")
    wait_until(lambda: len(part(folder, "indexer")) == 1)
    victim = part(folder, "indexer")[0]
    os.kill(victim, signal.SIGKILL)
    publish(folder, "kedua")
    wait_until(lambda: count(address, "kedua") == 1)
    assert part(folder, "indexer") != [victim]


def test_an_indexer_outlives_what_it_cannot_do(lumbung: Command, start: Start, folder: Path) -> None:
    lumbung("init")
    instance = open_instance(load_settings(folder))
    with instance.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE index_outbox RENAME TO elsewhere")
    worker = start("worker", "--part", "indexer")
    assert worker.stdout
    while "background step failed" not in worker.stdout.readline():
        assert worker.poll() is None
    with instance.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO index_outbox")
    publish(folder, "ketiga")
    wait_until(lambda: instance.index.count() == 1)
    instance.engine.dispose()


def test_what_is_due_is_harvested_by_itself(lumbung: Command, start: Start) -> None:
    lumbung("init")
    address = ("--url", "http://127.0.0.1:9", "--allow-private")
    lumbung("harvest", "add", "berkala", "--kind", "eplanning", *address, "--every", "60")
    lumbung("harvest", "add", "manual", "--kind", "eplanning", *address)
    start("worker", "--part", "scheduler")
    wait_until(lambda: "failed" in lumbung("harvest", "list").stdout)
    assert lumbung("harvest", "list").stdout.count("never run") == 1


def test_nothing_outlives_a_killed_supervisor(lumbung: Command, start: Start, folder: Path) -> None:
    lumbung("init")
    port = free_port()
    server = start("serve", "--port", str(port), "--workers", "1")
    answer(f"http://127.0.0.1:{port}/")
    server.kill()
    wait_until(lambda: not processes_of(folder))


def test_a_taken_port_is_a_sentence_with_a_way_out(lumbung: Command, start: Start) -> None:
    lumbung("init")
    port = free_port()
    start("serve", "--port", str(port), "--workers", "1")
    answer(f"http://127.0.0.1:{port}/")
    refusal = lumbung("serve", "--port", str(port))
    assert refusal.returncode == 1
    assert f"--port {port + 1}" in refusal.stderr


def test_without_a_worker_the_site_alone_runs(lumbung: Command, start: Start, folder: Path) -> None:
    lumbung("init")
    port = free_port()
    start("serve", "--port", str(port), "--workers", "1", "--no-worker")
    answer(f"http://127.0.0.1:{port}/")
    assert not part(folder, "indexer")
    worker = start("worker")
    wait_until(lambda: bool(part(folder, "indexer")) and bool(part(folder, "scheduler")))
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=20) == 0


def test_demo_harvests_once_and_is_reused(start: Start, folder: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    first = start("demo", "--port", str(port))
    answer(f"{address}/", patience=240)
    everything = count(address, "")
    assert everything >= 24
    assert count(address, "anggaran+dinas+kesehatan+2024") > 0
    first.send_signal(signal.SIGINT)
    assert first.wait(timeout=30) == 0
    assert first.stdout
    told = first.stdout.read()
    assert "one-time password:" in told
    assert address in told
    wait_until(lambda: not processes_of(folder))
    second = start("demo", "--port", str(port))
    answer(f"{address}/")
    assert count(address, "") == everything
    second.send_signal(signal.SIGINT)
    second.wait(timeout=30)
    assert second.stdout
    told = second.stdout.read()
    assert "password" not in told
    assert "gather" not in told
