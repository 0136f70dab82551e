"""The pages of obligations: every figure and status of theirs is what the rules say."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import openpyxl
import orjson
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from catalog import datasets, obligations, organizations
from catalog.access import PROVINCE, SYSTEM, Role
from catalog.activity import Activity
from catalog.app import create_app
from catalog.datasets import DatasetDraft, FileDraft, ResourceDraft
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.work import Instance, open_instance
from tests.web.people import browse, enlist

SITE = "https://data.example.id"
NOON = datetime(2025, 4, 10, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Town:
    """An instance on 10 April 2025 with two SKPDs and a document each way."""

    instance: Instance
    client: FlaskClient

    def page(self, path: str, status: int = 200) -> str:
        """The text of a page."""
        answer = self.client.get(path)
        assert answer.status_code == status
        return re.sub(r"\s+", " ", answer.text)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    settings = Settings(instance=tmp_path, site_url=SITE, secret_key="rahasia")
    instance = replace(open_instance(settings), clock=lambda: NOON)
    Base.metadata.create_all(instance.engine)
    with instance.work(SYSTEM) as work:
        for title in ("Dinas Kesehatan", "Dinas Sosial"):
            organizations.ensure(work, OrganizationDraft(title, kind="dinas"))
        organizations.ensure(work, OrganizationDraft("Tamu"))
        file = work.store.put(b"%PDF-1.4")
        scan = ResourceDraft("isi", "Isi", format="pdf", file=FileDraft("perda.pdf", file.sha256, file.size))
        for name, kind in (("perda-2025", "perda-apbd"), ("dpa-2025", "dpa-skpd")):
            draft = DatasetDraft(
                name,
                f"Berkas {name}",
                "dinas-sosial",
                years=(2025,),
                tags=(f"dokumen-{kind}",),
                resources=(scan,),
            )
            datasets.publish(work, datasets.save(work, draft))
        obligations.exempt(work, "TPAD-01", 2025, "dinas-kesehatan", "Baru <dibentuk>")
        obligations.set_due(work, "KIP-02", "30 hari setelah periode", "SK 1/2025")
    yield Town(instance, create_app(settings, instance).test_client())
    instance.engine.dispose()


def test_the_board_says_how_every_document_stands(town: Town) -> None:
    page = town.page("/kewajiban/2025")
    assert "8,3%" in page  # one of twelve: the regulation, and not the DPA that one of two SKPDs owes still
    assert "1 dari 12 dokumen TPAD" in page
    assert "terlambat 69 hari" in page  # the regulation, due 31 January
    rows = dict(re.findall(r'/kewajiban/2025/(dinas-[a-z]+)"[^>]*>(.*?)</tr>', page))
    assert "tidak berlaku" in rows["dinas-kesehatan"]
    assert "belum ada, lewat 54 hari" in rows["dinas-kesehatan"]
    assert "terlambat 54 hari" in rows["dinas-sosial"]
    assert "Tamu" not in page


def test_another_day_and_another_list(town: Town) -> None:
    before = town.page("/kewajiban/2025?tanggal=2025-01-31")
    assert "Keadaan pada 31 Januari 2025" in before
    assert "0 dari 12 dokumen TPAD" in before
    assert "15 hari lagi" in before  # the DPA, due 15 February
    kip = town.page("/kewajiban/2025?daftar=kip&tanggal=2025-08-01")
    assert "belum ada, lewat 2 hari" in kip  # thirty days after the first half of the year
    assert "semester 2" in kip
    assert town.page("/kewajiban/2025?daftar=zzz&tanggal=zzz").count("TPAD-05")


def test_an_skpd_sees_basis_evidence_and_reason(town: Town) -> None:
    page = town.page("/kewajiban/2025/dinas-sosial")
    assert '<a href="/dataset/dpa-2025/v/1" lang="id">Berkas dpa-2025</a>' in page
    assert "PDF saja" in page
    assert "Baru &lt;dibentuk&gt;" in town.page("/kewajiban/2025/dinas-kesehatan")
    assert "perda-2025" in town.page("/kewajiban/2025/pemerintah-daerah")
    town.page("/kewajiban/2025/tamu", 404)
    town.page("/kewajiban/2025/hantu", 404)
    town.page("/kewajiban/1999", 404)


def test_a_document_is_explained_in_both_languages(town: Town) -> None:
    page = town.page("/kewajiban/2025/dokumen/TPAD-05")
    assert "Instruksi Mendagri 188.52/1797/SJ (2012)" in page
    assert "31 Januari tahun anggaran <code>Y-01-31</code>" in page
    assert "<code>dokumen-perda-apbd</code>" in page
    assert "SK 1/2025" in town.page("/kewajiban/2025/dokumen/KIP-02")
    english = town.page("/en/kewajiban/2025/dokumen/TPAD-05")
    assert "Budget regulation" in english
    assert "31 January" in english
    town.page("/kewajiban/2025/dokumen/TPAD-99", 404)


def test_the_sheet_holds_every_duty(town: Town) -> None:
    answer = town.client.get("/kewajiban/2025/kewajiban.csv?tanggal=2025-04-10")
    assert answer.headers["Content-Disposition"] == "attachment; filename=kewajiban-2025-per-2025-04-10.csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    with town.instance.work() as work:
        board = obligations.board(obligations.facts(work, 2025), date(2025, 4, 10))
    assert len(rows) == len(board.cells)
    late = next(row for row in rows if row["kewajiban"] == "TPAD-05")
    assert (late["status"], late["hari"], late["jatuh_tempo"]) == ("terlambat", "69", "2025-01-31")
    assert late["bukti"] == f"{SITE}/dataset/perda-2025/v/1"
    book = openpyxl.load_workbook(io.BytesIO(town.client.get("/kewajiban/2025/kewajiban.xlsx").data))
    assert book["Data"].max_row == len(rows) + 1
    assert "1 dari 12 dokumen TPAD" in [row[1].value for row in book["Sumber"].iter_rows(max_col=2)]


def test_programs_get_the_same_board(town: Town) -> None:
    answer = orjson.loads(town.client.get("/api/v1/obligations?year=2025&date=2025-04-10").data)
    assert answer["official_score"] == {"published": 1, "all": 12}
    found = [one for one in answer["obligations"] if one["obligation"] == "TPAD-07"]
    assert [(one["organization"], one["state"], one["days"], one["form"]) for one in found] == [
        ("dinas-kesehatan", "missing", 54, None),
        ("dinas-sosial", "late", 54, "pdf-only"),
    ]
    own = orjson.loads(town.client.get("/api/v1/obligations?organization=dinas-sosial&list=tpad").data)
    assert (own["year"], len(own["obligations"])) == (2025, 3)
    for query in ("year=zzz", "date=zzz", "list=zzz"):
        assert town.client.get(f"/api/v1/obligations?{query}").status_code in (400, 409)
    assert town.client.get("/api/v1/obligations?organization=hantu").status_code == 404


def test_a_calendar_has_each_due_day_once(town: Town) -> None:
    answer = town.client.get("/kewajiban.ics")
    assert answer.mimetype == "text/calendar"
    events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    assert len({str(one["uid"]) for one in events}) == len(events)
    days = {str(one["uid"]): one.decoded("dtstart") for one in events}
    assert sum(uid.startswith("TPAD-07-1-2026-") for uid in days) == 1  # though each SKPD owes it
    assert days["TPAD-05-1-2025-pemerintah-daerah@data.example.id"] == date(2025, 1, 31)
    assert days["TPAD-07-1-2026-dinas-kesehatan@data.example.id"] == date(2026, 2, 15)
    assert not any(uid.startswith("IPKD") for uid in days)  # which have no date
    own = icalendar.Calendar.from_ical(town.client.get("/kewajiban/skpd/dinas-kesehatan.ics").data)
    uids = [str(one["uid"]) for one in own.walk("VEVENT")]
    assert "TPAD-07-1-2025-dinas-kesehatan@data.example.id" in uids
    assert not any(uid.startswith("TPAD-01-1-2025") for uid in uids)  # it has not to
    assert town.client.get("/kewajiban/skpd/hantu.ics").status_code == 404


def test_the_front_page_and_the_skpd_say_a_word_of_it(town: Town) -> None:
    while datasets.apply_outbox(town.instance):
        pass
    front = town.page("/")
    assert "1 dari 12 dokumen anggaran (TPAD) sudah terbit" in front
    assert "5 dokumen pemerintah daerah dan SKPD lewat tanggal" in front  # of TPAD alone
    assert 'href="/kewajiban/2025/dinas-sosial"' in town.page("/organization/dinas-sosial")
    assert "/kewajiban/" not in town.page("/organization/tamu").split("<main", 1)[1].split("</main>")[0]


def test_walidata_decides_on_a_page_that_others_do_not_see(town: Town) -> None:
    enlist(town.instance, "wali", (PROVINCE, Role.WALIDATA))
    enlist(town.instance, "dalam", (PROVINCE, Role.PEMBINA))
    document = "/kewajiban/2025/dokumen/KIP-02"
    address = f"{document}/putusan"
    assert town.client.get(address).status_code == 303  # to sign in
    other, browser = browse(town.client.application), browse(town.client.application)
    other.sign_in("dalam")
    assert other.get(address).status_code == 403
    assert "/putusan" not in other.get(document).text
    browser.sign_in("wali")
    assert f'href="{address}"' in browser.get(document).text
    assert 'value="30 hari setelah periode"' in browser.get(address).text

    wrong = browser.post(address, putusan="tanggal", due="Y-07-31", reason="x")
    assert wrong.status_code == 400
    assert "perlu hari setelah periode" in wrong.text
    assert 'value="Y-07-31"' in wrong.text  # what was written is not lost
    browser.post(address, putusan="tanggal", due="60 hari setelah periode", reason="SK 2/2025")
    assert "60 hari sesudah akhir periodenya" in town.page(document)
    browser.post(address, putusan="kecuali", owner="dinas-kesehatan", reason="Digabung")
    assert "Digabung" in town.page("/kewajiban/2025/dinas-kesehatan")
    browser.post(address, putusan="wajib", owner="dinas-kesehatan")
    assert "Digabung" not in town.page("/kewajiban/2025/dinas-kesehatan")
    missing = browser.post(address, putusan="bukti", owner="semua", dataset="hantu", period="1")
    assert missing.status_code == 400
    assert "hantu tidak ditemukan" in missing.text
    linked = browser.post(address, putusan="bukti", owner="semua", dataset="perda-2025", period="1")
    assert linked.headers["Location"] == f"{address}#bukti"
    assert "Berkas perda-2025" in town.page(document)
    browser.post(address, putusan="lepas", owner="semua", dataset="perda-2025")
    assert "Berkas perda-2025" not in town.page(document)
    with town.instance.work(SYSTEM) as work:
        kinds = ("set due date", "exempt from obligation", "oblige again", "link evidence", "unlink evidence")
        passages = work.session.scalars(
            select(Activity).where(Activity.kind.in_(kinds)).order_by(Activity.id)
        )
        assert [one.kind for one in passages if one.actor == "wali"] == list(kinds)
