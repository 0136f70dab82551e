"""Shared pages: what the head says to other sites, and the pictures that they show."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from PIL import Image

from catalog import budget
from catalog.access import SYSTEM
from catalog.web.cards import Card
from catalog.web.formats import rupiah, rupiah_short
from catalog.web.pictures import SHAPES, cut, draw, lay_out, wrap
from catalog.work import Instance
from tests.web.budget_site import PROVINCE, YEAR, open_site, put_sample
from tests.web.conftest import SITE, Site

LARGEST = 300_000
CARD = Card(
    "Pagu 2024", "Dinas Kesehatan", "Versi 2, 1 Januari 2024", "Belanja", "Rp1,2 T", "Rp1.234.567", False
)


def texts(card: Card, shape: str = "lebar") -> list[str]:
    return [line.text for line in lay_out(card, shape, "Lumbung")]


def meta(page: str, name: str) -> list[str]:
    """The contents of the meta elements with this name or property."""
    return [
        html.unescape(one) for one in re.findall(rf'<meta (?:name|property)="{name}" content="([^"]*)"', page)
    ]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_picture_says_all_that_its_card_says(shape: str) -> None:
    drawn = texts(CARD, shape)
    for text in ("Lumbung", CARD.title, CARD.about, CARD.number, CARD.exact, CARD.source, CARD.version):
        assert text in drawn
    assert "DATA CONTOH" not in drawn
    assert "DATA CONTOH" in texts(replace(CARD, sample=True), shape)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("title", ["Pagu", "panjang " * 2000, "x" * 5000, "", "Baris\ndua\tdan \0 tiga"])
def test_every_line_stands_within_the_picture_and_apart_from_the_others(shape: str, title: str) -> None:
    card = replace(CARD, title=title, source="Dinas " * 100, version="v" * 500, sample=True)
    width, height = SHAPES[shape]
    lines = [line for line in lay_out(card, shape, "Lumbung " * 50) if line.text != "DATA CONTOH"]
    for before, after in pairwise(lines):
        assert before.top + before.size <= after.top
    assert lines[-1].top + lines[-1].size < height
    picture = Image.open(BytesIO(draw(card, shape, "Lumbung")))
    assert picture.size == (width, height)
    edge = picture.convert("RGB").crop((width - 60, 0, width, height - 14))
    assert len(edge.getcolors(9) or range(9)) <= 2, "only the mark of sample data reaches into the margin"


def test_a_title_wraps_between_words_and_is_cut_with_an_ellipsis() -> None:
    title = "Rekapitulasi kegiatan dan sub kegiatan urusan pekerjaan umum"
    assert " ".join(wrap(title, 56, 700, 700, 5)) == title
    short = wrap(title, 56, 700, 700, 2)
    assert len(short) == 2
    assert short[0] in title
    assert short[1].endswith("…")
    assert cut("Pagu", 56, 700, 700) == "Pagu"


def test_a_figure_is_written_smaller_rather_than_cut() -> None:
    long = replace(CARD, number="123.456.789.012 kumpulan data")
    line = next(line for line in lay_out(long, "persegi", "Lumbung") if line.text == long.number)
    assert line.size < 104


def test_what_a_card_says_is_seen() -> None:
    other = replace(CARD, number="Rp1,3 T")
    assert draw(CARD, "lebar", "Lumbung") != draw(other, "lebar", "Lumbung")
    picture = Image.open(BytesIO(draw(CARD, "lebar", "Lumbung"))).convert("RGB")
    line = next(line for line in lay_out(CARD, "lebar", "Lumbung") if line.text == CARD.number)
    box = picture.crop((72, line.top, 500, line.top + line.size))
    assert (0xE2, 0xAE, 0x4A) in {colour for _count, colour in box.getcolors(10_000) or []}


def pages(site: Site) -> dict[str, str]:
    """A page of each kind, and the card that its picture shows."""
    return {
        "/": "/kartu/lebar.png",
        "/dataset/kegiatan-2024": "/kartu/lebar/dataset/kegiatan-2024.png",
        "/dataset/kegiatan-2024/v/1": "/kartu/lebar/dataset/kegiatan-2024/v/1.png",
        f"/dataset/kegiatan-2024/resource/{site.table}": (
            f"/kartu/lebar/dataset/kegiatan-2024/resource/{site.table}.png"
        ),
        f"/dataset/kegiatan-2024/v/1/resource/{site.table}": (
            f"/kartu/lebar/dataset/kegiatan-2024/v/1/resource/{site.table}.png"
        ),
        "/organization/bappeda": "/kartu/lebar/organization/bappeda.png",
    }


def test_every_page_offers_its_picture_in_both_shapes(site: Site) -> None:
    for path, picture in pages(site).items():
        for prefix in ("", "/en"):
            page = site.get(prefix + path).text
            addresses = meta(page, "og:image")
            sizes = zip(meta(page, "og:image:width"), meta(page, "og:image:height"), strict=True)
            assert list(sizes) == [("1200", "630"), ("1080", "1080")]
            assert [one.partition("?")[0] for one in addresses] == [
                f"{SITE}{prefix}{picture}",
                f"{SITE}{prefix}{picture.replace('lebar', 'persegi')}",
            ]
            for address, size in zip(addresses, SHAPES.values(), strict=True):
                answer = site.get(address.removeprefix(SITE))
                assert (answer.status_code, answer.mimetype) == (200, "image/png"), address
                assert len(answer.data) <= LARGEST
                assert Image.open(BytesIO(answer.data)).size == size


def test_a_page_without_a_card_shows_that_of_the_front_page(site: Site) -> None:
    for path in ("/dataset", "/tentang", "/tidak-ada"):
        assert meta(site.get(path).text, "og:image")[0] == f"{SITE}/kartu/lebar.png"


def test_the_words_of_a_picture_stand_beside_it(site: Site) -> None:
    words = meta(site.get("/dataset/kegiatan-2024").text, "og:image:alt")[0]
    for part in ("Kegiatan dan pagu 2024", "120 baris", "Dinas Kesehatan", "Versi 2"):
        assert part in words


def test_a_picture_that_is_known_is_not_drawn_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "/kartu/lebar/dataset/kegiatan-2024.png"
    tag = site.get(address).headers["ETag"]
    assert site.get(address.replace("2024", "2024/v/1")).headers["ETag"] != tag
    assert site.get(address.replace("lebar", "persegi")).headers["ETag"] != tag
    monkeypatch.delattr("catalog.web.sharing.draw")
    known = site.get(address, {"If-None-Match": tag})
    assert (known.status_code, known.headers["Cache-Control"]) == (304, "no-cache")


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/kartu/lebar/dataset/tertutup.png", 404),
        ("/kartu/lebar/dataset/rancangan.png", 404),
        ("/kartu/lebar/dataset/ditarik.png", 410),
        ("/kartu/lebar/dataset/tidak-ada.png", 404),
        ("/kartu/lebar/dataset/kegiatan-2024/v/9.png", 404),
        ("/kartu/lebar/dataset/kegiatan-2024/resource/entah.png", 404),
        ("/kartu/lebar/organization/tidak-ada.png", 404),
        ("/kartu/lebar/anggaran/kemendagri:35/1999.png", 404),
        ("/kartu/raksasa/dataset/kegiatan-2024.png", 404),
        ("/kartu/raksasa.png", 404),
    ],
)
def test_what_nobody_may_see_has_no_picture(site: Site, address: str, status: int) -> None:
    answer = site.get(address)
    assert answer.status_code == status
    assert "Rahasia" not in answer.text


@pytest.fixture(scope="module")
def budgets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Instance, FlaskClient]]:
    """A site with the sample's budgets of one year."""
    app, instance = open_site(tmp_path_factory.mktemp("cards"))
    put_sample(instance, ("apbd", "perubahan", "realisasi"))
    yield instance, app.test_client()
    instance.engine.dispose()


