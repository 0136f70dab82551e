"""What happened, as the API tells it: real versions, real differences, and nothing of what is hidden."""

from tests.api.writers import Writer

People = dict[str, Writer]


def test_each_publication_is_told_with_the_dataset_as_it_was(people: People) -> None:
    wali, nobody = people["wali"], people["nobody"]
    wali.do(
        "package_create", name="riwayat", owner_org="bappeda", title="Satu", groups=[{"name": "anggaran"}]
    )
    wali.do("package_patch", id="riwayat", title="Dua")
    told = nobody.do("package_activity_list", id="riwayat")
    assert [one["activity_type"] for one in told] == ["changed package", "new package"]
    assert [one["data"]["package"]["title"] for one in told] == ["Dua", "Satu"]
    assert {one["user_id"] for one in told} == {None}
    assert {one["user_id"] for one in wali.do("package_activity_list", id="riwayat")} == {"wali"}
    assert nobody.do("activity_show", id=told[0]["id"]) == told[0]
    assert nobody.do("activity_data_show", id=told[1]["id"], object_type="package")["title"] == "Satu"
    lines = nobody.do("activity_diff", id=told[0]["id"], object_type="package")["diff"].splitlines()
    assert '-  "title": "Satu",' in lines
    assert '+  "title": "Dua",' in lines
    assert nobody.do("package_activity_list", id="riwayat", limit=1, offset=1) == told[1:]


def test_lists_of_whole_places(people: People) -> None:
    wali, nobody = people["wali"], people["nobody"]
    made = wali.do("package_create", name="terbaru", owner_org="bappeda")
    for action, sent in (
        ("recently_changed_packages_activity_list", {}),
        ("organization_activity_list", {"id": "bappeda"}),
    ):
        newest = nobody.do(action, limit=1, **sent)
        assert [one["object_id"] for one in newest] == [made["id"]], action
    of_group = nobody.do("group_activity_list", id="anggaran")
    assert "apbd-2024" in {one["data"]["package"]["name"] for one in of_group}
    assert wali.do("dashboard_activity_list", limit=1)[0]["object_id"] == made["id"]
    assert nobody.do("dashboard_activity_list") == []
    assert wali.do("user_activity_list", id="wali", limit=1)[0]["object_id"] == made["id"]
    assert people["produsen"].refused("user_activity_list", id="wali")["status"] in (403, 404)


def test_what_is_hidden_is_told_to_its_organization_alone(people: People) -> None:
    produsen, wali, nobody = people["produsen"], people["wali"], people["nobody"]
    wali.do("package_create", name="berdraf", owner_org="bappeda", title="Terbit")
    produsen.do("package_patch", id="berdraf", title="Belum terbit")
    inside = produsen.do("package_activity_list", id="berdraf")
    assert [one["data"]["package"]["title"] for one in inside] == ["Belum terbit", "Terbit"]
    outside = nobody.do("package_activity_list", id="berdraf")
    assert [one["data"]["package"]["title"] for one in outside] == ["Terbit"]
    hidden = inside[0]["id"]
    for name in ("nobody", "stranger"):
        for action in ("activity_show", "activity_diff", "activity_data_show"):
            assert people[name].refused(action, id=hidden)["status"] == 404
    wali.do("package_patch", id="berdraf", state="active", private=True)
    assert nobody.refused("package_activity_list", id="berdraf")["status"] == 404
    assert "Terbit" not in str(nobody.do("organization_activity_list", id="bappeda", limit=100))
    wali.do("package_patch", id="berdraf", private=False, title="Terbuka lagi")
    titles = [one["data"]["package"]["title"] for one in nobody.do("package_activity_list", id="berdraf")]
    assert titles == ["Terbuka lagi", "Terbit"]
    newest = nobody.do("package_activity_list", id="berdraf")[0]["id"]
    assert "Belum terbit" not in nobody.do("activity_diff", id=newest)["diff"]


def test_what_is_wrong_is_refused(people: People) -> None:
    nobody = people["nobody"]
    for number in ("0", "x", "9" * 40, "-1", "²"):
        assert nobody.refused("activity_show", id=number)["status"] == 404
    wali = people["wali"]
    wali.do("package_create", name="beda", owner_org="bappeda")
    one = nobody.do("package_activity_list", id="beda")[0]["id"]
    assert "object_type" in nobody.refused("activity_diff", id=one, object_type="group")
    assert nobody.refused("package_activity_list", id="beda", limit="x")["status"] == 409
