"""Signing in and out by password: nobody is told who exists, guessed cheaply, or led elsewhere."""

import statistics
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from catalog import accounts
from catalog.access import PROVINCE, SYSTEM, Role
from catalog.accounts import WebSession
from catalog.app import create_app
from catalog.db import Base
from catalog.settings import Settings
from catalog.web.forms import way_back
from catalog.work import Instance, open_instance
from tests.web.people import PASSWORD, SITE, Browser, Clock, browse, enlist, form_token


@dataclass(frozen=True)
class Place:
    """A site with ani, who may do nothing, and budi, an administrator."""

    instance: Instance
    app: Flask
    clock: Clock

    def browser(self, address: str = "127.0.0.1") -> Browser:
        return browse(self.app, address)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    clock = Clock()
    settings = Settings(instance=tmp_path, site_url=SITE, secret_key="k" * 64)
    instance = replace(open_instance(settings), clock=clock)
    Base.metadata.create_all(instance.engine)
    enlist(instance, "ani")
    enlist(instance, "budi", (PROVINCE, Role.ADMINISTRATOR))
    return Place(instance, create_app(settings, instance), clock)


def is_in(browser: Browser) -> bool:
    return browser.get("/akun").status_code == 200


def test_in_and_out(place: Place) -> None:
    browser = place.browser()
    assert browser.get("/akun").headers["Location"] == "/masuk?kembali=/akun"
    entered = browser.sign_in("ani", back="/organization?q=a")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/organization?q=a")
    cookie = next(one for one in entered.headers.getlist("Set-Cookie") if "sesi" in one)
    assert cookie.startswith("__Host-sesi=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert is_in(browser)
    assert "ani" in browser.get("/tentang").text
    kept = browser.cookie()
    out = browser.send("/akun", "/keluar")
    assert (out.status_code, out.headers["Location"]) == (303, "/")
    assert not is_in(browser)
    browser.client.set_cookie("__Host-sesi", kept, domain="data.example.id")
    assert not is_in(browser), "the session ended on the server too"
    assert browser.cookie() == ""


def test_by_address_and_in_english(place: Place) -> None:
    browser = place.browser()
    assert (
        browser.post("/en/masuk", nama=" ANI@contoh.go.id ", sandi=PASSWORD).headers["Location"] == "/en/akun"
    )
    assert browser.get("/en/akun").status_code == 200


def test_only_the_hash_of_a_session_is_kept(place: Place) -> None:
    browser = place.browser()
    browser.sign_in("ani")
    with place.instance.work() as work:
        kept = work.session.scalars(select(WebSession)).one()
    assert len(browser.cookie()) >= 43
    assert browser.cookie() not in str(vars(kept))


def test_a_session_gets_a_new_secret_at_each_sign_in(place: Place) -> None:
    browser = place.browser()
    browser.client.set_cookie("__Host-sesi", "diberikan-penyerang", domain="data.example.id")
    browser.sign_in("ani")
    first = browser.cookie()
    assert first not in ("", "diberikan-penyerang")
    assert browser.send("/akun", "/masuk", nama="budi", sandi=PASSWORD).status_code == 303
    assert browser.cookie() not in ("", first)
    thief = place.browser()
    thief.client.set_cookie("__Host-sesi", first, domain="data.example.id")
    assert not is_in(thief)


def test_without_https_the_cookie_has_a_plain_name(place: Place) -> None:
    settings = replace(place.instance.settings, site_url="http://127.0.0.1:5000")
    app = create_app(settings, replace(place.instance, settings=settings))
    client = app.test_client()
    token = form_token(client.get("/masuk"))
    entered = client.post("/masuk", data={"nama": "ani", "sandi": PASSWORD, "formulir": token})
    cookie = next(one for one in entered.headers.getlist("Set-Cookie") if one.startswith("sesi="))
    assert "Secure" not in cookie
    assert "HttpOnly" in cookie


def test_a_session_ends_when_it_is_idle_and_after_a_day_of_work(place: Place) -> None:
    browser = place.browser()
    browser.sign_in("ani")
    for _ in range(3):
        place.clock.ahead += timedelta(minutes=25)
        assert is_in(browser)
    place.clock.ahead += timedelta(minutes=31)
    assert not is_in(browser)
    browser.sign_in("ani")
    for _ in range(29):
        place.clock.ahead += timedelta(minutes=25)
        last = is_in(browser)
    assert not last, "twelve hours are over"


def test_nobody_learns_who_exists(place: Place) -> None:
    pages = []
    for name in ("ani", "hantu"):
        browser = place.browser()
        answer = browser.sign_in(name, "bukan kata sandinya")
        assert answer.status_code == 400
        pages.append(answer.text.replace(f'"{name}"', "").replace(form_token(answer), ""))
    assert pages[0] == pages[1]


def test_no_account_takes_as_long_as_one(place: Place) -> None:
    seconds: dict[str, list[float]] = {"ani": [], "hantu": []}
    with place.instance.work() as work:
        for _ in range(7):
            for name, times in seconds.items():
                began = time.perf_counter()
                accounts.check_password(work, name, "bukan kata sandinya")
                times.append(time.perf_counter() - began)
    fast, slow = sorted(statistics.median(times) for times in seconds.values())
    assert fast > slow / 3, "a hash is computed for nobody as well"


def test_guessing_is_slowed_down(place: Place) -> None:
    with place.instance.work(writing=True) as work:
        for _ in range(accounts.TRIES):
            accounts.begin_attempt(work, "ani", "203.0.113.5/32")
    refused = place.browser("203.0.113.9").sign_in("ani")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 60
    place.clock.ahead += timedelta(minutes=6)
    assert place.browser("203.0.113.9").sign_in("ani").status_code == 303
    assert place.browser("203.0.113.9").sign_in("ani", "salah").status_code == 400


def test_a_one_time_password_is_changed_before_anything_else(place: Place) -> None:
    with place.instance.work(SYSTEM, writing=True) as work:
        password = accounts.add_user(work, "cici", "cici@contoh.go.id", administrator=True)
    browser = place.browser()
    assert (
        browser.sign_in("cici", password, back="/tentang").headers["Location"]
        == "/akun/sandi?kembali=/tentang"
    )
    assert browser.get("/akun").headers["Location"] == "/akun/sandi?kembali=/akun"
    assert browser.send("/akun/sandi", "/akun/token", untuk="x", hari="30").status_code == 303
    with place.instance.work() as work:
        found = accounts.person_of(work, browser.cookie())
        assert found is not None
        assert found.actor.roles == (), "no rights before it is changed"
    before = browser.cookie()
    for new in ("pendek", password, "administrator1234", "123456789012", "cici-cici-cici", "aaaaaaaaaaaaaa"):
        assert browser.post("/akun/sandi", lama=password, baru=new).status_code == 400, new
    done = browser.post("/akun/sandi", lama=password, baru=PASSWORD, kembali="/tentang")
    assert (done.status_code, done.headers["Location"]) == (303, "/tentang")
    assert browser.cookie() not in ("", before)
    assert is_in(browser)


def test_a_new_password_signs_others_out_and_needs_the_old_one(place: Place) -> None:
    here, there = place.browser(), place.browser()
    for browser in (here, there):
        browser.sign_in("ani")
    assert here.post("/akun/sandi", lama="salah sekali ini", baru="gajah naik sepeda").status_code == 400
    assert is_in(there)
    assert here.post("/akun/sandi", lama=PASSWORD, baru="gajah naik sepeda").status_code == 303
    assert is_in(here)
    assert not is_in(there)
    assert place.browser().sign_in("ani").status_code == 400
    assert place.browser().sign_in("ani", "gajah naik sepeda").status_code == 303


@pytest.mark.parametrize(
    "back",
    [
        "//jahat.id", "/\\jahat.id", "https://jahat.id", "https:jahat.id", "jahat.id", "/\t/jahat.id",
        "\\\\jahat.id", "/a\r\nSet-Cookie: x=1", "javascript:alert(1)", "/" + "a" * 3000, "///jahat.id", "",
    ],
)  # fmt: skip
def test_nobody_is_led_elsewhere_after_signing_in(place: Place, back: str) -> None:
    with place.app.test_request_context("/masuk", method="POST", data={"kembali": back}):
        assert way_back() == ""


@pytest.mark.parametrize("back", ["/", "/dataset?q=a%20b&page=2", "/en/akun#sesi", "/%0d%0aSet-Cookie:x"])
def test_whoever_signed_in_comes_back(place: Place, back: str) -> None:
    with place.app.test_request_context("/masuk", query_string={"kembali": back}):
        assert way_back() == back


def test_whoever_lost_a_right_is_out_at_once(place: Place) -> None:
    browser = place.browser()
    browser.sign_in("budi")
    enlist(place.instance, "dedi", (PROVINCE, Role.ADMINISTRATOR))
    with place.instance.work(SYSTEM, writing=True) as work:
        accounts.remove_member(work, "budi", PROVINCE)
    assert not is_in(browser)
    browser.sign_in("budi")
    with place.instance.work(SYSTEM, writing=True) as work:
        accounts.add_member(work, "budi", PROVINCE, Role.PEMBINA)
    assert not is_in(browser), "a session has the rights that it began with"
    browser.sign_in("budi")
    with place.instance.work(SYSTEM, writing=True) as work:
        accounts.end_user(work, "budi")
    assert not is_in(browser)
    assert browser.sign_in("budi").status_code == 400


def test_what_somebody_sees_is_kept_nowhere(place: Place) -> None:
    browser = place.browser()
    browser.sign_in("ani")
    for path in ("/", "/tentang", "/akun", "/tidak-ada", "/anggaran"):
        answer = browser.get(path, {"Accept-Encoding": "gzip"})
        assert answer.headers["Cache-Control"] == "private, no-store", path
        assert "Content-Encoding" not in answer.headers, "its length would tell of secrets"
    nobody = place.browser()
    for path in ("/", "/tentang"):
        answer = nobody.get(path)
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers["Vary"]
    assert "Set-Cookie" not in browser.get("/api/3/action/site_read").headers


def test_the_api_knows_no_cookie(place: Place) -> None:
    browser = place.browser()
    browser.sign_in("budi")
    with_cookie = browser.get("/api/3/action/status_show")
    assert (
        with_cookie.headers["Cache-Control"]
        == place.browser().get("/api/3/action/status_show").headers["Cache-Control"]
    )
    assert with_cookie.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in with_cookie.headers
