"""A dataset's page: facts, files, versions, findings, citation, API lines."""

import hashlib
import json

import pytest

from catalog import datasets
from tests.web.conftest import CSV, SITE, Site


def test_the_facts_stand_on_top(site: Site) -> None:
    page = site.client.get("/dataset/kegiatan-2024").text
    strip = page.partition('<dl class="answers">')[2].partition("</dl>")[0]
    for fact in ("Dinas Kesehatan", "2024", "tahunan", "versi 2", "Creative Commons Attribution 4.0"):
        assert fact in strip
    assert f'<link rel="canonical" href="{SITE}/dataset/kegiatan-2024">' in page


def test_fields_have_names_in_the_language_of_the_page(site: Site) -> None:
    page = site.client.get("/en/dataset/kegiatan-2024").text
    assert '<dd class="answer-note">yearly</dd>' in page
    assert '<dt>Wilayah</dt><dd lang="id">Jawa Timur</dd>' in page
    assert '<tbody lang="id">' in page
    assert 'lang="id"><a href="/en/organization/dinas-kesehatan">Dinas Kesehatan' in page


def test_publishers_text_is_shown_and_never_run(site: Site) -> None:
    page = site.client.get("/dataset/kegiatan-2024").text
    assert "<strong>setiap kegiatan</strong>" in page
    assert "<script>alert" not in page
    assert "javascript:" not in page


def test_files_have_their_hash_and_addresses_without_language(site: Site) -> None:
    for prefix in ("", "/en"):
        page = site.client.get(f"{prefix}/dataset/kegiatan-2024").text
        assert hashlib.sha256(CSV.encode()).hexdigest() in page
        assert f'href="/dataset/{site.dataset}/resource/{site.table}/tabel.csv"' in page
        assert f'href="/dataset/{site.dataset}/resource/{site.table}/download/kegiatan%202024%20' in page
        assert f'href="{prefix}/dataset/kegiatan-2024/resource/{site.table}"' in page
        assert 'href="https://sumber.example.id/"' in page


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_an_id_leads_to_the_name(site: Site, prefix: str) -> None:
    answer = site.client.get(f"{prefix}/dataset/{site.dataset}?_scheme=javascript&_external=1")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{prefix}/dataset/kegiatan-2024"
    assert (
        site.client.get(f"{prefix}/dataset/{site.dataset}/v/1")
        .headers["Location"]
        .endswith("kegiatan-2024/v/1")
    )


def test_an_older_version_says_that_it_is_one(site: Site) -> None:
    page = site.client.get("/dataset/kegiatan-2024/v/1").text
    assert "Ini bukan versi yang berlaku" in page
    assert 'href="/dataset/kegiatan-2024">Buka versi yang berlaku (versi 2)' in page
    assert '<h1 lang="id">Kegiatan dan pagu</h1>' in page
    assert f'href="/dataset/{site.dataset}/v/1/resource/{site.table}/tabel.csv"' in page
    assert f'<link rel="canonical" href="{SITE}/dataset/kegiatan-2024">' in page
    assert "Ini bukan" not in site.client.get("/dataset/kegiatan-2024/v/2").text
    assert site.client.get("/dataset/kegiatan-2024/v/3").status_code == 404


def test_versions_are_listed_newest_first(site: Site) -> None:
    page = site.client.get("/dataset/kegiatan-2024").text
    assert page.index('href="/dataset/kegiatan-2024/v/2"') < page.index('href="/dataset/kegiatan-2024/v/1"')


def test_the_first_rows_are_shown(site: Site) -> None:
    table = (
        site.client.get("/dataset/kegiatan-2024").text.partition('id="cuplikan"')[2].partition("</table>")[0]
    )
    assert "Baris 1–5 dari 120" in table
    assert "4.336.571.036.129,62" in table
    assert "1.02.005" in table
    assert "1.02.006" not in table
    assert 'id="cuplikan"' not in site.client.get("/dataset/contoh").text


