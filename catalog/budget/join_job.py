"""Joins of large stages, made by a job before anybody asks for them."""

from itertools import pairwise

from sqlalchemy import select

from catalog import jobs
from catalog.access import SYSTEM
from catalog.budget import choice, codes, joins
from catalog.budget.choice import Source
from catalog.budget.models import BudgetVersion
from catalog.datasets import DatasetVersion
from catalog.errors import NotFound
from catalog.jobs import Job
from catalog.work import Instance, Work

JOIN_STAGES = "join-stages"  # the kind of job; its subject is a government's key


def queue_joins(work: Work, version: DatasetVersion) -> None:
    """Queue the joins of the years of which a dataset version has figures enough."""
    years = work.session.execute(
        select(BudgetVersion.government_scheme, BudgetVersion.government_code, BudgetVersion.fiscal_year)
        .where(BudgetVersion.version_id == version.id, BudgetVersion.leaves >= joins.WORTH_KEEPING // 2)
        .distinct()
    )
    for scheme, code, year in years:
        government = f"{scheme}:{code}"
        payload = {"government": government, "year": year}
        jobs.enqueue(work.session, work.clock(), JOIN_STAGES, government, payload)


def join_stages(instance: Instance, job: Job) -> None:
    """The job: make and keep the joins that the pages of a government's year need and nobody has made."""
    with instance.work() as work:  # as anybody: for what is public
        made = [joins.make(work, *pair) for pair in missing(work, **job.payload)]
    with instance.work(SYSTEM, writing=True) as work:
        for one in made:
            work.session.merge(one)
        jobs.finish(work.session, work.clock(), job)


def missing(work: Work, government: str, year: int) -> list[tuple[Source, Source]]:
    """Neighbouring stages whose join is worth keeping and is not kept.

    As they are public now, and as they will be once the latest versions are.
    """
    found: dict[tuple[str, str, str], tuple[Source, Source]] = {}
    for sources in (_public(work, government, year), choice.upcoming(work, government, year)):
        for direction in codes.DIRECTIONS:
            for left, right in pairwise(choice.rungs(sources, direction).values()):
                if left.lines + right.lines >= joins.WORTH_KEEPING and not joins.kept_at(work, left, right):
                    found[left.lines_sha256, right.lines_sha256, direction] = (left, right)
    return list(found.values())


def _public(work: Work, government: str, year: int) -> list[Source]:
    try:
        return choice.sources(work, government, year)
    except NotFound:
        return []
