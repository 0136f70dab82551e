"""Two tiers find exactly what frictionless finds in the whole table, for any table and any schema."""

import csv
import json
import string
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from frictionless import Dialect, Package, Schema
from frictionless.resources import TableResource
from hypothesis import example, given
from hypothesis import strategies as st

from catalog.errors import Invalid
from catalog.storage import FileStore
from catalog.tabular import Cell, Column, load
from catalog.tabular import check as tabular_check
from catalog.tabular.check import Reference, check
from catalog.tabular.recipe import LEAF, Row
from catalog.tabular.report import Problem, Report, report_csv, report_from_json, report_to_json
from catalog.tabular.source_table import SourceTable, from_rows
from catalog.tabular.suspects import suspects
from tests.fuzzing import tries

V2 = "https://datapackage.org/profiles/2.0/tableschema.json"  # of exclusive bounds; nothing is fetched
Finding = tuple[str, int, str]

# Texts on every border between what SQL proves, what frictionless reads, and what neither does.
numbers = st.sampled_from(
    [
        "0",
        "1",
        "-1",
        "+1",
        "007",
        "1.0",
        "1.50",
        ".5",
        "5.",
        "1e3",
        "1E5",
        "1_000",
        "0x10",
        "NaN",
        "inf",
        "-inf",
        "-",
        "--",
        "1,5",
        "٣",
        "9999999999999999999",
        "1.999",
    ]
) | st.integers(-20, 20).map(str)
dates = st.sampled_from(
    [
        "2024-02-29",
        "2023-02-29",
        "0000-01-01",
        "0001-01-01",
        "2024-1-1",
        "24-01-01",
        "2024-01-01T00:00:00",
        "01/02/2024",
        "epoch",
    ]
)
others = st.sampled_from(
    ["", " ", "-", "n/a", " 1", "1 ", "true", "False", "1\n", "é", "ab", "abc\n", "a b", "A"]
)
cells = numbers | dates | others | st.text(string.ascii_lowercase + " é\n", max_size=4)
FIELDS: list[dict[str, Any]] = [
    {"type": "string"},
    {"type": "string", "constraints": {"minLength": 2, "maxLength": 3}},
    {"type": "string", "constraints": {"pattern": "[a-z]+"}},
    {"type": "string", "constraints": {"enum": ["ab", "1", "é"]}},
    {"type": "string", "format": "email"},
    {"type": "string", "format": "uri"},
    {"type": "integer"},
    {"type": "integer", "constraints": {"minimum": 0, "maximum": "10"}},
    {"type": "integer", "constraints": {"enum": [1, 2, "7"]}},
    {"type": "integer", "bareNumber": False},
    {"type": "number"},
    {"type": "number", "constraints": {"exclusiveMinimum": "-0.5", "exclusiveMaximum": 1.5}},
    {"type": "number", "groupChar": ".", "decimalChar": ","},
    {"type": "number", "floatNumber": True},
    {"type": "boolean"},
    {"type": "boolean", "trueValues": ["ya", "1"], "falseValues": ["-", "0"]},
    {"type": "date"},
    {"type": "date", "constraints": {"minimum": "2024-01-01"}},
    {"type": "date", "format": "%d/%m/%Y"},
    {"type": "date", "format": "any"},
    {"type": "datetime"},
    {"type": "year"},
    {"type": "year", "constraints": {"minimum": 2000}},
    {"type": "yearmonth"},
    {"type": "any"},
    {"type": "any", "constraints": {"enum": ["1", "a"]}},
]


_WORDS = (
    "0 1 -1 +1 007 1.0 1.50 .5 5. 1e3 1E5 1_000 0x10 NaN inf -inf - -- 1,5 1.5 -0.5 10 11 2000 1999 ٣"
    " 9999999999999999999 1.999 2024-02-29 2023-02-29 0000-01-01 0001-01-01 2024-1-1 24-01-01 2023-12-31"
    " 2024-01-01T00:00:00 2024-01-01T00:00:00Z 01/02/2024 epoch n/a true True TRUE t yes ya tidak a ab abc"
    " abcd é A a@b.id http://a.id 2024-01 2024-13"
)
LITERALS = [*_WORDS.split(), "", " ", " 1", "1 ", "1\n", "abc\n", "a b", "true "]


