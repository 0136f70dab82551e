"""Real files of many offices and corpora: each is the expected table, or refused with the reason."""

import csv
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from catalog.errors import Unreadable
from catalog.tabular.columns import Cell
from catalog.tabular.guess import guess
from catalog.tabular.read import read
from catalog.tabular.recipe import NOTHING_TOLD, Recipe, Row, Told

pytestmark = pytest.mark.real

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def _read(path: Path, told: Told = NOTHING_TOLD) -> tuple[Recipe, list[Row]]:
    recipe = guess(path, path.name, told=told).recipe
    return recipe, list(read(path, recipe))


def _sum(rows: list[Row], place: int, kind: str = "leaf") -> Decimal:
    cells = [row.cells[place] for row in rows if row.kind == kind]
    return sum((Decimal(cell) for cell in cells if isinstance(cell, int | Decimal)), Decimal(0))


def _place(recipe: Recipe, name: str) -> int:
    return [each.column.name for each in recipe.columns].index(name)


def _raw_sheet(path: Path, part: str, first: int) -> Iterator[dict[str, str]]:
    """The cells of each row from the first as they are in the XML, by their letters."""
    with zipfile.ZipFile(path) as archive:
        shared = [
            "".join(text.text or "" for text in item.iter(f"{_MAIN}t"))
            for item in ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
        ]
        sheet = ElementTree.fromstring(archive.read(part))
    for row in sheet.iter(f"{_MAIN}row"):
        if int(row.get("r") or 0) < first:
            continue
        cells = {}
        for cell in row.iter(f"{_MAIN}c"):
            value = cell.find(f"{_MAIN}v")
            if value is not None and value.text and cell.get("t") != "e":  # an error has no value
                text = shared[int(value.text)] if cell.get("t") == "s" else value.text
                cells[(cell.get("r") or "").rstrip("0123456789")] = text
        yield cells


def test_the_recap_of_a_health_agency(real_data: Path) -> None:
    path = real_data / "budget_id/sumenep_dinkes/REALISASI_BELANJA_DINKES_2024.xlsx"
    recipe, rows = _read(path)
    assert (recipe.sheet, recipe.header_rows, recipe.first_row) == ("DPA", (6, 7, 8), 10)
    raw = list(_raw_sheet(path, "xl/worksheets/sheet1.xml", 10))
    assert len(rows) == sum(any(text.strip() for text in cells.values()) for cells in raw)
    for name, letter in (("total_anggaran", "J"), ("total_realisasi", "K")):
        stated = [Decimal(f"{float(cells[letter]):.15g}") for cells in raw if letter in cells]
        place = _place(recipe, name)
        assert _sum(rows, place) + _sum(rows, place, "subtotal") == sum(stated)
        assert recipe.columns[place].column.unit == "rupiah"
    operating = _place(recipe, "kelompok_belanja_operasi_realisasi")
    first = "467.998.630.663,83"  # in row 10, as text
    assert raw[0]["G"] == first
    assert rows[0].cells[operating] == Decimal("467998630663.83")


def test_its_own_total_is_the_last_row_and_the_short_sheet_agrees(real_data: Path) -> None:
    path = real_data / "budget_id/sumenep_dinkes/REALISASI_BELANJA_DINKES_2024.xlsx"
    recipe, rows = _read(path)
    assert [row.number for row in rows if row.kind == "subtotal"] == [rows[-1].number]
    total = rows[-1].cells[_place(recipe, "total_anggaran")]
    short, agencies = _read(path, Told(sheet="Sheet8"))
    assert [row.kind for row in agencies] == ["leaf", "leaf", "leaf", "subtotal"]
    assert _sum(agencies, _place(short, "anggaran")) == total == Decimal(622_014_417_997)


