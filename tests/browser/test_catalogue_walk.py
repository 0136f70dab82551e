"""The main journey in a real browser: search, filter, open, sort the table, download, compare the sum."""

import csv
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catalog.app import create_app
from catalog.db import Base
from catalog.settings import Settings
from catalog.work import open_instance
from tests.web.conftest import fill

pytestmark = pytest.mark.browser


class Served:
    """Where the filled catalogue is served, and the addresses that have an id in them."""

    def __init__(self, address: str, table: str, link: str) -> None:
        self.address = address
        self.table = f"/dataset/kegiatan-2024/resource/{table}"
        self.link = f"/dataset/kegiatan-2024/resource/{link}"

    def of(self, path: str) -> str:
        """The whole address of a path such as `{table}?q=zzz`."""
        return self.address + path.format(table=self.table, link=self.link)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, start_site: Callable[..., str]) -> Served:
    instance = open_instance(Settings(instance=tmp_path_factory.mktemp("walk")))
    Base.metadata.create_all(instance.engine)
    _dataset, table, link = fill(instance)
    return Served(start_site(create_app(instance.settings, instance)), table, link)


def shown_total(page: Page) -> Decimal:
    """The exact amount that the page says all matching rows sum to."""
    text = (
        page.locator(".answers dt", has_text="Jumlah kolom Pagu")
        .locator("xpath=following-sibling::dd")
        .inner_text()
    )
    return Decimal(text.removeprefix("Rp").replace(".", "").replace(",", "."))


def downloaded_rows(page: Page, button: str, folder: Path) -> list[dict[str, str]]:
    """What the download behind a link has in it."""
    with page.expect_download() as download:
        page.get_by_role("link", name=button).first.click()
    target = folder / "tabel.csv"
    download.value.save_as(target)
    with target.open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
@pytest.mark.parametrize("width", [360, 1280])
def test_search_filter_open_sort_download_compare(
    served: Served, open_page: Callable[..., Page], tmp_path: Path, width: int, javascript: bool
) -> None:
    page = open_page(served.of("/"), width=width, javascript=javascript)
    page.get_by_role("searchbox", name="Cari data").fill("pagu kegiatan")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2).first).to_contain_text("data untuk “pagu kegiatan”")
    if width == 360:
        page.locator(".filters > summary").click()
    page.get_by_role("link", name="Dinas Kesehatan").first.click()
    expect(page.get_by_role("link", name="Lepas saringan: Penerbit: Dinas Kesehatan")).to_be_visible()
    page.get_by_role("link", name="Kegiatan dan pagu 2024").click()
    page.get_by_role("link", name="Buka tabel").click()
    whole = shown_total(page)
    page.get_by_role("columnheader", name="Pagu").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Pagu")).to_have_attribute("aria-sort", "descending")
    expect(page.locator("tbody tr").first).to_contain_text("1.02.120")
    if width == 360:
        page.locator(".table-more > summary").click()
    page.get_by_label("Kolom", exact=True).select_option(label="Nama kegiatan")
    page.get_by_label("Nilai", exact=True).fill("jalan")
    page.get_by_role("button", name="Saring").click()
    expect(page.get_by_role("link", name="Lepas saringan: Nama kegiatan memuat jalan")).to_be_visible()
    total = shown_total(page)
    assert 0 < total < whole
    rows = downloaded_rows(page, "Unduh persis 40 baris ini (CSV)", tmp_path)
    assert len(rows) == 40
    assert sum(Decimal(row["pagu"]) for row in rows) == total
    assert rows[0]["kode"] == "1.02.120"


def test_the_facts_of_a_dataset_stand_above_the_fold_of_a_phone(
    served: Served, open_page: Callable[..., Page]
) -> None:
    page = open_page(served.of("/dataset/kegiatan-2024"), width=360)
    for fact in ("Penerbit", "Periode", "Diperbarui", "Berikutnya", "Mutu metadata", "Lisensi"):
        box = page.locator(".answers > div", has=page.get_by_text(fact, exact=True)).bounding_box()
        assert box
        assert box["y"] + box["height"] <= 800, fact


def test_narrowing_changes_a_part_of_the_page_and_is_announced(
    served: Served, open_page: Callable[..., Page]
) -> None:
    page = open_page(served.of("/dataset?q=puskesmas"))
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="2024").first.click()
    expect(page.get_by_role("link", name="Lepas saringan: Tahun: 2024")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("data untuk “puskesmas”")
    assert page.url.endswith("/dataset?q=puskesmas&year=2024")
    assert page.evaluate("window.sameDocument")
    page.get_by_role("link", name="Lepas saringan: Tahun: 2024").click()
    expect(page.get_by_role("link", name="Lepas saringan: Tahun: 2024")).to_have_count(0)
    assert page.evaluate("window.sameDocument")


def test_a_cited_row_is_shown_and_marked(served: Served, open_page: Callable[..., Page]) -> None:
    page = open_page(served.of("{table}"), width=360)
    address = page.locator("#baris-49 .row-number a").get_attribute("href")
    assert address
    cited = open_page(served.address + address, width=360)
    row = cited.locator("#baris-49")
    expect(row).to_have_class("row-here")
    expect(row).to_be_in_viewport()
    head, foot = (
        cited.locator("#isi-tabel thead").bounding_box(),
        cited.locator("#isi-tabel tfoot tr").bounding_box(),
    )
    box = row.bounding_box()
    assert head
    assert foot
    assert box
    assert box["y"] >= head["y"]
    assert box["y"] + box["height"] <= foot["y"] + 1  # neither head nor total hides it


def test_a_page_of_the_table_comes_in_place(served: Served, open_page: Callable[..., Page]) -> None:
    page = open_page(served.of("{table}"))
    page.evaluate("window.sameDocument = true")
    page.get_by_role("navigation", name="Halaman tabel").get_by_role("link", name="Berikutnya").click()
    expect(page.get_by_role("status")).to_have_text("Baris 51–100 dari 120")
    expect(page.locator("tbody tr").first).to_contain_text("1.02.051")
    assert page.evaluate("window.sameDocument")
