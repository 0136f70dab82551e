"""Differences of two versions, against a plain computation in Python."""

from collections import Counter, defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import BadQuery
from catalog.storage import FileStore
from catalog.tabular import Cell, Column, Criteria, load, page
from catalog.tabular.difference import ADDED, CHANGED, KINDS, REMOVED, Comparison
from catalog.tabular.difference_sums import difference, likely_key
from tests.fuzzing import tries

Row = tuple[Cell, ...]
COLUMNS = (
    Column("kode", "text"),
    Column("tahun", "integer"),
    Column("uraian", "text"),
    Column("pagu", "decimal", unit="rupiah"),
)
rows_of_a_version = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["a", "b", "c", "1.02"]),
        st.none() | st.integers(2023, 2024),
        st.none() | st.sampled_from(["x", "y"]),
        st.none() | st.sampled_from([Decimal("0.00"), Decimal("1.25"), Decimal("-3.00")]),
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> FileStore:
    return FileStore(tmp_path_factory.mktemp("files"))


def compared(
    store: FileStore, old: list[Row], new: list[Row], key: tuple[str, ...] = ("kode", "tahun")
) -> Comparison:
    """Two versions of the same columns."""
    old_path, new_path = (store.path(load(store, COLUMNS, rows).sha256) for rows in (old, new))
    return Comparison(old_path, new_path, COLUMNS, COLUMNS, key)


def written(store: FileStore, comparison: Comparison) -> Path:
    """Its table of differences."""
    made = store.folder / comparison.name
    comparison.write(made)
    return made