def test_a_cash_plan_with_totals_that_have_no_name(real_data: Path) -> None:
    recipe, rows = _read(real_data / "budget_id/sumenep_dinkes/KESLING_RAK_2025.xlsx")
    assert [each.column.title for each in recipe.columns][:3] == ["Tahun", "Daerah", "Kode Urusan"]
    assert [row.kind for row in rows].count("subtotal") == 3
    stated = rows[0]  # it stands above the rows that it adds up
    places = [place for place, cell in enumerate(stated.cells) if isinstance(cell, int) and cell]
    whole = [place for place in places if _sum(rows, place) == stated.cells[place]]
    assert len(whole) >= 10
    codes = {row.cells[_place(recipe, "kode_program")] for row in rows if row.kind == "leaf"}
    assert codes == {"1.02.01"}


@pytest.mark.parametrize(
    ("name", "titles", "spending"),
    [
        (
            "prov_sumut_lra_2022_06_crystal.xls",
            ["KODE REKENING", "URAIAN", "URAIAN", "ANGGARAN", "REALISASI", "SERAPAN OPD"],
            [3_686_857_110_906, 838_948_580_079, 1_514_949_447_129],
        ),
        (
            "toba_lra_47_2022.xlsx",
            ["KODE REKENING", "URAIAN", "URAIAN", "ANGGARAN", "REALISASI"],
            [1_838_115_442, 1_310_769_907],
        ),
    ],
)
def test_printed_reports_with_merged_cells(
    real_data: Path, name: str, titles: list[str], spending: list[Cell]
) -> None:
    recipe, rows = _read(real_data / "budget_id/lra_sumut" / name)
    assert [each.column.title for each in recipe.columns] == titles
    assert [row.cells[0] for row in rows] == ["4", "4.1", "4.2", "4.3", "5", "5.1", "5.2", "5.3", "5.4"]
    assert list(rows[4].cells[3:]) == spending
    for place in range(3, len(titles)):
        parts = [row.cells[place] for row in rows[5:]]
        assert sum(part for part in parts if isinstance(part, int)) == rows[4].cells[place]


@pytest.mark.parametrize(("name", "count"), [("apbd.csv", 84), ("apbn.csv", 196)])
def test_monthly_figures_of_maluku(real_data: Path, name: str, count: int) -> None:
    path = real_data / "budget_id/maluku_djpb" / name
    recipe, rows = _read(path)
    with path.open(newline="") as source:
        records = [each for each in csv.DictReader(source, delimiter=";") if each["thang"]]
    assert len(rows) == len(records) == count
    for place, each in enumerate(recipe.columns):
        if each.column.type == "integer":
            wanted = sum(int(record[each.column.title] or 0) for record in records)
            assert _sum(rows, place) == wanted, each.column.title
    assert recipe.columns[2].column.type == "date"


def test_the_budget_of_jakarta(real_data: Path) -> None:
    recipe, rows = _read(real_data / "budget_id/jakarta_rapbd2015/pantau_rapbd_dki_2015.csv")
    assert len(rows) == 16_716
    assert _sum(rows, _place(recipe, "pagu")) == 39_861_493_329_050
    assert _sum(rows, _place(recipe, "hasil_pembahasan")) == 45_193_365_578_481
    money = [place for place, each in enumerate(recipe.columns) if each.style == "en"]
    odd = {str(row.cells[place]) for row in rows for place in money if isinstance(row.cells[place], str)}
    assert "Too many variants" in odd  # a remark in a column of money, for the check to name
    assert all("/" in cell for cell in odd - {"Too many variants"})  # several amounts in one cell


def test_budgets_of_38_regencies_over_three_years(real_data: Path) -> None:
    paths = sorted((real_data / "budget_id/jatim_apbd_djpk").rglob("*.csv"))
    assert len(paths) == 114
    for path in paths:
        recipe, rows = _read(path)
        with path.open(newline="", encoding="utf-8-sig") as source:
            records = [record for record in csv.reader(source) if any(cell.strip() for cell in record)][1:]
        assert len(rows) == len(records), path
        assert [each.column.unit for each in recipe.columns] == ["", "rupiah", "rupiah", "persen"], path
        if path.parent.name != "2021":
            stated = sum(Decimal(_plain(record[1])) for record in records if record[1])
            assert _sum(rows, 1) + _sum(rows, 1, "subtotal") == stated * 10**9, path


