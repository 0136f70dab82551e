"""The figures of the real inputs as page, CSV and API give them, against a plain reading of the files."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import NATIONAL, PLAN, REGIONS, STRUCTURE, Site

pytestmark = pytest.mark.real
BANDUNG = "/anggaran/klpd:D107/2025"
STEP = 10_000_000


def records(files: Path, name: str) -> list[dict[str, Any]]:
    """A real file of the plan."""
    found: list[dict[str, Any]] = json.loads((files / "bandung_sirup_2025" / f"RUP-{name}.json").read_bytes())
    return found


def rupiah(text: str) -> Decimal:
    """What a page writes: -Rp613.719.800, +33.635.073.173 or a dash for nothing."""
    plain = text.replace("Rp", "").replace(".", "").replace(",", ".").replace("−", "-").strip()
    return Decimal(0) if plain == "–" else Decimal(plain)


def findings(site: Site, dataset: str, kind: str = "") -> Iterator[list[str]]:
    """Every row of the findings on a dataset's page, page after page."""
    number = 1
    while True:
        page = site.page(f"/dataset/{dataset}?temuan={kind}&page={number}")
        yield from page.tables["tabel-temuan"][1:]
        number += 1
        if not any(f"page={number}" in href for _words, href in page.links):
            return


def written(amount: int) -> str:
    """Whole rupiah as pages write them."""
    return f"{amount:,}".replace(",", ".")


@pytest.mark.parametrize(
    ("level", "count", "total"),
    [
        ("Program", 409, 4_336_570_036_129),
        ("Kegiatan", 1_150, 4_297_392_979_358),
        ("Sub kegiatan", 3_949, 4_055_178_874_019),
    ],
)
def test_the_plan_is_whole_on_page_api_and_csv(site: Site, level: str, count: int, total: int) -> None:
    dataset = site.page(f"/dataset/{PLAN}")
    assert f"{written(count)} baris" in dataset.text
    table = site.page(dataset.address(f"Buka tabel {level} 2025"))
    assert table.facts["Banyaknya baris"] == written(count)
    assert f"Rp{written(total)}" in table.facts.values()
    column = f"pagu_{level.lower().replace(' ', '')}"
    rows = site.table(PLAN, f"{level} 2025")
    assert len(rows) == count
    assert sum(int(row[column]) for row in rows) == total
    resources = {one["name"]: one["id"] for one in site.action("package_show", {"id": PLAN})["resources"]}
    asked = {"resource_id": resources[f"{level} 2025"], "limit": 32_000}
    answer = site.action("datastore_search", asked)
    assert answer["total"] == count
    assert sum(record[column] for record in answer["records"]) == total


def test_parents_that_differ_from_their_children_are_on_the_page_by_id(site: Site, files: Path) -> None:
    shown = list(findings(site, PLAN))
    for parent, child, own, below, table, count in (
        ("kegiatan", "subkegiatan", "KegiatanMaster", "SubKegiatanMaster", "Kegiatan 2025", 62),
        ("program", "kegiatan", "ProgramMaster", "KegiatanMaster", "Program 2025", 15),
    ):
        sums: Counter[int] = Counter()
        for one in records(files, below):
            sums[one[f"kd_{parent}"]] += one[f"pagu_{child}"]
        expected = {
            (str(one[f"kd_{parent}"]), sums[one[f"kd_{parent}"]], one[f"pagu_{parent}"])
            for one in records(files, own)
            if one[f"pagu_{parent}"] != sums[one[f"kd_{parent}"]]
        }
        mine = [row for row in shown if row[2] == table]
        assert len(mine) == len(expected) == count
        assert {(row[1], int(rupiah(row[3])), int(rupiah(row[4]))) for row in mine} == expected
        assert all(rupiah(row[5]) == rupiah(row[4]) - rupiah(row[3]) for row in mine)
    assert len(shown) == 77


def test_plan_against_budget_accounts_for_the_whole_difference(site: Site, files: Path) -> None:
    planned: Counter[str] = Counter()
    code = {one["kd_satker"]: one["kd_satker_str"] for one in records(files, "MasterSatker")}
    for one in records(files, "SubKegiatanMaster"):
        planned[code[one["kd_satker"]]] += one["pagu_subkegiatan"]
    budgeted = {
        one["kd_satker_str"]: one["total_belanja"]
        for one in records(files, "StrukturAnggaranPD")
        if one["total_belanja"] is not None
    }
    page = site.page(f"{BANDUNG}/banding")
    assert "Dari 68 SKPD, 48 sama persis dan 20 berbeda." in page.text
    rows = site.rows(page.address("Unduh CSV"))
    assert {row["kode"]: (int(row["rkpd"]), int(row["apbd"])) for row in rows} == {
        one: (planned[one], budgeted[one]) for one in planned
    }
    assert sum(row["rkpd"] == row["apbd"] for row in rows) == 48
    assert sum(row["rkpd"] != row["apbd"] for row in rows) == 20
    assert sum(int(row["rkpd"]) for row in rows) == 4_055_178_874_019
    assert sum(int(row["apbd"]) for row in rows) == 3_120_372_148_925
    assert sum(int(row["selisih"]) for row in rows) == 3_120_372_148_925 - 4_055_178_874_019
    (parts,) = (table for table in page.tables.values() if table[0][0] == "Bagian selisih")
    assert [int(rupiah(row[1])) for row in parts[1:]] == [
        4_055_178_874_019, 33_635_073_173, -968_441_798_267, 0, 0, 3_120_372_148_925
    ]  # fmt: skip


