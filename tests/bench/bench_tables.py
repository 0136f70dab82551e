"""Stored tables: load, pages with totals, CSV out, memory. Run: python tests/bench/bench_tables.py."""

import argparse
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from catalog.storage import FileStore
from catalog.tabular import Cell, Column, Criteria, Filter, load, page
from catalog.tabular.export import Export

COLUMNS = (
    Column("kode", "text"),
    Column("skpd", "text"),
    Column("kegiatan", "text"),
    Column("tahun", "integer"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("realisasi", "decimal", unit="rupiah"),
    Column("serapan", "decimal", unit="persen"),
    Column("tanggal", "date"),
    Column("sah", "boolean"),
    Column("volume", "integer", unit="orang"),
)
LARGE = (Filter("tahun", "=", "2024"), Filter("pagu", ">=", "1000000"))


def main() -> None:
    """Print one table for each size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, nargs="*", default=[1_000, 200_000, 1_000_000])
    print(f"memory after the imports: {resident():.0f} MB")
    for count in arguments.parse_args().rows:
        with tempfile.TemporaryDirectory() as folder:
            report(FileStore(Path(folder)), count)


def report(store: FileStore, count: int) -> None:
    """Load a table, then ask it as pages and downloads do."""
    rows = list(budget_rows(count))
    started = time.perf_counter()
    stored = load(store, COLUMNS, rows)
    took = time.perf_counter() - started
    print(f"\n{count:,} rows: loaded at {count / took:,.0f} rows/s, {stored.size / 2**20:.1f} MB")
    del rows
    path, sort = store.path(stored.sha256), (("pagu", True),)
    print(f"{'page of 50, total, sums':<26}{'first ms':>10}{'p50 ms':>10}{'RSS MB':>10}")
    for name, asked in {
        "natural order": Criteria(),
        "last page": Criteria(offset=count - 50),
        "sorted": Criteria(sort=sort),
        "filtered, sorted": Criteria(filters=LARGE, sort=sort),
        "contains, sorted": Criteria(filters=(Filter("kegiatan", "contains", "urusan 9"),), sort=sort),
        "words": Criteria(words="dinas 9"),
    }.items():
        first, *again = (timed(path, asked) for _ in range(16))
        print(f"{name:<26}{first:>10.1f}{statistics.median(again):>10.1f}{resident():>10.0f}")
    for name, asked in {"CSV": Criteria(), "CSV, sorted": Criteria(sort=sort)}.items():
        with tempfile.TemporaryDirectory() as folder:
            target, started = Path(folder) / "table.csv", time.perf_counter()
            Export("csv", path, COLUMNS, asked).write(target)
            took = time.perf_counter() - started
            print(f"{name:<26}{target.stat().st_size / 2**20 / took:>10.0f} MB/s")


def budget_rows(count: int) -> Iterator[tuple[Cell, ...]]:
    """Rows as a budget has them, the same in every run."""
    chance = random.Random(count)
    for number in range(count):
        yield (
            f"5.{number % 7}.{number % 101:02}",
            f"Dinas {number % 61} Provinsi Jawa Timur",
            f"Kegiatan penyelenggaraan {chance.randrange(10**6)} urusan {number % 977}",
            2022 + number % 4,
            Decimal(chance.randrange(10**13)) / 100,
            Decimal(chance.randrange(10**12)),
            Decimal(chance.randrange(10**4)) / 100,
            date(2022 + number % 4, 1 + number % 12, 1),
            number % 3 == 0,
            number,
        )


def timed(path: Path, asked: Criteria) -> float:
    """Milliseconds of one page."""
    started = time.perf_counter()
    page(path, COLUMNS, asked)
    return (time.perf_counter() - started) * 1000


def resident() -> float:
    """Memory of this process in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
