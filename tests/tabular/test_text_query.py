"""Words looked for in a table: plain ones, expressions as PostgreSQL's to_tsquery reads them, and ranks."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.errors import BadQuery
from catalog.storage import FileStore
from catalog.tabular import (
    Cell,
    Column,
    Criteria,
    Search,
    expression,
    load,
    page,
    plain_words,
    rank_name,
)
from catalog.tabular.text_query import contains_sql
from tests.fuzzing import tries

COLUMNS = (
    Column("nama", "text"),
    Column("tempat", "text"),
    Column("tahun", "integer"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("mulai", "date"),
)
ROWS: list[tuple[Cell, ...]] = [
    ("Perbaikan JALAN desa", "Malang", 2024, Decimal("1500.50"), date(2024, 1, 2)),
    ("Perjalanan dinas", "Kota Malang", 2024, Decimal(20), None),
    ("Jalan, jalan dan jalan lagi", None, 2025, None, date(2025, 12, 31)),
    ("Jembatan (kota) a+b", "Blitar", 1500, Decimal(2024), None),
    (None, "it's 5.1.02", None, None, None),
]


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = FileStore(tmp_path_factory.mktemp("files"))
    return store.path(load(store, COLUMNS, ROWS).sha256)


def found(table: Path, search: Search) -> list[int]:
    return page(table, COLUMNS, Criteria(filters=(search,))).numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("jalan", [1, 3]),
        ("JALAN & desa", [1]),
        ("jalan & !desa", [3]),
        ("!jalan", [2, 4, 5]),
        ("desa | kota & malang", [1, 2]),
        ("(desa | kota) & malang", [1, 2]),
        ("(desa|kota)&!malang", [4]),
        ("!(desa | kota)", [3, 5]),
        ("per:*", [1, 2]),
        ("jalan:*", [1, 3]),
        ("perjalan:*", [2]),
        ("'a+b'", [4]),
        ("'jalan desa'", [1]),
        ("'it''s'", [5]),
        ("5.1.02", [5]),
        ("2024", [1, 2, 4]),
        ("1500.5", [1]),
        ("2025-12-31", [3]),
        ("2025-02-31", []),
        ("hantu", []),
    ],
)
def test_an_expression_finds_whole_words(table: Path, text: str, numbers: list[int]) -> None:
    assert found(table, Search(expression(text))) == numbers


def test_plain_words_are_parts_and_may_stand_in_several_columns(table: Path) -> None:
    assert found(table, Search(plain_words("jalan"))) == [1, 2, 3]
    assert found(table, Search(plain_words("JALAN malang"))) == [1, 2]
    assert found(table, Search(plain_words("jalan 2024"))) == [1, 2]
    assert found(table, Search(plain_words("jalan & desa"))) == []
    assert page(table, COLUMNS, Criteria(words="jalan 2024")).numbers == [1, 2]


def test_one_column_may_be_searched(table: Path) -> None:
    assert found(table, Search(plain_words("kota"), "tempat")) == [2]
    assert found(table, Search(plain_words("2024"), "tahun")) == [1, 2]
    assert found(table, Search(expression("!kota"), "nama")) == [1, 2, 3, 5]
    with pytest.raises(BadQuery, match="hantu tidak ada"):
        found(table, Search(plain_words("kota"), "hantu"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a b",
        "a &",
        "& a",
        "a | | b",
        "(a",
        "a)",
        "()",
        "!",
        "a:b",
        "a:*b",
        "'a",
        "a''",
        "(" * 50 + "a" + ")" * 50,
    ],
)
def test_what_is_no_expression_is_said_with_an_example(text: str) -> None:
    with pytest.raises(BadQuery, match=r"tidak dapat dibaca\. Tulis kata"):
        expression(text)


def test_too_many_words_and_broken_letters_are_refused() -> None:
    for read in (plain_words, expression):
        with pytest.raises(BadQuery, match="rusak"):
            read("a\ud800")
    with pytest.raises(BadQuery, match="Paling banyak 32"):
        plain_words("a " * 33)
    with pytest.raises(BadQuery, match="Paling banyak 128"):
        expression(" & ".join("a" * 65))


def test_rows_are_ranked_as_postgresql_does(table: Path) -> None:
    wanted = Criteria(filters=(Search(expression("jalan")),), ranked=True)
    best = page(table, COLUMNS, wanted)
    assert best.numbers == [3, 1]
    # ts_rank(to_tsvector('simple', ...), to_tsquery('simple', 'jalan'), 32) of the same texts
    assert [float(rank) for (rank,) in best.ranks] == pytest.approx([0.0764, 0.0573], abs=2e-3)
    assert float(best.ranks[1][0]) == pytest.approx(0.0573088, abs=1e-6)
    worst = Criteria(filters=wanted.filters, ranked=True, sort=((rank_name(0), False),))
    assert page(table, COLUMNS, worst).numbers == [1, 3]
    both = Criteria(filters=(*wanted.filters, Search(plain_words("2025"), "tahun")), ranked=True)
    assert [len(ranks) for ranks in page(table, COLUMNS, both).ranks] == [2]
    assert page(table, COLUMNS, Criteria(filters=wanted.filters)).ranks == ((), ())


@tries(60)
@given(
    text=st.text(st.sampled_from("ab &|!()':*\\.+[^$ é"), max_size=14),
    column=st.sampled_from(["", "nama"]),
)
def test_any_text_is_answered_or_refused_in_words(table: Path, text: str, column: str) -> None:
    for read in (plain_words, expression):
        try:
            search = Search(read(text), column)
        except BadQuery:
            continue
        page(table, COLUMNS, Criteria(filters=(search,), ranked=True))


@tries(150)
@given(
    text=st.text(st.sampled_from("aBé 1.2-İ"), max_size=5),
    part=st.text(st.sampled_from("AbÉ 1.2-i\u0307"), max_size=4),
)
def test_a_text_holds_another_in_either_case(text: str, part: str) -> None:
    params: list[object] = []
    sql = contains_sql("written", part, params)
    found, plain = duckdb.execute(
        f"SELECT {sql}, contains(lower(written), lower(?)) FROM (SELECT CAST(? AS VARCHAR) AS written)",
        [*params, part, text],
    ).fetchall()[0]
    assert found == plain
