"""Pictures of every page in every state, for people to look at; `make screenshots` runs it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import ROOT, Site
from tests.browser.states import STATES

FOLDER = ROOT / "artifacts" / "screenshots"


@pytest.mark.parametrize("name", STATES)
def test_picture(site: Site, open_page: Callable[..., Page], name: str) -> None:
    path, status = STATES[name]
    for width in (360, 768, 1280):
        page = open_page(
            site.of(path), width=width, status=status, session=site.session(name)
        )  # one resized leaves parts unpainted
        page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)
