"""Bytes: originals as they came, tables as CSV of exactly what the page shows."""

import base64
import csv
import hashlib
import io
from decimal import Decimal

import pytest

from catalog.web.links import web_address
from tests.web.conftest import CSV, ROWS, TOTAL, Site


def _original(site: Site, version: str = "") -> str:
    return f"/dataset/{site.dataset}{version}/resource/{site.table}/download/kegiatan.csv"


def _table(site: Site, version: str = "") -> str:
    return f"/dataset/{site.dataset}{version}/resource/{site.table}/tabel.csv"


def test_the_original_is_what_was_received(site: Site) -> None:
    answer = site.get(_original(site))
    digest = hashlib.sha256(CSV.encode())
    assert answer.data == CSV.encode()
    assert answer.headers["Content-Length"] == str(len(CSV.encode()))
    assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert answer.headers["ETag"] == f'"{digest.hexdigest()}"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    name = answer.headers["Content-Disposition"]
    assert name.startswith("attachment; ")
    assert "filename*=UTF-8''kegiatan%202024%20%E2%80%9Cfinal%E2%80%9D.csv" in name


def test_head_range_and_not_again(site: Site) -> None:
    head = site.head(_original(site))
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(CSV.encode()))
    part = site.get(_original(site), headers={"Range": "bytes=5-9"})
    assert part.status_code == 206
    assert part.data == CSV.encode()[5:10]
    assert part.headers["Content-Range"] == f"bytes 5-9/{len(CSV.encode())}"
    tag = head.headers["ETag"]
    assert site.get(_original(site), headers={"If-None-Match": tag}).status_code == 304
    assert site.get(_original(site), headers={"Range": "bytes=999999-"}).status_code == 416


def test_bytes_that_are_gone_are_not_found(site: Site) -> None:
    path = site.instance.store.path(hashlib.sha256(CSV.encode()).hexdigest())
    aside = path.rename(path.with_suffix(".aside"))
    try:
        assert site.get(_original(site)).status_code == 404
    finally:
        aside.rename(path)


def test_bytes_of_a_version_may_be_kept_for_ever(site: Site) -> None:
    assert "max-age=31536000" in site.get(_original(site, "/v/1")).headers["Cache-Control"]
    assert "max-age=0" in site.get(_original(site)).headers["Cache-Control"]
    assert site.get(_original(site, "/v/9")).status_code == 404


def test_no_cache_keeps_what_was_asked_with_a_token(site: Site) -> None:
    for path in (
        _original(site, "/v/1"),
        _table(site),
        f"/dataset/{site.dataset}",
        "/api/3/action/status_show",
    ):
        answer = site.get(path, headers={"Authorization": "siapa pun"})
        assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_version_of_any_number_of_digits_is_not_found(site: Site) -> None:
    for path in ("", f"/resource/{site.table}", "/datapackage.json", f"/resource/{site.table}/tabel.csv"):
        assert site.get(f"/dataset/{site.dataset}/v/{10**30}{path}").status_code == 404
    assert site.get(_original(site, f"/v/{10**30}")).status_code == 404


def test_a_link_with_line_breaks_is_no_address() -> None:
    assert web_address("https://sumber.example.id/a") == "https://sumber.example.id/a"
    assert web_address("https://sumber.example.id/\r\nSet-Cookie: a=b") == ""


def test_the_csv_sums_to_the_total_of_the_page(site: Site) -> None:
    answer = site.get(_table(site))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=kegiatan_v2.csv"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert len(rows) == len(ROWS)
    assert sum(Decimal(row["pagu"]) for row in rows) == TOTAL
    assert site.head(_table(site)).status_code == 200


def test_the_csv_is_what_the_page_was_narrowed_to(site: Site) -> None:
    rows = list(
        csv.DictReader(io.StringIO(site.get(f"{_table(site)}?f.nama=has:jalan&sort=-pagu&page=2").text))
    )
    wanted = [row for row in ROWS if "jalan" in str(row[1])]
    assert [row["kode"] for row in rows] == [row[0] for row in reversed(wanted)]
    assert site.get(f"{_table(site)}?f.pagu=min:x").status_code == 400


def test_a_csv_that_is_known_is_not_sent_again_but_another_filter_is(site: Site) -> None:
    tag = site.get(f"{_table(site)}?q=jalan").headers["ETag"]
    again = {"If-None-Match": tag}
    assert site.get(f"{_table(site)}?q=jalan", headers=again).status_code == 304
    assert site.get(f"{_table(site)}?q=puskesmas", headers=again).status_code == 200
    assert site.get(_table(site, "/v/1"), headers=again).status_code == 200


def test_older_tables_keep_their_rows(site: Site) -> None:
    assert len(site.get(_table(site, "/v/1")).text.splitlines()) == 4


@pytest.mark.parametrize("dataset", ["contoh", "tertutup", "tidak-ada"])
def test_a_file_is_found_in_its_own_dataset_only(site: Site, dataset: str) -> None:
    assert site.get(f"/dataset/{dataset}/resource/{site.table}/download/x").status_code == 404
    assert site.get(f"/dataset/{dataset}/resource/{site.table}/tabel.csv").status_code == 404
    assert site.get(f"/dataset/{dataset}/v/1/resource/{site.table}/download/x").status_code == 404


def test_a_link_leads_on_and_a_trap_does_not(site: Site) -> None:
    answer = site.get(f"/dataset/{site.dataset}/resource/{site.link}/download/x")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "https://sumber.example.id/"
    assert site.get(f"/dataset/{site.dataset}/resource/{site.link}/tabel.csv").status_code == 404
