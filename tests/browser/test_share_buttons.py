"""Sharing in a real browser: buttons where they work, and a piece of a page in somebody else's."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Site, StartSite

pytestmark = pytest.mark.browser
_SHARES = """
navigator.share = async (what) => { window.shared = what; };
window.print = () => { window.printed = true; };
"""


def test_without_a_script_no_button_promises_what_it_cannot_do(
    site: Site, open_page: Callable[..., Page]
) -> None:
    page = open_page(site.of("{apbd}"), javascript=False)
    page.locator("#bagikan > summary").click()
    expect(page.locator("#bagikan .copy").first).to_contain_text("/dataset/apbd-")
    expect(page.locator("#bagikan button:visible")).to_have_count(0)


def test_a_browser_that_cannot_share_can_print(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.of("{apbd}"))
    page.locator("#bagikan > summary").click()
    expect(page.locator("[data-print]")).to_be_visible()
    expect(page.locator("[data-share]")).to_be_hidden()


def test_a_device_shares_in_its_own_way(site: Site, browser: Browser) -> None:
    with browser.new_context() as context:
        context.add_init_script(_SHARES)
        page = context.new_page()
        page.goto(site.of("{apbd}"))
        page.locator("#bagikan > summary").click()
        page.locator("[data-share]").click()
        shared = page.evaluate("window.shared")
        assert shared["url"] == page.locator("#bagikan .copy").first.inner_text()
        assert "APBD" in shared["title"]
        page.locator("[data-print]").click()
        assert page.evaluate("window.printed")


def test_another_site_shows_a_piece_and_no_page(site: Site, browser: Browser, start_site: StartSite) -> None:
    other = Flask("elsewhere")
    for name, path in (("sematan", "/embed{table}"), ("halaman", "{table}")):
        frame = (
            f'<!doctype html><title>x</title><iframe src="{site.of(path)}" width="800" height="480"></iframe>'
        )
        other.add_url_rule(f"/{name}", name, lambda frame=frame: frame)
    address = start_site(other)
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}/sematan")
        piece = page.frame_locator("iframe")
        expect(piece.locator("table tbody tr")).to_have_count(10)
        with context.expect_page() as opened:
            piece.locator(".embed-source a").last.click()
        opened.value.wait_for_load_state()
        assert context.cookies() == []
        page.goto(f"{address}/halaman")
        expect(page.frame_locator("iframe").locator("table")).to_have_count(0)
