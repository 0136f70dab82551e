"""Parquet by DuckDB: names and types are the file's own."""

import json
import math
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from catalog.errors import BadQuery, Busy, Unreadable
from catalog.tabular.engine import cursor, literal
from catalog.tabular.raw import Limits, RawCell, RawRow, RawTable
from catalog.text import Message

_CHUNK = 2_000


def read_parquet(path: Path, limits: Limits) -> RawTable:
    """A Parquet file as names and rows numbered from 1; lists and structures become JSON text."""
    try:
        with cursor() as connection:
            described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(path)})").fetchall()
    except (BadQuery, Busy) as error:
        raise _broken() from error
    if len(described) > limits.columns:
        raise Unreadable(
            Message(
                "Tabel punya %(found)s kolom; paling banyak %(limit)s.",
                {"found": len(described), "limit": limits.columns},
            )
        )
    return RawTable([str(row[0]) for row in described], _rows(path, limits))


def _rows(path: Path, limits: Limits) -> Iterator[RawRow]:
    number = 0
    try:
        with cursor() as connection:
            answer = connection.execute(f"SELECT * FROM read_parquet({literal(path)})")
            while rows := answer.fetchmany(_CHUNK):
                for row in rows:
                    number += 1
                    yield number, [_cell(value, limits) for value in row]
    except (BadQuery, Busy) as error:
        raise _broken() from error


def _cell(value: object, limits: Limits) -> RawCell:
    match value:
        case float():
            return Decimal(repr(value)) if math.isfinite(value) else None
        case None | bool() | int() | Decimal():
            return value
        case datetime():
            return value.isoformat(" ")
        case date():
            return value
        case str():
            text = value
        case _:
            text = json.dumps(value, ensure_ascii=False, default=str)
    if len(text) > limits.cell_characters:
        raise Unreadable(Message("Ada sel yang terlalu panjang di dalam Parquet."))
    return text


def _broken() -> Unreadable:
    return Unreadable(Message("Berkas ini bukan Parquet yang utuh: mungkin terpotong atau rusak."))
