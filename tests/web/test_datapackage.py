"""A dataset as a Data Package: frictionless itself reads it over a socket and finds every table valid."""

import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from frictionless import Package, system
from frictionless.resources import TableResource
from werkzeug.serving import make_server

from catalog.app import create_app
from catalog.db import Base
from catalog.settings import Settings
from catalog.work import open_instance
from tests.web.conftest import ROWS, TOTAL, Site, fill


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A filled catalogue behind a socket, whose public address is that socket's."""
    folder: Path = tmp_path_factory.mktemp("package")
    server = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
    place = f"http://127.0.0.1:{server.server_port}"
    settings = Settings(instance=folder, site_url=place, secret_key="x")
    instance = open_instance(settings)
    Base.metadata.create_all(instance.engine)
    fill(instance)
    server.app = create_app(settings, instance)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield place
    server.shutdown()
    thread.join()
    server.server_close()
    instance.engine.dispose()


def test_frictionless_validates_the_package_and_its_rows(address: str) -> None:
    package = Package(f"{address}/dataset/kegiatan-2024/datapackage.json")
    try:
        report = package.validate()
        assert report.valid, report.flatten(["type", "note"])
        table = package.get_resource("kegiatan")
        assert isinstance(table, TableResource)
        rows = table.read_rows()
        assert len(rows) == len(ROWS)
        assert sum((Decimal(row["pagu"]) for row in rows), Decimal(0)) == TOTAL
        assert rows[0]["kode"] == ROWS[0][0]
        assert table.schema.get_field("pagu").type == "number"
        assert "/v/2/" in (table.path or "")
    finally:
        system.http_session.close()  # frictionless keeps its connections open


def test_old_versions_have_packages_and_hidden_datasets_have_none(site: Site) -> None:
    old = site.get("/dataset/kegiatan-2024/v/1/datapackage.json")
    assert old.status_code == 200
    assert old.get_json()["version"] == "1"
    assert site.get("/dataset/ditarik/datapackage.json").status_code == 410
    for name in ("tertutup", "rancangan", "tidak-ada", "puskesmas-1"):
        assert site.get(f"/dataset/{name}/datapackage.json").status_code == 404
