"""DuckDB: a small in-memory instance for each process, another for building; a cursor for each question."""

import logging
import os
import secrets
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

import duckdb

from catalog.errors import BadQuery, Later, NotFound
from catalog.text import Message

_ASKING, _WORKSHOP = ("128MB", 2), ("112MB", 1)  # memory, beyond which sorts go to the disk, and threads
_PATIENCE, _LATER = 8.0, 10  # seconds
log = logging.getLogger(__name__)


@contextmanager
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own to this process's engine; DuckDB's errors become Later or BadQuery."""
    with _plainly(), closing(_shared(os.getpid(), *_ASKING).cursor()) as connection:
        yield connection


@contextmanager
def hurried() -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor for what somebody waits for: after some seconds it gives up with Later."""
    with cursor() as connection:
        end = threading.Timer(_PATIENCE, connection.interrupt)
        end.start()
        try:
            yield connection
        finally:
            end.cancel()


@contextmanager
def workshop() -> Iterator[duckdb.DuckDBPyConnection]:
    """A cursor of the engine that builds tables; make only temporary things, which end with it."""
    with _plainly(), closing(_shared(os.getpid(), *_WORKSHOP).cursor()) as connection:
        yield connection


@contextmanager
def builder(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine of its own for one large table, on two processors, that overflows into a folder."""
    with _plainly(), _start("400MB", 2, folder) as connection:
        yield connection


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.InterruptException) as error:
        raise Later(
            Message("Pertanyaan ini terlalu besar untuk tabelnya. Persempit saringan, lalu coba lagi."),
            _LATER,
        ) from error
    except duckdb.Error as error:
        log.exception("DuckDB refused a query")
        raise BadQuery(Message("Tabel tidak dapat ditanyai dengan cara ini.")) from error


def ask(sql: str, files: Mapping[str, Path], params: Sequence[object] = ()) -> list[tuple[object, ...]]:
    """The rows of our own (trusted) SQL, in which each name of `files` is a table; decimals stay exact."""
    with cursor() as connection:
        for name, path in files.items():
            create_view(connection, name, path)
        return connection.execute(sql, list(params)).fetchall()


def create_view(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """Let SQL that calculates name a stored table: its decimals, however stored, have room for products."""
    shapes = connection.execute(f"DESCRIBE FROM {table(path)}").fetchall()
    wide = ", ".join(
        f"CAST({quote(column)} AS {kind.replace('(17,', '(24,')}) AS {quote(column)}"
        for column, kind, *_ in shapes
        if kind.startswith("DECIMAL(17,")
    )
    cells = f"* REPLACE ({wide})" if wide else "*"
    connection.execute(f"CREATE TEMP VIEW {quote(name)} AS SELECT {cells} FROM {table(path)}")


def table(path: Path) -> str:
    """A stored table as SQL to put after FROM; NotFound when its file is gone."""
    if not path.is_file():
        raise NotFound(Message("Berkas tabel ini tidak ditemukan."))
    return f"read_parquet({literal(path)})"


def literal(path: Path) -> str:
    """A path as an SQL literal, for views and COPY, which take no parameters."""
    return "'" + str(path).replace("'", "''") + "'"


def quote(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@cache
def _shared(_pid: int, memory: str, threads: int) -> duckdb.DuckDBPyConnection:
    # Starting an instance costs some 15 ms and 10 MB, a cursor a tenth of a millisecond.
    # Keyed by process, since a fork must not share it.
    return _start(memory, threads, Path(tempfile.gettempdir()))


def _start(memory: str, threads: int, folder: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        ":memory:",
        config={
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": str(folder / f"lumbung-{secrets.token_hex(8)}"),
            "max_temp_directory_size": "2GB",
            "preserve_insertion_order": True,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        },
    )
