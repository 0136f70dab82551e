"""The original bytes of a table as one file, equal for equal bytes."""

import os
import zipfile
from pathlib import Path

from catalog.harvest.originals import original_file
from catalog.harvest.records import Raw
from catalog.storage import FileStore

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def raw(store: FileStore, address: str, body: bytes, media_type: str) -> Raw:
    stored = store.put(body)
    return Raw(address, stored.sha256, stored.size, media_type, store.path(stored.sha256))


def test_one_response_is_itself(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    for address, media_type, name in (
        ("http://data.example/apbd?format=xlsx", XLSX, "apbd-2025.xlsx"),
        ("http://data.example/apbd.csv", "application/octet-stream", "apbd-2025.csv"),
        ("http://data.example/apbd.p;h/p?x=.exe", "", "apbd-2025.bin"),
    ):
        one = raw(store, address, b"isi", media_type)
        file = original_file(store, "apbd-2025", [one])
        assert (file.filename, file.sha256, file.size) == (name, one.sha256, 3)


def test_several_are_a_zip_that_is_always_the_same(tmp_path: Path) -> None:
    first, second = FileStore(tmp_path / "1"), FileStore(tmp_path / "2")
    made = []
    for store in (first, second):
        raws = [
            raw(
                store,
                f"http://data.example/e/satker?tahun=2025&page={page}",
                b"{}" * page,
                "application/json",
            )
            for page in (2, 1)
        ]
        os.utime(raws[0].path, (page := 10**9, page))
        made.append(original_file(store, "satker", raws))
    assert made[0] == made[1]
    with zipfile.ZipFile(first.path(made[0].sha256)) as archive:
        assert archive.namelist() == [
            "0001-satker-tahun-2025-page-2.json",
            "0002-satker-tahun-2025-page-1.json",
        ]
        assert archive.read("0001-satker-tahun-2025-page-2.json") == b"{}{}"
