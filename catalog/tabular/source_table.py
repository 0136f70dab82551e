"""A foreign table inside the engine: cells typed as their columns say, and what is not so as written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import orjson

from catalog.tabular import convert_sql
from catalog.tabular.columns import Column
from catalog.tabular.engine import literal
from catalog.tabular.load import checked_cell
from catalog.tabular.plain_csv import PlainCsv
from catalog.tabular.recipe import LEAF, Recipe, Row

_LEAST_ROW = 2**20  # bytes; the engine sets twice its longest row aside


@dataclass(frozen=True)
class SourceTable:
    """A table to check and to store; `positions` are its columns' places in the source, from 1.

    `sql`, to put after FROM, gives the rows in their order: `_row` is the number in the source, `_kind` leaf
    or subtotal, and for each column v1, v2, ... its value, NULL where there is none, and x1, x2, ... the text
    that is not what the column says. An empty text is a value. `_cells` has every cell of a row that has
    more or fewer of them than there are columns, and is NULL for others.
    """

    connection: duckdb.DuckDBPyConnection
    columns: tuple[Column, ...]
    positions: tuple[int, ...]
    sql: str
    sheet: str = ""


def from_csv(connection: duckdb.DuckDBPyConnection, plain: PlainCsv, recipe: Recipe) -> SourceTable:
    """A plain CSV file, converted by SQL while it is read; nothing is read yet."""
    numbered = f"SELECT row_number() OVER () + {plain.above} AS _row, * FROM {plain.sql}"
    values, misfits = [], []
    for place, each in enumerate(recipe.columns, 1):
        written = f"c{each.position}"
        values.append(f"{convert_sql.value(written, each, recipe.missing)} AS v{place}")
        misfits.append(f"{convert_sql.misfit(written, f'v{place}', each, recipe.missing)} AS x{place}")
    within = f"_row >= {recipe.first_row}" + (f" AND _row <= {recipe.last_row}" if recipe.last_row else "")
    filled = " OR ".join(f"c{place} IS NOT NULL" for place in range(1, plain.width + 1))
    sql = (
        f"(SELECT _row, '{LEAF}' AS _kind, CAST(NULL AS VARCHAR[]) AS _cells, {_names('v', recipe.columns)},"
        f" {', '.join(misfits)} FROM (SELECT *, {', '.join(values)} FROM ({numbered})"
        f" WHERE {within} AND ({filled})))"
    )
    columns = tuple(each.column for each in recipe.columns)
    return SourceTable(connection, columns, tuple(each.position for each in recipe.columns), sql)


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
    with target.open("wb") as out:
        for row in rows:
            line = orjson.dumps(_record(columns, row), option=orjson.OPT_APPEND_NEWLINE)
            longest = max(longest, len(line))
            out.write(line)
    types = {"_row": "BIGINT", "_kind": "VARCHAR", "_cells": "VARCHAR[]"}
    types |= {f"v{place}": column.sql_type for place, column in enumerate(columns, 1)}
    types |= {f"x{place}": "VARCHAR" for place in range(1, len(columns) + 1)}
    sql = (
        f"read_json({literal(target)}, columns={types}, format='newline_delimited',"
        f" dateformat='%Y-%m-%d', maximum_object_size={longest})"
    )
    places = tuple(positions) or tuple(range(1, len(columns) + 1))
    return SourceTable(connection, tuple(columns), places, sql, sheet)


def _record(columns: Sequence[Column], row: Row) -> dict[str, object]:
    record: dict[str, object] = {"_row": row.number, "_kind": row.kind}
    for place, (column, cell) in enumerate(zip(columns, row.cells, strict=False), 1):
        if cell is not None:
            try:
                record[f"v{place}"] = checked_cell(column, cell)
            except ValueError:
                record[f"x{place}"] = str(cell).encode(errors="replace").decode().replace("\0", "\ufffd")
    if len(row.cells) != len(columns):
        record["_cells"] = [None if cell is None else str(cell) for cell in row.cells]
    return record


def _names(letter: str, columns: Sequence[object]) -> str:
    return ", ".join(f"{letter}{place}" for place in range(1, len(columns) + 1))
