"""Asking a stored table in groups: the values of some columns, how many rows have them, and their sums."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from catalog.errors import BadQuery
from catalog.tabular.columns import ROW_NUMBER, Cell, Column
from catalog.tabular.engine import hurried, quote, table
from catalog.tabular.query import Criteria, totals
from catalog.tabular.query_filters import find, where
from catalog.tabular.row_kinds import has_subtotals, leaves
from catalog.text import Message

BY_COUNT = "_count"  # to sort by; no column of a table can be called so
_FEW = 100  # values, that a list holds
_SAMPLE = 5_000  # rows from each end and from the middle
_MAX_COLUMNS = 3
_MAX_GROUPS = 1_000  # of one answer


@dataclass(frozen=True)
class Group:
    """The values that its rows share, how many they are, and their sums in the order of `Groups.summed`.

    A sum is None where no row has a figure.
    """

    values: tuple[Cell, ...]
    count: int
    sums: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Groups:
    """A page of groups; `total` groups there are, `rows` and `sums` are of all rows that were grouped.

    `subtotals` is how many rows were found and not grouped, since they repeat what others say.
    """

    columns: tuple[Column, ...]
    summed: tuple[Column, ...]
    groups: list[Group]
    total: int
    rows: int
    sums: tuple[Decimal, ...]
    subtotals: int = 0


def group(path: Path, columns: Sequence[Column], criteria: Criteria, by: Sequence[str]) -> Groups:
    """The filtered rows of a stored table in groups of equal values.

    `criteria.sort` may name the columns of `by`, a column that is summed, or `_count`; without it, groups
    stand by their values. BadQuery for what cannot be asked.
    """
    if not 0 < len(by) <= _MAX_COLUMNS or len(set(by)) < len(by):
        raise BadQuery(Message("Kelompokkan menurut satu sampai %(most)s kolom.", {"most": _MAX_COLUMNS}))
    if criteria.offset < 0 or not 0 <= criteria.limit <= _MAX_GROUPS:
        raise BadQuery(
            Message("Halaman di luar batas: paling banyak %(limit)s baris.", {"limit": _MAX_GROUPS})
        )
    keys = tuple(find(columns, name) for name in by)
    summed = tuple(column for column in columns if column.additive and column.name not in by)
    condition, params = where(columns, criteria.filters, criteria.words)
    sums = [f"sum({quote(column.name)}) AS {quote(f'_{number}')}" for number, column in enumerate(summed)]
    fields = ", ".join([*map(quote, by), f"count(*) AS {BY_COUNT}", *sums])
    whole = ", ".join([f"sum({BY_COUNT})", *(f"sum({quote(f'_{number}')})" for number in range(len(summed)))])
    source, order = f"{table(path)}{leaves(path, condition)}", _order(keys, summed, criteria)
    sql = (  # the engine keeps what it needs twice, so the table is read once
        f"WITH found AS (SELECT {fields} FROM {source} GROUP BY {', '.join(map(quote, by))}),"
        f" whole AS (SELECT count(*), {whole} FROM found)"
        f" SELECT * FROM whole LEFT JOIN (SELECT * FROM found ORDER BY {order}"
        f" LIMIT {criteria.limit} OFFSET {criteria.offset}) ON true ORDER BY {order}"
    )
    with hurried() as connection:
        found = connection.execute(sql, params).fetchall()
    width = 2 + len(summed)
    total, rows, *all_sums = found[0][:width]
    return Groups(
        columns=keys,
        summed=summed,
        groups=[_group(row[width:], len(keys)) for row in found if row[width + len(keys)]],
        total=total,
        rows=int(rows or 0),
        sums=tuple(Decimal(one or 0) for one in all_sums),
        subtotals=totals(path, (), condition, tuple(params)).subtotals if has_subtotals(path) else 0,
    )


def _group(row: tuple[Any, ...], keys: int) -> Group:
    sums = tuple(None if one is None else Decimal(one) for one in row[keys + 1 :])
    return Group(row[:keys], row[keys], sums)


@lru_cache(maxsize=1_000)
def few_valued(path: Path, columns: tuple[Column, ...], rows: int) -> tuple[Column, ...]:
    """The columns with two to a hundred values, as far as a part of the table shows; quantities aside.

    Kept, since a stored table never changes.
    """
    asked = [
        column
        for column in columns
        if column.type in ("text", "boolean", "date") or (column.type == "integer" and not column.unit)
    ]
    if not asked or not rows:
        return ()
    names = ", ".join(quote(column.name) for column in asked)
    starts = (1, max(1, (rows - _SAMPLE) // 2), max(1, rows - _SAMPLE + 1))
    parts = " UNION ALL ".join(
        f"SELECT {names} FROM {table(path)}"
        + leaves(path, f" WHERE {ROW_NUMBER} BETWEEN {start} AND {start + _SAMPLE - 1}")
        for start in starts
    )
    counts = ", ".join(f"count(DISTINCT {quote(column.name)})" for column in asked)
    with hurried() as connection:
        found = connection.execute(f"SELECT {counts} FROM ({parts})").fetchall()[0]
    return tuple(column for column, count in zip(asked, found, strict=True) if 2 <= count <= _FEW)


def _order(keys: Sequence[Column], summed: Sequence[Column], criteria: Criteria) -> str:
    names = {column.name: quote(column.name) for column in keys}
    order = [f"{name} ASC NULLS LAST" for name in names.values()]
    names[BY_COUNT] = BY_COUNT
    names |= {column.name: quote(f"_{number}") for number, column in enumerate(summed)}
    for name, descending in reversed(criteria.sort):
        if name not in names:
            raise BadQuery(Message("Kelompok tidak dapat diurutkan menurut %(column)s.", {"column": name}))
        order.insert(0, f"{names[name]} {'DESC' if descending else 'ASC'} NULLS LAST")
    return ", ".join(order)
