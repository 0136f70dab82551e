"""Every page in every state, light and dark, narrow and wide: accessible, calm, fitting."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from catalog.web.routes import FORMS, ROUTES
from tests.browser.conftest import Site
from tests.browser.states import STATES

pytestmark = pytest.mark.browser
_OF_COLOURS = ("color-contrast", "link-in-text-block")  # all that a dark page can break and a light one not


@pytest.mark.parametrize("name", STATES)
def test_every_state_is_accessible_and_calm_and_fits(
    site: Site, open_page: Callable[..., Page], axe: Callable[..., list[str]], name: str
) -> None:
    path, status = STATES[name]
    for width in (360, 1280):
        page = open_page(site.of(path), width=width, status=status, session=site.session(name))
        assert page.evaluate("window.shifted") <= 0.05
        _unfold(page)
        assert axe(page) == []
        assert _overhang(page) <= 0
        page.emulate_media(color_scheme="dark")
        assert axe(page, *_OF_COLOURS) == []
    page.set_viewport_size({"width": 320, "height": 800})  # 1280 pixels enlarged to 400 %
    assert _overhang(page) <= 0


@pytest.mark.parametrize("name", STATES)
def test_every_state_fits_in_english(site: Site, open_page: Callable[..., Page], name: str) -> None:
    path, status = STATES[name]
    page = open_page(site.of(f"/en{path}"), width=320, status=status, session=site.session(name))
    _unfold(page)
    assert _overhang(page) <= 0


def test_every_page_has_a_state(site: Site) -> None:
    adapter = site.demo.app.url_map.bind("localhost")
    answered = [site.demo.path(path).partition("?")[0] for path, status in STATES.values() if status != 404]
    seen = {adapter.match(path)[0] for path in answered}
    assert {f"web.{view.__name__}" for _rule, view in (*ROUTES, *FORMS)} - seen == set()


def _unfold(page: Page) -> None:
    """Open what is folded; and no colour may be caught half-way."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true; })")


def _overhang(page: Page) -> int:
    """How many pixels of the page stand beyond its right edge."""
    found: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found
