"""A real browser for tests: pages that fail on console errors, axe-core, screenshots in `artifacts/`."""

import os
import shutil
from collections.abc import Callable, Iterator
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

OpenPage = Callable[..., Page]
Axe = Callable[[Page], list[str]]
Screenshot = Callable[[Page, str], Path]
StartSite = Callable[[Flask], str]


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
    """`open_page(address, width=1280, scheme="light", javascript=True)`; console errors fail the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def open_(address: str, width: int = 1280, scheme: str = "light", javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(10_000)  # milliseconds
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def axe() -> Axe:
    """`axe(page)` gives one line for each violation: rule, impact, first element, what to do."""
    source = AXE.read_text(encoding="utf-8")

    def run(page: Page) -> list[str]:
        page.evaluate(source)
        result = page.evaluate("tags => axe.run(document, {runOnly: tags})", _TAGS)
        return [
            f"{found['id']} ({found['impact']}) {found['nodes'][0]['target']}: "
            f"{found['nodes'][0]['failureSummary']}"
            for found in result["violations"]
        ]

    return run


@pytest.fixture
def screenshot() -> Screenshot:
    """`screenshot(page, name)` keeps the whole page as `artifacts/<name>.png`."""

    def take(page: Page, name: str) -> Path:
        path = ROOT / "artifacts" / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        return path

    return take


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
