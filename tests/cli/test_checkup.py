"""What the doctor finds in an instance, with the remedy of each finding."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog import datasets, harvest, organizations, setup
from catalog.access import SYSTEM
from catalog.cli.checkup import examine
from catalog.datasets import DatasetDraft, FileDraft, ResourceDraft
from catalog.harvest import RawResponse, SourceDraft
from catalog.harvest.models import HarvestJob
from catalog.settings import load_settings
from catalog.storage import Stored
from catalog.work import Instance, open_instance


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """An instance as `lumbung init` makes it."""
    setup.prepare(load_settings(tmp_path, {}))
    opened = open_instance(load_settings(tmp_path, {}))
    yield opened
    opened.engine.dispose()


def publish(instance: Instance, stored: Stored) -> None:
    with instance.work(SYSTEM) as work:
        owner = organizations.listing(work)[0].name
        file = FileDraft("t.csv", stored.sha256, stored.size)
        draft = DatasetDraft("satu", "Satu", owner, resources=(ResourceDraft("t", "T", file=file),))
        datasets.publish(work, datasets.save(work, draft))
    while datasets.apply_outbox(instance):
        pass


def archive(instance: Instance, stored: Stored) -> None:
    with instance.work(SYSTEM) as work:
        draft = SourceDraft("uji", kind="eplanning", url="http://127.0.0.1:9", allow_private=True)
        source = harvest.add(work, draft)
        now = work.clock()
        job = HarvestJob(source_id=source.id, status="finished", started=now, heartbeat=now)
        work.session.add(job)
        work.session.flush()
        work.session.add(
            RawResponse(
                source_id=source.id, job_id=job.id, address="a", sha256=stored.sha256, size=stored.size,
                media_type="", etag="", last_modified="", fetched_at=now,
            )
        )  # fmt: skip


def test_nothing_is_wrong_with_a_site_in_order(instance: Instance) -> None:
    stored = instance.store.put(b"a\r\n1\r\n")
    publish(instance, stored)
    archive(instance, stored)
    assert examine(instance.settings) == []


@pytest.mark.parametrize("keep", [publish, archive])
def test_a_lost_file_is_missed_whoever_needs_it(
    instance: Instance, keep: Callable[[Instance, Stored], None]
) -> None:
    stored = instance.store.put(b"a\r\n1\r\n")
    keep(instance, stored)
    instance.store.path(stored.sha256).unlink()
    problem = examine(instance.settings)[0]
    assert stored.sha256 in problem.what
    assert "backup" in problem.remedy


def test_an_index_that_is_behind_is_told_apart(instance: Instance) -> None:
    publish(instance, instance.store.put(b"a\r\n1\r\n"))
    instance.index.rebuild([])
    problem = examine(instance.settings)[0]
    assert problem.what == "The index holds 0 datasets, the database 1."
    assert "lumbung search rebuild" in problem.remedy


def test_a_damaged_database_and_an_unknown_address_are_named(instance: Instance) -> None:
    with (instance.settings.instance / "settings.toml").open("a") as text:
        text.write('site_url = "http://tidak-ada.invalid"\n')
    assert [one.what for one in examine(load_settings(instance.settings.instance, {}))] == [
        "The public address http://tidak-ada.invalid has no DNS entry."
    ]
    instance.engine.dispose()
    database = instance.settings.instance / "lumbung.db"
    database.write_bytes(b"not a database" * 1000)
    assert "database" in examine(instance.settings)[0].what
