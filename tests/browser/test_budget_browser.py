"""The budget and harvest pages as readers see them: accessible, fitting, working without JavaScript."""

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from catalog import harvest
from tests.harvest.parts import Source, add_source, narrow, pages, spec_text
from tests.web.budget_site import PROVINCE, YEAR, open_site, put_sample

pytestmark = pytest.mark.browser
YEAR_PAGE = f"/anggaran/{PROVINCE.key}/{YEAR}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, start_site: Callable[..., str]) -> Iterator[str]:
    app, instance = open_site(tmp_path_factory.mktemp("site"))
    put_sample(instance, ("rkpd", "kua_ppas", "apbd", "perubahan", "realisasi"))
    harvest.register(narrow())  # no figures: real ones would take the place of the sample
    source = Source()
    source.offer("jalan", pages(25))
    add_source(instance, spec_text(source.url, ["jalan", "jembatan"]))
    harvest.run(instance, "uji")
    yield start_site(app)
    source.close()


def test_a_journalist_walks_from_the_whole_to_a_row_of_the_source(
    address: str, open_page: Callable[..., Page], axe: Callable[[Page], list[str]], tmp_path: Path
) -> None:
    page = open_page(f"{address}/anggaran", javascript=False)
    page.get_by_role("link", name="Lihat per SKPD").click()
    page.get_by_role("link", name="Dinas Pendidikan", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Anggaran Dinas Pendidikan {YEAR}")
    total = page.locator("#t-belanja tfoot td").nth(3).inner_text()
    with page.expect_download() as started:
        page.get_by_role("link", name="Unduh CSV Belanja").click()
    path = tmp_path / "tangga.csv"
    started.value.save_as(path)
    with path.open(encoding="utf-8", newline="") as file:
        spent = [Decimal(row["terealisasi"]) for row in csv.DictReader(file) if row["terealisasi"]]
    assert sum(spent) == Decimal(total.replace(".", ""))
    page.locator("#t-belanja tbody .depth-3 td a").first.click()
    figure = page.get_by_role("heading", level=1).inner_text()
    page.locator("#baris tbody th a").first.click()
    row = page.url.partition("#")[2]
    assert row.startswith("baris-")
    expect(page.locator("tr", has=page.locator(f"#{row}")).or_(page.locator(f"tr#{row}"))).to_contain_text(
        figure.removeprefix("Rp")
    )
    page.go_back()
    page.locator("#baris tbody td a").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(figure)
    assert axe(open_page(page.url, width=360)) == []


def test_two_stages_are_compared_without_javascript(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}{YEAR_PAGE}", width=360, javascript=False)
    page.get_by_role("link", name="Bandingkan dua tahap").click()
    page.get_by_label("Dari", exact=True).select_option("apbd")
    page.get_by_label("Ke", exact=True).select_option("perubahan")
    page.get_by_label("Menurut", exact=True).select_option("program")
    page.get_by_role("button", name="Bandingkan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("APBD dibandingkan dengan Perubahan APBD")
    page.get_by_role("link", name="Hanya di APBD").click()
    assert "status=hanya-kiri" in page.url
    assert "menurut=program" in page.url


def test_terms_are_explained_where_they_stand(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}{YEAR_PAGE}", width=360, javascript=False)
    meaning = page.get_by_text("Kebijakan Umum APBD dan Prioritas dan Plafon Anggaran Sementara")
    assert not meaning.is_visible()
    page.locator("details:has(.sources) > summary").first.click()
    page.get_by_role("button", name="KUA-PPAS").last.click()
    assert meaning.is_visible()
