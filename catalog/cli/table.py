"""Commands that read a foreign file as a table without an instance: what it would become, and that as CSV."""

import csv
import sys
from dataclasses import replace
from pathlib import Path

import click

from catalog.cli.frame import locale, unused_instance_option
from catalog.tabular.guess import guess
from catalog.tabular.read import read
from catalog.tabular.recipe import NOTHING_TOLD, Guess, Row

_WIDTH = 24  # characters of a cell in the terminal


@click.group()
def table() -> None:
    """Foreign files: how they are read as tables, before anything is published.

    \b
      lumbung table look dpa-2024.xlsx                 what is guessed, why, and the first rows
      lumbung table look dpa-2024.xlsx --sheet "DPA"   another sheet
      lumbung table csv dpa-2024.xlsx > dpa-2024.csv   the whole table, typed
    """


@table.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sheet", default="", help="The sheet to read, by its name.")
@click.option("--header-row", type=click.IntRange(1), help="The row that holds the column titles.")
@unused_instance_option
def look(file: Path, sheet: str, header_row: int | None) -> None:
    """Say how FILE would be read as a table: every guess with its reason, columns, the first rows."""
    found = _guess(file, sheet, header_row)
    for message in found.notes:
        click.echo(message.in_locale(locale()))
    click.echo()
    for each in found.recipe.columns:
        written = f" ({each.style})" if each.style else ""
        click.echo(f"{each.position:>4}  {each.column.name:<32} {each.column.type}{written}")
    click.echo()
    for shown in found.preview:
        cells = " | ".join(_cell(cell)[:_WIDTH] for cell in shown.row.cells)
        click.echo(f"{shown.row.number:>6}  {cells}")


@table.command("csv")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--sheet", default="", help="The sheet to read, by its name.")
@click.option("--header-row", type=click.IntRange(1), help="The row that holds the column titles.")
@unused_instance_option
def as_csv(file: Path, sheet: str, header_row: int | None) -> None:
    """Write FILE's table to standard output as CSV: one header, typed cells, the row's number and kind."""
    recipe = _guess(file, sheet, header_row).recipe
    writer = csv.writer(sys.stdout)
    writer.writerow(["baris", "jenis", *(each.column.name for each in recipe.columns)])
    writer.writerows(_line(row) for row in read(file, recipe))


def _guess(file: Path, sheet: str, header_row: int | None) -> Guess:
    told = replace(NOTHING_TOLD, sheet=sheet, header_rows=(header_row,) if header_row else None)
    return guess(file, file.name, told=told)


def _line(row: Row) -> list[str]:
    return [str(row.number), row.kind, *(_cell(cell) for cell in row.cells)]


def _cell(cell: object) -> str:
    return "" if cell is None else str(cell)
