"""Reading the queue."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from catalog.errors import NotFound
from catalog.jobs.models import Job, JobNote
from catalog.text import Message

STALE = timedelta(seconds=20)  # without a sign of life a job's process is thought dead


def due(session: Session, now: datetime) -> bool:
    """Whether a job waits, or runs without a sign of life."""
    dead = and_(Job.state == "running", Job.heartbeat < now - STALE)
    return session.scalar(select(Job.id).where(or_(Job.state == "waiting", dead)).limit(1)) is not None


def get(session: Session, job_id: int) -> Job:
    """A job; raises NotFound."""
    if (job := session.get(Job, job_id)) is None:
        raise NotFound(Message("Pekerjaan %(id)s tidak ada.", {"id": job_id}))
    return job


def latest(session: Session, kind: str, subject: str) -> Job | None:
    """The newest job of this kind about a thing."""
    wanted = select(Job).where(Job.kind == kind, Job.subject == subject)
    return session.scalar(wanted.order_by(Job.id.desc()).limit(1))


def history(session: Session, kind: str, subject: str) -> Iterator[Job]:
    """All jobs of this kind about a thing, newest first."""
    wanted = select(Job).where(Job.kind == kind, Job.subject == subject)
    yield from session.scalars(wanted.order_by(Job.id.desc()))


def listing(session: Session, limit: int = 50) -> Sequence[Job]:
    """The newest jobs, newest first."""
    return session.scalars(select(Job).order_by(Job.id.desc()).limit(limit)).all()


def notes(session: Session, job_id: int) -> Sequence[JobNote]:
    """The log of a job, oldest first."""
    return session.scalars(select(JobNote).where(JobNote.job_id == job_id).order_by(JobNote.id)).all()
