"""Tables to take home beside DuckDB's own COPY, what they cost a web worker, differences of versions."""

import http.client
import os
import tempfile
import time
from pathlib import Path

import duckdb

from catalog import datasets, organizations, setup, tabular
from catalog.access import SYSTEM
from catalog.datasets import DatasetDraft, ResourceDraft
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.storage import FileStore
from catalog.tabular import Column, Criteria, Filter
from catalog.tabular.difference import Comparison
from catalog.tabular.difference_sums import difference
from catalog.tabular.export import FORMS, Export
from catalog.tabular.made_files import Growing, Made, open_made
from catalog.work import open_instance
from tests.bench.bench_tables import COLUMNS, budget_rows
from tests.bench.served import load, resident, serving

ROWS = 1_000_000
SERVED_ROWS = 200_000  # 29 MB of CSV
PAIR_COLUMNS = (
    Column("kode", "text"),
    Column("skpd", "text"),
    Column("kegiatan", "text"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("tahun", "integer"),
)
PLANTED_OLD = """
    SELECT i + 1 AS _id, '5.' || (i % 7) || '.' || printf('%07d', i) AS kode,
        'Dinas ' || (i % 61) || ' Provinsi Jawa Timur' AS skpd,
        'Kegiatan penyelenggaraan ' || (i * 7919 % 1000003) AS kegiatan,
        CAST((i * 1234567 % 100000000000) / 100 AS DECIMAL(24,2)) AS pagu, 2022 + i % 4 AS tahun
    FROM range(500000) AS r(i)"""
PLANTED_NEW = """
    SELECT row_number() OVER () AS _id, * FROM (
        SELECT kode, skpd, kegiatan, CASE WHEN _id > 475011 THEN pagu + 1000 ELSE pagu END AS pagu, tahun
        FROM read_parquet('{old}') WHERE _id > 10086
        UNION ALL
        SELECT '6.' || printf('%07d', i), 'Dinas baru', 'Kegiatan', 1.25, 2025 FROM range(5000) AS r(i))"""
PLANTED = {"ditambah": 5_000, "dihapus": 10_086, "berubah": 24_989}


def main() -> None:
    """Three tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        exports(folder)
        served(folder / "instance")
        differences(folder)


def exports(folder: Path) -> None:
    """Every form of a table, first made, then kept; goal for CSV: 100 MB/s."""
    store = FileStore(folder / "files")
    path = store.path(tabular.load(store, COLUMNS, budget_rows(ROWS)).sha256)
    print(f"exports of {ROWS:,} rows and {len(COLUMNS)} columns, {load()}")
    print(f"{'':<34}{'MB':>7}{'first ms':>10}{'all s':>8}{'MB/s':>7}{'again ms':>10}{'RSS MB':>8}")
    few = Criteria(
        filters=(Filter("tahun", "=", "2024"), Filter("pagu", ">=", "1000000")), sort=(("pagu", True),)
    )
    asked = {form: Export(form, path, COLUMNS, Criteria()) for form in FORMS}
    asked |= {"csv, filtered and sorted": Export("csv", path, COLUMNS, few)}
    asked |= {"csv, sorted": Export("csv", path, COLUMNS, Criteria(sort=(("pagu", True),)))}
    for name, export in asked.items():
        started = time.perf_counter()
        first, size = read(folder / "exports", export)
        took = time.perf_counter() - started
        started = time.perf_counter()
        read(folder / "exports", export)
        again = (time.perf_counter() - started) * 1000
        rate = size / 1e6 / took
        print(
            f"{name:<34}{size / 1e6:>7.0f}{first:>10.0f}{took:>8.2f}{rate:>7.0f}{again:>10.0f}{own():>8.0f}"
        )
    for threads in (1, 2):
        with duckdb.connect(config={"threads": threads}) as connection:
            target = folder / "peer.csv"
            started = time.perf_counter()
            connection.execute(
                f"COPY (SELECT * EXCLUDE _id FROM read_parquet('{path}')) TO '{target}' (FORMAT csv, HEADER)"
            )
            took = time.perf_counter() - started
        size = target.stat().st_size
        name = f"DuckDB COPY, {threads} thread(s), no hash"
        print(f"{name:<34}{size / 1e6:>7.0f}{'':>10}{took:>8.2f}{size / 1e6 / took:>7.0f}")


def read(folder: Path, export: Export) -> tuple[float, int]:
    """Milliseconds until the first bytes, and how many there are."""
    started = time.perf_counter()
    found = open_made(folder, export, ROWS, patience=0)
    if not isinstance(found, Growing):
        with found.path.open("rb") as file:
            return (time.perf_counter() - started) * 1000, sum(
                len(one) for one in iter(lambda: file.read(2**18), b"")
            )
    size = len(next(found))
    first = (time.perf_counter() - started) * 1000
    size += sum(len(chunk) for chunk in found)
    found.close()
    return first, size


def own() -> float:
    """Memory of this process in MB."""
    return resident(os.getpid())


def served(folder: Path) -> None:
    """Three exports through one web worker, first in its own process and then in the one that is used."""
    settings = Settings(instance=folder)
    setup.prepare(settings)
    instance = open_instance(settings)
    with instance.work(SYSTEM) as work:
        organizations.ensure(work, OrganizationDraft(title="Dinas", name="dinas"))
        table = tabular.load(work.store, COLUMNS, budget_rows(SERVED_ROWS))
        draft = DatasetDraft(
            name="besar", title="Besar", organization="dinas", license_id="cc-zero",
            resources=(ResourceDraft(key="t", name="Tabel", columns=COLUMNS, table=table),),
        )  # fmt: skip
        version = datasets.save(work, draft)
        datasets.publish(work, version)
        address = f"/dataset/{version.dataset_id}/resource/{version.resources[0].resource_id}/tabel"
    instance.engine.dispose()
    print(f"\nthree exports of {SERVED_ROWS:,} rows through one web worker (goal below 150 MB), {load()}")
    with serving("site", folder) as server:
        memory = [resident(server.worker)]
        for query in (".csv", ".csv?q=dinas&sort=-pagu", ".xlsx"):
            get(server.port, address + query)
            memory.append(resident(server.worker))
    print(f"MB of the worker before and after each: {', '.join(f'{one:.0f}' for one in memory)}")


def get(port: int, address: str) -> None:
    """Read an answer to its end."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", address)
    response = connection.getresponse()
    while response.read(2**18):
        pass
    connection.close()


def differences(folder: Path) -> None:
    """Two versions of half a million rows with a planted difference; goal 2 s."""
    old, new = folder / "lama", folder / "baru"
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({PLANTED_OLD}) TO '{old}' (FORMAT parquet, COMPRESSION zstd)")
        connection.execute(
            f"COPY ({PLANTED_NEW.format(old=old)}) TO '{new}' (FORMAT parquet, COMPRESSION zstd)"
        )
    comparison = Comparison(old, new, PAIR_COLUMNS, PAIR_COLUMNS, ("kode",))
    print(f"\ndifference of two versions of 500,000 rows, {load()}")
    started = time.perf_counter()
    found = open_made(folder / "exports", comparison, ROWS, patience=60)
    made = time.perf_counter() - started
    assert isinstance(found, Made)
    told = difference(comparison, found.path)
    took = time.perf_counter() - started
    if told.counts != PLANTED:
        raise SystemExit(f"{told.counts} is not what was planted")
    print(f"made in {made:.2f} s by a process of its own, with its figures {took:.2f} s: {told.counts}")


if __name__ == "__main__":
    main()
