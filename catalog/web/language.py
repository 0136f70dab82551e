"""Which language a page speaks: Indonesian at `/`, English at `/en/`; the address alone decides."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from babel import Locale
from flask import Flask, request, url_for
from flask_babel import get_locale

from catalog.text import Message

SOURCE = "id"
ENGLISH_PREFIX = "/en"
_NAMES = {"id": "Bahasa Indonesia", "en": "English"}


@dataclass(frozen=True)
class Translation:
    """The present page in one language; `path` starts at the site's root and keeps the query."""

    code: str
    name: str
    path: str
    current: bool


def register(app: Flask) -> None:
    """Offer `localized`, what a rule said (a Message) in the language of the page, and `in_languages`."""
    app.jinja_env.filters["localized"] = localized
    app.jinja_env.globals["in_languages"] = in_languages


def localized(message: Message) -> str:
    """A rule's message in the language of the present request."""
    return message.in_locale(locale_code())


def select_locale() -> str:
    """The language of the present request; pages that do not exist have one too."""
    english = request.path == ENGLISH_PREFIX or request.path.startswith(f"{ENGLISH_PREFIX}/")
    return "en" if request.blueprint == "web_en" or english else SOURCE


def locale_code() -> str:
    """`id` or `en`; Indonesian outside a request."""
    locale: Locale | None = get_locale()
    return locale.language if locale else SOURCE


def translations() -> list[Translation]:
    """The present page in each language of the site."""
    current = locale_code()
    own = request.path.removeprefix(ENGLISH_PREFIX) if current == "en" else request.path
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    paths = {"id": own or "/", "en": f"{ENGLISH_PREFIX}{own or '/'}"}
    return [
        Translation(code, name, quote(request.script_root + paths[code]) + query, code == current)
        for code, name in _NAMES.items()
    ]


def in_languages(path: str) -> list[tuple[str, str]]:
    """A path of the present language in each of the site, for search engines; others get Indonesian."""
    plain = path.removeprefix(ENGLISH_PREFIX) if locale_code() == "en" else path
    plain = plain or "/"
    return [("id", plain), ("en", f"{ENGLISH_PREFIX}{plain}"), ("x-default", plain)]


def build_outside_pages(error: Exception, endpoint: str, values: dict[str, Any]) -> str:
    """Let `url_for(".home")` work on an error page, where no blueprint says which language is meant."""
    if "." in endpoint:
        raise error
    blueprint = "web_en" if select_locale() == "en" else "web"
    return url_for(f"{blueprint}.{endpoint}", **values)
