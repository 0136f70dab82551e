"""CSV out: read back by Python's own reader, equal cell by cell, filtered and ordered as asked."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import BadQuery
from catalog.storage import FileStore
from catalog.tabular import Cell, Column, Criteria, Filter, export_csv, load
from tests.fuzzing import tries

COLUMNS = (
    Column("uraian", "text"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("jumlah", "integer"),
    Column("tanggal", "date"),
    Column("sah", "boolean"),
)
texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20
) | st.sampled_from(["", "\r", "\n", '"', "a,b", "=1+1", " x "])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(tmp_path_factory.mktemp("files"))


def exported(path: Path, columns: tuple[Column, ...], criteria: Criteria) -> str:
    return b"".join(export_csv(path, columns, criteria)).decode()


def as_written(cell: Cell) -> str:
    return "" if cell is None else str(cell).lower() if isinstance(cell, bool) else str(cell)


@tries(60)
@given(
    rows=st.lists(
        st.tuples(
            st.none() | texts,
            st.none() | st.decimals(-(10**20), 10**20, places=2),
            st.none() | st.integers(-(10**18) + 1, 10**18 - 1),
            st.none() | st.dates(),
            st.none() | st.booleans(),
        ),
        max_size=10,
    )
)
def test_any_table_is_read_back_equal(store: FileStore, rows: list[tuple[Cell, ...]]) -> None:
    text = exported(store.path(load(store, COLUMNS, rows).sha256), COLUMNS, Criteria())
    header, *found = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert header == [column.name for column in COLUMNS]
    assert found == [[as_written(cell) for cell in row] for row in rows]


@tries(30)
@given(cells=st.lists(st.none() | texts, max_size=10))
def test_a_single_column_keeps_its_blank_rows(store: FileStore, cells: list[str | None]) -> None:
    column = (Column("uraian", "text"),)
    text = exported(store.path(load(store, column, [[cell] for cell in cells]).sha256), column, Criteria())
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [[cell or ""] for cell in cells]


def test_the_bytes_are_plain_rfc_4180(store: FileStore) -> None:
    rows: list[tuple[Cell, ...]] = [
        ('a "b"\n', Decimal("1234567.5"), None, None, True),
        ("", None, 7, None, None),
    ]
    text = exported(store.path(load(store, COLUMNS, rows).sha256), COLUMNS, Criteria())
    assert text == 'uraian,pagu,jumlah,tanggal,sah\r\n"a ""b""\n",1234567.50,,,true\r\n"",,7,,\r\n'


def test_all_that_is_filtered_comes_in_the_order_asked(store: FileStore) -> None:
    column = (Column("n", "integer"), Column("teks", "text"))
    path = store.path(load(store, column, ((number, "x") for number in range(30_000))).sha256)
    criteria = Criteria(
        filters=(Filter("n", ">=", "10000"),), sort=(("n", True),), offset=5, limit=1, columns=("n",)
    )
    chunks = list(export_csv(path, column, criteria))
    assert len(chunks) == 5  # a header and 20,000 rows, 5,000 at a time
    lines = b"".join(chunks).decode().split("\r\n")
    assert lines == ["n", *map(str, range(29_999, 9_999, -1)), ""]


def test_wrong_criteria_are_refused_before_the_first_chunk(store: FileStore) -> None:
    path = store.path(load(store, COLUMNS, []).sha256)
    with pytest.raises(BadQuery):
        export_csv(path, COLUMNS, Criteria(filters=(Filter("pagu", "=", "banyak"),)))
