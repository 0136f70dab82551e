"""Datasets written through the API: what comes back, who may, and what is refused."""

from typing import Any

import pytest

from catalog.mode import Mode, Opening, write_mode
from tests.api.conftest import Served
from tests.api.writers import Writer

People = dict[str, Writer]
WHOLE: dict[str, Any] = {
    "name": "panen_2024",
    "title": "Panen 2024",
    "notes": "Hasil *panen*",
    "owner_org": "bappeda",
    "license_id": "cc-by",
    "author": "Bidang Pangan",
    "author_email": "pangan@example.id",
    "maintainer": "Sekretariat",
    "maintainer_email": "sekretariat@example.id",
    "version": "2.1",
    "url": "https://panen.example.id",
    "private": False,
    "tags": [{"name": "jagung"}, {"name": "padi sawah"}],
    "groups": [{"name": "anggaran"}],
    "extras": [
        {"key": "frequency", "value": "tahunan"},
        {"key": "temporal_start", "value": "2024"},
        {"key": "wilayah", "value": "Jawa Timur"},
        {"key": "years", "value": "2023 2024"},
    ],
    "resources": [
        {"url": "sumber.example.id/panen.json", "name": "Panen", "description": "Per kabupaten"},
        {"url": "https://sumber.example.id/api", "format": "Layanan", "alt": {"a": [1, None]}, "size": "12"},
    ],
}


def test_what_is_set_comes_back(people: People) -> None:
    made = people["wali"].do("package_create", **WHOLE)
    for key in ("name", "title", "notes", "license_id", "author", "author_email", "maintainer",
                "maintainer_email", "version", "url", "private", "extras"):  # fmt: skip
        assert made[key] == WHOLE[key], key
    assert [one["name"] for one in made["tags"]] == ["jagung", "padi sawah"]
    assert [one["name"] for one in made["groups"]] == ["anggaran"]
    assert (made["organization"]["name"], made["state"], made["license_title"]) == (
        "bappeda", "active", "Creative Commons Attribution",
    )  # fmt: skip
    first, second = made["resources"]
    assert (first["url"], first["format"], first["mimetype"]) == (
        "http://sumber.example.id/panen.json", "JSON", "application/json",
    )  # fmt: skip
    assert (second["format"], second["alt"], second["size"]) == ("Layanan", {"a": [1, None]}, 12)
    assert people["nobody"].do("package_show", id="panen_2024") == made


def test_a_dump_loads_into_an_empty_place_and_dumps_the_same(people: People) -> None:
    admin = people["admin"]
    made = admin.do("package_create", **WHOLE | {"name": "dua"})
    again = admin.do("package_update", **made)
    assert again == made
    elsewhere = {**made, "name": "tiga", "id": "0b4cf0ae-8bf0-4a39-9f4c-0d4f6d3c1a11"}
    elsewhere["resources"] = [{**one, "id": f"{n}ddd-id-lain"} for n, one in enumerate(made["resources"])]
    copy = admin.do("package_create", **elsewhere)
    assert copy["id"] == elsewhere["id"] != made["id"]
    assert [one["id"] for one in copy["resources"]] == ["0ddd-id-lain", "1ddd-id-lain"]


def test_patch_changes_what_is_sent_and_update_empties_the_rest(people: People) -> None:
    wali = people["wali"]
    made = wali.do("package_create", **WHOLE | {"name": "ubah"})
    patched = wali.do("package_patch", id="ubah", title="Baru", author="")
    assert (patched["title"], patched["notes"], patched["author"]) == ("Baru", "Hasil *panen*", "")
    assert patched["resources"] == made["resources"] or [one["id"] for one in patched["resources"]] == [
        one["id"] for one in made["resources"]
    ]
    updated = wali.do("package_update", id=made["id"], title="Sepi")
    assert (updated["name"], updated["notes"], updated["tags"], updated["extras"]) == ("ubah", "", [], [])
    assert (updated["owner_org"], updated["license_id"]) == (made["owner_org"], None)
    assert len(updated["resources"]) == 2
    assert wali.do("package_update", id="ubah", resources=[])["resources"] == []


