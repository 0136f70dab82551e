"""The two halves of signing on: sending somebody to the provider, and believing what they bring back.

Authorization code with PKCE; what begins in one browser ends only there, once, and within minutes.
"""

import hashlib
import hmac
import logging
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from catalog.oidc.client import SignOnFailed, ask, discover
from catalog.settings import Settings

_ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # signatures alone: none that a shared secret could make
_LEEWAY = 60  # seconds that the provider's clock may be off
_log = logging.getLogger("lumbung")


@dataclass(frozen=True)
class Started:
    """What the browser keeps until it comes back, and the `address` that it is sent to."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Identity:
    """Who somebody is at the provider: `subject` for good; `email` only where the provider verified it."""

    issuer: str
    subject: str
    email: str


def begin(settings: Settings, callback: str) -> Started:
    """Where to send somebody who wants to sign on; raises SignOnFailed when the provider cannot be asked."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    query = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": callback,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    endpoint = str(discover(settings).get("authorization_endpoint", ""))
    if not endpoint.startswith(("https://", "http://")):
        raise SignOnFailed
    mark = "&" if "?" in endpoint else "?"
    return Started(f"{endpoint}{mark}{urlencode(query)}", state, nonce, verifier)


def finish(settings: Settings, callback: str, kept: Mapping[str, str], answer: Mapping[str, str]) -> Identity:
    """Who somebody is who comes back with this `answer` (its query); `kept` is what their browser kept.

    Raises SignOnFailed for whatever is wrong with it.
    """
    state = answer.get("state", "")
    if not state or not hmac.compare_digest(state.encode(), kept.get("state", "").encode()):
        raise SignOnFailed
    if answer.get("iss", settings.oidc_issuer) != settings.oidc_issuer or not answer.get("code"):
        raise SignOnFailed
    about = discover(settings)
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": callback,
        "code_verifier": kept.get("verifier", ""),
    }
    tokens = ask(settings, str(about.get("token_endpoint", "")), form)
    keys = ask(settings, str(about.get("jwks_uri", "")))
    try:
        return identity(settings, str(tokens.get("id_token", "")), keys, kept.get("nonce", ""))
    except (JoseError, ValueError, KeyError, TypeError) as error:  # foreign keys may be anything
        _log.warning("the provider's token is not believed: %s", error)
        raise SignOnFailed from error


def identity(settings: Settings, id_token: str, keys: Any, nonce: str) -> Identity:
    """Who a signed token speaks of; raises JoseError or ValueError for one that is not for us, now."""
    token = jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=_ALGORITHMS)
    claims = token.claims
    jwt.JWTClaimsRegistry(
        leeway=_LEEWAY,
        iss={"essential": True, "value": settings.oidc_issuer},
        aud={"essential": True, "value": settings.oidc_client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    ).validate(claims)
    if claims.get("azp", settings.oidc_client_id) != settings.oidc_client_id:
        raise ValueError("the token was made for another client")
    verified = claims.get("email_verified") is True
    email = str(claims.get("email", "")).casefold() if verified else ""
    return Identity(settings.oidc_issuer, str(claims["sub"]), email)
