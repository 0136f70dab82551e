"""Organizations, groups, tags, licences and the site."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from catalog.datasets import LICENSES


def ask(client: FlaskClient, action: str, **parameters: Any) -> Any:
    """The result of an action asked with JSON."""
    answer = client.post(f"/api/action/{action}", json=parameters).get_json()
    assert answer["success"], answer
    return answer["result"]


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({}, ["bappeda", "dinas-kesehatan"]),
        ({"sort": "name desc"}, ["dinas-kesehatan", "bappeda"]),
        ({"sort": "title "}, ["bappeda", "dinas-kesehatan"]),
        ({"limit": 1, "offset": 1}, ["dinas-kesehatan"]),
        ({"organizations": "bappeda,entah"}, ["bappeda"]),
        ({"organizations": ["dinas-kesehatan"]}, ["dinas-kesehatan"]),
        ({"order_by": "name"}, ["bappeda", "dinas-kesehatan"]),
    ],
)
def test_organizations_are_listed(client: FlaskClient, parameters: dict[str, Any], names: list[str]) -> None:
    assert ask(client, "organization_list", **parameters) == names


def test_organizations_as_objects_count_their_datasets(client: FlaskClient) -> None:
    first, second = ask(client, "organization_list", all_fields=True, sort="package_count")
    assert (first["package_count"], second["package_count"]) == (2, 2)
    assert "users" not in first
    bare = ask(client, "organization_list", all_fields=True, include_dataset_count=False)
    assert "package_count" not in bare[0]


def test_at_most_25_objects_in_one_answer(client: FlaskClient) -> None:
    assert client.get("/api/action/organization_list?sort=foo").status_code == 409
    assert len(ask(client, "organization_list", all_fields=True, limit=1000)) == 2


def test_an_organization(client: FlaskClient) -> None:
    shown = ask(client, "organization_show", id="bappeda")
    assert (shown["package_count"], shown["users"], shown["type"]) == (2, [], "organization")
    assert {"key": "abbreviation", "value": "Bapp"} in shown["extras"]
    assert "packages" not in shown
    assert ask(client, "organization_show", id=shown["id"]) == shown
    whole = ask(client, "organization_show", id="bappeda", include_datasets="True", include_users=False)
    assert [one["name"] for one in whole["packages"]] == ["apbd-2024", "realisasi-2024"]
    assert "users" not in whole
    assert client.get("/api/action/organization_show?id=entah").status_code == 404


def test_groups_are_themes(client: FlaskClient) -> None:
    assert ask(client, "group_list") == ["anggaran"]
    (listed,) = ask(client, "group_list", all_fields="true")
    shown = ask(client, "group_show", id="anggaran", include_datasets=True)
    assert listed.items() <= shown.items()
    assert (shown["package_count"], shown["is_organization"]) == (1, False)
    assert shown["packages"] == ask(client, "group_package_show", id=shown["id"])
    assert shown["packages"] == [ask(client, "package_show", id="apbd-2024")]
    assert client.get("/api/action/group_show?id=bappeda").status_code == 404


def test_tags(client: FlaskClient) -> None:
    assert ask(client, "tag_list") == ["anggaran", "belanja daerah", "kesehatan"]
    assert ask(client, "tag_list", query="ANG") == ["anggaran"]
    found = ask(client, "tag_search", q="an", limit=1)
    assert (found["count"], [one["name"] for one in found["results"]]) == (3, ["anggaran"])
    assert ask(client, "tag_autocomplete", query="sehat") == ["kesehatan"]
    assert ask(client, "tag_autocomplete", query="", limit=1, offset=1) == ["belanja daerah"]
    assert ask(client, "vocabulary_list") == []
    assert ask(client, "format_autocomplete", q="cs") == ["csv"]
    assert ask(client, "format_autocomplete", q="s", limit=2) == ["csv", "json"]
    assert [one["name"] for one in ask(client, "organization_autocomplete", q="KESE")] == ["dinas-kesehatan"]
    assert [one["name"] for one in ask(client, "group_autocomplete", q="belanja")] == ["anggaran"]
    first = ask(client, "tag_list", all_fields=True)[0]
    shown = ask(client, "tag_show", id=first["id"], include_datasets=True)
    assert shown.pop("packages") == [
        ask(client, "package_show", id=name) for name in ("apbd-2024", "realisasi-2024")
    ]
    assert shown == first
    tags = ask(client, "package_show", id="apbd-2024")["tags"]
    assert tags[0] == {**first, "state": "active"}
    assert client.get("/api/action/tag_show?id=rahasia").status_code == 404


def test_the_site(client: FlaskClient) -> None:
    status = ask(client, "status_show")
    assert status["ckan_version"] == "2.12.0"
    assert "datastore" in status["extensions"]
    assert ask(client, "site_read") is True
    assert ask(client, "user_list", all_fields=False) == []
    assert [one["id"] for one in ask(client, "license_list")] == list(LICENSES)
    assert client.get("/api/action/help_show?name=entah").status_code == 404
