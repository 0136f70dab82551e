"""The queue in the database: who holds a job, and what becomes of one whose process died."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from catalog import jobs
from catalog.db import Base, open_engine
from catalog.errors import Busy, NotFound
from catalog.jobs import Job
from catalog.text import Message

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
LATER = NOW + jobs.STALE + timedelta(seconds=1)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(f"sqlite:///{tmp_path / 'jobs.db'}")
    Base.metadata.create_all(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as opened:
        yield opened


def add(session: Session, subject: str = "a") -> Job:
    return jobs.enqueue(session, NOW, "count", subject, {"to": 3})


def taken(session: Session, now: datetime = NOW) -> Job:
    job = jobs.claim(session, now)
    assert job is not None
    return job


def test_the_oldest_job_is_taken_first_and_by_one_worker(session: Session) -> None:
    first, second = add(session, "a"), add(session, "b")
    assert jobs.due(session, NOW)
    assert [taken(session).id, taken(session).id] == [first.id, second.id]
    assert jobs.claim(session, NOW) is None
    assert not jobs.due(session, NOW)


def test_the_same_waiting_task_is_queued_once(session: Session) -> None:
    assert add(session).id == add(session).id
    running = taken(session)
    assert add(session).id != running.id


def test_a_job_without_a_sign_of_life_is_taken_over_and_the_first_worker_keeps_nothing(
    session: Session,
) -> None:
    add(session)
    first = taken(session)
    assert jobs.claim(session, NOW + jobs.STALE) is None
    second = taken(session, LATER)
    assert (second.id, second.attempts) == (first.id, 2)
    assert not jobs.beat(session, LATER, first)
    with pytest.raises(Busy):
        jobs.finish(session, LATER, first)
    jobs.fail(session, LATER, first, Message("Salah."))
    assert jobs.beat(session, LATER, second)
    jobs.finish(session, LATER, second)
    found = jobs.get(session, first.id)
    assert (found.state, found.percent, found.problem) == ("done", 100, None)


def test_a_job_that_kills_its_process_is_given_up_and_can_be_retried(session: Session) -> None:
    number = add(session).id
    for _ in range(jobs.ATTEMPTS):
        jobs.broke_off(session, NOW, taken(session))
    found = jobs.get(session, number)
    assert found.state == "failed"
    assert "3" in str(found.problem)
    jobs.retry(session, NOW, number)
    assert taken(session).attempts == 1


def test_a_dead_job_is_given_up_too(session: Session) -> None:
    number, now = add(session).id, NOW
    for _ in range(jobs.ATTEMPTS):
        taken(session, now)
        now += jobs.STALE + timedelta(seconds=1)
    assert jobs.claim(session, now) is None
    assert jobs.get(session, number).state == "failed"


def test_a_worker_that_is_told_to_stop_holds_nothing_against_the_job(session: Session) -> None:
    add(session)
    jobs.release(session, NOW, taken(session))
    assert taken(session).attempts == 1


def test_cancelled_jobs_are_not_finished_and_ended_jobs_not_cancelled(session: Session) -> None:
    number = add(session).id
    held = taken(session)
    jobs.cancel(session, NOW, number)
    assert not jobs.beat(session, NOW, held)
    with pytest.raises(Busy):
        jobs.finish(session, NOW, held)
    with pytest.raises(Busy):
        jobs.cancel(session, NOW, number)
    with pytest.raises(NotFound):
        jobs.cancel(session, NOW, number + 1)
    jobs.retry(session, NOW, number)
    with pytest.raises(Busy):
        jobs.retry(session, NOW, number)


def test_a_log_and_how_far_it_is(session: Session) -> None:
    add(session)
    held = taken(session)
    jobs.note(session, NOW, held, Message("Lembar %(name)s.", {"name": "APBD"}))
    jobs.progress(session, LATER, held, 40)
    found = jobs.latest(session, "count", "a")
    assert found is not None
    assert (found.percent, found.heartbeat) == (40, LATER)
    assert [str(line.message) for line in jobs.notes(session, held.id)] == ["Lembar APBD."]
    assert [job.id for job in jobs.listing(session)] == [held.id]
