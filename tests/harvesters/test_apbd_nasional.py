"""APBD 2023 of 546 governments: crosstab, long list and CSV against each other and a plain reading."""

import csv
import re
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.harvesters.harvesting import Harvested, harvest, real_spec

pytestmark = pytest.mark.real
_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
Cells = dict[tuple[str, str], Decimal]


@pytest.fixture(scope="module")
def folder(real_data: Path) -> Path:
    return real_data.resolve() / "budget_id" / "apbd2023_nasional"


@pytest.fixture(scope="module")
def apbd(folder: Path, datacenter: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Harvested:
    served = tmp_path_factory.mktemp("nasional")
    (served / "datacenter.toml").write_text(f'[[answer]]\naddress = "/files/"\nfile = "{folder}"\n')
    spec = real_spec("apbd_nasional", "ebudgeting", datacenter(data=served))
    return harvest(spec, tmp_path_factory.mktemp("files"))["apbd-nasional-2023"]


@pytest.fixture(scope="module")
def crosstab(folder: Path) -> Cells:
    """(government, account) -> amount of the sheet `format tabel APBD`, read from its XML."""
    rows = dict(sheet_rows(folder / "contoh_template_apbd.xlsx", 1))
    governments = rows[4]
    found: Cells = {}
    for cells in rows.values():
        label = re.match(r"\s*(\d+)\. ", cells.get("A", ""))
        if label:
            found |= {
                (governments[column], label[1]): Decimal(repr(float(text)))
                for column, text in cells.items()
                if column != "A" and text
            }
    return found


def sheet_rows(path: Path, number: int) -> Iterator[tuple[int, dict[str, str]]]:
    """Row numbers and their cells by column letters, as texts."""
    with zipfile.ZipFile(path) as workbook:
        shared = ElementTree.fromstring(workbook.read("xl/sharedStrings.xml"))
        strings = ["".join(text.text or "" for text in one.iter(f"{_XML}t")) for one in shared]
        sheet = ElementTree.fromstring(workbook.read(f"xl/worksheets/sheet{number}.xml"))
    for row in sheet.iter(f"{_XML}row"):
        cells = {}
        for cell in row.iter(f"{_XML}c"):
            text = cell.findtext(f"{_XML}v") or ""
            is_shared = cell.get("t") == "s" and text
            cells[(cell.get("r") or "").rstrip("0123456789")] = strings[int(text)] if is_shared else text
        yield int(row.get("r") or 0), cells


def long_csv(folder: Path) -> Cells:
    """(government, account) -> amount of the CSV, where it has an account."""
    with (folder / "apbd_2023_long.csv").open(encoding="utf-8", newline="") as source:
        return {
            (row["Kodepemda"], row["standarjenis_APBD_id"]): Decimal(row["nilai"])
            for row in csv.DictReader(source)
            if row["standarjenis_APBD_id"].isdecimal()
        }


def amounts(apbd: Harvested, table: str, where: str = "true") -> Cells:
    rows = apbd.rows(table, "kode_pemda, kode_akun, nilai", where)
    return {(str(pemda), str(akun)): Decimal(str(nilai)) for pemda, akun, nilai in rows}


def test_the_crosstab_becomes_a_row_for_each_filled_cell(apbd: Harvested, crosstab: Cells) -> None:
    assert amounts(apbd, "tabel") == crosstab
    assert len({pemda for pemda, _ in crosstab}) == 546


def test_crosstab_and_long_list_give_the_same_rows(apbd: Harvested, crosstab: Cells) -> None:
    leaves = amounts(apbd, "tabel", "baris = 'rincian'")
    assert leaves == {key: amount for key, amount in crosstab.items() if len(key[1]) == 4}
    listed = amounts(apbd, "senarai", "kode_akun IS NOT NULL")
    assert sum(leaves[key] == listed[key] for key in listed) == len(listed) == 11_739
    alone = {f"{pemda} / {akun}": leaves[pemda, akun] for pemda, akun in leaves.keys() - listed.keys()}
    assert len(alone) == 4
    assert alone["02.20 / 6205"] == 2_312_591_400


def test_what_has_no_counterpart_is_named_on_both_sides(apbd: Harvested) -> None:
    expected = {"24.05 / 6106", "02.20 / 6205", "13.19 / 6205", "24.05 / 6205"}
    assert {one.subject for one in apbd.found("no-counterpart", "tabel")} == expected
    for table in ("senarai", "csv"):
        found = apbd.found("no-counterpart", table)
        assert sorted(one.subject for one in found) == ["02.20 / -", "13.19 / -", "24.05 / -", "24.05 / -"]
        assert sorted(one.expected for one in found) == ["0", "0", "0", "2312591400"]


def test_the_csv_agrees_but_for_the_fractions_that_it_rounds(
    apbd: Harvested, crosstab: Cells, folder: Path
) -> None:
    listed = long_csv(folder)
    rounded = {key for key, amount in listed.items() if crosstab[key] != amount}
    assert (len(listed) - len(rounded), len(rounded)) == (11_647, 92)
    leaves = [one for one in apbd.found("rounded", "tabel") if len(one.subject) == len("01.00 / 4101")]
    assert {tuple(one.subject.split(" / ")) for one in leaves} == rounded
    assert len(leaves) == 92
    assert all(abs(Decimal(one.gap)) <= Decimal("0.5") for one in leaves)


def test_nothing_else_is_found_than_binary_fractions_of_sums(apbd: Harvested, crosstab: Cells) -> None:
    def child_sum(pemda: str, akun: str) -> Decimal:
        width = {1: 2, 2: 4}[len(akun)]
        children = [
            (-amount if code == "62" else amount)
            for (government, code), amount in crosstab.items()
            if government == pemda and len(code) == width and code.startswith(akun)
        ]
        return sum(children, Decimal(0))

    sums = [one for one in apbd.found("rounded", "tabel") if len(one.subject) < len("01.00 / 4101")]
    assert len(sums) == 14
    for one in sums:
        pemda, akun = one.subject.split(" / ")
        assert Decimal(one.expected) == child_sum(pemda, akun)
        assert 0 < abs(Decimal(one.gap)) < Decimal("0.001")
    assert {one.kind for one in apbd.findings} == {"rounded", "no-counterpart"}


def test_jawa_timur_is_13_00_in_a_scheme_of_its_own(apbd: Harvested) -> None:
    jatim = {akun: amount for (pemda, akun), amount in amounts(apbd, "tabel").items() if pemda == "13.00"}
    assert jatim["4"] == 29_848_710_018_940
    assert jatim["5"] == 31_120_677_901_940
    assert jatim["6"] == 1_271_967_883_000
    assert jatim["4"] + jatim["6"] == jatim["5"]
    (figures,) = apbd.record.figures
    names = {one.code: one.name for one in figures.governments}
    assert names["13.00"] == "Provinsi Jawa Timur"
    assert len(names) == 546
    assert {one.scheme for one in figures.governments} == {"djpk"}
    assert (figures.leaf_column, figures.leaf_values) == ("baris", ("rincian",))


def test_codes_keep_their_zeros_and_errors_of_a_sheet_are_empty(apbd: Harvested) -> None:
    for table in ("senarai", "csv"):
        (first,) = apbd.rows(table, "wilayah_bps, kode_pemda, kode_akun, tahun", "_id = 1")
        assert first == ("1100", "01.00", "4101", 2023)
        assert len(apbd.rows(table, "kode_akun", "kode_akun IS NULL")) == 4
        assert len(apbd.rows(table, "kode_akun")) == 11_743


def test_each_file_is_asked_for_once(apbd: Harvested) -> None:
    assert [raw.address.rpartition("/")[2] for raw in apbd.raws] == [
        "contoh_template_apbd.xlsx",
        "apbd_2023_long.csv",
    ]
