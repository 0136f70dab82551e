"""The embedded queue: jobs are taken under a lease and leave the table only when done."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Engine, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from catalog.jobs.models import Job

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 3


class JobQueue:
    """Take, prolong, finish; every step is its own short transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def add(self, session: Session, name: str, payload: Mapping[str, Any], run_at: datetime) -> None:
        """Put a job into the caller's transaction: it exists when the caller's change does."""
        session.execute(insert(Job).values(name=name, payload=dict(payload), run_at=run_at, attempts=0))

    def take(self, now: datetime) -> Job | None:
        """The next due job, leased to the caller, or None. A job that killed its worker thrice is dropped."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            free = or_(Job.leased_until.is_(None), Job.leased_until < now)
            session.execute(delete(Job).where(free, Job.attempts >= MAX_ATTEMPTS))
            job = session.scalars(
                select(Job).where(free, Job.run_at <= now).order_by(Job.run_at, Job.id).limit(1)
            ).first()
            if job is None:
                return None
            taken = session.execute(
                update(Job)
                .where(Job.id == job.id, free)
                .values(leased_until=now + LEASE, attempts=Job.attempts + 1)
            )
            return job if isinstance(taken, CursorResult) and taken.rowcount == 1 else None

    def prolong(self, job: Job, now: datetime) -> None:
        """Keep a long job ours."""
        with Session(self.engine) as session, session.begin():
            session.execute(update(Job).where(Job.id == job.id).values(leased_until=now + LEASE))

    def done(self, job: Job) -> None:
        """The job is finished, well or badly; its outcome is recorded by whoever ran it."""
        with Session(self.engine) as session, session.begin():
            session.execute(delete(Job).where(Job.id == job.id))
