"""The front page answers in one screen."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site

pytestmark = pytest.mark.browser
_SCREEN = 800  # pixels


def _ends(page: Page, what: str) -> float:
    box = page.locator(what).bounding_box()
    assert box, what
    return box["y"] + box["height"]


def test_a_wide_screen_holds_search_figures_and_what_is_new(
    site: Site, open_page: Callable[..., Page]
) -> None:
    page = open_page(site.of("/"), width=1280)
    for what in (".hero-count", ".rungs", ".front-new li:nth-child(4)", ".front-themes h2"):
        assert _ends(page, what) <= _SCREEN, what


def test_a_phone_holds_search_and_the_first_figures(site: Site, open_page: Callable[..., Page]) -> None:
    page = open_page(site.of("/"), width=360)
    for what in ("#cari", ".hero-count", ".rungs li:nth-child(2)"):
        assert _ends(page, what) <= _SCREEN, what
