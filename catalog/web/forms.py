"""Forms that change something: each carries a token of its browser, and comes from a page of this site.

A template begins every such form with `{% call form(action) %}` of components/forms.html, which writes the
token; every request that may change something is checked here, before its view is reached. A view reads lines
with `field`, hands them to a rule, and shows the page again with `problems` when the rule raises Invalid.
"""

import hashlib
import hmac
import re
import secrets

from flask import Flask, Response, current_app, g, request

from catalog.errors import Invalid, LumbungError
from catalog.text import Message
from catalog.web.headers import keep_nowhere
from catalog.web.language import localized
from catalog.web.signed_in import cookie_name, session_token, set_cookie, signed_in
from catalog.work import Instance

FORM_TOKEN = "formulir"  # noqa: S105  the name of a field and of a cookie
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")  # which no browser takes for another site's
_LONGEST_PATH = 2000
_STRANGER = Message(
    "Formulir ini kedaluwarsa atau tidak berasal dari situs ini. Muat ulang halamannya, lalu kirim lagi."
)


class Stranger(LumbungError):
    """A form that no page of this site made for this browser."""


def register(app: Flask) -> None:
    """Check every request that may change something; offer `form_token()` to templates."""
    app.before_request(_check)
    app.after_request(_finish)
    app.jinja_env.globals["form_token"] = form_token


def form_token() -> str:
    """The token of this browser's forms; whoever is not signed in gets a cookie for it."""
    return _token_for(session_token() if signed_in() else _form_cookie())


def safe_path(text: str) -> str:
    """An address within this site that somebody wants to come back to; anything else is nothing."""
    return text if len(text) <= _LONGEST_PATH and _PATH.fullmatch(text) else ""


def way_back() -> str:
    """Where the person wanted to go, as the query or the form says."""
    return safe_path(request.values.get("kembali", ""))


def field(name: str, longest: int = 300) -> str:
    """A line of the form, without control characters and blanks at its ends."""
    text = request.form.get(name, "")[:longest]
    return "".join(one for one in text if one.isprintable()).strip()


def problems(error: Invalid) -> dict[str, str]:
    """What is wrong with each field of a form, in the language of the page."""
    return {name: " ".join(localized(one) for one in messages) for name, messages in error.fields.items()}


def _check() -> None:
    if request.method in _READING or request.blueprint == "api":  # which knows no cookie
        return
    if request.routing_exception is not None:  # nothing is there, and nothing will be done
        return
    # A session that ended while somebody wrote is told by the view, which knows where to come back to.
    cookies = filter(None, (session_token(), request.cookies.get(cookie_name(FORM_TOKEN))))
    given = request.form.get(FORM_TOKEN, "").encode()
    own = any(hmac.compare_digest(given, _token_for(cookie).encode()) for cookie in cookies)
    if not own or not _from_here():
        raise Stranger(_STRANGER)


def _from_here() -> bool:
    """What the browser says of where the request comes from; one that says nothing is told by the token."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    instance: Instance = current_app.extensions["lumbung"]
    origin = request.headers.get("Origin")
    return origin is None or origin == "/".join(instance.settings.site_url.split("/")[:3])


def _form_cookie() -> str:
    if "form_cookie" not in g:
        g.form_cookie = request.cookies.get(cookie_name(FORM_TOKEN)) or secrets.token_urlsafe(32)
    return str(g.form_cookie)


def _token_for(cookie: str) -> str:
    instance: Instance = current_app.extensions["lumbung"]
    key = instance.settings.secret_key.encode()
    return hmac.new(key, f"form {cookie}".encode(), hashlib.sha256).hexdigest()


def _finish(response: Response) -> Response:
    if "form_cookie" in g:
        keep_nowhere(response)
        set_cookie(response, FORM_TOKEN, g.form_cookie)
    return response