def test_findings_show_expected_actual_and_gap_a_page_at_a_time(site: Site) -> None:
    page = site.client.get("/dataset/kegiatan-2024").text
    assert "Temuan pemeriksaan" in page
    assert "30 temuan · Kegiatan</span>" in page
    row = page.partition("Kegiatan 4 (Pagu)")[2].partition("</tr>")[0]
    for part in ("74014", ">1.500.000<", ">1.000.000<", ">-500.000<"):
        assert part in row
    assert "Kegiatan 26 (Pagu)" not in page
    assert "Kegiatan 26 (Pagu)" in site.client.get("/dataset/kegiatan-2024?page=2").text
    chosen = site.client.get("/dataset/kegiatan-2024?temuan=missing-amount").text
    assert "Kegiatan 3 (Pagu)" in chosen
    assert "Kegiatan 4 (Pagu)" not in chosen
    assert "Temuan" not in site.client.get("/dataset/kegiatan-2024/v/1").text


def test_the_citation_has_version_address_and_hash(site: Site) -> None:
    with site.instance.work() as work:
        digest = datasets.version(work, datasets.get(work, site.dataset), 2).digest
    citation = site.client.get("/dataset/kegiatan-2024").text.partition('<p class="quote copy">')[2]
    citation = citation.partition("</p>")[0]
    assert f"{SITE}/dataset/kegiatan-2024/v/2 (sha256:{digest})" in citation
    assert "versi 2" in citation


def test_api_lines_have_the_ids(site: Site) -> None:
    page = site.client.get("/dataset/kegiatan-2024").text
    assert f"ckanapi action package_show -r {SITE} id=kegiatan-2024" in page
    assert f"/api/3/action/package_show?id={site.dataset}" in page
    assert f"datastore_search?resource_id={site.table}" in page


def test_search_engines_read_what_it_is(site: Site) -> None:
    page = site.client.get("/dataset/kegiatan-2024").text
    told = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert told["@type"] == "Dataset"
    assert told["version"] == "2"
    assert told["temporalCoverage"] == "2024-01-01/2024-12-31"
    assert told["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert told["distribution"][0]["sha256"] == hashlib.sha256(CSV.encode()).hexdigest()
    assert "<script>" not in page


def test_sample_data_say_so_in_title_and_banner(site: Site) -> None:
    page = site.client.get("/dataset/contoh").text
    assert "<title>Angka peraga (DATA CONTOH)" in page
    assert 'class="sample"' in page
    assert 'class="sample"' not in site.client.get("/dataset/kegiatan-2024").text


@pytest.mark.parametrize(
    "query", ["page=0", "page=99999999", "page=x", "temuan=%00", "temuan=%27--", "page=2&temuan=rounded"]
)
def test_nonsense_in_the_address_is_answered(site: Site, query: str) -> None:
    assert site.client.get(f"/dataset/kegiatan-2024?{query}").status_code == 200


def test_next_update_and_quality_stand_among_the_facts(site: Site) -> None:
    page = site.client.get("/dataset/kegiatan-2024").text
    strip = page.partition('<dl class="answers">')[2].partition("</dl>")[0]
    for fact in ("Berikutnya", "perkiraan dari jadwal penerbit", "Mutu metadata", "dari 405 poin"):
        assert fact in strip
    unknown = site.client.get("/dataset/contoh").text
    assert "tidak diketahui" in unknown
    assert "penerbit tidak menyebut jadwal" in unknown
    assert "sudah diganti" in site.client.get("/dataset/kegiatan-2024/v/1").text


def test_every_language_has_the_ids_and_what_has_no_rows_says_why(site: Site) -> None:
    page = site.client.get("/dataset/kegiatan-2024").text
    for language in ("curl", "Python", "ckanapi", "R", "JavaScript"):
        assert f"<summary>{language}</summary>" in page
    assert page.count(f"resource_id={site.table}") >= 4
    assert "tautan ke situs lain; isinya tidak disimpan di sini" in page
    assert "berkas PDF ini tidak memuat tabel" in page


def test_a_bibtex_entry_names_version_address_and_hash(site: Site) -> None:
    page = site.client.get("/dataset/kegiatan-2024").text
    entry = page.partition("@misc{kegiatan-2024-v2,")[2].partition("</pre>")[0]
    for part in ("{{Dinas Kesehatan}}", "version   = {2}", f"{SITE}/dataset/kegiatan-2024/v/2", "sha256:"):
        assert part in entry
