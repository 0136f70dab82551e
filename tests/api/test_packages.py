"""Datasets and their search as clients of CKAN see them."""

import hashlib
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}")


def ask(client: FlaskClient, action: str, **parameters: Any) -> Any:
    """The result of an action asked with JSON."""
    answer = client.post(f"/api/action/{action}", json=parameters).get_json()
    assert answer["success"], answer
    return answer["result"]


def names(client: FlaskClient, **parameters: Any) -> list[str]:
    """Names that a search finds, in order."""
    return [one["name"] for one in ask(client, "package_search", **parameters)["results"]]


def test_a_dataset_has_what_its_publisher_gave(client: FlaskClient) -> None:
    shown = ask(client, "package_show", id="apbd-2024")
    assert (shown["title"], shown["author"], shown["url"]) == (
        "APBD 2024 Jawa Timur", "Bidang Anggaran", "https://sumber.example.id/apbd",
    )  # fmt: skip
    assert (shown["license_id"], shown["isopen"], shown["state"], shown["private"]) == (
        "cc-by-4.0", True, "active", False,
    )  # fmt: skip
    assert shown["license_url"] == "https://creativecommons.org/licenses/by/4.0/"
    assert {one["key"]: one["value"] for one in shown["extras"]} == {
        "frequency": "tahunan", "temporal_start": "2024-01-01", "years": "2024 2025", "wilayah": "Jawa Timur",
    }  # fmt: skip
    assert [one["name"] for one in shown["tags"]] == ["anggaran", "belanja daerah"]
    assert [one["title"] for one in shown["groups"]] == ["Anggaran dan Belanja"]
    assert shown["organization"]["name"] == "bappeda"
    assert shown["owner_org"] == shown["organization"]["id"]
    assert (shown["num_tags"], shown["num_resources"]) == (2, 2)
    assert MOMENT.fullmatch(shown["metadata_created"])
    assert MOMENT.fullmatch(shown["metadata_modified"])
    assert ask(client, "package_show", name_or_id=shown["id"]) == shown


def test_resources_lead_to_their_bytes(client: FlaskClient) -> None:
    shown = ask(client, "package_show", id="apbd-2024")
    table, link = shown["resources"]
    assert table["url"].endswith(f"/dataset/{shown['id']}/resource/{table['id']}/download/apbd%202024.csv")
    assert (table["url_type"], table["format"], table["mimetype"]) == ("upload", "CSV", "text/csv")
    assert (len(table["hash"]), table["size"], table["position"]) == (64, 95, 0)
    assert (table["datastore_active"], link["datastore_active"]) == (True, False)
    assert (link["url"], link["url_type"], link["hash"]) == ("https://sumber.example.id/apbd", None, "")
    assert ask(client, "resource_show", id=table["id"]) == table
    assert ask(client, "resource_view_list", id=table["id"]) == []
    with client.get(table["url"]) as download:
        assert hashlib.sha256(download.data).hexdigest() == table["hash"]


def test_lists_of_datasets(client: FlaskClient) -> None:
    everything = ["apbd-2024", "puskesmas-1", "puskesmas-2", "realisasi-2024"]
    assert ask(client, "package_list") == everything
    assert ask(client, "package_list", limit=2, offset=1) == everything[1:3]
    latest = ask(client, "current_package_list_with_resources", limit=3)
    assert [one["name"] for one in latest] == ["realisasi-2024", "puskesmas-2", "puskesmas-1"]
    assert latest[0]["resources"][0]["format"] == "CSV"


def test_autocomplete_says_what_matched(client: FlaskClient) -> None:
    assert ask(client, "package_autocomplete", q="PUSKESMAS-2") == [
        {"name": "puskesmas-2", "title": "Data Puskesmas 2", "match_field": "name",
         "match_displayed": "puskesmas-2"}
    ]  # fmt: skip
    found = ask(client, "package_autocomplete", q="data p", limit=1)
    assert [(one["match_field"], one["match_displayed"]) for one in found] == [
        ("title", "Data Puskesmas 1 (puskesmas-1)")
    ]
    assert ask(client, "package_autocomplete", q="%") == []


