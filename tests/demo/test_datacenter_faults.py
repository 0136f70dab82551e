"""Each fault, switched on while the data center runs, on every kind of answer."""

import csv
import io
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import urllib3
from python_calamine import load_workbook
from urllib3.exceptions import ProtocolError, ReadTimeoutError

PAGED = "/eplanning/kegiatan?tahun=2025&per_page=5000"
JSON = "/ebudgeting/apbd?tahun=2025&format=json"
CSV = "/ebudgeting/apbd?tahun=2025&format=csv"
XLSX = "/ebudgeting/apbd?tahun=2025&format=xlsx"
FILE = "/files/data-contoh-rekening.csv"
EVERYTHING = (PAGED, JSON, CSV, XLSX, FILE)


@pytest.fixture(scope="module")
def running(datacenter: Callable[..., str]) -> str:
    return datacenter()


@pytest.fixture
def base(running: str) -> Iterator[str]:
    yield running
    switch(running, "none")


def switch(base: str, fault: str) -> None:
    answer = urllib3.request("POST", f"{base}/_fault/{fault}", retries=False)
    assert answer.json() == {"fault": fault}


def get(address: str, etag: str = "") -> urllib3.BaseHTTPResponse:
    headers = {"If-None-Match": etag} if etag else {}
    return urllib3.request("GET", address, headers=headers, retries=False)


def rows_of(path: str, body: bytes) -> Sequence[Sequence[object]]:
    if path == XLSX:
        return load_workbook(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    return [list(row) for row in csv.reader(io.StringIO(body.decode()))]


def test_an_unknown_fault_is_refused_and_changes_nothing(base: str) -> None:
    answer = urllib3.request("POST", f"{base}/_fault/banjir", retries=False)
    assert answer.status == 404
    assert "shrunken" in answer.json()["error"]
    assert get(base + FILE).status == 200


@pytest.mark.parametrize("path", EVERYTHING)
def test_http500(base: str, path: str) -> None:
    etag = get(base + path).headers["ETag"]
    switch(base, "http500")
    assert get(base + path, etag).status == 500
    switch(base, "none")
    assert get(base + path, etag).status == 304


@pytest.mark.parametrize("path", EVERYTHING)
def test_html(base: str, path: str) -> None:
    etag = get(base + path).headers["ETag"]
    switch(base, "html")
    answer = get(base + path, etag)
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.data.startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize("path", EVERYTHING)
def test_cut(base: str, path: str) -> None:
    whole = get(base + path)
    switch(base, "cut")
    with pytest.raises(ProtocolError, match=f"IncompleteRead.{len(whole.data) // 2} "):
        get(base + path, whole.headers["ETag"])


@pytest.mark.parametrize("path", EVERYTHING)
def test_slow(base: str, path: str) -> None:
    etag = get(base + path).headers["ETag"]
    switch(base, "slow")
    started = time.monotonic()
    answer = urllib3.request(
        "GET",
        base + path,
        headers={"If-None-Match": etag},
        retries=False,
        preload_content=False,
        timeout=0.5,
    )
    assert answer.status == 200
    assert len(answer.read(1)) == 1
    with pytest.raises(ReadTimeoutError):
        answer.read(1)
    assert time.monotonic() - started < 30
    answer.close()


@pytest.mark.parametrize(("fault", "share"), [("empty", 0), ("shrunken", 0.5)])
def test_fewer_records(base: str, fault: str, share: float) -> None:
    before = {path: get(base + path) for path in EVERYTHING}
    switch(base, fault)
    after = {path: get(base + path, before[path].headers["ETag"]) for path in EVERYTHING}
    for path in EVERYTHING:
        assert after[path].status == 200
        assert after[path].headers["ETag"] != before[path].headers["ETag"]

    total = before[PAGED].json()["total"]
    left = int(total * share)
    assert after[PAGED].json()["total"] == len(after[PAGED].json()["data"]) == left
    assert after[PAGED].json()["data"] == before[PAGED].json()["data"][:left]

    records = before[JSON].json()["data"]
    assert after[JSON].json() == before[JSON].json() | {"data": records[: int(len(records) * share)]}

    for path in (CSV, XLSX, FILE):
        header, *rows = rows_of(path, before[path].data)
        assert rows_of(path, after[path].data) == [header, *rows[: int(len(rows) * share)]]


def test_a_fault_from_the_start(datacenter: Callable[..., str]) -> None:
    base = datacenter(fault="http500")
    assert get(f"{base}/eplanning/satker").status == 500
    switch(base, "none")
    assert get(f"{base}/eplanning/satker").status == 200


def test_files_of_other_kinds_shrink_by_bytes_and_quoted_line_breaks_stay_whole(
    datacenter: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "surat.txt").write_bytes(b"0123456789")
    (tmp_path / "daftar.csv").write_bytes(b'a,b\n1,"dua\nbaris"\n2,x\n3,y\n4,z\n')
    (tmp_path / "datacenter.toml").write_text('[[answer]]\naddress = "/files/"\nfile = "."\n')
    base = datacenter(data=tmp_path)
    switch(base, "shrunken")
    assert get(f"{base}/files/surat.txt").data == b"01234"
    assert get(f"{base}/files/daftar.csv").data == b'a,b\n1,"dua\nbaris"\n2,x\n'
