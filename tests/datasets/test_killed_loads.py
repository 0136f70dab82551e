"""Loading killed at many moments, by worker and by child: always the old table or the new one, whole."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import event

from catalog import datasets, jobs
from catalog.access import SYSTEM
from catalog.cli.handlers import HANDLERS
from catalog.cli.queue import do_next
from catalog.datasets import LOAD_TABLE, DatasetDraft, FileDraft, ResourceDraft
from catalog.datasets.load_job import load_file
from catalog.jobs import Job
from catalog.tabular.report import Report
from catalog.tabular.source_table import SourceTable
from catalog.work import Instance, utc_now

ROOT = Path(__file__).resolve().parents[2]
ID = "11111111-2222-3333-4444-555555555555"
KILLS = 24
ROWS = 4_000


def publish(instance: Instance, seed: int) -> str:
    """Publish a file of its own for each seed; gives the id of its resource."""
    rows = "".join(f"{number},Kegiatan {number % 9},{number * seed}\n" for number in range(1, ROWS + 1))
    stored = instance.store.put(f"nomor,uraian,pagu\n{rows}".encode())
    resource = ResourceDraft("a", "A", file=FileDraft("a.csv", stored.sha256, stored.size))
    with instance.work(SYSTEM, writing=True) as work:
        version = datasets.save(work, DatasetDraft("pagu", "Pagu", "bappeda", resources=(resource,)), ID)
        datasets.publish(work, version)
        return version.resources[0].resource_id


def marked(instance: Instance, job: Job) -> None:
    """Load, after telling who does."""
    mark(instance).write_text(str(os.getpid()))
    HANDLERS[LOAD_TABLE](instance, job)


def mark(instance: Instance) -> Path:
    return instance.settings.instance / "child"


def wait_for(what: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)


def told(instance: Instance) -> bool:
    return mark(instance).exists() and mark(instance).read_text() != ""


def attempt(instance: Instance, delay: float | None) -> None:
    """Do the next job, in a child that is killed after so many seconds."""
    mark(instance).unlink(missing_ok=True)

    def kill() -> None:
        wait_for(lambda: told(instance))
        time.sleep(delay or 0)
        with suppress(ProcessLookupError):
            os.kill(int(mark(instance).read_text()), signal.SIGKILL)

    killer = threading.Thread(target=kill)
    if delay is not None:
        killer.start()
    assert do_next(instance, {LOAD_TABLE: marked}, lambda: False)
    if delay is not None:
        killer.join()


def require_whole(instance: Instance, resource_id: str, number: int) -> bool:
    """Whether the public has the new table; else it has the old one, and nothing of the new."""
    with instance.work() as work:
        dataset, new = datasets.resource(work, resource_id)
        assert new.version.number == number
        made = datasets.table_of(work, dataset, new)
        state = datasets.loading(work, resource_id)
        assert state
        filled = [
            bool(one) for one in (new.table_sha256, new.columns, new.recipe, new.table_rows, new.loaded)
        ]
        assert len(set(filled)) == 1
        assert filled[0] == (state.state == "done")
        assert bool(datasets.check_of(work, new.version, resource_id)) == filled[0]
        assert made.version.number == (number if filled[0] else number - 1)
        assert made.table_rows == ROWS
        assert work.store.has(made.table_sha256)
        return filled[0]


def test_a_killed_load_leaves_the_old_table_and_is_taken_up_again(instance: Instance) -> None:
    chance = random.Random(4)
    resource_id, number = publish(instance, 1), 1
    started = time.monotonic()
    attempt(instance, None)
    usual = time.monotonic() - started
    died = 0
    for _kill in range(KILLS):
        if require_whole(instance, resource_id, number):
            number += 1
            publish(instance, number)
        with instance.work(SYSTEM, writing=True) as work:
            if jobs.listing(work.session)[0].state == "failed":  # given up, as it died so often
                datasets.retry_loading(work, resource_id)
        attempt(instance, chance.uniform(0, 1.1 * usual))
        died += not require_whole(instance, resource_id, number)
    assert died >= KILLS // 2
    with instance.work(SYSTEM, writing=True) as work:
        if jobs.listing(work.session)[0].state == "failed":
            datasets.retry_loading(work, resource_id)
    while jobs_left(instance):
        attempt(instance, None)
    assert require_whole(instance, resource_id, number)


def test_a_load_killed_before_any_of_its_commits_leaves_the_old_table(instance: Instance) -> None:
    resource_id = publish(instance, 1)
    attempt(instance, None)
    publish(instance, 2)
    for number in count(1):
        assert do_next(instance, {LOAD_TABLE: partial(dying, number)}, lambda: False)
        with instance.work(SYSTEM, writing=True) as work:
            state = jobs.listing(work.session)[0].state
            if state == "failed":  # given up, as it died so often
                datasets.retry_loading(work, resource_id)
        if require_whole(instance, resource_id, 2):
            break
    assert number > 5  # some lines of the log, and the table


def dying(number: int, instance: Instance, job: Job) -> None:
    """Load, and die before the commit of that number."""
    commits = count(1)

    def commit(_connection: object) -> None:
        if next(commits) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(instance.engine, "commit", commit)
    HANDLERS[LOAD_TABLE](instance, job)


def jobs_left(instance: Instance) -> bool:
    with instance.work() as work:
        return jobs.due(work.session, work.clock())


def test_a_killed_worker_leaves_the_old_table_to_the_next_one(instance: Instance) -> None:
    resource_id = publish(instance, 1)
    attempt(instance, None)
    publish(instance, 2)
    script = (
        "from pathlib import Path; import sys\n"
        "from tests.datasets.test_killed_loads import slowly\n"
        "from catalog.cli.queue import do_next\n"
        "from catalog.settings import Settings\n"
        "from catalog.work import open_instance\n"
        "do_next(open_instance(Settings(instance=Path(sys.argv[1]))), {'load-table': slowly}, bool)\n"
    )
    command = [sys.executable, "-c", script, str(instance.settings.instance)]
    mark(instance).unlink()
    with subprocess.Popen(command, cwd=ROOT) as worker:
        wait_for(lambda: told(instance))
        worker.kill()
    wait_for(lambda: not Path(f"/proc/{mark(instance).read_text()}").exists())
    assert not require_whole(instance, resource_id, 2)
    attempt(replace(instance, clock=lambda: utc_now() + jobs.STALE + timedelta(seconds=1)), None)
    assert require_whole(instance, resource_id, 2)
    with instance.work() as work:
        state = datasets.loading(work, resource_id)
        assert state
        assert any("Dicoba lagi" in str(message) for _at, message in state.notes)


def slowly(instance: Instance, job: Job) -> None:
    """Load, and hang in the middle of it."""

    def hang(_table: SourceTable) -> Report:
        mark(instance).write_text(str(os.getpid()))
        time.sleep(60)
        return Report(0)

    load_file(instance, job, hang)


def test_a_load_that_is_cancelled_while_it_runs_is_stopped(instance: Instance) -> None:
    resource_id = publish(instance, 1)
    attempt(instance, None)
    publish(instance, 2)
    mark(instance).unlink()

    def cancel() -> None:
        wait_for(lambda: told(instance))
        with instance.work(SYSTEM, writing=True) as work:
            datasets.cancel_loading(work, resource_id)

    canceller = threading.Thread(target=cancel)
    canceller.start()
    assert do_next(instance, {LOAD_TABLE: slowly}, lambda: False)
    canceller.join()
    assert not require_whole(instance, resource_id, 2)
    with instance.work(SYSTEM, writing=True) as work:
        state = datasets.loading(work, resource_id)
        assert state
        assert state.state == "cancelled"
        assert 30 <= state.percent <= 60  # it was being checked
        assert not Path(f"/proc/{mark(instance).read_text()}").exists()
        datasets.retry_loading(work, resource_id)
    attempt(instance, None)
    assert require_whole(instance, resource_id, 2)


def test_what_was_cancelled_at_the_last_moment_is_not_kept(instance: Instance) -> None:
    publish(instance, 1)

    def cancelled(instance: Instance, job: Job, table: SourceTable) -> Report:
        with instance.work(SYSTEM, writing=True) as work:
            jobs.cancel(work.session, work.clock(), job.id)
        return Report(0)

    def load(instance: Instance, job: Job) -> None:
        load_file(instance, job, partial(cancelled, instance, job))

    assert do_next(instance, {LOAD_TABLE: load}, lambda: False)
    with instance.work(SYSTEM) as work:
        version = datasets.get(work, ID).published
        assert version
        assert (version.resources[0].table_sha256, version.resources[0].columns) == ("", [])
        assert jobs.listing(work.session)[0].state == "cancelled"
