"""Reading foreign files, each within limits; wrong bytes raise Unreadable.

`read` takes any file as its recipe says; `read_table`, the stricter, one whose layout was agreed.
"""

from collections.abc import Iterator
from pathlib import Path

from catalog.errors import Unreadable
from catalog.tabular.grid import open_grid
from catalog.tabular.raw import LIMITS, Limits, RawCell, RawRow, RawTable, ReadOptions
from catalog.tabular.read_csv import read_csv
from catalog.tabular.read_json import read_json, read_ndjson
from catalog.tabular.read_rows import rows_of
from catalog.tabular.read_xlsx import read_xlsx
from catalog.tabular.recipe import Recipe, Row
from catalog.tabular.unpack import is_html, require_size, unpacked
from catalog.text import Message

__all__ = ["Limits", "RawCell", "RawRow", "RawTable", "ReadOptions", "read", "read_table"]

_READERS = {"csv": read_csv, "xlsx": read_xlsx, "json": read_json, "ndjson": read_ndjson}


def read(path: Path, recipe: Recipe, limits: Limits = LIMITS) -> Iterator[Row]:
    """The rows of a file as its recipe says, read as they are asked for.

    Raises Unreadable, perhaps only while the rows are read, for bytes that the recipe does not fit.
    """
    with (
        unpacked(path, limits, recipe.member) as opened,
        open_grid(opened.path, recipe, limits) as grid,
    ):
        for row, _ in rows_of(grid.rows, recipe):
            yield row


def read_table(path: Path, options: ReadOptions) -> RawTable:
    """A file as a header and numbered rows.

    Raises Unreadable for bytes that are not what `options.format` says, are cut or garbled, or pass a limit;
    some of it shows only while the rows are read, so take them all before anything is changed.
    """
    require_size(path, options.limits)
    if is_html(path):
        raise Unreadable(
            Message("Sumber mengirim halaman HTML, bukan %(format)s.", {"format": options.format.upper()})
        )
    table = _READERS[options.format](path, options)
    if len(table.header) > options.limits.columns:
        raise Unreadable(
            Message(
                "Tabel punya %(found)s kolom; paling banyak %(limit)s.",
                {"found": len(table.header), "limit": options.limits.columns},
            )
        )
    return table
