"""Exports: the same cells in every form, equal bytes for equal input, harmless in a spreadsheet."""

import csv
import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import duckdb
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import BadQuery
from catalog.storage import FileStore
from catalog.tabular import Cell, Column, Criteria, Filter, load
from catalog.tabular.export import FORMS, Export, require_writable
from tests.fuzzing import tries
from tests.tabular.exported import READERS, read_csv, read_indonesian_csv, read_xlsx

COLUMNS = (
    Column("uraian", "text"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("jumlah", "integer"),
    Column("tanggal", "date"),
    Column("sah", "boolean"),
)
DANGERS = ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://e.example.id";"x")']
MISREAD = [
    "5.1.02",
    "007",
    "1/2",
    "10:30",
    "1e5",
    "12%",
    "1.000,00",
    "(5)",
    "'a",
    "''",
    "'",
    "Rp 1.000",
    "2 Januari 2024",
    "mei 2024",
    "12-Agu",
    "TRUE",
    "benar",
]
texts = (
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)
    | st.sampled_from(["\r", "\n", '"', "a,b", "a;b", " x ", "<&>", "_x0041_", "\x01\x1f\ufffe"])
    | st.sampled_from(DANGERS + MISREAD)
)
tables = st.lists(
    st.tuples(
        st.none() | texts,
        st.none() | st.decimals(-(10**21), 10**21, places=2),
        st.none() | st.integers(-(10**18) + 1, 10**18 - 1),
        st.none() | st.dates(),
        st.none() | st.booleans(),
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(tmp_path_factory.mktemp("files"))


def written(
    store: FileStore, form: str, columns: tuple[Column, ...], rows: list[tuple[Cell, ...]], asked: Criteria
) -> Path:
    """A file of these rows in a form."""
    target = store.folder / f"out.{form}"
    Export(form, store.path(load(store, columns, rows).sha256), columns, asked).write(target)
    return target


@tries(25)
@given(rows=tables)
@pytest.mark.parametrize("form", FORMS)
def test_any_table_is_read_back_equal(store: FileStore, form: str, rows: list[tuple[Cell, ...]]) -> None:
    assert READERS[form](written(store, form, COLUMNS, rows, Criteria()), COLUMNS) == rows


@tries(25)
@given(cells=st.lists(st.none() | texts, max_size=10))
def test_a_single_column_keeps_its_blank_rows(store: FileStore, cells: list[str | None]) -> None:
    column = (Column("uraian", "text"),)
    path = written(store, "csv", column, [(cell,) for cell in cells], Criteria())
    assert read_csv(path, column) == [(cell,) for cell in cells]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_filtered_comes_in_the_order_asked(store: FileStore, form: str) -> None:
    columns = (Column("n", "integer"), Column("teks", "text"))
    asked = Criteria(
        filters=(Filter("n", ">=", "10000"),), sort=(("n", True),), offset=5, limit=1, columns=("n",)
    )
    path = written(store, form, columns, [(number, "x") for number in range(30_000)], asked)
    assert READERS[form](path, columns[:1]) == [(number,) for number in range(29_999, 9_999, -1)]


@pytest.mark.parametrize("form", FORMS)
def test_rows_come_in_the_order_of_the_table(store: FileStore, form: str) -> None:
    columns = (Column("n", "integer"),)
    rows: list[tuple[Cell, ...]] = [((number * 7919) % 100_003,) for number in range(60_000)]
    assert READERS[form](written(store, form, columns, rows, Criteria()), columns) == rows


@pytest.mark.parametrize("form", FORMS)
def test_equal_input_gives_equal_bytes(store: FileStore, form: str) -> None:
    rows: list[tuple[Cell, ...]] = [
        (f"baris {n}", Decimal(n) / 4, n, date(2024, 1, 1), n % 2 == 0) for n in range(3000)
    ]
    digests = {
        hashlib.sha256(written(store, form, COLUMNS, rows, Criteria()).read_bytes()).hexdigest()
        for _ in range(2)
    }
    assert len(digests) == 1


def test_the_plain_csv_is_rfc_4180(store: FileStore) -> None:
    rows: list[tuple[Cell, ...]] = [
        ('a "b"\n', Decimal("1234567.5"), None, None, True),
        ("", None, 7, date(2024, 5, 1), None),
        ("=1+1", Decimal(-1), -1, None, None),
    ]
    assert written(store, "csv", COLUMNS, rows, Criteria()).read_bytes() == (
        b'uraian,pagu,jumlah,tanggal,sah\r\n"a ""b""\n",1234567.50,,,true\r\n"",,7,2024-05-01,\r\n'
        b"=1+1,-1.00,-1,,\r\n"
    )


def test_nothing_in_the_indonesian_csv_runs_or_turns_into_something_else(store: FileStore) -> None:
    column = (Column("kode", "text"),)
    harmless = ["Dinas Kesehatan", "1.02 Urusan Kesehatan", "a=1", "jalan 5", "Mei", "5 Desa", "2 Maret lalu"]
    texts = [*DANGERS, *MISREAD, *harmless]
    path = written(store, "id.csv", column, [(text,) for text in texts], Criteria())
    with path.open(newline="", encoding="utf-8-sig") as file:
        cells = [row[0] for row in csv.reader(file, delimiter=";")][1:]
    assert cells == [*(f"'{text}" for text in DANGERS + MISREAD), *harmless]
    assert [cell for (cell,) in read_indonesian_csv(path, column)] == texts


def test_figures_of_the_indonesian_csv_have_a_decimal_comma(store: FileStore) -> None:
    rows: list[tuple[Cell, ...]] = [("a", Decimal("-1234567.5"), -5, date(2024, 5, 1), False)]
    assert written(store, "id.csv", COLUMNS, rows, Criteria()).read_bytes() == (
        b"\xef\xbb\xbfuraian;pagu;jumlah;tanggal;sah\r\na;-1234567,50;-5;2024-05-01;false\r\n"
    )


def test_cells_of_the_workbook_have_their_types(store: FileStore) -> None:
    rows: list[tuple[Cell, ...]] = [("=1+1", Decimal("9876543210123.25"), 2024, date(2024, 2, 29), True)]
    book = openpyxl.load_workbook(written(store, "xlsx", COLUMNS, rows, Criteria()))
    cells = book["Data"][2]
    assert [cell.data_type for cell in cells] == ["s", "n", "n", "d", "b"]  # "f" would be a formula
    assert [cell.number_format for cell in cells[:4]] == ["@", "#,##0.00", "0", "yyyy-mm-dd"]
    assert book["Data"].freeze_panes == "A2"
    assert book["Data"].auto_filter.ref == "A1:E2"


def test_what_a_spreadsheet_would_round_is_text_there(store: FileStore) -> None:
    exact = Decimal("123456789012345678901.25")
    rows: list[tuple[Cell, ...]] = [
        ("a", exact, 2**53 + 1, date(1900, 2, 28), None),
        ("b", Decimal("43365710361296.25"), 2**53, date(1900, 3, 1), None),
    ]
    path = written(store, "xlsx", COLUMNS, rows, Criteria())
    sheet = openpyxl.load_workbook(path)["Data"]
    assert [[cell.data_type for cell in row[1:4]] for row in sheet.iter_rows(min_row=2)] == [
        ["s", "s", "s"],
        ["n", "n", "d"],
    ]
    assert read_xlsx(path, COLUMNS) == rows


def test_a_text_too_long_for_a_cell_says_that_it_is_cut(store: FileStore) -> None:
    column = (Column("uraian", "text"),)
    path = written(store, "xlsx", column, [("😀" * 40_000,), ("é" * 16_000,), ("&" * 32_767,)], Criteria())
    (long,), (accents,), (signs,) = read_xlsx(path, column)
    assert isinstance(long, str)
    assert long.endswith("[dipotong oleh batas Excel; teks lengkapnya ada di CSV]")
    assert len(long.encode("utf-16-le")) // 2 <= 32_767
    assert (accents, signs) == ("é" * 16_000, "&" * 32_767)


def test_the_workbook_says_where_it_comes_from(store: FileStore) -> None:
    path = store.path(load(store, COLUMNS, []).sha256)
    notes = (("DATA CONTOH", "Angka peraga"), ("Alamat", "https://data.example.id/=1"), ("Uji", "=1+1"))
    target = store.folder / "sumber.xlsx"
    Export("xlsx", path, COLUMNS, Criteria(), notes).write(target)
    book = openpyxl.load_workbook(target)
    assert book.properties.created.year == 1980, "the hour at which it was made would change its bytes"
    sheet = book["Sumber"]
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert [row[:2] for row in rows[:3]] == list(notes)
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert ("pagu", None, "decimal", "rupiah", None) in rows
    target = store.folder / "sumber.parquet"
    Export("parquet", path, COLUMNS, Criteria(), notes).write(target)
    with duckdb.connect() as connection:
        kept = connection.execute("SELECT key, value FROM parquet_kv_metadata(?)", [str(target)]).fetchall()
    assert {(name.decode(), value.decode()) for name, value in kept} >= set(notes)


def test_the_workbook_is_a_zip_of_the_old_kind_written_forwards(store: FileStore) -> None:
    with ZipFile(written(store, "xlsx", COLUMNS, [], Criteria())) as book:
        sheet = book.getinfo("xl/worksheets/sheet1.xml")
        assert book.testzip() is None
    assert sheet.extract_version < 45
    assert sheet.flag_bits & 8  # its length stands behind it


def test_wrong_criteria_are_refused(store: FileStore) -> None:
    path = store.path(load(store, COLUMNS, []).sha256)
    for asked in (Criteria(filters=(Filter("pagu", "=", "banyak"),)), Criteria(columns=("gaji",))):
        with pytest.raises(BadQuery):
            require_writable(Export("csv", path, COLUMNS, asked), 0)


def test_more_rows_than_a_sheet_holds_are_refused_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "besar.parquet"
    with duckdb.connect() as connection:
        rows = "SELECT i AS _id, i % 2 AS n FROM range(1048576) AS r(i)"
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    columns = (Column("n", "integer"),)
    with pytest.raises(BadQuery) as refusal:
        require_writable(Export("xlsx", path, columns, Criteria()), 2**20)
    assert "1048575" in str(refusal.value)
    require_writable(Export("xlsx", path, columns, Criteria(filters=(Filter("n", "=", "0"),))), 2**20)
    require_writable(Export("csv", path, columns, Criteria()), 2**20)


def test_what_is_asked_has_a_name_before_it_is_made() -> None:
    columns = (Column("n", "integer"),)
    first = Export("csv", Path("a"), columns, Criteria())
    assert first.name == Export("csv", Path("a"), columns, Criteria(offset=50, limit=7)).name
    others = [
        Export("json", Path("a"), columns, Criteria()),
        Export("csv", Path("b"), columns, Criteria()),
        Export("csv", Path("a"), columns, Criteria(words="x")),
        Export("csv", Path("a"), columns, Criteria(sort=(("n", True),))),
        Export("csv", Path("a"), columns, Criteria(), (("Versi", "2"),)),
    ]
    assert len({first.name, *(one.name for one in others)}) == 6