def test_nothing_changed_is_no_new_version(people: People) -> None:
    wali = people["wali"]
    made = wali.do("package_create", **WHOLE | {"name": "tetap"})
    assert wali.do("package_patch", id="tetap", title=made["title"]) == made
    assert wali.do("package_patch", id="tetap", title="Lain")["metadata_modified"] > made["metadata_modified"]


def test_a_producer_writes_drafts_and_walidata_publishes_them(people: People) -> None:
    made = people["produsen"].do("package_create", name="usulan", owner_org="bappeda")
    assert (made["state"], made["title"]) == ("draft", "usulan")
    assert people["nobody"].refused("package_show", id="usulan")["status"] == 404
    assert people["stranger"].refused("package_show", id="usulan")["status"] == 404
    assert people["editor"].do("package_show", id="usulan") == made
    assert people["wali"].do("package_patch", id="usulan", notes="Diperiksa")["state"] == "draft"
    assert people["wali"].do("package_patch", id="usulan", state="active")["state"] == "active"
    changed = people["produsen"].do("package_patch", id="usulan", title="Usulan kedua")
    assert (changed["state"], changed["title"]) == ("draft", "Usulan kedua")
    assert people["nobody"].do("package_show", id="usulan")["title"] == "usulan"
    assert people["produsen"].do("package_show", id="usulan")["title"] == "Usulan kedua"
    assert people["admin"].do("package_patch", id="usulan", state="active")["state"] == "active"
    assert people["nobody"].do("package_show", id="usulan")["title"] == "Usulan kedua"


def test_private_is_for_the_organization(people: People) -> None:
    made = people["wali"].do("package_create", name="dalam", owner_org="bappeda", private="True")
    assert (made["private"], made["state"]) == (True, "active")
    for name, status in (("nobody", 404), ("stranger", 404)):
        assert people[name].refused("package_show", id="dalam")["status"] == status
        assert people[name].refused("package_patch", id="dalam", title="x")["status"] in (403, 404)
    assert people["produsen"].do("package_show", id="dalam") == made
    assert people["wali"].do("package_patch", id="dalam", private=False)["private"] is False
    assert people["nobody"].do("package_show", id="dalam")["name"] == "dalam"


