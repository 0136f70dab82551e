"""Members, accounts and tokens through the API: by those who may, and unknown to all others."""

from datetime import UTC, datetime, timedelta

from tests.api.conftest import Served
from tests.api.writers import Writer

People = dict[str, Writer]


def test_a_member_is_given_a_role_and_loses_it(people: People) -> None:
    wali, admin = people["wali"], people["admin"]
    admin.do("user_create", name="tamu", email="tamu@example.id")
    guest = Writer(admin.app, admin.do("api_token_create", user="tamu", name="uji")["token"])
    made = wali.do("organization_member_create", id="bappeda", username="tamu", role="editor")
    assert (made["capacity"], made["table_name"], made["state"]) == ("editor", "user", "active")
    triples = wali.do("member_list", id="bappeda", object_type="user")
    assert [made["table_id"], "user", "Editor"] in triples
    assert {one[2] for one in wali.do("member_list", id="bappeda", capacity="admin")} == {"Admin"}
    assert guest.do("package_create", name="dari-baru", owner_org="bappeda")["state"] == "draft"
    own = guest.do("organization_list_for_user", permission="create_dataset")
    assert [(one["name"], one["capacity"]) for one in own] == [("bappeda", "editor")]
    assert guest.do("organization_list_for_user") == []
    assert wali.do("organization_member_delete", id="bappeda", username="tamu") is None
    assert guest.refused("package_create", name="dari-lama", owner_org="bappeda")["status"] == 403


def test_members_are_told_to_those_who_manage_them(people: People) -> None:
    for name in ("nobody", "produsen", "stranger"):
        kinds = {one[1] for one in people[name].do("member_list", id="bappeda")} if name in people else set()
        assert kinds == {"package"}, name
        refused = people[name].refused("member_create", id="bappeda", object="admin", object_type="user",
                                       capacity="editor")  # fmt: skip
        assert refused["status"] == 403
    mine = {"id": "bappeda", "username": "produsen", "role": "admin"}
    assert people["editor"].refused("organization_member_create", **mine)["status"] == 403
    theirs = people["wali"].refused("organization_member_create", **mine | {"id": "dinas-kesehatan"})
    assert theirs["status"] == 403
    assert "role" in people["wali"].refused("organization_member_create", **mine | {"role": "raja"})
    assert people["wali"].refused("organization_member_create", **mine | {"username": "x"})["status"] == 404


def test_datasets_go_into_groups(people: People) -> None:
    sent = {"id": "anggaran", "object": "realisasi-2024", "object_type": "package", "capacity": "public"}
    assert people["produsen"].do("member_create", **sent)["table_name"] == "package"
    assert people["nobody"].do("package_show", id="realisasi-2024")["groups"] == []
    people["wali"].do("package_patch", id="realisasi-2024", state="active")
    assert people["nobody"].do("package_show", id="realisasi-2024")["groups"][0]["name"] == "anggaran"
    assert people["wali"].do("member_delete", **sent) is None
    assert people["nobody"].do("package_show", id="realisasi-2024")["groups"] == []
    assert "object_type" in people["wali"].refused("member_create", **sent | {"object_type": "group"})
    member = {"id": "anggaran", "username": "wali", "role": "editor"}
    assert "id" in people["admin"].refused("group_member_create", **member)


def test_what_roles_there_are(people: People) -> None:
    assert [one["value"] for one in people["nobody"].do("member_roles_list")] == ["admin", "editor", "member"]
    assert people["nobody"].do("organization_list_for_user") == []
    assert people["nobody"].do("group_list_authz") == []
    assert [one["name"] for one in people["produsen"].do("group_list_authz")] == ["anggaran"]
    assert len(people["admin"].do("organization_list_for_user", permission="admin")) == 2
    assert "permission" in people["admin"].refused("organization_list_for_user", permission="terbang")
    refused = people["wali"].refused("organization_list_for_user", id="admin")
    assert refused["status"] == 403


def test_administrators_make_change_and_end_accounts(people: People) -> None:
    admin = people["admin"]
    made = admin.do("user_create", name="budi", email="budi@example.id", password="lumbung padi desa 9",
                    fullname="Budi Santoso")  # fmt: skip
    assert (made["name"], made["display_name"], made["sysadmin"], made["state"]) == (
        "budi", "Budi Santoso", False, "active",
    )  # fmt: skip
    assert "password_hash" not in made
    assert admin.do("user_show", id=made["id"]) == made
    assert "budi" in admin.do("user_list")
    assert admin.do("user_patch", id="budi", fullname="Budi")["fullname"] == "Budi"
    again = admin.refused("user_create", name="budi", email="x", password="1")
    assert (again["status"], {"name", "email"} <= set(again)) == (409, True)
    weak = {"name": "lemah", "email": "lemah@example.id", "password": "12345678"}
    assert "password" in admin.refused("user_create", **weak)
    assert "lemah" not in admin.do("user_list")
    token = admin.do("api_token_create", user="budi", name="uji")["token"]
    assert Writer(admin.app, token).do("user_show", id="budi")["name"] == "budi"
    assert admin.do("user_delete", id="budi") is None
    assert Writer(admin.app, token).refused("user_show", id="budi")["status"] == 404


def test_others_are_told_nothing_of_accounts(people: People) -> None:
    for name in ("nobody", "stranger", "produsen", "wali"):
        assert people[name].do("user_list") == []
        assert people[name].refused("user_show", id="admin")["status"] == 404
        assert people[name].refused("api_token_list", user="admin")["status"] == 404
    for name in ("stranger", "produsen", "wali"):
        assert people[name].do("user_show", id=name)["email"] == f"{name}@example.id"
        assert people[name].refused("api_token_create", user="admin", name="x")["status"] == 404
        assert people[name].refused("user_update", id="admin", fullname="x")["status"] == 404
        assert people[name].refused("user_delete", id=name)["status"] == 403
        new = {"name": "lain", "email": "lain@example.id"}
        assert people[name].refused("user_create", **new)["status"] == 403
    assert people["produsen"].do("user_update", id="produsen", fullname="Siti")["display_name"] == "Siti"


def test_tokens_are_shown_once_expire_and_end(writable: Served, people: People) -> None:
    produsen = people["produsen"]
    made = produsen.do("api_token_create", name="skrip", expires_in=30)
    listed = {one["id"]: one for one in produsen.do("api_token_list", user="produsen")}
    assert made["token"] not in str(listed)
    ends = datetime.fromisoformat(listed[made["id"]]["expires_at"]).replace(tzinfo=UTC)
    assert abs(ends - writable.instance.clock() - timedelta(days=30)) < timedelta(minutes=5)
    other = Writer(produsen.app, made["token"])
    assert other.do("user_show", id="produsen")["name"] == "produsen"
    assert people["stranger"].refused("api_token_revoke", jti=made["id"])["status"] == 404
    assert produsen.do("api_token_revoke", token=made["token"]) is None
    assert other.refused("user_show", id="produsen")["status"] == 404
    assert "expires_in" in produsen.refused("api_token_create", name="skrip", expires_in=9999)
    assert "name" in produsen.refused("api_token_create")


def test_somebody_is_invited_by_address(people: People) -> None:
    sent = {"email": "baru@example.id", "group_id": "bappeda", "role": "editor"}
    assert people["wali"].do("user_invite", **sent)["email"] == "baru@example.id"
    assert people["produsen"].refused("user_invite", **sent)["status"] == 403
    assert "email" in people["wali"].refused("user_invite", **sent | {"email": "bukan"})
