"""Asking a stored table: a page with totals, or which rows an export writes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.errors import BadQuery
from catalog.tabular.columns import ROW_KIND, ROW_NUMBER, Cell, Column
from catalog.tabular.engine import hurried, quote, table
from catalog.tabular.query_filters import Condition, find, where
from catalog.tabular.recipe import LEAF, SUBTOTAL
from catalog.tabular.row_kinds import KIND_COLUMN, has_subtotals
from catalog.tabular.text_query import Search, is_rank, rank_name, rank_sql
from catalog.text import Message

MAX_LIMIT = 32_000  # rows of one page, as in CKAN's datastore
_MOST_RANKED = 100_000  # rows found; to rank more of them takes seconds, and says little of any
_FIRST = 250  # numbers of rows that are kept with the totals: some pages, for which nothing is read twice


@dataclass(frozen=True)
class Criteria:
    """Which rows, in which order: sort names columns with whether descending; no `columns` means all.

    Every word of `words` must stand, in either case, in some text column of the row, or be one of its figures
    or dates; `distinct` gives equal rows of the chosen columns once. `ranked` tells with each row how well it
    fits each `Search` among the filters; without a sort, the best come first.
    """

    filters: tuple[Condition, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    words: str = ""
    offset: int = 0
    limit: int = 50
    columns: tuple[str, ...] = ()
    distinct: bool = False
    ranked: bool = False


@dataclass(frozen=True)
class Page:
    """Rows with their numbers in the stored table (from 1); `total` and `sums` are of the filtered set.

    `subtotals` of the total are no part of the sums; `marked` are the places of those in `rows`, from 0.
    Distinct rows have neither numbers nor sums.
    """

    columns: tuple[Column, ...]
    rows: list[tuple[Cell, ...]]
    numbers: list[int]
    total: int
    sums: dict[str, Decimal]
    subtotals: int = 0
    marked: frozenset[int] = frozenset()
    ranks: tuple[tuple[Decimal, ...], ...] = ()


@dataclass(frozen=True)
class Totals:
    """What a condition finds in a table: how many rows and, among them, subtotals; the sums of all others.

    `first` are the numbers of its first rows; none where there is no condition, since they are then plain.
    """

    rows: int
    subtotals: int
    sums: tuple[Decimal, ...]
    first: tuple[int, ...] = ()


@dataclass(frozen=True)
class Selection:
    """Chosen columns, and their rows as SQL to stand behind `SELECT ...`, less and with their order."""

    columns: tuple[Column, ...]
    source: str
    order: str
    params: tuple[object, ...]


def page(path: Path, columns: Sequence[Column], criteria: Criteria) -> Page:
    """A page of a stored table; BadQuery for unknown columns or operators, and values that do not parse."""
    if criteria.offset < 0 or not 0 <= criteria.limit <= MAX_LIMIT:
        raise BadQuery(Message("Halaman di luar batas: paling banyak %(limit)s baris.", {"limit": MAX_LIMIT}))
    shown = _chosen(columns, criteria.columns)
    if criteria.distinct:
        return _distinct(path, columns, criteria, shown)
    condition, params = where(columns, criteria.filters, criteria.words)
    additive = tuple(column.name for column in shown if column.additive)
    found = totals(path, additive, condition, tuple(params))
    kind = f"{ROW_KIND} = '{SUBTOTAL}'" if has_subtotals(path) else "false"
    ranks, params = _ranks(columns, criteria)
    if ranks and not criteria.sort and found.rows <= _MOST_RANKED:
        criteria = replace(criteria, sort=tuple((name, True) for name in ranks))
    fields = ", ".join((ROW_NUMBER, kind, *(quote(column.name) for column in shown), *ranks.values()))
    rows = _rows(f"SELECT {fields} FROM {table(path)}", params, columns, criteria, found)
    width = 2 + len(shown)
    return Page(
        columns=shown,
        rows=[row[2:width] for row in rows],
        numbers=[row[0] for row in rows],
        total=found.rows,
        sums=dict(zip(additive, found.sums, strict=True)),
        subtotals=found.subtotals,
        marked=frozenset(place for place, row in enumerate(rows) if row[1]),
        ranks=tuple(row[width:] for row in rows),
    )


def _ranks(columns: Sequence[Column], criteria: Criteria) -> tuple[dict[str, str], list[object]]:
    """SQL of how well a row fits each search, by its name in a sort, and the parameters of all."""
    params: list[object] = []
    searches = [each for each in criteria.filters if isinstance(each, Search) and criteria.ranked]
    names = map(rank_name, range(len(searches)))
    sql = {
        name: f"{rank_sql(each, columns, params)} AS {name}"
        for name, each in zip(names, searches, strict=True)
    }
    return sql, params


def _rows(
    select: str, selected: list[object], columns: Sequence[Column], criteria: Criteria, found: Totals
) -> list[tuple[Any, ...]]:
    condition, params = where(columns, criteria.filters, criteria.words)
    first, last = criteria.offset + 1, criteria.offset + criteria.limit
    numbers = found.first[first - 1 : last]
    if not condition and not criteria.sort:  # by number, so that the last page costs no more than the first
        sql, params = f"{select} WHERE {ROW_NUMBER} BETWEEN ? AND ?", [first, last]
    elif not criteria.sort and len(found.first) >= min(last, found.rows):  # known, so nothing is looked for
        some = ", ".join(map(str, numbers)) or "NULL"
        sql, params = f"{select} WHERE {ROW_NUMBER} IN ({some}) ORDER BY {ROW_NUMBER}", []
    else:
        sql = (
            f"{select}{condition}{_order(columns, criteria)} LIMIT {criteria.limit} OFFSET {criteria.offset}"
        )
    with hurried() as connection:
        return connection.execute(sql, [*selected, *params]).fetchall()


def _distinct(path: Path, columns: Sequence[Column], criteria: Criteria, shown: tuple[Column, ...]) -> Page:
    condition, params = where(columns, criteria.filters, criteria.words)
    names = [column.name for column in shown]
    fields = ", ".join(map(quote, names))
    order = _keys(columns, (*criteria.sort, *((name, False) for name in names)))
    found = f"WITH found AS (SELECT DISTINCT {fields} FROM {table(path)}{condition}) SELECT"
    sql = (
        f"{found} (SELECT count(*) FROM found), * FROM found ORDER BY {order}"
        f" LIMIT {criteria.limit} OFFSET {criteria.offset}"
    )
    for name, _descending in criteria.sort:
        find(shown, name)  # an order by what is not shown has no meaning here
    with hurried() as connection:
        rows = connection.execute(sql, params).fetchall()
        total = rows or connection.execute(f"{found} count(*) FROM found", params).fetchall()
    return Page(shown, [row[1:] for row in rows], [], total[0][0], {})


@lru_cache(maxsize=1_000)
def totals(path: Path, names: tuple[str, ...], condition: str, params: tuple[object, ...]) -> Totals:
    """How many rows, and the sums of some columns.

    Kept, since a stored table never changes and every page of it asks for the same.
    """
    source, leaf = table(path), f" FILTER ({ROW_KIND} = '{LEAF}')" if has_subtotals(path) else ""
    sums = "".join(f", sum({quote(name)}){leaf}" for name in names)
    first = f"min({ROW_NUMBER}, {_FIRST})" if condition else "NULL"
    with hurried() as connection:
        rows, counted, numbers, *found = connection.execute(
            f"SELECT count(*), count(*){leaf}, {first}{sums} FROM {source}{condition}", params
        ).fetchall()[0]
    return Totals(rows, rows - counted, tuple(Decimal(value or 0) for value in found), tuple(numbers or ()))


def selection(path: Path, columns: Sequence[Column], criteria: Criteria) -> Selection:
    """The whole filtered set (offset and limit aside), to be written by an export; raises BadQuery.

    All columns of a table with subtotals are followed by one that tells them apart.
    """
    condition, params = where(columns, criteria.filters, criteria.words)
    source, order = f" FROM {table(path)}{condition}", _order(columns, criteria)
    chosen = _chosen(columns, criteria.columns)
    kind = (KIND_COLUMN,) if not criteria.columns and has_subtotals(path) else ()
    return Selection((*chosen, *kind), source, order, tuple(params))


def _chosen(columns: Sequence[Column], names: tuple[str, ...]) -> tuple[Column, ...]:
    return tuple(find(columns, name) for name in names) if names else tuple(columns)


def _order(columns: Sequence[Column], criteria: Criteria) -> str:
    if not criteria.sort:
        return ""  # the engine keeps the stored order, and sorting by number would take memory
    return f" ORDER BY {_keys(columns, (*criteria.sort, (ROW_NUMBER, False)))}"


def _keys(columns: Sequence[Column], sort: Sequence[tuple[str, bool]]) -> str:
    return ", ".join(
        f"{quote(name if name == ROW_NUMBER or is_rank(name) else find(columns, name).name)}"
        f" {'DESC' if descending else 'ASC'} NULLS LAST"
        for name, descending in sort
    )
