"""Written cells become the same values by SQL and by Python, whatever is written."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.tabular import Cell, Column
from catalog.tabular.cells import converter
from catalog.tabular.convert_sql import WHITE, bare, misfit, value
from catalog.tabular.load import checked_cell
from catalog.tabular.numbers import SUFFIXES
from catalog.tabular.recipe import RecipeColumn
from tests.fuzzing import tries

_PIECES = [*"0123459.,-+() '\"%xE", *WHITE, "Rp", "rp.", "RP ", ",-", ".000", ",50", ".50", "00", "5" * 20]
pieces = st.lists(
    st.sampled_from([*_PIECES, *SUFFIXES, "Jt", "M", "٣", "ſ", "\u212a", "NaN", "n/a", "-"]), max_size=8
)
figures = st.decimals(-(10**26), 10**26, places=3, allow_nan=False).map(lambda each: f"{each:,f}")
dotted = figures.map(lambda text: text.translate(str.maketrans(",.", ".,")))
suffixed = st.tuples(dotted | figures, st.sampled_from(["", " ", "  "]), st.sampled_from([*SUFFIXES, "Jt."]))
numbers = (
    pieces.map("".join) | figures | dotted | suffixed.map("".join) | dotted.map(lambda text: f"(Rp {text})")
)
days = st.tuples(st.integers(0, 32), st.sampled_from("/-. "), st.integers(0, 13), st.integers(0, 2030))
spoken = st.tuples(
    st.integers(0, 32),
    st.sampled_from(["Jan", "agustus", "Nopember.", "Mei", "Foo", "MARET"]),
    st.integers(0, 10**4),
)
dates = (
    days.map(lambda d: f"{d[0]}{d[1]}{d[2]:02}{d[1]}{d[3]:04}")
    | days.map(lambda d: f"{d[3]:04}{d[1]}{d[2]}{d[1]}{d[0]}")
    | spoken.map(lambda d: f"{d[0]} {d[1]} {d[2]:04}")
    | st.dates().map(str)
    | pieces.map("".join)
)
booleans = st.sampled_from(["true", "TRUE", " false", "ya", "1", "tRue\t", "ſalse"]) | pieces.map("".join)
MISSING = ("-", "n/a", "0")


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def by_sql(
    connection: duckdb.DuckDBPyConnection, each: RecipeColumn, texts: Sequence[str], missing: Sequence[str]
) -> list[Cell]:
    """Values, and as text what is none."""
    stripped = f"SELECT written, {bare('written')} AS stripped FROM (SELECT unnest(?) AS written)"
    typed = f"SELECT *, {value('written', 'stripped', each, missing)} AS found FROM ({stripped})"
    kept = misfit("written", "stripped", "found", each, missing)
    rows = connection.execute(f"SELECT found, {kept} FROM ({typed})", [list(texts)]).fetchall()
    return [left if found is None else found for found, left in rows]


def by_python(each: RecipeColumn, texts: Sequence[str], missing: Sequence[str]) -> list[Cell]:
    """What the Python reading of a file makes of the texts, as far as the column can hold it."""
    convert = converter(each, missing)
    return [_held(each.column, convert(text), text) for text in texts]


def _held(column: Column, cell: Cell, text: str) -> Cell:
    if cell is None or isinstance(cell, str):
        return cell
    try:
        checked_cell(column, cell)
    except ValueError:
        return text
    return cell


def agree(connection: duckdb.DuckDBPyConnection, each: RecipeColumn, texts: list[str]) -> None:
    for missing in ((), MISSING):
        assert by_sql(connection, each, texts, missing) == by_python(each, texts, missing)


@tries(40)
@given(texts=st.lists(numbers, min_size=1, max_size=20), scale=st.integers(0, 6))
@pytest.mark.parametrize("style", ["id", "en", "plain", ""])
def test_figures(connection: duckdb.DuckDBPyConnection, style: str, texts: list[str], scale: int) -> None:
    agree(connection, RecipeColumn(1, Column("a", "decimal", scale=scale), style), texts)
    agree(connection, RecipeColumn(1, Column("a", "integer"), style), texts)


@tries(40)
@given(texts=st.lists(dates, min_size=1, max_size=20))
@pytest.mark.parametrize("style", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%m/%d/%Y", "id", ""])
def test_dates(connection: duckdb.DuckDBPyConnection, style: str, texts: list[str]) -> None:
    agree(connection, RecipeColumn(1, Column("a", "date"), style), texts)


@tries(40)
@given(texts=st.lists(booleans, min_size=1, max_size=20))
def test_truth_values_and_texts(connection: duckdb.DuckDBPyConnection, texts: list[str]) -> None:
    agree(connection, RecipeColumn(1, Column("a", "boolean")), texts)
    agree(connection, RecipeColumn(1, Column("a", "text")), texts)


def test_values_are_typed_and_exact(connection: duckdb.DuckDBPyConnection) -> None:
    money = RecipeColumn(1, Column("a", "decimal"), "id")
    texts = ["1.234.567,89", "(1.000,00)", "Rp 5.000,-", "9.533,44 M", " ", "0,001", "9" * 22 + ",99"]
    assert by_sql(connection, money, texts, ()) == [
        Decimal("1234567.89"),
        Decimal(-1000),
        Decimal(5000),
        Decimal(9533440000000),
        None,
        "0,001",
        Decimal("9" * 22 + ".99"),
    ]
    assert by_sql(connection, RecipeColumn(1, Column("a", "integer"), "id"), ["1.000,00"], ()) == [1000]
    assert by_sql(connection, RecipeColumn(1, Column("a", "date"), "id"), ["17 Agustus 1945"], ()) == [
        date(1945, 8, 17)
    ]
