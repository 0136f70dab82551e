"""A resource's page: its table paged, sorted, filtered, with exact totals; what is no table."""

import re
from decimal import Decimal
from urllib.parse import quote

import pytest

from catalog.tabular import Column
from catalog.web.wording import figure
from tests.web.conftest import ROWS, SITE, TOTAL, Site


def _url(site: Site, query: str = "", prefix: str = "") -> str:
    return f"{prefix}/dataset/kegiatan-2024/resource/{site.table}{query}"


def _page(site: Site, query: str = "", prefix: str = "") -> str:
    answer = site.client.get(_url(site, query, prefix))
    assert answer.status_code == 200
    return answer.text


def _codes(page: str) -> list[str]:
    return re.findall(r'<th scope="row">(1\.02\.\d+)</th>', page)


def _indonesian(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,")).removesuffix(",00")


def _pagu(row: tuple[object, ...]) -> Decimal:
    assert isinstance(row[3], Decimal)
    return row[3]


def test_rows_are_written_in_the_language_of_the_page(site: Site) -> None:
    page = _page(site)
    assert len(_codes(page)) == 50
    assert '<td class="numeric">4.336.571.036.129,62</td>' in page
    assert '<td class="numeric">0,25</td>' in page
    assert '<td class="numeric">2024</td>' in page
    assert "<td>1 Feb 2024</td>" in page
    assert "<td>tidak</td>" in page
    english = _page(site, prefix="/en")
    assert '<td class="numeric">4,336,571,036,129.62</td>' in english
    assert "<td>1 May 2024</td>" in english


def test_the_total_is_of_all_rows_to_the_last_digit(site: Site) -> None:
    for query in ("", "?page=2", "?page=3", "?sort=-pagu"):
        page = _page(site, query)
        assert f"<dd>Rp{_indonesian(TOTAL)}</dd>" in page
        assert f"Rp{_indonesian(TOTAL)}</td>" in page.partition("<tfoot>")[2]
        assert "Jumlah Serapan" not in page  # a sum of percentages means nothing


@pytest.mark.parametrize(
    ("query", "keep"),
    [
        ("f.nama=has:JALAN", lambda row: "jalan" in row[1]),
        ("f.kode=1.02.007", lambda row: row[0] == "1.02.007"),
        ("f.kode=eq:1.02.007", lambda row: row[0] == "1.02.007"),
        (
            "f.pagu=min:4336650000000&f.pagu=max:4336660000000",
            lambda row: 4336650000000 <= row[3] <= 4336660000000,
        ),
        ("f.mulai=max:2024-03-01", lambda row: row[5].month <= 3),
        ("f.aktif=true", lambda row: row[6]),
        (
            "q=puskesmas+11",
            lambda row: "puskesmas" in row[1] and ("11" in row[1] or "11" in row[0] or row[4] == 11),
        ),
        ("q=4336580036132.95", lambda row: row[3] == Decimal("4336580036132.95")),
        ("q=puskesmas&f.aktif=false", lambda row: "puskesmas" in row[1] and not row[6]),
    ],
)
def test_filters_and_their_total(site: Site, query: str, keep: object) -> None:
    assert callable(keep)
    wanted = [row for row in ROWS if keep(row)]
    assert wanted
    page = _page(site, f"?{query}")
    assert _codes(page) == [row[0] for row in wanted][:50]
    assert f"<dd>Rp{_indonesian(sum(map(_pagu, wanted), Decimal(0)))}</dd>" in page
    assert f"Unduh persis {len(wanted)} baris ini (CSV)" in page
    assert f'/tabel.csv?{query.replace("&", "&amp;").replace(":", "%3A")}"' in page


def test_a_head_sorts_both_ways_then_not_at_all(site: Site) -> None:
    page = _page(site, "?q=jalan")
    assert f'href="{_url(site)}?q=jalan&amp;sort=-pagu"' in page  # the greatest amounts first
    assert f'href="{_url(site)}?q=jalan&amp;sort=nama"' in page
    down = _page(site, "?sort=-pagu")
    assert 'class="numeric" aria-sort="descending"' in down
    assert _codes(down)[0] == "1.02.120"
    assert 'sort=pagu"' in down
    up = _page(site, "?sort=pagu")
    assert 'aria-sort="ascending"' in up
    assert f'href="{_url(site)}">Pagu' in up


def test_the_form_of_one_filter_leads_to_its_plain_address(site: Site) -> None:
    answer = site.client.get(
        _url(site, "?q=jalan&page=3&f.aktif=eq:true&kolom=pagu&syarat=min&nilai=Rp 1.234.567,5")
    )
    assert answer.status_code == 302
    assert answer.headers["Location"] == _url(site, "?q=jalan&f.aktif=eq%3Atrue&f.pagu=min%3A1234567.5#tabel")
    english = site.client.get(_url(site, "?kolom=pagu&syarat=max&nilai=1,234.5", "/en"))
    assert english.headers["Location"] == _url(site, "?f.pagu=max%3A1234.5#tabel", "/en")
    text = site.client.get(_url(site, "?kolom=kode&syarat=eq&nilai=1.024.000"))
    assert text.headers["Location"] == _url(site, "?f.kode=eq%3A1.024.000#tabel")
    plain = site.client.get(_url(site, "?kolom=pagu&syarat=min&nilai=-1234.5"))
    assert plain.headers["Location"] == _url(site, "?f.pagu=min%3A-1234.5#tabel")
    empty = site.client.get(_url(site, "?sort=pagu&kolom=kode&syarat=eq&nilai="))
    assert empty.headers["Location"] == _url(site, "?sort=pagu#tabel")


def test_filters_are_chips_in_words(site: Site) -> None:
    page = _page(site, "?q=jalan&f.pagu=min:4336650000000")
    chips = dict(
        re.findall(r'class="chip" href="([^"]*)"><span class="visually-hidden">[^<]*</span>([^<]*)<', page)
    )
    assert chips == {
        f"{_url(site)}?q=jalan": "Pagu paling sedikit 4.336.650.000.000",
        f"{_url(site)}?f.pagu=min%3A4336650000000": "“jalan”",
    }


def test_a_page_after_the_last_is_the_last_of_the_table(site: Site) -> None:
    for query in ("?page=99999", "?page=99999&sort=kode", "?baris=99999"):
        page = _page(site, query)
        assert "Baris 101–120 dari 120" in page
        assert _codes(page)[-1] == "1.02.120"


def test_a_row_has_an_address_in_a_version(site: Site) -> None:
    page = _page(site, "?sort=-pagu")
    address = f"/dataset/kegiatan-2024/v/2/resource/{site.table}?baris=77#baris-77"
    assert f'href="{address}"' in page
    there = site.client.get(address.partition("#")[0]).text
    assert '<tr id="baris-77" class="row-here">' in there
    assert there.count("row-here") == 1
    assert "Baris 51–100 dari 120" in there
    assert "baris=" not in there.partition('class="pagination"')[2].partition("</ul>")[0]


def test_an_older_version_keeps_its_rows(site: Site) -> None:
    page = site.client.get(f"/dataset/kegiatan-2024/v/1/resource/{site.table}").text
    assert len(_codes(page)) == 3
    assert "Ini bukan versi yang berlaku" in page
    assert f"Rp{_indonesian(sum(map(_pagu, ROWS[:3]), Decimal(0)))}" in page


def test_the_dictionary_explains_each_column(site: Site) -> None:
    dictionary = _page(site).partition('id="tabel-kamus"')[2].partition("</table>")[0]
    for text in ("Kode kegiatan", "<td>pagu</td>", "bilangan pecahan", "rupiah", "Batas tertinggi belanja"):
        assert text in dictionary


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("f.pagu=min:banyak", "Saringan pada kolom pagu: banyak bukan"),
        ("f.pagu=has:5", "tidak dapat dipakai pada kolom pagu"),
        ("f.gaji=5", "Kolom gaji tidak ada dalam tabel ini."),
        ("f.=5", "tidak ada dalam tabel ini."),
        ("f.mulai=min:kemarin", "Saringan pada kolom mulai"),
        ('f.pagu"%3B drop table=5', "tidak ada dalam tabel ini."),
    ],
)
def test_a_filter_that_makes_no_sense_is_named_on_the_page(site: Site, query: str, says: str) -> None:
    answer = site.client.get(_url(site, f"?{query}"))
    assert answer.status_code == 400
    assert says in answer.text
    assert "Lepas saringan" in answer.text
    assert "Kamus kolom" in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "page=0", "page=-5", "page=99999", "page=1e9", "page=%C2%B2", "baris=0", "baris=999999", "baris=x",
        "sort=tidak_ada", "sort=-", "sort=%00", "q=%00", "q=%ff", "f.nama=has:%25%27%22",
        "kolom=x&syarat=y&nilai=z",
        "kolom=%0d%0aSet-Cookie:x&syarat=eq&nilai=%0d%0a", "f.nama=" + quote("<script>alert(1)</script>"),
    ],
)  # fmt: skip
def test_nonsense_in_a_table_address_is_answered(site: Site, query: str) -> None:
    answer = site.client.get(_url(site, f"?{query}"))
    assert answer.status_code in (200, 302)
    assert "<script>" not in answer.text
    assert "Set-Cookie" not in answer.headers


