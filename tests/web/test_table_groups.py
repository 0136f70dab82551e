"""A table in groups, the values to pick from, and SQL on its page."""

import csv
import io
import re
from collections import Counter
from decimal import Decimal
from html import unescape
from urllib.parse import urlencode

import pytest

from catalog.tabular import engine
from tests.web.conftest import ROWS, TOTAL, Site


def _url(site: Site, query: str = "", prefix: str = "") -> str:
    return f"{prefix}/dataset/kegiatan-2024/resource/{site.table}{query}"


def _page(site: Site, query: str = "", prefix: str = "") -> str:
    answer = site.get(_url(site, query, prefix))
    assert answer.status_code == 200
    return answer.text


def _cells(page: str, table: str, part: str = "tbody") -> list[list[str]]:
    """The texts of a table's cells, row by row."""
    inner = page.partition(f'id="{table}"')[2].partition(f"<{part}")[2].partition(f"</{part}>")[0]
    return [
        [
            unescape(re.sub("<[^>]*>", "", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)
        ]
        for row in inner.split("<tr")[1:]
    ]


def _total(active: bool) -> Decimal:
    """The sum of pagu over the rows that are active, or not."""
    return sum((row[3] for row in ROWS if row[6] is active and isinstance(row[3], Decimal)), Decimal(0))


def _indonesian(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def test_groups_have_counts_and_sums_and_lead_to_their_rows(site: Site) -> None:
    page = _page(site, "?kelompok=aktif")
    sums = {active: _total(active) for active in (True, False)}
    assert _cells(page, "isi-kelompok") == [
        ["tidak", "60", _indonesian(sums[False])],
        ["ya", "60", _indonesian(sums[True])],
    ]
    assert _cells(page, "isi-kelompok", "tfoot") == [["Jumlah", "120", f"Rp{_indonesian(TOTAL)}"]]
    assert "Jumlah adalah dari semua 120 baris yang cocok" in page
    assert f'href="{_url(site)}?f.aktif=eq%3Afalse"' in page
    rows = _page(site, "?f.aktif=eq%3Afalse")
    assert f"<dd>Rp{_indonesian(sums[False]).removesuffix(',00')}</dd>" in rows


def test_groups_are_of_what_is_filtered_and_their_links_keep_it(site: Site) -> None:
    page = _page(
        site, "?q=jalan&f.mulai=max:2024-04-01&f.mulai=eq:2024-04-01&kelompok=mulai&kelompok=aktif&sort=mulai"
    )
    matching = [row for row in ROWS if "jalan" in str(row[1]) and str(row[5]) == "2024-04-01"]
    assert [cells[2] for cells in _cells(page, "isi-kelompok")] == [
        str(count) for _key, count in sorted(Counter(row[6] for row in matching).items())
    ]
    link = re.search(r'<th scope="row"><a href="([^"]*)"', page)
    assert link
    assert unescape(link[1]) == _url(
        site, "?q=jalan&f.mulai=max%3A2024-04-01&f.mulai=eq%3A2024-04-01&f.aktif=eq%3Afalse"
    )


def test_groups_are_sorted_and_paged(site: Site) -> None:
    page = _page(site, "?kelompok=kode&sort=-pagu")
    assert [cells[0] for cells in _cells(page, "isi-kelompok")][:2] == ["1.02.120", "1.02.119"]
    assert "Kelompok 1–50 dari 120" in page
    assert 'aria-sort="descending"' in page
    assert f'href="{_url(site)}?kelompok=kode&amp;sort=pagu"' in page
    assert "Kelompok 101–120 dari 120" in _page(site, "?kelompok=kode&sort=-pagu&page=99")
    assert "pagu paling" not in _page(site, "?kelompok=hantu")  # no such column: the rows
    assert len(_cells(_page(site, "?kelompok=hantu"), "isi-tabel")) == 50


def test_the_form_asks_for_groups_and_forgets_the_order_of_rows(site: Site) -> None:
    page = _page(site, "?q=jalan&sort=-pagu&kelompok=aktif")
    form = page.partition('aria-label="Kelompokkan baris"')[2].partition("</form>")[0]
    assert re.findall(r'<input type="hidden" name="(\w+)"', form) == ["q"]
    assert '<option value="aktif" selected>' in form
    assert "Kelompok" in _page(site, "?kelompok=&kelompok=aktif")


def test_values_are_offered_with_counts_and_several_mean_any(site: Site) -> None:
    page = _page(site, "?pilih=mulai&q=jalan")
    offered = re.search(r'href="([^"]*)" data-keep="f.mulai=eq:2024-04-01"', page)
    assert offered
    counts = re.findall(r'class="facet-count">(\d+)<', page)
    months = Counter(str(row[5]) for row in ROWS if "jalan" in str(row[1]))
    assert sorted(map(int, counts)) == sorted(months.values())
    chosen = _page(site, "?pilih=mulai&f.mulai=eq:2024-04-01&f.mulai=eq:2024-01-01&q=jalan")
    wanted = months["2024-04-01"] + months["2024-01-01"]
    assert f"Unduh persis {wanted} baris ini (CSV)" in chosen
    assert chosen.count("(dipakai; klik untuk melepas)") == 2
    assert len(re.findall(r'class="facet-count">', chosen)) == len(months)  # others can still be picked


def test_only_columns_with_few_values_offer_them(site: Site) -> None:
    nav = _page(site).partition('aria-label="Pilih dari daftar nilai"')[2].partition("</nav>")[0]
    assert re.findall(r"pilih=(\w+)", nav) == ["mulai", "aktif"]  # not 120 codes, one year, amounts


def test_the_form_filters_empty_cells_and_forgives_its_first_choice(site: Site) -> None:
    empty = site.get(_url(site, "?kolom=pagu&syarat=none&nilai="))
    assert empty.headers["Location"] == _url(site, "?f.pagu=none%3A#tabel")
    assert "Pagu kosong" in _page(site, "?f.pagu=none%3A")
    number = site.get(_url(site, "?kolom=tahun&syarat=has&nilai=2024"))
    assert number.headers["Location"] == _url(site, "?f.tahun=eq%3A2024#tabel")


@pytest.mark.parametrize(
    "query", ["kelompok=pagu&f.pagu=min:zzz", "kelompok=kode&f.hantu=1", "pilih=aktif&f.aktif=has:y"]
)
def test_a_filter_that_makes_no_sense_is_named_beside_groups(site: Site, query: str) -> None:
    answer = site.get(_url(site, f"?{query}"))
    assert answer.status_code == 400
    assert "Pertanyaan ini tidak dapat dijawab" in answer.text


def _sql(site: Site, sql: str, prefix: str = "") -> str:
    return f"{_url(site, prefix=prefix)}/sql?{urlencode({'sql': sql})}"


def test_the_sql_page_begins_with_an_example_that_works(site: Site) -> None:
    page = site.get(f"{_url(site)}/sql")
    assert page.status_code == 200
    example = unescape(page.text.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0])
    assert "GROUP BY kode" in example
    answered = site.get(_sql(site, example))
    assert answered.status_code == 200
    assert len(_cells(answered.text, "isi-jawaban")) == 20
    grouped = site.get(f"{_url(site)}/sql?kelompok=aktif&kelompok=tahun").text
    assert "GROUP BY aktif, tahun" in grouped
    assert "noindex" in answered.text


def test_an_answer_is_written_in_the_language_of_the_page_and_exact_as_csv(site: Site) -> None:
    sql = "SELECT tahun, aktif, sum(pagu) AS pagu, NULL AS tiada FROM tabel GROUP BY ALL ORDER BY aktif DESC"
    total = _total(True)
    first = _cells(site.get(_sql(site, sql)).text, "isi-jawaban")[0]
    assert first == ["2024", "true", _indonesian(total), "–"]
    assert f"{total:,.2f}" in site.get(_sql(site, sql, "/en")).text
    answer = site.get(f"/dataset/{site.dataset}/resource/{site.table}/sql.csv?{urlencode({'sql': sql})}")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[:2] == [["tahun", "aktif", "pagu", "tiada"], ["2024", "true", f"{total:.2f}", ""]]
    assert "kegiatan-sql.csv" in answer.headers["Content-Disposition"]


def test_an_answer_that_is_cut_says_so_and_so_does_its_csv(site: Site) -> None:
    page = site.get(_sql(site, "SELECT * FROM range(501)")).text
    assert "Jawaban ini terpotong" in page
    assert len(_cells(page, "isi-jawaban")) == 500
    assert "Jawaban ini terpotong" not in site.get(_sql(site, "SELECT * FROM range(500)")).text
    query = urlencode({"sql": "SELECT * FROM range(32001)"})
    answer = site.get(f"/dataset/{site.dataset}/resource/{site.table}/sql.csv?{query}")
    assert "-terpotong.csv" in answer.headers["Content-Disposition"]
    assert answer.text.count("\r\n") == 32_001


@pytest.mark.parametrize(
    ("sql", "status", "told"),
    [
        ("SELECT hantu FROM tabel", 400, "hantu"),
        ("DROP TABLE tabel", 400, "Hanya satu perintah SELECT"),
        ("SELECT '" + "x" * 2_000 + "'", 400, "paling panjang 2000 huruf"),
        ("SELECT current_setting('threads')", 403, "current_setting"),
        ("SELECT * FROM '/etc/passwd'", 404, "tidak ditemukan"),
        ("SELECT '<script>alert(1)</script>' FROM hantu", 404, "hantu"),
    ],
)
def test_sql_that_cannot_be_answered_stays_in_the_form_with_its_reason(
    site: Site, sql: str, status: int, told: str
) -> None:
    answer = site.get(_sql(site, sql))
    assert answer.status_code == status
    assert 'aria-invalid="true"' in answer.text
    assert told in unescape(answer.text)
    assert sql in unescape(answer.text)
    assert "<script>alert" not in answer.text
    assert (
        site.get(
            f"/dataset/{site.dataset}/resource/{site.table}/sql.csv?{urlencode({'sql': sql})}"
        ).status_code
        == status
    )


def test_sql_needs_a_table(site: Site) -> None:
    assert site.get(f"/dataset/kegiatan-2024/resource/{site.link}/sql").status_code == 404
    assert site.get(f"/dataset/{site.dataset}/resource/{site.link}/sql.csv?sql=SELECT+1").status_code == 404
    link = urlencode({"sql": f'SELECT * FROM "{site.link}"'})
    assert site.get(f"{_url(site)}/sql?{link}").status_code == 404


def test_a_question_too_large_is_answered_in_words(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_ASKING", ("1MB", 1))
    answer = site.get(_url(site, "?kelompok=kode&q=jalan+puskesmas+satu+dua"))
    assert answer.status_code == 503
    assert "terlalu besar" in answer.text
    assert "Kamus kolom" in answer.text
