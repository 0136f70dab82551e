"""Tables made from stored tables by our own SQL."""

from collections.abc import Mapping
from pathlib import Path

import duckdb

from catalog.storage import FileStore
from catalog.tabular.engine import literal, quote, table
from catalog.tabular.load import Loaded


def derive(store: FileStore, sql: str, files: Mapping[str, Path]) -> Loaded:
    """Store what trusted SQL gives; each name of `files` is a table in it, a total order gives equal bytes.

    For background work: it runs in an engine of its own, since a million rows sort well in 512 MB and badly
    in a web worker's share.
    """
    with store.scratch() as folder:
        target = Path(folder) / "table.parquet"
        config: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1,
            "memory_limit": "512MB",
            "temp_directory": folder,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        with duckdb.connect(":memory:", config=config) as connection:
            for name, path in files.items():
                connection.execute(f"CREATE VIEW {quote(name)} AS SELECT * FROM {table(path)}")
            copied = connection.execute(
                f"COPY ({sql}) TO {literal(target)} (FORMAT parquet, COMPRESSION zstd)"
            ).fetchall()
        stored = store.put_file(target)
    return Loaded(stored.sha256, stored.size, copied[0][0])
