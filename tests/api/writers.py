"""People who write through the API, each with a token, and a client that speaks for one of them."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from catalog import accounts, organizations
from catalog.access import PROVINCE, SYSTEM, Role
from catalog.work import Instance

OF_BAPPEDA = {"produsen": Role.PRODUSEN, "editor": Role.WALIDATA_PENDUKUNG, "wali": Role.WALIDATA}


def tokens(instance: Instance) -> dict[str, str]:
    """Tokens of people by name: `admin`, `walidata` of the province, three of Bappeda, and a `stranger`."""
    with instance.work(SYSTEM, writing=True) as work:
        bappeda = organizations.get(work, "bappeda").id
        for name in ("admin", "walidata", *OF_BAPPEDA, "stranger"):
            accounts.add_user(work, name, f"{name}@example.id", administrator=name == "admin")
        accounts.add_member(work, "walidata", PROVINCE, Role.WALIDATA)
        for name, role in OF_BAPPEDA.items():
            accounts.add_member(work, name, bappeda, role)
        people = ("admin", "walidata", *OF_BAPPEDA, "stranger")
        return {name: accounts.create_token(work, name) for name in people}


@dataclass(frozen=True)
class Writer:
    """Asks actions as somebody; `do` wants success, `refused` the error."""

    app: Flask
    token: str = ""

    def ask(self, action: str, **sent: Any) -> TestResponse:
        """The whole answer to an action asked with JSON."""
        headers = {"Authorization": self.token} if self.token else {}
        return self.app.test_client().post(f"/api/3/action/{action}", json=sent, headers=headers)

    def send(self, action: str, **sent: Any) -> TestResponse:
        """The whole answer to an action asked with a multipart form."""
        headers = {"Authorization": self.token} if self.token else {}
        return self.app.test_client().post(
            f"/api/3/action/{action}", data=sent, headers=headers, content_type="multipart/form-data"
        )

    def do(self, action: str, **sent: Any) -> Any:
        """The result of an action that succeeds."""
        return result(self.ask(action, **sent))

    def refused(self, action: str, **sent: Any) -> Any:
        """The error of an action that is refused, with its status as `status`."""
        answer = self.ask(action, **sent)
        body = answer.get_json()
        assert not body["success"], body
        return {**body["error"], "status": answer.status_code}


def result(answer: TestResponse) -> Any:
    """What a successful answer holds."""
    body = answer.get_json()
    assert answer.status_code == 200, body
    assert body["success"], body
    return body["result"]
