"""Background work: a job is a name and JSON; one embedded queue in the catalogue database."""

from catalog.jobs.models import Job
from catalog.jobs.queue import JobQueue

__all__ = ["Job", "JobQueue"]
