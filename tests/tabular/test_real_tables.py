"""The real files, read, parsed and stored: figures known from their own pages."""

import csv
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.storage import FileStore
from catalog.tabular import Cell, Column, Criteria, Filter, load, page
from catalog.tabular.export import Export
from catalog.tabular.numbers import parse_figure, parse_number
from catalog.tabular.read import ReadOptions, read_table

pytestmark = pytest.mark.real

APBD = (
    Column("kode_pemda", "text"),
    Column("nama_pemda", "text"),
    Column("kode_akun", "integer"),
    Column("nilai", "decimal", unit="rupiah", scale=4),  # the sheet has fractions of a rupiah
)


def test_the_workbook_of_546_governments(real_data: Path, tmp_path: Path) -> None:
    workbook = real_data / "budget_id/apbd2023_nasional/contoh_template_apbd.xlsx"
    table = read_table(workbook, ReadOptions("xlsx", sheet="nilai APBD"))
    places = [
        table.header.index(name)
        for name in ("Kodepemda", "Namapemda", "standarjenis_by_kode", "Nilaianggaran")
    ]
    rows: list[Sequence[Cell]] = [[cells[place] for place in places] for _, cells in table.rows]
    assert len(rows) == 11_743
    assert len({row[0] for row in rows}) == 546
    store = FileStore(tmp_path)
    path = store.path(load(store, APBD, rows).sha256)
    totals = {}
    for name, low, high in (("pendapatan", "4000", "4999"), ("belanja", "5000", "5999")):
        criteria = Criteria(
            filters=(
                Filter("kode_pemda", "=", "13.00"),
                Filter("kode_akun", ">=", low),
                Filter("kode_akun", "<=", high),
            ),
            columns=("nilai",),
        )
        totals[name] = page(path, APBD, criteria).sums["nilai"]
        Export("csv", path, tuple(APBD), criteria).write(tmp_path / name)
        with (tmp_path / name).open(newline="") as text:
            exported = list(csv.DictReader(text))
        assert sum(Decimal(line["nilai"]) for line in exported) == totals[name]
    assert totals == {"pendapatan": Decimal(29_848_710_018_940), "belanja": Decimal(31_120_677_901_940)}


def test_the_wide_sheet_below_its_titles(real_data: Path) -> None:
    workbook = real_data / "budget_id/apbd2023_nasional/contoh_template_apbd.xlsx"
    table = read_table(workbook, ReadOptions("xlsx", sheet=1, header_row=4))
    east_java = table.header.index("13.00")
    names, *rows = [(number, cells[0], cells[east_java]) for number, cells in table.rows]
    assert names == (5, None, "Provinsi Jawa Timur")
    figures = {str(label).strip(): figure for _, label, figure in rows}
    assert 29_848_710_018_940 in figures.values()
    assert 31_120_677_901_940 in figures.values()


def test_east_java_in_three_years(real_data: Path) -> None:
    files = sorted((real_data / "budget_id/jatim_apbd_djpk").glob("20*/*.csv"))
    assert len(files) == 114
    finest = set()
    for path in files:
        table = read_table(path, ReadOptions("csv"))
        assert table.header == ["akun", "anggaran", "realisasi", "persentase"]
        for _, (account, *figures) in table.rows:
            assert account
            style = "plain" if path.parent.name == "2021" else "id"
            finest |= {parse_figure(str(text), style).precision for text in figures[:2] if text}
    assert finest <= {Decimal("0.01"), Decimal("0.1"), Decimal(10**7), Decimal(1)}


def test_surabaya_2022_to_ten_million_rupiah(real_data: Path) -> None:
    table = read_table(real_data / "budget_id/jatim_apbd_djpk/2022/Blitar.csv", ReadOptions("csv"))
    number, cells = next(iter(table.rows))
    assert (number, str(cells[0]).strip()) == (2, "Pendapatan Daerah")
    assert parse_number(str(cells[1]), "id") == 2_989_970_000_000


def test_bandung_e_planning_sums_exactly(real_data: Path, tmp_path: Path) -> None:
    source = real_data / "budget_id/bandung_sirup_2025/RUP-SubKegiatanMaster.json"
    table = read_table(source, ReadOptions("json"))
    code, pagu = table.header.index("kd_subkegiatan_str"), table.header.index("pagu_subkegiatan")
    columns = (Column("kode", "text"), Column("pagu", "decimal", unit="rupiah"))
    store = FileStore(tmp_path)
    loaded = load(store, columns, ((cells[code], cells[pagu]) for _, cells in table.rows))
    found = page(store.path(loaded.sha256), columns, Criteria())
    assert (found.total, found.sums) == (3_949, {"pagu": Decimal(4_055_178_874_019)})
    assert found.total == len(json.loads(source.read_bytes()))