@pytest.mark.parametrize("missing", [None, ["-", "0", "n/a"]])
@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("field", FIELDS, ids=json.dumps)
def test_each_text_by_itself(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    field: dict[str, Any],
    required: bool,
    missing: list[str] | None,
) -> None:
    rules = {**field.get("constraints", {}), "required": required}
    schema: dict[str, Any] = {
        "$schema": V2,
        "fields": [{**field, "name": "c0", "constraints": rules}, {"name": "c1", "type": "string"}],
    }
    schema |= {"missingValues": missing} if missing else {}
    columns = (Column("c0", "text"), Column("c1", "text"))
    rows = [(literal, "x") for literal in LITERALS]  # the other cell is right, and not blank
    report = check(source(connection, columns, rows, tmp_path), schema)
    assert found(report) == alone(schema, ["c0", "c1"], rows)


@st.composite
def schemas(draw: st.DrawFn, width: int) -> dict[str, Any]:
    fields = []
    for place in range(width):
        field = {**draw(st.sampled_from(FIELDS)), "name": f"c{place}"}
        more = draw(st.fixed_dictionaries({}, optional={"required": st.booleans(), "unique": st.booleans()}))
        field["constraints"] = {**field.get("constraints", {}), **more}
        fields.append(field)
    schema: dict[str, Any] = {"$schema": V2, "fields": fields}
    if draw(st.booleans()):
        schema["missingValues"] = draw(st.lists(st.sampled_from(["", "-", "0", "n/a", "1.0"]), unique=True))
    if draw(st.booleans()):
        key = st.lists(st.sampled_from([f"c{place}" for place in range(width)]), min_size=1, unique=True)
        schema["primaryKey"] = draw(key)
    return schema


@st.composite
def texts_and_schemas(draw: st.DrawFn) -> tuple[dict[str, Any], list[list[str]]]:
    width = draw(st.integers(1, 3))
    even = st.lists(cells, min_size=width, max_size=width)
    rows = draw(st.lists(even, max_size=8))
    if draw(st.integers(0, 4)) == 0:
        rows += draw(st.lists(st.lists(cells, min_size=1, max_size=4), max_size=2))
    return draw(schemas(width)), rows


TYPED = (
    Column("c0", "decimal"),
    Column("c1", "integer"),
    Column("c2", "date"),
    Column("c3", "boolean"),
)
typed_rows = st.lists(
    st.tuples(
        st.none() | st.decimals(-10, 10, places=2) | cells,
        st.none() | st.integers(-10, 10) | cells,
        st.none() | st.dates(date(2023, 12, 30), date(2024, 1, 3)) | cells,
        st.none() | st.booleans() | cells,
    ),
    max_size=8,
)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def source(
    connection: duckdb.DuckDBPyConnection, columns: tuple[Column, ...], rows: list[Any], folder: Path
) -> SourceTable:
    numbered = [Row(place, LEAF, tuple(cells)) for place, cells in enumerate(rows, 2)]
    return from_rows(connection, columns, numbered, folder)


def alone(schema: dict[str, Any], labels: list[str], rows: list[Any]) -> Counter[Finding]:
    """What frictionless finds by itself in all rows."""
    resource = TableResource(
        name="table",
        data=[labels, *map(list, rows)],
        schema=Schema.from_descriptor(schema),
        dialect=Dialect(header_rows=[1]),
        schema_profile=V2.replace("tableschema", "dataresource"),
    )
    Package(resources=[resource])
    report = resource.validate(limit_errors=0)
    return Counter(_finding(error.to_descriptor()) for task in report.tasks for error in task.errors)


def _finding(error: dict[str, Any]) -> Finding:
    rule = error["type"]
    if rule == "constraint-error":
        rule = error["note"].split('"')[1]
    return rule, error.get("rowNumber", 1), error.get("fieldName", "")


def found(report: Report) -> Counter[Finding]:
    """What our report has, apart from what only our columns refuse."""
    return Counter(
        (group.rule, problem.row, problem.column)
        for group in report.groups
        for problem in group.first
        if group.rule != "unstorable"
    )


