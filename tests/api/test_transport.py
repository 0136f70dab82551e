"""How requests come in and answers go out."""

import logging
from typing import Any

import pytest
from flask.testing import FlaskClient

from catalog.api.actions import ACTIONS, Action
from catalog.wire.reading import Params
from catalog.work import Work

SHOW = "/api/3/action/package_show"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("base", ["/api/action/", "/api/3/action/"])
def test_success_comes_in_the_envelope(client: FlaskClient, base: str) -> None:
    response = client.get(f"{base}package_list")
    body = response.get_json()
    assert response.status_code == 200
    assert response.content_type == "application/json;charset=utf-8"
    assert list(body) == ["help", "success", "result"]
    assert body["help"].endswith("/api/3/action/help_show?name=package_list")


@pytest.mark.parametrize(
    ("query", "body", "content_type"),
    [
        ("?id=apbd-2024", b"", JSON),
        ("", b'{"id": "apbd-2024"}', JSON),
        ("", b'{"id": "apbd-2024"}', FORM),
        ("", b' {"id": "apbd-2024"}', ""),
        ("", b"id=apbd-2024", FORM),
        ("", b"id=apbd-2024", ""),
        ("", b'{"id": "apbd-2024"}=1', FORM),
        ("", b"%7B%22id%22%3A+%22apbd-2024%22%7D=1", FORM),
        ("", b"%7B%22id%22%3A+%22apbd-2024%22%7D=", FORM),
        ("?id=tidak-ada", b'{"id": "apbd-2024"}', JSON),
    ],
)
def test_parameters_come_in_many_ways(
    client: FlaskClient, query: str, body: bytes, content_type: str
) -> None:
    response = client.post(SHOW + query, data=body, content_type=content_type)
    assert response.get_json()["result"]["name"] == "apbd-2024"


def test_multipart_and_repeated_keys(client: FlaskClient) -> None:
    response = client.post(SHOW, data={"id": "apbd-2024"}, content_type="multipart/form-data")
    assert response.get_json()["result"]["name"] == "apbd-2024"
    response = client.get("/api/3/action/package_search?fl=name&fl=id&rows=1")
    assert set(response.get_json()["result"]["results"][0]) == {"name", "id"}


@pytest.mark.parametrize(
    ("method", "address", "body", "status", "kind"),
    [
        ("GET", "/api/3/action/nope", None, 400, "Bad Request"),
        ("POST", SHOW, b"{bad", 400, "Bad Request"),
        ("POST", SHOW, b"[1]", 400, "Bad Request"),
        ("POST", SHOW, b'"x"', 400, "Bad Request"),
        ("POST", SHOW, b"[" * 5000, 400, "Bad Request"),
        ("POST", SHOW, b'{"id": "\xff"}', 400, "Bad Request"),
        ("PUT", SHOW, None, 405, "Method Not Allowed"),
        ("DELETE", SHOW, None, 405, "Method Not Allowed"),
        ("GET", SHOW, None, 409, "Validation Error"),
        ("GET", f"{SHOW}?id=tidak-ada", None, 404, "Not Found Error"),
        ("GET", f"{SHOW}?id=%00", None, 409, "Validation Error"),
        ("GET", "/api/3/action/package_search?hl=true", None, 400, "Search Query Error"),
        ("GET", "/api/4", None, 404, "Not Found Error"),
        ("GET", "/api/3/util/x", None, 404, "Not Found Error"),
        ("PATCH", "/api/rest", None, 404, "Not Found Error"),
        ("POST", SHOW, b"{" + b" " * 2**20, 413, "Request Entity Too Large"),
    ],
)
def test_refusals_come_in_the_envelope_with_a_message(
    client: FlaskClient, method: str, address: str, body: bytes | None, status: int, kind: str
) -> None:
    response = client.open(address, method=method, data=body)
    answer = response.get_json()
    assert (response.status_code, answer["success"], answer["error"]["__type"]) == (status, False, kind)
    assert answer["error"]["message"].endswith(".")


def test_messages_come_in_the_language_asked_for(client: FlaskClient) -> None:
    answer = client.get(f"{SHOW}?id=x").get_json()["error"]["message"]
    assert answer == "Dataset x tidak ditemukan."


def test_a_crash_tells_nothing_of_the_inside(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_work: Work, _wanted: Params) -> object:
        raise RuntimeError("secret of the database")

    monkeypatch.setitem(ACTIONS, "site_read", Action(fail, Params))
    with caplog.at_level(logging.ERROR):
        response = client.get("/api/3/action/site_read")
    assert response.status_code == 500
    assert response.get_json()["error"]["__type"] == "Internal Server Error"
    assert "secret" not in response.text
    assert "secret" in caplog.text


@pytest.mark.parametrize("address", ["/api", "/api/", "/api/1", "/api/2/", "/api/3", "/api/3/"])
def test_versions_can_be_probed(client: FlaskClient, address: str) -> None:
    version = int(address.removeprefix("/api").strip("/") or 1)
    assert client.get(address).get_json() == {"version": version}


def test_pages_of_other_sites_may_read(client: FlaskClient) -> None:
    asked = {"Origin": "https://a.example", "Access-Control-Request-Headers": "Request-Source"}
    response = client.options(SHOW, headers=asked)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Headers"] == "Request-Source"
    for answer in (response, client.get(f"{SHOW}?id=x"), client.get("/api/3/action/site_read")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_an_answer_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"{SHOW}?id=apbd-2024")
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = client.get(f"{SHOW}?id=apbd-2024", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get(f"{SHOW}?id=puskesmas-1", headers={"If-None-Match": first.headers["ETag"]})
    assert other.status_code == 200


def test_head_answers_as_get_without_the_body(client: FlaskClient) -> None:
    head, get = client.head(f"{SHOW}?id=apbd-2024"), client.get(f"{SHOW}?id=apbd-2024")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_links_never_follow_the_host_header(client: FlaskClient) -> None:
    response = client.get(f"{SHOW}?id=apbd-2024", headers={"Host": "evil.example"})
    assert "evil.example" not in response.text


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_every_action_has_help_and_survives_nonsense(client: FlaskClient, name: str) -> None:
    told: Any = client.get(f"/api/3/action/help_show?name={name}").get_json()
    assert told["result"].strip().endswith(".")
    for wrong in ({"id": [1]}, {"limit": {"a": 1}, "rows": []}, {"q": "(" * 9000}, {"filters": 1, "id": "é"}):
        status = client.post(f"/api/3/action/{name}", json=wrong).status_code
        assert status in ((403,) if ACTIONS[name].writes else (200, 400, 404, 409))
