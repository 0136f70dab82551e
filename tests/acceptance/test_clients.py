"""The real ckanapi command over the real inputs."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import COMMAND, NATIONAL, REAL, Site

pytestmark = [pytest.mark.real, pytest.mark.ckan]
SCRIPTS = str(Path(COMMAND).parent)


def ckanapi(site: Site, *words: str) -> str:
    """Standard output of a command that has to do well."""
    done = subprocess.run(
        [f"{SCRIPTS}/ckanapi", "-r", site.address, *words] if words[0] == "dump"
        else [f"{SCRIPTS}/ckanapi", *words, "-r", site.address],
        capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"},  # it starts itself again
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_dump_gives_every_dataset_as_package_show_does(site: Site) -> None:
    dumped = {
        one["name"]: one for one in map(json.loads, ckanapi(site, "dump", "datasets", "--all").splitlines())
    }
    assert set(dumped) == set(site.action("package_list"))
    assert set(REAL) <= set(dumped)
    for name in REAL:
        assert dumped[name] == site.action("package_show", {"id": name})


def test_package_search_finds_and_counts(site: Site) -> None:
    found: dict[str, Any] = json.loads(
        ckanapi(site, "action", "package_search", "q=apbd seluruh indonesia 2023")
    )
    assert found["results"][0]["name"] == NATIONAL
    everything = json.loads(ckanapi(site, "action", "package_search", "rows:1000"))
    assert everything["count"] == len(everything["results"]) == len(site.action("package_list"))
    asked = 'facet.field:["organization","tags","res_format","license_id"]'
    facets = json.loads(ckanapi(site, "action", "package_search", "rows:0", asked))["search_facets"]
    assert sum(one["count"] for one in facets["organization"]["items"]) == everything["count"]


def test_organizations_and_themes_are_dumped_too(site: Site) -> None:
    organizations = [
        json.loads(line) for line in ckanapi(site, "dump", "organizations", "--all").splitlines()
    ]
    assert {"djpk", "pemkab-bandung"} <= {one["name"] for one in organizations}
    assert ckanapi(site, "dump", "groups", "--all")
