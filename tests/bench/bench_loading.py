"""Files in: opened, checked, stored as tables. Run: python -m tests.bench.bench_loading --rows 10000000."""

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from frictionless import Dialect, Schema
from frictionless.resources import TableResource

from catalog.storage import FileStore
from catalog.tabular import Column, Criteria, describe, page
from catalog.tabular.check import check
from catalog.tabular.load_table import load_table
from catalog.tabular.open_table import open_table
from catalog.tabular.recipe import Recipe, RecipeColumn

COLUMNS = (
    RecipeColumn(1, Column("kode", "text")),
    RecipeColumn(2, Column("skpd", "text")),
    RecipeColumn(3, Column("uraian", "text")),
    RecipeColumn(4, Column("tahun", "integer"), "plain"),
    RecipeColumn(5, Column("pagu", "decimal", unit="rupiah"), "plain"),
    RecipeColumn(6, Column("tanggal", "date"), "%Y-%m-%d"),
)
RECIPE = Recipe("csv", encoding="utf-8", delimiter=",", columns=COLUMNS, width=len(COLUMNS))
RULES = {"kode": {"required": True}, "tahun": {"minimum": 2000, "maximum": 2100}, "pagu": {"minimum": 0}}
ALONE = 100_000  # rows that frictionless is timed on by itself


def main() -> None:
    """Print one line for each size."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, nargs="*", default=[1_000_000])
    print(f"load before: {os.getloadavg()[0]:.1f}")
    titles = ("open s", "check s", "store s", "page ms", "all s", "peak MB")
    print(f"{'rows':>12}{'MB':>7}" + "".join(f"{title:>9}" for title in titles))
    for count in arguments.parse_args().rows:
        with tempfile.TemporaryDirectory() as folder:
            report(Path(folder), count)
    with tempfile.TemporaryDirectory() as folder:
        alone(Path(folder))


def report(folder: Path, count: int) -> None:
    """A file of so many rows on its way in; memory is of the whole process, its imports included."""
    path, store = folder / "table.csv", FileStore(folder / "files")
    write(path, count)
    times = [time.perf_counter()]
    with store.scratch() as scratch, open_table(path, RECIPE, Path(scratch)) as table:
        times.append(time.perf_counter())
        found = check(table, schema())
        times.append(time.perf_counter())
        loaded = load_table(store, table)
    times.append(time.perf_counter())
    shown = page(store.path(loaded.sha256), [each.column for each in COLUMNS], Criteria())
    times.append(time.perf_counter())
    assert (found.count, loaded.rows, shown.total) == (0, count, count)
    opened, checked, stored, asked = (after - before for before, after in pairwise(times))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{count:>12,}{path.stat().st_size / 1e6:>7.0f}{opened:>9.1f}{checked:>9.1f}{stored:>9.1f}"
        f"{asked * 1000:>9.0f}{times[-1] - times[0]:>9.1f}{peak:>9.0f}"
    )


def alone(folder: Path) -> None:
    """Frictionless by itself on a tenth of the smaller file: checking only, nothing stored."""
    path = folder / "table.csv"
    write(path, ALONE)
    source = TableResource(path=path.name, basepath=str(folder), dialect=Dialect(header_rows=[1]))
    source.schema = Schema.from_descriptor(schema())
    started = time.perf_counter()
    assert source.validate().valid
    print(f"frictionless alone checks {ALONE / (time.perf_counter() - started):,.0f} rows/s")


def schema() -> dict[str, object]:
    """The columns' Table Schema with a few rules."""
    described = describe([each.column for each in COLUMNS])
    fields = described["fields"]
    assert isinstance(fields, list)
    return {"fields": [field | {"constraints": RULES.get(field["name"], {})} for field in fields]}


def write(path: Path, count: int) -> None:
    """A budget of so many rows, about 58 bytes each, the same in every run."""
    with path.open("w", encoding="utf-8") as out:
        out.write("kode,skpd,uraian,tahun,pagu,tanggal\n")
        out.writelines(_lines(count))


def _lines(count: int) -> Iterator[str]:
    chance = random.Random(count)
    for number in range(count):
        yield (
            f"5.{number % 7}.{number % 101:02},Dinas {number % 61},Kegiatan {chance.randrange(10**4)},"
            f"{2022 + number % 4},{chance.randrange(10**9)}.{chance.randrange(100):02},"
            f"2024-{1 + number % 12:02}-{1 + number % 28:02}\n"
        )


if __name__ == "__main__":
    main()
