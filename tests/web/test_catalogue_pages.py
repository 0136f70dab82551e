"""Front page, organizations, themes; what holds on every page; what never shows."""

import gzip
import re
from html import unescape

import pytest

from catalog import accounts, organizations
from catalog.access import SYSTEM
from tests.web.conftest import Site

HIDDEN = re.compile("rahasia puskesmas|tertutup|rancangan|ditarik|tersembunyi", re.IGNORECASE)


def _paths(site: Site) -> list[str]:
    table = f"/dataset/kegiatan-2024/resource/{site.table}"
    found = ["/", "/dataset", "/dataset?q=puskesmas", "/dataset?q=zzz", "/dataset/kegiatan-2024"]
    found += ["/dataset/kegiatan-2024/v/1", "/dataset/contoh", table, f"{table}?sort=-pagu&q=jalan"]
    found += [f"/dataset/kegiatan-2024/resource/{site.link}", "/organization", "/organization/bappeda"]
    return [*found, "/organization/dinas-kesehatan", "/group", "/group/anggaran"]


def test_the_front_page_says_what_there_is_and_what_is_new(site: Site) -> None:
    page = site.client.get("/").text
    assert "27 kumpulan data" in page
    assert "2 organisasi" in page
    assert page.index("Angka peraga") < page.index("Data Puskesmas 25")
    assert 'href="/group/anggaran">Anggaran' in page
    assert re.search(
        r'href="/organization/bappeda" lang="id">Badan Perencanaan</a> <span class="soft">26', page
    )
    assert 'href="/en/group/anggaran">Budget' in site.client.get("/en/").text


def test_an_organization_says_what_it_publishes_and_what_it_was_called(site: Site) -> None:
    page = site.client.get("/organization/dinas-kesehatan").text
    assert "Kantor Wilayah Kesehatan" in page
    assert "Kegiatan dan pagu 2024" in page
    assert "Data Puskesmas" not in page
    within = site.client.get("/organization/bappeda?q=puskesmas+07").text
    assert "Data Puskesmas 07" in within
    listed = site.client.get("/organization").text
    assert re.search(r"Badan Perencanaan</a> <span class=\"soft\">26 data", listed)


def test_an_organization_says_how_fresh_and_how_readable_its_data_are(site: Site) -> None:
    health = site.client.get("/organization/dinas-kesehatan").text
    assert "semua tepat waktu" in health
    assert "1 dari 1 data menyebut jadwalnya" in health
    assert "1 dari 1 data punya tabel" in health
    planning = site.client.get("/organization/bappeda").text
    assert "tidak diketahui" in planning
    assert "0 dari 26 data punya tabel" in planning
    assert 'id="kontak"' in planning


def test_an_id_of_an_organization_or_a_theme_leads_to_its_name(site: Site) -> None:
    with site.instance.work() as work:
        identifier = organizations.get(work, "bappeda").id
    assert site.client.get(f"/en/organization/{identifier}").headers["Location"] == "/en/organization/bappeda"
    assert site.client.get("/en/group/tema-1").headers["Location"] == "/en/group/anggaran"
    assert site.client.get("/organization/tidak-ada").status_code == 404
    assert site.client.get("/group/tidak-ada").status_code == 404


def test_no_page_shows_what_is_private_a_draft_or_withdrawn(site: Site) -> None:
    for path in _paths(site):
        assert not HIDDEN.search(site.client.get(path).text), path
    for query in ("q=rahasia", "tags=tersembunyi", "year=1999"):
        assert ">0 data" in site.client.get(f"/dataset?{query}").text
    for name in ("tertutup", "rancangan", "ditarik"):
        for path in (f"/dataset/{name}", f"/dataset/{name}/v/1", f"/en/dataset/{name}"):
            answer = site.client.get(path)
            assert answer.status_code == (410 if name == "ditarik" else 404)
            assert "Rahasia" not in answer.text


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_page_keeps_the_rules(site: Site, prefix: str) -> None:
    for path in _paths(site):
        answer = site.client.get(prefix + path)
        assert answer.status_code == 200, path
        page = answer.text
        assert len(gzip.compress(answer.data)) <= 60_000
        assert page.count("<h1") == 1
        assert "<style" not in page
        assert " style=" not in page
        assert not re.search(r"<script(?! src=| type=\"application/ld\+json\")", page)
        assert not re.search(r'\son[a-z]+="', page)
        assert "{{" not in re.sub(r"<pre.*?</pre>", "", page, flags=re.S)  # BibTeX has braces of its own
        identifiers = re.findall(r'\sid="([^"]+)"', page)
        assert len(identifiers) == len(set(identifiers)), path


def test_every_link_of_a_page_answers_and_its_anchors_are_there(site: Site) -> None:
    tried: set[str] = set()
    for start in [*_paths(site), *(f"/en{path}" for path in _paths(site))]:
        page = site.client.get(start).text
        for link in set(re.findall(r'\b(?:href|src|action)="([^"]*)"', page)):
            path, _, anchor = unescape(link).partition("#")
            if not path.startswith("/"):
                assert path == "" or path.startswith(("https://", "mailto:")), link
                assert not anchor or f'id="{anchor}"' in page, link
                continue
            if path not in tried:
                tried.add(path)
                assert site.get(path).status_code in (200, 302), f"{start} links to {path}"
    assert len(tried) > 150


def test_a_member_sees_the_private_but_no_page_for_what_is_not_published(site: Site) -> None:
    with site.instance.work(SYSTEM) as work:
        accounts.add_user(work, "penjaga", "penjaga@example.id", administrator=True)
        token = accounts.create_token(work, "penjaga")
    member = {"Authorization": f"Bearer {token}"}
    assert site.client.get("/dataset/tertutup", headers=member).status_code == 200
    for name in ("rancangan", "ditarik"):
        assert site.client.get(f"/dataset/{name}", headers=member).status_code == 404
    assert site.client.get("/dataset/tertutup", headers={"Authorization": "Bearer x"}).status_code in (
        403,
        404,
    )
