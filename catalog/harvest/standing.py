"""How a source stands: its last runs, what it offers, and when it is asked again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from catalog.harvest.job import NO_LONGER_OFFERED
from catalog.harvest.models import HarvestError, HarvestJob, HarvestObject, HarvestSource
from catalog.harvest.queries import last_job, listing
from catalog.text import Message
from catalog.work import Work


@dataclass(frozen=True)
class Standing:
    """A source with its last run and the last that finished; `next_run` as in `next_run`.

    `offered` counts the datasets that it gave and still offers.
    """

    source: HarvestSource
    last: HarvestJob | None
    success: HarvestJob | None
    next_run: datetime | None
    offered: int


@dataclass(frozen=True)
class Trouble:
    """Why a dataset was not brought in by the last run of its source: `outcome` as of a job or a problem."""

    job: int
    since: datetime
    outcome: str
    reason: Message | None


def standing(work: Work, source: HarvestSource) -> Standing:
    """How a source stands now."""
    last = last_job(work, source)
    success = last if last and last.status == "finished" else last_job(work, source, "finished")
    offers = (HarvestObject.source_id == source.id, HarvestObject.missing_since.is_(None))
    offered = work.session.scalar(select(func.count(HarvestObject.remote_id)).where(*offers))
    return Standing(source, last, success, next_run(source, last), offered or 0)


def standings(work: Work) -> list[Standing]:
    """How every source stands, by name."""
    return [standing(work, source) for source, _last in listing(work)]


def next_run(source: HarvestSource, last: HarvestJob | None) -> datetime | None:
    """When the schedule asks a source again, perhaps past already; None where only people start its runs."""
    if not source.active or source.interval is None:
        return None
    return last.started + timedelta(minutes=source.interval) if last else source.created


def due(work: Work) -> list[str]:
    """Names of the active sources whose interval has passed since their last run began."""
    now = work.clock()
    planned = {source.name: next_run(source, last) for source, last in listing(work)}
    return [name for name, moment in planned.items() if moment is not None and moment <= now]


def trouble(work: Work, source: HarvestSource, dataset_id: str) -> Trouble | None:
    """What kept the last run of its source from bringing a dataset; None when that run brought it.

    What the source stopped offering stays in trouble, although only one run remarked on it.
    """
    last = last_job(work, source)
    if last is None or last.status == "running":
        return None
    problem = work.session.scalars(
        select(HarvestError)
        .join(
            HarvestObject,
            (HarvestObject.source_id == source.id) & (HarvestObject.remote_id == HarvestError.remote_id),
        )
        .where(HarvestError.job_id == last.id, HarvestObject.dataset_id == dataset_id)
    ).first()
    if problem:
        return Trouble(last.id, last.started, problem.outcome, problem.message)
    if last.status != "finished":
        return Trouble(last.id, last.started, last.status, last.reason)
    missing = work.session.scalar(
        select(HarvestObject.missing_since).where(
            HarvestObject.source_id == source.id, HarvestObject.dataset_id == dataset_id
        )
    )
    return Trouble(last.id, missing, "removed", NO_LONGER_OFFERED) if missing else None
