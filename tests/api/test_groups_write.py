"""Organizations and groups (themes) written through the API."""

from typing import Any

import pytest

from catalog import datasets
from tests.api.conftest import Served
from tests.api.writers import Writer

People = dict[str, Writer]
KINDS = ("organization", "group")
WHOLE: dict[str, Any] = {
    "title": "Dinas Uji",
    "description": "Untuk *diuji*",
    "image_url": "https://contoh.id/logo.png",
    "extras": [{"key": "abbreviation", "value": "DU"}, {"key": "kode", "value": "1.02"}],
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_set_comes_back_and_loads_elsewhere(people: People, kind: str) -> None:
    admin = people["admin"]
    made = admin.do(f"{kind}_create", name=f"uji_{kind}", **WHOLE)
    assert {key: made[key] for key in WHOLE} == WHOLE
    assert people["nobody"].do(f"{kind}_show", id=made["id"]) == made
    assert admin.do(f"{kind}_update", **made) == made
    copy = admin.do(f"{kind}_create", **made | {"name": f"{kind}-2", "id": f"{kind}-lain"})
    assert (copy["id"], copy["extras"]) == (f"{kind}-lain", made["extras"])


@pytest.mark.parametrize("kind", KINDS)
def test_patch_changes_what_is_sent_and_update_empties_the_rest(people: People, kind: str) -> None:
    admin = people["admin"]
    admin.do(f"{kind}_create", name="ubah", **WHOLE)
    patched = admin.do(f"{kind}_patch", id="ubah", title="Baru")
    assert (patched["title"], patched["description"]) == ("Baru", "Untuk *diuji*")
    updated = admin.do(f"{kind}_update", id="ubah", description=None)
    assert (updated["title"], updated["description"], updated["image_url"]) == ("ubah", "", "")
    assert admin.do(f"{kind}_update", id="ubah", extras=[])["extras"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_wrong_is_named(people: People, kind: str) -> None:
    admin = people["admin"]
    admin.do(f"{kind}_create", name="ada", id=f"{kind}-ada")
    for sent, field in (
        ({}, "name"),
        ({"name": "ada"}, "name"),
        ({"name": "Ab C"}, "name"),
        ({"name": "x" * 3000}, "name"),
        ({"name": ["x"]}, "name"),
        ({"name": "baik", "id": f"{kind}-ada"}, "id"),
        ({"name": "baik", "extras": "x"}, "extras"),
        ({"name": "baik", "extras": [[[]]]}, "extras"),
    ):
        error = admin.refused(f"{kind}_create", **sent)
        assert (error["status"], field in error) == (409, True), sent
    for action in ("update", "patch", "delete", "purge"):
        assert admin.refused(f"{kind}_{action}", id="tak-ada")["status"] == 404
        assert "id" in admin.refused(f"{kind}_{action}")


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_province_makes_and_removes_them(people: People, kind: str) -> None:
    for name in ("nobody", "stranger", "produsen", "editor", "wali"):
        assert people[name].refused(f"{kind}_create", name="coba")["status"] == 403, name
    people["walidata"].do(f"{kind}_create", name="coba")
    for name in ("nobody", "stranger", "produsen", "editor", "wali"):
        for action in ("update", "patch", "delete", "purge"):
            assert people[name].refused(f"{kind}_{action}", id="coba", title="x")["status"] == 403, name
    assert people["walidata"].do(f"{kind}_delete", id="coba") is None
    assert people["nobody"].refused(f"{kind}_show", id="coba")["status"] == 404


def test_walidata_of_an_organization_changes_it(writable: Served, people: People) -> None:
    before = people["nobody"].do("organization_show", id="bappeda")
    changed = people["wali"].do("organization_patch", id="bappeda", title="Bappeda Jawa Timur")
    assert changed["title"] == "Bappeda Jawa Timur"
    assert people["wali"].refused("organization_patch", id="dinas-kesehatan", title="x")["status"] == 403
    while datasets.apply_outbox(writable.instance):
        pass
    assert people["nobody"].do("package_search", q="jawa timur apbd")["count"] >= 1
    people["wali"].do("organization_update", **before)
    assert people["nobody"].do("organization_show", id="bappeda")["title"] == before["title"]


def test_an_organization_with_datasets_stays(people: People) -> None:
    for action in ("delete", "purge"):
        error = people["admin"].refused(f"organization_{action}", id="dinas-kesehatan")
        assert (error["status"], "id" in error) == (409, True)
    assert people["nobody"].do("organization_show", id="dinas-kesehatan")["package_count"] == 2


def test_an_organization_can_be_part_of_another(people: People) -> None:
    admin = people["admin"]
    admin.do("organization_create", name="uptd", groups=[{"name": "dinas-kesehatan"}])
    assert "groups" in admin.refused("organization_create", name="uptd-2", groups=[{"name": "tak-ada"}])
    assert "id" in admin.refused("organization_delete", id="dinas-kesehatan")
    assert admin.do("organization_delete", id="uptd") is None


def test_a_theme_keeps_its_name_and_datasets_outlive_it(people: People) -> None:
    admin = people["admin"]
    admin.do("group_create", name="sementara")
    assert "name" in admin.refused("group_patch", id="sementara", name="lain")
    admin.do("package_create", name="bertema", owner_org="bappeda", groups=[{"name": "sementara"}])
    assert [one["name"] for one in admin.do("package_show", id="bertema")["groups"]] == ["sementara"]
    admin.do("group_delete", id="sementara")
    assert admin.do("package_show", id="bertema")["groups"] == []
    assert admin.do("package_patch", id="bertema", title="Masih dapat diubah")["groups"] == []
