"""What changed between two versions of a table: a table itself, paged, summed and taken home as any other.

Rows are matched by a key. Where a key stands more than once in a version, nothing says which of its rows
became which: those rows are matched whole, as often as they stand, and what is left was removed or added.
Subtotals are left out: they change because other rows do, and those are told.
"""

import hashlib
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from catalog.errors import BadQuery
from catalog.tabular.columns import ROW_NUMBER, Column
from catalog.tabular.engine import builder, literal, quote, table
from catalog.tabular.row_kinds import leaves
from catalog.text import Message

KIND = "perubahan"
ADDED, REMOVED, CHANGED = KINDS = ("ditambah", "dihapus", "berubah")
REPEATED = "repeated"  # under this name the stored table keeps how many rows share their key with others
_NUMBERS = ("integer", "decimal")
_MAKER = f"2 duckdb {duckdb.__version__}"
_LONGEST_NAME = 50  # letters, so that an ending has room
_ROW_GROUP = 20_480


@dataclass(frozen=True)
class Pair:
    """A compared column, and what it is called in the table of differences; `gap` only for amounts."""

    column: Column
    old: str
    new: str
    gap: str


@dataclass(frozen=True)
class Comparison:
    """Two stored tables with their columns, and the names of the columns that tell rows apart."""

    old: Path
    new: Path
    old_columns: tuple[Column, ...]
    new_columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def name(self) -> str:
        """64 hex digits that stand for the table of differences before it is made."""
        asked = (self.old.name, self.new.name, self.old_columns, self.new_columns, self.key, _MAKER)
        return hashlib.sha256(repr(asked).encode()).hexdigest()

    @property
    def shared(self) -> tuple[Column, ...]:
        """The columns that both versions have, in a type that holds both."""
        return shared_columns(self.old_columns, self.new_columns)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The columns that are compared, in order."""
        taken = {KIND, *(column.name for column in self.shared)}
        return tuple(_pair(column, taken) for column in self.shared if column.name not in self.key)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the table of differences: what happened, the key, then each pair."""
        by_name = {column.name: column for column in self.shared}
        keys = (by_name[name] for name in self.key if name in by_name)
        return (Column(KIND, "text", title="Perubahan"), *keys, *_columns(self.pairs))

    def write(self, target: Path) -> None:
        """Store the rows that were added, removed or changed, in the order of the new version."""
        require_comparable(self)
        with builder(Path(tempfile.gettempdir())) as connection:
            for side, path in (("o", self.old), ("n", self.new)):
                cells = (
                    f"CAST({quote(one.name)} AS {one.sql_type}) AS {quote(one.name)}" for one in self.shared
                )
                fields = ", ".join((ROW_NUMBER, *cells))
                connection.execute(
                    f"CREATE TEMP VIEW {side} AS SELECT {fields} FROM {table(path)}{leaves(path)}"
                )
            repeated = _find_repeated(connection, self.key)
            rows = (
                f"SELECT row_number() OVER (ORDER BY _new, _old) AS {ROW_NUMBER}, * EXCLUDE (_new, _old) "
                f"FROM ({_matched(self, with_repeated=repeated > 0)})"
            )
            options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}, USE_TMP_FILE false"
            connection.execute(
                f"COPY ({rows}) TO {literal(target)} ({options}, KV_METADATA {{{REPEATED}: '{repeated}'}})"
            )


def shared_columns(old: Sequence[Column], new: Sequence[Column]) -> tuple[Column, ...]:
    """The columns that can be compared; whole and decimal numbers can, text and numbers cannot."""
    before = {column.name: column for column in old}
    both = ((before[column.name], column) for column in new if column.name in before)
    return tuple(found for first, second in both if (found := _common(first, second)))


def require_comparable(comparison: Comparison) -> None:
    """Raise BadQuery unless the key is made of columns that both versions have."""
    known = {column.name for column in comparison.shared}
    for name in comparison.key:
        if name not in known:
            raise BadQuery(Message("Kolom %(column)s tidak ada di kedua versi.", {"column": name}))
    if not comparison.key:
        raise BadQuery(Message("Pilih kolom yang membedakan satu baris dari yang lain."))


def _common(old: Column, new: Column) -> Column | None:
    if old.type == new.type:
        return replace(new, scale=max(old.scale, new.scale))
    if old.type in _NUMBERS and new.type in _NUMBERS:
        return replace(new, type="decimal", scale=old.scale if old.type == "decimal" else new.scale)
    return None


