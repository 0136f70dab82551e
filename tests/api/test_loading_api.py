"""How a table is made through the API: how it stands, tried again, ended; by whoever may."""

import io
from typing import Any

import pytest
from werkzeug.test import TestResponse

from catalog.cli.handlers import HANDLERS
from catalog.cli.queue import do_next
from catalog.mode import Mode, Opening, write_mode
from tests.api.conftest import Served
from tests.api.writers import Writer

GOOD = b"kode;pagu\n5.1;1.500\n5.2;2.500\n"
WRONG = GOOD + b"".join(b"5.3.%d;%d.000\n" % (number, number) for number in range(1, 21)) + b"5.4;banyak\n"


def upload(writer: Writer, name: str, content: bytes) -> str:
    """Publish a dataset with one file; gives the id of its resource."""
    made = writer.do("package_create", name=name, owner_org="bappeda", title=name)
    answer = writer.send("resource_create", package_id=made["id"], upload=(io.BytesIO(content), "a.csv"))
    identifier = answer.get_json()["result"]["id"]
    assert isinstance(identifier, str)
    return identifier


def ask(writer: Writer, resource: str, deed: str = "", language: str = "id") -> TestResponse:
    headers = {"Authorization": writer.token, "Accept-Language": language}
    address = f"/api/v1/resource/{resource}/loading{deed}"
    client = writer.app.test_client()
    return client.post(address, headers=headers) if deed else client.get(address, headers=headers)


def state(writer: Writer, resource: str) -> dict[str, Any]:
    answer = ask(writer, resource)
    assert answer.status_code == 200
    content = answer.get_json()
    assert isinstance(content, dict)
    return content


def work_off(served: Served) -> None:
    while do_next(served.instance, HANDLERS, lambda: False):
        pass


def test_everyone_asks_how_it_stands(writable: Served, people: dict[str, Writer]) -> None:
    resource = upload(people["wali"], "muat-baik", GOOD)
    nobody = Writer(writable.app)
    waiting = state(nobody, resource)
    assert (waiting["state"], waiting["percent"], waiting["log"]) == ("waiting", 0, [])
    work_off(writable)
    done = state(nobody, resource)
    assert (done["state"], done["percent"], done["problem"], done["problems_that_stop"]) == (
        "done",
        100,
        None,
        0,
    )
    assert "a.csv" in done["log"][0]["text"]
    assert ask(nobody, "lain").status_code == 404


def test_a_failure_is_told_in_the_language_of_the_asker(writable: Served, people: dict[str, Writer]) -> None:
    resource = upload(people["wali"], "muat-salah", WRONG)
    work_off(writable)
    failed = state(people["wali"], resource)
    assert (failed["state"], failed["problems_that_stop"]) == ("failed", 1)
    assert "baris 24, kolom ke-2" in failed["problem"]
    english = ask(people["wali"], resource, language="en").get_json()
    assert "row 24, column 2" in english["problem"]


def test_members_cancel_and_retry_and_others_do_not(writable: Served, people: dict[str, Writer]) -> None:
    resource = upload(people["wali"], "muat-batal", GOOD)
    assert ask(people["stranger"], resource, "/cancel").status_code == 403
    assert ask(Writer(writable.app), resource, "/cancel").status_code == 403
    cancelled = ask(people["produsen"], resource, "/cancel")
    assert (cancelled.status_code, cancelled.get_json()["state"]) == (200, "cancelled")
    assert "sudah selesai" in ask(people["produsen"], resource, "/cancel").get_json()["error"]["message"]
    assert ask(people["stranger"], resource, "/retry").status_code == 403
    assert ask(people["produsen"], resource, "/retry").get_json()["state"] == "waiting"
    work_off(writable)
    assert state(people["produsen"], resource)["state"] == "done"


def test_nothing_is_steered_while_the_site_takes_no_writing(
    writable: Served, people: dict[str, Writer]
) -> None:
    resource = upload(people["wali"], "muat-tutup", GOOD)
    write_mode(writable.instance.settings.instance, Opening(Mode.READ_ONLY))
    try:
        assert ask(people["wali"], resource, "/cancel").status_code == 503
        assert state(people["wali"], resource)["state"] == "waiting"
    finally:
        write_mode(writable.instance.settings.instance, Opening(Mode.OPEN))
    work_off(writable)


@pytest.mark.parametrize("deed", ["/hapus", "/retry/x"])
def test_there_is_nothing_else_to_do(writable: Served, people: dict[str, Writer], deed: str) -> None:
    assert ask(people["wali"], "lain", deed).status_code == 404
