"""A table with subtotals on its pages: they are seen, marked and never counted twice."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from catalog import datasets, organizations
from catalog.access import SYSTEM
from catalog.app import create_app
from catalog.datasets import DatasetDraft, ResourceDraft
from catalog.db import Base
from catalog.organizations import OrganizationDraft
from catalog.settings import Settings
from catalog.tabular import Column
from catalog.tabular.engine import builder
from catalog.tabular.load import Loaded
from catalog.tabular.load_table import load_table
from catalog.tabular.recipe import LEAF, SUBTOTAL, Row
from catalog.tabular.source_table import from_rows
from catalog.work import Instance, open_instance

COLUMNS = (
    Column("uraian", "text", title="Uraian"),
    Column("pagu", "decimal", title="Pagu", unit="rupiah"),
)
OLD = (
    Row(1, LEAF, ("Belanja pegawai", Decimal(1200))),
    Row(2, LEAF, ("Belanja modal", Decimal(34))),
    Row(3, SUBTOTAL, ("JUMLAH", Decimal(1234))),
)
NEW = (*OLD[:2], Row(3, LEAF, ("Belanja jasa", Decimal(6))), Row(4, SUBTOTAL, ("JUMLAH", Decimal(1240))))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, str]:
    """A client, and the id of the table."""
    folder: Path = tmp_path_factory.mktemp("subtotals")
    instance = open_instance(Settings(instance=folder, site_url="https://data.example.id"))
    Base.metadata.create_all(instance.engine)
    rid = ""
    for rows in (OLD, NEW):
        rid = _publish(instance, rows)
    return create_app(instance.settings, instance).test_client(), rid


def _publish(instance: Instance, rows: tuple[Row, ...]) -> str:
    loaded = _load(instance, rows)
    resource = ResourceDraft(key="dpa", name="DPA", format="csv", columns=COLUMNS, table=loaded)
    with instance.work(SYSTEM) as work:
        organizations.ensure(work, OrganizationDraft("Dinas Kesehatan"))
        draft = DatasetDraft(
            name="dpa", title="DPA", organization="dinas-kesehatan", years=(2024,), resources=(resource,)
        )
        version = datasets.save(work, draft, "id-dpa")
        datasets.publish(work, version)
        work.session.flush()
        return version.resources[0].resource_id


def _load(instance: Instance, rows: tuple[Row, ...]) -> Loaded:
    with instance.store.scratch() as folder, builder(Path(folder)) as connection:
        return load_table(instance.store, from_rows(connection, COLUMNS, rows, Path(folder)))


def _text(pages: tuple[FlaskClient, str], path: str) -> str:
    answer = pages[0].get(path.format(rid=pages[1]), buffered=True)
    assert answer.status_code == 200
    return answer.text


def test_rows_are_marked_and_the_sum_is_of_the_others(pages: tuple[FlaskClient, str]) -> None:
    page = _text(pages, "/dataset/dpa/resource/{rid}")
    assert len(re.findall(r'<tr id="baris-4" class="row-subtotal">', page)) == 1
    assert page.count("row-subtotal") == 1
    assert re.search(r'<th scope="row">JUMLAH\s*<span class="badge">subtotal</span>', page)
    assert "<dd>Rp1.240</dd>" in page
    assert "Jumlah adalah dari 3 baris yang cocok, tanpa 1 baris subtotal" in page
    dictionary = page.partition('id="tabel-kamus"')[2].partition("</table>")[0]
    assert "Jenis baris" in dictionary
    assert "_kind" in dictionary
    here = _text(pages, "/dataset/dpa/v/2/resource/{rid}?baris=4")
    assert '<tr id="baris-4" class="row-here row-subtotal">' in here


def test_groups_and_value_lists_leave_them_out(pages: tuple[FlaskClient, str]) -> None:
    page = _text(pages, "/dataset/dpa/resource/{rid}?kelompok=uraian&pilih=uraian")
    table = page.partition('id="isi-kelompok"')[2].partition("</table>")[0]
    assert "JUMLAH" not in table
    assert "Rp1.240" in table.partition("<tfoot>")[2]
    assert "tanpa 1 baris subtotal" in page
    assert "f.uraian=eq%3AJUMLAH" not in page


def test_a_preview_and_a_piece_for_other_sites_mark_them_too(pages: tuple[FlaskClient, str]) -> None:
    for path in ("/dataset/dpa", "/embed/dataset/dpa/resource/{rid}"):
        assert '<span class="badge">subtotal</span>' in _text(pages, path)


def test_the_example_in_sql_leaves_them_out(pages: tuple[FlaskClient, str]) -> None:
    page = _text(pages, "/dataset/dpa/resource/{rid}/sql")
    assert "WHERE _kind = &#39;leaf&#39;" in page
    sql = "SELECT sum(pagu) AS pagu FROM tabel WHERE _kind = 'leaf'"
    assert '<th scope="row" class="numeric">1.240</th>' in _text(
        pages, f"/dataset/dpa/resource/{{rid}}/sql?sql={sql}"
    )


def test_the_package_describes_the_column_of_the_file(pages: tuple[FlaskClient, str]) -> None:
    shown = pages[0].get("/dataset/dpa/datapackage.json", buffered=True).get_json()
    fields = [field["name"] for field in shown["resources"][0]["schema"]["fields"]]
    csv = _text(pages, "/dataset/dpa/resource/{rid}/tabel.csv")
    assert csv.splitlines()[0].split(",") == fields == ["uraian", "pagu", "_kind"]


def test_the_api_gives_all_rows_in_the_columns_of_the_table(pages: tuple[FlaskClient, str]) -> None:
    answer = pages[0].get(f"/api/3/action/datastore_search?resource_id={pages[1]}").get_json()["result"]
    assert [field["id"] for field in answer["fields"]] == ["_id", "uraian", "pagu"]
    assert (answer["total"], answer["records"][3]) == (4, {"_id": 4, "uraian": "JUMLAH", "pagu": 1240})


def test_a_difference_says_that_they_are_not_compared(pages: tuple[FlaskClient, str]) -> None:
    page = _text(pages, "/dataset/dpa/beda/1/2?tabel={rid}")
    assert "2 baris subtotal di kedua versi tidak dibandingkan" in page
    assert "JUMLAH" not in page