@tries(150)
@given(made=texts_and_schemas())
@example(
    made=({"fields": [{"name": "c0", "type": "integer", "constraints": {"unique": True}}]}, [["٣"], ["3"]])
)
@example(made=({"fields": [{"name": "c0", "type": "number"}], "primaryKey": ["c0"]}, [["1"], ["1.0"], [""]]))
@example(made=({"fields": [{"name": "c0", "type": "string"}], "primaryKey": ["c0"]}, [["a"], ["b"], ["a"]]))
def test_texts_are_found_wrong_as_frictionless_finds_them(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, made: tuple[dict[str, Any], list[list[str]]]
) -> None:
    schema, rows = made
    labels = [field["name"] for field in schema["fields"]]
    columns = tuple(Column(name, "text") for name in labels)
    report = check(source(connection, columns, rows, tmp_path), schema)
    assert found(report) == alone(schema, labels, rows)
    assert report.rows == len(rows)
    assert report.count == sum(found(report).values())


@tries(100)
@given(schema=schemas(4), rows=typed_rows)
@example(
    schema={
        "missingValues": ["0"],
        "primaryKey": ["c0"],
        "fields": [
            {"name": f"c{place}", "type": kind} for place, kind in enumerate(("number", "any", "any", "any"))
        ],
    },
    rows=[(Decimal("0.00"), 1, None, None)] * 2,
)
def test_typed_cells_are_found_wrong_as_frictionless_finds_them(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    schema: dict[str, Any],
    rows: list[tuple[Cell, ...]],
) -> None:
    labels = [column.name for column in TYPED]
    report = check(source(connection, TYPED, rows, tmp_path), schema)
    assert found(report) == alone(schema, labels, rows)


