"""A catalogue filled through the rules, served by the real server over a real socket."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from ckanapi import RemoteCKAN
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from catalog import datasets, organizations, tabular
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.datasets import DatasetDraft, FileDraft, ResourceDraft, Theme
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.tabular import Cell, Column
from catalog.work import Instance, Work, open_instance
from tests.api.writers import Writer, tokens

SITE = "https://data.example.id"
CSV = b"kode,nama,pagu,tanggal,aktif,tahun\r\n5.1,Belanja operasi,4336570036129.25,2024-01-31,true,2024\r\n"
COLUMNS = (
    Column("kode", "text", title="Kode", description="Kode rekening"),
    Column("nama", "text"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("tanggal", "date"),
    Column("aktif", "boolean"),
    Column("tahun", "integer"),
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("5.1", "Belanja operasi", Decimal("4336570036129.25"), date(2024, 1, 31), True, 2024),
    ("5.2", "Belanja modal", Decimal("7.00"), None, False, 2024),
    ("5.3", 'Belanja "tak, terduga"', None, date(2025, 2, 28), None, 2025),
)


@dataclass(frozen=True)
class Served:
    """A running server: its instance, its application and its address."""

    instance: Instance
    app: Flask
    address: str


def make_instance(folder: Path, site_url: str = SITE) -> Instance:
    """An empty instance in a folder."""
    instance = open_instance(Settings(instance=folder, site_url=site_url))
    Base.metadata.create_all(instance.engine)
    return instance


def fill(instance: Instance) -> None:
    """Two organizations, a theme, four public datasets, and one each that is private, draft, withdrawn."""
    with instance.work(SYSTEM) as work:
        for name, title in (("dinas-kesehatan", "Dinas Kesehatan"), ("bappeda", "Bappeda")):
            organizations.ensure(work, OrganizationDraft(title=title, name=name, abbreviation=title[:4]))
        work.session.add(
            Theme(id="59b84b13-b34d-40bc-a773-d8a0da67cf6d", name="anggaran", title="Anggaran dan Belanja",
                  title_en="Budget", created=datetime(2024, 1, 2, tzinfo=UTC))
        )  # fmt: skip
        work.session.flush()
        datasets.publish(work, datasets.save(work, _budget(work)))
        for number in (1, 2):
            datasets.publish(work, datasets.save(work, _clinics(number)))
        spent = replace(_budget(work), name="realisasi-2024", title="Realisasi 2024", themes=(), years=())
        spent = replace(spent, resources=spent.resources[:1])
        datasets.publish(work, datasets.save(work, spent))
        hidden = replace(spent, tags=("rahasia",), title="Rahasia puskesmas")
        datasets.publish(work, datasets.save(work, replace(hidden, name="tertutup", private=True)))
        datasets.save(work, replace(hidden, name="rancangan"))
        gone = datasets.save(work, replace(hidden, name="ditarik"))
        datasets.publish(work, gone)
        datasets.withdraw(work, gone.dataset, "salah")
    while datasets.apply_outbox(instance):
        pass


def _budget(work: Work) -> DatasetDraft:
    stored = work.store.put(CSV)
    table = tabular.load(work.store, COLUMNS, ROWS)
    return DatasetDraft(
        name="apbd-2024",
        title="APBD 2024 Jawa Timur",
        organization="bappeda",
        notes="Anggaran *pendapatan* dan belanja",
        author="Bidang Anggaran",
        source_url="https://sumber.example.id/apbd",
        frequency="tahunan",
        years=(2024, 2025),
        period_start=date(2024, 1, 1),
        tags=("anggaran", "belanja daerah"),
        themes=("anggaran",),
        extras=(("wilayah", "Jawa Timur"),),
        resources=(
            ResourceDraft(
                key="tabel", name="Rincian", format="csv", media_type="text/csv", description="Per rekening",
                file=FileDraft("apbd 2024.csv", stored.sha256, stored.size), columns=COLUMNS, table=table,
            ),
            ResourceDraft(key="tautan", name="Laman", format="html", url="https://sumber.example.id/apbd"),
        ),
    )  # fmt: skip


def _clinics(number: int) -> DatasetDraft:
    return DatasetDraft(
        name=f"puskesmas-{number}",
        title=f"Data Puskesmas {number}",
        organization="dinas-kesehatan",
        license_id="cc-zero",
        tags=("kesehatan",),
        years=(2020 + number,),
        resources=(ResourceDraft(key="a", name="", url="https://e.example.id/a.json", format="json"),),
    )


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """The filled catalogue behind a socket; its public address is the socket's."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        instance = make_instance(folder, site_url=address)
        fill(instance)
        app = create_app(instance.settings, instance)
        server = make_server("127.0.0.1", port, app, threaded=True, fd=listening.fileno())
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Served(instance, app, address)
        finally:
            server.shutdown()
            thread.join()
            server.server_close()
            instance.engine.dispose()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One filled catalogue for all tests that only read."""
    with serving(tmp_path_factory.mktemp("api")) as running:
        yield running


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A filled catalogue of this module's own, to write into."""
    with serving(tmp_path_factory.mktemp("api-writes")) as running:
        yield running


@pytest.fixture(scope="module")
def people(writable: Served) -> dict[str, Writer]:
    """Who writes into it, by name (tests.api.writers); `nobody` has no token."""
    known = {name: Writer(writable.app, token) for name, token in tokens(writable.instance).items()}
    return known | {"nobody": Writer(writable.app)}


@pytest.fixture
def client(served: Served) -> FlaskClient:
    """Requests without a socket."""
    return served.app.test_client()


@pytest.fixture
def ckan(served: Served) -> Iterator[RemoteCKAN]:
    """The real client library, against the running server."""
    with RemoteCKAN(served.address) as remote:
        yield remote
