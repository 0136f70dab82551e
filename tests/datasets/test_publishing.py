"""How an organization publishes: late by its own schedule, readable by machines, and only what is public."""

from datetime import UTC, datetime, timedelta

from catalog import datasets, organizations, tabular
from catalog.access import ANONYMOUS, SYSTEM
from catalog.datasets import DatasetDraft, Late, Publishing, ResourceDraft
from catalog.tabular import Column
from catalog.work import Instance

TODAY = datetime.now(UTC).date()


def publish(
    instance: Instance, name: str, frequency: str, table: bool = False, private: bool = False
) -> None:
    columns = (Column("a", "integer"),)
    with instance.work(SYSTEM) as work:
        stored = tabular.load(work.store, columns, [[1]]) if table else None
        tables = (ResourceDraft("t", "Tabel", columns=columns, table=stored),) if table else ()
        link = ResourceDraft("l", "Laman", url="https://example.id/")
        draft = DatasetDraft(
            name, f"Data {name}", "bappeda", frequency=frequency, private=private, resources=(link, *tables)
        )
        datasets.publish(work, datasets.save(work, draft))


def asked(instance: Instance, days: int) -> Publishing:
    with instance.work(ANONYMOUS) as work:
        organization = organizations.get(work, "bappeda").id
        return datasets.publishing(work, organization, TODAY + timedelta(days=days))


def test_late_is_what_its_own_schedule_has_passed(instance: Instance) -> None:
    publish(instance, "harian", "harian")
    publish(instance, "mingguan", "mingguan", table=True)
    publish(instance, "entah", "kadang-kadang")
    publish(instance, "rahasia", "harian", table=True, private=True)
    now = asked(instance, 0)
    assert (now.total, now.scheduled, now.tables, now.late) == (3, 2, 1, ())
    assert now.newest
    due = now.newest.date()
    assert asked(instance, 5).late == (Late("harian", "Data harian", due + timedelta(days=1)),)
    assert [one.name for one in asked(instance, 9).late] == ["harian", "mingguan"]


def test_an_organization_without_data_has_no_share(instance: Instance) -> None:
    nothing = asked(instance, 0)
    assert nothing == Publishing(0, 0, 0, None, ())
    assert nothing.table_share is None