def _plain(text: str) -> str:
    return text.removesuffix("M").strip().replace(".", "").replace(",", ".")


_PLAIN_FOLDERS = {"messy/bps_jatim_title_rows": 24, "messy/jatim_opendata": 12, "messy/data_jakarta": 8}
_BPS_HEADERS = {  # rows of headers, where not one
    "Garis_Kemiskinan": 3,
    "Indeks_Harga": 4,
    "Indeks_Pembangunan": 3,
    "Inflasi": 3,
    "Jumlah_Perusahaan_Industri": 4,
    "Persentase_Penduduk_Miskin": 3,
    "Tingkat_Pengangguran": 4,
    "_Seri_2010": 5,
}


@pytest.mark.parametrize("folder", _PLAIN_FOLDERS)
def test_tables_of_statistics_and_open_data_offices(real_data: Path, folder: str) -> None:
    paths = sorted((real_data / folder).glob("*.csv"))
    assert len(paths) == _PLAIN_FOLDERS[folder]
    for path in paths:
        recipe, rows = _read(path)
        header = next((rows for name, rows in _BPS_HEADERS.items() if path.name.startswith(name)), 1)
        assert recipe.header_rows == tuple(range(1, header + 1)), path.name
        with path.open(newline="", encoding="utf-8-sig") as source:
            records = [each for each in csv.reader(source) if any(cell.strip() for cell in each)][header:]
        notes = next((place for place, record in enumerate(records) if record[0] == "Catatan"), None)
        assert len(rows) == len(records[:notes]), path.name
        for row, record in zip(rows, records[:notes], strict=True):
            for each, cell in zip(recipe.columns, row.cells, strict=True):
                _require_same(record[each.position - 1], cell, each.style)


def _require_same(text: str, cell: Cell, style: str) -> None:
    if isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        bare = text.strip().rstrip("%")
        bare = {"id": bare.replace(".", "").replace(",", "."), "en": bare.replace(",", "")}.get(style, bare)
        assert Decimal(bare) == cell
    elif cell is None:
        assert text.strip() in ("", "-", "...", "null", "NULL")
    else:
        assert text == str(cell)


