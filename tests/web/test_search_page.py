"""The search page: words, facets, chips, order, pages; all of it in the address."""

import re

import pytest

from tests.web.conftest import Site


def test_words_find_and_are_kept(site: Site) -> None:
    page = site.client.get("/dataset?q=pagu").text
    assert "1 data untuk “pagu”" in page
    assert 'href="/dataset/kegiatan-2024"' in page
    assert 'value="pagu"' in page


def test_english_pages_speak_of_themes_in_english_and_link_in_english(site: Site) -> None:
    page = site.client.get("/en/dataset?q=pagu").text
    assert ">Budget" in page
    assert 'href="/en/dataset/kegiatan-2024"' in page
    assert ">Anggaran<span" not in page


def test_facets_are_titled_counted_and_narrow(site: Site) -> None:
    page = site.client.get("/dataset").text
    assert "27 data" in page
    value = page.partition('href="/dataset?organization=bappeda"')[2].partition("</a>")[0]
    assert ">Badan Perencanaan</span>" in value
    assert ">26<" in value
    narrowed = site.client.get("/dataset?organization=dinas-kesehatan").text
    assert ">1 data<" in narrowed
    assert "Kegiatan dan pagu 2024" in narrowed
    other = narrowed.partition('href="/dataset?organization=dinas-kesehatan&amp;organization=bappeda"')[2]
    assert ">26<" in other.partition("</a>")[0]


@pytest.mark.parametrize(
    ("query", "chip"),
    [
        ("organization=bappeda", "Penerbit: Badan Perencanaan"),
        ("groups=anggaran", "Tema: Anggaran"),
        ("tags=kesehatan", "Kata kunci: kesehatan"),
        ("res_format=JSON", "Format: JSON"),
        ("license_id=cc-zero", "Lisensi: Creative Commons CC0 1.0"),
        ("year=2024", "Tahun: 2024"),
    ],
)
def test_every_filter_is_a_chip_that_takes_itself_away(site: Site, query: str, chip: str) -> None:
    page = site.client.get(f"/dataset?q=data&{query}&sort=title_string+asc").text
    without = "/dataset?q=data&amp;sort=title_string+asc"
    assert f'href="{without}"><span class="visually-hidden">Lepas saringan: </span>{chip}' in page


def test_filters_of_one_page_stay_when_another_is_added_and_the_page_starts_again(site: Site) -> None:
    page = site.client.get("/dataset?organization=bappeda&page=2").text
    assert "/dataset?organization=bappeda&amp;tags=kesehatan" in page
    assert 'href="/dataset?organization=bappeda&amp;page=1"' in page
    assert '<input type="hidden" name="organization" value="bappeda">' in page


def test_order_by_title(site: Site) -> None:
    page = site.client.get("/dataset?sort=title_string+asc").text
    found = re.findall(r'<h3 lang="id"><a href="[^"]*">([^<]*)</a>', page)
    assert found == sorted(found)
    assert len(found) == 20


def test_a_page_after_the_last_is_the_last(site: Site) -> None:
    page = site.client.get("/dataset?page=999999").text
    assert 'page=1"' in page
    assert len(re.findall(r'<h3 lang="id"><a', page)) == 7


def test_nothing_found_says_what_to_do(site: Site) -> None:
    page = site.client.get("/dataset?q=zzzz&year=2024").text
    assert "Tidak ada yang cocok" in page
    assert "Periksa ejaan" in page
    assert 'class="hints"' not in page


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        (
            "q=puskesmas&year=1990",
            '<a href="/dataset?q=puskesmas">Lepas saringan Tahun</a>',
        ),
        ("q=puskesmas+zzzz", '<a href="/dataset?q=puskesmas">Tanpa kata “zzzz”</a>'),
        ("q=pagu+zzzz&year=2024", '<a href="/dataset?q=pagu&amp;year=2024">Tanpa kata “zzzz”</a>'),
        ("q=puskesmas&year=1990&tags=x", '<a href="/dataset?q=puskesmas">Lepas semua saringan</a>'),
    ],
)
def test_nothing_found_names_what_would_find_something(site: Site, query: str, hint: str) -> None:
    page = site.client.get(f"/dataset?{query}").text
    assert hint in page
    listed = page.partition('class="hints"')[2].partition("</ul>")[0]
    assert all(int(count) > 0 for count in re.findall(r"(\d+) data", listed))


@pytest.mark.parametrize(
    "query",
    [
        "page=-1", "page=9999999999999999999999", "page=%D9%A3", "page=%C2%B2", "page=x", "sort=rm",
        "sort=title_string%00", "year=abc", "year=%00", "q=%00%ff",
        "q=" + "a+" * 5000, "q=%22%28AND+OR*~%5E", "tags=&tags=%20",
        "organization=" + "x" * 5000, "&".join(f"tags={n}" for n in range(500)), "license_id=%3Cscript%3E",
        "res_format[]=CSV", "page=1&page=2", "_external=1&_scheme=javascript",
    ],
)  # fmt: skip
def test_nonsense_is_answered(site: Site, query: str) -> None:
    for start in ("/dataset", "/en/dataset", "/organization/bappeda", "/group/anggaran"):
        answer = site.client.get(f"{start}?{query}")
        assert answer.status_code == 200
        assert "<script>" not in answer.text
        assert "javascript:" not in answer.text


def test_sample_data_say_so_in_a_list(site: Site) -> None:
    card = site.client.get("/dataset?q=peraga").text.partition("Angka peraga")[2].partition("</li>")[0]
    assert "DATA CONTOH" in card
