"""A data center from files: the grammar of `datacenter.toml`, and real planning records through it."""

import http.client
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3

from catalog.demo import read_folder
from catalog.errors import Unreadable


def get(address: str, etag: str = "") -> urllib3.BaseHTTPResponse:
    headers = {"If-None-Match": etag} if etag else {}
    return urllib3.request("GET", address, headers=headers, retries=False)


def describe(folder: Path, *entries: Mapping[str, object]) -> Path:
    """Write a `datacenter.toml`; JSON values are TOML values here."""
    tables = [
        "[[answer]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in one.items())
        for one in entries
    ]
    (folder / "datacenter.toml").write_text("\n".join(tables), encoding="utf-8")
    return folder


def test_records_inside_a_document_keep_their_integers(
    datacenter: Callable[..., str], tmp_path: Path
) -> None:
    big = 12345678901234567890123
    records = [{"tahun_anggaran": 2024, "pagu": big}, {"tahun_anggaran": 2025, "pagu": 2}]
    (tmp_path / "a.json").write_text(json.dumps({"hasil": {"data": records}}))
    entry = {"address": "/eplanning/program", "file": "a.json", "records": "hasil.data"}
    base = datacenter(data=describe(tmp_path, entry))
    assert get(f"{base}/eplanning/program?tahun=2024").json()["data"] == records[:1]
    assert str(big).encode() in get(f"{base}/eplanning/program?tahun=2024").data
    assert get(f"{base}/eplanning/program").json()["total"] == 2
    assert get(f"{base}/eplanning/program?tahun=2026").status == 404
    assert get(f"{base}/eplanning/satker").status == 404


def test_year_and_ending_pick_the_file_and_its_own_bytes_answer(
    datacenter: Callable[..., str], tmp_path: Path
) -> None:
    for name in ("2023.csv", "2024.csv", "2024.xlsx"):
        (tmp_path / name).write_bytes(f"isi {name}\xff".encode("latin-1"))
    base = datacenter(
        data=describe(
            tmp_path,
            *(
                {"address": "/ebudgeting/apbd", "file": name, "tahun": int(name[:4])}
                for name in ("2023.csv", "2024.csv", "2024.xlsx")
            ),
        )
    )
    for name in ("2023.csv", "2024.csv", "2024.xlsx"):
        tahun, form = name.split(".")
        answer = get(f"{base}/ebudgeting/apbd?tahun={tahun}&format={form}")
        assert answer.data == (tmp_path / name).read_bytes()
        assert (
            get(f"{base}/ebudgeting/apbd?tahun={tahun}&format={form}", answer.headers["ETag"]).status == 304
        )
    assert get(f"{base}/ebudgeting/apbd?tahun=2024").data == (tmp_path / "2024.csv").read_bytes()
    assert get(f"{base}/ebudgeting/apbd?tahun=2023&format=xlsx").status == 404
    assert get(f"{base}/ebudgeting/apbd?tahun=2022").status == 404
    assert get(f"{base}/ebudgeting/apbd").status == 400


def test_a_changed_file_is_answered_anew(datacenter: Callable[..., str], tmp_path: Path) -> None:
    records, table = tmp_path / "a.json", tmp_path / "b.csv"
    records.write_text('[{"pagu": 1}]')
    table.write_text("pagu\n1\n")
    base = datacenter(
        data=describe(
            tmp_path,
            {"address": "/eplanning/program", "file": "a.json"},
            {"address": "/files/b.csv", "file": "b.csv"},
        )
    )
    tags = {path: get(base + path).headers["ETag"] for path in ("/eplanning/program", "/files/b.csv")}
    records.write_text('[{"pagu": 2}]')
    table.write_text("pagu\n2\n")
    os.utime(records, (10**9, 10**9))
    os.utime(table, (10**9, 10**9))
    answers = {path: get(base + path, tag) for path, tag in tags.items()}
    assert [answer.status for answer in answers.values()] == [200, 200]
    assert answers["/eplanning/program"].json()["data"] == [{"pagu": 2}]
    assert answers["/files/b.csv"].headers["Last-Modified"] == "Sun, 09 Sep 2001 01:46:40 GMT"