_TITLES = {
    "brunei_xls/11_Overall_Yield_Of_Rice_By_Season_And_District_2013.xls": (
        "xlsx",
        (4, 5),
        21,
        "Musim Season",
    ),
    "brunei_xls/17_Registered_Deaths_By_Age_Group_And_Sex_2013.xls": (
        "xlsx",
        (4, 5),
        17,
        "Kumpulan Umur Age Group",
    ),
    "messytables_horror/begrotingsanalyse-2011.csv": ("csv", (6, 7), 36, "NR."),
    "messytables_horror/blank_line.ods": ("ods", (1,), 3, "Name"),
    "messytables_horror/excel_pasting.csv": ("csv", (4,), 14, "Year"),
    "messytables_horror/mixedGLB.csv": ("csv", (4,), 133, "Year"),
    "messytables_horror/ods_formats.ods": ("ods", (1,), 4, "Date"),
    "messytables_horror/simple.psv": ("csv", (1,), 28, "Year"),
    "messytables_horror/simple.ssv": ("csv", (1,), 6, "date"),
    "messytables_horror/simple.xls": ("xls", (1,), 6, "date"),
    "messytables_horror/simple.xlsx": ("xlsx", (1,), 6, "date"),
    "messytables_horror/simple.zip": ("csv", (1,), 6, "date"),
    "messytables_horror/span_rich.xls": ("xls", (1,), 5, "I"),
    "messytables_horror/spanish_chars.csv": ("csv", (1,), 114, "GF_ID"),
    "messytables_horror/utf-16le_encoded.csv": ("csv", (1,), 327, "Organisation_code"),
    "messytables_horror/null.csv": ("csv", (), 10, ""),
    "frictionless_py/encoding-issue-274.csv": ("csv", (1,), 507, "id"),
    "frictionless_py/issue-1109.csv": ("csv", (1,), 3, "int"),
    "frictionless_py/issue-1138.csv": ("csv", (1,), 7, "Zeit [MEZ]"),
    "frictionless_py/issue-320.xlsx": ("xlsx", (10, 11, 12), 46, "Country"),
    "frictionless_py/issue-493.csv": ("csv", (1,), 9, "numberOfLikes"),
    "frictionless_datasets/files/csv/1030_columns.csv": ("csv", (1,), 9, "header 0"),
    "frictionless_datasets/files/csv/100kb.csv": ("csv", (1,), 1471, "first_name"),
    "frictionless_datasets/files/csv/encodings/western-macos-roman.csv": ("csv", (1,), 5, "Country Name"),
    "frictionless_datasets/files/csv/separators/carets.csv": ("csv", (1,), 2, "number"),
    "frictionless_datasets/files/csv/separators/colon.csv": ("csv", (1,), 2, "number"),
    "frictionless_datasets/files/csv/separators/pipes.csv": ("csv", (1,), 2, "number"),
    "frictionless_datasets/files/csv/separators/tab.tsv": ("csv", (1,), 2, "number"),
    "frictionless_datasets/files/other/sample.json": ("json", (), 2, "boolean"),
    "frictionless_datasets/files/other/sample.ods": ("ods", (1,), 2, "header1"),
    "frictionless_datasets/files/wrong-extension-files/comma.txt": ("csv", (1,), 2, "number"),
    "frictionless_datasets/files/wrong-extension-files/sample-1-sheet.txt": ("xls", (1,), 2, "number"),
}


@pytest.mark.parametrize("name", _TITLES)
def test_files_made_or_met_to_be_hard(real_data: Path, name: str) -> None:
    kind, header, count, title = _TITLES[name]
    recipe, rows = _read(real_data / "messy" / name)
    found = recipe.format, recipe.header_rows, len(rows), recipe.columns[0].column.title
    assert found == (kind, header, count, title)


_REFUSED = {
    "messytables_horror/badcolspan.html": "halaman HTML",
    "messytables_horror/complex.html": "halaman HTML",
    "messytables_horror/encrypted_no_password.xls": "terkunci sandi",
    "messytables_horror/libreoffice.xlsx": "lembar di buku kerja ini kosong",
    "messytables_horror/simple.unknown": "Berkas kosong",
    "frictionless_datasets/files/empty-files/empty.html": "halaman HTML",
    "frictionless_datasets/files/empty-files/empty.json": "daftar catatan",
    "frictionless_datasets/files/empty-files/empty.xls": "lembar di buku kerja ini kosong",
    "frictionless_datasets/files/zero-files/zero.json": "Berkas kosong",
    "frictionless_datasets/packages/invalid-json-single-quotes/datapackage.json": "JSON",
}


@pytest.mark.parametrize("name", _REFUSED)
def test_what_holds_no_table_is_refused_with_the_reason(real_data: Path, name: str) -> None:
    path = real_data / "messy" / name
    with pytest.raises(Unreadable, match=_REFUSED[name]):
        guess(path, path.name)


def test_no_file_crashes_anything(real_data: Path) -> None:
    read_or_refused = 0
    for path in sorted((real_data / "messy").rglob("*")):
        if path.is_file() and "pollock" not in path.parts:
            try:
                recipe, rows = _read(path)
            except Unreadable:
                pass
            else:
                assert recipe.columns
                assert all(len(row.cells) >= len(recipe.columns) for row in rows)
            read_or_refused += 1
    assert read_or_refused > 150
