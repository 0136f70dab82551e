"""Load and ask: exact for every cell, in order, with sums that Python's own arithmetic confirms."""

import multiprocessing
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, localcontext
from pathlib import Path

import duckdb
import pytest
from frictionless import Schema
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import BadQuery, Invalid, NotFound
from catalog.storage import FileStore
from catalog.tabular import Cell, Column, Criteria, Filter, ask, describe, load, page, run_sql
from tests.fuzzing import tries

COLUMNS = (
    Column("kode", "text"),
    Column("uraian", "text"),
    Column("pagu", "decimal", title="Pagu", description="Pagu setelah perubahan", unit="rupiah"),
    Column("serapan", "decimal", unit="persen", scale=4),
    Column("pegawai", "integer", unit="orang"),
    Column("tahun", "integer"),
    Column("tanggal", "date"),
    Column("sah", "boolean"),
)
ROWS: list[tuple[Cell, ...]] = [
    ("5.1.02", "Belanja Barang", Decimal("1500.50"), Decimal("97.1234"), 12, 2024, date(2024, 1, 2), True),
    ("5.1.01", "belanja PEGAWAI, honor", Decimal(-20), None, 3, 2023, date(2023, 12, 31), False),
    ("007", None, None, Decimal(0), None, 2024, None, None),
    ("5.2", "Modal", Decimal("9999999999999999999999.99"), Decimal("12.5"), 0, 2024, date(2025, 6, 1), True),
]

texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30
) | st.sampled_from(
    [
        "",
        "\r",
        "\n",
        "\r\n",
        '"',
        '""',
        ",",
        "NULL",
        "null",
        "\\N",
        "\\",
        " a ",
        "NaN",
        "true",
        "1e5",
        "[1]",
        "{}",
    ]
)
decimals = st.decimals(-(10**15), 10**15, places=2) | st.integers(-(10**22) + 1, 10**22 - 1).map(Decimal)
tables = st.lists(
    st.tuples(
        st.none() | texts,
        st.none() | texts,
        st.none() | decimals,
        st.none() | st.decimals(-(10**6), 10**6, places=4),
        st.none() | st.integers(-(10**18) + 1, 10**18 - 1),
        st.none() | st.integers(0, 3000),
        st.none() | st.dates(),
        st.none() | st.booleans(),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(tmp_path_factory.mktemp("files"))


@pytest.fixture(scope="module")
def table(store: FileStore) -> Path:
    return store.path(load(store, COLUMNS, ROWS).sha256)


def codes(path: Path, criteria: Criteria) -> list[Cell]:
    return [row[0] for row in page(path, COLUMNS, criteria).rows]


@tries(60)
@given(rows=tables)
def test_any_table_survives_loading_and_asking(store: FileStore, rows: list[tuple[Cell, ...]]) -> None:
    loaded = load(store, COLUMNS, rows)
    found = page(store.path(loaded.sha256), COLUMNS, Criteria())
    assert found.rows == rows
    assert found.numbers == list(range(1, len(rows) + 1))
    assert loaded.rows == found.total == len(rows)
    with localcontext(prec=60):
        for column in (2, 4):
            expected = sum((Decimal(row[column] or 0) for row in rows), Decimal(0))  # type: ignore[arg-type]  # these columns are figures
            assert found.sums[COLUMNS[column].name] == expected


def test_types_are_what_the_columns_say(table: Path) -> None:
    shown = dict(
        duckdb.execute(
            "SELECT column_name, column_type FROM (DESCRIBE FROM read_parquet(?))", [str(table)]
        ).fetchall()
    )
    assert shown == {
        "_id": "BIGINT",
        "kode": "VARCHAR",
        "uraian": "VARCHAR",
        "pagu": "DECIMAL(24,2)",
        "serapan": "DECIMAL(24,4)",
        "pegawai": "BIGINT",
        "tahun": "BIGINT",
        "tanggal": "DATE",
        "sah": "BOOLEAN",
    }


def test_the_file_is_compressed_in_groups_of_rows_that_suit_a_page(store: FileStore) -> None:
    path = store.path(load(store, [Column("a", "integer")], ([number] for number in range(150_000))).sha256)
    groups = duckdb.execute(
        "SELECT DISTINCT compression, row_group_num_rows FROM parquet_metadata(?)", [str(path)]
    ).fetchall()
    assert sorted(groups) == [("ZSTD", 27_120), ("ZSTD", 61_440)]


@pytest.mark.parametrize(
    ("figure", "stored"),
    [("999999999999999.99", "DECIMAL(17,2)"), ("-1000000000000000.00", "DECIMAL(24,2)")],
)
def test_decimals_are_stored_in_64_bits_where_they_fit(store: FileStore, figure: str, stored: str) -> None:
    columns = (Column("pagu", "decimal", unit="rupiah"), Column("rasio", "decimal", scale=9))
    rows: list[tuple[Cell, ...]] = [(Decimal(figure), Decimal("0.123456789"))] * 3
    path = store.path(load(store, columns, rows).sha256)
    types = duckdb.execute("SELECT column_type FROM (DESCRIBE FROM read_parquet(?))", [str(path)]).fetchall()
    assert types == [("BIGINT",), (stored,), ("DECIMAL(24,9)",)]
    found = page(path, columns, Criteria(filters=(Filter("pagu", "<=", "9" * 24),)))
    assert (found.rows, found.sums["pagu"]) == (rows, 3 * Decimal(figure))
    sql = "SELECT typeof(pagu), pagu * 1000000 FROM t LIMIT 1"
    assert ask(sql, {"t": path}) == [("DECIMAL(24,2)", Decimal(figure) * 1_000_000)]
    assert run_sql(sql, lambda _name: path).rows == [("DECIMAL(24,2)", Decimal(figure) * 1_000_000)]


def test_equal_input_gives_equal_bytes(store: FileStore) -> None:
    rows = [*ROWS] * 700
    assert load(store, COLUMNS, rows) == load(store, COLUMNS, iter(rows))
    assert load(store, COLUMNS, rows) != load(store, COLUMNS, rows[::-1])


def test_an_empty_table_is_a_table(store: FileStore) -> None:
    found = page(store.path(load(store, COLUMNS, []).sha256), COLUMNS, Criteria())
    assert (found.rows, found.total) == ([], 0)
    assert found.sums == {"pagu": Decimal(0), "pegawai": Decimal(0)}


def test_a_wide_row_of_long_texts_loads(store: FileStore) -> None:
    columns = [Column(f"c{number}", "text") for number in range(20)]
    row = ["é" * 40_000] * 20
    found = page(store.path(load(store, columns, [row, row]).sha256), columns, Criteria())
    assert found.rows == [tuple(row), tuple(row)]


@pytest.mark.parametrize(
    ("kind", "cell", "expected"),
    [
        ("decimal", Decimal("1.005"), "2 di belakangnya"),
        ("decimal", Decimal(10) ** 22, "22 angka di depan koma"),
        ("decimal", Decimal("NaN"), "bilangan"),
        ("decimal", Decimal("1E-999999"), "bilangan"),
        ("decimal", 1.5, "bilangan"),
        ("decimal", True, "bilangan"),
        ("integer", Decimal(1), "bilangan bulat"),
        ("integer", 10**18, "18 angka"),
        ("integer", "1", "bilangan bulat"),
        ("integer", True, "bilangan bulat"),
        ("text", 5, "teks"),
        ("text", "a\0b", "teks"),
        ("text", "\ud800", "teks"),
        ("text", "x" * 1_000_001, "1000000 huruf"),
        ("date", datetime(2024, 1, 1, 5, 0), "tanggal"),  # noqa: DTZ001  # no moment is a date
        ("date", "2024-01-01", "tanggal"),
        ("boolean", 1, "benar atau salah"),
    ],
)
def test_a_cell_that_does_not_fit_is_named(store: FileStore, kind: str, cell: Cell, expected: str) -> None:
    with pytest.raises(Invalid) as refusal:
        load(store, [Column("a", "text"), Column("nilai", kind)], [("x", None), ("x", cell)])
    assert list(refusal.value.fields) == ["nilai"]
    told = str(refusal.value)
    assert told.startswith("Baris 2, kolom nilai: isinya ")
    assert expected in told
    assert len(told) < 300


def test_a_zero_with_a_monstrous_exponent_is_zero(store: FileStore) -> None:
    column = [Column("nilai", "decimal")]
    stored = load(store, column, [[Decimal("0E-999999999")]])
    assert page(store.path(stored.sha256), column, Criteria()).rows == [(Decimal("0.00"),)]


def test_rows_of_another_width_are_refused(store: FileStore) -> None:
    with pytest.raises(Invalid, match="Baris 2 punya 1 sel, padahal kolomnya 2"):
        load(store, [Column("a", "text"), Column("b", "text")], [("x", "y"), ("x",)])


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ([], "paling sedikit satu kolom"),
        ([Column("a", "text"), Column("a", "integer")], "dua kali"),
        ([Column("_id", "integer")], "huruf kecil"),
        ([Column('a"b', "text")], "huruf kecil"),
        ([Column("a", "money")], "tidak dikenal"),
        ([Column("a", "decimal", scale=19)], "di luar batas"),
    ],
)
def test_columns_that_make_no_table_are_refused(
    store: FileStore, columns: Sequence[Column], expected: str
) -> None:
    with pytest.raises(Invalid, match=expected):
        load(store, columns, [])


