"""A budget version as a Fiscal Data Package: frictionless reads it over a socket and finds it valid."""

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package, system
from frictionless.resources import TableResource
from werkzeug.serving import make_server

from catalog import budget, organizations
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import Instance, open_instance
from tests.web.budget_site import PROVINCE, YEAR, put

ROWS = [
    {
        "kode_skpd": f"1.0{number}",
        "nama_skpd": f"Dinas {number}",
        "kode_sub_kegiatan": "1.01.02.1.01.0001",
        "nama_sub_kegiatan": "Bangun, lalu rawat",
        "kode_rekening": code,
        "nama_rekening": f"Rekening {code}",
        "sumber_dana": "DAU",
        "pagu": f"{number}00000000001",
    }
    for number, code in enumerate(("5.1.02.01.01.0001", "5.1.02.01.01.0001", "5.2.02", "4.1.01"), 1)
]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    """Sample figures behind a socket, whose public address is that socket's."""
    folder: Path = tmp_path_factory.mktemp("fiscal")
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    place = f"http://127.0.0.1:{server.server_port}"
    settings = Settings(instance=folder, site_url=place, secret_key="x")
    instance = open_instance(settings)
    Base.metadata.create_all(instance.engine)
    with instance.work(SYSTEM) as work:
        organizations.ensure(work, OrganizationDraft("Walidata", "walidata"))
    put(instance, "apbd", "apbd", ROWS, sample=True)
    put(instance, "rahasia", "apbd", ROWS, year=YEAR - 1, private=True)
    server.app = create_app(settings, instance)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield instance
    server.shutdown()
    thread.join()
    server.server_close()
    instance.engine.dispose()


def test_frictionless_validates_the_package_and_its_rows(served: Instance) -> None:
    with served.work() as work:
        source = budget.overview(work, PROVINCE.key, YEAR).budget.belanja
    assert source
    package = Package(f"{served.settings.site_url}/api/v1/budget/{source.budget_id}/datapackage.json")
    try:
        report = package.validate()
        assert report.valid, report.flatten(["type", "note"])
        table = package.get_resource("baris")
        assert isinstance(table, TableResource)
        rows = table.read_rows()
        assert table.schema.get_field("amount").to_descriptor()["columnType"] == "value"
        amounts = [Decimal(row["amount"]) for row in rows if row["direction"] == "belanja"]
        assert (len(amounts), sum(amounts)) == (source.lines, source.amount)
        constants = {one["name"]: one["constant"] for one in table.custom["extraFields"]}
        assert constants["tahun_anggaran"] == YEAR
        assert (constants["tahapan"], constants["tahapan_fdp"]) == ("apbd", "approved")
        assert constants["mata_uang"] == "IDR"
        assert package.custom["sample"] is True
    finally:
        system.http_session.close()  # frictionless keeps its connections open


def test_a_version_that_nobody_may_see_has_no_package(served: Instance) -> None:
    with served.work(SYSTEM) as work:
        hidden = budget.overview(work, PROVINCE.key, YEAR - 1).budget.belanja
    assert hidden
    client = create_app(served.settings, served).test_client()
    for budget_id in ("zzz", hidden.budget_id):
        assert client.get(f"/api/v1/budget/{budget_id}/datapackage.json").status_code == 404
        assert client.get(f"/anggaran/baris/{budget_id}/baris.csv").status_code == 404
