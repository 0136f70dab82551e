"""What every template may use: the site's name, its language, and its own addresses."""

from flask import Flask, current_app, request

from catalog.mode import read_mode
from catalog.web.language import locale_code, translations
from catalog.work import Instance


def register(app: Flask) -> None:
    """Add the frame's names to every template, and `has_page(endpoint)` for links to what may be absent."""
    app.context_processor(_frame)
    app.jinja_env.globals["has_page"] = lambda endpoint: f"web.{endpoint}" in app.view_functions


def _frame() -> dict[str, object]:
    instance: Instance = current_app.extensions["lumbung"]
    return {
        "locale": locale_code(),
        "translations": translations() if request else [],
        "site": instance.settings,
        "opening": read_mode(instance.settings.instance),
    }
