"""Any file as rows of raw cells, before anybody says which of them are header, body and notes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalog.tabular.guess_dialect import Dialect
from catalog.tabular.raw import Limits, RawRow, ReadOptions
from catalog.tabular.read_delimited import delimited_rows
from catalog.tabular.read_json import read_json, read_ndjson
from catalog.tabular.read_parquet import read_parquet
from catalog.tabular.read_workbook import WORKBOOKS, Book, Span, open_sheet, sheet_rows, sheet_spans, workbook
from catalog.tabular.recipe import Recipe


@dataclass(frozen=True)
class Grid:
    """Rows with their numbers; `names` where the format itself names the columns; merged cells as `spans`."""

    rows: Iterator[RawRow]
    names: tuple[str, ...] | None = None
    spans: tuple[Span, ...] = ()


@contextmanager
def open_grid(path: Path, recipe: Recipe, limits: Limits) -> Iterator[Grid]:
    """The rows of an unpacked file as a recipe reads it; its header and columns are not looked at."""
    if recipe.format in WORKBOOKS:
        with workbook(path, recipe.format, limits) as opened:
            yield sheet_grid(opened, recipe.sheet)
    elif recipe.format == "csv":
        yield Grid(delimited_rows(path, recipe.encoding, dialect_of(recipe), limits))
    elif recipe.format == "parquet":
        table = read_parquet(path, limits)
        yield Grid(table.rows, tuple(table.header))
    else:
        options = ReadOptions(recipe.format, records=recipe.records, limits=limits)
        table = (read_json if recipe.format == "json" else read_ndjson)(path, options)
        yield Grid(table.rows, tuple(table.header))


def sheet_grid(book: Book, name: str) -> Grid:
    """One sheet of an open workbook."""
    sheet = open_sheet(book, name)
    return Grid(sheet_rows(book, sheet), None, tuple(sheet_spans(sheet)))


def dialect_of(recipe: Recipe) -> Dialect:
    """How the recipe's CSV is written."""
    return Dialect(recipe.delimiter, recipe.quote, recipe.escape, recipe.unwrap, recipe.width)
