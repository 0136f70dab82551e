"""Each form of an export read back by a reader that is not ours, as the cells that were stored."""

import csv
import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import orjson
from openpyxl.utils.escape import unescape

from catalog.tabular import Cell, Column

Row = tuple[Cell, ...]


def read_csv(path: Path, columns: Sequence[Column]) -> list[Row]:
    """With Python's csv; an empty text and a missing cell are not told apart by it."""
    with path.open(newline="", encoding="utf-8") as file:
        head, *rows = csv.reader(file, strict=True)
    assert head == [column.name for column in columns]
    return [tuple(_cell(column, text) for column, text in zip(columns, row, strict=True)) for row in rows]


def read_indonesian_csv(path: Path, columns: Sequence[Column]) -> list[Row]:
    """As its description says: `;`, decimal comma, one apostrophe off each text."""
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(newline="", encoding="utf-8-sig") as file:
        head, *rows = csv.reader(file, delimiter=";", strict=True)
    assert head == [column.name for column in columns]
    plain = ([_plain(column, text) for column, text in zip(columns, row, strict=True)] for row in rows)
    return [tuple(_cell(column, text) for column, text in zip(columns, row, strict=True)) for row in plain]


def read_xlsx(path: Path, columns: Sequence[Column]) -> list[Row]:
    """With openpyxl; a figure is compared as the shortest text of its double."""
    book = openpyxl.load_workbook(path, read_only=True)
    head, *rows = book["Data"].iter_rows(values_only=True)
    assert list(head) == [column.name for column in columns]
    book.close()
    return [tuple(_of_sheet(column, cell) for column, cell in zip(columns, row, strict=True)) for row in rows]


def read_json(path: Path, columns: Sequence[Column]) -> list[Row]:
    """With Python's json, which keeps every digit, after orjson found it valid."""
    orjson.loads(path.read_bytes())
    return [_of_object(columns, one) for one in json.loads(path.read_text(), parse_float=Decimal)]


def read_ndjson(path: Path, columns: Sequence[Column]) -> list[Row]:
    """Likewise, a line at a time."""
    lines = path.read_bytes().splitlines()
    return [
        _of_object(columns, json.loads(line, parse_float=Decimal)) for line in lines if orjson.loads(line)
    ]


def read_parquet(path: Path, columns: Sequence[Column]) -> list[Row]:
    """With DuckDB."""
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        assert [one[0] for one in found.description or ()] == [column.name for column in columns]
        return [tuple(row) for row in found.fetchall()]


READERS: dict[str, Callable[[Path, Sequence[Column]], list[Row]]] = {
    "csv": read_csv,
    "id.csv": read_indonesian_csv,
    "xlsx": read_xlsx,
    "json": read_json,
    "ndjson": read_ndjson,
    "parquet": read_parquet,
}


def _plain(column: Column, text: str) -> str:
    if column.type == "decimal":
        assert "." not in text
        return text.replace(",", ".")
    return text.removeprefix("'") if column.type == "text" else text


def _cell(column: Column, text: str) -> Cell:
    if column.type == "text":
        return text or None
    if not text:
        return None
    match column.type:
        case "integer":
            return int(text)
        case "decimal":
            return Decimal(text)
        case "date":
            return date.fromisoformat(text)
        case _:
            return {"true": True, "false": False}[text]


def _of_object(columns: Sequence[Column], one: dict[str, Cell]) -> Row:
    assert list(one) == [column.name for column in columns]
    return tuple(
        date.fromisoformat(str(cell)) if column.type == "date" and cell is not None else cell
        for column, cell in zip(columns, one.values(), strict=True)
    )


def _of_sheet(column: Column, cell: object) -> Cell:
    match cell:
        case None:
            return None
        case datetime():
            return cell.date()
        case float():
            return Decimal(repr(cell))
        case str() if column.type != "text":  # what a spreadsheet would have rounded
            return _cell(column, cell)
        case str():
            return str(unescape(cell))  # as spreadsheets do; openpyxl leaves it to whoever asks
        case bool() | int():
            return cell
        case _:
            raise AssertionError(cell)
