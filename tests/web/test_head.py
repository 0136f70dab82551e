"""What the head of every kind of page tells search engines and other sites."""

import html
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from tests.web.budget_site import open_site, put_sample
from tests.web.conftest import SITE, Site

_META = r'<meta (?:name|property)="{}" content="([^"]*)"'
_PER_KIND = 2


@pytest.fixture(scope="module")
def budgets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site with budgets."""
    app, instance = open_site(tmp_path_factory.mktemp("heads"))
    put_sample(instance, ("apbd", "perubahan"))
    yield app.test_client()
    instance.engine.dispose()


def crawl(client: FlaskClient, start: str) -> dict[str, tuple[str, str]]:
    """Pages that links lead to: of each kind some; path to endpoint and text."""
    adapter = client.application.url_map.bind("localhost")
    waiting, found, seen = [start], dict[str, tuple[str, str]](), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        plain = path.partition("?")[0]
        if not plain.startswith("/") or not adapter.test(plain):
            continue
        kind = str(adapter.match(plain)[0])
        if path in found or seen[kind] >= _PER_KIND or not kind.startswith("web") or ".card_" in kind:
            continue
        answer = client.get(path, buffered=True)
        seen[kind] += 1
        if answer.status_code != 200:
            continue
        found[path] = (kind, answer.text)
        waiting += [
            html.unescape(one).partition("#")[0] for one in re.findall(r'<a [^>]*href="([^"]+)"', answer.text)
        ]
    return found


def check(path: str, page: str, site_url: str) -> None:
    """One page keeps all rules of a head."""
    head = page.partition("</head>")[0]
    language = "en" if path == "/en" or path.startswith("/en/") else "id"
    assert f'<html lang="{language}">' in head, path
    title = re.findall(r"<title>([^<]+)</title>", head)
    assert len(title) == 1, path
    assert title[0].strip() == title[0], path
    for name in (
        "description",
        "og:title",
        "og:description",
        "og:url",
        "og:type",
        "og:site_name",
        "twitter:card",
    ):
        contents = re.findall(_META.format(name), head)
        assert len(contents) == 1, (path, name)
        assert contents[0].strip(), (path, name)
    assert re.findall(_META.format("og:locale"), head) == ["en_US" if language == "en" else "id_ID"], path
    canonical = re.findall(r'<link rel="canonical" href="([^"]+)"', head)
    assert len(canonical) == 1, path
    assert canonical[0].startswith(f"{site_url}/"), path
    assert "?" not in canonical[0], path
    others = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', head))
    assert set(others) == {"id", "en", "x-default"}, path
    assert others[language] == canonical[0], path
    assert others["x-default"] == others["id"], path
    assert others["en"].removeprefix(site_url) == "/en" + others["id"].removeprefix(site_url), path


@pytest.mark.parametrize("start", ["/", "/en/"])
def test_every_kind_of_page_has_a_whole_head(site: Site, budgets: FlaskClient, start: str) -> None:
    found = {(SITE, path): page for path, page in crawl(site.client, start).items()}
    found |= {("http://127.0.0.1:5000", path): page for path, page in crawl(budgets, start).items()}
    for (address, path), (_kind, page) in found.items():
        check(path, page, address)
    kinds = {kind.partition(".")[2] for kind, _page in found.values()}
    assert len(kinds) >= 15, kinds
    assert {"home", "search", "dataset", "resource", "organization", "budget_year", "budget_agency"} <= kinds


def test_both_languages_of_a_page_name_each_other(site: Site) -> None:
    pair = [site.get(path).text for path in ("/dataset/kegiatan-2024", "/en/dataset/kegiatan-2024")]
    links = [re.findall(r'<link rel="alternate"[^>]+>', page) for page in pair]
    assert links[0] == links[1]


def test_titles_tell_pages_apart(site: Site) -> None:
    paths = [
        "/",
        "/dataset",
        "/dataset/kegiatan-2024",
        "/dataset/kegiatan-2024/v/1",
        "/organization",
        "/group",
    ]
    titles = [re.findall(r"<title>([^<]+)</title>", site.get(path).text)[0] for path in paths]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("path", ["/tidak-ada", "/en/tidak-ada", "/dataset/ditarik"])
def test_an_error_is_kept_out_of_search_engines(site: Site, path: str) -> None:
    head = site.get(path).text.partition("</head>")[0]
    assert 'content="noindex"' in head
