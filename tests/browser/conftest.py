"""A real browser for tests: pages that fail on console errors, axe-core, and the demo site."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import BaseWSGIServer, make_server

from catalog.db import Base
from catalog.paths import TEMPLATES
from catalog.settings import load_settings
from catalog.web import init_web
from catalog.work import open_instance
from tests.browser.demo_site import Demo, build_demo
from tests.browser.states import PEOPLE

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# How far parts of a page have moved by themselves since it began to load, as Chromium scores it.
_WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({type: "layout-shift", buffered: true});
"""

OpenPage = Callable[..., Page]
Axe = Callable[..., list[str]]
StartSite = Callable[[Flask], str]


@dataclass(frozen=True)
class Site:
    """The demo site on an address."""

    demo: Demo
    address: str

    def of(self, state: str) -> str:
        """The whole address of a template of STATES."""
        return self.address + self.demo.path(state)

    def session(self, name: str) -> str:
        """The session that a state is opened in, by its name; empty for nobody's."""
        return self.demo.sessions.get(PEOPLE.get(name, ""), "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests: LUMBUNG_CHROMIUM, the one on the path, or Playwright's own."""
    named = os.environ.get("LUMBUNG_CHROMIUM")
    chromium = named or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """`open_page(address, width=1280, scheme="light", javascript=True, status=200, session="")`.

    `session` is what the cookie of somebody who is signed in holds.
    Console errors, of which reports of the Content-Security-Policy are some, fail the test.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_(
        address: str,
        width: int = 1280,
        scheme: str = "light",
        javascript: bool = True,
        status: int = 200,
        session: str = "",
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(10_000)  # milliseconds
        context.add_init_script(_WATCH_SHIFTS)
        contexts.append(context)
        if session:
            context.add_cookies([{"name": "sesi", "value": session, "url": address, "httpOnly": True}])
        page = context.new_page()

        def note(message: ConsoleMessage) -> None:
            expected = status >= 400 and message.location["url"] == address  # the page that was asked for
            if message.type == "error" and not expected:
                complaints.append(message.text)

        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        response = page.goto(address)
        assert response
        assert response.status == status
        if javascript:
            page.evaluate("document.fonts.ready.then(() => null)")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def axe() -> Axe:
    """`axe(page, *rules)` gives one line for each violation: rule, impact, first element, what to do."""
    source = AXE.read_text(encoding="utf-8")

    def run(page: Page, *rules: str) -> list[str]:
        page.evaluate(source)
        result = page.evaluate("names => axe.run(document, {runOnly: names})", rules or _TAGS)
        return [
            f"{found['id']} ({found['impact']}) {found['nodes'][0]['target']}: "
            f"{found['nodes'][0]['failureSummary']}"
            for found in result["violations"]
        ]

    return run


@pytest.fixture(scope="module")
def frame(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application of pages alone, on an instance without data."""
    app = Flask("catalog", template_folder=str(TEMPLATES), static_folder=None)
    instance = open_instance(load_settings(tmp_path_factory.mktemp("instance"), {}))
    Base.metadata.create_all(instance.engine)
    app.extensions["lumbung"] = instance
    init_web(app)
    return app


@pytest.fixture(scope="module")
def start_site() -> Iterator[StartSite]:
    """`start_site(app)` serves an application until the module ends, and returns its address."""
    servers: list[BaseWSGIServer] = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demo with rare states beside it; tests only read it."""
    return build_demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def site(demo: Demo) -> Iterator[Site]:
    """The demo, served until the session ends."""
    server = make_server("127.0.0.1", 0, demo.app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield Site(demo, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()
