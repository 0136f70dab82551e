"""People who sign in at a site of their own, and forms as a browser sends them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from catalog import accounts
from catalog.access import SYSTEM, Role
from catalog.work import Instance, utc_now

PASSWORD = "kucing makan mangga biru"
SITE = "https://data.example.id"


@dataclass
class Clock:
    """A clock that a test moves."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        """The present, as far ahead as was asked for."""
        return utc_now() + self.ahead


@dataclass(frozen=True)
class Browser:
    """A browser with its cookies; `address` is the network address that it comes from."""

    client: FlaskClient
    address: str = "127.0.0.1"

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> TestResponse:
        """Open a page."""
        return self._ask("GET", path, headers=headers)

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send the form of a page to its own address."""
        return self.send(path, path, **fields)

    def send(self, page: str, to: str, **fields: str) -> TestResponse:
        """Send a form of `page` to another address."""
        return self._ask("POST", to, data={"formulir": form_token(self.get(page)), **fields})

    def post_bare(self, path: str, headers: Mapping[str, str] | None = None, **fields: str) -> TestResponse:
        """Send exactly these fields."""
        return self._ask("POST", path, headers=headers, data=fields)

    def sign_in(self, name: str, password: str = PASSWORD, back: str = "") -> TestResponse:
        """Send the sign-in form."""
        return self.post("/masuk", nama=name, sandi=password, kembali=back)

    def cookie(self, name: str = "__Host-sesi") -> str:
        """What a cookie holds, empty when there is none."""
        found = self.client.get_cookie(name, domain="data.example.id")
        return found.value if found else ""

    def _ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> TestResponse:
        origin = {"REMOTE_ADDR": self.address}
        return self.client.open(
            path,
            method=method,
            base_url=SITE,
            environ_overrides=origin,
            headers=headers,
            data=data,
            buffered=True,
        )


def form_token(page: TestResponse) -> str:
    """The token in the first form of a page."""
    found = re.search(r'name="formulir" value="(\w+)"', page.text)
    assert found, f"no form, status {page.status_code}"
    return found[1]


def browse(app: Flask, address: str = "127.0.0.1") -> Browser:
    """A browser without cookies."""
    return Browser(app.test_client(), address)


def enlist(instance: Instance, name: str, *roles: tuple[str, Role], password: str = PASSWORD) -> None:
    """A person who has changed their one-time password; roles as (organization's id or "*", role)."""
    with instance.work(SYSTEM, writing=True) as work:
        accounts.add_user(work, name, f"{name}@contoh.go.id")
        for place, role in roles:
            accounts.add_member(work, name, place, role)
        accounts.set_password(work, accounts.get_user(work, name), password)
