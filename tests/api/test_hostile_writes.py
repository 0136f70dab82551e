"""What is sent to actions that write, by an administrator: nonsense is refused by name, never a crash."""

from typing import Any

import pytest

from catalog.api.actions import ACTIONS
from catalog.wire.reading import fields_of
from tests.api.conftest import Served
from tests.api.writers import Writer

WRITES = sorted(name for name, action in ACTIONS.items() if action.writes)
DEEP: Any = None
for _ in range(200):
    DEEP = [{"a": DEEP}]
WORDS = "'; DROP TABLE dataset; -- ${7*7} {{7*7}} ../../etc/passwd \r\n<script>alert(1)</script> \u202e"
HOSTILE: dict[str, Any] = {
    "number": 10**14,
    "fraction": -0.5,
    "truth": True,
    "list": [None, 1, "a", [], {}],
    "object": {"a": {"b": None}, "id": "x", "name": 1, "key": [], "": ""},
    "objects": [{"id": 1, "name": [], "key": {}, "value": [1], "url": {}, "upload": "x"}],
    "deep": DEEP,
    "long": "x" * 900_000,
    "words": WORDS,
    "nul": "a\0b",
    "half": "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "name of a rule": "__class__",
}
GIVEN = {"id": "apbd-2024", "package_id": "apbd-2024", "name": "baru", "owner_org": "bappeda"}


@pytest.mark.parametrize("action", WRITES)
def test_nothing_sent_is_a_refusal(people: dict[str, Writer], action: str) -> None:
    error = people["admin"].refused(action)
    assert error["status"] in (400, 404, 409)
    assert error["message"]


@pytest.mark.parametrize("action", WRITES)
def test_each_field_bears_nonsense(people: dict[str, Writer], action: str) -> None:
    for field in fields_of(ACTIONS[action].takes):
        for kind, value in HOSTILE.items():
            answer = people["admin"].ask(action, **{**GIVEN, "name": "x!", "id": "tak-ada", field: value})
            assert answer.status_code in (200, 400, 404, 409), (field, kind, answer.text[:300])
            if answer.status_code == 409:
                told = answer.get_json()["error"]
                assert len(told) > 2, (field, kind, told)  # besides the kind and the message


def test_what_nobody_named_bears_nonsense_too(people: dict[str, Writer]) -> None:
    for kind, value in HOSTILE.items():
        sent = {"package_id": "apbd-2024", "url": "http://a", "lain": value, WORDS: "x"}
        answer = people["admin"].ask("resource_create", **sent)
        assert answer.status_code in (200, 409), (kind, answer.text[:300])
        match = {"name": "apbd-2024"}
        for path in (
            "update__extras__0__value",
            "update__resources__0__lain",
            "update__title",
            "match__title",
        ):
            answer = people["admin"].ask("package_revise", match=match, **{path: value})
            assert answer.status_code in (200, 409), (kind, path, answer.text[:300])
    assert people["nobody"].do("package_show", id="apbd-2024")["name"] == "apbd-2024"


def test_ten_megabytes_are_not_read(people: dict[str, Writer]) -> None:
    answer = people["admin"].ask("package_create", name="besar", owner_org="bappeda", notes="x" * 10_000_000)
    assert answer.status_code == 413
    assert answer.get_json()["error"]["message"]


# Werkzeug leaves the file of a form that breaks off to the garbage collector.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")
@pytest.mark.parametrize(
    "body",
    [
        b"--x\r\n",
        b"--x--",
        b"--x\r\nContent-Disposition: form-data; name=upload; filename=a\r\n\r\n" + b"y" * 100,
        b'--x\r\nContent-Disposition: form-data; name="upload"; filename="a.csv"\r\n\r\n1\r\n--x--\r\n' * 2,
        b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n",
        b"\xff\xfe" * 50,
        b"".join(b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n for n in range(2000)),
    ],
)
def test_broken_forms_are_refused(writable: Served, people: dict[str, Writer], body: bytes) -> None:
    answer = writable.app.test_client().post(
        "/api/3/action/resource_create",
        data=body,
        content_type="multipart/form-data; boundary=x",
        headers={"Authorization": people["admin"].token},
    )
    assert answer.status_code in (400, 409, 413)
    assert answer.get_json()["error"]["message"]
