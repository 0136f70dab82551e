"""Fair shares: who is counted, what is counted, and what happens when a share is used up."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog.app import create_app
from catalog.settings import BadSettings, load_settings
from catalog.web.limits import Shares, client_network
from tests.web.conftest import Site

VISITOR = "36.64.0.7"


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_share_is_used_up_and_fills_again_in_a_minute() -> None:
    clock = Clock()
    shares = Shares(30.0, clock)
    assert shares.left("a") == 30
    shares.use("a", 20)
    shares.use("a", 15)
    assert (shares.left("a"), shares.left("b")) == (-5, 30)
    assert shares.wait("a") == 10
    clock.now += 10
    assert shares.left("a") == pytest.approx(0)
    clock.now += 60
    assert shares.left("a") == 30
    clock.now += 6000
    assert shares.left("a") == 30


def test_nobody_owes_more_than_one_share() -> None:
    shares = Shares(30.0, Clock())
    shares.use("a", 10_000)
    assert shares.wait("a") == 60


def test_one_thing_after_another_never_uses_up_the_usual_share() -> None:
    clock = Clock()
    shares = Shares(60.0, clock)
    for _ in range(10_000):
        clock.now += 0.5
        shares.use("a", 0.5)
    assert shares.left("a") > 59


def test_only_so_many_clients_are_remembered() -> None:
    shares = Shares(30.0, Clock())
    for number in range(10_002):
        shares.use(str(number), 10)
    assert [shares.left(one) for one in ("0", "1", "2", "10001")] == [30, 30, 20, 20]


@pytest.mark.parametrize(
    ("remote", "forwarded", "client"),
    [
        (VISITOR, "", "36.64.0.7/32"),
        (VISITOR, "36.64.0.1", "36.64.0.7/32"),  # what a visitor says of itself
        ("127.0.0.1", "", ""),
        ("127.0.0.1", "36.64.0.1", ""),  # a proxy here that nobody declared
        ("10.1.1.1", "36.64.0.1", ""),  # or in the same house
        ("10.1.1.1", "", "10.1.1.1/32"),
        ("192.0.2.10", "36.64.0.1", "36.64.0.1/32"),
        ("192.0.2.10", "1.1.1.1, 36.64.0.1", "36.64.0.1/32"),  # the visitor wrote the first
        ("192.0.2.10", "36.64.0.1, 192.0.2.11", "36.64.0.1/32"),  # two proxies of ours
        ("192.0.2.10", "omong kosong", ""),
        ("192.0.2.10", "", ""),
        ("", "", ""),
        ("2001:db8:1:2:3::4", "", "2001:db8:1:2::/64"),
        ("::ffff:36.64.0.7", "", "36.64.0.7/32"),
    ],
)
def test_who_asks(site: Site, remote: str, forwarded: str, client: str) -> None:
    app = create_app(site.instance.settings, site.instance)
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with app.test_request_context("/", headers=headers, environ_base={"REMOTE_ADDR": remote}):
        assert client_network([ip_network("192.0.2.0/24")]) == client


@pytest.fixture
def limited(site: Site) -> FlaskClient:
    """The site with shares of one second, so that four failures are too many."""
    settings = replace(site.instance.settings, client_seconds_per_minute=1.0, trusted_proxies="192.0.2.0/24")
    return create_app(settings, replace(site.instance, settings=settings)).test_client()


def ask(client: FlaskClient, path: str, remote: str = VISITOR, **headers: str) -> TestResponse:
    """An answer to whoever has this address."""
    return client.get(path, environ_base={"REMOTE_ADDR": remote}, headers=headers, buffered=True)


def exhaust(client: FlaskClient) -> None:
    """Fail until the share is used up."""
    for _ in range(10):
        if ask(client, "/tidak-ada").status_code == 429:
            return
    pytest.fail("failing ten times with a share for four is never too much")


def test_too_many_failures_are_answered_with_a_page_that_says_when_to_come_again(
    limited: FlaskClient,
) -> None:
    exhaust(limited)
    answer = ask(limited, "/tentang")
    assert answer.status_code == 429
    assert "Terlalu banyak permintaan" in answer.text
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert answer.headers["RateLimit"] == '"server-seconds";r=0'
    assert answer.headers["RateLimit-Policy"] == '"server-seconds";q=1;w=60'


def test_asking_in_vain_makes_the_wait_no_longer(limited: FlaskClient) -> None:
    exhaust(limited)
    waits = [int(ask(limited, "/tidak-ada").headers["Retry-After"]) for _ in range(8)]
    assert waits == sorted(waits, reverse=True)


def test_programs_are_told_in_the_envelope(limited: FlaskClient) -> None:
    exhaust(limited)
    answer = ask(limited, "/api/3/action/package_list")
    error = answer.get_json()["error"]
    assert (answer.status_code, error["__type"]) == (429, "Too Many Requests")
    assert "Tunggu sebentar" in error["message"]
    assert int(answer.headers["Retry-After"]) >= 1


def test_others_and_front_end_files_are_not_touched(limited: FlaskClient) -> None:
    exhaust(limited)
    page = ask(limited, "/tentang", "36.64.0.9")
    assert page.status_code == 200
    sheet = page.text.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    assert ask(limited, sheet).status_code == 200
    assert "RateLimit" not in ask(limited, sheet).headers
    assert ask(limited, "/tentang", "127.0.0.1").status_code == 200
    assert ask(limited, "/tentang", "192.0.2.1", **{"X-Forwarded-For": VISITOR}).status_code == 429


def test_what_takes_long_costs_as_much(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr("catalog.web.limits.monotonic", clock)
    settings = replace(site.instance.settings, client_seconds_per_minute=30.0)
    app = create_app(settings, replace(site.instance, settings=settings))
    _add(app, "/lama", lambda: setattr(clock, "now", clock.now + 12))
    client = app.test_client()
    left = [ask(client, "/lama").headers["RateLimit"] for _ in range(4)]
    assert left == [f'"server-seconds";r={one}' for one in (18, 12, 6, 0)]


def _add(app: Flask, path: str, act: Callable[[], None]) -> None:
    def view() -> Response:
        act()
        return Response("x")

    app.add_url_rule(path, view_func=view)


def test_a_proxy_that_is_no_address_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="trusted_proxies: 'nginx'"):
        load_settings(tmp_path, {"LUMBUNG_TRUSTED_PROXIES": "10.0.0.1, nginx"})
    assert len(load_settings(tmp_path, {"LUMBUNG_TRUSTED_PROXIES": "10.0.0.1, fd00::/8"}).proxies) == 2