def test_broken_and_lost_files_are_said_to_be_so(datacenter: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("<html>")
    (tmp_path / "b.csv").write_text("pagu\n1\n")
    base = datacenter(
        data=describe(
            tmp_path,
            {"address": "/eplanning/program", "file": "a.json"},
            {"address": "/ebudgeting/apbd", "file": "b.csv"},
        )
    )
    (tmp_path / "b.csv").unlink()
    for path, status, word in (
        ("eplanning/program", 500, "a.json"),
        ("ebudgeting/apbd", 404, "tidak ada lagi"),
    ):
        answer = get(f"{base}/{path}")
        assert (answer.status, word in answer.json()["error"]) == (status, True)


def test_files_outside_what_the_toml_names_stay_unseen(
    datacenter: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "terbuka" / "dalam").mkdir(parents=True)
    (tmp_path / "terbuka" / "dalam" / "a b.csv").write_text("boleh")
    (tmp_path / "rahasia.csv").write_text("tidak")
    (tmp_path / "terbuka" / "pintu.csv").symlink_to(tmp_path / "rahasia.csv")
    base = datacenter(data=describe(tmp_path, {"address": "/files/jatim/", "file": "terbuka"}))
    assert get(f"{base}/files/jatim/dalam/a%20b.csv").data == b"boleh"
    connection = http.client.HTTPConnection(urlsplit(base).netloc)  # it sends a path as it is
    for path in (
        "jatim/../rahasia.csv",
        "jatim/%2e%2e/rahasia.csv",
        "jatim/dalam/..%2f..%2frahasia.csv",
        "jatim/pintu.csv",
        f"jatim/{tmp_path}/rahasia.csv",
        f"jatim/%2f{tmp_path}/rahasia.csv",
        "jatim/dalam",
        "jatim/a%00b",
        "rahasia.csv",
        "../rahasia.csv",
    ):
        connection.request("GET", f"/files/{path}")
        answer = connection.getresponse()
        assert (answer.status, b"error" in answer.read()) == (404, True), path
    connection.close()


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[[answer]\n", "datacenter.toml"),
        ('[[answer]]\naddress = "/lain"\nfile = "a.csv"', "address tidak dikenal: /lain"),
        ('[[answer]]\naddress = "/ebudgeting/apbd"\nfile = "b.csv"', "file tidak ada: b.csv"),
        ('[[answer]]\naddress = "/ebudgeting/apbd"\nfile = "."', "folder"),
        ('[[answer]]\naddress = "/files/a.csv"\nfile = "a.csv"\nwarna = 1', "warna"),
        ('[[answer]]\naddress = "/files/a.csv"\nfile = "a.csv"\ntahun = "2025"', "tahun"),
    ],
)
def test_a_bad_toml_is_refused_naming_the_entry(tmp_path: Path, toml: str, words: str) -> None:
    (tmp_path / "a.csv").write_text("a\n1\n")
    (tmp_path / "datacenter.toml").write_text(toml)
    with pytest.raises(Unreadable) as refusal:
        read_folder(tmp_path)
    assert words in str(refusal.value)


def test_a_folder_without_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"datacenter\.toml"):
        read_folder(tmp_path)


@pytest.mark.real
@pytest.mark.parametrize(
    ("kind", "name", "count", "total"),
    [
        ("program", "RUP-ProgramMaster.json", 409, 4_336_570_036_129),
        ("kegiatan", "RUP-KegiatanMaster.json", 1_150, 4_297_392_979_358),
        ("subkegiatan", "RUP-SubKegiatanMaster.json", 3_949, 4_055_178_874_019),
    ],
)
def test_bandung_planning_through_the_pages(
    datacenter: Callable[..., str],
    real_data: Path,
    tmp_path: Path,
    kind: str,
    name: str,
    count: int,
    total: int,
) -> None:
    file = real_data / "budget_id" / "bandung_sirup_2025" / name
    entry = {"address": f"/eplanning/{kind}", "file": str(file), "tahun": 2025}
    base = datacenter(data=describe(tmp_path, entry))
    records: list[dict[str, object]] = []
    while not records or len(records) < count:
        page = len(records) // 100 + 1
        answer = get(f"{base}/eplanning/{kind}?tahun=2025&page={page}").json()
        assert answer["total"] == count
        assert answer["data"], "the pages end before their total"
        records += answer["data"]
    assert records == json.loads(file.read_bytes())
    assert sum(int(str(record[f"pagu_{kind}"])) for record in records) == total
