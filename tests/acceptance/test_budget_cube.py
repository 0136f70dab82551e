"""The budget's API over the real inputs, cell by cell, against a plain computation from the files."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from catalog.tabular.read import ReadOptions, read_table
from harvesters.layouts import unpivot
from tests.acceptance.conftest import PLAN, REGIONS, Site
from tests.acceptance.test_figures import plain_rows, records
from tests.budget.test_apbd_2023 import money

pytestmark = pytest.mark.real
BANDUNG = "government:klpd:D107|fiscal_year:2025|stage:rkpd|direction:belanja"
NODES = {"program": 409, "kegiatan": 1_150, "sub_kegiatan": 3_949}


def answer(site: Site, path: str, **asked: str) -> dict[str, Any]:
    """An answer of the API whose numbers keep every digit."""
    found: dict[str, Any] = json.loads(
        site.get(f"/api/v1/budget/{path}?{urlencode(asked)}").data, parse_float=Decimal
    )
    return found


def cells(site: Site, drilldown: str, cut: str) -> Iterator[dict[str, Any]]:
    """Every cell, page after page; their sum is the summary."""
    page, total = 1, Decimal(0)
    while True:
        found = answer(site, "aggregate", drilldown=drilldown, cut=cut, page=str(page), pagesize="5000")
        yield from found["cells"]
        total += sum(Decimal(cell["amount.sum"]) for cell in found["cells"])
        if page * 5000 >= found["total_cell_count"]:
            break
        page += 1
    assert total == found["summary"]["amount.sum"]


def test_apbd_2023_of_546_governments_is_that_of_the_workbook(site: Site, files: Path) -> None:
    workbook = files / "apbd2023_nasional" / "contoh_template_apbd.xlsx"
    options = ReadOptions("xlsx", sheet="format tabel APBD", header_row=4)
    expected = {
        (f"djpk:{government}", str(account)): Decimal(money(amount) or 0)
        for _, (account, _, _, kind, government, _, amount) in unpivot(read_table(workbook, options)).rows
        if kind == "rincian" and amount is not None
    }
    found = {
        (cell["government.code"], cell["account.code"].replace(".", "")): Decimal(cell["amount.sum"])
        for cell in cells(
            site, "government|direction|account", "fiscal_year:2023|stage:apbd|government_scheme:djpk"
        )
    }
    assert found == expected
    assert len({government for government, _account in found}) == 546
    with (files / "apbd2023_nasional" / "apbd_2023_long.csv").open(
        encoding="utf-8-sig", newline=""
    ) as source:
        listed = {
            (f"djpk:{row['Kodepemda']}", row["standarjenis_APBD_id"]): Decimal(row["nilai"])
            for row in csv.DictReader(source)
            if row["standarjenis_APBD_id"] != "#N/A"
        }
    assert len(listed) == 11_739
    assert sum(found[key] == listed[key] for key in listed) == 11_647  # the list is rounded to the rupiah
    assert all(abs(found[key] - listed[key]) < 1 for key in listed)


def test_jawa_timur_balances_to_zero(site: Site) -> None:
    found = answer(
        site, "aggregate", drilldown="direction", cut="government:djpk:13.00|fiscal_year:2023|stage:apbd"
    )
    of = {cell["direction.code"]: cell["amount.sum"] for cell in found["cells"]}
    income = of["pendapatan"] + of["pembiayaan_penerimaan"]
    assert income - of["belanja"] - of["pembiayaan_pengeluaran"] == 0
    assert of["belanja"] == 31_120_677_901_940
    (source,) = found["sources"]
    assert len(source["budget_versions"]) == 1
    assert source["source_sha256"]


@pytest.mark.parametrize("year", REGIONS)
def test_budget_and_realisasi_of_the_38_regions_are_those_of_the_files(
    site: Site, files: Path, year: int
) -> None:
    places = site.table(REGIONS[year], f"APBD kabupaten/kota {year}")  # which account each line of a file is
    expected: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row, amounts in zip(places, plain_rows(files, year), strict=True):
        for stage, amount in zip(("apbd", "realisasi"), amounts, strict=True):
            if row["baris"] == "rincian" and amount is not None:
                expected[f"kemendagri:{row['kode_daerah']}", stage, row["kode_akun"]] += amount
    found: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for cell in cells(
        site, "government|stage|direction|account", f"fiscal_year:{year}|government_scheme:kemendagri"
    ):
        key = (cell["government.code"], cell["stage.code"], cell["account.code"].replace(".", ""))
        found[key] += Decimal(cell["amount.sum"])
    assert found == expected
    assert len({government for government, _stage, _account in found}) == 38


@pytest.mark.parametrize("level", NODES)
def test_every_node_of_the_plan_is_the_sum_of_its_children(site: Site, files: Path, level: str) -> None:
    codes = {one["kd_satker"]: one["kd_satker_str"] for one in records(files, "MasterSatker")}
    depth = {"program": 3, "kegiatan": 5, "sub_kegiatan": 6}[level]
    expected: Counter[tuple[str, str]] = Counter()
    for one in records(files, "SubKegiatanMaster"):
        code = ".".join(one["kd_subkegiatan_str"].split(".")[:depth])
        expected[codes[one["kd_satker"]], code] += one["pagu_subkegiatan"]
    found = {
        (cell["organization.code"], cell[f"{level}.code"]): cell["amount.sum"]
        for cell in cells(site, f"organization|{level}", BANDUNG)
    }
    assert found == expected
    assert sum(found.values()) == 4_055_178_874_019
    agency, whole = max(expected.items(), key=lambda pair: pair[1])
    one = answer(site, "aggregate", cut=f"{BANDUNG}|organization:{agency[0]}|{level}:{agency[1]}")
    assert one["summary"]["amount.sum"] == whole


def test_gaps_between_printed_parents_and_their_children_stand_in_the_open_list(site: Site) -> None:
    found = answer(site, "findings", dataset=PLAN, pagesize="1000")
    assert Counter(row["table"] for row in found["data"]) == {"kegiatan": 62, "program": 15}
    for row in found["data"]:
        assert Decimal(row["actual"]) - Decimal(row["expected"]) == Decimal(row["gap"]) != 0
    everywhere = answer(site, "findings", pagesize="1")
    assert everywhere["total_finding_count"] > 77 + 97


def test_real_and_sample_figures_never_stand_together(site: Site) -> None:
    assert answer(site, "aggregate", drilldown="government|fiscal_year|stage|direction")["sample"] is False
    sample = answer(
        site,
        "aggregate",
        drilldown="stage",
        cut="government:kemendagri:35|direction:belanja|fiscal_year:2025",
    )
    assert sample["sample"] is True
