"""Subtotals in a stored table: rows that repeat what others say, shown with them and never added to them."""

from functools import lru_cache
from pathlib import Path

from catalog.tabular.columns import ROW_KIND, Column
from catalog.tabular.engine import cursor, literal, table
from catalog.tabular.recipe import LEAF, SUBTOTAL

KIND_COLUMN = Column(
    ROW_KIND,
    "text",
    title="Jenis baris",
    description=f"{LEAF}: rincian; {SUBTOTAL}: jumlah dari baris lain, jangan ikut dijumlahkan",
)


@lru_cache(maxsize=10_000)
def has_subtotals(path: Path) -> bool:
    """Whether some rows of a stored table are subtotals; only such a table has the column `_kind`.

    Kept, since a stored table never changes. NotFound when its file is gone.
    """
    table(path)
    with cursor() as connection:
        names = connection.execute(f"SELECT name FROM parquet_schema({literal(path)})").fetchall()
    return (ROW_KIND,) in names


def leaves(path: Path, condition: str = "") -> str:
    """A condition on a stored table (` WHERE ...`, or nothing) that leaves out its subtotals too."""
    if not has_subtotals(path):
        return condition
    return f"{condition} {'AND' if condition else 'WHERE'} {ROW_KIND} = '{LEAF}'"
