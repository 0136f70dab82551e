"""Joins that a job makes before anybody asks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from catalog import budget, jobs
from catalog.access import SYSTEM
from catalog.budget import JOIN_STAGES
from catalog.budget.joins import _computed
from catalog.budget.models import BudgetJoin
from catalog.jobs import Job
from catalog.work import Instance
from tests.web.budget_site import PROVINCE, YEAR, open_site, put, put_sample

pytestmark = pytest.mark.usefixtures("every_join")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    _app, opened = open_site(tmp_path)
    yield opened
    opened.engine.dispose()


def claimed(instance: Instance) -> Job | None:
    with instance.work(SYSTEM, writing=True) as work:
        return jobs.claim(work.session, work.clock())


def test_loading_a_stage_queues_the_joins_of_its_year_once(instance: Instance) -> None:
    put_sample(instance, ("apbd", "realisasi"))
    job = claimed(instance)
    assert job is not None
    assert (job.kind, job.subject, job.payload) == (
        JOIN_STAGES,
        PROVINCE.key,
        {"government": PROVINCE.key, "year": YEAR},
    )
    assert claimed(instance) is None
    budget.join_stages(instance, job)
    with instance.work() as work:
        assert work.session.scalar(select(func.count()).select_from(BudgetJoin))
        assert work.session.get_one(Job, job.id).state == "done"
        _computed.cache_clear()
        ladder = budget.ladder(work, PROVINCE.key, YEAR)
        assert ladder.sections[0].joins
        assert _computed.cache_info().misses == 0  # nothing was joined while the visitor waited
        kept = set(work.session.scalars(select(BudgetJoin.joined_sha256)))
        assert kept < budget.kept_files(work)


def test_a_year_of_which_nothing_is_public_needs_no_joins(instance: Instance) -> None:
    rows = [{"kode_skpd": "1.01", "nama_skpd": "Satu", "pagu": "5"}]
    put(instance, "rahasia", "apbd", rows, private=True)
    job = claimed(instance)
    assert job is not None
    budget.join_stages(instance, job)
    with instance.work() as work:
        assert work.session.get_one(Job, job.id).state == "done"
