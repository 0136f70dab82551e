"""One's own account in the browser: sessions, tokens, the second factor; and nobody else's."""

import re
from datetime import timedelta
from html import unescape

import pyotp
import pytest

from catalog import accounts
from catalog.access import ANONYMOUS, PROVINCE, SYSTEM, Role
from tests.web.people import PASSWORD, Browser
from tests.web.test_sign_in import Place, is_in, place

__all__ = ["place"]


def entered(place: Place, name: str = "ani") -> Browser:
    browser = place.browser()
    assert browser.sign_in(name).status_code == 303
    return browser


def test_one_session_is_ended_and_all_of_them(place: Place) -> None:
    here, there, third = (entered(place) for _ in range(3))
    stranger = entered(place, "budi")
    found = re.findall(r'name="sesi" value="(\w+)"', here.get("/akun").text)
    assert len(found) == 3
    for digest in found:
        assert stranger.send("/akun", "/akun/sesi", sesi=digest).status_code == 404, "somebody else's"
    with place.instance.work() as work:
        own = accounts.person_of(work, there.cookie())
    assert own is not None
    assert here.send("/akun", "/akun/sesi", sesi=own.session).status_code == 303
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)
    assert here.send("/akun", "/akun/sesi").headers["Location"] == "/masuk"
    assert (is_in(here), is_in(third), is_in(stranger)) == (False, False, True)


def test_a_token_is_shown_once_and_acts_until_it_ends(place: Place) -> None:
    browser = entered(place, "budi")
    assert browser.send("/akun", "/akun/token", untuk=" ", hari="30").status_code == 400
    assert browser.send("/akun", "/akun/token", untuk="uji", hari="99999").status_code == 400
    made = browser.send("/akun", "/akun/token", untuk="<b>uji</b>", hari="30")
    found = re.search(r"lumbung_[\w-]{43}", made.text)
    assert found
    assert "<b>uji</b>" not in made.text
    page = browser.get("/akun").text
    assert found[0] not in page

    def roles() -> tuple[tuple[str, Role], ...]:
        with place.instance.work() as work:
            return accounts.actor_for_token(work, found[0]).roles

    assert roles() == ((PROVINCE, Role.ADMINISTRATOR),)
    token_id = re.findall(r'name="token" value="([\w-]+)"', page)[0]
    assert entered(place).send("/akun", "/akun/token/cabut", token=token_id).status_code == 404
    place.clock.ahead += timedelta(days=31)
    assert roles() == ()
    place.clock.ahead -= timedelta(days=31)
    assert browser.send("/akun", "/akun/token/cabut", token=token_id).status_code == 303
    with place.instance.work() as work:
        assert accounts.actor_for_token(work, found[0]) == ANONYMOUS


def test_nobody_becomes_more_by_a_field_that_was_not_asked_for(place: Place) -> None:
    browser = entered(place)
    extra = {"administrator": "1", "role": "administrator", "peran": "administrator", "email": "x@jahat.id"}
    assert browser.send("/akun", "/akun/nama", nama=" Ani\n Lestari ", **extra).status_code == 303
    with place.instance.work(SYSTEM) as work:
        user = accounts.get_user(work, "ani")
        assert (user.full_name, user.email) == ("Ani Lestari", "ani@contoh.go.id")
        assert accounts.memberships_of(work, "ani") == []
    assert browser.send("/akun", "/akun/nama", nama="a" * 101).status_code == 400


def test_a_name_is_text_wherever_it_stands(place: Place) -> None:
    browser = entered(place)
    browser.send("/akun", "/akun/nama", nama="<script>alert(1)</script>")
    for path in ("/akun", "/tentang"):
        assert "<script>alert" not in browser.get(path).text
    assert "<script>alert" not in entered(place, "budi").get("/pengguna").text


@pytest.mark.parametrize("recovery", [False, True])
def test_the_second_factor_from_setting_up_to_signing_in(place: Place, recovery: bool) -> None:
    browser = entered(place)
    before = browser.cookie()
    page = browser.get("/akun/kode")
    assert '<svg viewBox="' in page.text
    assert "style=" not in page.text
    secret = re.findall(r'name="rahasia" value="(\w+)"', page.text)[0]
    assert browser.post("/akun/kode", rahasia=secret, kode="000000").status_code == 400
    done = browser.post("/akun/kode", rahasia=secret, kode=pyotp.TOTP(secret).at(place.clock()))
    codes = re.findall(r"<li><code>(.*?)</code>", done.text)
    assert len(codes) == 10
    assert browser.cookie() not in ("", before), "the session has a new secret"
    assert is_in(browser)
    assert browser.get("/akun/kode").status_code == 303, "another one only after the password"

    fresh = place.browser()
    assert fresh.sign_in("ani", back="/tentang").headers["Location"] == "/masuk/kode?kembali=/tentang"
    half = fresh.cookie()
    assert fresh.get("/akun").headers["Location"] == "/masuk/kode?kembali=/akun"
    assert fresh.send("/masuk/kode", "/akun/token", untuk="x", hari="30").status_code == 303
    assert fresh.post("/masuk/kode", kode="000000").status_code == 400
    place.clock.ahead += timedelta(minutes=2)
    code = codes[0] if recovery else pyotp.TOTP(secret).at(place.clock())
    assert fresh.post("/masuk/kode", kode=code, kembali="/tentang").headers["Location"] == "/tentang"
    assert fresh.cookie() not in ("", half)
    assert is_in(fresh)
    again = place.browser()
    again.sign_in("ani")
    assert again.post("/masuk/kode", kode=code).status_code == 400, "a code is good once"


def test_codes_cannot_be_guessed_at_length(place: Place) -> None:
    browser = entered(place)
    secret = re.findall(r'name="rahasia" value="(\w+)"', browser.get("/akun/kode").text)[0]
    browser.post("/akun/kode", rahasia=secret, kode=pyotp.TOTP(secret).at(place.clock()))
    thief = place.browser("203.0.113.5")
    thief.sign_in("ani")
    answers = [thief.post("/masuk/kode", kode=f"{number:06}").status_code for number in range(11)]
    assert answers == [400] * 10 + [429]


def test_the_second_factor_goes_only_with_the_password(place: Place) -> None:
    browser = entered(place)
    secret = re.findall(r'name="rahasia" value="(\w+)"', browser.get("/akun/kode").text)[0]
    browser.post("/akun/kode", rahasia=secret, kode=pyotp.TOTP(secret).at(place.clock()))
    assert browser.send("/akun", "/akun/kode/lepas", sandi="salah").status_code == 400
    assert "Terpasang" in browser.get("/akun").text
    assert browser.send("/akun", "/akun/kode/lepas", sandi=PASSWORD).status_code == 303
    assert "Terpasang" not in browser.get("/akun").text


def test_whoever_may_not_is_told_so(place: Place) -> None:
    refused = entered(place).get("/pengguna")
    assert refused.status_code == 403
    assert "/masuk" not in unescape(refused.text).partition("<main")[2], "whoever is signed in already"
