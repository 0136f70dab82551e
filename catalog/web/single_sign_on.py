"""Signing on at the operator's provider, and coming back from there."""

import json

from flask import current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from catalog import accounts, oidc
from catalog.errors import NotFound
from catalog.settings import Settings
from catalog.text import Message
from catalog.web.forms import way_back
from catalog.web.sign_in import enter
from catalog.web.signed_in import cookie_name, keep_for_sign_on
from catalog.work import Instance

_COOKIE = "penyedia"
_SECONDS = 600  # that somebody may take at the provider


def sign_on() -> ResponseReturnValue:
    """Send the browser to the provider."""
    settings = _settings()
    started = oidc.begin(settings, _callback(settings))
    kept = {"state": started.state, "nonce": started.nonce, "verifier": started.verifier, "back": way_back()}
    keep_for_sign_on(_COOKIE, _sealed(settings).dumps(json.dumps(kept)))
    return redirect(started.address, 303)


def sign_on_back() -> ResponseReturnValue:
    """Believe the provider or not, and begin a session."""
    settings = _settings()
    try:
        sealed = request.cookies.get(cookie_name(_COOKIE), "")
        kept = json.loads(_sealed(settings).loads(sealed, max_age=_SECONDS))
    except (BadData, ValueError) as error:
        raise oidc.SignOnFailed from error
    keep_for_sign_on(_COOKIE, "")  # good once
    who = oidc.finish(settings, _callback(settings), kept, request.args)
    instance: Instance = current_app.extensions["lumbung"]
    with instance.work(writing=True) as work:
        name = accounts.user_of_identity(work, who.issuer, who.subject, who.email)
    return enter(name, kept["back"])


def _settings() -> Settings:
    instance: Instance = current_app.extensions["lumbung"]
    if not instance.settings.oidc_issuer:
        raise NotFound(Message("Masuk lewat penyedia tidak diatur di situs ini."))
    return instance.settings


def _callback(settings: Settings) -> str:
    return settings.site_url + url_for("sign_on_back")


def _sealed(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt="sign-on")
