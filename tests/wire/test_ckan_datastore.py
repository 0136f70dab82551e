"""Rows and conditions between CKAN's datastore and a stored table."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from catalog.errors import Invalid
from catalog.storage import FileStore
from catalog.tabular import Column, load, page
from catalog.wire import ckan_datastore
from catalog.wire.ckan_params import DatastoreSearch

COLUMNS = (
    ckan_datastore.ROW_NUMBER,
    Column("kode", "text", title="Kode"),
    Column("pagu", "decimal"),
    Column("hari", "date"),
    Column("aktif", "boolean"),
    Column("tahun", "integer"),
)
BIG = Decimal("99999999999999999999.25")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Three rows."""
    store = FileStore(tmp_path)
    rows = [
        ("5.1", BIG, date(2024, 1, 31), True, 2024),
        ("5.2", Decimal("7.00"), None, False, 2025),
        ('a,"b"', None, None, None, None),
    ]
    return store.path(load(store, COLUMNS[1:], rows).sha256)


def ask(table: Path, **wanted: Any) -> Any:
    """What a client reads of the records."""
    search = DatastoreSearch(resource_id="x", **wanted)
    found = page(table, COLUMNS, ckan_datastore.table_criteria(search, COLUMNS))
    return orjson.dumps(ckan_datastore.records(found, search.records_format)).decode()


def test_numbers_keep_every_digit_in_json(table: Path) -> None:
    assert ask(table, fields=("pagu",)) == f'[{{"pagu":{BIG}}},{{"pagu":7}},{{"pagu":null}}]'


def test_lists_and_separated_text(table: Path) -> None:
    first = f'[1,"5.1",{BIG},"2024-01-31",true,2024]'
    assert ask(table, records_format="lists", limit=1) == f"[{first}]"
    lines = [f"1,5.1,{BIG},2024-01-31,t,2024", "2,5.2,7,,f,2025", '3,"a,""b""",,,,', ""]
    assert orjson.loads(ask(table, records_format="csv")) == "\n".join(lines)
    assert orjson.loads(ask(table, records_format="tsv", fields=("kode", "pagu"), limit=1)) == f"5.1\t{BIG}\n"


def nested(depth: int) -> dict[str, Any]:
    """A filter for the third row within so many others."""
    inner: dict[str, Any] = {"_id": 3}
    for number in range(depth):
        inner = {("$or", "$and")[number % 2]: [inner]}
    return inner


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        ({"kode": "5.1"}, [1]),
        ({"kode": ["5.1", "5.2", "x"]}, [1, 2]),
        ({"kode": []}, []),
        ({"tahun": 2025}, [2]),
        ({"tahun": {"gte": 2024, "lte": 2024}}, [1]),
        ({"tahun": {"gt": 2024, "lt": 2026}}, [2]),
        ({"tahun": {"in": [2025]}}, [2]),
        ({"pagu": 7.0}, [2]),
        ({"aktif": False}, [2]),
        ({"aktif": "true"}, [1]),
        ({"hari": "2024-01-31"}, [1]),
        ({"_id": 3}, [3]),
        ({"_id": {"gte": 2}}, [2, 3]),
        ({"$or": [{"kode": "5.1"}, {"tahun": 2025}]}, [1, 2]),
        ({"$or": []}, []),
        ({"$and": [{"_id": {"gte": 2}}, {"_id": {"lt": 3}}]}, [2]),
        ({"$or": [{"_id": {"gte": 2}, "tahun": 2025}, {"$and": [{"_id": 3}]}], "_id": [1, 3]}, [3]),
        (nested(10), [3]),
    ],
)
def test_filters(table: Path, filters: dict[str, Any], numbers: list[int]) -> None:
    assert [row["_id"] for row in orjson.loads(ask(table, filters=filters))] == numbers


def test_words_sort_and_paging(table: Path) -> None:
    assert [row["_id"] for row in orjson.loads(ask(table, q="5.2"))] == [2]
    assert [row["_id"] for row in orjson.loads(ask(table, q={"kode": "b"}))] == [3]
    assert ask(table, q="3") == "[]"  # the row's number is no part of the row
    assert [row["_id"] for row in orjson.loads(ask(table, sort=("tahun desc nulls last", "_id")))] == [
        2,
        1,
        3,
    ]
    assert [row["_id"] for row in orjson.loads(ask(table, sort=('"_id" desc',), limit=1, offset=1))] == [2]
    assert ask(table, limit=0) == "[]"


@pytest.mark.parametrize(
    ("wanted", "parameter"),
    [
        ({"fields": ("zzz",)}, "fields"),
        ({"sort": ("zzz",)}, "sort"),
        ({"sort": ("kode sideways",)}, "sort"),
        ({"filters": {"zzz": 1}}, "filters"),
        ({"filters": {"kode": {"like": 1}}}, "filters"),
        ({"filters": {"kode": None}}, "filters"),
        ({"filters": {"kode": {"in": 1}}}, "filters"),
        ({"filters": {"$not": []}}, "filters"),
        ({"filters": {"$or": {"kode": 1}}}, "filters"),
        ({"filters": {"$or": [1]}}, "filters"),
        ({"filters": {"$or": [{"zzz": 1}]}}, "filters"),
        ({"filters": nested(11)}, "filters"),
        ({"filters": {"$or": [{"kode": "1"}] * 101}}, "filters"),
        ({"filters": {"kode": [[1]]}}, "filters"),
        ({"filters": {"kode": dict.fromkeys(["eq"] * 2, 1), "tahun": [{}]}}, "filters"),
        ({"q": {"zzz": "a"}}, "filters"),
        ({"plain": False, "q": "a b"}, "q"),
        ({"q": "a", "distinct": True, "sort": ("rank",)}, "sort"),
        ({"sort": ("rank",)}, "sort"),
        ({"records_format": "xml"}, "records_format"),
        ({"unknown": ("foo",)}, "__extras"),
    ],
)
def test_what_cannot_be_followed_is_refused(wanted: dict[str, Any], parameter: str) -> None:
    with pytest.raises(Invalid) as refusal:
        ckan_datastore.table_criteria(DatastoreSearch(resource_id="x", **wanted), COLUMNS)
    assert list(refusal.value.fields) == [parameter]


def test_columns_have_the_types_of_postgresql() -> None:
    shown = ckan_datastore.fields(COLUMNS)
    assert [field["type"] for field in shown] == ["int", "text", "numeric", "date", "bool", "int8"]
    assert shown[1]["info"] == {"label": "Kode"}
    assert "info" not in shown[2]
    schema = ckan_datastore.fields_with_schema(COLUMNS)
    assert [field["id"] for field in schema] == [column.name for column in COLUMNS[1:]]
