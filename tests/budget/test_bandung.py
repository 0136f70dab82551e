"""Kabupaten Bandung 2025, as LKPP publishes it: plan against budget, agency by agency, to the rupiah."""

import json
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from catalog import budget
from catalog.budget import FiguresDraft, Government
from catalog.datasets import DatasetVersion
from catalog.tabular import Column
from catalog.work import Work

Put = Callable[..., DatasetVersion]

KEY = "klpd:D107"
BANDUNG = Government("D107", "klpd", "Kab. Bandung")
PLANNED, BUDGETED = Decimal(4_055_178_874_019), Decimal(3_120_372_148_925)

pytestmark = pytest.mark.real


@pytest.fixture
def plan(real_data: Path) -> list[dict[str, Any]]:
    return read(real_data, "RUP-SubKegiatanMaster.json")


@pytest.fixture
def published(real_data: Path, plan: list[dict[str, Any]], put: Put) -> None:
    columns: tuple[Column, ...] = (
        Column("kd_satker", "integer"),
        Column("kd_subkegiatan_str", "text"),
        Column("nama_subkegiatan", "text"),
        Column("pagu_subkegiatan", "integer", unit="rupiah"),
    )
    put(
        "subkegiatan",
        columns,
        rows(plan, columns),
        FiguresDraft(
            table="angka",
            stage="rkpd",
            fiscal_year=2025,
            amount="pagu_subkegiatan",
            fields={
                "organization_code": "kd_satker",
                "sub_kegiatan_code": "kd_subkegiatan_str",
                "sub_kegiatan_name": "nama_subkegiatan",
            },
            governments=(BANDUNG,),
            program_scheme="kepmendagri-050-5889",
        ),
    )
    columns = (
        Column("kd_satker", "integer"),
        Column("nama_satker", "text"),
        Column("total_belanja", "integer", unit="rupiah"),
    )
    put(
        "struktur",
        columns,
        rows(read(real_data, "RUP-StrukturAnggaranPD.json"), columns),
        FiguresDraft(
            table="angka",
            stage="apbd",
            fiscal_year=2025,
            amount="total_belanja",
            fields={"organization_code": "kd_satker", "organization_name": "nama_satker"},
            governments=(BANDUNG,),
        ),
    )


@pytest.mark.usefixtures("published")
def test_the_whole_difference_is_accounted_for(work: Work) -> None:
    found = budget.compare(work, KEY, 2025, "rkpd", "apbd")
    assert (found.total_a, found.total_b) == (PLANNED, BUDGETED)
    assert (found.agree, found.differ, found.a_only, found.b_only) == (48, 20, 0, 0)
    assert sum(row.difference for row in found.rows) == found.difference == BUDGETED - PLANNED
    assert sum(row.a or 0 for row in found.rows) == PLANNED
    assert sum(row.b or 0 for row in found.rows) == BUDGETED
    assert not found.sample


@pytest.mark.usefixtures("published")
def test_the_ladder_meets_at_the_agency_and_loses_nothing(work: Work) -> None:
    belanja = budget.ladder(work, KEY, 2025).sections[0]
    assert belanja.view == "organization"
    assert len(belanja.rows) == 68
    assert (belanja.total.planned, belanja.total.budgeted) == (PLANNED, BUDGETED)
    (join,) = belanja.joins
    (match,) = join.levels
    assert (match.level, match.key, match.groups, match.equal) == (0, ("organization",), 68, 48)
    assert (match.left, match.right) == (PLANNED, BUDGETED)
    assert join.left_only.amount == join.right_only.amount == 0


@pytest.mark.usefixtures("published")
def test_an_agency_shows_its_programs_and_what_cannot_be_joined(
    work: Work, plan: list[dict[str, Any]]
) -> None:
    satker = 60456
    mine = [record for record in plan if record["kd_satker"] == satker]
    whole = sum(record["pagu_subkegiatan"] for record in mine)
    belanja = budget.ladder(work, KEY, 2025, str(satker)).sections[0]
    assert belanja.view == "activity"
    assert belanja.total.planned == whole
    of_kegiatan = Counter[str]()
    for record in mine:
        of_kegiatan[record["kd_subkegiatan_str"].rsplit(".", 1)[0]] += record["pagu_subkegiatan"]
    assert {row.code: row.planned for row in belanja.rows if row.level == "kegiatan"} == of_kegiatan
    assert sum(row.planned or 0 for row in belanja.rows if row.level == "program") == whole
    assert {row.level for row in belanja.rows if row.budgeted is not None} == {"program"}  # its code is empty


@pytest.mark.usefixtures("published")
def test_a_row_without_an_amount_is_no_line_but_is_counted(work: Work) -> None:
    apbd = budget.compare(work, KEY, 2025, "rkpd", "apbd").b
    page = budget.lines(work, apbd.budget_id)
    assert (apbd.lines, page.total, page.budget.blanks) == (68, 68, 97)


@pytest.mark.usefixtures("published")
def test_a_line_leads_back_to_its_row(work: Work, plan: list[dict[str, Any]]) -> None:
    rkpd = budget.compare(work, KEY, 2025, "rkpd", "apbd").a
    listed = budget.lines(work, rkpd.budget_id, organization="60456", activity="1.02.01.2.10.0001")
    assert listed.total == 10  # true duplicates: one code, ten rows of the source
    assert len({line.line_id for line in listed.lines}) == 10
    for line in listed.lines:
        found = budget.line(work, rkpd.budget_id, line.line_id)
        assert found.lines == (line,)
        record = plan[line.row - 1]
        assert (record["kd_subkegiatan_str"], record["pagu_subkegiatan"]) == (
            line.sub_kegiatan_raw,
            line.amount,
        )
    assert found.budget.source_sha256 == rkpd.source_sha256


def read(real_data: Path, name: str) -> list[dict[str, Any]]:
    text = (real_data / "budget_id" / "bandung_sirup_2025" / name).read_text(encoding="utf-8")
    records: list[dict[str, Any]] = json.loads(text)
    return records


def rows(records: list[dict[str, Any]], columns: tuple[Column, ...]) -> list[list[Any]]:
    return [[record[column.name] for column in columns] for record in records]
