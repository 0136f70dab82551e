"""The real ckanapi writes, library and command line, against the running server."""

import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ckanapi import NotAuthorized, NotFound, RemoteCKAN, ValidationError

from catalog import datasets, organizations
from catalog.access import SYSTEM
from catalog.cli.handlers import HANDLERS
from catalog.cli.queue import do_next
from catalog.organizations import OrganizationDraft
from tests.api.conftest import Served
from tests.api.writers import Writer

pytestmark = pytest.mark.ckan

RICE = b"kabupaten,ton\nMalang,12\nBlitar,7\n"
SCRIPTS = str(Path(sys.executable).parent)
FROM_US = {"created", "datastore_active", "position", "package_id", "state", "metadata_modified"}


@pytest.fixture
def ckan(writable: Served, people: dict[str, Writer]) -> Iterator[RemoteCKAN]:
    """The library, as Bappeda's walidata."""
    with RemoteCKAN(writable.address, apikey=people["wali"].token) as remote:
        yield remote


def run(served: Served, token: str, *words: str, given: str = "") -> str:
    """Standard output of the command line client."""
    environment = {**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"}
    command = [f"{SCRIPTS}/ckanapi", *words, "-r", served.address, "-a", token]
    done = subprocess.run(command, input=given, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_library_writes_uploads_and_asks_the_table(writable: Served, ckan: RemoteCKAN) -> None:
    made = ckan.action.package_create(name="dari-klien", owner_org="bappeda", title="Dari klien")
    sent = ckan.action.resource_create(
        package_id=made["id"], name="Padi", upload=("padi.csv", io.BytesIO(RICE))
    )
    assert (sent["url_type"], sent["size"]) == ("upload", len(RICE))
    while do_next(writable.instance, HANDLERS, lambda: False):
        pass
    status = ckan.action.xloader_status(resource_id=sent["id"])
    assert (status["status"], status["error"]) == ("complete", {})
    assert status["task_info"]["logs"]
    assert ckan.action.xloader_submit(resource_id=sent["id"]) is True
    asked = ckan.action.datastore_search(resource_id=sent["id"], sort="ton desc")
    assert [(row["kabupaten"], row["ton"]) for row in asked["records"]] == [("Malang", 12), ("Blitar", 7)]
    assert ckan.action.resource_show(id=sent["id"])["datastore_active"] is True
    again = ckan.action.resource_patch(id=sent["id"], description="Ton gabah")
    assert (again["datastore_active"], again["description"]) == (True, "Ton gabah")
    assert ckan.action.datastore_search(resource_id=sent["id"])["total"] == 2
    assert ckan.action.resource_delete(id=sent["id"]) is None
    assert ckan.action.package_delete(id=made["id"]) is None


def test_the_library_knows_our_refusals(writable: Served, ckan: RemoteCKAN) -> None:
    with pytest.raises(ValidationError) as wrong:
        ckan.action.package_create(name="a b", owner_org="bappeda")
    assert "name" in wrong.value.error_dict
    with pytest.raises(NotFound):
        ckan.action.package_patch(id="tak-ada")
    with pytest.raises(NotAuthorized):
        ckan.action.package_create(name="ab", owner_org="dinas-kesehatan")
    with RemoteCKAN(writable.address) as nobody, pytest.raises(NotAuthorized):
        nobody.action.package_create(name="ab", owner_org="bappeda")


def test_the_command_line_dumps_loads_uploads_and_deletes(
    writable: Served, people: dict[str, Writer], ckan: RemoteCKAN
) -> None:
    token = people["admin"].token
    made = ckan.action.package_create(name="lewat-perintah", owner_org="bappeda", version="3")
    ckan.action.resource_create(package_id=made["id"], upload=("padi.csv", io.BytesIO(RICE)))
    dumped = run(writable, token, "dump", "datasets", "lewat-perintah")
    run(writable, token, "load", "datasets", given=dumped)
    assert run(writable, token, "dump", "datasets", "lewat-perintah") == dumped
    run(writable, token, "load", "datasets", "--upload-resources", given=dumped)
    after = ckan.action.package_show(id="lewat-perintah")
    assert after["resources"][0]["hash"] == json.loads(dumped)["resources"][0]["hash"]
    run(writable, token, "delete", "datasets", "lewat-perintah")
    assert ckan.action.package_show(id="lewat-perintah")["state"] == "deleted"


@pytest.mark.real
def test_a_real_portal_comes_back_equal_in_every_key(
    writable: Served, people: dict[str, Writer], real_data: Path
) -> None:
    path = real_data / "catalogues" / "ckan" / "dados_gov_br_package_search_800.json.gz"
    portal = json.loads(gzip.decompress(path.read_bytes()))["result"]["results"]
    _make_owners(writable, portal)
    with RemoteCKAN(writable.address, apikey=people["admin"].token) as ckan:
        for one in portal:
            ckan.action.package_create(**one)
        for one in portal:
            shown = ckan.action.package_show(id=one["id"])
            assert what_is_set(shown, one) == what_is_set(one, one), one["name"]
        assert ckan.action.package_show(id=portal[0]["name"])["id"] == portal[0]["id"]
    while datasets.apply_outbox(writable.instance):
        pass
    with RemoteCKAN(writable.address) as ckan:
        found = ckan.action.package_search(q="universidade", rows=0)["count"]
    assert found > 50


def what_is_set(one: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    """The keys that a client sets, without nothing in any of its spellings; resources in their order."""
    keys = ("id", "name", "title", "notes", "author", "author_email", "maintainer", "maintainer_email",
            "version", "url", "license_id", "owner_org", "private", "state", "type")  # fmt: skip
    said = {key: one.get(key) for key in keys if one.get(key) not in (None, "")}
    said["tags"] = sorted(tag["name"] for tag in one["tags"])
    said["extras"] = sorted((each["key"], each["value"]) for each in one["extras"])
    said["groups"] = sorted(group["name"] for group in one["groups"])
    said["resources"] = [
        {
            key: resource.get(key)
            for key, value in given.items()
            if value not in (None, "") and key not in FROM_US
        }
        | {"size": str(resource["size"])}
        for resource, given in zip(one["resources"], sent["resources"], strict=True)
    ]
    return said


def _make_owners(served: Served, portal: list[dict[str, Any]]) -> None:
    owners = {one["owner_org"]: one["organization"] for one in portal}
    groups = {group["id"]: group for one in portal for group in one["groups"]}
    with served.instance.work(SYSTEM, writing=True) as work:
        for identifier, owner in owners.items():
            made = organizations.ensure(work, OrganizationDraft(title=owner["title"], name=owner["name"]))
            made.id = identifier
        for group in groups.values():
            work.session.add(
                datasets.Theme(id=group["id"], name=group["name"], title=group["title"], title_en="",
                               created=work.clock())
            )  # fmt: skip
