"""A small catalogue filled through the rules, and its application."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog import budget, datasets, organizations, tabular
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.budget import Finding
from catalog.datasets import DatasetDraft, DatasetVersion, FileDraft, ResourceDraft, Theme
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.tabular import Cell, Column
from catalog.work import Instance, Work, open_instance, utc_now

SITE = "https://data.example.id"
COLUMNS = (
    Column("kode", "text", title="Kode kegiatan"),
    Column("nama", "text", title="Nama kegiatan", description="Seperti tertulis di RKPD"),
    Column("tahun", "integer", title="Tahun anggaran"),
    Column("pagu", "decimal", title="Pagu", unit="rupiah", description="Batas tertinggi belanja"),
    Column("serapan", "decimal", title="Serapan", unit="persen"),
    Column("mulai", "date", title="Mulai"),
    Column("aktif", "boolean", title="Masih berjalan"),
)
ROWS: tuple[tuple[Cell, ...], ...] = tuple(
    (
        f"1.02.{number:03}",
        f"Kegiatan {'puskesmas' if number % 3 else 'jalan'} {number}",
        2024,
        Decimal("4336570036129.25") + number * Decimal("1000000.37"),
        Decimal(number % 100) / 4,
        date(2024, number % 12 + 1, 1),
        number % 2 == 0,
    )
    for number in range(1, 121)
)
CSV = "kode,nama\r\n" + "\r\n".join(f"{row[0]},{row[1]}" for row in ROWS)
TOTAL = sum((row[3] for row in ROWS if isinstance(row[3], Decimal)), Decimal(0))


@dataclass(frozen=True)
class Site:
    """A filled instance, a client without a socket, and the ids that addresses need."""

    instance: Instance
    client: FlaskClient
    dataset: str
    table: str
    link: str

    def get(self, path: str, headers: dict[str, str] | None = None) -> TestResponse:
        """An answer read to its end, so that the file behind it is closed."""
        return self.client.get(path, headers=headers, buffered=True)

    def head(self, path: str) -> TestResponse:
        """Headers alone, likewise."""
        return self.client.head(path, buffered=True)


def budget_draft(work: Work, rows: tuple[tuple[Cell, ...], ...] = ROWS) -> DatasetDraft:
    """A dataset with a table, a link and a file that is no table."""
    original, scan = work.store.put(CSV.encode()), work.store.put(b"%PDF-1.4 pindai")
    return DatasetDraft(
        name="kegiatan-2024",
        title="Kegiatan dan pagu 2024",
        organization="dinas-kesehatan",
        notes="Pagu **setiap kegiatan**, dari e-planning.\n\n<script>alert(1)</script>",
        source_url="https://sumber.example.id/kegiatan",
        frequency="tahunan",
        years=(2024,),
        period_start=date(2024, 1, 1),
        period_end=date(2024, 12, 31),
        tags=("anggaran", "kegiatan daerah"),
        themes=("anggaran",),
        extras=(("wilayah", "Jawa Timur"),),
        resources=(
            ResourceDraft(
                key="kegiatan", name="Kegiatan", format="csv", media_type="text/csv", columns=COLUMNS,
                file=FileDraft("kegiatan 2024 “final”.csv", original.sha256, original.size),
                table=tabular.load(work.store, COLUMNS, rows),
            ),
            ResourceDraft(key="laman", name="Laman sumber", format="html", url="https://sumber.example.id/"),
            ResourceDraft(
                key="pindai", name="Dokumen pindai", format="pdf", media_type="application/pdf",
                file=FileDraft("dpa.pdf", scan.sha256, scan.size),
            ),
            ResourceDraft(key="jebakan", name="Jebakan", url="javascript:alert(1)"),
        ),
    )  # fmt: skip


def publish(work: Work, draft: DatasetDraft, identifier: str = "") -> DatasetVersion:
    """Save and publish a draft."""
    version = datasets.save(work, draft, identifier)
    datasets.publish(work, version)
    return version


def fill(instance: Instance) -> tuple[str, str, str]:
    """Datasets in every state; gives the ids of the first, its table, its link."""
    with instance.work(SYSTEM) as work:
        organizations.ensure(
            work,
            OrganizationDraft(
                "Dinas Kesehatan",
                abbreviation="Dinkes",
                former_names=("Kantor Wilayah Kesehatan",),
                code="1.02",
            ),
        )
        organizations.ensure(work, OrganizationDraft("Badan Perencanaan", name="bappeda"))
        work.session.add(
            Theme(id="tema-1", name="anggaran", title="Anggaran", title_en="Budget", created=utc_now())
        )
        work.session.flush()
        first = publish(work, replace(budget_draft(work, ROWS[:3]), title="Kegiatan dan pagu"))
        second = publish(work, budget_draft(work), first.dataset_id)
        work.session.flush()
        budget.keep(work, second, (), findings(), {})
        for number in range(1, 26):
            publish(work, _small(number))
        publish(
            work, replace(_small(1), name="contoh", title="Angka peraga", sample=True, years=(2022, 2024))
        )
        hidden = replace(_small(1), title="Rahasia puskesmas", tags=("tersembunyi",), years=(1999,))
        publish(work, replace(hidden, name="tertutup", private=True))
        datasets.save(work, replace(hidden, name="rancangan"))
        gone = publish(work, replace(hidden, name="ditarik"))
        datasets.withdraw(work, gone.dataset, "salah")
        ids = (second.dataset_id, second.resources[0].resource_id, second.resources[1].resource_id)
    while datasets.apply_outbox(instance):
        pass
    return ids


def findings() -> tuple[Finding, ...]:
    """Thirty findings of two kinds."""
    return tuple(
        Finding(
            "children-sum" if number > 3 else "missing-amount", "kegiatan", f"7401{number}",
            f"Kegiatan {number} (pagu)", "1500000", "1000000", "-500000",
        )
        for number in range(1, 31)
    )  # fmt: skip


def _small(number: int) -> DatasetDraft:
    return DatasetDraft(
        name=f"puskesmas-{number}",
        title=f"Data Puskesmas {number:02}",
        organization="bappeda",
        license_id="cc-zero",
        tags=("kesehatan",),
        years=(2000 + number,),
        resources=(ResourceDraft(key="a", name="Laman", url="https://e.example.id/a.json", format="json"),),
    )


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """One filled catalogue for all tests that only read."""
    folder: Path = tmp_path_factory.mktemp("pages")
    instance = open_instance(Settings(instance=folder, site_url=SITE))
    Base.metadata.create_all(instance.engine)
    ids = fill(instance)
    return Site(instance, create_app(instance.settings, instance).test_client(), *ids)
