"""No other site's page changes anything here in the name of whoever is signed in."""

from datetime import timedelta

import pytest

from tests.web.people import PASSWORD, SITE, form_token
from tests.web.test_sign_in import Place, is_in, place

__all__ = ["place"]


def test_a_form_without_its_token_does_nothing(place: Place) -> None:
    browser = place.browser()
    browser.sign_in("ani")
    other = place.browser()
    foreign = form_token(other.get("/masuk"))
    for token in ("", foreign, "ä"):
        refused = browser.post_bare("/keluar", formulir=token)
        assert refused.status_code == 400
        assert "kedaluwarsa" in refused.text
    assert browser.post_bare("/keluar").status_code == 400
    assert is_in(browser)


def test_a_token_is_of_one_session(place: Place) -> None:
    browser = place.browser()
    browser.sign_in("ani")
    token = form_token(browser.get("/akun"))
    assert browser.send("/akun", "/masuk", nama="ani", sandi=PASSWORD).status_code == 303
    assert browser.post_bare("/keluar", formulir=token).status_code == 400
    assert is_in(browser)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Origin": SITE}, 303),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://elsewhere.invalid"}, 303),
        ({"Origin": "https://jahat.id"}, 400),
        ({"Origin": "null"}, 400),
        ({"Origin": f"{SITE}.jahat.id"}, 400),
        ({"Sec-Fetch-Site": "cross-site"}, 400),
        ({"Sec-Fetch-Site": "same-site", "Origin": SITE}, 400),
        ({"Sec-Fetch-Site": "none"}, 400),
    ],
)
def test_a_form_comes_from_this_site(place: Place, headers: dict[str, str], status: int) -> None:
    browser = place.browser()
    browser.sign_in("ani")
    token = form_token(browser.get("/akun"))
    assert browser.post_bare("/keluar", headers, formulir=token).status_code == status
    assert is_in(browser) == (status == 400)


def test_signing_in_needs_a_form_too(place: Place) -> None:
    browser = place.browser()
    assert browser.post_bare("/masuk", nama="ani", sandi=PASSWORD).status_code == 400
    assert not is_in(browser)


def test_a_form_that_was_written_too_long_leads_back_to_itself(place: Place) -> None:
    browser = place.browser()
    browser.sign_in("ani")
    token = form_token(browser.get("/akun/sandi"))
    place.clock.ahead += timedelta(hours=1)
    late = browser.post_bare("/akun/sandi", formulir=token, lama=PASSWORD, baru="gajah naik sepeda")
    assert (late.status_code, late.headers["Location"]) == (303, "/masuk?kembali=/akun/sandi")


def test_what_changes_something_is_never_a_link(place: Place) -> None:
    browser = place.browser()
    browser.sign_in("ani")
    for path in ("/keluar", "/akun/token", "/akun/sesi", "/akun/kode/lepas"):
        assert browser.get(path).status_code == 405
    assert is_in(browser)
