"""Joins the pages to an application: routes in both languages, filters, headers, errors, front-end files."""

from flask import Blueprint, Flask
from flask_babel import Babel

from catalog.paths import TRANSLATIONS
from catalog.web import (
    account_words,
    answers,
    assets,
    doors,
    error_pages,
    exports,
    formats,
    forms,
    glossary,
    headers,
    language,
    layout,
    limits,
    links,
    markdown,
    sharing,
    signed_in,
    wording,
)
from catalog.web.routes import DEEDS, FILES, FORMS, PICTURES, ROUTES

# In the order in which they look at a request; at an answer they look in the opposite one.
_PARTS = (
    limits, doors, answers, signed_in, forms, assets, account_words, language, formats, glossary, markdown,
    links, wording, layout, exports, sharing, headers, error_pages,
)  # fmt: skip


def init_web(app: Flask) -> None:
    """Register pages on an application made with `static_folder=None` and an opened `lumbung` extension.

    Raises AssetsMissing when the front-end files have not been built.
    """
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    Babel(
        app,
        default_locale=language.SOURCE,
        default_timezone="Asia/Jakarta",
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=language.select_locale,
    )
    for module in _PARTS:
        module.register(app)
    pages = create_blueprint()
    app.register_blueprint(pages)
    app.register_blueprint(pages, url_prefix=language.ENGLISH_PREFIX, name="web_en")
    for rule, view in FILES:
        app.add_url_rule(rule, view.__name__, view)
    app.url_build_error_handlers.append(language.build_outside_pages)


def create_blueprint() -> Blueprint:
    """All pages once; registered a second time, it is the English half of the site."""
    pages = Blueprint("web", "catalog.web")
    for rule, view in (*ROUTES, *PICTURES):
        pages.add_url_rule(rule, endpoint=view.__name__, view_func=view, strict_slashes=False)
    for rules, methods in ((FORMS, ["GET", "POST"]), (DEEDS, ["POST"])):
        for rule, view in rules:
            pages.add_url_rule(rule, endpoint=view.__name__, view_func=view, methods=methods)
    return pages
