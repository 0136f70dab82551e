"""Pieces of pages in other sites: figures with their source, nothing that follows anybody."""

import html
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from catalog.web.formats import rupiah
from tests.web.budget_site import PROVINCE, YEAR, open_site, put_sample
from tests.web.conftest import ROWS, SITE, Site


@pytest.fixture(scope="module")
def budgets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A site with the sample's budgets of one year."""
    app, instance = open_site(tmp_path_factory.mktemp("embeds"))
    put_sample(instance, ("apbd", "realisasi"))
    yield app.test_client()
    instance.engine.dispose()


def offered(page: str) -> str:
    """The path of the piece that a page offers to others."""
    code = html.unescape(html.unescape(page.partition("&lt;iframe")[2].partition("&lt;/iframe")[0]))
    source = re.search(r'src="https?://[^/]+([^"]+)"', code)
    assert source, "no piece is offered"
    return source[1]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_code_that_a_table_offers_gives_its_first_rows_and_their_source(site: Site, prefix: str) -> None:
    path = offered(site.get(f"{prefix}/dataset/kegiatan-2024/resource/{site.table}").text)
    piece = site.get(path)
    assert piece.status_code == 200
    assert str(ROWS[0][1]) in piece.text
    assert str(ROWS[9][1]) in piece.text
    assert str(ROWS[10][1]) not in piece.text
    assert "1–10" in piece.text
    assert "120" in piece.text
    assert "Dinas Kesehatan" in piece.text
    assert f'href="{SITE}{prefix}/dataset/kegiatan-2024/v/2/resource/{site.table}"' in piece.text


def test_a_numbered_version_offers_its_own_rows(site: Site) -> None:
    path = offered(site.get(f"/dataset/kegiatan-2024/v/1/resource/{site.table}").text)
    assert "/v/1/" in path
    assert str(ROWS[2][1]) in site.get(path).text
    assert str(ROWS[3][1]) not in site.get(path).text


def test_the_code_is_text_and_frames_nothing_here(site: Site) -> None:
    assert "<iframe" not in site.get(f"/dataset/kegiatan-2024/resource/{site.table}").text


def test_what_is_no_table_offers_nothing(site: Site) -> None:
    assert "&lt;iframe" not in site.get(f"/dataset/kegiatan-2024/resource/{site.link}").text
    assert site.get(f"/embed/dataset/kegiatan-2024/resource/{site.link}").status_code == 404


@pytest.mark.parametrize("agency", ["", "/rumah-sakit-umum-daerah-dr-soetomo"])
def test_a_budget_s_piece_has_the_figures_of_its_page(budgets: FlaskClient, agency: str) -> None:
    page = budgets.get(f"/anggaran/{PROVINCE.key}/{YEAR}{agency}").text
    piece = budgets.get(offered(page)).text
    figures = re.findall(r">(Rp\d[\d.]+\d)<", piece)
    assert len(figures) == 2
    assert all(figure in page for figure in figures)
    assert "DATA CONTOH" in piece
    assert "/dataset/apbd-2025/v/1" in piece
    assert rupiah(None) not in figures


def test_a_piece_may_be_framed_by_anyone_and_does_nothing(site: Site, budgets: FlaskClient) -> None:
    pieces = [
        site.get(f"/embed/dataset/kegiatan-2024/resource/{site.table}"),
        budgets.get(f"/embed/anggaran/{PROVINCE.key}/{YEAR}"),
    ]
    for piece in pieces:
        policy = piece.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy
        assert "script-src" not in policy
        assert "default-src 'none'" in policy
        assert "Set-Cookie" not in piece.headers
        assert "X-Frame-Options" not in piece.headers
        assert "<script" not in piece.text
        assert '<base target="_blank">' in piece.text, "pages refuse to open inside the frame"
        assert 'content="noindex"' in piece.text


def test_nothing_else_may_be_framed(site: Site) -> None:
    for path in ("/", "/dataset/kegiatan-2024", "/embed/dataset/tertutup/resource/x", "/kartu/lebar.png"):
        assert "frame-ancestors 'none'" in site.get(path).headers["Content-Security-Policy"]


@pytest.mark.parametrize(("name", "status"), [("tertutup", 404), ("rancangan", 404), ("ditarik", 410)])
def test_what_nobody_may_see_is_in_no_piece(site: Site, name: str, status: int) -> None:
    answer = site.get(f"/embed/dataset/{name}/resource/{site.table}")
    assert answer.status_code == status
    assert "Rahasia" not in answer.text
