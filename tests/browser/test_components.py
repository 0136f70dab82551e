"""The living page of components, seen as readers see it."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(frame: Flask, start_site: Callable[[Flask], str]) -> str:
    return start_site(frame)


@pytest.mark.parametrize("path", ["/", "/en/dataset", "/organization", "/anggaran", "/panen"])
def test_pages_without_any_data_are_accessible(
    address: str, open_page: Callable[..., Page], axe: Callable[[Page], list[str]], path: str
) -> None:
    assert axe(open_page(address + path, width=360)) == []


def test_filters_are_one_line_on_a_phone_and_open_on_a_wide_screen_without_javascript(
    address: str, open_page: Callable[..., Page]
) -> None:
    phone = open_page(f"{address}/_komponen", width=360, javascript=False)
    assert not phone.locator(".filters .facet").first.is_visible()
    phone.locator(".filters > summary").click()
    assert phone.locator(".filters .facet").first.is_visible()
    wide = open_page(f"{address}/_komponen", width=1280, javascript=False)
    assert wide.locator(".filters .facet").first.is_visible()
    assert not wide.locator(".filters > summary").is_visible()


def test_the_first_tab_stop_leads_past_the_header(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/tentang")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "isi"


def test_the_font_arrives(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(f"{address}/_komponen", width=360)
    assert page.evaluate("[...document.fonts].find(face => face.family == 'Figtree').status") == "loaded"


def test_a_wide_table_scrolls_by_keyboard_in_a_region_that_has_its_name(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{address}/_komponen", width=360)
    region = page.get_by_role("region", name="Pagu dan realisasi tiap perangkat daerah")
    assert (
        region.get_attribute("tabindex") == "0"
    )  # not every browser lets the keyboard into a scroller by itself
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("element => element.scrollLeft > 0", arg=region.element_handle())
