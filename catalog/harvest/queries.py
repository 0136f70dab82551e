"""Reading sources, runs, and what they met."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from catalog.errors import NotFound
from catalog.harvest.models import HarvestError, HarvestJob, HarvestObject, HarvestSource, RawResponse
from catalog.text import Message
from catalog.work import Work

COUNTS = ("created", "changed", "unchanged", "removed", "failed", "held")


@dataclass(frozen=True)
class Problem:
    """What became of one dataset: `outcome` failed, held or removed, at which stage, and why."""

    outcome: str
    stage: str
    remote_id: str
    title: str
    address: str
    message: Message


@dataclass(frozen=True)
class Report:
    """A run and all it met; `counts` has the datasets of each of COUNTS."""

    job: int
    source: str
    status: str
    started: datetime
    finished: datetime | None
    heartbeat: datetime
    stage: str
    done: int
    total: int
    counts: dict[str, int]
    reason: Message | None
    problems: tuple[Problem, ...]


def get(work: Work, name: str) -> HarvestSource:
    """The source of this name; raises NotFound."""
    found = work.session.scalars(select(HarvestSource).where(HarvestSource.name == name)).first()
    if found is None:
        raise NotFound(Message("Sumber %(name)s tidak ditemukan.", {"name": name}))
    return found


def listing(work: Work) -> list[tuple[HarvestSource, HarvestJob | None]]:
    """Every source by name, with its last run."""
    sources = work.session.scalars(select(HarvestSource).order_by(HarvestSource.name)).all()
    return [(source, last_job(work, source)) for source in sources]


def origin(work: Work, dataset_id: str) -> tuple[HarvestSource, int] | None:
    """The source that a dataset comes from, and the run that wrote it last; None when nobody harvests it."""
    found = work.session.execute(
        select(HarvestSource, HarvestObject.job_id)
        .join(HarvestSource, HarvestSource.id == HarvestObject.source_id)
        .where(HarvestObject.dataset_id == dataset_id)
    ).first()
    return (found[0], found[1]) if found else None


def show(work: Work, name: str) -> Report | None:
    """The last run of a source, or None before the first; raises NotFound."""
    job = last_job(work, get(work, name))
    return report(work, job.id) if job else None


def report(work: Work, job_id: int) -> Report:
    """A run with everything that it met; raises NotFound."""
    row = work.session.execute(
        select(HarvestJob, HarvestSource.name)
        .join(HarvestSource, HarvestSource.id == HarvestJob.source_id)
        .where(HarvestJob.id == job_id)
    ).first()
    if row is None:
        raise NotFound(Message("Panen nomor %(id)s tidak ditemukan.", {"id": job_id}))
    job, name = row
    errors = work.session.scalars(
        select(HarvestError).where(HarvestError.job_id == job_id).order_by(HarvestError.id)
    )
    return Report(
        job=job.id,
        source=name,
        status=job.status,
        started=job.started,
        finished=job.finished,
        heartbeat=job.heartbeat,
        stage=job.stage,
        done=job.done,
        total=job.total,
        counts={count: getattr(job, count) for count in COUNTS},
        reason=job.reason,
        problems=tuple(
            Problem(one.outcome, one.stage, one.remote_id, one.title, one.address, one.message)
            for one in errors
        ),
    )


def jobs(work: Work, name: str = "", offset: int = 0, limit: int = 50) -> Sequence[tuple[HarvestJob, str]]:
    """Runs, newest first, each with the name of its source; of one source when it is named."""
    query = (
        select(HarvestJob, HarvestSource.name)
        .join(HarvestSource, HarvestSource.id == HarvestJob.source_id)
        .order_by(HarvestJob.id.desc())
    )
    if name:
        query = query.where(HarvestSource.name == name)
    return [(row[0], row[1]) for row in work.session.execute(query.offset(offset).limit(limit))]


def job_count(work: Work, name: str) -> int:
    """How many runs the source of this name has had."""
    source = select(HarvestSource.id).where(HarvestSource.name == name).scalar_subquery()
    found = work.session.scalar(select(func.count(HarvestJob.id)).where(HarvestJob.source_id == source))
    return found or 0


def responses(work: Work, job_id: int, offset: int = 0, limit: int = 50) -> tuple[int, Sequence[RawResponse]]:
    """How many new answers a run archived, and a page of them; what had not changed is not among them."""
    mine = RawResponse.job_id == job_id
    total = work.session.scalar(select(func.count(RawResponse.id)).where(mine)) or 0
    rows = work.session.scalars(
        select(RawResponse).where(mine).order_by(RawResponse.id).offset(offset).limit(limit)
    )
    return total, rows.all()


def kept_files(work: Work) -> set[str]:
    """SHA-256 of every answer that was archived."""
    return set(work.session.scalars(select(RawResponse.sha256)))


def last_job(work: Work, source: HarvestSource, status: str = "") -> HarvestJob | None:
    """The newest run of a source, or the newest that ended so; None before it."""
    query = select(HarvestJob).where(HarvestJob.source_id == source.id)
    if status:
        query = query.where(HarvestJob.status == status)
    return work.session.scalars(query.order_by(HarvestJob.id.desc()).limit(1)).first()