def test_foreign_keys_and_references_to_itself(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    agencies = (Column("kode", "text"), Column("nama", "text"))
    loaded = load(store, agencies, [("1.01", "Dinas Pendidikan"), ("1.02", "Dinas Kesehatan")])
    columns = (Column("id", "text"), Column("skpd", "text"), Column("induk", "text"))
    schema = {
        "fields": [{"name": column.name, "type": "string"} for column in columns],
        "foreignKeys": [
            {"fields": "skpd", "reference": {"resource": "agencies", "fields": "kode"}},
            {"fields": "induk", "reference": {"resource": "", "fields": "id"}},
        ],
    }
    rows = [("5", "1.01", ""), ("5.1", "1.02", "5"), ("5.1.02", "9.99", "5.1"), ("7", "", "6")] * 60
    table = source(connection, columns, rows, tmp_path)
    references = {"agencies": Reference(agencies, store.path(loaded.sha256))}
    report = check(table, schema, references=references)
    assert {(group.rule, group.column, group.count) for group in report.groups} == {
        ("foreign-key", "skpd", 60),
        ("foreign-key", "induk", 60),
    }
    assert report.groups[0].first[1] == Problem(row=8, column="skpd", value="9.99")
    missing = check(table, schema)
    assert [group.rule for group in missing.groups] == ["resource-error"]


def test_headers_are_checked_where_they_are_told(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    columns = (Column("a", "text"), Column("b", "text"), Column("c", "text"))
    schema = {"fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]}
    labels = ["a", "Beh", ""]
    report = check(source(connection, columns, [("x", "", "")], tmp_path), schema, labels)
    assert found(report) == alone(schema, labels, [["x", "", ""]])
    assert {group.rule for group in report.groups} == {"type-error", "incorrect-label", "extra-label"}


def test_right_rows_are_not_for_frictionless(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    columns = (Column("kode", "text"), Column("pagu", "text"))
    rows = [(f"5.1.{number:05}", str(number)) for number in range(20_000)]
    rows[7_000], rows[15_000] = ("5.1.00003", "1.5"), ("", "-1")
    schema = {
        "fields": [
            {
                "name": "kode",
                "type": "string",
                "constraints": {"required": True, "unique": True, "pattern": "5.*"},
            },
            {"name": "pagu", "type": "integer", "constraints": {"minimum": 0}},
        ]
    }
    table = source(connection, columns, rows, tmp_path)
    picked = suspects(table, Schema.from_descriptor(schema).fields, schema)
    examined = [
        row[0] for row in connection.execute(f"SELECT _row FROM {table.sql} WHERE {picked.where}").fetchall()
    ]
    assert picked.rows == 20_000
    assert set(examined) == {5, 7_002, 15_002}
    report = check(table, schema)
    assert [
        problem.same_as for group in report.groups if group.rule == "unique-error" for problem in group.first
    ] == [5]


def test_what_a_report_says(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    columns = (Column("kode", "text"), Column("pagu", "decimal"))
    rows: list[tuple[Cell, ...]] = [("=1+1", Decimal(-5)), ("b", "1.5e3"), ("b", "x")]
    rows += [("b", Decimal(-1))] * 150
    schema = {
        "fields": [
            {"name": "kode", "type": "string", "constraints": {"enum": ["b"]}},
            {"name": "pagu", "type": "number", "constraints": {"minimum": 0}},
        ]
    }
    numbered = [Row(place, LEAF, cells) for place, cells in enumerate(rows, 6)]
    table = from_rows(connection, columns, numbered, tmp_path, positions=(2, 29), sheet="APBD 2024")
    report = check(table, schema)
    assert [(group.rule, group.count, len(group.first)) for group in report.groups] == [
        ("minimum", 151, 100),
        ("enum", 1, 1),
        ("unstorable", 1, 1),
        ("type-error", 1, 1),
    ]
    least, enum, odd, wrong = report.groups
    assert str(least.said) == "Isi kolom pagu kurang dari 0."
    assert str(enum.first[0].place) == "APBD 2024, sel B6"
    assert str(odd.first[0].place) == "APBD 2024, sel AC7"
    assert (str(wrong.said), wrong.first[0].value) == ("Isi kolom pagu bukan bilangan.", "x")
    assert str(Problem(3, "pagu", 2).place) == "baris 3, kolom ke-2"
    assert report.stops
    assert report_from_json(json.loads(json.dumps(report_to_json(report)))) == report
    lines = list(csv.reader(b"".join(report_csv(report)).decode("utf-8-sig").splitlines()))
    assert len(lines) == 1 + 100 + 3
    assert lines[101][:5] == ["enum", "kode", "APBD 2024, sel B6", "6", "'=1+1"]


@pytest.mark.parametrize(
    "schema",
    [
        {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": "("}}]},
        {"fields": [{"name": "a", "type": "integer", "constraints": {"minimum": "x"}}]},
        {"fields": [{"name": "a", "type": "nonsense"}]},
        {"fields": [{"name": "a"}], "primaryKey": "b"},
    ],
)
def test_a_schema_that_is_none_is_refused(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, schema: dict[str, Any]
) -> None:
    with pytest.raises(Invalid, match="Kamus data tidak sah"):
        check(source(connection, (Column("a", "text"),), [], tmp_path), schema)


def test_a_failing_engine_is_no_fault_of_the_data(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    table = source(connection, (Column("a", "text"),), [("x",)], tmp_path)
    schema = {"fields": [{"name": "a", "type": "integer"}]}

    def spoil(share: float) -> None:
        if share >= 0.5:
            (tmp_path / "source.ndjson").unlink(missing_ok=True)

    with pytest.raises(duckdb.IOException):
        check(table, schema, progress=spoil)


def test_progress_may_end_a_check(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    table = source(connection, (Column("a", "text"),), [("x",)], tmp_path)
    shares: list[float] = []
    check(table, {"fields": [{"name": "a", "type": "integer"}]}, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1

    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(table, {"fields": [{"name": "a", "type": "integer"}]}, progress=stop)


def test_a_check_ends_after_many_problems_and_says_so(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabular_check, "_MOST", 30)
    columns = [Column(f"c{place}", "integer") for place in range(1, 11)]
    rows = (Row(number, LEAF, ("x",) * 10) for number in range(2, 5_002))
    schema = {"fields": [{"name": one.name, "type": "integer"} for one in columns]}
    report = check(from_rows(connection, columns, rows, tmp_path), schema)
    assert report.rows == 5_000
    assert {group.count for group in report.groups if group.rule == "type-error"} == {3}
    assert str(report.groups[0].said) == "Pemeriksaan berhenti di baris 4: sudah terlalu banyak yang salah."
