"""Asking a table in groups, for distinct rows, and with conditions of which one must hold."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.errors import BadQuery, Later
from catalog.storage import FileStore
from catalog.tabular import BY_COUNT, AnyOf, Cell, Column, Criteria, Filter, engine, group, load, page

COLUMNS = (
    Column("skpd", "text"),
    Column("tahun", "integer"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("serapan", "decimal", unit="persen"),
    Column("orang", "integer", unit="orang"),
)
ROWS: list[tuple[Cell, ...]] = [
    ("Dinas A", 2024, Decimal("9999999999999999999999.99"), Decimal(50), 2),
    ("Dinas B", 2024, Decimal("0.01"), Decimal(20), 5),
    ("Dinas A", 2025, Decimal("-1.50"), None, None),
    (None, 2025, Decimal(10), None, 1),
    ("", 2023, None, None, None),
    ("Dinas A", 2024, Decimal(3), Decimal(1), 0),
]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = FileStore(tmp_path_factory.mktemp("files"))
    return store.path(load(store, COLUMNS, ROWS).sha256)


def test_groups_have_counts_and_exact_sums_of_what_can_be_added(table: Path) -> None:
    found = group(table, COLUMNS, Criteria(), ("skpd",))
    assert [column.name for column in found.summed] == ["pagu", "orang"]
    assert [(one.values[0], one.count, *one.sums) for one in found.groups] == [
        ("", 1, None, None),
        ("Dinas A", 3, Decimal("10000000000000000000001.49"), 2),
        ("Dinas B", 1, Decimal("0.01"), 5),
        (None, 1, 10, 1),
    ]
    assert (found.total, found.rows) == (4, 6)
    assert found.sums == (Decimal("10000000000000000000011.50"), Decimal(8))


def test_groups_of_several_columns_and_of_what_is_filtered(table: Path) -> None:
    wanted = Criteria(filters=(Filter("tahun", ">=", "2024"),), words="dinas")
    found = group(table, COLUMNS, wanted, ("tahun", "skpd"))
    expected = Counter((row[1], row[0]) for row in ROWS if row[0] and row[1] != 2023)
    assert {one.values: one.count for one in found.groups} == expected
    assert [one.values for one in found.groups] == sorted(expected)
    assert (found.total, found.rows) == (3, 4)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ((), ["", "Dinas A", "Dinas B", None]),
        ((("skpd", True),), ["Dinas B", "Dinas A", "", None]),
        (((BY_COUNT, True),), ["Dinas A", "", "Dinas B", None]),
        ((("pagu", False),), ["Dinas B", None, "Dinas A", ""]),
        ((("orang", True),), ["Dinas B", "Dinas A", None, ""]),
    ],
)
def test_groups_are_ordered_and_paged(
    table: Path, sort: tuple[tuple[str, bool], ...], expected: list[str | None]
) -> None:
    pages = [group(table, COLUMNS, Criteria(sort=sort, offset=start, limit=2), ("skpd",)) for start in (0, 2)]
    assert [one.values[0] for found in pages for one in found.groups] == expected
    assert [found.total for found in pages] == [4, 4]


@pytest.mark.parametrize(
    ("criteria", "by", "told"),
    [
        (Criteria(), (), "satu sampai 3 kolom"),
        (Criteria(), ("skpd", "skpd"), "satu sampai 3 kolom"),
        (Criteria(), ("skpd", "tahun", "pagu", "orang"), "satu sampai 3 kolom"),
        (Criteria(), ("hantu",), "Kolom hantu tidak ada"),
        (Criteria(sort=(("serapan", True),)), ("skpd",), "diurutkan menurut serapan"),
        (Criteria(limit=1_001), ("skpd",), "di luar batas"),
    ],
)
def test_what_cannot_be_grouped_is_said(
    table: Path, criteria: Criteria, by: tuple[str, ...], told: str
) -> None:
    with pytest.raises(BadQuery, match=told):
        group(table, COLUMNS, criteria, by)


def test_distinct_rows_come_once_in_order(table: Path) -> None:
    wanted = Criteria(columns=("tahun",), distinct=True)
    found = page(table, COLUMNS, wanted)
    assert (found.rows, found.total, found.numbers) == ([(2023,), (2024,), (2025,)], 3, [])
    wanted = Criteria(columns=("skpd", "tahun"), sort=(("tahun", True),), distinct=True, limit=2, offset=1)
    assert page(table, COLUMNS, wanted).rows == [(None, 2025), ("Dinas A", 2024)]
    with pytest.raises(BadQuery, match="pagu tidak ada"):
        page(table, COLUMNS, Criteria(columns=("skpd",), sort=(("pagu", True),), distinct=True))


@pytest.mark.parametrize(
    ("conditions", "numbers"),
    [
        ((Filter("skpd", "empty"),), [4, 5]),
        ((Filter("pagu", "empty"),), [5]),
        ((AnyOf(((Filter("tahun", "=", "2023"),), (Filter("orang", ">", "1"),))),), [1, 2, 5]),
        (
            (AnyOf(((Filter("tahun", "=", "2024"), Filter("orang", "<", "3")),)), Filter("pagu", ">", "3")),
            [1],
        ),
        ((AnyOf(((AnyOf(((Filter("tahun", "=", "2025"),),)), Filter("skpd", "empty")),)),), [4]),
        ((AnyOf(()),), []),
        ((AnyOf(((),)),), [1, 2, 3, 4, 5, 6]),
    ],
)
def test_conditions_of_which_one_must_hold(
    table: Path, conditions: tuple[Filter | AnyOf, ...], numbers: list[int]
) -> None:
    assert page(table, COLUMNS, Criteria(filters=conditions)).numbers == numbers


def test_a_question_that_takes_too_long_is_given_up_in_words(
    table: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PATIENCE", 0.2)
    with pytest.raises(Later, match="terlalu besar"), engine.hurried() as connection:
        connection.execute("SELECT sum(hash(i)) FROM range(100000000000) t(i)")
    assert page(table, COLUMNS, Criteria()).total == 6  # the next question is answered
