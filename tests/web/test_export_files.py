"""Tables to take home: each form at its address, what its headers say, what the page says beside its link."""

import base64
import fcntl
import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from werkzeug.test import TestResponse

from catalog import datasets, tabular
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.db import Base
from catalog.settings import Settings
from catalog.tabular.export import FORMS
from catalog.tabular.made_files import Broken
from catalog.work import open_instance
from tests.tabular.exported import READERS, read_json
from tests.web.conftest import COLUMNS, ROWS, SITE, TOTAL, Site, budget_draft, fill, publish

LARGE = 30_000  # rows; enough for a process of its own


@pytest.fixture
def own(tmp_path: Path) -> Site:
    """A catalogue of a single test, in which nothing has been made yet."""
    instance = open_instance(Settings(instance=tmp_path / "instance", site_url=SITE))
    instance.settings.instance.mkdir()
    Base.metadata.create_all(instance.engine)
    ids = fill(instance)
    return Site(instance, create_app(instance.settings, instance).test_client(), *ids)


@pytest.fixture
def large(own: Site) -> Site:
    """Its table has so many rows that exports flow."""
    rows = [
        (f"1.{number}", f"Kegiatan {number}", 2024, Decimal(number), None, None, None)
        for number in range(LARGE)
    ]
    with own.instance.work(SYSTEM) as work:
        draft = budget_draft(work)
        table = replace(draft.resources[0], table=tabular.load(work.store, COLUMNS, rows))
        publish(work, replace(draft, resources=(table, *draft.resources[1:])), own.dataset)
    return own


def _address(site: Site, form: str, query: str = "") -> str:
    return f"/dataset/{site.dataset}/resource/{site.table}/tabel.{form}{query}"


def _saved(answer: TestResponse, target: Path) -> Path:
    assert answer.status_code == 200
    target.write_bytes(answer.data)
    return target


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_the_rows_of_the_table(site: Site, tmp_path: Path, form: str) -> None:
    answer = site.get(_address(site, form))
    assert answer.mimetype == FORMS[form]
    assert answer.headers["Content-Disposition"] == f"attachment; filename=kegiatan_v2.{form}"
    rows = READERS[form](_saved(answer, tmp_path / f"x.{form}"), COLUMNS)
    assert rows == list(ROWS)
    assert sum(row[3] for row in rows if isinstance(row[3], Decimal)) == TOTAL


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_the_rows_that_the_page_was_narrowed_to(site: Site, tmp_path: Path, form: str) -> None:
    answer = site.get(_address(site, form, "?f.nama=has:jalan&sort=-pagu&page=2"))
    assert answer.headers["Content-Disposition"] == f"attachment; filename=kegiatan_v2_saringan.{form}"
    rows = READERS[form](_saved(answer, tmp_path / f"x.{form}"), COLUMNS)
    assert rows == [row for row in reversed(ROWS) if "jalan" in str(row[1])]


@pytest.mark.parametrize("form", FORMS)
def test_headers_say_tag_length_and_digest_and_it_can_be_resumed(site: Site, form: str) -> None:
    whole = site.get(_address(site, form))
    digest = base64.b64encode(hashlib.sha256(whole.data).digest()).decode()
    assert whole.headers["Repr-Digest"] == f"sha-256=:{digest}:"
    assert whole.headers["Content-Length"] == str(len(whole.data))
    assert whole.headers["Cache-Control"].startswith("no-cache")
    assert "Last-Modified" not in whole.headers
    tag = whole.headers["ETag"]
    assert not tag.startswith("W/")
    rest = site.get(_address(site, form), {"Range": "bytes=40-", "If-Range": tag})
    assert (rest.status_code, rest.data) == (206, whole.data[40:])
    assert site.get(_address(site, form), {"If-None-Match": tag}).status_code == 304
    head = site.head(_address(site, form))
    moving = {"Date": "", "Expires": ""}
    assert {**head.headers, **moving} == {**whole.headers, **moving}


def test_head_makes_nothing_and_says_what_it_knows(own: Site) -> None:
    head = own.head(_address(own, "csv"))
    assert head.status_code == 200
    assert "Content-Length" not in head.headers
    assert not (own.instance.settings.instance / "exports").exists()
    assert own.get(_address(own, "csv")).headers["ETag"] == head.headers["ETag"]
    assert own.get(_address(own, "csv"), {"If-None-Match": head.headers["ETag"]}).status_code == 304


def test_what_is_known_need_not_be_made_to_say_so(own: Site) -> None:
    tag = own.head(_address(own, "csv")).headers["ETag"]
    assert own.get(_address(own, "csv"), {"If-None-Match": tag}).status_code == 304
    assert not (own.instance.settings.instance / "exports").exists()


def test_a_large_table_comes_whole_and_then_with_its_length(large: Site, tmp_path: Path) -> None:
    first = large.get(_address(large, "json"))
    rows = read_json(_saved(first, tmp_path / "x.json"), COLUMNS)
    assert len(rows) == LARGE
    assert sum(Decimal(row[3]) for row in rows if isinstance(row[3], Decimal)) == sum(range(LARGE))
    again = large.get(_address(large, "json"))
    assert again.headers["Content-Length"] == str(len(first.data))
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])


