"""A table is read from its left edge: nothing empty there, amounts first, what never changes last."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from catalog import organizations
from catalog.access import SYSTEM
from catalog.datasets import ResourceDraft
from catalog.organizations import OrganizationDraft
from catalog.tabular import Cell, Column, Page, load
from catalog.web.wording import readable
from tests.web.budget_site import open_site
from tests.web.conftest import budget_draft, publish

COLUMNS = (
    Column("tahun", "integer", title="Tahun"),
    Column("dinas", "text", title="Dinas"),
    Column("program", "text", title="Program"),
    Column("kegiatan", "text", title="Kegiatan"),
    Column("lokasi", "text", title="Lokasi"),
    Column("jenis", "text", title="Jenis"),
    Column("sumber", "text", title="Sumber"),
    Column("nomor", "integer", title="Nomor"),
    Column("pagu", "decimal", title="Pagu", unit="rupiah"),
)
ROWS: list[tuple[Cell, ...]] = [
    (2025, "Dinas A", None, "Jalan", "Kediri", "x", "PAD", 1, Decimal(5)),
    (2025, "Dinas B", None, "Irigasi", "Blitar", "y", None, 2, Decimal(6)),
]
_HEAD = re.compile(r'<th scope="col" lang="id"[^>]*><a href="[^"]*">(\w+)<svg')
NAMES = ["pagu", "dinas", "kegiatan", "lokasi", "jenis", "nomor", "tahun", "sumber"]


def names(page: Page) -> list[str]:
    return [column.name for column in page.columns]


def test_empty_columns_go_amounts_lead_and_what_never_changes_trails() -> None:
    page = readable(Page(COLUMNS, ROWS, [1, 2], 2, {}))
    assert names(page) == NAMES
    assert page.rows[1] == (Decimal(6), "Dinas B", "Irigasi", "Blitar", "y", 2, 2025, None)


def test_a_column_that_is_asked_about_stays() -> None:
    assert "program" in names(readable(Page(COLUMNS, ROWS, [1, 2], 2, {}), ("program",)))


@pytest.mark.parametrize("columns", [6, 3])
def test_few_columns_keep_their_order(columns: int) -> None:
    picked = COLUMNS[-columns:]
    rows = [row[-columns:] for row in ROWS]
    assert names(readable(Page(picked, rows, [1, 2], 2, {}))) == [column.name for column in picked]


def test_without_rows_every_column_is_shown() -> None:
    assert names(readable(Page(COLUMNS, [], [], 0, {}))) == [column.name for column in COLUMNS]


def test_the_page_says_what_it_left_out_and_shows_it_when_asked(tmp_path: Path) -> None:
    app, instance = open_site(tmp_path)
    with instance.work(SYSTEM) as work:
        organizations.ensure(work, OrganizationDraft("Dinas Kesehatan"))
        table = load(work.store, COLUMNS, ROWS)
        draft = ResourceDraft(key="lebar", name="Lebar", format="csv", columns=COLUMNS, table=table)
        version = publish(work, replace(budget_draft(work), resources=(draft,), themes=()))
        address = f"/dataset/kegiatan-2024/resource/{version.resources[0].resource_id}"
    client = app.test_client()
    page = client.get(address).text
    titles = {column.name: column.title for column in COLUMNS}
    assert _HEAD.findall(page) == [titles[name] for name in NAMES]
    assert 'tidak ditampilkan: <span lang="id">Program</span>. Kolom rupiah didahulukan;' in page
    (whole,) = re.findall(r'<a href="([^"]*susunan=asli)"', page)
    own = client.get(whole).text
    assert _HEAD.findall(own) == [column.title for column in COLUMNS]
    assert "Kolom rupiah didahulukan" not in own
    assert ">Program<svg" in client.get(f"{address}?f.program=none:").text
    instance.engine.dispose()
