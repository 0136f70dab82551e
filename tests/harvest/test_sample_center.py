"""The real harvesters against the sample data center in its own process, with every fault it can have."""

import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from catalog import datasets, harvest
from catalog.access import ANONYMOUS, SYSTEM
from catalog.work import Instance, open_instance
from harvesters.ebudgeting import harvester as ebudgeting
from harvesters.eplanning import harvester as eplanning
from tests.conftest import StartDataCenter
from tests.harvest.parts import catalogue, count_rows, new_instance

SPEC = 'kind = "{kind}"\ntitle = "{kind} (DATA CONTOH)"\nurl = "{url}"\nsample = true\nyears = [2024]\n'
KINDS = ("ebudgeting", "eplanning")


@pytest.fixture(scope="module")
def center(datacenter: StartDataCenter) -> str:
    return datacenter()


@pytest.fixture(scope="module")
def harvested(center: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """An instance with both sources, harvested and indexed."""
    harvest.register(ebudgeting)
    harvest.register(eplanning)
    instance = new_instance(tmp_path_factory.mktemp("center"))
    with instance.work(SYSTEM) as work:
        for kind in KINDS:
            text = SPEC.format(kind=kind, url=center)
            harvest.add(work, harvest.SourceDraft(kind, spec=text, allow_private=True))
    for kind in KINDS:
        report = harvest.run(instance, kind)
        assert (report.status, report.problems) == ("finished", ())
        assert report.counts["created"] == report.total > 0
    datasets.apply_outbox(instance)
    yield instance
    instance.engine.dispose()


@pytest.fixture
def fault(center: str) -> Iterator[Callable[[str], None]]:
    def switch(name: str) -> None:
        request = urllib.request.Request(f"{center}/_fault/{name}", method="POST")
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status < 300

    yield switch
    switch("none")


def found(instance: Instance) -> list[tuple[str, int | None, int]]:
    """What a visitor finds: names, versions, rows."""
    with instance.work(ANONYMOUS) as work:
        return [
            (one.name, one.published_number, sum(each.table_rows or 0 for each in one.published.resources))
            for one in datasets.find(work, datasets.Criteria(sort="name", limit=100)).datasets
            if one.published
        ]


def test_everything_is_found_and_says_that_it_is_a_sample(harvested: Instance) -> None:
    with harvested.work(ANONYMOUS) as work:
        names = datasets.names(work)
        assert len(names) == len(found(harvested)) > 3
        for name in names:
            published = datasets.get(work, name).published
            assert published is not None
            assert published.sample
            assert "DATA CONTOH" in published.title


def test_a_second_run_finds_nothing_new(harvested: Instance) -> None:
    before, rows = catalogue(harvested), count_rows(harvested)
    for kind in KINDS:
        report = harvest.run(harvested, kind)
        assert report.counts["unchanged"] == report.total
    assert catalogue(harvested) == before
    assert count_rows(harvested) == rows | {"harvest_job": rows["harvest_job"] + 2}


@pytest.mark.parametrize("name", ["http500", "html", "cut", "empty", "shrunken", "slow"])
def test_no_fault_of_the_source_reaches_the_public(
    harvested: Instance, fault: Callable[[str], None], name: str
) -> None:
    before, seen = catalogue(harvested), found(harvested)
    fault(name)
    settings = replace(harvested.settings, fetch_total_seconds=0.5)
    hasty = open_instance(settings)
    for kind in KINDS:
        report = harvest.run(hasty, kind)
        assert report.status in ("failed", "held")
        assert report.reason is not None
        assert len(report.problems) == report.total
        assert all(str(one.message) and "tidak terduga" not in str(one.message) for one in report.problems)
    hasty.engine.dispose()
    datasets.apply_outbox(harvested)
    assert catalogue(harvested) == before
    assert found(harvested) == seen
    fault("none")
    for kind in KINDS:
        report = harvest.run(harvested, kind)
        assert report.counts["unchanged"] == report.total
