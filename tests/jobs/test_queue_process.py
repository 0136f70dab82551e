"""Jobs in children of their own: they end, fail in words, are killed, cancelled and taken up again."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from catalog import jobs
from catalog.access import SYSTEM
from catalog.cli.queue import do_next
from catalog.db import Base
from catalog.errors import Unreadable
from catalog.jobs import Job
from catalog.settings import Settings
from catalog.text import Message
from catalog.work import Instance, open_instance, utc_now

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    opened = open_instance(Settings(instance=tmp_path))
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.engine.dispose()


def trail(instance: Instance) -> Path:
    return instance.settings.instance / "trail"


def count(instance: Instance, job: Job) -> None:
    """Leave a mark for each attempt, and finish."""
    with trail(instance).open("a") as file:
        file.write(f"{os.getpid()}\n")
    with instance.work(SYSTEM, writing=True) as work:
        jobs.progress(work.session, work.clock(), job, 50)
        jobs.note(work.session, work.clock(), job, Message("Selesai."))
        jobs.finish(work.session, work.clock(), job)


def die_once(instance: Instance, job: Job) -> None:
    """Be killed in the middle, the first time."""
    if not trail(instance).exists():
        trail(instance).write_text("killed\n")
        os.kill(os.getpid(), signal.SIGKILL)
    count(instance, job)


def refuse(_instance: Instance, _job: Job) -> None:
    """Something that the publisher can mend."""
    raise Unreadable(Message("Berkas kosong."))


def crash(_instance: Instance, _job: Job) -> None:
    """A fault of ours."""
    raise ZeroDivisionError("secret internals")


def devour(_instance: Instance, _job: Job) -> None:
    """More memory than a job may have."""
    sys.stdout.write(str(len(bytearray(8 * 2**30))))


def sleep(instance: Instance, _job: Job) -> None:
    """Longer than anyone waits."""
    trail(instance).write_text(f"{os.getpid()}\n")
    time.sleep(60)


HANDLERS: Mapping[str, Callable[[Instance, Job], None]] = {
    each.__name__: each for each in (count, die_once, refuse, crash, devour, sleep)
}


def add(instance: Instance, kind: str) -> int:
    with instance.work(SYSTEM, writing=True) as work:
        return jobs.enqueue(work.session, work.clock(), kind, "a", {}).id


def once(instance: Instance, stopping: Callable[[], bool] = lambda: False) -> bool:
    return do_next(instance, HANDLERS, stopping)


def found(instance: Instance, job_id: int) -> tuple[str, int, str]:
    with instance.work() as work:
        job = jobs.get(work.session, job_id)
        return job.state, job.attempts, str(job.problem or "")


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not what():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def test_a_job_is_done_in_another_process(instance: Instance) -> None:
    job = add(instance, "count")
    assert once(instance)
    assert found(instance, job) == ("done", 1, "")
    assert int(trail(instance).read_text()) != os.getpid()
    assert not once(instance)


def test_a_refusal_stands_in_its_own_words_and_a_fault_in_ours(
    instance: Instance, caplog: pytest.LogCaptureFixture
) -> None:
    refused, crashed = add(instance, "refuse"), add(instance, "crash")
    assert once(instance)
    assert once(instance)
    assert found(instance, refused) == ("failed", 1, "Berkas kosong.")
    state, _attempts, problem = found(instance, crashed)
    assert state == "failed"
    assert "dicatat" in problem
    assert "secret" not in problem


def test_a_job_that_wants_too_much_memory_fails_in_words(instance: Instance) -> None:
    job = add(instance, "devour")
    assert once(instance)
    assert "memori" in found(instance, job)[2]


def test_a_killed_job_is_taken_up_again(instance: Instance) -> None:
    job = add(instance, "die_once")
    assert once(instance)
    assert found(instance, job)[:2] == ("waiting", 1)
    assert once(instance)
    assert found(instance, job) == ("done", 2, "")


def test_a_cancelled_job_is_stopped(instance: Instance) -> None:
    job = add(instance, "sleep")

    def cancel() -> None:
        wait_for(trail(instance).exists)
        with instance.work(SYSTEM, writing=True) as work:
            jobs.cancel(work.session, work.clock(), job)

    canceller = threading.Thread(target=cancel)
    canceller.start()
    assert once(instance)
    canceller.join()
    assert found(instance, job)[0] == "cancelled"
    assert not alive(int(trail(instance).read_text()))


def test_a_worker_told_to_stop_puts_its_job_back(instance: Instance) -> None:
    job = add(instance, "sleep")
    assert once(instance, stopping=trail(instance).exists)
    assert found(instance, job)[:2] == ("waiting", 0)


def test_a_killed_worker_takes_its_job_along_and_the_next_one_takes_it_up(instance: Instance) -> None:
    job = add(instance, "sleep")
    script = (
        "from pathlib import Path; import sys\n"
        "from tests.jobs.test_queue_process import HANDLERS\n"
        "from catalog.cli.queue import do_next\n"
        "from catalog.settings import Settings\n"
        "from catalog.work import open_instance\n"
        "do_next(open_instance(Settings(instance=Path(sys.argv[1]))), HANDLERS, lambda: False)\n"
    )
    command = [sys.executable, "-c", script, str(instance.settings.instance)]
    with subprocess.Popen(command, cwd=ROOT) as worker:
        wait_for(lambda: trail(instance).exists() and trail(instance).read_text() != "")
        worker.kill()
    child = int(trail(instance).read_text())
    wait_for(lambda: not alive(child))
    assert found(instance, job)[0] == "running"
    assert not once(instance)
    later = replace(instance, clock=lambda: utc_now() + jobs.STALE + timedelta(seconds=1))
    assert once(later, stopping=lambda: True)
    assert found(instance, job)[:2] == ("waiting", 1)
