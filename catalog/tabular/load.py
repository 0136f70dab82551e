"""Rows in, Parquet out: every cell is checked against its column before the engine sees it."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import orjson

from catalog.errors import Invalid
from catalog.storage import FileStore
from catalog.tabular.columns import MAX_TEXT, ROW_NUMBER, Cell, Column, expected, require_columns
from catalog.tabular.engine import literal, quote, workshop
from catalog.text import Message

_LEAST_ROW = 2**20  # bytes; the engine sets twice its longest row aside
_SHOWN = 100  # characters of a wrong value in its message
_ROW_GROUP = 61_440  # rows; a page by number reads one group, and what is said of all of them first
_NARROW = 17  # digits: such a decimal takes 64 bits, and so does the sum of two
_FINE = 6  # digits after the point; with more of them, few figures are that short


@dataclass(frozen=True)
class Loaded:
    """A table as Parquet in the file store: its SHA-256, size in bytes, number of rows."""

    sha256: str
    size: int
    rows: int


def load(store: FileStore, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Loaded:
    """Store rows, in the order given, as typed Parquet; equal input gives equal bytes.

    Raises Invalid naming the column, the row (from 1) and the value that does not fit.
    """
    require_columns(columns)
    with store.scratch() as folder:
        source, target = Path(folder) / "rows.ndjson", Path(folder) / "table.parquet"
        written = write_rows(source, columns, rows)
        with workshop() as connection:
            store_rows(target, written.sql, columns, lambda sql: connection.execute(sql).fetchall())
        stored = store.put_file(target)
    return Loaded(stored.sha256, stored.size, written.count)


@dataclass(frozen=True)
class Written:
    """Rows on their way to the engine: how many, and the SQL to put after FROM."""

    count: int
    sql: str


def write_rows(target: Path, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Written:
    """Write checked rows, numbered from 1."""
    names = [ROW_NUMBER, *(column.name for column in columns)]
    number, longest = 0, _LEAST_ROW
    with target.open("wb") as out:
        for number, row in enumerate(rows, 1):
            cells = _checked(columns, row, number)
            line = orjson.dumps(dict(zip(names, cells, strict=True)), option=orjson.OPT_APPEND_NEWLINE)
            longest = max(longest, len(line))
            out.write(line)
    types = {ROW_NUMBER: "BIGINT"} | {column.name: column.sql_type for column in columns}
    sql = (
        f"read_json({literal(target)}, columns={types}, format='newline_delimited', "
        f"dateformat='%Y-%m-%d', maximum_object_size={longest})"
    )
    return Written(number, sql)


def store_rows(
    target: Path, source: str, columns: Sequence[Column], run: Callable[[str], list[tuple[int]]]
) -> int:
    """Write rows (SQL to stand after FROM) as a stored table, by whatever runs SQL; gives their number.

    Decimals take 64 bits where all of the table's fit, since those are added and compared twice as quickly.
    """
    narrow = ", ".join(
        f"CAST({quote(column.name)} AS DECIMAL({_NARROW},{column.scale})) AS {quote(column.name)}"
        for column in columns
        if column.type == "decimal" and column.scale <= _FINE
    )
    if narrow:
        with suppress(
            duckdb.ConversionException
        ):  # some figure is longer: then all are as wide as they may be
            return run(copy_to(target, f"SELECT * REPLACE ({narrow}) FROM {source}"))[0][0]
    return run(copy_to(target, f"SELECT * FROM {source}"))[0][0]


def copy_to(target: Path, query: str) -> str:
    """The SQL that writes what a query gives as a stored table."""
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}"
    return f"COPY ({query}) TO {literal(target)} ({options})"


def _checked(columns: Sequence[Column], row: Sequence[Cell], number: int) -> list[str | int | None]:
    """The row's number and cells as the engine reads them exactly; decimals and dates are text."""
    if len(row) != len(columns):
        raise Invalid({"rows": [_ragged(number, len(row), len(columns))]})
    cells: list[str | int | None] = [number]
    for column, cell in zip(columns, row, strict=True):
        try:
            cells.append(None if cell is None else checked_cell(column, cell))
        except ValueError:
            raise Invalid({column.name: [misfit(column, cell, number)]}) from None
    return cells


def checked_cell(column: Column, cell: Cell) -> str | int:
    """A cell as the engine reads it exactly, decimals and dates as text; ValueError where it does not fit."""
    return _CHECKS[column.type](cell, column)


def _text(cell: Cell, _column: Column) -> str:
    if not isinstance(cell, str) or len(cell) > MAX_TEXT or "\0" in cell:
        raise ValueError("not a text")
    cell.encode()  # a lone surrogate raises UnicodeEncodeError, which is a ValueError
    return cell


def _integer(cell: Cell, _column: Column) -> int:
    if not isinstance(cell, int) or isinstance(cell, bool) or not -(10**18) < cell < 10**18:
        raise ValueError("not an integer of 18 digits")
    return cell


def _decimal(cell: Cell, column: Column) -> str:
    if not isinstance(cell, Decimal | int) or isinstance(cell, bool):
        raise ValueError("not a decimal")
    exact = Decimal(cell)
    if not exact.is_finite() or exact.adjusted() >= column.whole:
        raise ValueError("too large")
    scaled = exact.quantize(Decimal(1).scaleb(-column.scale))
    if scaled != exact:
        raise ValueError("too many digits after the point")
    return f"{scaled:f}"  # not `exact`, whose text can be a billion zeros (0E-999999999)


def _date(cell: Cell, _column: Column) -> str:
    if not isinstance(cell, date) or isinstance(cell, datetime):
        raise ValueError("not a date")
    return cell.isoformat()


def _boolean(cell: Cell, _column: Column) -> bool:
    if not isinstance(cell, bool):
        raise ValueError("not a boolean")
    return cell


_CHECKS: dict[str, Callable[[Cell, Column], str | int]] = {
    "text": _text,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "boolean": _boolean,
}


def misfit(column: Column, cell: Cell, number: int) -> Message:
    """Which cell is not what its column says; rows are numbered from 1."""
    shown = str(cell).encode(errors="replace").decode()[:_SHOWN]
    return Message(
        "Baris %(row)s, kolom %(column)s: isinya %(value)s, seharusnya %(expected)s.",
        {"row": number, "column": column.name, "value": shown, "expected": expected(column)},
    )


def _ragged(number: int, found: int, wanted: int) -> Message:
    return Message(
        "Baris %(row)s punya %(found)s sel, padahal kolomnya %(wanted)s.",
        {"row": number, "found": found, "wanted": wanted},
    )
