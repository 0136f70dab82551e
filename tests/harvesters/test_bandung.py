"""Kabupaten Bandung 2025 from a data center over the real feed, against a plain reading of the same files."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.harvesters.harvesting import Harvested, harvest, real_spec

pytestmark = pytest.mark.real
ANSWERS = {
    "/eplanning/satker": "MasterSatker",
    "/eplanning/program": "ProgramMaster",
    "/eplanning/kegiatan": "KegiatanMaster",
    "/eplanning/subkegiatan": "SubKegiatanMaster",
    "/ebudgeting/apbd": "StrukturAnggaranPD",
}


@pytest.fixture(scope="module")
def feed(real_data: Path) -> Callable[[str], list[dict[str, Any]]]:
    """The records of a real file."""

    def read(name: str) -> list[dict[str, Any]]:
        path = real_data / "budget_id" / "bandung_sirup_2025" / f"RUP-{name}.json"
        records: list[dict[str, Any]] = json.loads(path.read_bytes())
        return records

    return read


@pytest.fixture(scope="module")
def address(real_data: Path, datacenter: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """A data center that serves the real files."""
    folder = tmp_path_factory.mktemp("bandung")
    source = real_data.resolve() / "budget_id" / "bandung_sirup_2025"
    (folder / "datacenter.toml").write_text(
        "".join(
            f'[[answer]]\naddress = "{answer}"\nfile = "{source}/RUP-{name}.json"\n'
            for answer, name in ANSWERS.items()
        )
    )
    return datacenter(data=folder)


@pytest.fixture(scope="module")
def plan(address: str, tmp_path_factory: pytest.TempPathFactory) -> Harvested:
    spec = real_spec("bandung_eplanning", "eplanning", address)
    return harvest(spec, tmp_path_factory.mktemp("files"))["rkpd-2025"]


@pytest.fixture(scope="module")
def budget(address: str, tmp_path_factory: pytest.TempPathFactory) -> Harvested:
    spec = real_spec("bandung_apbd", "ebudgeting", address)
    return harvest(spec, tmp_path_factory.mktemp("files"))["struktur-anggaran-2025"]


def bare(value: Any) -> Any:
    """A value without the blanks around it that some names of the feed have."""
    return value.strip() if isinstance(value, str) else value


def test_every_record_of_the_plan_is_there_with_its_exact_pagu(
    plan: Harvested, feed: Callable[[str], list[dict[str, Any]]]
) -> None:
    for table, name, count, total in (
        ("program", "ProgramMaster", 409, 4_336_570_036_129),
        ("kegiatan", "KegiatanMaster", 1_150, 4_297_392_979_358),
        ("subkegiatan", "SubKegiatanMaster", 3_949, 4_055_178_874_019),
    ):
        columns = (f"kd_{table}", f"kd_{table}_str", f"nama_{table}", f"pagu_{table}", "kd_satker")
        expected = [tuple(bare(one[column]) for column in columns) for one in feed(name)]
        assert plan.rows(table, ", ".join(columns)) == expected
        assert len(expected) == count
        assert plan.total(table, f"pagu_{table}") == total


def test_a_sub_kegiatan_carries_what_stands_above_it(
    plan: Harvested, feed: Callable[[str], list[dict[str, Any]]]
) -> None:
    satker = {one["kd_satker"]: one for one in feed("MasterSatker")}
    program = {one["kd_program"]: one for one in feed("ProgramMaster")}
    kegiatan = {one["kd_kegiatan"]: one for one in feed("KegiatanMaster")}
    assert plan.rows("subkegiatan", "kd_satker_str, nama_satker, nama_program, kd_kegiatan_str") == [
        (
            satker[one["kd_satker"]]["kd_satker_str"],
            bare(satker[one["kd_satker"]]["nama_satker"]),
            bare(program[one["kd_program"]]["nama_program"]),
            kegiatan[one["kd_kegiatan"]]["kd_kegiatan_str"],
        )
        for one in feed("SubKegiatanMaster")
    ]


def test_parents_that_are_not_the_sum_of_their_children_are_found_by_id(
    plan: Harvested, feed: Callable[[str], list[dict[str, Any]]]
) -> None:
    for parent, child, parents, children, count in (
        ("kegiatan", "subkegiatan", "KegiatanMaster", "SubKegiatanMaster", 62),
        ("program", "kegiatan", "ProgramMaster", "KegiatanMaster", 15),
    ):
        sums: Counter[int] = Counter()
        for one in feed(children):
            sums[one[f"kd_{parent}"]] += one[f"pagu_{child}"]
        expected = {
            (str(one[f"kd_{parent}"]), str(sums[one[f"kd_{parent}"]]), str(one[f"pagu_{parent}"]))
            for one in feed(parents)
            if one[f"pagu_{parent}"] != sums[one[f"kd_{parent}"]]
        }
        found = plan.found("children-sum", parent)
        assert {(one.subject, one.expected, one.actual) for one in found} == expected
        assert len(found) == len(expected) == count
        assert all(int(one.gap) == int(one.actual) - int(one.expected) for one in found)


def test_contact_details_stay_in_the_archived_bytes_alone(plan: Harvested) -> None:
    satker, *others = plan.record.tables
    assert {"alamat", "telepon", "fax", "kodepos"}.isdisjoint(column.name for column in satker.columns)
    assert satker.originals == ()
    assert b'"telepon"' in plan.raws[0].path.read_bytes()
    assert [len(table.originals) for table in others] == [1, 1, 2]


def test_the_plan_is_the_stage_rkpd_of_its_government(plan: Harvested) -> None:
    (figures,) = plan.record.figures
    assert (figures.stage, figures.fiscal_year, figures.table) == ("rkpd", 2025, "subkegiatan")
    assert [(one.code, one.scheme) for one in figures.governments] == [("D107", "klpd")]
    assert figures.fields["organization_code"] == "kd_satker_str"
    assert not figures.sample
    assert "CONTOH" not in plan.record.draft.title


def test_satker_without_amounts_stay_empty_and_are_listed(
    budget: Harvested, feed: Callable[[str], list[dict[str, Any]]]
) -> None:
    records = feed("StrukturAnggaranPD")
    assert budget.rows("struktur", "kd_satker, belanja_operasi, total_belanja") == [
        (one["kd_satker"], one["belanja_operasi"], one["total_belanja"]) for one in records
    ]
    assert budget.total("struktur", "total_belanja") == 3_120_372_148_925
    missing = [str(one["kd_satker"]) for one in records if one["total_belanja"] is None]
    assert [one.subject for one in budget.found("missing-amount", "struktur")] == missing
    assert len(missing) == 97


def test_plan_and_budget_name_their_satker_alike(plan: Harvested, budget: Harvested) -> None:
    code = budget.record.figures[0].fields["organization_code"]
    sums: Counter[object] = Counter()
    for satker, amount in plan.rows("subkegiatan", "kd_satker_str, pagu_subkegiatan"):
        assert isinstance(amount, int)
        sums[satker] += amount
    budgeted = dict(budget.rows("struktur", f"{code}, total_belanja"))
    both = [satker for satker in sums if satker in budgeted]
    assert len(both) == 68
    assert sum(sums[satker] == budgeted[satker] for satker in both) == 48