def test_satker_without_a_budget_are_named(site: Site, files: Path) -> None:
    missing = {
        str(one["kd_satker"]) for one in records(files, "StrukturAnggaranPD") if one["total_belanja"] is None
    }
    shown = list(findings(site, STRUCTURE))
    assert {row[1] for row in shown} == missing
    assert len(shown) == len(missing) == 97
    rows = site.table(STRUCTURE, "Struktur anggaran 2025")
    assert sum(int(row["total_belanja"] or 0) for row in rows) == 3_120_372_148_925


def test_crosstab_long_list_and_csv_of_546_governments(site: Site) -> None:
    def amounts(name: str) -> dict[tuple[str, str], Decimal]:
        rows = site.table(NATIONAL, name)
        return {
            (row["kode_pemda"], row["kode_akun"]): Decimal(row["nilai"])
            for row in rows
            if row["kode_akun"] and row.get("baris", "rincian") == "rincian"
        }

    crosstab, listed = amounts("Tabel APBD 2023"), amounts("Senarai APBD 2023")
    whole = amounts("Senarai APBD 2023, dibulatkan ke rupiah")
    assert len({pemda for pemda, _ in crosstab}) == 546
    assert sum(crosstab[key] == listed[key] for key in listed) == len(listed) == 11_739
    alone = crosstab.keys() - listed.keys()
    assert alone == {("24.05", "6106"), ("02.20", "6205"), ("13.19", "6205"), ("24.05", "6205")}
    assert crosstab["02.20", "6205"] == 2_312_591_400
    rounded = {key for key in whole if crosstab[key] != whole[key]}
    assert (len(whole) - len(rounded), len(rounded)) == (11_647, 92)
    shown = list(findings(site, NATIONAL, "rounded"))
    named = {tuple(row[1].split(" / ")) for row in shown if len(row[1]) == len("01.00 / 4101")}
    assert named == rounded
    without = [row for row in findings(site, NATIONAL, "no-counterpart") if row[2] == "Tabel APBD 2023"]
    assert {tuple(row[1].split(" / ")) for row in without} == alone


def test_jawa_timur_is_13_00_on_its_budget_page(site: Site) -> None:
    page = site.page("/anggaran/djpk:13.00/2023")
    assert "Anggaran Provinsi Jawa Timur 2023" in page.text
    for amount in (29_848_710_018_940, 31_120_677_901_940, 1_271_967_883_000):
        assert written(amount) in page.text
    for direction, total in (("belanja", 31_120_677_901_940), ("pendapatan", 29_848_710_018_940)):
        (href,) = {href for words, href in page.links if words == f"Unduh CSV {direction.capitalize()}"}
        assert sum(Decimal(row["dianggarkan"]) for row in site.rows(href)) == total


def plain_rows(files: Path, year: int) -> list[tuple[Decimal | None, ...]]:
    """Rupiah of anggaran and realisasi of every line of the 38 files of a year, by name of file."""
    found = []
    for path in sorted((files / "jatim_apbd_djpk" / str(year)).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as source:
            found += [tuple(map(miliar, row[1:3])) for row in list(csv.reader(source))[1:]]
    return found


def miliar(text: str) -> Decimal | None:
    """`998.77` of 2021 and `9.533,44 M` of later years."""
    plain = text.removesuffix(" M").replace(".", "").replace(",", ".") if text.endswith(" M") else text
    return Decimal(plain) * 10**9 if plain else None


@pytest.mark.parametrize("year", REGIONS)
def test_a_year_of_the_38_regions_is_exact(site: Site, files: Path, year: int) -> None:
    rows = site.table(REGIONS[year], f"APBD kabupaten/kota {year}")
    amounts = [
        tuple(Decimal(row[name]) if row[name] else None for name in ("anggaran", "realisasi")) for row in rows
    ]
    assert amounts == plain_rows(files, year)
    regions = {row["kode_daerah"]: row["nama_daerah"] for row in rows}
    assert len(regions) == 38
    assert (regions["35.79"], regions["35.72"], regions["35.05"]) == (
        "Kota Batu", "Kota Blitar", "Kabupaten Blitar"
    )  # fmt: skip
    if year == 2021:  # Bangkalan came without the blanks that the others have
        places = [
            [(row["tempat"], row["akun"]) for row in rows if row["kode_daerah"] == code]
            for code in ("35.26", "35.10")
        ]
        assert places[0] == places[1]
    twice = [row["tempat"] for row in rows if row["akun"] == "Belanja Pegawai"]
    assert twice == (["5.1"] if year == 2021 else ["5.1", "5.1.1"]) * 38
    assert all(Decimal(row["anggaran"]) % STEP == 0 for row in rows if row["anggaran"])


def test_sums_that_miss_by_rounding_are_not_called_errors(site: Site) -> None:
    tops: Counter[str] = Counter()
    for dataset in REGIONS.values():
        for kind in ("rounded", "children-sum"):
            for row in findings(site, dataset, kind):
                if "." not in row[1].split(" / ")[1]:
                    tops[kind] += 1
    assert tops == {"rounded": 161, "children-sum": 56}


def test_the_page_of_a_region_speaks_of_its_precision(site: Site) -> None:
    page = site.page("/anggaran/kemendagri:35.78/2022")
    assert "Kota Surabaya" in page.text
    assert re.search(r"10 juta|Rp10\.000\.000", page.text)