def test_search_by_words_filters_and_order(client: FlaskClient) -> None:
    assert names(client, q="puskesmas", sort="name desc") == ["puskesmas-2", "puskesmas-1"]
    assert names(client, q="puskesmas", fq="year:2021") == ["puskesmas-1"]
    assert names(
        client, fq="organization:bappeda OR organization:dinas-kesehatan", sort="id asc", rows=1
    ) == ["apbd-2024"]
    assert names(client, fq_list=["res_format:csv", "groups:anggaran"]) == ["apbd-2024"]
    assert names(client, q='tags:"belanja daerah" apbd') == ["apbd-2024"]
    assert names(client, q="license_id:cc-zero", sort="metadata_created asc") == [
        "puskesmas-1",
        "puskesmas-2",
    ]
    assert names(client, fq="entah:apa") == []


def test_pages_count_everything(client: FlaskClient) -> None:
    found = ask(client, "package_search", rows="2", start=3)
    assert (found["count"], len(found["results"])) == (4, 1)
    assert found["sort"] == "score desc, metadata_modified desc"
    beyond = ask(client, "package_search", start=100)
    assert (beyond["count"], beyond["results"]) == (4, [])
    assert ask(client, "package_search", rows=0)["results"] == []


def test_results_are_whole_datasets_or_the_keys_asked_for(client: FlaskClient) -> None:
    found = ask(client, "package_search", fq="name:apbd-2024")
    assert found["results"] == [ask(client, "package_show", id="apbd-2024")]
    assert ask(client, "package_search", fq="name:apbd-2024", fl="name,title,entah")["results"] == [
        {"name": "apbd-2024", "title": "APBD 2024 Jawa Timur"}
    ]


def test_facets(client: FlaskClient) -> None:
    wanted = ["organization", "groups", "tags", "res_format", "license_id", "year", "entah"]
    found = ask(client, "package_search", rows=0, **{"facet.field": wanted})
    assert found["facets"]["organization"] == {"bappeda": 2, "dinas-kesehatan": 2}
    assert list(found["facets"]["res_format"]) == ["CSV", "JSON", "HTML"]
    assert found["facets"]["entah"] == {}
    facet = found["search_facets"]["organization"]
    assert facet["title"] == "organization"
    assert facet["items"] == [
        {"name": "dinas-kesehatan", "display_name": "Dinas Kesehatan", "count": 2},
        {"name": "bappeda", "display_name": "Bappeda", "count": 2},
    ]
    assert found["search_facets"]["groups"]["items"][0]["display_name"] == "Anggaran dan Belanja"
    assert found["search_facets"]["license_id"]["items"][-1]["display_name"].startswith("Creative Commons A")
    assert found["search_facets"]["entah"] == {"title": "entah", "items": []}


def test_facets_can_be_limited(client: FlaskClient) -> None:
    fields = {"facet.field": ["res_format"]}
    limited = ask(client, "package_search", **fields, **{"facet.limit": 1})
    assert limited["facets"]["res_format"] == {"CSV": 2}
    often = ask(client, "package_search", **fields, **{"facet.limit": -1, "facet.mincount": 2})
    assert often["facets"]["res_format"] == {"CSV": 2, "JSON": 2}
    assert ask(client, "package_search", **fields, facet="false")["facets"] == {}
    nothing = ask(client, "package_search", **fields, fq="entah:apa")
    assert (nothing["count"], nothing["facets"]) == (0, {"res_format": {}})


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({"hl": "true"}, 400),
        ({"q.op": "OR"}, 400),
        ({"sort": "title_string"}, 400),
        ({"q": "title:("}, 400),
        ({"fq": "-tags:a"}, 400),
        ({"rows": -1}, 409),
        ({"rows": "x"}, 409),
        ({"start": -1}, 409),
        ({"facet.field": 5}, 409),
    ],
)
def test_wrong_searches_are_refused(client: FlaskClient, parameters: dict[str, Any], status: int) -> None:
    assert client.post("/api/action/package_search", json=parameters).status_code == status


def test_parameters_that_steer_solr_are_borne(client: FlaskClient) -> None:
    borne = {"include_private": True, "use_default_schema": "true", "defType": "edismax", "ext_x": 1}
    assert ask(client, "package_search", rows=0, **borne)["count"] == 4
