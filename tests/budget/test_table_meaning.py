"""Which tables look like budgets, and that what is found in them may always be explained."""

from pathlib import Path

import pytest

from catalog.budget.table_checks import BudgetColumns
from catalog.budget.table_meaning import budget_columns, check_as_budget
from catalog.tabular.guess import guess
from catalog.tabular.open_table import open_table
from catalog.tabular.report import REASON, Report

ACCRUED = "5,Belanja,300\n5.1,Operasi,200\n5.1.01,Pegawai,200\n5.2,Modal,100\n"
CASH = "5,Belanja,30\n5.1,Tidak Langsung,30\n5.1.1,Pegawai,10\n5.1.7,Bantuan,10\n5.1.8,Tidak Terduga,10\n"


def meant(folder: Path, header: str, rows: str) -> tuple[BudgetColumns | None, Report]:
    path = folder / "a.csv"
    path.write_text(f"{header}\n{rows}")
    with open_table(path, guess(path, path.name).recipe, folder) as table:
        return budget_columns(table), check_as_budget(table)


@pytest.mark.parametrize(
    ("header", "rows", "scheme"),
    [
        ("Kode Rekening,Uraian,Pagu", ACCRUED, "kepmendagri-050-5889"),
        ("No. Rekening,Uraian,Jumlah", CASH, "permendagri-13-2006"),
        ("kode akun,uraian,nilai (rupiah)", ACCRUED, "kepmendagri-050-5889"),
    ],
)
def test_accounts_and_amounts_are_known_by_their_titles_and_codes(
    tmp_path: Path, header: str, rows: str, scheme: str
) -> None:
    found, report = meant(tmp_path, header, rows)
    assert found
    assert (found.account_scheme, len(found.amounts)) == (scheme, 1)
    assert report.groups == ()


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Kode Rekening,Uraian,Luas (ha)", ACCRUED),
        ("Kode Pos,Kota,Jumlah", ACCRUED),
        ("Kode Rekening,Uraian,Jumlah", "A-1,Beras,3\nA-2,Jagung,4\nB-1,Kopi,5\n"),
        ("Kode Rekening,Uraian,Keterangan", ACCRUED.replace("00", "x")),
    ],
)
def test_other_tables_are_no_budgets(tmp_path: Path, header: str, rows: str) -> None:
    found, report = meant(tmp_path, header, rows)
    assert found is None
    assert report.groups == ()


def test_what_is_found_needs_a_reason_and_stops_nothing(tmp_path: Path) -> None:
    unread = "".join(f"5.1.01.01.01.{number:04},Gaji,0\n" for number in range(1, 20)) + "Belanja,Salah,0\n"
    found, report = meant(
        tmp_path, "Kode Rekening,Uraian,Pagu", ACCRUED.replace("5.2,Modal,100", "5.2,Modal,90") + unread
    )
    assert found
    assert {(group.rule, group.level) for group in report.groups} == {
        ("account-code", REASON),
        ("children-sum", REASON),
    }
    assert not report.stops