def plainly(old: list[Row], new: list[Row]) -> tuple[Counter[tuple[Cell, ...]], int, int]:
    """By key, in Python: rows as (kind, key, old cells, new cells), how many stayed, how many share a key."""
    sides: dict[Row, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, rows in enumerate((old, new)):
        for row in rows:
            sides[row[:2]][side].append(row[2:])
    found: Counter[tuple[Cell, ...]] = Counter()
    same = repeated = 0
    nothing: Row = (None, None)
    for key, (before, after) in sides.items():
        if len(before) > 1 or len(after) > 1:
            repeated += len(before) + len(after)
            gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
            same += len(before) - gone.total()
            found.update({(REMOVED, *key, *one, *nothing): many for one, many in gone.items()})
            found.update({(ADDED, *key, *nothing, *one): many for one, many in come.items()})
        elif not before:
            found[(ADDED, *key, *nothing, *after[0])] += 1
        elif not after:
            found[(REMOVED, *key, *before[0], *nothing)] += 1
        elif before == after:
            same += 1
        else:
            found[(CHANGED, *key, *before[0], *after[0])] += 1
    return found, same, repeated


def total(rows: list[Row]) -> Decimal:
    """The sum of the amounts."""
    return sum((row[3] for row in rows if isinstance(row[3], Decimal)), Decimal(0))


@tries(60)
@given(old=rows_of_a_version, new=rows_of_a_version)
def test_any_two_versions_differ_as_they_do_by_hand(store: FileStore, old: list[Row], new: list[Row]) -> None:
    comparison = compared(store, old, new)
    made = written(store, comparison)
    expected, same, repeated = plainly(old, new)
    asked = ("perubahan", "kode", "tahun", "uraian_lama", "pagu_lama", "uraian_baru", "pagu_baru")
    found = page(made, comparison.columns, Criteria(columns=asked, limit=1000))
    assert Counter(found.rows) == expected
    told = difference(comparison, made)
    assert told.counts == {
        kind: sum(many for row, many in expected.items() if row[0] == kind) for kind in KINDS
    }
    assert (told.same, told.repeated) == (same, repeated)
    (amount,) = told.amounts
    assert (amount.old, amount.new) == (total(old), total(new))
    assert amount.new == amount.old + sum(amount.parts.values())
    changed = [row for row in expected if row[0] == CHANGED]
    assert told.changes["uraian"] == sum(row[3] != row[5] for row in changed)


def test_the_gap_is_exact_and_of_every_kind(store: FileStore) -> None:
    big = Decimal("9999999999999999999999.99")
    old: list[Row] = [
        ("a", 1, "x", -big),
        ("b", 1, "x", Decimal(5)),
        ("c", 1, "x", None),
        ("d", 1, "x", None),
    ]
    new: list[Row] = [
        ("a", 1, "x", big),
        ("c", 1, "y", None),
        ("d", 1, "x", Decimal(2)),
        ("e", 1, "x", Decimal(7)),
    ]
    comparison = compared(store, old, new)
    found = page(written(store, comparison), comparison.columns, Criteria())
    names = [column.name for column in comparison.columns]
    gaps = {row[names.index("kode")]: row[names.index("pagu_selisih")] for row in found.rows}
    assert gaps == {"a": 2 * big, "b": Decimal(-5), "c": None, "d": Decimal(2), "e": Decimal(7)}
    assert found.sums["pagu_selisih"] == total(new) - total(old)


def test_rows_come_in_the_order_of_the_new_version_then_what_is_gone(store: FileStore) -> None:
    old: list[Row] = [(code, 1, "x", None) for code in "abcdef"]
    new: list[Row] = [("z", 1, "x", None), ("f", 1, "y", None), ("a", 1, "y", None), ("c", 1, "x", None)]
    comparison = compared(store, old, new)
    found = page(written(store, comparison), comparison.columns, Criteria(columns=("kode",)))
    assert [row[0] for row in found.rows] == ["z", "f", "a", "b", "d", "e"]
    assert found.numbers == [1, 2, 3, 4, 5, 6]


def test_columns_of_one_version_alone_are_not_compared(store: FileStore) -> None:
    before = (Column("kode", "text"), Column("pagu", "integer", unit="rupiah"), Column("gone", "text"))
    after = (
        Column("kode", "text"),
        Column("pagu", "decimal", scale=3, unit="rupiah"),
        Column("kode_lama", "text"),
    )
    old = store.path(load(store, before, [("a", 5, "x"), ("b", 6, "y")]).sha256)
    new = store.path(load(store, after, [("a", Decimal("5.000"), "q"), ("b", Decimal("6.125"), "r")]).sha256)
    comparison = Comparison(old, new, before, after, ("kode",))
    assert [pair.column.name for pair in comparison.pairs] == ["pagu"]
    found = page(written(store, comparison), comparison.columns, Criteria())
    assert found.rows == [("berubah", "b", Decimal("6.000"), Decimal("6.125"), Decimal("0.125"))]
    retyped = (Column("kode", "integer"), *after[1:])
    assert [one.name for one in Comparison(old, new, before, retyped, ("pagu",)).shared] == ["pagu"]


def test_names_of_columns_do_not_collide(store: FileStore) -> None:
    long = "p" * 63
    columns = (
        Column("kode", "text"),
        Column("a", "integer"),
        Column("a_lama", "integer", unit="orang"),
        Column(long, "text"),
    )
    old = store.path(load(store, columns, [("k", 1, 2, "x")]).sha256)
    new = store.path(load(store, columns, [("k", 3, 2, "y")]).sha256)
    comparison = Comparison(old, new, columns, columns, ("kode", "a_lama"))
    names = [column.name for column in comparison.columns]
    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= 63
    assert page(written(store, comparison), comparison.columns, Criteria()).rows == [
        ("berubah", "k", 2, 1, 3, "x", "y")
    ]


@pytest.mark.parametrize("key", [(), ("tidak_ada",), ("kode", "x")])
def test_a_key_that_is_none_is_refused(store: FileStore, key: tuple[str, ...]) -> None:
    with pytest.raises(BadQuery):
        compared(store, [], [], key).write(store.folder / "tidak")


def test_a_key_is_found_in_what_tells_rows_apart_in_both_versions(store: FileStore) -> None:
    columns = (
        Column("tahun", "integer"), Column("kode", "text"), Column("nama", "text"),
        Column("pagu", "decimal", unit="rupiah"), Column("orang", "integer", unit="orang"),
    )  # fmt: skip

    def key(*versions: list[Row]) -> tuple[str, ...]:
        old, new = (store.path(load(store, columns, rows).sha256) for rows in versions)
        return likely_key(old, new, columns, columns)

    simple: list[Row] = [(2024, "a", "x", Decimal(1), 1), (2024, "b", "x", Decimal(2), 2)]
    years: list[Row] = [(2023, "a", "x", Decimal(1), 1), (2024, "a", "x", Decimal(2), 2)]
    by_both: list[Row] = [*simple, (2023, "a", "x", Decimal(3), 3)]
    assert key(simple, simple) == ("kode",)
    assert key(years, years) == ("tahun",)
    assert key(simple, by_both) == ("tahun", "kode")
    assert key(simple, [*simple, *simple]) == ("tahun", "kode", "nama")


def test_the_name_tells_one_comparison_from_another(store: FileStore) -> None:
    first = compared(store, [("a", 1, "x", None)], [("b", 1, "x", None)])
    others = [
        replace(first, old=first.new, new=first.old),
        replace(first, key=("kode",)),
        replace(first, new_columns=(*COLUMNS[:3], replace(COLUMNS[3], title="Pagu"))),
    ]
    assert len({first.name, *(one.name for one in others)}) == 4


def test_a_planted_difference_of_many_rows_is_found_exactly(tmp_path: Path) -> None:
    old, new = tmp_path / "lama", tmp_path / "baru"
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT i + 1 AS _id, 'k' || i AS kode, 2024 AS tahun, 'u' AS uraian, "
            f"CAST(i AS DECIMAL(24,2)) AS pagu FROM range(50000) AS r(i)) TO '{old}' (FORMAT parquet)"
        )
        connection.execute(
            f"COPY (SELECT row_number() OVER () AS _id, * FROM (SELECT kode, tahun, uraian, "
            f"CASE WHEN _id % 20 = 3 THEN pagu + 0.25 ELSE pagu END AS pagu FROM read_parquet('{old}') "
            f"WHERE _id % 50 <> 0 UNION ALL SELECT 'baru' || i, 2024, 'u', 1 FROM range(500) AS r(i))) "
            f"TO '{new}' (FORMAT parquet)"
        )
    comparison = Comparison(old, new, COLUMNS, COLUMNS, ("kode",))
    comparison.write(tmp_path / "beda")
    told = difference(comparison, tmp_path / "beda")
    assert told.counts == {ADDED: 500, REMOVED: 1000, CHANGED: 2500}
    assert told.same == 50_000 - 1000 - 2500
    assert told.amounts[0].parts == {
        ADDED: Decimal(500), REMOVED: -Decimal(sum(range(49, 50_000, 50))), CHANGED: Decimal(625)
    }  # fmt: skip
