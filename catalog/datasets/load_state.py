"""How the making of a table stands, what a person may do about it, and which table answers meanwhile."""

from dataclasses import dataclass
from datetime import datetime

from catalog import jobs
from catalog.access import Action, require
from catalog.datasets.models import Dataset, DatasetVersion, Resource, TableCheck
from catalog.datasets.queries import get, open_to, version
from catalog.datasets.queueing import LOAD_TABLE, earlier, may_be_table
from catalog.errors import NotFound
from catalog.jobs import Job
from catalog.text import Message
from catalog.work import Work


@dataclass(frozen=True)
class Loading:
    """The last job that made, makes or will make a resource's table, of the version with this `number`.

    `state` is waiting, running, done, failed or cancelled; `problem` says why it failed; `notes` are its log
    with times, oldest first. `stops` and `reasons` count what was found in the file, None before that.
    """

    job_id: int
    number: int
    state: str
    percent: int
    problem: Message | None
    created: datetime
    finished: datetime | None
    notes: tuple[tuple[datetime, Message], ...]
    stops: int | None
    reasons: int | None

    @property
    def live(self) -> bool:
        """Whether there is something to wait for."""
        return self.state in ("waiting", "running")


def loading(work: Work, resource_id: str) -> Loading | None:
    """How it stands with a resource, in the newest version that the actor may see; None without one."""
    for job in jobs.history(work.session, LOAD_TABLE, resource_id):
        try:
            made = version(work, get(work, job.payload["dataset_id"]), job.payload["version"])
        except NotFound:
            continue
        checked = work.session.get(TableCheck, (made.id, resource_id))
        return Loading(
            job_id=job.id,
            number=made.number,
            state=job.state,
            percent=job.percent,
            problem=job.problem,
            created=job.created,
            finished=job.finished,
            notes=tuple((note.at, note.message) for note in jobs.notes(work.session, job.id)),
            stops=checked.stops if checked else None,
            reasons=checked.reasons if checked else None,
        )
    return None


def retry_loading(work: Work, resource_id: str) -> None:
    """Let the last job of a resource's table that failed or was cancelled wait again.

    Raises NotFound, NotAuthorized, and Busy when it did neither.
    """
    jobs.retry(work.session, work.clock(), _mine(work, resource_id).id)


def cancel_loading(work: Work, resource_id: str) -> None:
    """End the last job of a resource's table; raises NotFound, NotAuthorized, Busy when it has ended."""
    jobs.cancel(work.session, work.clock(), _mine(work, resource_id).id)


def _mine(work: Work, resource_id: str) -> Job:
    job = jobs.latest(work.session, LOAD_TABLE, resource_id)
    if job is None:
        raise NotFound(Message("Tidak ada tabel yang sedang atau pernah disiapkan untuk sumber daya ini."))
    require(work.actor, Action.EDIT_DATASET, get(work, job.payload["dataset_id"]).organization_id)
    return job


def table_of(work: Work, dataset: Dataset, resource: Resource) -> Resource:
    """The resource as it stands in the version whose table answers questions about it.

    That is the resource itself; while its own table is not there, or could not be made, the newest earlier
    one that was published and has one. Without any it is the resource itself, which has no table.
    """
    if resource.table_sha256 or not may_be_table(resource):
        return resource
    before = earlier(resource.version, resource.resource_id).where(
        Resource.table_sha256 != "",
        DatasetVersion.published_at.is_not(None),
        open_to(work.actor, dataset),
    )
    return work.session.scalars(before.limit(1)).first() or resource
