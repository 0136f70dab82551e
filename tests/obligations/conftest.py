"""A catalogue with two SKPDs, a clock that tests set, and one call that publishes a document."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from catalog import datasets, organizations, tabular
from catalog.access import SYSTEM
from catalog.datasets import DatasetDraft, DatasetVersion, FileDraft, ResourceDraft
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.tabular import Column
from catalog.work import Instance, Work, open_instance

NUMBERS = (Column("nomor", "integer"),)


@dataclass
class Clock:
    """The present, at noon in Jakarta of a day that a test may set."""

    today: date = date(2025, 1, 1)

    def __call__(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 5, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def instance(tmp_path: Path, clock: Clock) -> Iterator[Instance]:
    opened = replace(open_instance(Settings(instance=tmp_path)), clock=clock)
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def work(instance: Instance) -> Iterator[Work]:
    with instance.work(SYSTEM) as opened:
        organizations.ensure(opened, OrganizationDraft("Dinas Kesehatan", code="1.02", kind="dinas"))
        organizations.ensure(opened, OrganizationDraft("Dinas Sosial", code="1.06", kind="dinas"))
        organizations.ensure(
            opened, OrganizationDraft("Rumah Sakit Haji", kind="rumah_sakit", parent="dinas-kesehatan")
        )
        organizations.ensure(opened, OrganizationDraft("Statistik Pusat"))
        yield opened


@pytest.fixture
def publish(work: Work, clock: Clock) -> Callable[..., DatasetVersion]:
    """Publishes a dataset of one resource on a day: a `form` of table, pdf, or a link."""

    def publish_document(
        day: date,
        name: str,
        form: str = "pdf",
        organization: str = "dinas-kesehatan",
        years: tuple[int, ...] = (2025,),
        period_end: date | None = None,
        sample: bool = False,
        private: bool = False,
        tags: tuple[str, ...] = (),
        **extras: str,
    ) -> DatasetVersion:
        clock.today = day
        file = work.store.put(f"{name} {day}".encode())
        kept = FileDraft("dokumen", file.sha256, file.size)
        resources = {
            "table": ResourceDraft(
                "isi",
                "Isi",
                format="csv",
                file=kept,
                columns=NUMBERS,
                table=tabular.load(work.store, NUMBERS, [(1,)]),
            ),
            "pdf": ResourceDraft("isi", "Isi", format="pdf", file=kept),
            "link": ResourceDraft("isi", "Isi", format="pdf", url=f"https://dokumen.example.id/{name}.pdf"),
        }
        draft = DatasetDraft(
            name=name,
            title=name,
            organization=organization,
            years=years,
            period_end=period_end,
            sample=sample,
            private=private,
            tags=tags,
            extras=tuple(extras.items()),
            resources=(resources[form],),
        )
        version = datasets.save(work, draft, f"id-{name}")
        datasets.publish(work, version)
        work.session.flush()
        return version

    return publish_document
