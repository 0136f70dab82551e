"""Queued work, and what is said about it while it goes on."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from catalog.db import Base, MessageText
from catalog.text import Message


class Job(Base):
    """One piece of work: `kind` names it, `subject` is the id of what it is about, `payload` its JSON.

    `percent` is of the work done; `problem` says why it failed; `heartbeat` is the last sign of life.
    """

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(index=True)  # waiting | running | done | failed | cancelled
    percent: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    created: Mapped[datetime]
    started: Mapped[datetime | None]
    heartbeat: Mapped[datetime | None]
    finished: Mapped[datetime | None]
    problem: Mapped[Message | None] = mapped_column(MessageText)


class JobNote(Base):
    """A line of a job's log, for the person who waits for it."""

    __tablename__ = "job_note"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), index=True)
    at: Mapped[datetime]
    message: Mapped[Message] = mapped_column(MessageText)
