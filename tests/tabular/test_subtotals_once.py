"""Subtotals are shown with the other rows and never added to them: totals, groups, differences, exports."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.storage import FileStore
from catalog.tabular import Cell, Column, Criteria, Filter, few_valued, group, has_subtotals, load, page
from catalog.tabular.difference import ADDED, CHANGED, REMOVED, Comparison
from catalog.tabular.difference_sums import difference, likely_key
from catalog.tabular.engine import builder
from catalog.tabular.export import Export
from catalog.tabular.guess import guess
from catalog.tabular.load_table import load_table
from catalog.tabular.open_table import open_table
from catalog.tabular.recipe import LEAF, SUBTOTAL, Row
from catalog.tabular.source_table import from_rows
from tests.fuzzing import tries

COLUMNS = (
    Column("uraian", "text"),
    Column("skpd", "text"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("orang", "integer", unit="orang"),
)
ROWS = (
    Row(1, LEAF, ("Belanja pegawai", "Dinas A", Decimal("1500.25"), 2)),
    Row(2, LEAF, ("Belanja modal", "Dinas A", Decimal(20), 1)),
    Row(3, SUBTOTAL, ("JUMLAH", "Dinas A", Decimal("1520.25"), 3)),
    Row(4, LEAF, ("Belanja pegawai", "Dinas B", Decimal(5), None)),
    Row(5, SUBTOTAL, ("JUMLAH", "Dinas B", Decimal(5), None)),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def table(store: FileStore) -> Path:
    return stored(store, ROWS)


def stored(store: FileStore, rows: Sequence[Row], columns: Sequence[Column] = COLUMNS) -> Path:
    with store.scratch() as folder, builder(Path(folder)) as connection:
        source = from_rows(connection, columns, rows, Path(folder))
        return store.path(load_table(store, source).sha256)


@tries(40)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([LEAF, SUBTOTAL]),
            st.sampled_from(["a", "b", "c"]),
            st.none() | st.decimals(-(10**14), 10**14, places=2),
        ),
        max_size=30,
    )
)
def test_every_total_is_the_sum_of_the_leaves(
    store: FileStore, rows: list[tuple[str, str, Decimal | None]]
) -> None:
    columns = (Column("kode", "text"), Column("pagu", "decimal", unit="rupiah"))
    path = stored(store, [Row(at, kind, (code, sum_)) for at, (kind, code, sum_) in enumerate(rows)], columns)
    assert has_subtotals(path) == any(kind == SUBTOTAL for kind, _code, _sum in rows)
    leaves = [(code, sum_) for kind, code, sum_ in rows if kind == LEAF]
    total = sum((sum_ or Decimal(0) for _code, sum_ in leaves), Decimal(0))
    found = page(path, columns, Criteria())
    assert found.rows == [(code, sum_) for _kind, code, sum_ in rows]
    assert found.marked == {at for at, row in enumerate(rows) if row[0] == SUBTOTAL}
    assert (found.total, found.subtotals, found.sums["pagu"]) == (
        len(rows), len(rows) - len(leaves), total,
    )  # fmt: skip
    groups = group(path, columns, Criteria(), ("kode",))
    assert {one.values[0]: one.count for one in groups.groups} == Counter(code for code, _sum in leaves)
    assert (groups.rows, groups.subtotals, groups.sums[0]) == (len(leaves), len(rows) - len(leaves), total)
    few = page(path, columns, Criteria(filters=(Filter("kode", "in", ("a", "b")),)))
    assert few.sums["pagu"] == sum((sum_ or 0 for code, sum_ in leaves if code in "ab"), Decimal(0))


def test_a_filtered_page_marks_its_own_subtotals(table: Path) -> None:
    found = page(table, COLUMNS, Criteria(filters=(Filter("skpd", "=", "Dinas A"),), sort=(("pagu", True),)))
    assert (found.numbers, found.marked, found.subtotals) == ([3, 1, 2], frozenset({0}), 1)
    assert found.sums == {"pagu": Decimal("1520.25"), "orang": Decimal(3)}
    assert [column.name for column in found.columns] == [column.name for column in COLUMNS]


def test_a_value_of_subtotals_alone_is_not_offered(store: FileStore) -> None:
    rows = [*ROWS[:2], Row(3, SUBTOTAL, ("JUMLAH", "Semua", Decimal("1520.25"), 3))]
    assert [one.name for one in few_valued(stored(store, rows), COLUMNS, 3)] == ["uraian"]


def test_a_table_without_subtotals_has_no_mark(store: FileStore, tmp_path: Path) -> None:
    path = stored(store, [ROWS[0], ROWS[1]])
    assert path == store.path(load(store, COLUMNS, [ROWS[0].cells, ROWS[1].cells]).sha256)
    Export("csv", path, COLUMNS, Criteria()).write(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text().splitlines()[0] == "uraian,skpd,pagu,orang"


def test_the_row_called_jumlah_equals_the_total(store: FileStore, tmp_path: Path) -> None:
    path = tmp_path / "dpa.csv"
    amounts = [Decimal(number) * Decimal("1000000.37") for number in range(1, 40)]
    lines = [f"5.1.{at:02};Belanja {at};{amount}" for at, amount in enumerate(amounts)]
    path.write_text("\n".join(["kode;uraian;pagu", *lines, f";JUMLAH;{sum(amounts)}"]))
    recipe = guess(path, path.name).recipe
    columns = tuple(each.column for each in recipe.columns)
    with open_table(path, recipe, tmp_path) as opened:
        found = page(store.path(load_table(store, opened).sha256), columns, Criteria(offset=39))
    assert (found.total, found.subtotals, found.marked) == (40, 1, frozenset({0}))
    assert found.rows == [(None, "JUMLAH", found.sums["pagu"])]


def test_files_tell_subtotals_in_a_last_column(table: Path, tmp_path: Path) -> None:
    kinds = [row.kind for row in ROWS]
    for form, mark in (("csv", ","), ("id.csv", ";")):
        Export(form, table, COLUMNS, Criteria()).write(tmp_path / form)
        head, *rows = csv.reader(io.StringIO((tmp_path / form).read_text("utf-8-sig")), delimiter=mark)
        assert (head[-1], [row[-1] for row in rows]) == ("_kind", kinds)
    Export("xlsx", table, COLUMNS, Criteria()).write(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert [row[-1] for row in book["Data"].iter_rows(values_only=True)] == ["_kind", *kinds]
    assert any(
        row[0] == "_kind" and "jangan" in str(row[4]) for row in book["Sumber"].iter_rows(values_only=True)
    )
    book.close()
    wanted = Criteria(filters=(Filter("skpd", "=", "Dinas B"),))
    for form in ("parquet", "ndjson"):
        Export(form, table, COLUMNS, wanted).write(tmp_path / form)
    found = duckdb.execute("SELECT _kind FROM read_parquet(?)", [str(tmp_path / "parquet")]).fetchall()
    assert found == [(LEAF,), (SUBTOTAL,)]
    assert (tmp_path / "ndjson").read_text().splitlines()[1].endswith('"_kind":"subtotal"}')
    Export("csv", table, COLUMNS, Criteria(columns=("pagu",))).write(tmp_path / "one.csv")
    assert (tmp_path / "one.csv").read_text().splitlines() == [
        "pagu",
        "1500.25",
        "20.00",
        "1520.25",
        "5.00",
        "5.00",
    ]


def test_a_difference_is_of_leaves_and_adds_up(store: FileStore, table: Path, tmp_path: Path) -> None:
    rows: list[tuple[str, tuple[Cell, ...]]] = [
        (LEAF, ("Belanja pegawai", "Dinas A", Decimal("1600.25"), 2)),
        (SUBTOTAL, ("JUMLAH", "Dinas A", Decimal("1600.25"), 2)),
        (LEAF, ("Belanja pegawai", "Dinas B", Decimal(5), None)),
        (LEAF, ("Belanja jasa", "Dinas B", Decimal(7), None)),
        (SUBTOTAL, ("JUMLAH", "Dinas B", Decimal(12), None)),
    ]
    new = stored(store, [Row(at, kind, cells) for at, (kind, cells) in enumerate(rows, 1)])
    key = likely_key(table, new, COLUMNS, COLUMNS)
    assert key == ("uraian", "skpd")
    comparison = Comparison(table, new, COLUMNS, COLUMNS, key)
    comparison.write(tmp_path / "difference.parquet")
    told = difference(comparison, tmp_path / "difference.parquet")
    assert told.counts == {ADDED: 1, REMOVED: 1, CHANGED: 1}
    assert (told.same, told.subtotals) == (1, 4)
    pagu = told.amounts[0]
    assert (pagu.old, pagu.new) == (Decimal("1525.25"), Decimal("1612.25"))
    assert pagu.parts == {ADDED: Decimal(7), REMOVED: Decimal(-20), CHANGED: Decimal(100)}


def test_a_name_that_only_subtotals_share_tells_rows_apart(store: FileStore) -> None:
    rows = [ROWS[0], ROWS[2], ROWS[1], Row(4, SUBTOTAL, ("JUMLAH", "Dinas A", Decimal(3), 1))]
    path = stored(store, rows)
    assert likely_key(path, path, COLUMNS, COLUMNS) == ("uraian",)
