"""SQL for everyone: one question in a child process that sees the tables it names and nothing else.

What holds it, each by itself: the functions it may use (`sandbox_rules`); an engine without files, network,
extensions and settings; the kernel's limits on memory, processor time, files and network (`sandbox_child`);
and a parent that kills it when its time is over.
"""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson

from catalog.errors import BadQuery, Later, NotFound
from catalog.tabular.sandbox_rules import require_allowed
from catalog.text import Message

SqlCell = str | int | Decimal | bool | None
SECONDS = 5.0  # from question to last row
MAX_SQL = 10_000  # characters
MAX_TABLES = 10
MAX_SQL_ROWS = 32_000  # of one answer, as in CKAN's datastore
_MAX_BYTES = 8 * 2**20  # of one answer
_LONGEST_LINE = 2 * _MAX_BYTES
_LONGEST_REASON = 300  # characters of what DuckDB says
_WAITING_SECONDS = 2.0
_LATER = 5  # seconds
_CHILD = Path(__file__).with_name("sandbox_child.py")
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "2"}  # an arena is 64 MB of the addresses that a child may have
_INTEGERS = frozenset(
    {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"}
)
_running = threading.BoundedSemaphore(1)  # questions of this process; a second one may wait for its turn
_places = threading.BoundedSemaphore(2)


@dataclass(frozen=True)
class SqlAnswer:
    """Columns as (name, DuckDB's type), rows, and whether there were more than one answer holds.

    Figures are int of 64 bits and Decimal, everything else that is no boolean is text.
    """

    columns: tuple[tuple[str, str], ...]
    rows: list[tuple[SqlCell, ...]]
    cut: bool


def run_sql(sql: str, find: Callable[[str], Path], max_rows: int = MAX_SQL_ROWS) -> SqlAnswer:
    """The answer to untrusted SQL, in which each name that `find` knows (or raises NotFound) is a table.

    Raises BadQuery for what is not one SELECT or is too large, NotAuthorized for what reaches beyond its
    tables, Later when others ask at the same time.
    """
    if len(sql) > MAX_SQL or "\0" in sql:
        raise BadQuery(Message("SQL paling panjang %(limit)s huruf.", {"limit": MAX_SQL}))
    sql = sql.encode(errors="replace").decode()
    with _turn(), _child() as child:
        _send(child, {"sql": sql, "rows": max_rows, "bytes": _MAX_BYTES})
        uses = _receive(child)
        require_allowed(uses["functions"], uses["beyond"])
        if len(uses["tables"]) > MAX_TABLES:
            raise BadQuery(Message("Paling banyak %(limit)s tabel dalam satu SQL.", {"limit": MAX_TABLES}))
        _send(child, {"tables": {name: _stored(find(name)) for name in uses["tables"]}})
        return _read_answer(child)


def _stored(path: Path) -> str:
    if not path.is_file():
        raise NotFound(Message("Berkas tabel ini tidak ditemukan."))
    return str(path.resolve())


@contextmanager
def _turn() -> Iterator[None]:
    busy = Later(Message("Sedang banyak yang bertanya dengan SQL. Coba lagi beberapa detik lagi."), _LATER)
    if not _places.acquire(blocking=False):
        raise busy
    try:
        if not _running.acquire(timeout=_WAITING_SECONDS):
            raise busy
        try:
            yield
        finally:
            _running.release()
    finally:
        _places.release()


@contextmanager
def _child() -> Iterator[subprocess.Popen[bytes]]:
    """A child that is dead when the block ends, or when its time is over."""
    child = subprocess.Popen(
        [sys.executable, "-I", str(_CHILD)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_ENVIRONMENT,
        cwd="/",
    )
    end = threading.Timer(SECONDS, child.kill)
    end.start()
    try:
        yield child
    finally:
        end.cancel()
        child.kill()
        child.communicate()


def _send(child: subprocess.Popen[bytes], value: object) -> None:
    assert child.stdin is not None
    try:
        child.stdin.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
        child.stdin.flush()
    except BrokenPipeError:
        raise _ended() from None


def _receive(child: subprocess.Popen[bytes]) -> Any:
    assert child.stdout is not None
    line = child.stdout.readline(_LONGEST_LINE)
    if not line.endswith(b"\n"):
        raise _ended()
    value = orjson.loads(line)
    if isinstance(value, dict) and "refused" in value:
        raise _refusal(value["refused"], value["text"])
    return value


def _read_answer(child: subprocess.Popen[bytes]) -> SqlAnswer:
    columns = tuple((name, kind) for name, kind in _receive(child)["columns"])
    readers = [_reader(kind) for _name, kind in columns]
    rows: list[tuple[SqlCell, ...]] = []
    while isinstance(row := _receive(child), list):
        rows.append(
            tuple(None if text is None else read(text) for read, text in zip(readers, row, strict=True))
        )
    return SqlAnswer(columns, rows, row["cut"])


def _reader(kind: str) -> Callable[[str], SqlCell]:
    if kind in _INTEGERS:
        return int
    if kind.startswith(("DECIMAL", "HUGEINT", "UHUGEINT")):
        return Decimal
    if kind in ("DOUBLE", "FLOAT"):
        return _real
    return _true if kind == "BOOLEAN" else str


def _real(text: str) -> Decimal | None:
    """The digits that the engine shows; infinity and what is no number are nothing."""
    value = Decimal(text)
    return value if value.is_finite() else None


def _true(text: str) -> bool:
    return text == "true"


def _ended() -> BadQuery:
    return BadQuery(
        Message(
            "SQL ini melampaui batas waktu (%(seconds)s detik) atau memori. Persempit dengan WHERE.",
            {"seconds": int(SECONDS)},
        )
    )


def _refusal(kind: str, text: str) -> BadQuery:
    if kind == "memory":
        return _ended()
    if kind == "select":
        return BadQuery(Message("Hanya satu perintah SELECT yang dapat dijalankan di sini."))
    if kind == "sql":
        reason = " ".join(text.partition("\nLINE ")[0].split())[:_LONGEST_REASON]
        return BadQuery(Message("SQL ini tidak dapat dijalankan: %(reason)s", {"reason": reason}))
    raise RuntimeError(f"the sandbox could not be closed: {text}")
