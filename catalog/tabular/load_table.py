"""Storing a table that stands in an engine, as typed Parquet in the order of its source."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from pathlib import Path

import duckdb

from catalog.errors import Invalid
from catalog.storage import FileStore
from catalog.tabular.columns import ROW_KIND, ROW_NUMBER, require_columns
from catalog.tabular.engine import quote
from catalog.tabular.load import Loaded, misfit, store_rows
from catalog.tabular.source_table import SourceTable
from catalog.text import Message

_EVERY = 0.2  # seconds between two words of progress


def load_table(
    store: FileStore, table: SourceTable, progress: Callable[[float], None] = lambda _share: None
) -> Loaded:
    """Store a table; rows are numbered from 1, and an empty text is no text. Equal input gives equal bytes.

    Raises Invalid for the first cell that is not what its column says. `progress` is told the share done, and
    may raise to end the work.
    """
    require_columns(table.columns)
    with store.scratch() as folder:
        target = Path(folder) / "table.parquet"
        try:
            rows = store_rows(
                target,
                f"({_typed(table)})",
                table.columns,
                lambda sql: _watched(table.connection, sql, progress),
            )
        except duckdb.InvalidInputException:
            raise _first_misfit(table) from None
        stored = store.put_file(target)
    return Loaded(stored.sha256, stored.size, rows)


def _typed(table: SourceTable) -> str:
    """SQL of the stored columns; a cell that is not what its column says is an error."""
    values = []
    for place, column in enumerate(table.columns, 1):
        value = f"nullif(v{place}, '')" if column.type == "text" else f"v{place}"
        wrong = f"x{place} IS NOT NULL" + " OR _cells IS NOT NULL" * (place == 1)
        exact = f"CASE WHEN {wrong} THEN error('misfit') ELSE {value} END"
        values.append(f"CAST({exact} AS {column.sql_type}) AS {quote(column.name)}")
    numbered = f"row_number() OVER () AS {ROW_NUMBER}"
    kind = f", _kind AS {ROW_KIND}" if table.marked else ""
    return f"SELECT {numbered}, {', '.join(values)}{kind} FROM {table.sql}"


def _watched(
    connection: duckdb.DuckDBPyConnection, sql: str, progress: Callable[[float], None]
) -> list[tuple[int]]:
    """Run SQL while telling how far it is; what `progress` raises stops it."""
    with ThreadPoolExecutor(1) as beside:
        running: Future[list[tuple[int]]] = beside.submit(lambda: connection.execute(sql).fetchall())
        while True:
            try:
                return running.result(timeout=_EVERY)
            except StillRunning:
                try:
                    progress(max(0.0, min(connection.query_progress(), 100.0)) / 100)
                except BaseException:
                    connection.interrupt()
                    raise


def _first_misfit(table: SourceTable) -> Invalid:
    texts = [f"x{place}" for place in range(1, len(table.columns) + 1)]
    wrong = " OR ".join(f"{text} IS NOT NULL" for text in ("_cells", *texts))
    number, *found = table.connection.execute(
        f"SELECT _row, {', '.join(texts)} FROM {table.sql} WHERE {wrong} ORDER BY _row LIMIT 1"
    ).fetchall()[0]
    for column, text in zip(table.columns, found, strict=True):
        if text is not None:
            return Invalid({column.name: [misfit(column, text, number)]})
    return Invalid({"rows": [Message("Baris %(row)s punya sel di luar kolom tabel.", {"row": number})]})
