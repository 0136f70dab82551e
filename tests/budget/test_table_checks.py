"""Codes and sums of a budget table: what is wrong is found, with its row and what it should be."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from catalog.budget.table_checks import BudgetColumns, Formula, check_budget
from catalog.tabular import Cell, Column
from catalog.tabular.guess import guess
from catalog.tabular.open_table import open_table
from catalog.tabular.recipe import LEAF, SUBTOTAL, Row
from catalog.tabular.report import Report
from catalog.tabular.source_table import SourceTable, from_rows
from catalog.tabular.subtotals import is_subtotal

COLUMNS = (
    Column("kode", "text"),
    Column("uraian", "text"),
    Column("skpd", "text"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("realisasi", "decimal", unit="rupiah"),
)
SCHEME = "kepmendagri-050-5889"
LINES: list[tuple[Cell, ...]] = [
    ("5", "Belanja Daerah", "1.01", 100, 60),
    ("5.1", "Belanja Operasi", "1.01", 70, 40),
    ("5.1.01", "Belanja Pegawai", "1.01", 50, 30),
    ("5.1.02", "Belanja Barang dan Jasa", "1.01", 20, 10),
    ("5.2.03", "Belanja Modal Gedung", "1.01", 30, 20),
    (None, "JUMLAH", "", 100, 60),
]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def table(
    connection: duckdb.DuckDBPyConnection, rows: Sequence[tuple[Cell, ...]], folder: Path
) -> SourceTable:
    typed = [
        Row(place, SUBTOTAL if is_subtotal(cells[:2]) else LEAF, tuple(map(_exact, cells)))
        for place, cells in enumerate(rows, 2)
    ]
    return from_rows(connection, COLUMNS, typed, folder)


def _exact(cell: Cell) -> Cell:
    return Decimal(cell) if isinstance(cell, int) else cell


def changed(place: int, **cells: Cell) -> list[tuple[Cell, ...]]:
    names = [column.name for column in COLUMNS]
    row = tuple(cells.get(name, cell) for name, cell in zip(names, LINES[place], strict=True))
    return [*LINES[:place], row, *LINES[place + 1 :]]


def said(report: Report) -> list[tuple[str, str, int, str, str]]:
    return [
        (group.rule, group.level, problem.row, problem.value, problem.expected)
        for group in report.groups
        for problem in group.first
    ]


SUMS = BudgetColumns(account="kode", account_scheme=SCHEME, amounts=("pagu", "realisasi"), within=("skpd",))


def test_a_sound_budget_has_nothing_wrong(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    meant = BudgetColumns(
        account="kode",
        account_scheme=SCHEME,
        agency="skpd",
        agencies={"1.01": "Dinas Pendidikan"},
        amounts=("pagu", "realisasi"),
        within=("skpd",),
        ceilings={"realisasi": "pagu"},
    )
    report = check_budget(table(connection, LINES, tmp_path), meant)
    assert (report.rows, report.groups, report.stops) == (6, (), False)


def test_parents_and_totals_are_added_up(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    report = check_budget(table(connection, changed(2, pagu=51), tmp_path), SUMS)
    assert said(report) == [
        ("children-sum", "reason", 3, "70.00", "71.00"),
        ("stated-total", "reason", 7, "100.00", "101.00"),
    ]
    assert not report.stops
    report = check_budget(table(connection, changed(0, realisasi=61), tmp_path), SUMS)
    assert said(report) == [("children-sum", "reason", 2, "61.00", "60.00")]


def test_trees_of_different_agencies_are_apart(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    other = [("5.1", "Belanja Operasi", "1.02", 9, 9), ("5.1.01", "Belanja Pegawai", "1.02", 9, 9)]
    rows = [*LINES[:5], *other]
    assert said(check_budget(table(connection, rows, tmp_path), SUMS)) == []
    together = BudgetColumns(account="kode", account_scheme=SCHEME, amounts=("pagu",))
    assert said(check_budget(table(connection, rows, tmp_path), together)) == [
        ("children-sum", "reason", 2, "100.00", "109.00")
    ]


def test_financing_is_what_comes_in_less_what_goes_out(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [
        ("6", "Pembiayaan", "", 6, 6), ("6.1", "Penerimaan", "", 10, 10), ("6.2", "Pengeluaran", "", 4, 4),
        ("6.3", "SiLPA", "", 99, 99),
    ]  # fmt: skip
    assert said(check_budget(table(connection, rows, tmp_path), SUMS)) == []


def test_sums_of_parts_and_of_sums(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    rows = [
        (None, "Pajak", "", 3, 1), (None, "Retribusi", "", 4, 1), (None, "Jumlah Pendapatan", "", 7, 2),
        (None, "Pegawai", "", 2, 1), (None, "Jumlah Belanja Operasi", "", 2, 1),
        (None, "Modal", "", 1, 1), (None, "Jumlah Belanja Modal", "", 1, 1),
        (None, "Jumlah Belanja", "", 3, 2), (None, "TOTAL", "", 12, 4),
    ]  # fmt: skip
    meant = BudgetColumns(amounts=("pagu", "realisasi"))
    report = check_budget(table(connection, rows, tmp_path), meant)
    assert said(report) == [("stated-total", "reason", 10, "12.00", "10.00")]


def test_levels_without_codes_are_no_wrong_total(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [
        (None, "Belanja", "", 5, 5),
        (None, "Pegawai", "", 3, 5),
        (None, "Barang", "", 2, 0),
        (None, "JUMLAH", "", 5, 5),
    ]
    meant = BudgetColumns(amounts=("pagu", "realisasi"))
    assert said(check_budget(table(connection, rows, tmp_path), meant)) == []
    rows[2] = (None, "Barang", "", 1, 0)
    assert len(said(check_budget(table(connection, rows, tmp_path), meant))) == 1


def test_rounding_of_the_source_is_allowed(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    step = 10_000_000
    rows = [
        ("5.1", "Belanja Operasi", "", 3 * step, 0), ("5.1.01", "Pegawai", "", step, 0),
        ("5.1.02", "Barang dan Jasa", "", step, 0),
    ]  # fmt: skip
    exact = BudgetColumns(account="kode", account_scheme=SCHEME, amounts=("pagu",))
    rounded = BudgetColumns(account="kode", account_scheme=SCHEME, amounts=("pagu",), precision=step)
    source = table(connection, rows, tmp_path)
    assert [group.count for group in check_budget(source, exact).groups] == [1]
    assert check_budget(source, rounded).groups == ()
    rows[0] = ("5.1", "Belanja Operasi", "", 4 * step, 0)
    assert [group.count for group in check_budget(table(connection, rows, tmp_path), rounded).groups] == [1]


def test_codes_are_known_and_the_nearest_is_offered(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [
        ("5.1.2", "spelt otherwise", "1.01", 1, 1), ("5.1.02.01.01.0001", "deep", "1.01", 1, 1),
        ("5.7.02", "no such kelompok", "1.01", 1, 1), ("S.1.02", "no code", "1.02", 1, 1),
        (None, "JUMLAH", "", 4, 4),
    ]  # fmt: skip
    meant = BudgetColumns(
        account="kode", account_scheme=SCHEME, agency="skpd", agencies={"1.01": "Dinas Pendidikan"}
    )
    assert said(check_budget(table(connection, rows, tmp_path), meant)) == [
        ("account-code", "stop", 5, "S.1.02", "5.1.02 Belanja Barang dan Jasa"),
        ("account-code", "reason", 4, "5.7.02", "5.4.02 Belanja Bantuan Keuangan"),
        ("agency-code", "reason", 5, "1.02", "1.01 Dinas Pendidikan"),
    ]
    older = BudgetColumns(account="kode", account_scheme="permendagri-13-2006")
    assert [problem[2] for problem in said(check_budget(table(connection, LINES, tmp_path), older))] == []
    programs = BudgetColumns(program="kode", program_scheme=SCHEME)
    rows = [("1.02.02.2.01", "Kesehatan", "", 1, 1), ("1.09.02.2.01", "no such field", "", 1, 1)]
    assert [problem[2] for problem in said(check_budget(table(connection, rows, tmp_path), programs))] == [3]


def test_spending_above_its_ceiling_asks_for_a_reason(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    meant = BudgetColumns(ceilings={"realisasi": "pagu"})
    report = check_budget(table(connection, changed(3, realisasi="21"), tmp_path), meant)
    assert said(report) == []  # a text is no amount
    report = check_budget(table(connection, changed(3, realisasi=21), tmp_path), meant)
    assert said(report) == [("over-ceiling", "reason", 5, "21.00", "20.00")]
    assert str(report.groups[0].said) == "Isi kolom realisasi melebihi pagunya di kolom pagu."


@pytest.mark.real
def test_the_rows_of_jakarta_that_break_their_own_arithmetic(real_data: Path, tmp_path: Path) -> None:
    path = real_data / "budget_id" / "jakarta_rapbd2015" / "pantau_rapbd_dki_2015.csv"
    recipe = guess(path, path.name).recipe
    formula = Formula("hasil_pembahasan", plus=("pagu", "tambah"), minus=("kurang",))
    with open_table(path, recipe, tmp_path) as source:
        report = check_budget(source, BudgetColumns(formulas=(formula,)))
        sums = next(source.ask("SELECT sum(pagu), sum(hasil_pembahasan), count(*) FROM source"))
    assert sums == (39_861_493_329_050, 45_193_365_578_481, 16_716)
    assert [(group.rule, group.count, group.wanted) for group in report.groups] == [
        ("formula", 34, "pagu + tambah - kurang")
    ]
    assert all(int(problem.value) != int(problem.expected) for problem in report.groups[0].first)
