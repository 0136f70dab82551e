"""What is asked of the provider itself; its address is the operator's choice, so it is not checked."""

import json
import ssl
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3

from catalog.errors import LumbungError
from catalog.settings import Settings
from catalog.text import Message

_SECONDS = urllib3.Timeout(connect=5.0, read=10.0)
_LARGEST = 2**20  # bytes of an answer
_HERE = frozenset({"127.0.0.1", "localhost", "::1"})


class SignOnFailed(LumbungError):
    """The provider did not say, in a way that can be believed, who somebody is; the cause is for the log."""

    def __init__(self) -> None:
        super().__init__(
            Message("Masuk lewat penyedia tidak berhasil. Coba lagi, atau masuk dengan kata sandi.")
        )


def discover(settings: Settings) -> dict[str, Any]:
    """What the provider says of itself; raises SignOnFailed, also when it calls itself otherwise."""
    about = ask(settings, f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration")
    if about.get("issuer") != settings.oidc_issuer:
        raise SignOnFailed
    return about


def ask(settings: Settings, address: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at an address of the provider; a form is posted with the client's own password.

    Raises SignOnFailed, also for an address that is not encrypted, unless it is of this machine.
    """
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in _HERE:
        raise SignOnFailed
    headers = {"Accept": "application/json"}
    if form is not None:
        secret = f"{settings.oidc_client_id}:{settings.oidc_client_secret}"
        headers |= urllib3.make_headers(basic_auth=secret)
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    trust = ssl.create_default_context(cafile=settings.oidc_ca_file or None)
    try:
        with urllib3.PoolManager(ssl_context=trust, timeout=_SECONDS, retries=False) as pool:
            answer = pool.request(
                "GET" if form is None else "POST",
                address,
                body=None if form is None else urlencode(form),
                headers=headers,
                redirect=False,
                preload_content=False,
            )
            with answer:
                body = answer.read(_LARGEST + 1)
        found = json.loads(body) if answer.status == 200 and len(body) <= _LARGEST else None
    except (urllib3.exceptions.HTTPError, ValueError, RecursionError) as error:
        raise SignOnFailed from error
    if not isinstance(found, dict):
        raise SignOnFailed
    return found
