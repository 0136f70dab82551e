"""What changed between two versions: counts, amounts, rows a page at a time, the same rows to take home."""

import fcntl
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from catalog import tabular
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.datasets import ResourceDraft
from catalog.db import Base
from catalog.settings import Settings
from catalog.tabular import Cell, Column
from catalog.tabular.difference import Comparison
from catalog.work import open_instance
from tests.tabular.exported import read_csv
from tests.web.conftest import COLUMNS, ROWS, SITE, TOTAL, Site, budget_draft, fill, publish

NEW: tuple[Cell, ...] = ("9.99.001", "=Kegiatan <baru>", 2024, Decimal("5.50"), None, None, None)
MORE = Decimal("1000.25")


def _dearer(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
    assert isinstance(row[3], Decimal)
    return (*row[:3], row[3] + MORE, *row[4:])


# Of 120 rows every tenth is gone, every seventh of the others costs more, and one is new.
KEPT = [row for place, row in enumerate(ROWS, 1) if place % 10]
DEARER = KEPT[::7]
THIRD = [*(_dearer(row) if row in DEARER else row for row in KEPT), NEW]
GONE = [row for row in ROWS if row not in KEPT]
SUM = sum((row[3] for row in THIRD if isinstance(row[3], Decimal)), Decimal(0))


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A catalogue whose first dataset has three versions, the third with one table more."""
    instance = open_instance(Settings(instance=tmp_path_factory.mktemp("beda"), site_url=SITE))
    Base.metadata.create_all(instance.engine)
    ids = fill(instance)
    with instance.work(SYSTEM) as work:
        draft = budget_draft(work, tuple(THIRD))
        column = (Column("n", "integer"),)
        other = ResourceDraft(
            key="lain", name="Lain", columns=column, table=tabular.load(work.store, column, [(1,)])
        )
        publish(work, replace(draft, resources=(*draft.resources, other)), ids[0])
        publish(work, replace(draft, notes="Keterangan baru", resources=(*draft.resources, other)), ids[0])
    return Site(instance, create_app(instance.settings, instance).test_client(), *ids)


def _page(site: Site, query: str = "", numbers: str = "2/3", prefix: str = "") -> str:
    answer = site.get(f"{prefix}/dataset/kegiatan-2024/beda/{numbers}{query}")
    assert answer.status_code == 200
    return answer.text


def _file(site: Site, form: str = "csv", query: str = "", numbers: str = "2/3") -> str:
    return f"/dataset/{site.dataset}/beda/{numbers}/{site.table}.{form}{query}"


def _rupiah(amount: Decimal) -> str:
    text = f"{abs(amount):,.2f}".translate(str.maketrans(",.", ".,")).removesuffix(",00")
    return f"-Rp{text}" if amount < 0 else f"Rp{text}"


def _rows(page: str) -> list[str]:
    return re.findall(r"<tr>(.*?)</tr>", page.partition('id="beda"')[2].partition("<tbody")[2], re.DOTALL)


def test_rows_are_counted_by_kind(versions: Site) -> None:
    for prefix in ("", "/en"):
        facts = re.findall(r"<dd>([0-9]+)</dd>", _page(versions, prefix=prefix))
        assert facts[:4] == [str(len(DEARER)), "1", str(len(GONE)), str(len(KEPT) - len(DEARER))]


def test_amounts_before_and_after_and_where_the_gap_comes_from(versions: Site) -> None:
    amounts = _page(versions).partition('id="jumlah"')[2].partition("</table>")[0]
    gone = -sum((row[3] for row in GONE if isinstance(row[3], Decimal)), Decimal(0))
    for amount in (TOTAL, SUM, SUM - TOTAL, MORE * len(DEARER), Decimal("5.50"), gone):
        assert f">{_rupiah(amount)}</td>" in amounts


def test_changed_rows_show_both_sides_of_what_changed_alone(versions: Site) -> None:
    page = _page(versions, "?jenis=berubah")
    rows = _rows(page)
    assert len(rows) == len(DEARER)
    assert DEARER[0][0] == "1.02.001"
    for part in ("1.02.001", "4.336.571.036.129,62", "4.336.571.037.129,87", "1.000,25"):
        assert part in rows[0]
    assert "Pagu, lama" in page
    assert "Nama kegiatan, lama" not in page
    assert "&lt;baru&gt;" in _page(versions, "?jenis=ditambah")


def test_rows_come_a_page_at_a_time(versions: Site) -> None:
    pages = [_rows(_page(versions, f"?kunci=tahun&page={number}", "1/2")) for number in (1, 2, 3)]
    assert [len(rows) for rows in pages] == [50, 50, 17]


def test_a_key_that_is_not_unique_is_said(versions: Site) -> None:
    assert "kunci yang tidak tunggal" not in _page(versions)
    page = _page(versions, "?kunci=tahun")
    assert f"{len(ROWS) + len(THIRD)} baris punya kunci yang tidak tunggal" in page
    assert re.findall(r"<dd>([0-9]+)</dd>", page)[0] == "0"  # nothing says which row became which


def test_a_key_that_is_none_is_refused_and_another_can_be_chosen(versions: Site) -> None:
    answer = versions.get("/dataset/kegiatan-2024/beda/2/3?kunci=gaji")
    assert answer.status_code == 400
    assert "Kolom gaji tidak ada di kedua versi." in answer.text
    assert 'name="kunci" value="kode"' in answer.text


def test_tables_that_did_not_change_or_are_new_are_named(versions: Site) -> None:
    page = _page(versions)
    assert "Lain (tabel baru)" in page
    assert "Tabel ini tidak berubah" in _page(versions, numbers="3/4")
    assert "Tabel ini tidak berubah" in _page(versions, numbers="3/3")
    other = re.search("tabel=([0-9a-f-]{36})[^>]*>Lain", page)
    assert other
    assert "Tabel ini sudah tidak ada" in _page(versions, f"?tabel={other[1]}", "3/2")


def test_the_same_rows_can_be_taken_home(versions: Site, tmp_path: Path) -> None:
    answer = versions.get(_file(versions))
    assert answer.headers["Content-Disposition"] == "attachment; filename=kegiatan_v2-v3.csv"
    (tmp_path / "x").write_bytes(answer.data)
    head = (tmp_path / "x").read_text().splitlines()[0].split(",")
    assert head[:2] == ["perubahan", "kode"]
    columns = tuple(Column(name, "decimal" if name.startswith("pagu") else "text") for name in head)
    rows = read_csv(tmp_path / "x", columns)
    assert Counter(row[0] for row in rows) == {
        "berubah": len(DEARER), "ditambah": 1, "dihapus": len(GONE)
    }  # fmt: skip
    gaps = [row[head.index("pagu_selisih")] for row in rows]
    assert sum(gap for gap in gaps if isinstance(gap, Decimal)) == SUM - TOTAL
    (tmp_path / "y").write_bytes(versions.get(_file(versions, query="?jenis=ditambah&kunci=kode")).data)
    assert [row[1] for row in read_csv(tmp_path / "y", columns)] == ["9.99.001"]
    assert versions.get(_file(versions, "xlsx")).data[:2] == b"PK"


def test_the_page_links_the_file_of_what_it_shows(versions: Site) -> None:
    page = _page(versions, "?jenis=dihapus")
    address = _file(versions, query="?kunci=kode&jenis=dihapus").replace("&", "&amp;")
    assert f'href="{address}"' in page


def test_a_comparison_that_takes_long_says_so_and_looks_again(
    versions: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.web.differences._PATIENCE", 0.0)
    with versions.instance.work() as work:
        found = work.store.path
        tables = [tabular.load(work.store, COLUMNS, rows).sha256 for rows in (ROWS, THIRD)]
        comparison = Comparison(found(tables[0]), found(tables[1]), COLUMNS, COLUMNS, ("nama",))
    folder = versions.instance.settings.instance / "exports"
    folder.mkdir(exist_ok=True)
    with (folder / f"{comparison.name}.part").open("wb") as maker:
        fcntl.flock(maker, fcntl.LOCK_EX)
        answer = versions.get("/dataset/kegiatan-2024/beda/2/3?kunci=nama")
        assert answer.status_code == 202
        assert answer.headers["Refresh"] == "3"
        assert "Perbandingan sedang dihitung" in answer.text
        later = versions.get(_file(versions, query="?kunci=nama"))
        assert (later.status_code, later.headers["Retry-After"]) == (503, "3")
    assert "Baris yang berbeda" in _page(versions, "?kunci=nama")


@pytest.mark.parametrize("numbers", ["2/9", "9/2", "0/1", f"2/{10**30}", "2/x"])
def test_versions_that_do_not_exist_are_not_found(versions: Site, numbers: str) -> None:
    assert versions.get(f"/dataset/kegiatan-2024/beda/{numbers}").status_code == 404
    assert versions.get(_file(versions, numbers=numbers)).status_code == 404


@pytest.mark.parametrize("dataset", ["tertutup", "rancangan", "ditarik", "tidak-ada"])
def test_nothing_is_said_of_what_is_not_public(versions: Site, dataset: str) -> None:
    assert versions.get(f"/dataset/{dataset}/beda/1/1").status_code in (404, 410)
    assert versions.get(f"/dataset/{dataset}/beda/1/1/{versions.table}.csv").status_code in (404, 410)


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=99999", "?jenis=x", "?tabel=x", "?kunci=%00", "?kunci=%22%3B--"]
)
def test_nonsense_in_the_address_is_answered(versions: Site, query: str) -> None:
    assert versions.get(f"/dataset/kegiatan-2024/beda/2/3{query}").status_code in (200, 400)


def test_versions_of_a_dataset_link_to_what_changed(versions: Site) -> None:
    for prefix in ("", "/en"):
        page = versions.get(f"{prefix}/dataset/kegiatan-2024").text
        for old, new in ((3, 4), (2, 3), (1, 2)):
            assert f'href="{prefix}/dataset/kegiatan-2024/beda/{old}/{new}"' in page
        table = versions.get(f"{prefix}/dataset/kegiatan-2024/resource/{versions.table}").text
        assert f'href="{prefix}/dataset/kegiatan-2024/beda/3/4?tabel={versions.table}"' in table
