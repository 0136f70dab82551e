"""Parts of datasets changed, many datasets changed at once, and datasets removed for good."""

import io
from typing import Any

import pytest

from catalog import activity, datasets
from catalog.access import SYSTEM
from tests.api.conftest import Served
from tests.api.writers import Writer, result

People = dict[str, Writer]


def make(people: People, name: str) -> Any:
    """A dataset with three links."""
    links = [{"url": f"http://a/{n}", "name": f"r{n}", "id": f"{name}-r{n}-id"} for n in range(3)]
    extras = [{"key": "a", "value": "1"}]
    return people["wali"].do(
        "package_create", name=name, owner_org="bappeda", notes="Lama", resources=links, extras=extras
    )


def names(package: Any) -> list[str]:
    """The names of a dataset's resources."""
    return [one["name"] for one in package["resources"]]


def test_a_part_is_changed_when_the_rest_is_as_expected(people: People) -> None:
    make(people, "revisi")
    wali = people["wali"]
    answer = wali.do("package_revise", match={"name": "revisi", "notes": "Lama"}, update={"notes": "Baru"})
    assert (answer["package"]["notes"], names(answer["package"])) == ("Baru", ["r0", "r1", "r2"])
    late = wali.refused("package_revise", match={"name": "revisi", "notes": "Lama"}, update={"notes": "x"})
    assert (late["status"], "notes" in late["match"][0]) == (409, True)
    assert "match" in wali.refused("package_revise", update={"notes": "x"})
    assert wali.refused("package_revise", match={"name": "tak-ada"})["status"] == 404


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ({"filter": "-resources__1"}, ["r0", "r2"]),
        ({"filter": ["+resources__-1", "-resources__*"]}, ["r2"]),
        ({"filter": ["-resources"], "update": {"resources": [{"url": "http://b", "name": "x"}]}}, ["x"]),
        ({"update__resources__1__name": "x"}, ["r0", "x", "r2"]),
        ({"update__resources__ID-r2": {"name": "x"}}, ["r0", "r1", "x"]),
        ({"update__resources__extend": [{"url": "http://b", "name": "x"}]}, ["r0", "r1", "r2", "x"]),
        ({"update": {"resources": [{"name": "x"}]}}, ["x", "r1", "r2"]),
        ({"match__notes": "Lama", "filter": "-notes"}, ["r0", "r1", "r2"]),
    ],
)
def test_parts_have_paths(
    people: People, request: pytest.FixtureRequest, sent: dict[str, Any], wanted: list[str]
) -> None:
    name = f"jalur-{abs(hash(request.node.callspec.id))}"
    make(people, name)
    given = {key.replace("ID", name): value for key, value in sent.items()}
    answer = people["wali"].do("package_revise", match={"name": name}, **given)
    assert names(answer["package"]) == wanted
    assert answer["package"]["extras"] == [{"key": "a", "value": "1"}]
    assert answer["package"]["notes"] == ("" if sent.get("filter") == "-notes" else "Lama")


def test_only_what_is_asked_for_is_answered(people: People) -> None:
    make(people, "bagian")
    include = ["package__name", "package__resources__*__url"]
    answer = people["wali"].do("package_revise", match={"name": "bagian"}, include=include)
    assert answer == {
        "package": {"name": "bagian", "resources": [{"url": f"http://a/{n}"} for n in range(3)]}
    }


def test_a_file_goes_to_a_part(people: People) -> None:
    make(people, "berkas")
    form = {"match__name": "berkas", "update__resources__0__upload": (io.BytesIO(b"a,b\n1,2\n"), "a.csv")}
    answer = result(people["wali"].send("package_revise", **form))
    assert (answer["package"]["resources"][0]["url_type"], names(answer["package"])) == (
        "upload", ["r0", "r1", "r2"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"filter": ["resources"]}, "filter"),
        ({"match": 1}, "match"),
        ({"update": "x"}, "update"),
        ({"update__resources__9__name": "x"}, "update__resources__9__name"),
        ({"update__" + "__".join("a" * 500): "x"}, "update__" + "__".join("a" * 500)),
        ({"update": {"resources": [[[]]]}}, "resources"),
        ({"update": {"name": [1]}}, "name"),
        ({"update": {"owner_org": "tak-ada"}}, "owner_org"),
    ],
)
def test_wrong_parts_are_named(people: People, sent: dict[str, Any], field: str) -> None:
    if not people["admin"].ask("package_show", id="salah").get_json()["success"]:
        make(people, "salah")
    error = people["admin"].refused("package_revise", **{"match": {"name": "salah"}, **sent})
    assert error["status"] == 409
    assert any(field.startswith(name) for name in error)


def test_many_at_once_or_none(people: People) -> None:
    ids = [make(people, f"banyak-{n}")["id"] for n in range(2)]
    wali, nobody = people["wali"], people["nobody"]
    theirs = people["admin"].do("package_show", id="puskesmas-1")["id"]
    assert "datasets" in people["admin"].refused(
        "bulk_update_private", datasets=[*ids, theirs], org_id="bappeda"
    )
    assert nobody.do("package_show", id=ids[0])["private"] is False
    assert wali.do("bulk_update_private", datasets=ids, org_id="bappeda") is None
    assert nobody.refused("package_show", id=ids[0])["status"] == 404
    assert wali.do("bulk_update_public", datasets=ids, org_id="bappeda") is None
    assert nobody.do("package_show", id=ids[1])["private"] is False
    assert people["produsen"].refused("bulk_update_delete", datasets=ids, org_id="bappeda")["status"] == 403
    assert wali.do("bulk_update_delete", datasets=ids, org_id="bappeda") is None
    assert [nobody.refused("package_show", id=one)["status"] for one in ids] == [410, 410]


def test_an_owner_gives_a_dataset_away(people: People) -> None:
    made = make(people, "pindah")
    refused = people["wali"].refused(
        "package_owner_org_update", id="pindah", organization_id="dinas-kesehatan"
    )
    assert refused["status"] == 403
    moved = people["walidata"]
    assert moved.do("package_owner_org_update", id="pindah", organization_id="dinas-kesehatan") is None
    shown = people["nobody"].do("package_show", id=made["id"])
    assert shown["organization"]["name"] == "dinas-kesehatan"
    assert names(shown) == ["r0", "r1", "r2"]


def test_purging_leaves_the_record_and_frees_the_name(writable: Served, people: People) -> None:
    made = make(people, "lenyap")
    for name in ("produsen", "wali", "walidata"):
        assert people[name].refused("dataset_purge", id="lenyap")["status"] == 403
    assert people["admin"].do("dataset_purge", id="lenyap", reason="Ganda") is None
    assert people["admin"].refused("package_show", id=made["id"])["status"] == 404
    with writable.instance.work(SYSTEM) as work:
        passage = activity.latest(work.session, "purge dataset", made["id"])
        assert passage is not None
        assert (passage.actor, passage.detail["name"], passage.detail["reason"]) == (
            "admin", "lenyap", "Ganda",
        )  # fmt: skip
    while datasets.apply_outbox(writable.instance):
        pass
    assert people["nobody"].do("package_search", fq="name:lenyap")["count"] == 0
    assert make(people, "lenyap")["id"] != made["id"]
