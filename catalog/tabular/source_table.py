"""A foreign table inside the engine: cells typed as their columns say, and what is not so as written."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import orjson

from catalog.tabular import convert_sql
from catalog.tabular.columns import Column
from catalog.tabular.engine import literal, quote
from catalog.tabular.load import checked_cell
from catalog.tabular.plain_csv import PlainCsv
from catalog.tabular.recipe import LEAF, SUBTOTAL, Recipe, Row

_PIECE = 1_000  # rows fetched at once
_LEAST_ROW = 2**20  # bytes; the engine sets twice its longest row aside


@dataclass(frozen=True)
class SourceTable:
    """A table to check and to store; `positions` are its columns' places in the source, from 1.

    `sql`, to put after FROM, gives the rows in their order: `_row` is the number in the source, `_kind` leaf
    or subtotal, and for each column v1, v2, ... its value, NULL where there is none, and x1, x2, ... the text
    that is not what the column says. An empty text is a value. `_cells` has every cell of a row that has
    more or fewer of them than there are columns, and is NULL for others.
    `marked` says whether some row is a subtotal.
    """

    connection: duckdb.DuckDBPyConnection
    columns: tuple[Column, ...]
    positions: tuple[int, ...]
    sql: str
    sheet: str = ""
    marked: bool = False

    def position(self, name: str) -> int:
        """Where a column stands in the source, from 1."""
        return next(
            place for place, column in zip(self.positions, self.columns, strict=True) if column.name == name
        )

    def ask(self, sql: str, params: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of our own (trusted) SQL over `source`: this table, its columns under their own names.

        It has _row and _kind besides.
        """
        values = [f"v{place} AS {quote(column.name)}" for place, column in enumerate(self.columns, 1)]
        source = f"WITH source AS (SELECT _row, _kind, {', '.join(values)} FROM {self.sql}) "
        with closing(self.connection.cursor()) as cursor:
            found = cursor.execute(source + sql, list(params))
            while rows := found.fetchmany(_PIECE):
                yield from rows


def from_csv(connection: duckdb.DuckDBPyConnection, plain: PlainCsv, recipe: Recipe) -> SourceTable:
    """A plain CSV file, converted by SQL while it is read; nothing is read yet.

    Of a row with a cell outside all columns, `_cells` is not NULL, and no more.
    """
    cells = [f"c{place}" for place in range(1, plain.width + 1)]
    used = {each.position for each in recipe.columns}
    spare = " OR ".join(convert_sql.filled(cell) for place, cell in enumerate(cells, 1) if place not in used)
    stripped = [
        f"{convert_sql.bare(cell)} AS b{place}" for place, cell in enumerate(cells, 1) if place in used
    ]
    values, misfits = [], []
    for place, each in enumerate(recipe.columns, 1):
        texts = f"c{each.position}", f"b{each.position}"
        values.append(f"{convert_sql.value(*texts, each, recipe.missing)} AS v{place}")
        misfits.append(f"{convert_sql.misfit(*texts, f'v{place}', each, recipe.missing)} AS x{place}")
    sql = (
        f"(SELECT _row, '{LEAF}' AS _kind, _cells, {_names('v', recipe.columns)}, {', '.join(misfits)}"
        f" FROM (SELECT *, CASE WHEN {spare or 'false'} THEN [c1] END AS _cells, {', '.join(values)}"
        f" FROM (SELECT *, {', '.join(stripped)}"
        f" FROM (SELECT row_number() OVER () + {plain.above} AS _row, * FROM {plain.sql})"
        f" WHERE {_of_body(plain, recipe, cells)})))"
    )
    columns = tuple(each.column for each in recipe.columns)
    return SourceTable(connection, columns, tuple(each.position for each in recipe.columns), sql)


def _of_body(plain: PlainCsv, recipe: Recipe, cells: Sequence[str]) -> str:
    """SQL of whether a row is one of the table's: within it, not blank, and not the header once more."""
    within = f"_row >= {recipe.first_row}" + (f" AND _row <= {recipe.last_row}" if recipe.last_row else "")
    filled = " OR ".join(convert_sql.filled(cell) for cell in cells)
    titles = [(cell, convert_sql.text(title)) for cell, title in zip(cells, plain.header, strict=False)]
    # The first parts are quick, and true of nearly all rows.
    far = [f"NOT coalesce(contains({cell}, {title}), false)" for cell, title in titles if title != "''"]
    unlike = [f"{convert_sql.bare(cell)} <> {title}" for cell, title in titles]
    return f"{within} AND ({filled}) AND ({' OR '.join([*far, *unlike]) or 'true'})"


def from_rows(
    connection: duckdb.DuckDBPyConnection,
    columns: Sequence[Column],
    rows: Iterable[Row],
    folder: Path,
    positions: Sequence[int] = (),
    sheet: str = "",
) -> SourceTable:
    """Rows that Python has read, by way of a file in `folder`; all of them are taken at once."""
    target, longest = folder / "source.ndjson", _LEAST_ROW
    misfits: set[str] = set()
    kinds: set[str] = set()
    with target.open("wb") as out:
        for row in rows:
            kinds.add(row.kind)
            line = orjson.dumps(_record(columns, row, misfits), option=orjson.OPT_APPEND_NEWLINE)
            longest = max(longest, len(line))
            out.write(line)
    types = {"_row": "BIGINT", "_kind": "VARCHAR", "_cells": "VARCHAR[]"}
    types |= {f"v{place}": column.sql_type for place, column in enumerate(columns, 1)}
    types |= dict.fromkeys(sorted(misfits), "VARCHAR")
    names = [f"x{place}" for place in range(1, len(columns) + 1)]
    fitting = "".join(f", CAST(NULL AS VARCHAR) AS {name}" for name in names if name not in misfits)
    sql = (
        f"(SELECT *{fitting} FROM read_json({literal(target)}, columns={types}, format='newline_delimited',"
        f" dateformat='%Y-%m-%d', maximum_object_size={longest}))"
    )
    places = tuple(positions) or tuple(range(1, len(columns) + 1))
    return SourceTable(connection, tuple(columns), places, sql, sheet, SUBTOTAL in kinds)


def _record(columns: Sequence[Column], row: Row, misfits: set[str]) -> dict[str, object]:
    record: dict[str, object] = {"_row": row.number, "_kind": row.kind}
    for place, (column, cell) in enumerate(zip(columns, row.cells, strict=False), 1):
        if cell is not None:
            try:
                record[f"v{place}"] = checked_cell(column, cell)
            except ValueError:
                misfits.add(f"x{place}")
                record[f"x{place}"] = str(cell).encode(errors="replace").decode().replace("\0", "\ufffd")
    if len(row.cells) != len(columns):
        record["_cells"] = [None if cell is None else str(cell) for cell in row.cells]
    return record


def _names(letter: str, columns: Sequence[object]) -> str:
    return ", ".join(f"{letter}{place}" for place in range(1, len(columns) + 1))
