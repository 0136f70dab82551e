"""Every state walked with the Tab key alone, all folds open: in order, in sight, to everything, and out."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.states import STATES

pytestmark = pytest.mark.browser
_WALK = Path(__file__).with_name("walk.js").read_text(encoding="utf-8")
_WIDE = ("depan", "cari-semua", "dataset", "tabel", "organisasi", "anggaran-tahun", "sql-jawaban", "komponen")
# Rows and items after the eighth are like those before them, and eight fill whatever scrolls.
_UNFOLD = """
for (const fold of document.querySelectorAll("details:not(.scheme)")) fold.open = true;
for (const row of document.querySelectorAll("main :is(tr, li):nth-child(n + 9)")) row.remove();
"""


def _walk(page: Page) -> list[str]:
    """What is wrong on the way through a page."""
    page.emulate_media(
        reduced_motion="reduce"
    )  # a page that still scrolls shows things where they do not stay
    page.evaluate(_UNFOLD)
    page.evaluate(_WALK)
    for _step in range(page.evaluate("walk.steps")):
        page.keyboard.press("Tab")
    found: list[str] = page.evaluate("walk.faults()")
    return found


@pytest.mark.parametrize("name", STATES)
def test_the_tab_key_comes_to_everything_on_a_phone(
    site: Site, open_page: Callable[..., Page], name: str
) -> None:
    path, status = STATES[name]
    page = open_page(site.of(path), width=360, status=status, session=site.session(name))
    assert _walk(page) == []
    assert path.startswith("/embed") or page.evaluate("walk.first()") == "skip"


@pytest.mark.parametrize("name", _WIDE)
def test_the_tab_key_comes_to_everything_on_a_wide_dark_screen(
    site: Site, open_page: Callable[..., Page], name: str
) -> None:
    assert _walk(open_page(site.of(STATES[name][0]), scheme="dark")) == []


def test_the_skip_link_leads_into_the_content(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.of("{table}"), width=360)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main a, main button') === document.activeElement")


@pytest.mark.parametrize("state", ["tabel", "anggaran-skpd", "baris"])
def test_a_table_scrolls_by_arrows(site: Site, open_page: Callable[..., Page], state: str) -> None:
    page = open_page(site.of(STATES[state][0]), width=360)
    region = page.locator(".table-scroll").first
    region.focus()
    for key, side in (("ArrowRight", "scrollLeft"), ("ArrowDown", "scrollTop")):
        page.keyboard.press(key)
        page.wait_for_function(f"region => region.{side} > 0", arg=region.element_handle())


def test_escape_closes_what_explains_a_term(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.of(STATES["anggaran-tahun"][0]))
    term = page.locator("button.term").first
    term.focus()
    page.keyboard.press("Enter")
    meaning = page.locator(".term-note:popover-open")
    expect(meaning).to_be_visible()
    page.keyboard.press("Tab")
    assert meaning.evaluate("note => note.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(meaning).to_have_count(0)
    expect(term).to_be_focused()


def test_escape_closes_the_menu_of_light_and_dark(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.of("/tentang"))
    summary = page.locator(".scheme summary")
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Ikuti perangkat")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Gelap")).to_be_checked()
    page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Gelap")).to_be_hidden()
