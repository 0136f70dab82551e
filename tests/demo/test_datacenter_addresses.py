"""Over a real socket: paging, formats, conditional requests and refusals of the sample data center."""

import csv
import http.client
import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import urllib3
from python_calamine import load_workbook
from urllib3 import BaseHTTPResponse

PLAN = ["tahun", "kode_skpd", "nama_skpd", "kode_program", "nama_program", "kode_kegiatan", "nama_kegiatan"]
PLAN += ["kode_sub_kegiatan", "nama_sub_kegiatan"]
ACCOUNT = ["kode_rekening", "nama_rekening", "sumber_dana"]
OUTPUT = ["lokasi", "indikator", "target", "satuan", "pagu", "keterangan"]
COLUMNS = {
    "rkpd": PLAN + OUTPUT,
    "kua_ppas": PLAN + OUTPUT,
    "apbd": PLAN + ACCOUNT + OUTPUT,
    "perubahan": PLAN + ACCOUNT + OUTPUT,
    "realisasi": [*PLAN, *ACCOUNT, "anggaran", "realisasi", "keterangan"],
}


@pytest.fixture(scope="module")
def base(datacenter: Callable[..., str]) -> str:
    return datacenter()


def get(address: str, method: str = "GET", **headers: str) -> BaseHTTPResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return urllib3.request(method, address, headers=named, retries=False)


@pytest.mark.parametrize("kind", ["satker", "program", "kegiatan", "subkegiatan"])
def test_pages_add_up_to_the_total(base: str, kind: str) -> None:
    seen: list[int] = []
    total, page = 1, 0
    while len(seen) < total:
        page += 1
        answer = get(f"{base}/eplanning/{kind}?tahun=2025&page={page}&per_page=70").json()
        assert (answer["page"], answer["per_page"]) == (page, 70)
        assert 0 < len(answer["data"]) <= 70
        total = answer["total"]
        seen += [record[f"kd_{kind}"] for record in answer["data"]]
    assert len(seen) == len(set(seen)) == total
    beyond = get(f"{base}/eplanning/{kind}?tahun=2025&page={page + 1}&per_page=70").json()
    assert beyond == {"data": [], "page": page + 1, "per_page": 70, "total": total}


def test_a_page_has_100_records_unless_told(base: str) -> None:
    assert len(get(f"{base}/eplanning/subkegiatan?tahun=2022").json()["data"]) == 100


@pytest.mark.parametrize("stage", COLUMNS)
def test_three_formats_hold_the_same_table(base: str, stage: str) -> None:
    document = get(f"{base}/ebudgeting/{stage}?tahun=2024").json()
    assert (document["tahun"], document["tahap"], document["keterangan"]) == (2024, stage, "DATA CONTOH")
    assert {tuple(row) for row in document["data"]} == {tuple(COLUMNS[stage])}
    rows = [["" if cell is None else cell for cell in row.values()] for row in document["data"]]

    text = get(f"{base}/ebudgeting/{stage}?tahun=2024&format=csv").data.decode()
    assert list(csv.reader(io.StringIO(text))) == [
        COLUMNS[stage],
        *([str(cell) for cell in row] for row in rows),
    ]

    book = load_workbook(io.BytesIO(get(f"{base}/ebudgeting/{stage}?tahun=2024&format=xlsx").data))
    assert book.sheet_names == ["DATA CONTOH"]
    assert book.get_sheet_by_index(0).to_python() == [COLUMNS[stage], *rows]


def test_every_record_says_that_it_is_a_sample(base: str) -> None:
    for stage in COLUMNS:
        for row in get(f"{base}/ebudgeting/{stage}?tahun=2022").json()["data"]:
            assert row["keterangan"] == "DATA CONTOH"
    for kind in ("satker", "program", "kegiatan", "subkegiatan"):
        for record in get(f"{base}/eplanning/{kind}?tahun=2022&per_page=5000").json()["data"]:
            assert record["nama_klpd"] == "Prov. Jawa Timur (DATA CONTOH)"
    assert get(f"{base}/").json()["nama"].startswith("DATA CONTOH")


