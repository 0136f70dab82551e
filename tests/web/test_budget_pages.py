"""The budget pages: the figures of the ladder, exact; remainders shown; nothing hidden is public."""

import csv
import gzip
import html
import io
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from catalog import budget
from catalog.access import ANONYMOUS
from catalog.budget import Government, Ladder
from catalog.web.formats import number, percent, rupiah
from catalog.work import Instance
from tests.web.budget_site import PROVINCE, YEAR, open_site, put, put_sample

YEAR_PAGE = f"/anggaran/{PROVINCE.key}/{YEAR}"
AGENCY_PAGE = f"{YEAR_PAGE}/dinas-pendidikan"
COMPARE_PAGE = f"{YEAR_PAGE}/banding"
MALANG = Government("35.07", "kemendagri", "Kab. Malang")
HOSTILE = "=Dinas <script>alert(1)</script> A/B"
SECRET = "Dinas Rahasia"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Instance, FlaskClient]]:
    """Sample figures of the province; real ones of a kabupaten, some of which are private."""
    app, opened = open_site(tmp_path_factory.mktemp("site"))
    put_sample(opened, ("rkpd", "kua_ppas", "apbd", "perubahan", "realisasi"))
    plan = [
        {
            "kode_skpd": "A1",
            "nama_skpd": HOSTILE,
            "kode_program": "1.01.02",
            "nama_program": "P",
            "pagu": "700",
        },
        {
            "kode_skpd": "A2",
            "nama_skpd": "Dinas B",
            "kode_program": "1.02.02",
            "nama_program": "Q",
            "pagu": "31",
        },
    ]
    deeper = {"kode_kegiatan": "1.01.02.2.01", "nama_kegiatan": "K"}
    spending = [
        {**plan[0], **deeper, "pagu": "300"},
        {**plan[0], "kode_kegiatan": "", "nama_kegiatan": "", "pagu": "150"},
        {**plan[0], "kode_skpd": "A3", "nama_skpd": "Dinas C", **deeper, "pagu": "9"},
    ]
    put(opened, "rkpd-malang", "rkpd", plan, government=MALANG)
    put(opened, "apbd-malang", "apbd", spending, government=MALANG)
    hidden = [{"kode_skpd": "X", "nama_skpd": SECRET, "pagu": "123456789"}]
    put(opened, "perubahan-malang", "perubahan", hidden, government=MALANG, private=True)
    put(opened, "rahasia", "apbd", hidden, government=Government("99", "kemendagri", SECRET), private=True)
    yield opened, app.test_client()
    opened.engine.dispose()


@pytest.fixture(scope="module")
def client(instance: tuple[Instance, FlaskClient]) -> FlaskClient:
    return instance[1]


def ladder_of(instance: tuple[Instance, FlaskClient], agency: str = "", key: str = PROVINCE.key) -> Ladder:
    with instance[0].work(ANONYMOUS) as work:
        return budget.ladder(work, key, YEAR, agency)


