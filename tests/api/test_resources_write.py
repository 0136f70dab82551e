"""Resources written through the API: links, files, and many at once."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from catalog import datasets
from catalog.access import SYSTEM
from catalog.app import create_app
from tests.api.conftest import Served
from tests.api.writers import Writer, result

People = dict[str, Writer]
RICE = b"kabupaten,ton\nMalang,12\nBlitar,7\n"


@pytest.fixture
def dataset(people: People, request: pytest.FixtureRequest) -> str:
    """The name of a fresh dataset of Bappeda."""
    name = hashlib.sha256(request.node.nodeid.encode()).hexdigest()[:20]
    return str(people["wali"].do("package_create", name=name, owner_org="bappeda")["name"])


def upload(writer: Writer, action: str, filename: str, content: bytes, **fields: Any) -> Any:
    """The result of sending a file."""
    return result(writer.send(action, upload=(io.BytesIO(content), filename), **fields))


def test_a_link_is_added_changed_and_taken_away(people: People, dataset: str) -> None:
    wali = people["wali"]
    made = wali.do("resource_create", package_id=dataset, url="contoh.id/a.csv", name="A", sumber="BPS")
    assert (made["url"], made["format"], made["sumber"], made["position"]) == (
        "http://contoh.id/a.csv", "CSV", "BPS", 0,
    )  # fmt: skip
    patched = wali.do("resource_patch", id=made["id"], description="Baru", sumber=None)
    assert (patched["name"], patched["description"], "sumber" in patched) == ("A", "Baru", False)
    updated = wali.do("resource_update", id=made["id"], url="https://contoh.id/b.xlsx")
    assert (updated["name"], updated["description"], updated["format"]) == ("", "", "XLSX")
    assert people["nobody"].do("resource_show", id=made["id"]) == updated
    assert wali.do("resource_delete", id=made["id"]) is None
    assert people["nobody"].refused("resource_show", id=made["id"])["status"] == 404
    assert wali.refused("resource_delete", id=made["id"])["status"] == 404


def test_a_file_is_kept_by_its_content(writable: Served, people: People, dataset: str) -> None:
    wali = people["wali"]
    made = upload(
        wali, "resource_create", "../Padi 2024.CSV", RICE, package_id=dataset, name="Padi", baru="x"
    )
    assert (made["url_type"], made["format"], made["mimetype"]) == ("upload", "CSV", "text/csv")
    assert (made["size"], made["hash"]) == (len(RICE), hashlib.sha256(RICE).hexdigest())
    assert made["url"].endswith(f"/resource/{made['id']}/download/Padi%202024.CSV")
    assert made["baru"] == "x"
    with writable.app.test_client() as client, client.get(made["url"]) as download:
        assert download.data == RICE
        assert download.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in download.headers["Content-Security-Policy"]
    patched = wali.do("resource_patch", id=made["id"], description="Ton")
    assert (patched["hash"], patched["url"]) == (made["hash"], made["url"])
    same = wali.do("resource_update", **patched)
    assert same == patched
    replaced = upload(wali, "resource_patch", "padi.json", b"[]", id=made["id"])
    assert (replaced["format"], replaced["mimetype"], replaced["description"]) == (
        "JSON", "application/json", "Ton",
    )  # fmt: skip
    linked = wali.do("resource_patch", id=made["id"], clear_upload=True, url="http://contoh.id/x.csv")
    assert (linked["url"], linked["url_type"], linked["hash"]) == ("http://contoh.id/x.csv", None, "")
    assert writable.instance.store.has(made["hash"])


def test_a_whole_dataset_sent_back_keeps_its_files(people: People, dataset: str) -> None:
    wali = people["wali"]
    upload(wali, "resource_create", "a.csv", RICE, package_id=dataset)
    shown = wali.do("package_show", id=dataset)
    assert wali.do("package_update", **shown) == shown
    renamed = wali.do("package_update", **{**shown, "title": "Lain"})
    assert renamed["resources"][0]["hash"] == shown["resources"][0]["hash"]


def test_what_a_client_says_of_a_stored_file_changes_nothing(people: People, dataset: str) -> None:
    made = upload(
        people["wali"], "resource_create", "a.html", b"<script>", package_id=dataset,
        size="1", hash="x", mimetype="text/html; charset=x", datastore_active="True", position="7",
        last_modified="2020-01-01T00:00:00", url_type="datastore", state="deleted",
    )  # fmt: skip
    assert (made["size"], made["mimetype"], made["datastore_active"], made["position"]) == (
        8, "text/html", False, 0,
    )  # fmt: skip
    assert (made["url_type"], made["state"]) == ("upload", "active")
    assert not made["last_modified"].startswith("2020")


def test_a_producers_file_is_for_its_organization_until_published(
    writable: Served, people: People, dataset: str
) -> None:
    made = upload(people["produsen"], "resource_create", "a.csv", RICE, package_id=dataset)
    assert people["nobody"].do("package_show", id=dataset)["resources"] == []
    assert people["nobody"].refused("resource_show", id=made["id"])["status"] == 404
    assert people["editor"].do("resource_show", id=made["id"]) == made
    with writable.app.test_client() as client:
        assert client.get(made["url"]).status_code == 404
        headers = {"Authorization": people["produsen"].token}
        with client.get(made["url"], headers=headers) as download:
            assert download.data == RICE
    assert people["wali"].do("package_patch", id=dataset, state="active")["state"] == "active"
    assert people["nobody"].do("resource_show", id=made["id"])["hash"] == made["hash"]


def test_files_of_nobody_and_files_too_large_are_not_kept(
    writable: Served, people: People, dataset: str
) -> None:
    files = {path for path in writable.instance.store.folder.rglob("*") if path.is_file()}
    form = {"upload": (io.BytesIO(b"asing"), "a.csv"), "package_id": dataset}
    assert people["nobody"].send("resource_create", **form).status_code == 403
    settings = replace(writable.instance.settings, max_upload_bytes=100)
    small = create_app(settings, replace(writable.instance, settings=settings))
    answer = small.test_client().post(
        "/api/3/action/resource_create",
        data=b"x" * 2**21,
        content_type="multipart/form-data; boundary=x",
        headers={"Authorization": people["admin"].token},
    )
    assert (answer.status_code, "upload" in answer.get_json()["error"]) == (409, True)
    medium = {"upload": (io.BytesIO(b"x" * 101), "a.csv"), "package_id": dataset}
    answer = Writer(small, people["admin"].token).send("resource_create", **medium)
    assert (answer.status_code, "upload" in answer.get_json()["error"]) == (409, True)
    assert {path for path in writable.instance.store.folder.rglob("*") if path.is_file()} == files


def test_resources_are_put_in_order(people: People, dataset: str) -> None:
    wali = people["wali"]
    ids = [wali.do("resource_create", package_id=dataset, url=f"http://a/{n}")["id"] for n in range(4)]
    order = [ids[2], ids[0]]
    assert wali.do("package_resource_reorder", id=dataset, order=order)["order"] == [*order, ids[1], ids[3]]
    assert [one["id"] for one in wali.do("package_show", id=dataset)["resources"]] == [*order, ids[1], ids[3]]
    assert "order" in wali.refused("package_resource_reorder", id=dataset, order=["lain"])
    assert "order" in wali.refused("package_resource_reorder", id=dataset, order=[ids[0], ids[0]])


def test_fifty_at_once_leave_fifty(people: People, dataset: str) -> None:
    def add(number: int) -> str:
        return str(people["wali"].do("resource_create", package_id=dataset, url=f"http://a/{number}")["id"])

    with ThreadPoolExecutor(16) as pool:
        made = list(pool.map(add, range(50)))
    shown = people["nobody"].do("package_show", id=dataset)["resources"]
    assert {one["id"] for one in shown} == set(made)
    assert len(made) == len(set(made)) == 50


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"url": "http://a"}, "package_id"),
        ({"package_id": ["x"], "url": "http://a"}, "package_id"),
        ({"url": ["a", "b"]}, "url"),
        ({"url": "x" * 2001}, "url"),
        ({"size": "banyak"}, "size"),
        ({"size": -1}, "size"),
        ({"last_modified": "kemarin"}, "last_modified"),
        ({"upload": "teks"}, "upload"),
        ({"upload": {"filename": "a", "sha256": "b", "size": 1}}, "upload"),
        ({"id": "../../x"}, "resources"),
        ({"clear_upload": "mungkin"}, "clear_upload"),
        ({"dalam": [[[[[[[[[[1]]]]]]]]]]}, "dalam"),
        ({"kunci": "a\0"}, "kunci"),
        ({f"k{n}": n for n in range(1001)}, "message"),
    ],
)
def test_what_is_wrong_is_named(people: People, dataset: str, sent: dict[str, Any], field: str) -> None:
    given = sent if field == "package_id" else {"package_id": dataset, **sent}
    error = people["wali"].refused("resource_create", **given)
    assert (error["status"], field in error) == (409, True), error
    assert people["wali"].do("package_show", id=dataset)["resources"] == []


def test_unknown_datasets_and_resources_are_not_found(people: People) -> None:
    wali = people["wali"]
    assert wali.refused("resource_create", package_id="tak-ada", url="http://a")["status"] == 404
    assert wali.refused("resource_create", package_id="puskesmas-1", url="http://a")["status"] == 403
    for action in ("resource_update", "resource_patch", "resource_delete"):
        assert wali.refused(action, id="tak-ada")["status"] == 404
        assert "id" in wali.refused(action)


def test_a_file_becomes_a_table_that_can_be_asked(writable: Served, people: People, dataset: str) -> None:
    made = upload(people["wali"], "resource_create", "padi.csv", RICE, package_id=dataset)
    with writable.instance.work(SYSTEM, writing=True) as work:
        loading = datasets.loading(work, made["id"])
    assert loading is not None