def test_the_lists_behind_the_figures_are_files(base: str) -> None:
    answer = get(f"{base}/files/data-contoh-skpd.csv")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode())))
    assert answer.headers["Content-Type"] == "text/csv"
    assert len(rows) == 65
    assert [row["kode_skpd"] for row in rows if not row["kode_skpd"].startswith("CONTOH-")] == [
        "1.05.0.00.0.00.01.0000"
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/eplanning/program?tahun=2025&page=2",
        "/ebudgeting/apbd?tahun=2025&format=xlsx",
        "/files/data-contoh-skpd.csv",
    ],
)
def test_a_client_that_has_the_answer_gets_304(base: str, path: str) -> None:
    first = get(base + path)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert first.status == 200
    assert int(first.headers["Content-Length"]) == len(first.data) > 0
    again = get(base + path, If_None_Match=etag)
    assert (again.status, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert get(base + path, If_Modified_Since=modified).status == 304
    assert get(base + path, If_None_Match='"other"').status == 200
    assert get(base + path, If_None_Match='"other"', If_Modified_Since=modified).status == 200
    assert get(base + path, If_Modified_Since="Mon, 01 Jan 2001 00:00:00 GMT").status == 200


def test_head_tells_length_and_hash_without_a_body(base: str) -> None:
    path = f"{base}/ebudgeting/rkpd?tahun=2023&format=csv"
    head, full = get(path, method="HEAD"), get(path)
    assert (head.status, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(full.data))
    assert head.headers["ETag"] == full.headers["ETag"]


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("/eplanning/program?tahun=2025&page=0", 400, "page"),
        ("/eplanning/program?tahun=2025&page=-1", 400, "page"),
        ("/eplanning/program?tahun=2025&per_page=1000000000", 400, "5000"),
        ("/eplanning/program?tahun=2025&per_page=5001", 400, "5000"),
        ("/eplanning/program?tahun=2025&per_page=banyak", 400, "banyak"),
        ("/eplanning/program?tahun=%D9%A2%D9%A0", 400, "tahun"),
        ("/eplanning/program?tahun=1999", 404, "2022 sampai 2025"),
        ("/eplanning/program", 400, "?tahun="),
        ("/eplanning/rahasia?tahun=2025", 404, "subkegiatan"),
        ("/ebudgeting/apbd?tahun=dua", 400, "dua"),
        ("/ebudgeting/apbd?tahun=2021", 404, "2021"),
        ("/ebudgeting/apbd?tahun=2025&format=pdf", 400, "xlsx"),
        ("/ebudgeting/rapbd?tahun=2025", 404, "rkpd, kua_ppas, apbd, perubahan, realisasi"),
        ("/ebudgeting/pergeseran?tahun=2025", 404, "rkpd, kua_ppas, apbd, perubahan, realisasi"),
        ("/ebudgeting/usulan?tahun=2025", 404, "kua_ppas"),
        ("/files/tidak-ada.csv", 404, "data-contoh-skpd.csv"),
        ("/lain", 404, "Alamat"),
    ],
)
def test_bad_input_is_refused_in_words(base: str, path: str, status: int, word: str) -> None:
    answer = get(base + path)
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["status"] == status
    assert word in answer.json()["error"]


def test_one_connection_carries_many_requests(base: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(base).netloc)
    connection.connect()
    socket = connection.sock
    for path in ("/eplanning/satker", "/lain", "/eplanning/satker?page=0", "/"):
        connection.request("GET", path)
        assert json.loads(connection.getresponse().read())
        assert connection.sock is socket
    connection.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "catalog.demo", "--port", "0", "--fault", "slow"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        base = process.stdout.readline().strip()
        waiting = http.client.HTTPConnection(urlsplit(base).netloc)
        waiting.request("GET", "/eplanning/satker")  # an answer that would drip for hours
        process.send_signal(number)
        _, complaints = process.communicate(timeout=10)
        waiting.close()
        assert (process.returncode, complaints) == (0, "")
