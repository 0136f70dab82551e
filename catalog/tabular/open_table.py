"""A foreign file as a table in an engine: straight from the file where that is exact, else through Python."""

import codecs
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb

from catalog.tabular.cells import converter
from catalog.tabular.convert_sql import filled
from catalog.tabular.engine import builder
from catalog.tabular.grid import open_grid
from catalog.tabular.plain_csv import plain_csv
from catalog.tabular.raw import Limits
from catalog.tabular.read_rows import rows_of
from catalog.tabular.recipe import SUBTOTAL, Recipe
from catalog.tabular.source_table import SourceTable, from_csv, from_rows
from catalog.tabular.subtotals import is_subtotal, names_and_figures
from catalog.tabular.unpack import unpacked

USUAL = Limits()
_CHUNK = 2**20
_PIECE = 10_000  # rows fetched at once
_NAMES_A_SUBTOTAL = r"'(?i)total|jumlah|defisit|pembiayaan\s+net|tahun\s+berkenaan'"  # or seems to


@contextmanager
def open_table(path: Path, recipe: Recipe, folder: Path, limits: Limits = USUAL) -> Iterator[SourceTable]:
    """The table that a recipe finds in a file, to check and to store while the context lasts.

    `folder` is for files on the way. Raises Unreadable for bytes that do not hold what the recipe says.
    """
    with unpacked(path, limits, recipe.member) as opened, builder(folder) as connection:
        yield straight(connection, opened.path, recipe, folder) or by_python(
            connection, opened.path, recipe, folder, limits
        )


def by_python(
    connection: duckdb.DuckDBPyConnection, path: Path, recipe: Recipe, folder: Path, limits: Limits
) -> SourceTable:
    """The table as Python reads it, whatever the format."""
    columns = [each.column for each in recipe.columns]
    positions = [each.position for each in recipe.columns]
    with open_grid(path, recipe, limits) as grid:
        rows = (row for row, _raw in rows_of(grid.rows, recipe))
        return from_rows(connection, columns, rows, folder, positions, recipe.sheet)


def straight(
    connection: duckdb.DuckDBPyConnection, path: Path, recipe: Recipe, folder: Path
) -> SourceTable | None:
    """The table by the engine's own reader, None where Python might read anything otherwise."""
    if recipe.format != "csv":
        return None
    if recipe.encoding not in ("utf-8", "utf-8-sig"):
        path, recipe = _recoded(path, recipe.encoding, folder), replace(recipe, encoding="utf-8")
    plain = plain_csv(path, recipe)
    if plain is None or any(each.position > plain.width for each in recipe.columns):
        return None
    table = from_csv(connection, plain, recipe)
    places = range(1, len(recipe.columns) + 1)
    texts = [f"v{place}" for place in places if recipe.columns[place - 1].column.type == "text"]
    named = " OR ".join(f"regexp_matches({cell}, {_NAMES_A_SUBTOTAL})" for cell in texts) or "false"
    nameless = _nameless(recipe)
    counts = ", ".join(f"count(x{place})" for place in places)
    try:
        uneven, maybe, *misfits = connection.execute(
            f"SELECT count(_cells), count(*) FILTER ({named} OR {nameless}), {counts} FROM {table.sql}"
        ).fetchall()[0]
    except duckdb.Error:
        return None  # rows of uneven width, quotes that do not close, bytes that are no text
    if uneven or any(
        _understood(table, place, recipe) for place, count in zip(places, misfits, strict=True) if count
    ):
        return None
    return _marked(table, named, nameless) if maybe else table


def _recoded(path: Path, encoding: str, folder: Path) -> Path:
    """The file in UTF-8; bytes that are not of the encoding stay wrong, for the reader that says so."""
    target = folder / "recoded.csv"
    decode = codecs.getincrementaldecoder(encoding)(errors="strict")
    with path.open("rb") as source, target.open("wb") as out:
        try:
            while chunk := source.read(_CHUNK):
                out.write(decode.decode(chunk).encode())
            out.write(decode.decode(b"", final=True).encode())
        except UnicodeError:
            out.write(b"\0")
    return target


def _understood(table: SourceTable, place: int, recipe: Recipe) -> bool:
    """Whether Python understands some text that SQL does not."""
    each = recipe.columns[place - 1]
    convert = converter(each, recipe.missing)
    with closing(table.connection.cursor()) as cursor:
        found = cursor.execute(f"SELECT DISTINCT x{place} FROM {table.sql} WHERE x{place} IS NOT NULL")
        while rows := found.fetchmany(_PIECE):
            if any(not isinstance(convert(text), str) for (text,) in rows):
                return True
    return False


def _nameless(recipe: Recipe) -> str:
    """SQL that says of a row whether it has figures and no name."""
    names, figures = names_and_figures([each.column for each in recipe.columns])
    if not names:
        return "false"
    blank = " AND ".join(f"NOT {filled(f'v{place + 1}')}" for place in names)
    figured = " OR ".join(f"v{place + 1} IS NOT NULL OR x{place + 1} IS NOT NULL" for place in figures)
    return f"({blank} AND ({figured}))"


def _marked(table: SourceTable, named: str, nameless: str) -> SourceTable:
    """The table with its subtotals marked."""
    texts = ", ".join(f"v{place}" for place, column in enumerate(table.columns, 1) if column.type == "text")
    table.connection.execute("CREATE TABLE subtotals (number BIGINT)")
    with closing(table.connection.cursor()) as cursor:
        found = cursor.execute(
            f"SELECT _row, {nameless}, {texts} FROM {table.sql} WHERE {named} OR {nameless}"
        )
        while rows := found.fetchmany(_PIECE):
            numbers = [number for number, bare, *cells in rows if bare or is_subtotal(cells)]
            table.connection.execute("INSERT INTO subtotals SELECT unnest(CAST(? AS BIGINT[]))", [numbers])
    if not table.connection.execute("SELECT count(*) FROM subtotals").fetchall()[0][0]:
        return table
    kind = f"CASE WHEN _row IN (FROM subtotals) THEN '{SUBTOTAL}' ELSE _kind END AS _kind"
    return replace(table, sql=f"(SELECT * REPLACE ({kind}) FROM {table.sql})", marked=True)
