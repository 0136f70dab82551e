"""What search engines are told: where they may go, and every public address in both languages."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from catalog.web import crawlers
from tests.web.budget_site import PROVINCE, YEAR, open_site, put_sample
from tests.web.conftest import SITE, Site

_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
_MOD = "{http://www.sitemaps.org/schemas/sitemap/0.9}lastmod"
_LINK = "{http://www.w3.org/1999/xhtml}link"
TABLE = "/dataset/kegiatan-2024/resource/7a"


@pytest.fixture(scope="module")
def budget_client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app, instance = open_site(tmp_path_factory.mktemp("sitemap"))
    put_sample(instance)
    yield app.test_client()
    instance.engine.dispose()


def may_read(robots: str, target: str) -> bool:
    """Whether RFC 9309 lets a crawler ask for a path with its query: the longest rule that fits decides."""
    fitting = {"": True}
    for line in robots.splitlines():
        word, _, pattern = line.partition(": ")
        if word in ("Allow", "Disallow") and re.match(re.escape(pattern).replace(r"\*", ".*"), target):
            fitting[pattern] = word == "Allow"
    return fitting[max(fitting, key=len)]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/dataset", True),
        ("/dataset?page=2", True),
        ("/dataset?year=2025", True),
        ("/dataset?year=2025&organization=bappeda", False),
        ("/dataset?q=anggaran", False),
        ("/dataset/kegiatan-2024", True),
        ("/dataset/kegiatan-2024/v/1", True),
        ("/dataset/kegiatan-2024/beda/1/2", False),
        (TABLE, True),
        (f"{TABLE}?f.pagu=min:1&sort=-pagu", False),
        (f"{TABLE}/sql", False),
        (f"{TABLE}/tabel.xlsx", False),
        (f"{TABLE}/download/kegiatan.csv", True),
        ("/organization/bappeda", True),
        ("/anggaran/kemendagri:35/2025", True),
        ("/anggaran/kemendagri:35/2025?urut=-spent", False),
        ("/anggaran/baris/1/2", False),
        ("/glosarium", True),
        ("/sandi-baru/rahasia", False),
    ],
)
def test_pages_may_be_read_but_not_every_combination(
    site: Site, prefix: str, path: str, allowed: bool
) -> None:
    assert may_read(site.get("/robots.txt").text, prefix + path) is allowed


def test_robots_leads_to_the_sitemap_and_away_from_the_api(site: Site) -> None:
    answer = site.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    assert f"\nSitemap: {SITE}/sitemap.xml\n" in answer.text
    assert not may_read(answer.text, "/api/3/action/package_search?q=a")


def test_the_sitemap_has_each_page_in_both_languages(site: Site) -> None:
    root = ElementTree.fromstring(site.get("/sitemap.xml").text)
    pages = {entry.findtext(_LOC): entry for entry in root}
    for path in ("/", "/dataset/kegiatan-2024", "/dataset/contoh", "/organization/bappeda", "/glosarium"):
        for address in (SITE + path, f"{SITE}/en{path}"):
            assert {link.get("hreflang"): link.get("href") for link in pages[address].iter(_LINK)} == {
                "id": SITE + path, "en": f"{SITE}/en{path}", "x-default": SITE + path,
            }  # fmt: skip
    day = pages[f"{SITE}/dataset/kegiatan-2024"].findtext(_MOD)
    assert day
    assert f'<time datetime="{day}' in site.get("/dataset/kegiatan-2024").text


def test_the_sitemap_names_only_pages_that_answer_and_may_be_read(site: Site) -> None:
    rules = site.get("/robots.txt").text
    addresses = re.findall("<loc>([^<]+)</loc>", site.get("/sitemap.xml").text)
    assert len(addresses) == len(set(addresses)) > 50
    for address in addresses:
        path = urlsplit(address).path
        assert may_read(rules, path), path
        answer = site.get(path)
        assert answer.status_code == 200, path
        assert 'name="robots"' not in answer.text, path


def test_budget_years_are_in_the_sitemap(budget_client: FlaskClient) -> None:
    text = budget_client.get("/sitemap.xml").text
    assert f"/anggaran/{PROVINCE.key}/{YEAR}</loc>" in text
    assert f"/en/anggaran/{PROVINCE.key}/{YEAR}</loc>" in text


def test_hidden_drafted_and_withdrawn_datasets_are_not_in_the_sitemap(site: Site) -> None:
    text = site.get("/sitemap.xml").text
    for name in ("tertutup", "rancangan", "ditarik"):
        assert f"/dataset/{name}" not in text


def test_many_pages_are_several_files_behind_an_index(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = re.findall("<loc>([^<]+)</loc>", site.get("/sitemap.xml").text)
    monkeypatch.setattr(crawlers, "PAGES_PER_FILE", 10)
    index = ElementTree.fromstring(site.get("/sitemap.xml").text)
    assert index.tag.endswith("}sitemapindex")
    parts = [urlsplit(one.findtext(_LOC, "")).path for one in index]
    assert len(parts) == -(-len(whole) // 2 // 10)
    found = [re.findall("<loc>([^<]+)</loc>", site.get(part).text) for part in parts]
    assert [address for part in found for address in part] == whole
    assert site.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert site.get("/sitemap-0.xml").status_code == 404


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    for path in ("/robots.txt", "/sitemap.xml"):
        tag = site.get(path).headers["ETag"]
        assert site.get(path, {"If-None-Match": tag}).status_code == 304
