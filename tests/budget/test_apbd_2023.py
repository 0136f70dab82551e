"""APBD 2023 of 546 governments from one crosstab, fractions of a rupiah and all."""

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from catalog import budget
from catalog.budget import FiguresDraft, Government
from catalog.datasets import DatasetVersion
from catalog.tabular import Column
from catalog.tabular.read import ReadOptions, read_table
from catalog.work import Work
from harvesters.layouts import unpivot

COLUMNS = (
    *(Column(name, "text") for name in ("akun", "nama", "induk", "baris", "pemda", "nama_pemda")),
    Column("nilai", "decimal", unit="rupiah", scale=6),
)


@pytest.mark.real
def test_each_government_has_its_exact_budget(
    real_data: Path, work: Work, put: Callable[..., DatasetVersion]
) -> None:
    workbook = real_data / "budget_id" / "apbd2023_nasional" / "contoh_template_apbd.xlsx"
    options = ReadOptions("xlsx", sheet="format tabel APBD", header_row=4)
    rows = [
        [*map(text, cells[:6]), money(cells[6])] for _, cells in unpivot(read_table(workbook, options)).rows
    ]
    governments = {row[4]: Government(str(row[4]), "djpk", str(row[5])) for row in rows}
    assert len(governments) == 546
    fields = {"government_code": "pemda", "rekening_code": "akun", "rekening_name": "nama"}
    put(
        "apbd-2023",
        COLUMNS,
        rows,
        FiguresDraft(
            table="angka",
            stage="apbd",
            fiscal_year=2023,
            amount="nilai",
            fields=fields,
            governments=tuple(governments.values()),
            account_scheme="djpk-standar-jenis",
            leaf_column="baris",
            leaf_values=("rincian",),
        ),
    )
    jatim = budget.overview(work, "djpk:13.00", 2023).budget
    assert jatim.pendapatan
    assert jatim.belanja
    assert jatim.pendapatan.amount == 29_848_710_018_940
    assert jatim.belanja.amount == 31_120_677_901_940
    assert jatim.pembiayaan == 1_271_967_883_000

    expected: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        if row[3] == "rincian":
            expected[str(row[4]), str(row[0])[0]] += Decimal(row[6] or 0)
    fractions = 0
    for code in governments:
        found = budget.overview(work, f"djpk:{code}", 2023).budget
        for source, account in ((found.pendapatan, "4"), (found.belanja, "5")):
            amount = source.amount if source else Decimal(0)
            assert amount == expected[str(code), account]
            fractions += amount != amount.to_integral_value()
    assert fractions > 0

    belanja = next(
        section
        for section in budget.ladder(work, "djpk:13.00", 2023).sections
        if section.direction == "belanja"
    )
    assert (belanja.view, belanja.total.budgeted) == ("account", Decimal(31_120_677_901_940))
    recomputed = {row.code: row.budgeted for row in belanja.rows}
    published = {row[0]: row[6] for row in rows if row[4] == "13.00"}
    assert [recomputed[code] for code in ("5.1", "5.2", "5.4")] == [
        published[code] for code in ("51", "52", "54")
    ]


def text(cell: object) -> str | None:
    return None if cell is None else str(cell)


def money(cell: object) -> Decimal | None:
    """Without the digits beyond the sixth that a spreadsheet's binary fractions drag along."""
    return None if cell is None else round(Decimal(str(cell)), 6)
