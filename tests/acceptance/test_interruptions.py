"""Processes killed in the middle of a harvest: the catalogue of undisturbed runs, and a site that answers."""

import hashlib
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import urllib3

from tests.acceptance.conftest import COMMAND, REAL, Center, Place, Site, add_sources, serving
from tests.cli.conftest import environment, processes_of, wait_until

pytestmark = pytest.mark.real
# Seconds after a run began to gather at which it is killed, run after run.
MOMENTS = {
    "struktur": (0.02, 0.15),
    "rencana": (0.05, 0.2, 0.5),
    "jatim": (0.1, 0.4, 0.8),
    "nasional": (0.1, 0.5, 1.0, 1.6),
}
MOMENTS_OF_TIME = ("created", "metadata_created", "metadata_modified", "last_modified")


@pytest.fixture
def place(center: Center, tmp_path: Path) -> Place:
    """An instance that knows the real inputs and has harvested none."""
    made = Place(tmp_path / "instance")
    made.expect("init")
    add_sources(made, center)
    return made


def begin(place: Place, source: str) -> subprocess.Popen[str]:
    """A run that has begun to gather."""
    process = subprocess.Popen(
        [COMMAND, "harvest", "run", source, "--instance", str(place.folder)],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip
    assert process.stderr
    assert process.stderr.readline().startswith("gather")
    return process


def kill_after(place: Place, source: str, seconds: float) -> bool:
    """Kill a run; tells whether it was still running."""
    with begin(place, source) as process:
        time.sleep(seconds)
        process.kill()
    return process.returncode == -signal.SIGKILL


def catalogue(site: Site) -> dict[str, Any]:
    """The real data sets as API, pages and files have them, without addresses and moments of time."""
    return {name: {**metadata(site, name), "downloads": downloads(site, name)} for name in REAL}


def metadata(site: Site, name: str) -> dict[str, Any]:
    """What `package_show` says that does not depend on when and where."""

    def timeless(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        return {key: value for key, value in pairs if key not in MOMENTS_OF_TIME}

    shown = json.dumps(site.action("package_show", {"id": name})).replace(site.address, "")
    found: dict[str, Any] = json.loads(shown, object_pairs_hook=timeless)
    return found


def downloads(site: Site, name: str) -> dict[str, str]:
    """The hash of everything that can be downloaded, the versions that there are, what the checks found."""
    page = site.page(f"/dataset/{name}")
    found = {
        words: hashlib.sha256(site.get(href).data).hexdigest()
        for words, href in page.links
        if words.startswith(("CSV ", "Berkas asli "))
    }
    versions = {href for _words, href in page.links if re.fullmatch(r"/dataset/[^/]+/v/\d+", href)}
    rows = page.tables.get("tabel-temuan", [])
    return found | {"versions": str(sorted(versions)), "findings": str(rows)}


def test_killed_runs_end_in_the_catalogue_of_an_undisturbed_one(site: Site, place: Place) -> None:
    kills = 0
    for source, moments in MOMENTS.items():
        kills += sum(kill_after(place, source, seconds) for seconds in moments)
        place.expect("harvest", "run", source)
        assert place.last_run(source)["status"] == "finished"
    assert kills >= 5
    assert place.expect("doctor") == "All is well.\n"
    with serving(place.folder) as disturbed:
        assert catalogue(disturbed) == catalogue(site)
        budget = ("/anggaran/klpd:D107/2025/banding.csv", "/anggaran/djpk:13.00/2023/tangga.csv")
        assert [disturbed.get(path).data for path in budget] == [site.get(path).data for path in budget]
        words = {"q": "apbd surabaya 2022", "fq": "organization:(djpk OR pemkab-bandung)"}
        found = [
            [one["name"] for one in each.action("package_search", words)["results"] if one["name"] in REAL]
            for each in (disturbed, site)
        ]
        assert found[0] == found[1] != []


def part(folder: Path, name: str) -> list[int]:
    """The processes of a part of the site; web has an arbiter, the first, and its workers."""
    return sorted(number for number, words in processes_of(folder).items() if f"--part {name}" in words)


def visits(site: Site) -> Iterator[int]:
    """The status of some pages; a connection that a dying worker dropped is opened once more."""
    for path in ("/", "/dataset?q=apbd", "/anggaran", "/panen", "/api/3/action/package_search?q=bandung"):
        for attempt in (1, 2):
            try:
                yield urllib3.request("GET", f"{site.address}{path}", retries=False, timeout=20).status
                break
            except urllib3.exceptions.HTTPError:
                if attempt == 2:
                    raise


def test_the_site_answers_while_its_helpers_are_killed_during_a_harvest(place: Place) -> None:
    with serving(place.folder) as site:
        for source in ("rencana", "nasional"):
            with begin(place, source) as process:
                while process.poll() is None:
                    for name in ("indexer", "scheduler", "web"):
                        victims = part(place.folder, name)
                        if victims:
                            os.kill(victims[-1], signal.SIGKILL)
                        assert set(visits(site)) == {200}
                    time.sleep(2)
            assert process.returncode == 0
        wait_until(lambda: site.action("package_search")["count"] == 2)
        assert place.expect("doctor") == "All is well.\n"
