"""A download that breaks on its way is noticed by whoever downloads, over a real socket."""

import fcntl
import http.client
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from catalog import datasets, organizations, tabular
from catalog.access import SYSTEM
from catalog.datasets import DatasetDraft, ResourceDraft
from catalog.organizations import OrganizationDraft
from catalog.settings import load_settings
from catalog.tabular import Column
from catalog.work import open_instance
from tests.cli.conftest import Command, Start, answer, free_port

COLUMNS = (Column("kode", "text"), Column("pagu", "decimal", unit="rupiah"))
BEGINNING = b"kode,pagu\r\n5.1.02,1.00\r\n"


def test_a_maker_that_dies_ends_no_download_well(lumbung: Command, start: Start, folder: Path) -> None:
    assert lumbung("init").returncode == 0
    address, port = _published(folder), free_port()
    start("serve", "--no-worker", "--port", str(port), "--workers", "1")
    answer(f"http://127.0.0.1:{port}/tentang")
    with _asked(port, "HEAD", address) as head:
        tag = head.headers["ETag"].strip('"')
    exports = folder / "exports"
    exports.mkdir()
    with (exports / f"{tag}.part").open("wb", buffering=0) as maker:
        fcntl.flock(maker, fcntl.LOCK_EX)
        maker.write(BEGINNING)
        with _asked(port, "GET", address) as flowing:
            assert (flowing.status, flowing.headers["Transfer-Encoding"]) == (200, "chunked")
            assert flowing.read(len(BEGINNING)) == BEGINNING
            maker.close()
            with pytest.raises(http.client.IncompleteRead):
                flowing.read()
    with _asked(port, "GET", address) as whole:
        content = whole.read()
    assert content == BEGINNING + b"5.1.03,2.00\r\n"
    assert whole.headers["Content-Length"] == str(len(content))


def _published(folder: Path) -> str:
    """Publish a table; gives the address of its CSV."""
    instance = open_instance(load_settings(folder, {}))
    with instance.work(SYSTEM) as work:
        organizations.ensure(work, OrganizationDraft(title="Dinas", name="dinas"))
        table = tabular.load(work.store, COLUMNS, [("5.1.02", Decimal(1)), ("5.1.03", Decimal(2))])
        draft = DatasetDraft(
            name="pagu", title="Pagu", organization="dinas", license_id="cc-zero",
            resources=(ResourceDraft(key="t", name="Tabel", columns=COLUMNS, table=table),),
        )  # fmt: skip
        version = datasets.save(work, draft)
        datasets.publish(work, version)
        address = f"/dataset/{version.dataset_id}/resource/{version.resources[0].resource_id}/tabel.csv"
    instance.engine.dispose()
    return address


@contextmanager
def _asked(port: int, method: str, address: str) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    with closing(connection):
        connection.request(method, address)
        with connection.getresponse() as response:
            yield response
