"""What a newcomer comes for, by clicks from the front page, without JavaScript: at most four each."""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import urllib3
from babel.dates import format_date
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
TITLE = "APBD Pemprov Jawa Timur 2023 (DATA CONTOH)"


class Newcomer:
    """Somebody on the front page who has a few clicks to spend."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.left = 4

    def click(self, what: Locator) -> None:
        assert self.left, "the fifth click"
        self.left -= 1
        what.click()

    def find(self) -> None:
        """Search for the budget and open it: two clicks."""
        self.page.get_by_role("searchbox").fill("APBD 2023")
        self.click(self.page.get_by_role("button", name="Cari", exact=True))
        self.click(self.page.get_by_role("link", name=TITLE, exact=True))
        expect(self.page.get_by_role("heading", level=1)).to_have_text(TITLE)


@pytest.fixture
def newcomer(site: Site, open_page: Callable[..., Page]) -> Newcomer:
    return Newcomer(open_page(site.of("/"), width=360, javascript=False))


def rows(newcomer: Newcomer, folder: Path) -> list[dict[str, str]]:
    """The rows of the file behind the button beside the dataset's table."""
    with newcomer.page.expect_download() as download:
        newcomer.click(newcomer.page.locator("#berkas").get_by_role("link", name="CSV").first)
    path = folder / "apbd.csv"
    download.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fact(page: Page, term: str) -> Locator:
    return page.locator("dl > div", has=page.locator("dt", has_text=term)).locator("dd").first


def test_finds_the_budget_and_downloads_it(newcomer: Newcomer, tmp_path: Path) -> None:
    newcomer.find()
    found = rows(newcomer, tmp_path)
    assert {row["tahun"] for row in found} == {"2023"}
    assert len(found) > 1_000


def test_sees_its_total(newcomer: Newcomer, tmp_path: Path) -> None:
    newcomer.find()
    spent = sum(Decimal(row["pagu"]) for row in rows(newcomer, tmp_path) if row["kode_rekening"][:1] == "5")
    total = f"Rp{spent:,.0f}".replace(",", ".")
    expect(newcomer.page.locator("dd").get_by_text(total, exact=True)).to_be_visible()


def test_sees_who_published_it_and_when(newcomer: Newcomer) -> None:
    newcomer.find()
    expect(fact(newcomer.page, "Penerbit")).to_have_text("Badan Pengelola Keuangan dan Aset Daerah")
    today = format_date(datetime.now(ZoneInfo("Asia/Jakarta")), "d MMM y", locale="id")
    expect(fact(newcomer.page, "Diperbarui")).to_have_text(today)


def test_gets_it_by_api(newcomer: Newcomer, site: Site, tmp_path: Path) -> None:
    newcomer.find()
    newcomer.click(newcomer.page.get_by_role("link", name="API", exact=True))
    line = newcomer.page.get_by_role("region", name="Baris tabel lewat curl").inner_text()
    path = line.split("'")[1].partition("/api/")[2]
    answer = urllib3.request("GET", f"{site.address}/api/{path}")
    result = json.loads(answer.data)["result"]
    assert result["total"] == len(rows(newcomer, tmp_path))