def test_nothing_is_left_behind_when_rows_fail(store: FileStore) -> None:
    def rows() -> Iterator[Sequence[Cell]]:
        yield ROWS[0]
        raise RuntimeError("the source broke off")

    before = sorted(store.folder.rglob("*"))
    with pytest.raises(RuntimeError, match="broke off"):
        load(store, COLUMNS, rows())
    assert sorted(store.folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (Criteria(), ["5.1.02", "5.1.01", "007", "5.2"]),
        (Criteria(offset=1, limit=2), ["5.1.01", "007"]),
        (Criteria(limit=0), []),
        (Criteria(sort=(("pagu", False),)), ["5.1.01", "5.1.02", "5.2", "007"]),
        (Criteria(sort=(("pagu", True),)), ["5.2", "5.1.02", "5.1.01", "007"]),
        (Criteria(sort=(("tahun", True),), offset=1), ["007", "5.2", "5.1.01"]),
        (Criteria(sort=(("tahun", False), ("kode", True))), ["5.1.01", "5.2", "5.1.02", "007"]),
        (Criteria(filters=(Filter("kode", "=", "007"),)), ["007"]),
        (Criteria(filters=(Filter("pagu", "=", "1500.5"),)), ["5.1.02"]),
        (Criteria(filters=(Filter("pagu", ">=", "1500.499"),)), ["5.1.02", "5.2"]),
        (Criteria(filters=(Filter("pagu", "<=", "-20"),)), ["5.1.01"]),
        (Criteria(filters=(Filter("tahun", "in", ("2023", "1999")),)), ["5.1.01"]),
        (Criteria(filters=(Filter("tahun", "in", ()),)), []),
        (Criteria(filters=(Filter("tanggal", ">=", "2024-01-02"),)), ["5.1.02", "5.2"]),
        (Criteria(filters=(Filter("sah", "=", "TRUE"), Filter("tahun", "=", "2024"))), ["5.1.02", "5.2"]),
        (Criteria(filters=(Filter("uraian", "contains", "BELANJA"),)), ["5.1.02", "5.1.01"]),
        (Criteria(filters=(Filter("kode", "contains", "%"),)), []),
        (Criteria(words="honor 5.1"), ["5.1.01"]),
        (Criteria(words="belanja"), ["5.1.02", "5.1.01"]),
        (Criteria(words="belanja modal"), []),
    ],
)
def test_criteria_choose_and_order(table: Path, criteria: Criteria, expected: list[str]) -> None:
    assert codes(table, criteria) == expected


@pytest.mark.parametrize(
    "criteria",
    [
        Criteria(words=" ".join(f"kata{number}" for number in range(33))),
        Criteria(filters=(Filter("kode", "in", tuple(str(number) for number in range(1_001))),)),
    ],
)
def test_a_question_too_long_to_answer_is_refused(table: Path, criteria: Criteria) -> None:
    with pytest.raises(BadQuery, match="Paling banyak"):
        page(table, COLUMNS, criteria)


def test_totals_are_of_all_that_is_filtered(table: Path) -> None:
    found = page(table, COLUMNS, Criteria(filters=(Filter("tahun", "=", "2024"),), limit=1, offset=1))
    assert (found.numbers, found.total) == ([3], 3)
    assert found.sums == {"pagu": Decimal("10000000000000000001500.49"), "pegawai": 12}


