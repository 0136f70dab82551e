"""A table out, whole or filtered, as files of several forms."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog.tabular.columns import Column
from catalog.tabular.engine import cursor, quote
from catalog.tabular.query import Criteria, selection

_CHUNK = 5_000  # rows of one piece of an export


def export_csv(path: Path, columns: Sequence[Column], criteria: Criteria) -> Iterator[bytes]:
    """The whole filtered set (offset and limit aside) as UTF-8 CSV of RFC 4180, a chunk at a time.

    The first line has the column names; decimals keep their scale; a missing cell is empty, an empty text
    `""`. The criteria are checked at once, before the first chunk is asked for.
    """
    chosen = selection(path, columns, criteria)
    cells = " || ',' || ".join(_csv_cell(column, alone=len(chosen.columns) == 1) for column in chosen.columns)
    header = ",".join(column.name for column in chosen.columns)
    return _stream(header, f"SELECT {cells}{chosen.tail}", chosen.params)


def _stream(header: str, sql: str, params: tuple[object, ...]) -> Iterator[bytes]:
    yield f"{header}\r\n".encode()
    with cursor() as connection:
        lines = connection.execute(sql, params)
        while rows := lines.fetchmany(_CHUNK):
            yield "".join([f"{row[0]}\r\n" for row in rows]).encode()


def _csv_cell(column: Column, alone: bool) -> str:
    name = quote(column.name)
    missing = "'\"\"'" if alone else "''"  # a line that is wholly empty is no row to many readers
    if column.type != "text":
        return f"coalesce(CAST({name} AS VARCHAR), {missing})"
    quoted = f"""'"' || replace({name}, '"', '""') || '"'"""
    return (
        f"CASE WHEN {name} IS NULL THEN {missing}"
        f""" WHEN {name} = '' OR regexp_matches({name}, '[",\\r\\n]') THEN {quoted} ELSE {name} END"""
    )
