"""Every page and its address. An endpoint is named like its view: `url_for(".about")`."""

from flask.typing import RouteCallable

from catalog.web import components_page, home, static_pages

ROUTES: tuple[tuple[str, RouteCallable], ...] = (
    ("/", home.home),
    ("/tentang", static_pages.about),
    ("/aksesibilitas", static_pages.accessibility),
    ("/_komponen", components_page.components),
)