def get(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.text


def rows_of(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def column_sum(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows if row[column]), Decimal(0))


@pytest.mark.parametrize("agency", ["", "dinas-pendidikan"])
def test_a_page_says_what_the_ladder_says(instance: tuple[Instance, FlaskClient], agency: str) -> None:
    found = ladder_of(instance, agency)
    app, client = instance[1].application, instance[1]
    page = get(client, f"{YEAR_PAGE}/{agency}" if agency else YEAR_PAGE)
    with app.test_request_context("/"):
        belanja = found.sections[0].total
        for amount in (belanja.planned, belanja.budgeted, belanja.revised, belanja.spent):
            assert rupiah(amount) in page
        for section in found.sections:
            for row in section.rows:
                for amount in (row.planned, row.budgeted, row.revised, row.spent):
                    assert amount is None or f">{number(amount)}</a>" in page
    assert "80,4%" in page if not agency else "72,4%" in page


def test_each_stage_adds_up_from_what_meets_and_what_does_not(
    instance: tuple[Instance, FlaskClient], client: FlaskClient
) -> None:
    page = get(client, YEAR_PAGE)
    tables = re.findall(r'<table class="data-table" id="(p-[a-z_]+-\d+)">(.*?)</table>', page, re.DOTALL)
    joins = [join for section in ladder_of(instance).sections for join in section.joins]
    assert len(tables) == len(joins) > 6
    for (_id, table), join in zip(tables, joins, strict=True):
        head, foot = table.split("<tfoot>")
        sides: list[list[Decimal]] = [[], []]
        for line in re.findall(r"<tr.*?</tr>", head.split("<tbody>")[1], re.DOTALL):
            cells = re.findall(r'<td class="numeric">([^<]*)</td>', line)
            for side, text in zip(sides, cells[-2:], strict=True):
                side.append(Decimal(text.replace(".", "").replace("–", "0")))
        totals = [Decimal(text.replace(".", "")) for text in re.findall(r">([\d.]+)</td>", foot)]
        assert [sum(side) for side in sides] == totals == [join.left.amount, join.right.amount]


def test_what_cannot_be_joined_is_listed_and_summed(
    instance: tuple[Instance, FlaskClient], client: FlaskClient
) -> None:
    left = ladder_of(instance).sections[0].joins[0].left_only
    assert left.count == 14
    page = get(client, YEAR_PAGE)
    with client.application.test_request_context("/"):
        assert f"14 kelompok baris, {rupiah(left.amount)}" in page
        for one in left.listed:
            assert number(one.amount) in page
            assert one.activity_name in html.unescape(page)


def test_the_csv_sums_to_the_total_of_every_table(instance: tuple[Instance, FlaskClient]) -> None:
    rungs = {
        "direncanakan": "planned",
        "dianggarkan": "budgeted",
        "sesudah_perubahan": "revised",
        "terealisasi": "spent",
    }
    for key, agency, count in (
        (PROVINCE.key, "", 4),
        (PROVINCE.key, "dinas-pendidikan", 1),
        (MALANG.key, "A1", 1),
    ):
        found = ladder_of(instance, agency, key)
        assert len(found.sections) == count
        for section in found.sections:
            address = f"/anggaran/{key}/{YEAR}{'/' + agency if agency else ''}/tangga.csv"
            rows = rows_of(instance[1], f"{address}?bagian={section.direction}")
            for column, rung in rungs.items():
                total = getattr(section.total, rung)
                assert column_sum(rows, column) == (total or 0), (agency, section.direction, column)


def test_what_is_not_detailed_further_is_a_row_of_its_own(client: FlaskClient) -> None:
    rows = rows_of(client, f"/anggaran/{MALANG.key}/{YEAR}/A1/tangga.csv")
    told = [
        (row["tingkat"], row["kode"], row["termasuk"], row["direncanakan"], row["dianggarkan"])
        for row in rows
    ]
    assert told == [
        ("tidak dirinci", "1.01.02", "", "700", "150"),
        ("kegiatan", "1.01.02.2.01", "P", "", "300"),
    ]


def test_a_csv_runs_nothing_in_a_spreadsheet_and_says_what_it_is(client: FlaskClient) -> None:
    real = client.get(f"/anggaran/{MALANG.key}/{YEAR}/tangga.csv")
    assert f"'{HOSTILE}" in real.text
    assert "CONTOH" not in real.text + real.headers["Content-Disposition"]
    sample = client.get(f"{YEAR_PAGE}/tangga.csv")
    assert (
        'filename="DATA-CONTOH-anggaran-kemendagri-35-2025-belanja.csv"'
        in sample.headers["Content-Disposition"]
    )
    assert {row["keterangan"] for row in rows_of(client, f"{YEAR_PAGE}/tangga.csv")} == {"DATA CONTOH"}


@pytest.mark.parametrize("path", [YEAR_PAGE, f"{YEAR_PAGE}/rumah-sakit-umum-daerah-dr-soetomo"])
def test_a_figure_leads_to_the_lines_that_make_it(client: FlaskClient, path: str) -> None:
    """An agency whose programmes others have too, and which both earns and spends."""
    shown = get(client, path).partition('id="sisa"')[0]
    links = re.findall(r'href="(/anggaran/baris/[^"]+)">([\d.]+)</a>', shown)
    assert len(links) > 40
    for address, figure in links[:: len(links) // 20]:
        page = get(client, html.unescape(address))
        assert f"<h1>Rp{figure}</h1>" in page, address
        rows = re.findall(r'href="(/dataset/[^"]+\?baris=\d+#baris-\d+)"', page)
        assert rows
        assert get(client, html.unescape(rows[0]).partition("#")[0])


def test_one_line_tells_its_row_and_hash(client: FlaskClient) -> None:
    address = re.findall(r'href="(/anggaran/baris/[^"?]+/[^"?]+)"', get(client, YEAR_PAGE))[0]
    page = get(client, address)
    assert "DATA CONTOH" in page
    assert re.search(r"[0-9a-f]{64}", page)
    assert re.search(r"Buka baris [\d.]+ di tabel sumber", page)


@pytest.mark.parametrize("query", ["", "?status=berbeda", "?dari=apbd&ke=perubahan&menurut=rekening"])
def test_a_comparison_accounts_for_the_whole_difference(client: FlaskClient, query: str) -> None:
    page = get(client, COMPARE_PAGE + query)
    bridge = page.partition('id="t-selisih"')[2].partition("</table>")[0]
    figures = [Decimal(text.replace(".", "")) for text in re.findall(r">([+-]?[\d.]+)</td>\s*</tr>", bridge)]
    start, *parts, end = figures
    assert len(parts) == 4
    assert start + sum(parts) == end
    rows = rows_of(client, COMPARE_PAGE.replace("banding", "banding.csv") + query)
    stages = ("apbd", "perubahan") if "dari" in query else ("rkpd", "apbd")
    assert column_sum(rows, stages[0]) == start
    assert column_sum(rows, stages[1]) == end
    assert column_sum(rows, "selisih") == end - start


def test_a_comparison_shows_what_stands_in_one_stage_only(client: FlaskClient) -> None:
    page = get(client, f"/anggaran/{MALANG.key}/{YEAR}/banding")
    assert "Dari 3 SKPD, 0 sama persis dan 1 berbeda; 1 hanya ada di RKPD; 1 hanya ada di APBD." in page
    only = get(client, f"/anggaran/{MALANG.key}/{YEAR}/banding?status=hanya-kiri")
    assert "Dinas B" in only
    assert "Dinas C" not in only
    rows = rows_of(client, f"/anggaran/{MALANG.key}/{YEAR}/banding.csv?status=hanya-kiri")
    assert [(row["kode"], row["selisih"]) for row in rows] == [("A2", "-31")]


def test_sample_figures_say_so_and_real_ones_do_not(client: FlaskClient) -> None:
    for path in (YEAR_PAGE, AGENCY_PAGE, COMPARE_PAGE, "/anggaran"):
        page = get(client, path)
        assert "<strong>DATA CONTOH</strong>" in page
        assert "DATA CONTOH" in page.partition("</title>")[0] or path == "/anggaran"
    assert "CONTOH" not in get(client, f"/anggaran/{MALANG.key}/{YEAR}")


def test_private_figures_are_nowhere(client: FlaskClient) -> None:
    paths = ["/anggaran", "/anggaran?cari=rahasia", f"/anggaran/{MALANG.key}/{YEAR}", "/dataset?q=rahasia"]
    paths += [f"/anggaran/{MALANG.key}/{YEAR}/banding", f"/anggaran/{MALANG.key}/{YEAR}/tangga.csv", "/"]
    for path in paths:
        page = get(client, path)
        assert SECRET not in page
        assert "123.456.789" not in page
        assert "123456789" not in page
    get(client, f"/anggaran/kemendagri:99/{YEAR}", 404)
    get(client, f"/anggaran/{MALANG.key}/{YEAR}/X", 404)
    get(client, f"/anggaran/{MALANG.key}/{YEAR}/banding?dari=rkpd&ke=perubahan", 404)


def test_lines_of_a_private_version_are_not_found(instance: tuple[Instance, FlaskClient]) -> None:
    with instance[0].work() as work:
        hidden = (
            work.session.query(budget.BudgetVersion)
            .filter_by(stage="perubahan", government_code="35.07")
            .one()
        )
        identifier = hidden.id
    get(instance[1], f"/anggaran/baris/{identifier}", 404)
    get(instance[1], f"/anggaran/baris/{identifier}/x", 404)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/anggaran/{PROVINCE.key}/99999999999", 404),
        (f"/anggaran/{PROVINCE.key}/99999999999999999999999", 404),
        (f"/anggaran/{PROVINCE.key}/1999", 404),
        (f"/anggaran/{PROVINCE.key}/-1", 404),
        ("/anggaran/tidak-ada/2025", 404),
        ("/anggaran/a:b/2025", 404),
        (f"/anggaran/x%27:%3Cscript%3E/{YEAR}", 404),
        (f"{YEAR_PAGE}/%3Cscript%3Ealert(1)%3C/script%3E", 404),
        (f"{YEAR_PAGE}/tangga.csv?bagian=%3Cscript%3E", 404),
        (f"{YEAR_PAGE}?urut=%3Cscript%3E&belanja=999999999999999999&page=99999999999", 200),
        (f"{AGENCY_PAGE}?belanja=%C2%B2&page=-1", 200),
        (f"{COMPARE_PAGE}?menurut=%27;drop", 400),
        (f"{COMPARE_PAGE}?dari=%3Cscript%3E", 404),
        (f"{COMPARE_PAGE}?bagian=%3Cscript%3E", 404),
        (f"{COMPARE_PAGE}?status=%3Cscript%3E&page=77", 200),
        ("/anggaran?cari=%3Cscript%3E&page=x", 200),
        ("/anggaran/baris/x", 404),
        ("/anggaran/baris/x/y", 404),
        ("/anggaran/baris/%27%20or%201=1", 404),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_hostile_addresses_are_answered_calmly(
    client: FlaskClient, prefix: str, path: str, status: int
) -> None:
    if ".csv" in path and prefix:
        status = 404
    page = get(client, prefix + path, status)
    assert "<script>" not in page
    assert "Traceback" not in page


def test_names_are_text(client: FlaskClient) -> None:
    page = get(client, f"/anggaran/{MALANG.key}/{YEAR}")
    assert "<script>alert" not in page
    assert "=Dinas &lt;script&gt;alert(1)&lt;/script&gt; A/B" in page


@pytest.mark.parametrize("path", ["/anggaran", YEAR_PAGE, AGENCY_PAGE, COMPARE_PAGE])
def test_pages_stay_in_their_language_and_load_nothing_inline(client: FlaskClient, path: str) -> None:
    for prefix, language in (("", "id"), ("/en", "en")):
        page = get(client, prefix + path)
        assert f'<html lang="{language}">' in page
        assert 'aria-current="true">' in page
        assert "<style" not in page
        assert " style=" not in page
        assert "<script>" not in page
        assert not re.search(r" on[a-z]+=", page)
        inner = re.findall(
            r'href="(/(?:en/)?anggaran[^"]*)"', page.partition("<main")[2].partition("</main>")[0]
        )
        pages = [address for address in inner if ".csv" not in address]
        assert pages
        assert all(address.startswith("/en/") == (language == "en") for address in pages)


def test_figures_are_written_as_the_language_writes_them(client: FlaskClient) -> None:
    assert "Rp30.199.999.542.000" in get(client, YEAR_PAGE)
    assert "Rp30,199,999,542,000" in get(client, f"/en{YEAR_PAGE}")


def test_the_reader_chooses_order_and_depth(client: FlaskClient) -> None:
    def names(query: str) -> list[str]:
        table = get(client, YEAR_PAGE + query).partition('id="t-belanja"')[2].partition("</table>")[0]
        return re.findall(r'<th scope="row" lang="id"><a [^>]*>([^<]+)</a>', table)

    assert names("?urut=name") == sorted(names(""), key=str.casefold)
    assert names("?urut=-name") == sorted(names(""), key=str.casefold, reverse=True)
    assert names("?urut=spent") == names("?urut=-spent")[::-1] != names("?urut=name")
    assert names("")[0] == "Dinas Pendidikan"
    whole = get(client, AGENCY_PAGE)
    folded = get(client, f"{AGENCY_PAGE}?belanja=1")
    assert 'class="depth-3"' in whole
    assert 'class="depth-1"' in folded
    assert 'class="depth-2"' not in folded


@pytest.mark.parametrize(
    ("words", "government"),
    [
        ("apbd malang", MALANG),
        (f"belanja kabupaten malang {YEAR}", MALANG),
        ("pemprov jawa timur", PROVINCE),
        ("jawa timur", PROVINCE),
        ("kota malang", None),
        ("malang 1999", None),
        ("timur", None),
        ("kabupaten", None),
    ],
)
def test_a_search_that_names_a_government_leads_to_its_budget(
    client: FlaskClient, words: str, government: Government | None
) -> None:
    page = get(client, f"/dataset?q={words}")
    assert ("Langsung ke anggarannya" in page) == bool(government)
    found = re.findall(r'<a class="chip" href="(/anggaran/[^"]+)"', page)
    assert found == ([f"/anggaran/{government.key}/{YEAR}"] if government else [])


def test_a_dataset_leads_with_the_totals_of_its_budget(
    instance: tuple[Instance, FlaskClient], client: FlaskClient
) -> None:
    page = get(client, "/dataset/apbd-malang")
    strip = page.partition('class="answers answers-large"')[2].partition("</dl>")[0]
    assert "Belanja · APBD" in re.sub(r"<[^>]+>", "", strip)  # each of the two explains itself
    assert "Rp459" in strip
    assert f'href="/anggaran/{MALANG.key}/{YEAR}#belanja"' in strip
    sample = get(client, f"/dataset/apbd-{YEAR}")
    ladder = ladder_of(instance)
    for section in ladder.sections[:2]:
        assert rupiah(section.total.budgeted) in sample
    table = re.search(r'href="(/dataset/apbd-malang/resource/[^"]+)"', page)
    assert table
    assert f'<a href="/anggaran/{MALANG.key}/{YEAR}">Total yang sudah dipilah' in get(client, table[1])


def test_the_front_page_tells_the_year_in_three_figures(
    client: FlaskClient, instance: tuple[Instance, FlaskClient]
) -> None:
    page = get(client, "/")
    total = ladder_of(instance).sections[0].total
    assert total.absorption
    budgeted = total.budgeted if total.revised is None else total.revised
    told = re.findall(r'<span class="rung-exact">([^<]*)', page)
    assert told == [rupiah(amount) for amount in (total.planned, budgeted, total.spent)]
    assert f"{percent(total.absorption)} dari" in page
    assert page.count(f'<a class="rung-short" href="{YEAR_PAGE}#belanja">') == 3
    assert 'id="belanja"' in get(client, YEAR_PAGE)


def test_an_agency_of_the_catalogue_leads_to_its_budget(
    client: FlaskClient, instance: tuple[Instance, FlaskClient]
) -> None:
    page = get(client, "/organization/dinas-pendidikan")
    row = next(one for one in ladder_of(instance).sections[0].rows if one.name == "Dinas Pendidikan")
    told = re.findall(r'<span class="rung-exact">([^<]*)', page)
    assert told == [rupiah(amount) for amount in (row.planned, row.revised, row.spent)]
    assert f'href="{YEAR_PAGE}/dinas-pendidikan#belanja"' in page
    assert "Belanjanya" not in get(client, "/organization/walidata")


def test_who_looks_for_a_government_sees_it_first(client: FlaskClient) -> None:
    found = get(client, "/anggaran?cari=malang")
    assert "Lihat per SKPD" not in found
    assert "kode Kemendagri 35.07" in found
    assert "Lihat per SKPD" in get(client, "/anggaran")


def test_the_list_of_governments_is_searched(client: FlaskClient) -> None:
    found = get(client, "/anggaran?cari=MALANG")
    assert "1 pemerintah daerah" in found
    assert f"/anggaran/{MALANG.key}/{YEAR}" in found
    assert "Tidak ada nama yang memuat" in get(client, "/anggaran?cari=zzz")


def test_an_empty_catalogue_says_what_is_to_come(tmp_path_factory: pytest.TempPathFactory) -> None:
    app, opened = open_site(tmp_path_factory.mktemp("empty"))
    assert "Belum ada angka anggaran" in get(app.test_client(), "/anggaran")
    opened.engine.dispose()


def test_a_large_ladder_is_paged_and_stays_small(tmp_path_factory: pytest.TempPathFactory) -> None:
    app, opened = open_site(tmp_path_factory.mktemp("large"))
    rows = [
        {
            "kode_skpd": "A1",
            "nama_skpd": "Dinas Besar",
            "kode_sub_kegiatan": f"1.01.02.1.{place // 50 + 1:02d}.{place:04d}",
            "nama_sub_kegiatan": f"Pembangunan Gedung Sekolah Nomor {place}",
            "pagu": str(10**9 + place * 7919),
        }
        for place in range(3000)
    ]
    put(opened, "rkpd-besar", "rkpd", rows)
    put(opened, "apbd-besar", "apbd", rows)
    client = app.test_client()
    for path in (f"{YEAR_PAGE}/A1", f"{YEAR_PAGE}/A1?page=2", f"{COMPARE_PAGE}?menurut=sub_kegiatan"):
        assert len(gzip.compress(client.get(path).data)) < 60_000, path
    seen: set[str] = set()
    for page in range(1, 14):
        seen |= set(re.findall(r"Gedung Sekolah Nomor (\d+)<", get(client, f"{YEAR_PAGE}/A1?page={page}")))
    assert len(seen) == 3000
    opened.engine.dispose()
