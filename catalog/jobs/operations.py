"""Writing the queue. Every change of state is one statement that names the state it leaves.

So two workers never hold one job, and a job that was cancelled or taken over is not finished by the first.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from catalog.errors import Busy
from catalog.jobs.models import Job, JobNote
from catalog.jobs.queries import STALE, get
from catalog.text import Message

ATTEMPTS = 3  # how often a job may take its process down before it is given up
_LIVE = ("waiting", "running")
_GIVEN_UP = Message(
    "Dihentikan setelah %(attempts)s kali percobaan yang terputus. Coba lagi, atau hubungi pengelola.",
    {"attempts": ATTEMPTS},
)


def enqueue(session: Session, now: datetime, kind: str, subject: str, payload: Mapping[str, Any]) -> Job:
    """Queue work; a job that waits with the same task already is given instead."""
    wanted = select(Job).where(Job.kind == kind, Job.subject == subject, Job.state == "waiting")
    for job in session.scalars(wanted):
        if job.payload == dict(payload):
            return job
    job = Job(kind=kind, subject=subject, payload=dict(payload), state="waiting", created=now)
    session.add(job)
    session.flush()
    return job


def claim(session: Session, now: datetime) -> Job | None:
    """Take the oldest job that waits or whose process died; None when there is nothing to do.

    It is given detached: as it is now, and beyond the end of this transaction.
    """
    dead = and_(Job.state == "running", Job.heartbeat < now - STALE)
    session.execute(
        update(Job)
        .where(dead, Job.attempts >= ATTEMPTS)
        .values(state="failed", finished=now, problem=_GIVEN_UP)
    )
    free = or_(Job.state == "waiting", dead)
    first = select(Job.id).where(free).order_by(Job.id).limit(1).scalar_subquery()
    taken = session.scalar(
        update(Job)
        .where(Job.id == first, free)
        .values(state="running", attempts=Job.attempts + 1, started=now, heartbeat=now, percent=0)
        .returning(Job.id)
    )
    if taken is None:
        return None
    job = get(session, taken)
    session.expunge(job)
    return job


def beat(session: Session, now: datetime, job: Job) -> bool:
    """A sign of life; False when the job is no longer this attempt's: it was cancelled or taken over."""
    return _move(session, _held(job), {"heartbeat": now})


def note(session: Session, now: datetime, job: Job, message: Message) -> None:
    """Add a line to the job's log."""
    session.add(JobNote(job_id=job.id, at=now, message=message))


def progress(session: Session, now: datetime, job: Job, percent: int) -> None:
    """How far the work is, from 0 to 100."""
    _move(session, _held(job), {"percent": percent, "heartbeat": now})


def finish(session: Session, now: datetime, job: Job) -> None:
    """The end of the work; raises Busy when the job is no longer this attempt's, so that nothing is kept."""
    if not _move(session, _held(job), {"state": "done", "percent": 100, "finished": now}):
        raise Busy(Message("Pekerjaan ini sudah dibatalkan atau diambil alih."))


def fail(session: Session, now: datetime, job: Job, problem: Message) -> None:
    """The work cannot be done, and why."""
    _move(session, _held(job), {"state": "failed", "finished": now, "problem": problem})


def release(session: Session, now: datetime, job: Job) -> None:
    """The worker is told to stop: the job waits again, and nothing is held against it."""
    _move(session, _held(job), {"state": "waiting", "heartbeat": now, "attempts": job.attempts - 1})


def broke_off(session: Session, now: datetime, job: Job) -> None:
    """The job's process died: it waits again, or is given up when that happened too often."""
    if job.attempts < ATTEMPTS:
        _move(session, _held(job), {"state": "waiting", "heartbeat": now})
    else:
        fail(session, now, job, _GIVEN_UP)


def cancel(session: Session, now: datetime, job_id: int) -> None:
    """End a job that waits or runs; its process is stopped within seconds. Raises NotFound, Busy."""
    live = and_(Job.id == get(session, job_id).id, Job.state.in_(_LIVE))
    if not _move(session, live, {"state": "cancelled", "finished": now}):
        raise Busy(Message("Pekerjaan %(id)s sudah selesai; tidak ada yang dibatalkan.", {"id": job_id}))


def retry(session: Session, now: datetime, job_id: int) -> None:
    """Let a failed or cancelled job wait again. Raises NotFound, Busy."""
    ended = and_(Job.id == get(session, job_id).id, Job.state.in_(("failed", "cancelled")))
    again = {"state": "waiting", "attempts": 0, "percent": 0, "problem": None, "finished": None}
    if not _move(session, ended, again | {"heartbeat": now}):
        raise Busy(Message("Hanya pekerjaan yang gagal atau dibatalkan yang dapat diulang."))


def _held(job: Job) -> ColumnElement[bool]:
    return and_(Job.id == job.id, Job.state == "running", Job.attempts == job.attempts)


def _move(session: Session, where: ColumnElement[bool], values: Mapping[str, object]) -> bool:
    moved = session.execute(update(Job).where(where).values(**values).returning(Job.id)).all()
    return bool(moved)
