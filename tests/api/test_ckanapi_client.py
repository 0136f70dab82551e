"""The real ckanapi, library and command line, against the running server; and what other clients send."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ckanapi import CKANAPIError, NotFound, RemoteCKAN, ValidationError
from ckanapi.errors import SearchQueryError
from flask.testing import FlaskClient

from tests.api.conftest import CSV, Served

pytestmark = pytest.mark.ckan

EVERYTHING = ["apbd-2024", "puskesmas-1", "puskesmas-2", "realisasi-2024"]
SCRIPTS = str(Path(sys.executable).parent)


def run(served: Served, *words: str) -> str:
    """Standard output of the command line client."""
    environment = {
        **os.environ,
        "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",
    }  # it starts itself again
    done = subprocess.run(
        [f"{SCRIPTS}/ckanapi", *words, "-r", served.address], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def lines(text: str) -> list[Any]:
    """The objects of a dump."""
    return [json.loads(line) for line in text.splitlines()]


def test_the_library_reads(ckan: RemoteCKAN) -> None:
    assert ckan.action.package_list() == EVERYTHING
    shown = ckan.action.package_show(id="apbd-2024")
    assert ckan.action.package_search(fq="name:apbd-2024")["results"] == [shown]
    assert ckan.action.datastore_search(resource_id=shown["resources"][0]["id"])["total"] == 3


def test_the_library_knows_our_errors(ckan: RemoteCKAN) -> None:
    with pytest.raises(NotFound):
        ckan.action.package_show(id="entah")
    with pytest.raises(ValidationError) as wrong:
        ckan.action.package_search(rows="x")
    assert "rows" in wrong.value.error_dict
    with pytest.raises(SearchQueryError):
        ckan.action.package_search(foo="x")
    with pytest.raises(CKANAPIError):
        ckan.action.revision_list()


def test_the_library_reads_with_get(served: Served) -> None:
    with RemoteCKAN(served.address, get_only=True) as ckan:
        assert ckan.action.package_list(include_private=False) == EVERYTHING
        assert ckan.action.package_search(rows=1)["count"] == 4


def test_dump_and_search_datasets(served: Served, client: FlaskClient) -> None:
    dumped = lines(run(served, "dump", "datasets", "--all"))
    assert [one["name"] for one in dumped] == EVERYTHING
    assert dumped[0] == client.get("/api/action/package_show?id=apbd-2024").get_json()["result"]
    found = lines(run(served, "search", "datasets", "q=puskesmas", "sort=name asc"))
    assert [one["name"] for one in found] == EVERYTHING[1:3]


def test_dump_of_everything_else(served: Served) -> None:
    organizations = lines(run(served, "dump", "organizations", "--all"))
    assert [one["name"] for one in organizations] == ["bappeda", "dinas-kesehatan"]
    assert [one["name"] for one in lines(run(served, "dump", "groups", "--all"))] == ["anggaran"]
    assert run(served, "dump", "users", "--all") == ""


def test_dump_with_columns_and_views(served: Served) -> None:
    first = lines(run(served, "dump", "datasets", "--all", "-d", "-R"))[0]
    columns = [field["id"] for field in first["resources"][0]["datastore_fields"]]
    assert columns == ["_id", "kode", "nama", "pagu", "tanggal", "aktif", "tahun"]
    assert "datastore_fields" not in first["resources"][1]


def test_dump_as_data_package(served: Served, tmp_path: Path) -> None:
    # One resource: the client saves the last one's address under the name of each.
    run(served, "dump", "datasets", "realisasi-2024", "-D", str(tmp_path))
    assert (tmp_path / "realisasi-2024" / "data" / "rincian.csv").read_bytes() == CSV
    package = json.loads((tmp_path / "realisasi-2024" / "datapackage.json").read_text())
    assert package["resources"][0]["path"] == "data/rincian.csv"
    assert package["license"]["type"] == "cc-by-4.0"
    assert package["keywords"] == ["anggaran", "belanja daerah"]


def test_any_action(served: Served) -> None:
    answer = json.loads(run(served, "action", "package_search", "rows:0", 'facet.field:["tags"]'))
    assert answer["facets"]["tags"]["anggaran"] == 2


def test_a_harvester_crawls_to_the_end(client: FlaskClient) -> None:
    seen: list[str] = []
    while True:
        page = client.get(f"/api/3/action/package_search?rows=3&start={len(seen)}&sort=id+asc").get_json()
        if not page["result"]["results"]:
            break
        seen += [one["id"] for one in page["result"]["results"]]
    assert len(seen) == len(set(seen)) == page["result"]["count"]


@pytest.mark.parametrize(
    "query",
    [
        'package_search?facet.field=["tags"]&rows=0',
        "package_search?facet.field=['tags']&rows=0",
        "package_search?q=apbd&fq=(groups:anggaran+OR+groups:entah)&sort=name asc&rows=9&start=0",
        "package_search?q=&fq=groups:(anggaran OR entah)+organization:(bappeda)+tags:(anggaran)+res_format:(CSV)",  # noqa: E501  # as a client sends it
        'package_search?fq=organization:("bappeda" OR "b")&include_private=false',
        "package_search?q=organization:bappeda&rows=1000&start=0",
        'package_search?q=(res_format:"csv" OR res_format:"CSV" OR distribution_format:"csv")&facet.limit=-1',
        "package_search?fq=organization:bappeda OR organization:entah groups:anggaran&sort=id asc&rows=100",
    ],
)
def test_searches_that_clients_are_known_to_send(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/3/action/{query}").get_json()
    assert answer["success"], answer
    assert answer["result"]["count"] >= 1