def test_deleting_is_withdrawing(people: People) -> None:
    wali, nobody = people["wali"], people["nobody"]
    wali.do("package_create", name="hapus", owner_org="bappeda")
    assert people["produsen"].refused("package_delete", id="hapus")["status"] == 403
    assert wali.do("package_delete", id="hapus", reason="Salah tahun") is None
    gone = nobody.refused("package_show", id="hapus")
    assert (gone["status"], gone["__type"]) == (410, "Not Found Error")
    assert "Salah tahun" in gone["message"]
    assert wali.do("package_show", id="hapus")["state"] == "deleted"
    assert wali.do("package_delete", id="hapus") is None
    assert wali.do("package_patch", id="hapus", notes="x")["state"] == "deleted"
    assert wali.do("package_patch", id="hapus", state="active")["state"] == "active"
    assert nobody.do("package_show", id="hapus")["notes"] == "x"


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": "a b", "owner_org": "bappeda"}, "name"),
        ({"name": "x" * 101, "owner_org": "bappeda"}, "name"),
        ({"owner_org": "bappeda"}, "name"),
        ({"name": "apbd-2024", "owner_org": "bappeda"}, "name"),
        ({"name": "tertutup", "owner_org": "bappeda"}, "name"),
        ({"name": "baik"}, "owner_org"),
        ({"name": "baik", "owner_org": "tak-ada"}, "owner_org"),
        ({"name": "baik", "owner_org": ["bappeda"]}, "owner_org"),
        ({"name": {"a": 1}, "owner_org": "bappeda"}, "name"),
        ({"name": "baik", "owner_org": "bappeda", "title": "x" * 2001}, "title"),
        ({"name": "baik", "owner_org": "bappeda", "tags": "x"}, "tags"),
        ({"name": "baik", "owner_org": "bappeda", "tags": [{"nama": "x"}]}, "tags"),
        ({"name": "baik", "owner_org": "bappeda", "tags": [{"name": "a"}, {"name": "ok tag"}]}, "tags"),
        ({"name": "baik", "owner_org": "bappeda", "tags": [{"name": f"t{n}"} for n in range(1001)]}, "tags"),
        ({"name": "baik", "owner_org": "bappeda", "groups": [{"name": "tak-ada"}]}, "groups"),
        ({"name": "baik", "owner_org": "bappeda", "extras": [1]}, "extras"),
        ({"name": "baik", "owner_org": "bappeda", "extras": [{"key": "x", "value": {}}]}, "extras"),
        ({"name": "baik", "owner_org": "bappeda", "extras": 2 * [{"key": "x", "value": "1"}]}, "extras"),
        ({"name": "baik", "owner_org": "bappeda", "private": "mungkin"}, "private"),
        ({"name": "baik", "owner_org": "bappeda", "state": "hilang"}, "state"),
        ({"name": "baik", "owner_org": "bappeda", "id": "../../etc/passwd"}, "id"),
        ({"name": "baik", "owner_org": "bappeda", "notes": "a\0b"}, "notes"),
        ({"name": "baik", "owner_org": "bappeda", "resources": [1]}, "resources"),
        ({"name": "baik", "owner_org": "bappeda", "resources": [{"id": "../x/y/z"}]}, "resources"),
        ({"name": "baik", "owner_org": "bappeda", "resources": [{"upload": "teks"}]}, "resources"),
    ],
)
def test_what_is_wrong_is_named(people: People, sent: dict[str, Any], field: str) -> None:
    error = people["admin"].refused("package_create", **sent)
    assert error["status"] == 409
    assert error["__type"] == "Validation Error"
    assert field in error
    assert error["message"]
    assert people["admin"].refused("package_show", id="baik")["status"] == 404


def test_problems_of_resources_stand_in_their_order(people: People) -> None:
    resources = [{"url": "http://a"}, {"url": "http://b", "size": "x"}]
    error = people["admin"].refused(
        "package_create", name="baik", owner_org="bappeda", resources=resources, tags=[{"name": "a"}]
    )
    assert [list(one) for one in error["resources"]] == [[], ["size"]]
    assert isinstance(error["tags"][0], str)


def test_ids_are_given_once(people: People) -> None:
    taken = people["nobody"].do("package_show", id="apbd-2024")
    again = {"name": "baik", "owner_org": "bappeda"}
    assert "id" in people["wali"].refused("package_create", **again, id=taken["id"])
    stolen = [{"id": taken["resources"][0]["id"], "url": "http://a"}]
    assert "id" in people["wali"].refused("package_create", **again, resources=stolen)


def test_who_may_not_is_refused(people: People) -> None:
    sent = {"name": "coba", "owner_org": "dinas-kesehatan"}
    for name in ("nobody", "stranger", "produsen", "wali"):
        assert people[name].refused("package_create", **sent)["status"] == 403, name
    assert people["produsen"].refused("package_patch", id="puskesmas-1", title="x")["status"] == 403
    moved = people["produsen"].refused("package_patch", id="apbd-2024", owner_org="dinas-kesehatan")
    assert moved["status"] == 403
    assert people["walidata"].do("package_create", **sent)["state"] == "active"


def test_writing_needs_post_and_an_open_site(writable: Served, people: People) -> None:
    headers = {"Authorization": people["admin"].token}
    asked = writable.app.test_client().get("/api/3/action/package_create?name=x", headers=headers)
    assert asked.status_code == 400
    write_mode(writable.instance.settings.instance, Opening(Mode.READ_ONLY, "Sedang pindah."))
    try:
        error = people["admin"].refused("package_create", name="baik", owner_org="bappeda")
        assert (error["status"], "Sedang pindah." in error["message"]) == (503, True)
        assert people["admin"].do("package_show", id="apbd-2024")
    finally:
        write_mode(writable.instance.settings.instance, Opening())
