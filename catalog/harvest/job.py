"""The record of a run. Its transactions are short and begin with a write, so that SQLite makes them queue."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select, update

from catalog.harvest.models import HarvestError, HarvestJob, HarvestObject
from catalog.harvest.queries import COUNTS
from catalog.harvest.records import Planned
from catalog.text import Message
from catalog.work import Work

NO_LONGER_OFFERED = Message("Sumber tidak lagi menawarkan dataset ini. Yang sudah terbit tetap tampil.")


def begin(work: Work, source_id: str) -> int:
    """A new running job of a source; a job that still says so is one whose process died."""
    now = work.clock()
    died = Message("Proses yang menjalankannya berhenti di tengah jalan.")
    work.session.execute(
        update(HarvestJob)
        .where(HarvestJob.source_id == source_id, HarvestJob.status == "running")
        .values(status="interrupted", finished=now, reason=died)
    )
    job = HarvestJob(source_id=source_id, status="running", started=now, heartbeat=now)
    work.session.add(job)
    work.session.flush()
    return job.id


def note_progress(
    work: Work, job_id: int, stage: str, done: int, total: int, counts: Mapping[str, int]
) -> None:
    """Where the run is now; the sign of life."""
    _update(work, job_id, {"stage": stage, "done": done, "total": total, **_all(counts)})


def finish(
    work: Work,
    job_id: int,
    status: str,
    reason: Message | None,
    stage: str,
    done: int,
    total: int,
    counts: Mapping[str, int],
) -> None:
    """The end of the run, however it ended."""
    values = {"status": status, "reason": reason, "finished": work.clock()}
    _update(work, job_id, {"stage": stage, "done": done, "total": total, **_all(counts), **values})


def note_problem(
    work: Work, job_id: int, outcome: str, stage: str, planned: Planned, address: str, message: Message
) -> None:
    """Why a dataset was not brought in."""
    work.session.add(
        HarvestError(
            job_id=job_id,
            outcome=outcome,
            stage=stage,
            remote_id=planned.remote_id,
            title=planned.title,
            address=address,
            message=message,
        )
    )


def note_missing(work: Work, job_id: int, objects: Iterable[HarvestObject]) -> None:
    """Datasets that the source stopped offering: noted, and left public."""
    for one in objects:
        work.session.execute(
            update(HarvestObject)
            .where(HarvestObject.source_id == one.source_id, HarvestObject.remote_id == one.remote_id)
            .values(missing_since=work.clock())
        )
        note_problem(
            work, job_id, "removed", "gather", Planned(one.remote_id, one.title), "", NO_LONGER_OFFERED
        )


def known_objects(work: Work, source_id: str) -> dict[str, HarvestObject]:
    """The datasets that a source gave, by identity there, loose from the session."""
    found = work.session.scalars(select(HarvestObject).where(HarvestObject.source_id == source_id)).all()
    work.session.expunge_all()
    return {one.remote_id: one for one in found}


def _all(counts: Mapping[str, int]) -> dict[str, object]:
    return {name: counts.get(name, 0) for name in COUNTS}


def _update(work: Work, job_id: int, values: Mapping[str, object]) -> None:
    work.session.execute(
        update(HarvestJob).where(HarvestJob.id == job_id).values(heartbeat=work.clock(), **values)
    )
