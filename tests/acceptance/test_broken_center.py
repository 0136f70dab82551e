"""A data center breaks down while the site is open: runs end and say why, the public sees no difference."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.acceptance.conftest import REAL, Center, Site

pytestmark = pytest.mark.real
IMPATIENT = {"LUMBUNG_FETCH_READ_SECONDS": "10", "LUMBUNG_FETCH_TOTAL_SECONDS": "2"}
OVER_HTTP = ("rencana", "nasional")
NOTICE = re.compile(rb'<div id="pembaruan-gagal">.*?</div>\s*</div>\s*</div>\n', re.DOTALL)
REASONS = {
    "http500": "menjawab 500",
    "html": "halaman HTML",
    "cut": "terpotong",
    "empty": "kosong",
    "shrunken": "menyusut dari",
    "slow": "belum selesai dikirim setelah|tidak menjawab pada waktunya",
}


@pytest.fixture
def mended(center: Center) -> Iterator[Center]:
    """The data center, whole again afterwards."""
    yield center
    center.break_down("none")


@pytest.fixture(scope="module")
def before(site: Site) -> dict[str, bytes]:
    """What the public saw before; a first look makes the downloads whose hashes stand on the pages."""
    public_bytes(site)
    return public_bytes(site)


def public_bytes(site: Site) -> dict[str, bytes]:
    """Everything that a visitor can be shown of the real inputs, but for what is said of runs.

    That is their history, and the notice on a dataset that its last run did not bring.
    """
    paths = [
        "/",
        "/dataset",
        "/dataset?q=anggaran",
        "/en/dataset?q=apbd",
        "/organization",
        "/group",
        "/anggaran",
    ]
    paths += ["/organization/djpk", "/organization/pemkab-bandung", "/anggaran/klpd:D107/2025"]
    paths += [
        "/anggaran/klpd:D107/2025/banding",
        "/anggaran/djpk:13.00/2023",
        "/anggaran/kemendagri:35.78/2022",
    ]
    for name in REAL:
        page = site.page(f"/dataset/{name}")
        linked = [
            href for _words, href in page.links
            if re.search(r"/(resource|v)/", href) and not href.startswith("http")
        ]  # fmt: skip
        paths += [f"/dataset/{name}", f"/api/3/action/package_show?id={name}", *linked]
    actions = ("package_list", "organization_list?all_fields=true", "tag_list", "group_list", "license_list")
    paths += [f"/api/3/action/{action}" for action in actions]
    paths += ["/api/3/action/package_search?rows=100&facet.field=%5B%22tags%22%2C%22organization%22%5D"]
    return {path: NOTICE.sub(b"", site.get(path).data) for path in dict.fromkeys(paths)}


@pytest.mark.parametrize("fault", REASONS)
def test_a_fault_ends_the_run_with_a_reason_and_changes_nothing(
    site: Site, mended: Center, before: dict[str, bytes], fault: str
) -> None:
    mended.break_down(fault)
    for source in OVER_HTTP:
        code, out, err = site.lumbung("harvest", "run", source, settings=IMPATIENT)
        assert code == 1, out + err
        run = site.last_run(source)
        assert run["status"] in ("failed", "held")
        assert run["finished"]
        assert run["created"] + run["changed"] + run["unchanged"] == 0
        assert run["failed"] + run["held"] == 1
        (error,) = run["errors"]
        assert re.search(REASONS[fault], error["message"])
        assert error["message"] in out
        history = site.page(f"/panen/{source}/{run['job']}")
        assert error["title"] in history.text
    after = public_bytes(site)
    assert [path for path in before if before[path] != after.get(path)] == []
    assert before.keys() == after.keys()
    assert b'id="pembaruan-gagal"' in site.get(f"/dataset/{REAL[0]}").data
    mended.break_down("none")
    site.expect("harvest", "run", OVER_HTTP[0])
    assert site.last_run(OVER_HTTP[0])["unchanged"] == 1


def test_a_run_with_nothing_new_writes_no_version(site: Site) -> None:
    def versions() -> dict[str, str]:
        found = site.action("package_search", {"rows": 1000})["results"]
        return {one["name"]: json.dumps(one, sort_keys=True) for one in found}

    before = versions()
    for source, count in (("rencana", 1), ("struktur", 1), ("nasional", 1), ("jatim", 3)):
        site.expect("harvest", "run", source)
        run = site.last_run(source)
        assert (run["status"], run["unchanged"], run["errors"]) == ("finished", count, [])
        assert run["created"] + run["changed"] + run["removed"] == 0
    assert versions() == before
    for name in REAL:
        numbers = {
            href
            for _words, href in site.page(f"/dataset/{name}").links
            if re.fullmatch(rf"/dataset/{name}/v/\d+", href)
        }
        assert numbers == {f"/dataset/{name}/v/1"}
