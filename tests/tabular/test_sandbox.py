"""SQL from strangers: honest questions are answered exactly, hostile ones do nothing."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.errors import BadQuery, LumbungError, NotAuthorized, NotFound
from catalog.storage import FileStore
from catalog.tabular import Column, load, sandbox
from catalog.tabular.sandbox import SECONDS, SqlAnswer, run_sql
from catalog.text import Message

COLUMNS = (
    Column("kode", "text"),
    Column("pagu", "decimal", unit="rupiah"),
    Column("orang", "integer", unit="orang"),
    Column("tanggal", "date"),
    Column("sah", "boolean"),
)
ROWS = [
    ("007", Decimal("4336570036129.25"), 10**17, date(2024, 1, 2), True),
    ("5.1", Decimal("0.75"), 10**17, None, False),
    ('"é"\n', None, None, None, None),
]
HOSTILE = {
    "a file as a table": "SELECT * FROM '/etc/passwd'",
    "a CSV reader": "SELECT * FROM read_csv('/etc/passwd', sep='~')",
    "a text reader": "SELECT content FROM read_text('/etc/hostname')",
    "a list of files": "SELECT * FROM glob('/**')",
    "another stored file": "SELECT * FROM read_parquet('{path}')",
    "a file written": "COPY (SELECT 1) TO '{folder}/written.csv'",
    "a database attached": "ATTACH '{folder}/new.db' AS new",
    "everything exported": "EXPORT DATABASE '{folder}/all'",
    "an extension": "INSTALL httpfs",
    "an address": "SELECT * FROM 'https://127.0.0.1:1/a.parquet'",
    "a setting read": "SELECT current_setting('temp_directory')",
    "all settings": "SELECT * FROM duckdb_settings()",
    "a setting changed": "SET memory_limit = '10GB'",
    "a pragma": "PRAGMA database_list",
    "the environment": "SELECT getenv('PATH')",
    "the engine's own tables": "SELECT * FROM sqlite_master",
    "them behind a name": "WITH SQLITE_master AS (SELECT 1) SELECT * FROM (SELECT * FROM sqlite_master)",
    "another schema": "SELECT * FROM information_schema.tables",
    "SQL in a text": "SELECT * FROM query('SELECT 1')",
    "a table by its text": "SELECT * FROM query_table('tabel')",
    "a serialized plan": "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "what is there": "SELECT * FROM (SHOW ALL TABLES)",
    "several at once": "SELECT 1; SELECT 2",
    "a change": "DELETE FROM tabel",
    "a new table": "CREATE TABLE x AS SELECT 1",
    "a prepared statement": "PREPARE x AS SELECT 1",
    "a plan that runs": "EXPLAIN ANALYZE SELECT 1",
    "a sleep": "SELECT sleep_ms(100000)",
    "another table": "SELECT * FROM tabel, rahasia",
    "a table in a subquery": "SELECT (SELECT count(*) FROM tabel t WHERE kode IN (SELECT 1 FROM rahasia))",
    "no SQL": "'; DROP TABLE tabel; --",
    "a deep expression": "SELECT " + "(" * 4_000 + "1" + ")" * 4_000,
    "a long text": "SELECT '" + "x" * 20_000 + "'",
    "a huge string": "SELECT repeat('x', 2000000000)",
    "a huge list": "SELECT list(i) FROM range(1000000000) t(i)",
    "a sort of everything": "SELECT i FROM range(1000000000) t(i) ORDER BY hash(i)",
}  # fmt: skip
BOMBS = {
    "a large number": "SELECT sum(hash(i)) FROM range(1000000000000) t(i)",
    "a cross join": "SELECT sum(hash(a + b)) FROM range(1000000) t(a), range(1000000) s(b)",
    "a recursion": "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT -n FROM r) SELECT sum(n) FROM r",
    "a patient pattern": "SELECT count(*) FROM range(10000000) t(i) WHERE"
    " regexp_matches(repeat('a', 3000) || i, '(a?){500}(a?){400}b$')",
}  # fmt: skip


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = FileStore(tmp_path_factory.mktemp("files"))
    return store.path(load(store, COLUMNS, ROWS).sha256)


def ask(table: Path, sql: str, max_rows: int = 100) -> SqlAnswer:
    """The answer to a question that may see `tabel` and nothing else."""

    def find(name: str) -> Path:
        if name.lower() != "tabel":
            raise NotFound(Message("Tabel %(name)s tidak ada.", {"name": name}))
        return table

    return run_sql(sql, find, max_rows)


def test_cells_are_exact_and_typed(table: Path) -> None:
    found = ask(table, "SELECT * FROM tabel")
    assert found.columns == (
        ("_id", "BIGINT"), ("kode", "VARCHAR"), ("pagu", "DECIMAL(24,2)"), ("orang", "BIGINT"),
        ("tanggal", "DATE"), ("sah", "BOOLEAN"),
    )  # fmt: skip
    assert found.rows == [
        (1, "007", Decimal("4336570036129.25"), 10**17, "2024-01-02", True),
        (2, "5.1", Decimal("0.75"), 10**17, None, False),
        (3, '"é"\n', None, None, None, None),
    ]
    assert not found.cut


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT sum(pagu), sum(orang) FROM Tabel -- all", [(Decimal("4336570036130.00"), 2 * 10**17)]),
        ('SELECT kode, kode FROM "tabel" ORDER BY _id DESC LIMIT 2;\n', [('"é"\n', '"é"\n'), ("5.1", "5.1")]),
        ("WITH a AS (SELECT * FROM tabel) SELECT count(*) FROM a JOIN tabel b ON a._id < b._id", [(3,)]),
        ("FROM tabel SELECT year(tanggal), CASE WHEN sah THEN 'ya' END LIMIT 1", [(2024, "ya")]),
        ("SELECT rank() OVER (ORDER BY pagu DESC NULLS LAST) FROM tabel ORDER BY _id", [(1,), (2,), (3,)]),
        ("SELECT 1.0::DOUBLE / 4, 'nan'::DOUBLE, NULL", [(Decimal("0.25"), None, None)]),
        ("SELECT 'a' IN (SELECT kode FROM tabel)", [(False,)]),
        ("SELECT [1, 2], {'a': 1}", [("[1, 2]", "{'a': 1}")]),
    ],
)  # fmt: skip
def test_honest_questions_are_answered(table: Path, sql: str, expected: list[tuple[object, ...]]) -> None:
    assert ask(table, sql).rows == expected


def test_what_is_cut_says_so(table: Path) -> None:
    found = ask(table, "SELECT i FROM range(3) t(i)", max_rows=2)
    assert (len(found.rows), found.cut) == (2, True)
    assert not ask(table, "SELECT i FROM range(2) t(i)", max_rows=2).cut
    wide = ask(table, "SELECT repeat('x', 1000000) FROM range(50)")
    assert wide.cut
    assert 0 < len(wide.rows) < 10


@pytest.mark.parametrize(
    ("sql", "kind", "told"),
    [
        ("SELEC 1", BadQuery, "syntax error"),
        ("SELECT hantu FROM tabel", BadQuery, 'column "hantu" not found'),
        ("SELECT CAST(kode AS INTEGER) FROM tabel", BadQuery, "Could not convert"),
        ("UPDATE tabel SET kode = 1", BadQuery, "Hanya satu perintah SELECT"),
        ("SELECT 1; SELECT 2", BadQuery, "Hanya satu perintah SELECT"),
        ("SELECT * FROM rahasia", NotFound, "Tabel rahasia tidak ada"),
        ("SELECT pg_sleep(1)", NotAuthorized, "Fungsi pg_sleep"),
        ("SELECT * FROM pg_catalog.pg_class", NotAuthorized, "pg_catalog.pg_class bukan tabel"),
        ("SELECT 'a\0b'", BadQuery, "paling panjang"),
        (" UNION ALL ".join(f"SELECT * FROM t{n}" for n in range(11)), BadQuery, "Paling banyak 10 tabel"),
    ],
)  # fmt: skip
def test_a_refusal_says_why(table: Path, sql: str, kind: type[LumbungError], told: str) -> None:
    with pytest.raises(kind, match=told):
        ask(table, sql)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sql_does_nothing(table: Path, tmp_path: Path, name: str) -> None:
    sql = HOSTILE[name].replace("{path}", str(table)).replace("{folder}", str(tmp_path))
    with pytest.raises(LumbungError) as refusal:
        ask(table, sql)
    assert list(tmp_path.iterdir()) == []
    assert str(table.parent) not in str(refusal.value).replace(sql, "")


@pytest.mark.parametrize("name", BOMBS)
def test_what_never_ends_is_killed(table: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "SECONDS", 2.0)
    started = time.monotonic()
    with pytest.raises(BadQuery, match="batas waktu"):
        ask(table, BOMBS[name])
    assert time.monotonic() - started < 8  # it was the parent's kill, not the child's own limit of ten


def test_a_file_that_is_gone_names_no_path(table: Path) -> None:
    with pytest.raises(NotFound) as refusal:
        run_sql("SELECT * FROM tabel", lambda _name: table / "hilang")
    assert str(table.parent) not in str(refusal.value)


def test_more_than_a_few_at_once_are_told_to_come_back(table: Path) -> None:
    told: list[str] = []

    def bomb() -> None:
        try:
            ask(table, BOMBS["a large number"])
        except LumbungError as refusal:
            told.append(type(refusal).__name__)

    threads = [threading.Thread(target=bomb) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(3 * SECONDS)
    assert sorted(told) == ["BadQuery", *["Later"] * 5]
    assert ask(table, "SELECT 1").rows == [(1,)]  # and the place is free again


WALLS = """
import pathlib, socket
from catalog.tabular import sandbox_child
engine = sandbox_child.start()
{wall}
def attempt(name, deed):
    try:
        deed()
    except Exception:
        return
    print("not held:", name)
{attempts}
"""
ENGINE_WALL = (
    "sandbox_child.close_files_and_network = lambda _paths: None\nsandbox_child.lock(engine, {'t': %r})"
)
KERNEL_WALL = "sandbox_child.close_files_and_network([%r])"


def held(wall: str, attempts: str) -> str:
    """What one wall, alone, let through: a line for each attempt that worked."""
    code = WALLS.format(wall=wall, attempts=attempts)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "lain.csv"
    file.write_text("a,b\n1,2\n")
    yield file
    assert [one.name for one in tmp_path.iterdir()] == ["lain.csv"]


def test_the_locked_engine_alone_holds_files_and_settings(table: Path, other: Path) -> None:
    attacks = [
        f"SELECT * FROM '{other}'",
        f"SELECT * FROM read_csv('{other}')",
        f"SELECT * FROM read_text('{other}')",
        f"SELECT * FROM read_blob('{other}')",
        f"SELECT * FROM sniff_csv('{other}')",
        f"SELECT 1 / count(*) FROM glob('{other.parent}/*')",
        f"COPY (SELECT 1) TO '{other}.new'",
        f"COPY (SELECT 1) TO '{table}'",
        f"ATTACH '{other}.db' AS x",
        f"EXPORT DATABASE '{other.parent}/all'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "SET memory_limit = '10GB'",
        "SET allowed_directories = ['/']",
        "RESET lock_configuration",
    ]
    attempts = "\n".join(f"attempt({sql!r}, lambda: engine.execute({sql!r}).fetchall())" for sql in attacks)
    honest = "print('rows:', engine.execute('SELECT count(*) FROM t').fetchone()[0])"
    assert held(ENGINE_WALL % str(table), f"{attempts}\n{honest}") == "rows: 3\n"


def test_the_kernel_alone_holds_files_and_network(table: Path, other: Path) -> None:
    attempts = f"""
attempt("read", lambda: open({str(other)!r}).read())
attempt("write", lambda: open({str(other) + ".new"!r}, "w"))
attempt("list", lambda: list(pathlib.Path({str(other.parent)!r}).iterdir()))
attempt("change", lambda: open({str(table)!r}, "ab"))
attempt("connect", lambda: socket.create_connection(("127.0.0.1", listener.getsockname()[1]), 1))
attempt("engine", lambda: engine.execute("SELECT * FROM read_csv({str(other)!r})").fetchall())
print("bytes:", open({str(table)!r}, "rb").read(4))
"""
    wall = f"listener = socket.create_server(('127.0.0.1', 0))\n{KERNEL_WALL % str(table)}"
    told = held(wall, attempts)
    if "not held: read" in told and not landlock():
        pytest.skip("this kernel has no Landlock; the locked engine is the wall here")
    assert told == "bytes: b'PAR1'\n"


def landlock() -> bool:
    """Whether the kernel says that it has Landlock."""
    names = Path("/sys/kernel/security/lsm")
    return not names.exists() or "landlock" in names.read_text()
