"""Pictures of every page in every state, for people to look at; `make screenshots` runs it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT, Site
from tests.browser.states import ERRORS, STATES

FOLDER = ROOT / "artifacts" / "screenshots"
_ALL = {name: (path, 200) for name, path in STATES.items()} | ERRORS
_ALL |= {name: (STATES[name], 400) for name in ("tabel-keliru", "sql-keliru")}


@pytest.mark.parametrize("name", _ALL)
def test_picture(site: Site, open_page: Callable[..., Page], name: str) -> None:
    path, status = _ALL[name]
    for width in (360, 768, 1280):
        page = open_page(site.of(path), width=width, status=status)  # one resized leaves parts unpainted
        page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
