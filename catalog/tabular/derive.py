"""Tables made from stored tables by our own SQL."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.storage import FileStore
from catalog.tabular.columns import Cell, Column
from catalog.tabular.engine import create_view, quote, workshop
from catalog.tabular.load import Loaded, copy_to, write_rows


@dataclass(frozen=True)
class Lookup:
    """A small table that is not stored: what codes mean while a table is derived."""

    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]


def derive(store: FileStore, sql: str, files: Mapping[str, Path], lookups: Mapping[str, Lookup]) -> Loaded:
    """Store what trusted SQL gives, in which the names of `files` and `lookups` are tables.

    A total order of its rows gives equal bytes for equal input.
    """
    with store.scratch() as folder, workshop() as connection:
        for name, path in files.items():
            create_view(connection, name, path)
        for place, (name, lookup) in enumerate(lookups.items()):
            written = write_rows(Path(folder) / f"lookup-{place}.ndjson", lookup.columns, lookup.rows)
            connection.execute(f"CREATE TEMP TABLE {quote(name)} AS SELECT * FROM {written.sql}")
        target = Path(folder) / "table.parquet"
        copied = connection.execute(copy_to(target, sql)).fetchall()
        stored = store.put_file(target)
    return Loaded(stored.sha256, stored.size, copied[0][0])