def _pair(column: Column, taken: set[str]) -> Pair:
    names = [_free(f"{column.name[:_LONGEST_NAME]}_{end}", taken) for end in ("lama", "baru", "selisih")]
    measured = column.type == "decimal" or (column.type == "integer" and bool(column.unit))  # no year or code
    return Pair(column, names[0], names[1], names[2] if measured else "")


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def _columns(pairs: Sequence[Pair]) -> Iterator[Column]:
    for pair in pairs:
        title = pair.column.title or pair.column.name
        yield replace(pair.column, name=pair.old, title=f"{title}, lama")
        yield replace(pair.column, name=pair.new, title=f"{title}, baru")
        if pair.gap:
            yield replace(pair.column, name=pair.gap, title=f"{title}, selisih")


def _find_repeated(connection: duckdb.DuckDBPyConnection, key: Sequence[str]) -> int:
    """Keep the keys that stand more than once in either version; gives how many rows have one of them."""
    keys = ", ".join(map(quote, key))
    more = " UNION ".join(f"SELECT {keys} FROM {side} GROUP BY {keys} HAVING count(*) > 1" for side in "on")
    connection.execute(f"CREATE TEMP TABLE repeated AS {more}")
    if not connection.execute("SELECT count(*) FROM repeated").fetchall()[0][0]:
        return 0
    counts = " + ".join(
        f"(SELECT count(*) FROM {side} SEMI JOIN repeated ON {_same(side, key)})" for side in "on"
    )
    return int(connection.execute(f"SELECT {counts}").fetchall()[0][0])


def _matched(comparison: Comparison, with_repeated: bool) -> str:
    """The rows that differ, as SQL; `_new` and `_old` say where they stood."""
    names, key = [column.name for column in comparison.shared], comparison.key
    cells = _cells(comparison)
    differ = " OR ".join(f"o.{quote(one)} IS DISTINCT FROM n.{quote(one)}" for one in names if one not in key)
    unmatched = f"o.{ROW_NUMBER} IS NULL OR n.{ROW_NUMBER} IS NULL"
    on = _equal(key)
    if not with_repeated:
        return f"SELECT {cells} FROM o FULL JOIN n ON {on} WHERE {unmatched} OR {differ or 'false'}"
    once, often = (
        [f"(SELECT * FROM {side} {join} JOIN repeated ON {_same(side, key)})" for side in "on"]
        for join in ("ANTI", "SEMI")
    )
    everything = ", ".join(map(quote, names))
    turn = f"row_number() OVER (PARTITION BY {everything} ORDER BY {ROW_NUMBER}) AS _turn"
    first, second = (f"(SELECT *, {turn} FROM {rows})" for rows in often)
    return (
        f"SELECT {cells} FROM {once[0]} AS o FULL JOIN {once[1]} AS n ON {on} "
        f"WHERE {unmatched} OR {differ or 'false'} UNION ALL "
        f"SELECT {cells} FROM {first} AS o FULL JOIN {second} AS n "
        f"ON o._turn = n._turn AND {_equal(names)} WHERE {unmatched}"
    )


def _cells(comparison: Comparison) -> str:
    kind = (
        f"CASE WHEN o.{ROW_NUMBER} IS NULL THEN '{ADDED}' WHEN n.{ROW_NUMBER} IS NULL THEN '{REMOVED}' "
        f"ELSE '{CHANGED}' END AS {KIND}"
    )
    both = ", ".join(
        f"CASE WHEN n.{ROW_NUMBER} IS NULL THEN o.{quote(name)} ELSE n.{quote(name)} END AS {quote(name)}"
        for name in comparison.key
    )
    cells = [f"n.{ROW_NUMBER} AS _new", f"o.{ROW_NUMBER} AS _old", kind, both]
    for pair in comparison.pairs:
        old, new = f"o.{quote(pair.column.name)}", f"n.{quote(pair.column.name)}"
        cells += [f"{old} AS {quote(pair.old)}", f"{new} AS {quote(pair.new)}"]
        if pair.gap:
            gap = f"coalesce({new}, 0) - coalesce({old}, 0)"
            cells.append(
                f"CASE WHEN {old} IS NULL AND {new} IS NULL THEN NULL ELSE {gap} END AS {quote(pair.gap)}"
            )
    return ", ".join(cells)


def _equal(names: Sequence[str]) -> str:
    return " AND ".join(f"o.{quote(name)} IS NOT DISTINCT FROM n.{quote(name)}" for name in names)


def _same(side: str, key: Sequence[str]) -> str:
    return " AND ".join(f"{side}.{quote(name)} IS NOT DISTINCT FROM repeated.{quote(name)}" for name in key)
