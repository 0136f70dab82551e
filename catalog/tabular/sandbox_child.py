"""The process that runs untrusted SQL: it gives up every right, answers one question and ends.

Started by `catalog.tabular.sandbox` as a file, so that it loads nothing of the catalogue. One JSON value a
line: in comes the question, out what it uses; in come the files of the tables that it may see, out the
columns, rows of text, and whether more there were. Any line out may be a refusal instead.
"""

import ctypes
import json
import os
import resource
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import duckdb

MEMORY = "256MB"  # of the engine; beyond it a question is refused
_ADDRESSES = 1536 * 2**20  # bytes; a fresh engine maps some 800 MB
_CPU_SECONDS = 10  # the parent kills sooner; this is for a child whose parent is gone
_OPEN_FILES = 64
_AT_A_TIME = 256  # rows

# Landlock's numbers are the same on every processor: a set of rights, a rule, and the step of no return.
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH, _READ_FILE, _NO_NEW_PRIVILEGES = 1, 1 << 2, 38
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # version of Landlock: how many rights it knows; later: 16
_NETWORK_SINCE = 4


class _FileRights(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64))


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def main() -> None:
    """Converse with the parent on standard input and output."""
    _limit()
    asked = _receive()
    engine = start()
    try:
        _send(_uses(engine, asked["sql"]))
        tables = _receive()["tables"]
        lock(engine, tables)
        _answer(engine, asked)
    except (duckdb.OutOfMemoryException, MemoryError):
        _refuse("memory", "")
    except duckdb.IOException as error:  # of a stored file, so it may name a path
        _refuse("broken", str(error))
    except duckdb.Error as error:
        _refuse("sql", str(error))


def start() -> duckdb.DuckDBPyConnection:
    """An engine in memory that spills to no disk and loads no extension."""
    return duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": MEMORY,
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "python_enable_replacements": False,
        },
    )


def _limit() -> None:
    os.nice(19)  # whoever reads a page goes first
    for what, most in (
        (resource.RLIMIT_AS, _ADDRESSES),
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _uses(engine: duckdb.DuckDBPyConnection, sql: str) -> dict[str, list[str]]:
    """The tables and functions that one SELECT names, and whatever else it reaches for (`beyond`)."""
    options = "skip_null := true, skip_empty := true, skip_default := true"
    text = engine.execute(f"SELECT json_serialize_sql(?, {options})", [sql]).fetchall()[0][0]
    parsed = json.loads(text)
    if parsed["error"]:
        _refuse("select" if parsed["error_type"] == "not implemented" else "sql", parsed["error_message"])
    if len(parsed["statements"]) != 1:
        _refuse("select", "")
    own = {name.lower() for (name,) in engine.execute("SELECT view_name FROM duckdb_views()").fetchall()}
    tables: set[str] = set()
    functions: set[str] = set()
    named: set[str] = set()  # by WITH
    beyond: set[str] = set()
    waiting: list[Any] = [parsed["statements"][0]["node"]]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            waiting += node.values()
            named |= {one["key"].lower() for one in node.get("cte_map", {}).get("map", ())}
            functions |= {node["function_name"].lower()} if "function_name" in node else set()
            if node.get("type") == "SHOW_REF":
                beyond.add("SHOW")
            elif node.get("type") == "BASE_TABLE":
                path = node["qualified_name"]["path"]
                foreign = len(path) > 1 or path[0].lower() in own or path[0].lower().startswith("pg_")
                (beyond if foreign else tables).add(".".join(path))
    asked = {name.lower(): name for name in tables}
    wanted = [asked[name] for name in sorted(asked.keys() - named)]
    return {"tables": wanted, "functions": sorted(functions), "beyond": sorted(beyond)}


def lock(engine: duckdb.DuckDBPyConnection, tables: dict[str, str]) -> None:
    """Make the tables, and leave this process nothing but reading their files."""
    for name, path in tables.items():
        engine.execute(f"CREATE TEMP VIEW {_identifier(name)} AS {_wide(engine, path)}")
    close_files_and_network(sorted(set(tables.values())))
    paths = ", ".join(_literal(path) for path in tables.values())
    engine.execute(f"SET allowed_paths = [{paths}]")
    engine.execute("SET enable_external_access = false")
    engine.execute("SET lock_configuration = true")


def _wide(engine: duckdb.DuckDBPyConnection, path: str) -> str:
    """SQL of a stored table in which decimals that are stored in 64 bits have room for products."""
    source = f"FROM read_parquet({_literal(path)})"
    wide = ", ".join(
        f"CAST({_identifier(name)} AS {kind.replace('(17,', '(24,')}) AS {_identifier(name)}"
        for name, kind, *_ in engine.execute(f"DESCRIBE {source}").fetchall()
        if kind.startswith("DECIMAL(17,")
    )
    return f"SELECT * REPLACE ({wide}) {source}" if wide else f"SELECT * {source}"


def close_files_and_network(readable: Sequence[str]) -> None:
    """Landlock, where the kernel has it; the locked engine is the wall without it."""
    system = ctypes.CDLL(None, use_errno=True)
    version = system.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    rights = _FileRights((1 << _FILE_RIGHTS.get(version, 16)) - 1, 3)
    size = 16 if version >= _NETWORK_SINCE else 8
    rules = system.syscall(_CREATE_RULESET, ctypes.byref(rights), ctypes.c_size_t(size), 0)
    for path in readable:
        file = os.open(path, os.O_PATH)
        rule = _Rule(_READ_FILE, file)
        done = system.syscall(_ADD_RULE, rules, _PATH_BENEATH, ctypes.byref(rule), 0)
        if done:
            _refuse("broken", f"landlock rule: {os.strerror(ctypes.get_errno())}")
        os.close(file)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or system.syscall(_RESTRICT_SELF, rules, 0):
        _refuse("broken", f"landlock: {os.strerror(ctypes.get_errno())}")
    os.close(rules)


def _answer(engine: duckdb.DuckDBPyConnection, asked: dict[str, Any]) -> None:
    """Columns, then rows as DuckDB writes them, as many as may be sent."""
    sql = asked["sql"].strip().rstrip(";")
    columns = engine.execute(f"SELECT * FROM (\n{sql}\n) LIMIT 0").description
    _send({"columns": [[name, str(kind)] for name, kind, *_ in columns]})
    cells = ", ".join(f"CAST(#{number} AS VARCHAR)" for number in range(1, len(columns) + 1))
    found = engine.execute(f"SELECT {cells} FROM (\n{sql}\n)")
    rows, size = 0, 0
    while part := found.fetchmany(_AT_A_TIME):
        for row in part:
            line = json.dumps(row)
            size += len(line)
            if rows == asked["rows"] or size > asked["bytes"]:
                _send({"cut": True})
                return
            sys.stdout.write(f"{line}\n")
            rows += 1
    _send({"cut": False})


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _receive() -> dict[str, Any]:
    given: dict[str, Any] = json.loads(sys.stdin.readline())
    return given


def _send(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def _refuse(kind: str, text: str) -> NoReturn:
    _send({"refused": kind, "text": text})
    sys.stdout.flush()
    os._exit(0)  # at once: an engine short of memory can crash while it is taken down


if __name__ == "__main__":
    main()
