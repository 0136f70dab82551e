"""A table asked in the browser: in place with JavaScript, page by page without, by keyboard, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_values_filters_and_groups_without_a_reload(
    site: Site, open_page: Callable[..., Page], javascript: bool
) -> None:
    page = open_page(site.of("{table}"), javascript=javascript)
    if javascript:
        page.evaluate("window.sameDocument = true")
    page.get_by_role("navigation", name="Pilih dari daftar nilai").get_by_role(
        "link", name="Sumber dana"
    ).click()
    page.get_by_role("link", name="Pendapatan BLUD").click()
    expect(
        page.get_by_role("link", name="Lepas saringan: Sumber dana sama dengan Pendapatan BLUD")
    ).to_be_visible()
    page.get_by_label("Kolom", exact=True).select_option("Pagu")
    page.get_by_label("Syarat").select_option("paling sedikit")
    page.get_by_label("Nilai", exact=True).fill("1.000.000")
    page.get_by_role("button", name="Saring", exact=True).click()
    expect(page.get_by_role("link", name="Lepas saringan: Pagu paling sedikit 1.000.000")).to_be_visible()
    page.get_by_label("Kelompokkan menurut").select_option("SKPD")
    page.get_by_role("button", name="Kelompokkan").click()
    table = page.get_by_role("table", name="APBD 2025")
    expect(table.get_by_role("columnheader", name="Banyaknya")).to_have_attribute("aria-sort", "descending")
    assert "f.pagu=min" in page.url
    assert "kelompok=nama_skpd" in page.url
    first = table.get_by_role("rowheader").first
    name = first.inner_text()
    first.get_by_role("link").click()
    expect(page.get_by_role("link", name=f"Lepas saringan: SKPD sama dengan {name}")).to_be_visible()
    if javascript:
        assert page.evaluate("window.sameDocument")
        page.go_back()
        expect(table.get_by_role("columnheader", name="Banyaknya")).to_be_visible()


def test_the_keyboard_groups_and_picks(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.of("{table}"), width=360)
    page.get_by_role("searchbox", name="Cari di tabel").focus()
    for name in ("Cari", "Saring, pilih nilai, kelompokkan"):
        page.keyboard.press("Tab")
        assert name in page.evaluate("document.activeElement.innerText || document.activeElement.textContent")
    page.keyboard.press("Enter")
    for _ in range(5):  # column, operator, value, button, first grouping
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "kelompok-0"
    page.keyboard.type("SKPD")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Kelompok 1–50 dari")).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Kelompok 1–50 dari")
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_sql_is_answered_in_place(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.of("{table}"))
    page.get_by_role("link", name="Tanya dengan SQL").click()
    page.evaluate("window.sameDocument = true")
    page.get_by_role("button", name="Jalankan").click()
    expect(page.get_by_role("table", name="Jawaban")).to_be_visible()
    assert page.evaluate("window.sameDocument")
    assert "sql?sql=SELECT" in page.url
    plain = open_page(page.url, javascript=False)
    expect(plain.get_by_role("table", name="Jawaban").get_by_role("row")).to_have_count(21)
