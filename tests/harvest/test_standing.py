"""How a source stands, when it is asked again, and what kept a dataset from coming in."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from catalog import datasets, harvest
from catalog.access import SYSTEM
from catalog.harvest import Standing, Trouble
from catalog.harvest.models import HarvestJob
from catalog.work import Instance
from tests.harvest.parts import Source, add_source, pages, set_spec, spec_text

IDS = ("a", "b", "c")
START = datetime(2025, 3, 1, 1, tzinfo=UTC)


@pytest.fixture
def ready(instance: Instance, source: Source) -> Instance:
    """A source of three datasets, asked hourly, that was harvested once at START."""
    instance = replace(instance, clock=lambda: START)
    for one in IDS:
        source.offer(one, pages(25))
    draft = harvest.SourceDraft("uji", spec=spec_text(source.url, IDS), allow_private=True, interval=60)
    with instance.work(SYSTEM) as work:
        harvest.add(work, draft)
    assert harvest.run(instance, "uji").counts["created"] == 3
    return instance


def standing(instance: Instance) -> Standing:
    with instance.work() as work:
        found = harvest.standing(work, harvest.get(work, "uji"))
        work.session.expunge_all()  # read after the work has ended
    return found


def trouble(instance: Instance, name: str) -> Trouble | None:
    with instance.work() as work:
        return harvest.trouble(work, harvest.get(work, "uji"), datasets.get(work, name).id)


def test_a_source_that_never_ran_is_asked_since_it_was_added(instance: Instance, source: Source) -> None:
    planned = harvest.SourceDraft("uji", spec=spec_text(source.url, IDS), allow_private=True, interval=60)
    with replace(instance, clock=lambda: START).work(SYSTEM) as work:
        harvest.add(work, planned)
    found = standing(instance)
    assert (found.last, found.success, found.next_run, found.offered) == (None, None, START, 0)


def test_a_source_is_asked_an_interval_after_its_last_run_began(ready: Instance) -> None:
    found = standing(ready)
    assert found.last is not None
    assert (found.last.started, found.next_run) == (START, START + timedelta(hours=1))


def test_only_an_active_source_with_an_interval_is_asked_by_itself(ready: Instance, source: Source) -> None:
    add_source(ready, spec_text(source.url, IDS), "manual")
    with ready.work(SYSTEM) as work:
        assert harvest.standing(work, harvest.get(work, "manual")).next_run is None
        harvest.get(work, "uji").active = False
    assert standing(ready).next_run is None
    with ready.work() as work:
        assert [one.source.name for one in harvest.standings(work)] == ["manual", "uji"]


def test_the_last_run_that_finished_is_kept_in_sight(ready: Instance, source: Source) -> None:
    good = standing(ready)
    assert good.last is not None
    assert good.success is not None
    assert good.success.id == good.last.id
    for path in source.answers:
        source.answers[path] = 500
    failed = harvest.run(replace(ready, clock=lambda: START + timedelta(minutes=5)), "uji")
    bad = standing(ready)
    assert bad.last is not None
    assert bad.success is not None
    assert (bad.last.id, bad.last.status, bad.success.id) == (failed.job, "failed", good.success.id)
    assert bad.next_run == START + timedelta(minutes=65)
    assert bad.offered == 3


def test_what_a_source_no_longer_offers_is_not_counted(ready: Instance, source: Source) -> None:
    set_spec(ready, spec_text(source.url, IDS[:2]))
    harvest.run(ready, "uji")
    assert standing(ready).offered == 2


def test_a_dataset_that_came_in_has_no_trouble(ready: Instance) -> None:
    assert trouble(ready, "daftar-a") is None


def test_the_trouble_is_that_of_the_dataset_alone_and_ends_with_it(ready: Instance, source: Source) -> None:
    source.offer("b", [b'{"pages": 1, "rows": []}'])
    report = harvest.run(ready, "uji")
    found = trouble(ready, "daftar-b")
    assert found is not None
    assert (found.job, found.since, found.outcome) == (report.job, START, "held")
    assert "kosong" in str(found.reason)
    assert trouble(ready, "daftar-a") is None
    source.offer("b", pages(25))
    harvest.run(ready, "uji")
    assert trouble(ready, "daftar-b") is None


def test_what_a_source_stopped_offering_stays_in_trouble_until_it_is_back(
    ready: Instance, source: Source
) -> None:
    set_spec(ready, spec_text(source.url, IDS[:2]))
    harvest.run(ready, "uji")
    second = harvest.run(ready, "uji")
    found = trouble(ready, "daftar-c")
    assert found is not None
    assert (found.job, found.since, found.outcome) == (second.job, START, "removed")
    assert "tidak lagi menawarkan" in str(found.reason)
    assert trouble(ready, "daftar-a") is None
    set_spec(ready, spec_text(source.url, IDS))
    harvest.run(ready, "uji")
    assert trouble(ready, "daftar-c") is None


def test_a_run_that_was_held_whole_is_the_trouble_of_all(ready: Instance, source: Source) -> None:
    set_spec(ready, spec_text(source.url, IDS[:1]))
    report = harvest.run(ready, "uji")
    for one in IDS:
        found = trouble(ready, f"daftar-{one}")
        assert found is not None
        assert (found.job, found.outcome) == (report.job, "held")
        assert "2 dari 3 dataset" in str(found.reason)


def test_a_run_under_way_is_no_trouble_yet(ready: Instance) -> None:
    with ready.work(SYSTEM) as work:
        work.session.execute(update(HarvestJob).values(status="interrupted"))
    found = trouble(ready, "daftar-a")
    assert found is not None
    assert found.outcome == "interrupted"
    with ready.work(SYSTEM) as work:
        work.session.execute(update(HarvestJob).values(status="running", finished=None))
    assert trouble(ready, "daftar-a") is None
