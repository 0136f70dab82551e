"""The sample figures belong together, look like a budget, and are the same on every run."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
import urllib3

from catalog.demo import SampleSource
from catalog.paths import DATA

YEARS = (2022, 2023, 2024, 2025)
Row = dict[str, Any]


@pytest.fixture(scope="module")
def base(datacenter: Callable[..., str]) -> str:
    return datacenter()


def rows(base: str, stage: str, tahun: int) -> list[Row]:
    found: list[Row] = urllib3.request("GET", f"{base}/ebudgeting/{stage}?tahun={tahun}").json()["data"]
    return found


def line(row: Row) -> tuple[str, ...]:
    return row["kode_skpd"], row["kode_sub_kegiatan"] or "", row["kode_rekening"]


def total(table: list[Row], account: str, field: str = "pagu") -> int:
    return sum(row[field] for row in table if row["kode_rekening"].startswith(account))


@pytest.mark.parametrize("tahun", YEARS)
@pytest.mark.parametrize("stage", ["apbd", "perubahan"])
def test_a_budget_is_in_balance_to_the_rupiah(base: str, stage: str, tahun: int) -> None:
    table = rows(base, stage, tahun)
    assert total(table, "4") - total(table, "5") + total(table, "6.1") - total(table, "6.2") == 0
    assert 27 * 10**12 < total(table, "5") < 34 * 10**12
    assert all(row["pagu"] > 0 for row in table)
    assert len({line(row) for row in table}) == len(table) > 2000
    assert len({row["kode_skpd"] for row in table if row["kode_rekening"].startswith("5")}) == 65


@pytest.mark.parametrize("tahun", YEARS)
def test_no_more_is_realised_than_was_budgeted(base: str, tahun: int) -> None:
    budget = {line(row): row for row in rows(base, "perubahan", tahun)}
    spent = rows(base, "realisasi", tahun)
    assert budget.keys() == {line(row) for row in spent}
    for row in spent:
        assert row["anggaran"] == budget[line(row)]["pagu"]
        share = row["realisasi"] * 100 / row["anggaran"]
        assert row["realisasi"] == 0 or 69 < share <= 99
    assert 5 <= sum(row["realisasi"] == 0 for row in spent) <= 60


@pytest.mark.parametrize("tahun", YEARS)
def test_the_plan_is_the_e_planning_feed(base: str, tahun: int) -> None:
    def feed(kind: str) -> list[Row]:
        address = f"{base}/eplanning/{kind}?tahun={tahun}&per_page=5000"
        found: list[Row] = urllib3.request("GET", address).json()["data"]
        return found

    codes = {record["kd_satker"]: record["kd_satker_str"] for record in feed("satker")}
    units = feed("subkegiatan")
    assert [
        (codes[one["kd_satker"]], one["kd_subkegiatan_str"], one["nama_subkegiatan"], one["pagu_subkegiatan"])
        for one in units
    ] == [
        (row["kode_skpd"], row["kode_sub_kegiatan"], row["nama_sub_kegiatan"], row["pagu"])
        for row in rows(base, "rkpd", tahun)
    ]
    for kind, below in (("program", feed("kegiatan")), ("kegiatan", units)):
        sums: dict[int, int] = defaultdict(int)
        for one in below:
            sums[one[f"kd_{kind}"]] += one.get("pagu_kegiatan") or one["pagu_subkegiatan"]
        assert {one[f"kd_{kind}"]: one[f"pagu_{kind}"] for one in feed(kind)} == sums


@pytest.mark.parametrize("tahun", YEARS)
def test_a_few_lines_of_neighbouring_stages_have_no_counterpart(base: str, tahun: int) -> None:
    plan = {(row["kode_skpd"], row["kode_sub_kegiatan"]) for row in rows(base, "rkpd", tahun)}
    ceiling = {(row["kode_skpd"], row["kode_sub_kegiatan"]) for row in rows(base, "kua_ppas", tahun)}
    before = {line(row): row["pagu"] for row in rows(base, "apbd", tahun)}
    after = {line(row): row["pagu"] for row in rows(base, "perubahan", tahun)}
    for first, second in ((plan, ceiling), (before.keys(), after.keys())):
        assert 0 < len(first - second) < len(first) / 10
        assert 0 < len(second - first) < len(first) / 10
    moved = sum(before[key] != after[key] for key in before.keys() & after.keys())
    assert len(before) / 4 < moved < len(before) * 3 / 4
    assert {key[:2] for key in before if key[1]} == ceiling


def test_codes_and_names_are_known_ones(base: str) -> None:
    known = dict(
        text.split(",", 1)
        for text in urllib3.request("GET", f"{base}/files/data-contoh-rekening.csv")
        .data.decode()
        .splitlines()
    )
    named = (DATA / "accounts_050-5889.csv").read_text(encoding="utf-8")
    for row in rows(base, "apbd", 2025):
        assert row["kode_rekening"] in known
        assert f"\n{row['kode_rekening'][:6]}," in named
        assert row["kode_skpd"].startswith("CONTOH-") or row["nama_skpd"] == "Satuan Polisi Pamong Praja"


def test_large_agencies_are_large(base: str) -> None:
    sums: dict[str, int] = defaultdict(int)
    for row in rows(base, "rkpd", 2025):
        sums[row["nama_skpd"]] += row["pagu"]
    usual = sorted(sums.values())[len(sums) // 2]
    for name in ("Dinas Pendidikan", "Dinas Kesehatan", "Dinas Pekerjaan Umum Bina Marga"):
        assert sums[name] > 2 * usual


def test_two_processes_give_the_same_bytes(datacenter: Callable[..., str], base: str) -> None:
    other = datacenter()
    for path in (
        "/eplanning/satker",
        "/eplanning/subkegiatan?tahun=2024&per_page=5000",
        "/ebudgeting/apbd?tahun=2025&format=json",
        "/ebudgeting/perubahan?tahun=2023&format=csv",
        "/ebudgeting/realisasi?tahun=2022&format=xlsx",
        "/files/data-contoh-rekening.csv",
    ):
        first, second = (urllib3.request("GET", one + path) for one in (base, other))
        assert first.status == 200
        assert first.data == second.data
        assert first.headers["ETag"] == second.headers["ETag"]


def test_the_figures_are_those_of_this_release() -> None:
    """Bytes that other machines must get too; a change here is a change of every sample budget."""
    etags = [SampleSource().table(stage, 2025, "csv").etag[:12] for stage in ("rkpd", "apbd", "realisasi")]
    assert etags == ["905e0947d3f1", "41c25757e8af", "2f7e5b6aa9ed"]
