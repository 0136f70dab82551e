"""Background work: a queue in the database. A job is a name and JSON; who can do it is said by the worker.

All of it takes a session and the time first, and belongs to the caller's transaction: a job is queued
together with what it is about, and ends together with what it made.
"""

from catalog.jobs.models import Job, JobNote
from catalog.jobs.operations import (
    ATTEMPTS,
    beat,
    broke_off,
    cancel,
    claim,
    enqueue,
    fail,
    finish,
    note,
    progress,
    release,
    retry,
)
from catalog.jobs.queries import STALE, due, get, history, latest, listing, notes

__all__ = [
    "ATTEMPTS",
    "STALE",
    "Job",
    "JobNote",
    "beat",
    "broke_off",
    "cancel",
    "claim",
    "due",
    "enqueue",
    "fail",
    "finish",
    "get",
    "history",
    "latest",
    "listing",
    "note",
    "notes",
    "progress",
    "release",
    "retry",
]
