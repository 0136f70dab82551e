"""A difference in figures: how many rows of each kind, and every amount before, after, and in parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from catalog.tabular.columns import Column
from catalog.tabular.difference import CHANGED, KIND, KINDS, REMOVED, REPEATED, Comparison, shared_columns
from catalog.tabular.engine import cursor, literal, quote, table
from catalog.tabular.query import totals
from catalog.tabular.row_kinds import leaves

_NO_KEY = ("decimal", "boolean")


@dataclass(frozen=True)
class Amount:
    """A quantity summed over each version; `parts` tell the difference by kind: new = old + their sum."""

    column: Column
    old: Decimal
    new: Decimal
    parts: dict[str, Decimal]


@dataclass(frozen=True)
class Difference:
    """Rows of each kind, rows that stayed, rows that share their key with others, and the amounts.

    `changes` says in how many changed rows each column is another, `subtotals` how many rows of both versions
    are left out.
    """

    counts: dict[str, int]
    same: int
    repeated: int
    changes: dict[str, int]
    amounts: tuple[Amount, ...]
    subtotals: int = 0


@lru_cache(maxsize=200)
def difference(comparison: Comparison, made: Path) -> Difference:
    """The figures of a table of differences that `Comparison.write` has made."""
    pairs = comparison.pairs
    additive = [pair for pair in pairs if pair.column.additive]
    changed = (f"count(*) FILTER ({quote(one.old)} IS DISTINCT FROM {quote(one.new)})" for one in pairs)
    sums = (f"coalesce(sum({quote(one.gap)}), 0)" for one in additive)
    sql = f"SELECT {', '.join((KIND, 'count(*)', *changed, *sums))} FROM {table(made)} GROUP BY {KIND}"
    with cursor() as connection:
        found = {row[0]: row[1:] for row in connection.execute(sql).fetchall()}
        kept = connection.execute(
            f"SELECT value FROM parquet_kv_metadata({literal(made)}) WHERE key = '{REPEATED}'"
        ).fetchall()
    nothing = (0,) * (1 + len(pairs) + len(additive))
    rows = {kind: found.get(kind, nothing) for kind in KINDS}
    names = tuple(pair.column.name for pair in additive)
    old, new = (totals(path, names, "", ()) for path in (comparison.old, comparison.new))
    return Difference(
        counts={kind: row[0] for kind, row in rows.items()},
        same=old.rows - old.subtotals - rows[REMOVED][0] - rows[CHANGED][0],
        repeated=int(kept[0][0]),
        changes={pair.column.name: rows[CHANGED][1 + at] for at, pair in enumerate(pairs)},
        amounts=tuple(
            Amount(
                pair.column,
                old.sums[at],
                new.sums[at],
                {kind: Decimal(row[1 + len(pairs) + at]) for kind, row in rows.items()},
            )
            for at, pair in enumerate(additive)
        ),
        subtotals=old.subtotals + new.subtotals,
    )


@lru_cache(maxsize=200)
def likely_key(
    old: Path, new: Path, old_columns: tuple[Column, ...], new_columns: tuple[Column, ...]
) -> tuple[str, ...]:
    """The first column that tells all rows of both versions apart, else the fewest first columns that do.

    Amounts are no key. When even all others together do not suffice, the key is all of them.
    """
    names = [
        column.name
        for column in shared_columns(old_columns, new_columns)
        if column.type not in _NO_KEY and not column.unit
    ]
    for name in names:
        if all(_tells_apart(path, (name,)) for path in (old, new)):
            return (name,)
    for count in range(2, len(names)):
        if all(_tells_apart(path, names[:count]) for path in (old, new)):
            return tuple(names[:count])
    return tuple(names)


def _tells_apart(path: Path, names: Sequence[str]) -> bool:
    fields = ", ".join(map(quote, names))
    with cursor() as connection:
        # A sample of the rows says no at once for most columns.
        every = f"SELECT {fields} FROM {table(path)}{leaves(path)}"
        for rows in (f"{every} LIMIT 2000", every):
            sql = f"SELECT 1 FROM ({rows}) GROUP BY {fields} HAVING count(*) > 1 LIMIT 1"
            if connection.execute(sql).fetchall():
                return False
    return True
