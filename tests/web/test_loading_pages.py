"""What a resource shows while its table is made, after that, and when it cannot be made."""

import csv
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from catalog import datasets, jobs, organizations
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.cli.handlers import HANDLERS
from catalog.cli.queue import do_next
from catalog.datasets import DatasetDraft, FileDraft, ResourceDraft
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import Instance, open_instance

GOOD = "kode;uraian;pagu\n5.1;Pegawai;1.500.000\n5.2;Modal;2.000.000\n"
WRONG = GOOD + "".join(f"5.4.{number};Lain;{number}.000\n" for number in range(1, 21)) + "5.3;Salah;banyak\n"
ID = "11111111-2222-3333-4444-555555555555"


@dataclass(frozen=True)
class Place:
    """An instance with one resource, and a client."""

    instance: Instance
    app: Flask
    resource: str

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def publish(self, text: str) -> None:
        publish(self.instance, text)

    def make(self) -> None:
        """Do the next job."""
        assert do_next(self.instance, HANDLERS, lambda: False)

    def page(self, more: str = "", prefix: str = "") -> str:
        answer = self.client.get(f"{prefix}/dataset/pagu/resource/{self.resource}{more}", buffered=True)
        assert answer.status_code == 200
        return answer.text

    def rows(self) -> tuple[int, dict[str, Any]]:
        """Status and content of datastore_search."""
        answer = self.client.get(f"/api/3/action/datastore_search?resource_id={self.resource}")
        return answer.status_code, json.loads(answer.text)


def publish(instance: Instance, text: str) -> str:
    stored = instance.store.put(text.encode())
    resource = ResourceDraft(
        "a", "Pagu", format="CSV", file=FileDraft("pagu.csv", stored.sha256, stored.size)
    )
    with instance.work(SYSTEM, writing=True) as work:
        version = datasets.save(work, DatasetDraft("pagu", "Pagu", "bappeda", resources=(resource,)), ID)
        datasets.publish(work, version)
        return version.resources[0].resource_id


def new_place(folder: Path) -> Place:
    """One file, published, that waits to become a table."""
    instance = open_instance(Settings(instance=folder))
    Base.metadata.create_all(instance.engine)
    with instance.work(SYSTEM) as work:
        organizations.ensure(work, OrganizationDraft("Badan Perencanaan", name="bappeda"))
    resource = publish(instance, GOOD)
    return Place(instance, create_app(instance.settings, instance), resource)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return new_place(tmp_path)


def at(place: Place, percent: int) -> None:
    """A worker has taken the job up and is so far."""
    with place.instance.work(SYSTEM, writing=True) as work:
        job = jobs.claim(work.session, work.clock())
        assert job
        jobs.progress(work.session, work.clock(), job, percent)


def test_a_first_table_that_is_made_says_how_far_it_is(place: Place) -> None:
    assert "menunggu giliran" in place.page()
    status, answer = place.rows()
    assert status == 404
    assert "(0 persen)" in str(answer["error"])
    at(place, 45)
    page = place.page()
    assert "Tabel versi 1 sedang disiapkan: 45 persen." in page
    assert '<progress id="kemajuan-tabel" max="100" value="45">' in page
    assert f'href="/dataset/pagu/resource/{place.resource}/pemuatan"' in page
    assert 'data-hx-trigger="every 2s"' in page
    assert "Berkas asli" in page
    assert "is being prepared: 45 percent" in place.page(prefix="/en")
    assert "45 persen" in str(place.rows()[1]["error"])


def test_a_table_that_is_there_tells_how_it_was_made(place: Place) -> None:
    place.make()
    page = place.page()
    assert "every 2s" not in page
    assert "2.000.000" in page
    assert place.rows()[0] == 200
    assert "Bagaimana berkas ini dibaca dan diperiksa" in page
    log = place.page("/pemuatan")
    for words in (
        "sudah siap",
        "pemisahnya titik koma",
        "2 baris diperiksa; 0 yang harus dibetulkan",
        "Buka tabelnya",
    ):
        assert words in log
    assert "every 2s" not in log
    assert re.search(r'<time datetime="[-0-9T:]+\+07:00">[0-9]{2}\.[0-9]{2}\.[0-9]{2}</time>', log)


def test_the_old_table_answers_while_the_new_one_is_made(place: Place) -> None:
    place.make()
    place.publish(GOOD + "5.3;Tak terduga;3.000.000\n")
    at(place, 30)
    page = place.page()
    assert "Tabel versi 2 sedang disiapkan: 30 persen." in page
    assert "tabel versi 1" in page
    assert "2.000.000" in page
    assert f"/dataset/{ID}/v/1/resource/{place.resource}/tabel.csv" in page
    assert f"/dataset/pagu/v/1/resource/{place.resource}?baris=1#baris-1" in page
    sql = place.page("/sql?sql=SELECT+count(*)+AS+banyak+FROM+tabel")
    assert "<td" in sql
    assert "banyak" in sql
    csv_of_now = place.client.get(f"/dataset/pagu/resource/{place.resource}/tabel.csv", buffered=True)
    assert csv_of_now.text.count("\r\n") == 3
    assert "2.000.000" in place.client.get(f"/embed/dataset/pagu/resource/{place.resource}").text
    status, answer = place.rows()
    assert status == 200
    assert answer["result"]["total"] == 2


def test_why_there_is_no_table_stands_with_the_cells(place: Place) -> None:
    place.make()
    place.publish(WRONG)
    place.make()
    page = place.page()
    assert "Tabel versi 2 tidak dapat dibuat" in page
    assert "baris 24, kolom ke-3" in page
    assert "tabel versi 1" in page
    assert place.rows()[0] == 200
    log = place.page("/pemuatan")
    assert '<q lang="id">banyak</q>' in log
    assert "Harus dibetulkan." in log
    address = f"/dataset/pagu/resource/{place.resource}/pemeriksaan.id.csv"
    assert f'href="{address}"' in log
    answer = place.client.get(address)
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert (len(rows), rows[1][2], rows[1][4]) == (2, "baris 24, kolom ke-3", "banyak")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "row 24, column 3" in place.client.get(address.replace(".id.", ".en.")).text


def test_a_cancelled_table_says_so(place: Place) -> None:
    with place.instance.work(SYSTEM, writing=True) as work:
        datasets.cancel_loading(work, place.resource)
    assert "dibatalkan" in place.page()
    status, answer = place.rows()
    assert (status, "tidak punya tabel" in str(answer["error"])) == (404, True)


def test_a_numbered_version_shows_its_own_table_alone(place: Place) -> None:
    place.make()
    place.publish(WRONG)
    answer = place.client.get(f"/dataset/pagu/v/2/resource/{place.resource}")
    assert answer.status_code == 200
    assert "2.000.000" not in answer.text


def test_other_resources_have_no_such_page(place: Place) -> None:
    assert place.client.get("/dataset/pagu/resource/lain/pemuatan").status_code == 404
    with place.instance.work(SYSTEM, writing=True) as work:
        link = ResourceDraft("b", "Tautan", url="https://example.org/")
        draft = DatasetDraft("tautan", "Tautan", "bappeda", resources=(link,))
        version = datasets.save(work, draft)
        datasets.publish(work, version)
        other = version.resources[0].resource_id
    assert place.client.get(f"/dataset/tautan/resource/{other}/pemuatan").status_code == 404
    assert place.client.get(f"/dataset/pagu/resource/{place.resource}/pemeriksaan.id.csv").status_code == 404