def test_chosen_columns_come_in_the_order_asked(table: Path) -> None:
    found = page(table, COLUMNS, Criteria(columns=("tahun", "kode"), limit=1))
    assert [column.name for column in found.columns] == ["tahun", "kode"]
    assert found.rows == [(2024, "5.1.02")]
    assert found.sums == {}


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (Criteria(columns=("hantu",)), "Kolom hantu tidak ada"),
        (Criteria(sort=(("_id; DROP", False),)), "tidak ada"),
        (Criteria(filters=(Filter("hantu", "=", "1"),)), "tidak ada"),
        (Criteria(filters=(Filter("kode", "like", "1"),)), "tidak dapat dipakai"),
        (Criteria(filters=(Filter("kode", "in", "1"),)), "tidak dapat dipakai"),
        (Criteria(filters=(Filter("kode", "=", ("1",)),)), "tidak dapat dipakai"),
        (Criteria(filters=(Filter("pagu", "contains", "1"),)), "tidak dapat dipakai"),
        (Criteria(filters=(Filter("sah", ">=", "true"),)), "tidak dapat dipakai"),
        (Criteria(filters=(Filter("pagu", "=", "1.500,5"),)), "bukan bilangan"),
        (Criteria(filters=(Filter("pagu", "=", "NaN"),)), "bukan bilangan"),
        (Criteria(filters=(Filter("tahun", "=", "2024.0"),)), "bukan bilangan bulat"),
        (Criteria(filters=(Filter("tanggal", "<=", "kemarin"),)), "bukan tanggal"),
        (Criteria(filters=(Filter("sah", "=", "mungkin"),)), "bukan benar atau salah"),
        (Criteria(filters=(Filter("kode", "=", "\ud800"),)), "bukan teks"),
        (Criteria(words="\ud800"), "rusak"),
        (Criteria(offset=-1), "Halaman di luar batas"),
        (Criteria(limit=32_001), "Halaman di luar batas"),
    ],
)
def test_what_cannot_be_asked_is_said(table: Path, criteria: Criteria, expected: str) -> None:
    with pytest.raises(BadQuery, match=expected):
        page(table, COLUMNS, criteria)


def test_a_table_without_its_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        page(tmp_path / "gone", COLUMNS, Criteria())


def test_the_last_page_of_a_long_table_is_in_order(store: FileStore) -> None:
    column = [Column("nilai", "integer", unit="rupiah")]
    stored = load(store, column, ([number] for number in range(100_000, 0, -1)))
    path = store.path(stored.sha256)
    assert page(path, column, Criteria(offset=99_998)).rows == [(2,), (1,)]
    filtered = page(path, column, Criteria(filters=(Filter("nilai", "<=", "70000"),), offset=69_998))
    assert (filtered.rows, filtered.numbers, filtered.total) == ([(2,), (1,)], [99_999, 100_000], 70_000)
    assert filtered.sums == {"nilai": 70_000 * 70_001 // 2}


def test_our_own_sql_joins_tables_exactly(store: FileStore, table: Path) -> None:
    other = store.path(load(store, [Column("kode", "text")], [["5.2"], ["007"]]).sha256)
    sql = (
        "SELECT kode, sum(pagu) FROM lama JOIN baru USING (kode) WHERE tahun = ? GROUP BY kode ORDER BY kode"
    )
    assert ask(sql, {"lama": table, "baru": other}, [2024]) == [
        ("007", None),
        ("5.2", Decimal("9999999999999999999999.99")),
    ]
    with pytest.raises(BadQuery, match="tidak dapat ditanyai"):
        ask("SELECT * FROM lama", {})  # a view lives for one question


def test_a_forked_process_has_an_engine_of_its_own(table: Path) -> None:
    marks = "SELECT count(*) FROM duckdb_tables() WHERE table_name = 'tanda'"
    ask("CREATE TABLE tanda (n INTEGER)", {})
    try:
        assert ask(marks, {}) == [(1,)]
        with multiprocessing.get_context("fork").Pool(1) as pool:
            assert pool.apply(ask, (marks, {})) == [(0,)]
            assert pool.apply(ask, ("SELECT count(*) FROM t", {"t": table})) == [(4,)]
    finally:
        ask("DROP TABLE tanda", {})


def test_rows_that_sort_alike_keep_their_order_on_every_page(store: FileStore) -> None:
    columns = [Column("urut", "integer"), Column("kelas", "integer")]
    stored = load(store, columns, ([number, number % 3] for number in range(60_000)))
    path, sort = store.path(stored.sha256), (("kelas", True),)
    for offset in (0, 10_000, 19_950, 40_000):
        numbers = page(path, columns, Criteria(sort=sort, offset=offset)).numbers
        expected = [number for kind in (2, 1, 0) for number in range(kind + 1, 60_001, 3)]
        assert numbers == expected[offset : offset + 50]


def test_the_engine_reaches_no_network_and_fetches_no_extension(table: Path) -> None:
    switches = ask("SELECT value FROM duckdb_settings() WHERE name LIKE 'auto%known_extensions'", {})
    assert switches == [("false",), ("false",)]
    with pytest.raises(BadQuery):
        ask("SELECT * FROM read_csv('http://127.0.0.1:9/a.csv')", {})


def test_columns_are_described_as_frictionless_reads_them() -> None:
    descriptor = describe(COLUMNS)
    schema = Schema.from_descriptor(descriptor)
    assert [field.type for field in schema.fields] == [
        "string",
        "string",
        "number",
        "number",
        "integer",
        "integer",
        "date",
        "boolean",
    ]
    assert schema.to_descriptor() == descriptor
    assert schema.get_field("pagu").title == "Pagu"
