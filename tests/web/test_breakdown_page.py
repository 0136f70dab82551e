"""The page that takes a budget apart: map, table and API say the same."""

import csv
import html
import io
import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from catalog.web.treemap import tiles
from tests.fuzzing import tries
from tests.web.budget_site import PROVINCE, YEAR, open_site, put, put_sample

PAGE = f"/anggaran/{PROVINCE.key}/{YEAR}/uraian"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    app, instance = open_site(tmp_path_factory.mktemp("site"))
    put_sample(instance, ("apbd",))
    refund = {"kode_skpd": "Z", "nama_skpd": "Dinas <i>Minus</i>", "kode_program": "1.01.02", "pagu": "-700"}
    plain = {"kode_skpd": "Y", "nama_skpd": "Dinas Y", "kode_program": "1.01.02", "pagu": "1000"}
    put(instance, "rkpd-lain", "rkpd", [refund, plain], year=YEAR + 1)
    with app.test_client() as opened:
        yield opened


def body(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text


def figures(text: str) -> list[int]:
    """The amounts of the table's body, and of its foot at the end."""
    rows = text[text.index('id="t-rincian"') :].split("<tr>")[2:]
    cells = [re.findall(r'<td class="numeric">(?:<a [^>]*>)?([^<]*)<', row)[0] for row in rows]
    return [int(cell.replace(".", "")) for cell in cells]


@pytest.mark.parametrize(
    "query", ["", "?menurut=account&bagian=pendapatan", "?menurut=organization&di=dinas-pendidikan"]
)
def test_the_table_adds_up_and_the_api_says_the_same(client: FlaskClient, query: str) -> None:
    text = body(client, PAGE + query)
    *parts, whole = figures(text)
    assert len(parts) > 1
    assert sum(parts) == whole
    address = html.unescape(re.findall(r'href="(/api/v1/budget/aggregate\.csv[^"]*)"', text)[0])
    rows = list(csv.DictReader(io.StringIO(body(client, address).removeprefix("\ufeff"))))
    amounts = [Decimal(row["amount.sum"]) for row in rows]
    assert [int(amount) for amount in amounts] == parts


def test_a_way_down_is_followed_by_links_to_the_lines(client: FlaskClient) -> None:
    text, steps = body(client, PAGE), 0
    while "/uraian?" in (address := _first_part(text)):
        text, steps = body(client, address), steps + 1
    assert steps == 3
    assert "/anggaran/baris/" in address
    assert client.get(address).status_code == 200


def _first_part(text: str) -> str:
    rows = text[text.index("<tbody>", text.index('id="t-rincian"')) :]
    return html.unescape(re.findall(r'href="([^"]*)"', rows)[0])


@pytest.mark.parametrize(
    "query", ["?di=%00", f"?di={'a' * 3000}", "?di=", "?di=zzz", "?bagian=zzz", "?tahap=%27", "?menurut=zzz"]
)
def test_nonsense_is_a_page_that_repeats_little_of_it(client: FlaskClient, query: str) -> None:
    answer = client.get(PAGE + query)
    assert answer.status_code == 404
    assert "\0" not in answer.text
    assert "a" * 201 not in re.sub(r"<[^>]*>", "", answer.text)


def test_an_account_is_headed_by_its_own_name(client: FlaskClient) -> None:
    text = body(client, f"{PAGE}?menurut=account&di=5.1&di=5.1.02")
    assert "Belanja Belanja" not in text
    assert f"Pemprov Jawa Timur {YEAR} menurut objek</h1>" in text


def test_what_is_below_zero_has_no_area_and_stands_in_the_table(client: FlaskClient) -> None:
    text = body(client, f"/anggaran/{PROVINCE.key}/{YEAR + 1}/uraian")
    assert "Dinas &lt;i&gt;Minus&lt;/i&gt;" in text
    assert "<i>" not in text
    assert "1 bagian bernilai negatif" in text
    assert text.count("<rect") == 0  # one part that is drawn is no map


@tries(60)
@given(st.lists(st.integers(1, 10**14), min_size=1, max_size=60))
def test_areas_are_as_the_amounts_and_fill_the_picture(values: list[int]) -> None:
    amounts = sorted(map(Decimal, values), reverse=True)
    found = tiles(amounts)
    assert len(found) == len(amounts)
    whole = float(sum(amounts))
    for tile, amount in zip(found, amounts, strict=True):
        assert tile.width * tile.height / 10_000 == pytest.approx(float(amount) / whole, abs=2e-5)
        assert -0.01 <= tile.x <= tile.x + tile.width <= 100.01
        assert -0.01 <= tile.y <= tile.y + tile.height <= 100.01
    assert sum(tile.width * tile.height for tile in found) == pytest.approx(10_000, abs=60 * 0.2)
