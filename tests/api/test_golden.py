"""Our answers beside the recorded answers of a running CKAN 2.12: same status, same keys, same types."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from catalog import accounts
from catalog.access import SYSTEM
from catalog.api.actions import ACTIONS
from tests.api.conftest import Served

# What is data in the recording, and its counterpart in ours.
COUNTERPARTS = {
    "data-puskesmas": "apbd-2024",
    "dinas-kesehatan": "bappeda",
    "group_show?id=kesehatan": "group_show?id=anggaran",
    "group_package_show?id=kesehatan": "group_package_show?id=anggaran",
    "tag_show?id=kesehatan": "tag_show?id=anggaran",
    "fields=kode%2Cjumlah": "fields=kode%2Cpagu",
    "%22n%22": "%22tahun%22",
    "SELECT+kode%2C+jumlah+": "SELECT+kode%2C+pagu+AS+jumlah+",
    "WHERE+n%3E1": "WHERE+tahun%3E1",
}
NAMED_BY_DATA = re.compile(r"/result/(records\[\]|filters|facets/\w+)")  # keys are names of columns, values
_MESSAGE = ["/error/message is more"]  # a message that can be shown, in every error
_REAL_ENVELOPE = [" is dict for str"]  # CKAN sends a bare text, which crashes clients that read an envelope
_BETTER_SPELLED = ["status 200 for 409", "/error is missing", "/result is more"]
_REFUSED = ["/error is more", "/result is missing"]
_EXTRA_KEY = "alt is missing"  # a key that the recording's publisher added to a resource
DIFFERENCES = {
    9: _REAL_ENVELOPE,
    10: _REAL_ENVELOPE,
    22: _REAL_ENVELOPE,  # JSONP is not offered: CORS is
    62: _REAL_ENVELOPE,
    25: ["status 200 for 400", *_REAL_ENVELOPE],  # site_read answers, as clients that ping with it expect
    36: [f"/result/resources[]/{_EXTRA_KEY}"],
    47: [f"/result/results[]/resources[]/{_EXTRA_KEY}"],
    40: _MESSAGE,
    48: _MESSAGE,
    120: _MESSAGE,
    94: ["/error/sort is more"],  # the field is named as well
    43: _BETTER_SPELLED,
    44: _BETTER_SPELLED,
    46: _BETTER_SPELLED,
    51: [
        "status 400 for 200",
        *_REFUSED,
    ],  # an unclosed bracket: the recording's search engine was a stand-in
    52: ["status 400 for 409"],  # what the client wrote is wrong, not what the server holds
    150: ["status 404 for 403"],  # a dataset that one may not see does not betray that it exists
    151: ["status 404 for 200", *_REFUSED],  # the recording's administrator asked, nobody asks here
    166: ["/result/filterops is missing"],  # how CKAN reads the filters on the inside
    167: ["/result/filterops is missing"],
    183: ["/result/plain is missing"],
    21: ["status 200 for 403", "/error is missing", "/result is more"],  # Bearer is understood
    123: ["status 404 for 200", *_REFUSED],  # nobody is told who has an account
    124: ["/result/password_hash is missing"],  # it leaves the database for nobody
    135: ["/result[]/expires_at is more"],
    136: ["/result[]/expires_at is more"],
    138: ["/result[]/permission_labels is missing"],  # who may see it is a matter of the inside
    139: ["/result[]/permission_labels is missing"],
    186: ["status 404 for 200", *_REFUSED],  # tables have no aliases here
    196: ["/error/query is more"],  # the field is named as well
    198: ["/error/query is more"],
    202: ["/error/info is missing", *_MESSAGE],  # CKAN shows the statement that it made of the question
    **dict.fromkeys((175, 176, 178, 179, 180), _MESSAGE),
}


@dataclass(frozen=True)
class Recorded:
    """One line of the recording."""

    number: int
    label: str
    request: dict[str, Any]
    status: int
    body: Any


def recorded(path: Path) -> Iterator[Recorded]:
    """The lines that ask one of our actions and were shown whole."""
    for line in path.read_text().splitlines():
        entry = json.loads(line)
        request, response = entry["request"], entry["response"]
        action = request["path"].partition("/action/")[2].partition("?")[0]
        reads = action in ACTIONS and not ACTIONS[action].writes
        if reads and entry.get("shown", True):
            yield Recorded(entry["n"], entry["label"], request, response["status"], response["body"])


@pytest.mark.real
def test_our_answers_have_the_keys_and_types_of_ckan(
    served: Served, client: FlaskClient, real_data: Path
) -> None:
    with served.instance.work(SYSTEM, writing=True) as work:
        accounts.add_user(work, "admin", "admin@example.id", administrator=True)
        accounts.add_user(work, "budi", "budi@example.id")
        accounts.create_token(work, "budi")
        token = accounts.create_token(work, "admin")
    shown = client.get("/api/3/action/package_show?id=apbd-2024").get_json()["result"]
    lines = list(recorded(real_data.parent / "reference" / "ckan-golden.jsonl"))
    found = {one.number: compare(client, one, shown["resources"][0]["id"], token) for one in lines}
    assert len(lines) > 60
    assert {number: problems for number, problems in found.items() if problems} == DIFFERENCES


def compare(client: FlaskClient, one: Recorded, resource_id: str, token: str) -> list[str]:
    """What differs between the recorded answer and ours."""
    status, body = ask(client, one, resource_id, token)
    problems = [] if status == one.status else [f"status {status} for {one.status}"]
    return problems + differences(one.body, body)


def ask(client: FlaskClient, one: Recorded, resource_id: str, token: str) -> tuple[int, Any]:
    """Our answer to a recorded request, by an administrator where one asked there."""
    path = one.request["path"]
    for theirs in ("67b4e3bf-c70a-46df-90a8-b2da968c5042", "437015ef-dabc-4043-bdb2-c8cd37e8e939"):
        path = path.replace(theirs, resource_id)
    for theirs, ours in COUNTERPARTS.items():
        path = path.replace(theirs, ours)
    response = client.open(
        path,
        method=one.request["method"],
        json=one.request.get("json"),
        data=one.request.get("data"),
        headers={"Authorization": token} if "Authorization" in one.request["headers"] else {},
    )
    return response.status_code, response.get_json(silent=True)


def differences(theirs: Any, ours: Any, path: str = "") -> list[str]:
    """The keys and types in which two answers differ; null agrees with everything but an object."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        if NAMED_BY_DATA.fullmatch(path):
            return []
        missing = [f"{path}/{key} is missing" for key in theirs.keys() - ours.keys()]
        more = [f"{path}/{key} is more" for key in ours.keys() - theirs.keys()]
        return sorted(missing + more) + [
            problem
            for key in sorted(theirs.keys() & ours.keys())
            for problem in differences(theirs[key], ours[key], f"{path}/{key}")
        ]
    if isinstance(theirs, list) and isinstance(ours, list):
        return differences(theirs[0], ours[0], f"{path}[]") if theirs and ours else []
    if theirs is None or ours is None or kind(theirs) == kind(ours):
        return []
    return [f"{path} is {kind(ours)} for {kind(theirs)}"]


def kind(value: Any) -> str:
    """The JSON type."""
    return "number" if type(value) in (int, float) else type(value).__name__