def test_a_part_of_a_large_table_that_was_never_made(large: Site) -> None:
    part = large.get(_address(large, "csv"), {"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"kode")


def test_what_flows_can_be_told_from_what_is_whole(large: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalog.web.exports._PATIENCE", 0.0)
    monkeypatch.setattr("catalog.web.exports._WHOLE_PATIENCE", 0.1)
    tag = large.head(_address(large, "csv")).headers["ETag"].strip('"')
    folder = large.instance.settings.instance / "exports"
    folder.mkdir()
    with (folder / f"{tag}.part").open("wb", buffering=0) as maker:
        fcntl.flock(maker, fcntl.LOCK_EX)
        maker.write(b"kode,")
        flowing = large.client.get(_address(large, "csv"), buffered=False)
        assert "Content-Length" not in flowing.headers
        assert "Repr-Digest" not in flowing.headers
        pieces = iter(flowing.iter_encoded())
        assert next(pieces) == b"kode,"
        old = large.client.get(_address(large, "csv"), environ_overrides={"SERVER_PROTOCOL": "HTTP/1.0"})
        assert old.status_code == 503, "without chunks a broken line would look like the end"
    with pytest.raises(Broken):
        next(pieces)
    flowing.close()


def test_the_workbook_names_its_source(site: Site, tmp_path: Path) -> None:
    query = "?q=jalan&f.pagu=min:4336650000000"
    book = openpyxl.load_workbook(_saved(site.get(_address(site, "xlsx", query)), tmp_path / "x.xlsx"))
    told = {row[0]: row[1] for row in book["Sumber"].iter_rows(values_only=True)}
    with site.instance.work() as work:
        found = datasets.version(work, datasets.get(work, site.dataset), 2).resources[0]
        hashes = (found.table_sha256, found.sha256)
    assert told["Kumpulan data"] == "Kegiatan dan pagu 2024"
    assert told["Penerbit"] == "Dinas Kesehatan"
    assert re.fullmatch(r"2, \d{4}-\d\d-\d\d", told["Versi"])
    assert told["Saringan"] == "“jalan”; Pagu paling sedikit 4336650000000"
    assert (
        told["Alamat"]
        == f"{SITE}/dataset/kegiatan-2024/v/2/resource/{site.table}?q=jalan&f.pagu=min%3A4336650000000"
    )
    assert "creativecommons.org/licenses/by/4.0" in told["Lisensi"]
    assert (told["SHA-256 tabel"], told["SHA-256 berkas asli"]) == hashes
    assert "DATA CONTOH" not in told


def test_sample_data_say_so_in_every_export(own: Site, tmp_path: Path) -> None:
    with own.instance.work(SYSTEM) as work:
        publish(work, replace(budget_draft(work), sample=True), own.dataset)
    answer = own.get(_address(own, "xlsx"))
    assert answer.headers["Content-Disposition"] == "attachment; filename=DATA-CONTOH-kegiatan_v3.xlsx"
    book = openpyxl.load_workbook(_saved(answer, tmp_path / "x.xlsx"))
    assert book["Sumber"]["A1"].value == "DATA CONTOH"
    assert "DATA-CONTOH" in own.get(_address(own, "csv")).headers["Content-Disposition"]


def test_the_page_offers_every_form_of_what_it_shows(own: Site) -> None:
    for prefix in ("", "/en"):
        page = own.get(f"{prefix}/dataset/kegiatan-2024/resource/{own.table}?q=jalan").text
        for form in FORMS:
            assert f'href="{_address(own, form)}?q=jalan"' in page
    older = own.get(f"/dataset/kegiatan-2024/v/1/resource/{own.table}").text
    assert f'href="/dataset/{own.dataset}/v/1/resource/{own.table}/tabel.xlsx"' in older


def test_size_and_hash_stand_beside_what_has_been_made(own: Site) -> None:
    digest = hashlib.sha256(own.get(_address(own, "xlsx", "?q=jalan")).data).hexdigest()
    for prefix in ("", "/en"):
        page = f"{prefix}/dataset/kegiatan-2024/resource/{own.table}"
        assert digest in own.get(f"{page}?q=jalan").text
        assert digest not in own.get(f"{page}?q=puskesmas").text
        assert digest not in own.get(page).text


@pytest.mark.parametrize("form", ["exe", "csv.exe", "id", "", "CSV"])
def test_other_forms_there_are_none(site: Site, form: str) -> None:
    assert site.get(_address(site, form)).status_code == 404


def test_a_filter_that_makes_no_sense_is_refused_in_every_form(site: Site) -> None:
    for form in FORMS:
        assert site.get(_address(site, form, "?f.pagu=min:x")).status_code == 400
        assert site.head(_address(site, form, "?f.gaji=1")).status_code == 400
