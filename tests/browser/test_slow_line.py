"""On a slow line (300 ms, 250 kbit/s), with nothing kept from before, a page can be read within 5 seconds."""

import sys

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Site
from tests.browser.states import STATES

pytestmark = pytest.mark.browser
PAGES = ("depan", "cari-semua", "dataset", "tabel", "organisasi", "anggaran")
_MOST = 5.0  # seconds from asking: the limit that was promised; usual is less than half of it
_LINE = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 250_000 / 8}
# Seconds until the whole text had come and the first of it was painted; none while that is still to happen.
_READABLE = """
() => {
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    const [visit] = performance.getEntriesByType("navigation");
    const text = document.querySelector("footer") && document.querySelector("main").innerText;
    const seen = { opacityProperty: true, visibilityProperty: true };
    const whole = text?.length > 400 && document.querySelector("h1").checkVisibility(seen);
    return painted && visit.domInteractive && whole
        ? Math.max(painted.startTime, visit.domInteractive) / 1000
        : null;
}
"""


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_a_page_is_soon_readable(site: Site, browser: Browser, javascript: bool) -> None:
    pages = {name: _slow_page(browser, javascript) for name in PAGES}
    for name, page in pages.items():
        page.goto(site.of(STATES[name][0]), wait_until="commit")  # the rest comes while the next begins
    seconds = {name: _seconds(page) for name, page in pages.items()}
    for page in pages.values():
        page.context.close()
    sys.stdout.write("".join(f"{name:<12}{took:>5.1f} s\n" for name, took in seconds.items()))
    assert {name: took for name, took in seconds.items() if took > _MOST} == {}


def _slow_page(browser: Browser, javascript: bool) -> Page:
    page = browser.new_page(viewport={"width": 360, "height": 800}, java_script_enabled=javascript)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    session.send("Network.emulateNetworkConditions", _LINE)
    return page


def _seconds(page: Page) -> float:
    for _try in range(200):
        found: float | None = page.evaluate(_READABLE)
        if found:
            return found
        page.wait_for_timeout(100)  # milliseconds
    pytest.fail(f"{page.url} did not become readable at all")
