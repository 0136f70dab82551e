"""The sample data center by the specs that come with the program, against its own answers."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import urllib3

from catalog.demo import SPECS as SAMPLE_SPECS
from catalog.harvest.spec import Spec
from catalog.harvest.spec_text import parse_spec
from tests.harvesters.harvesting import KINDS, Harvested, harvest

YEAR = 2025


@pytest.fixture(scope="module")
def address(datacenter: Callable[..., str]) -> str:
    return datacenter()


def answer(address: str, path: str) -> list[dict[str, Any]]:
    """The records of an address as JSON."""
    content = json.loads(urllib3.request("GET", f"{address}{path}", retries=False).data)
    records: list[dict[str, Any]] = content["data"]
    return records


def one_year(text: str, kind: str, address: str) -> Spec:
    spec = replace(parse_spec(text, KINDS[kind].default_spec), url=address)
    return replace(spec, datasets=tuple(replace(one, years=(YEAR,)) for one in spec.datasets))


def from_kind(kind: str) -> str:
    """What `harvest add --kind KIND --url URL` keeps."""
    return f'kind = "{kind}"\nurl = "http://127.0.0.1"\n'


def from_demo(kind: str) -> str:
    path = SAMPLE_SPECS / f"{kind}.toml"
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def budgets(address: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Harvested]:
    return harvest(one_year(from_demo("ebudgeting"), "ebudgeting", address), tmp_path_factory.mktemp("files"))


@pytest.mark.parametrize(
    ("stage", "amount", "extension"),
    [
        ("rkpd", "pagu", "json"),
        ("kua_ppas", "pagu", "json"),
        ("apbd", "pagu", "csv"),
        ("perubahan", "pagu", "xlsx"),
        ("realisasi", "realisasi", "csv"),
    ],
)
def test_every_stage_has_the_rows_of_the_data_center_whatever_its_format(
    budgets: dict[str, Harvested], address: str, stage: str, amount: str, extension: str
) -> None:
    harvested = budgets[f"{stage}-{YEAR}"]
    records = answer(address, f"/ebudgeting/{stage}?tahun={YEAR}&format=json")
    columns = [column.name for column in harvested.record.tables[0].columns]
    assert harvested.rows("anggaran", ", ".join(columns)) == [
        tuple(record[column] for column in columns) for record in records
    ]
    assert harvested.total("anggaran", amount) == sum(record[amount] for record in records)
    (figures,) = harvested.record.figures
    assert (figures.stage, figures.fiscal_year, figures.amount) == (stage, YEAR, amount)
    (raw,) = harvested.record.tables[0].originals
    assert f"format={extension}" in raw.address


def test_the_plan_is_read_page_by_page(address: str, tmp_path: Path) -> None:
    spec = one_year(from_demo("eplanning"), "eplanning", address)
    harvested = harvest(spec, tmp_path)[f"rkpd-{YEAR}"]
    records = answer(address, f"/eplanning/subkegiatan?tahun={YEAR}&per_page=5000")
    assert harvested.rows("subkegiatan", "kd_subkegiatan, pagu_subkegiatan") == [
        (record["kd_subkegiatan"], record["pagu_subkegiatan"]) for record in records
    ]
    assert harvested.total("subkegiatan", "pagu_subkegiatan") == Decimal(
        sum(record["pagu_subkegiatan"] for record in records)
    )
    assert harvested.findings == []
    assert harvested.record.draft.organization == "badan-perencanaan-pembangunan-daerah"


@pytest.mark.parametrize("kind", KINDS)
def test_sample_figures_say_so_even_when_nobody_told_the_source(
    kind: str, address: str, tmp_path: Path
) -> None:
    for harvested in harvest(one_year(from_kind(kind), kind, address), tmp_path).values():
        record = harvested.record
        assert record.draft.sample
        assert record.draft.title.endswith("(DATA CONTOH)")
        assert "DATA CONTOH" in record.draft.notes
        assert all(table.name.endswith("(DATA CONTOH)") for table in record.tables)
        assert all(figures.sample for figures in record.figures)
        for table in record.tables:
            texts = [f'"{column.name}"' for column in table.columns if column.type == "text"]
            silent = f"concat({', '.join(texts)}) NOT LIKE '%DATA CONTOH%'"
            assert harvested.rows(table.key, "_id", silent) == []


def test_plan_and_budget_join_by_the_codes_that_they_share(budgets: dict[str, Harvested]) -> None:
    codes = {
        stage: {code for (code,) in budgets[f"{stage}-{YEAR}"].rows("anggaran", "kode_skpd")}
        for stage in ("rkpd", "apbd", "perubahan", "realisasi")
    }
    assert codes["apbd"] == codes["perubahan"] == codes["realisasi"]
    assert codes["rkpd"] <= codes["apbd"]
