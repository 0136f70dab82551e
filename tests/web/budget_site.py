"""A site with budget figures: sample figures of one year, and small tables that a test makes up."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from flask import Flask

from catalog import budget, datasets, organizations, tabular
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.budget import FiguresDraft, Finding, Government, StoredTable
from catalog.datasets import DatasetDraft, FileDraft, ResourceDraft
from catalog.db import Base
from catalog.demo.tables import table
from catalog.organizations import OrganizationDraft
from catalog.paths import DATA
from catalog.settings import Settings
from catalog.tabular import Cell, Column
from catalog.work import Instance, open_instance

SCHEME = "kepmendagri-050-5889"
PROVINCE = Government("35", "kemendagri", "Pemprov Jawa Timur")
YEAR = 2025
_FILLS = {
    "kode_skpd": "organization_code",
    "nama_skpd": "organization_name",
    "kode_program": "program_code",
    "nama_program": "program_name",
    "kode_kegiatan": "kegiatan_code",
    "nama_kegiatan": "kegiatan_name",
    "kode_sub_kegiatan": "sub_kegiatan_code",
    "nama_sub_kegiatan": "sub_kegiatan_name",
    "kode_rekening": "rekening_code",
    "nama_rekening": "rekening_name",
    "sumber_dana": "sumber_dana",
}
_AMOUNTS = ("pagu", "realisasi", "anggaran")


def open_site(folder: Path) -> tuple[Flask, Instance]:
    """An empty catalogue with the province's SKPDs, and its application."""
    settings = Settings(instance=folder)
    instance = open_instance(settings)
    Base.metadata.create_all(instance.engine)
    with instance.work(SYSTEM) as work:
        organizations.seed(work, DATA / "skpd_jatim.csv")
        organizations.ensure(work, OrganizationDraft("Walidata", "walidata"))
    return create_app(settings, instance), instance


def put_sample(
    instance: Instance, stages: Sequence[str] = ("rkpd", "apbd", "perubahan", "realisasi")
) -> None:
    """The sample data center's figures of YEAR, stage by stage, as the harvest writes them."""
    for stage in stages:
        rows = list(csv.DictReader(io.StringIO(table(stage, YEAR, "csv").read().decode())))
        put(instance, f"{stage.replace('_', '-')}-{YEAR}", stage, rows, sample=True)


def put(
    instance: Instance,
    name: str,
    stage: str,
    rows: Sequence[Mapping[str, str]],
    government: Government = PROVINCE,
    year: int = YEAR,
    sample: bool = False,
    private: bool = False,
    findings: Sequence[Finding] = (),
) -> None:
    """Publish a table of texts as one stage; its columns are named like those of the sample."""
    amount = "realisasi" if "realisasi" in rows[0] else "pagu"
    columns = tuple(_column(column) for column in rows[0])
    values: Iterable[list[Cell]] = (
        [Decimal(row[one.name]) if one.type == "decimal" else row[one.name] or None for one in columns]
        for row in rows
    )
    coded = "kode_sub_kegiatan" in rows[0] or "kode_program" in rows[0]
    figures = FiguresDraft(
        table="anggaran",
        stage=stage,
        fiscal_year=year,
        amount=amount,
        fields={field: column for column, field in _FILLS.items() if column in rows[0]},
        governments=(government,),
        account_scheme=SCHEME if "kode_rekening" in rows[0] else "",
        program_scheme=SCHEME if coded else "",
        sample=sample,
    )
    with instance.work(SYSTEM) as work:
        original = work.store.put(f"original of {name}".encode())
        stored = tabular.load(work.store, columns, values)
        resource = ResourceDraft(
            "anggaran",
            f"Tabel {name}",
            columns=columns,
            table=stored,
            file=FileDraft("angka.csv", original.sha256, original.size),
        )
        title = f"{'DATA CONTOH ' if sample else ''}{stage.upper()} {government.name} {year}"
        draft = DatasetDraft(
            name, title, "walidata", sample=sample, private=private, years=(year,), resources=(resource,)
        )
        version = datasets.save(work, draft, f"id-{name}")
        kept = StoredTable(version.resources[0].resource_id, stored.sha256, original.sha256, columns)
        tables = {"anggaran": kept}
        budget.keep(work, version, budget.measure(work, [figures], tables), findings, tables)
        datasets.publish(work, version)


def _column(name: str) -> Column:
    if name in _AMOUNTS:
        return Column(name, "decimal", unit="rupiah", scale=0)
    return Column(name, "text")