def test_what_is_no_table_shows_its_facts(site: Site) -> None:
    link = site.client.get(f"/dataset/kegiatan-2024/resource/{site.link}").text
    assert 'href="https://sumber.example.id/"' in link
    assert "isi-tabel" not in link
    scan = re.search(
        r'href="(/dataset/kegiatan-2024/resource/[^"]+)">Dokumen pindai',
        site.client.get("/dataset/kegiatan-2024").text,
    )
    assert scan
    page = site.client.get(scan[1]).text
    assert "/download/dpa.pdf" in page
    assert "15 B" in page
    trap = re.search(
        r'href="(/dataset/kegiatan-2024/resource/[^"]+)">Jebakan',
        site.client.get("/dataset/kegiatan-2024").text,
    )
    assert trap
    assert 'href="javascript' not in site.client.get(trap[1]).text


def test_the_address_of_a_table_takes_the_dataset_by_id_and_is_canonical_by_name(site: Site) -> None:
    page = site.client.get(f"/dataset/{site.dataset}/resource/{site.table}")
    assert page.status_code == 200
    assert f'<link rel="canonical" href="{SITE}/dataset/kegiatan-2024/resource/{site.table}">' in page.text
    assert site.client.get(f"/dataset/contoh/resource/{site.table}").status_code == 404


def test_sums_beyond_28_digits_are_written_in_full(site: Site) -> None:
    column = Column("pagu", "decimal", unit="rupiah")
    with site.client.application.test_request_context("/"):
        assert figure(column, Decimal("12345678901234567890123456789012345.60")) == (
            "Rp12.345.678.901.234.567.890.123.456.789.012.345,60"
        )
        assert figure(column, Decimal("-1000.00")) == "-Rp1.000"
