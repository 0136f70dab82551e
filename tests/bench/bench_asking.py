"""Ten million rows asked: pages, filters, groups, SQL; the bare engine beside.

Run: python -m tests.bench.bench_asking.

The table is made by the engine itself and stored as ours are. Every repetition asks for something else, since
totals that were asked for once are kept.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from catalog.tabular import BY_COUNT, Column, Criteria, Filter, few_valued, group, page, run_sql
from catalog.tabular.engine import workshop
from catalog.tabular.load import store_rows
from tests.bench.served import load, resident

COLUMNS = (
    Column("kode", "text"),
    Column("skpd", "text"),
    Column("kegiatan", "text"),
    Column("tahun", "integer"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("realisasi", "decimal", unit="rupiah"),
    Column("tanggal", "date"),
    Column("volume", "integer", unit="orang"),
)
ROWS = """
    SELECT i + 1 AS _id, '5.' || (i % 7) || '.' || lpad((i % 101)::VARCHAR, 2, '0') AS kode,
        'Dinas ' || (i // ({count} // 61 + 1)) || ' Provinsi Jawa Timur' AS skpd,
        'Kegiatan penyelenggaraan ' || (hash(i) % 1000000) || ' urusan ' || (i % 977) AS kegiatan,
        2022 + i % 4 AS tahun,
        ((hash(i + 7) % 10000000000000)::DECIMAL(24, 2) / 100)::DECIMAL(24, 2) AS pagu,
        (hash(i + 9) % 1000000000000)::DECIMAL(24, 2) AS realisasi,
        make_date(2022 + i % 4, 1 + i % 12, 1) AS tanggal, i AS volume
    FROM range({count}) t(i)"""
_REPEATED = 7
_GOALS = {
    "first page": 50,
    "page in the middle": 50,
    "last page": 50,
    "filter": 500,
    "range": 500,
    "group": 300,
}


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=10_000_000)
    count = arguments.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.parquet"
        started = time.perf_counter()
        with workshop() as connection:
            rows = f"({ROWS.format(count=count)})"
            store_rows(path, rows, COLUMNS, lambda sql: connection.execute(sql).fetchall())
        took = time.perf_counter() - started
        print(f"{count:,} rows, {path.stat().st_size / 2**20:.0f} MB, made in {took:.0f} s")
        report(path, count)
        bare(path)
        sandbox(path)


def report(path: Path, count: int) -> None:
    """Questions as pages ask them: rows, total and sums."""
    print(f"\n{load()}\n{'':<22}{'goal ms':>8}{'first ms':>10}{'p50 ms':>9}{'CPU ms':>8}{'RSS MB':>8}")
    page(path, COLUMNS, Criteria())  # the totals of the whole table, once
    middle, kept = count // 2, Filter("tahun", "=", "2024")
    ask(path, "first page", lambda _n: Criteria())
    ask(path, "page in the middle", lambda n: Criteria(offset=middle + 50 * n))
    ask(path, "last page", lambda n: Criteria(offset=count - 50 - 50 * n))
    ask(path, "filter", lambda n: Criteria(filters=(Filter("kode", "=", f"5.{n % 7}.{n:02}"),)))
    ask(
        path,
        "range",
        lambda n: Criteria(filters=(Filter("tahun", "=", "2024"), Filter("pagu", ">=", f"{n}000"))),
    )
    ask(
        path,
        "in one agency",
        lambda n: Criteria(filters=(Filter("skpd", "=", f"Dinas {n} Provinsi Jawa Timur"),)),
    )
    ask(path, "contains", lambda n: Criteria(filters=(Filter("kegiatan", "contains", f"urusan 9{n}"),)))
    ask(path, "words", lambda n: Criteria(words=f"dinas pembinaan {n}"))
    ask(path, "a figure among words", lambda n: Criteria(words=f"dinas 9{n}"))
    ask(path, "the filter's next page", lambda n: Criteria(filters=(kept,), offset=50 + 10 * n))
    ask(path, "sorted", lambda n: Criteria(sort=(("pagu", n % 2 == 0),), offset=50 * n))
    timed("group", lambda n: group(path, COLUMNS, _largest(50 * (n % 2)), ("kode",)))
    timed("group of a year", lambda n: group(path, COLUMNS, _largest(0, str(2022 + n % 4)), ("skpd",)))
    timed("distinct values", lambda _n: page(path, COLUMNS, Criteria(columns=("kode",), distinct=True)))
    timed("which values are few", lambda n: few_valued(path, COLUMNS[n % 8 :], count))


def _largest(offset: int, year: str = "") -> Criteria:
    filters = (Filter("tahun", "=", year),) if year else ()
    return Criteria(filters=filters, sort=((BY_COUNT, True),), offset=offset)


def ask(path: Path, name: str, make: Callable[[int], Criteria]) -> None:
    """Time pages of one kind."""
    timed(name, lambda number: page(path, COLUMNS, make(number)))


def timed(name: str, question: Callable[[int], object]) -> None:
    """Print one row: the first time and the median of some more."""
    times, cpu = [], time.process_time()
    for number in range(_REPEATED):
        started = time.perf_counter()
        question(number)
        times.append((time.perf_counter() - started) * 1000)
    cpu = (time.process_time() - cpu) * 1000 / _REPEATED
    goal = _GOALS.get(name, "")
    memory = resident(os.getpid())
    print(f"{name:<22}{goal:>8}{times[0]:>10.0f}{statistics.median(times):>9.0f}{cpu:>8.0f}{memory:>8.0f}")


def bare(path: Path) -> None:
    """The peer: DuckDB itself with all that it takes, asked for the least that such an answer needs."""
    print(f"\nDuckDB without limits, {load()}")
    connection = duckdb.connect(config={"threads": 2})
    source = f"read_parquet('{path}')"
    for name, sql in {
        "count with a filter": f"SELECT count(*) FROM {source} WHERE kode = '5.1.0' || ?",
        "sum of one column": f"SELECT sum(pagu), ? FROM {source}",
        "group by": f"SELECT kode, count(*), sum(pagu), ? FROM {source} GROUP BY kode",
    }.items():
        timed(name, lambda number, sql=sql: connection.execute(sql, [str(number)]).fetchall())  # type: ignore[misc]  # each its own SQL


def sandbox(path: Path) -> None:
    """SQL of strangers: a process for each question."""
    print(f"\nSQL in a process of its own, {load()}")
    for name, sql in {
        "nothing": "SELECT 1",
        "fifty rows": "SELECT * FROM tabel LIMIT 50",
        "group by": "SELECT kode, count(*), sum(pagu) FROM tabel GROUP BY kode",
    }.items():
        timed(name, lambda _n, sql=sql: run_sql(sql, lambda _name: path))  # type: ignore[misc]  # each its own SQL


if __name__ == "__main__":
    main()