AGENCY = "rumah-sakit-umum-daerah-dr-soetomo"


def test_the_figure_of_a_budget_is_the_one_of_its_page(
    budgets: tuple[Instance, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    instance, client = budgets
    cards: list[Card] = []

    def keep(card: Card, _shape: str, _site: str) -> bytes:
        cards.append(card)
        return b""

    monkeypatch.setattr("catalog.web.sharing.draw", keep)
    for organization in ("", AGENCY):
        path = f"/anggaran/{PROVINCE.key}/{YEAR}{'/' if organization else ''}{organization}"
        cards.clear()
        assert client.get(f"/kartu/lebar{path}.png").status_code == 200
        with instance.work(SYSTEM) as work:
            revised = budget.ladder(work, PROVINCE.key, YEAR, organization).sections[0].total.revised
        with client.application.test_request_context():
            assert (cards[0].number, cards[0].exact) == (rupiah_short(revised), rupiah(revised))
        assert cards[0].sample
        page = client.get(path).text
        assert cards[0].exact in page
        assert cards[0].number in page
        assert cards[0].exact in meta(page, "og:image:alt")[0]


def test_the_front_page_leads_with_the_budget(budgets: tuple[Instance, FlaskClient]) -> None:
    page = budgets[1].get("/").text
    exact = re.search(r"Rp[\d.]+\d", meta(page, "og:image:alt")[0])
    assert exact
    assert page.partition("<body>")[2].count(exact[0]) >= 1


def test_the_head_of_a_page_that_is_shared_says_what_the_page_says(site: Site) -> None:
    page = site.get("/dataset/kegiatan-2024").text
    assert meta(page, "twitter:card") == ["summary_large_image"]
    assert meta(page, "og:title") == [html.unescape(page.partition("<title>")[2].partition("</title>")[0])]
    assert meta(page, "og:description") == meta(page, "description")
    assert meta(page, "og:url") == [f"{SITE}/dataset/kegiatan-2024"]
