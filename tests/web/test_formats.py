"""Figures, dates and texts as readers of each language write them; exact."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from catalog.web.formats import NOTHING, day, filesize, moment, number, percent, rupiah, rupiah_short
from catalog.web.links import changed_query, page_window, with_value, without_value
from catalog.web.markdown import markdown, plain_excerpt


@pytest.fixture
def app() -> Flask:
    made = Flask(__name__)
    Babel(made, default_locale="id")
    return made


@pytest.mark.parametrize(
    ("amount", "exact", "short", "english", "english_short"),
    [
        (0, "Rp0", "Rp0", "Rp0", "Rp0"),
        (999_999, "Rp999.999", "Rp999.999", "Rp999,999", "Rp999,999"),
        (5_200_000, "Rp5.200.000", "Rp5,2 jt", "Rp5,200,000", "Rp5.2 million"),
        (9_533_440_000, "Rp9.533.440.000", "Rp9,53 M", "Rp9,533,440,000", "Rp9.53 billion"),
        (1_200_000_000_000, "Rp1.200.000.000.000", "Rp1,2 T", "Rp1,200,000,000,000", "Rp1.2 trillion"),
        (999_999_999_999, "Rp999.999.999.999", "Rp1 T", "Rp999,999,999,999", "Rp1 trillion"),
        (-1_271_967_883_000, "-Rp1.271.967.883.000", "-Rp1,27 T", "-Rp1,271,967,883,000", "-Rp1.27 trillion"),
        (Decimal("1234.56"), "Rp1.234,56", "Rp1.234,56", "Rp1,234.56", "Rp1,234.56"),
    ],
)
def test_rupiah(
    app: Flask, amount: int | Decimal, exact: str, short: str, english: str, english_short: str
) -> None:
    with app.test_request_context():
        assert (rupiah(amount), rupiah_short(amount)) == (exact, short)
    with app.test_request_context(), force_locale("en"):
        assert (rupiah(amount), rupiah_short(amount)) == (english, english_short)


def test_no_digit_is_lost(app: Flask) -> None:
    amount = Decimal("123456789012345678901234567890123456789.01")
    with app.test_request_context():
        assert rupiah(amount).replace(".", "") == "Rp123456789012345678901234567890123456789,01"
        assert number(amount).replace(".", "") == "123456789012345678901234567890123456789,01"


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Decimal("0.125"), "12,5%"),
        (Decimal("0.12449"), "12,4%"),
        (Decimal("0.1245"), "12,5%"),
        (1, "100,0%"),
        (Decimal("-0.0301"), "-3,0%"),
        (Decimal("-0.0001"), "0,0%"),
        (Decimal("12.5"), "1.250,0%"),
    ],
)
def test_percent(app: Flask, ratio: int | Decimal, text: str) -> None:
    with app.test_request_context():
        assert percent(ratio) == text


@pytest.mark.parametrize("write", [rupiah, rupiah_short, number, percent])
def test_floats_are_refused(app: Flask, write: object) -> None:
    assert callable(write)
    with app.test_request_context(), pytest.raises(TypeError):
        write(0.1)


def test_what_is_missing_is_no_zero(app: Flask) -> None:
    with app.test_request_context():
        written = [rupiah(None), rupiah_short(None), number(None), percent(None), day(None), moment(None)]
        assert set(written) == {NOTHING}


def test_days_and_moments_are_those_of_western_indonesia(app: Flask) -> None:
    late = datetime(2026, 8, 16, 17, 30, tzinfo=UTC)
    with app.test_request_context():
        assert day(date(2026, 8, 17)) == "17 Agustus 2026"
        assert day(late) == "17 Agustus 2026"
        assert moment(late) == "17 Agustus 2026 00.30 WIB"
    with app.test_request_context(), force_locale("en"):
        assert moment(late) == "17 August 2026 00:30 WIB"
        with pytest.raises(ValueError, match="time zone"):
            moment(late.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1 kB"),
        (1_234_567, "1,23 MB"),
        (999_999, "1 MB"),
        (34 * 10**9, "34 GB"),
    ],
)
def test_filesize(app: Flask, size: int, text: str) -> None:
    with app.test_request_context():
        assert filesize(size) == text


def test_links_keep_the_rest_of_the_query_and_begin_at_the_first_page(app: Flask) -> None:
    with app.test_request_context("/dataset?q=belanja+a%26b&tag=x&tag=y&page=7"):
        assert changed_query({"sort": "baru"}) == "/dataset?q=belanja+a%26b&tag=x&tag=y&sort=baru"
        assert changed_query({"page": 8}) == "/dataset?q=belanja+a%26b&tag=x&tag=y&page=8"
        assert changed_query({"q": None, "tag": None}) == "/dataset"
        assert with_value("tag", "z") == "/dataset?q=belanja+a%26b&tag=x&tag=y&tag=z"
        assert with_value("tag", "y") == "/dataset?q=belanja+a%26b&tag=x&tag=y"
        assert without_value("tag", "x") == "/dataset?q=belanja+a%26b&tag=y"


@pytest.mark.parametrize(
    ("page", "pages", "window"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (7, 1240, [1, None, 6, 7, 8, None, 1240]),
        (4, 6, [1, 2, 3, 4, 5, 6]),
        (1240, 1240, [1, None, 1239, 1240]),
    ],
)
def test_page_window(page: int, pages: int, window: list[int | None]) -> None:
    assert page_window(page, pages) == window


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[klik](javascript:alert(1))",
        "[klik](JaVaScRiPt:alert(1))",
        "[klik](data:text/html,<script>alert(1)</script>)",
        '[klik](https://a.id/"onmouseover="alert(1))',
        "<https://a.id/><svg onload=alert(1)>",
    ],
)
def test_markdown_of_strangers_is_harmless(hostile: str) -> None:
    html = markdown(hostile)
    assert "<script" not in html
    assert "<img" not in html
    assert "<svg" not in html
    assert 'href="javascript:' not in html.lower()
    assert 'href="data:' not in html
    assert '"onmouseover' not in html


def test_markdown_writes_what_publishers_need() -> None:
    html = markdown(
        "# Judul\n\n**Penting**: lihat [sumber](https://contoh.id/a).\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    )
    assert "<h3>Judul</h3>" in html
    assert "<strong>Penting</strong>" in html
    assert '<a href="https://contoh.id/a" rel="nofollow noopener">sumber</a>' in html
    assert "<table>" in html


def test_markdown_loads_nothing_from_elsewhere() -> None:
    html = markdown("![peta](https://contoh.id/peta.png)")
    assert "<img" not in html
    assert 'href="https://contoh.id/peta.png"' in html


def test_plain_excerpt_is_words_only() -> None:
    text = "# Judul\n\nSatu **dua** [tiga](https://contoh.id).\n\n- empat\n- `lima`"
    assert plain_excerpt(text) == "Judul Satu dua tiga. empat lima"
    assert plain_excerpt("kata " * 100, 22) == "kata kata kata kata…"
    assert plain_excerpt(None) == ""
