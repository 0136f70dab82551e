"""Commands that read a foreign file as a table without an instance: what it would become, and that as CSV."""

import csv
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from catalog.cli.frame import locale, unused_instance_option
from catalog.tabular import describe
from catalog.tabular.check import check
from catalog.tabular.guess import guess
from catalog.tabular.open_table import open_table
from catalog.tabular.read import read
from catalog.tabular.recipe import NOTHING_TOLD, Guess, Row
from catalog.tabular.report import report_csv

_WIDTH = 24  # characters of a cell in the terminal
_SHOWN = 3  # problems of a kind there
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_sheet = click.option("--sheet", default="", help="The sheet to read, by its name.")
_header = click.option("--header-row", type=click.IntRange(1), help="The row that holds the column titles.")


@click.group()
def table() -> None:
    """Foreign files: how they are read as tables, before anything is published.

    \b
      lumbung table look dpa-2024.xlsx                 what is guessed, why, and the first rows
      lumbung table look dpa-2024.xlsx --sheet "DPA"   another sheet
      lumbung table check dpa-2024.xlsx                every cell that is not what its column says
      lumbung table csv dpa-2024.xlsx > dpa-2024.csv   the whole table, typed
    """


@table.command()
@click.argument("file", type=_FILE)
@_sheet
@_header
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
@click.argument("file", type=_FILE)
@_sheet
@_header
@unused_instance_option
def as_csv(file: Path, sheet: str, header_row: int | None) -> None:
    """Write FILE's table to standard output as CSV: one header, typed cells, the row's number and kind."""
    recipe = _guess(file, sheet, header_row).recipe
    writer = csv.writer(sys.stdout)
    writer.writerow(["baris", "jenis", *(each.column.name for each in recipe.columns)])
    writer.writerows(_line(row) for row in read(file, recipe))


@table.command("check")
@click.argument("file", type=_FILE)
@_sheet
@_header
@click.option("--schema", type=_FILE, help="A Table Schema in JSON; without it, the guessed types.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Write every problem as CSV.")
@unused_instance_option
def check_file(
    file: Path, sheet: str, header_row: int | None, schema: Path | None, report: Path | None
) -> None:
    """Check FILE's table: what is wrong, in which cell, and what to do; exit code 1 when something is."""
    recipe = _guess(file, sheet, header_row).recipe
    wanted = _schema(schema) if schema else describe([each.column for each in recipe.columns])
    with tempfile.TemporaryDirectory() as folder, open_table(file, recipe, Path(folder)) as opened:
        found = check(opened, wanted)
    for group in found.groups:
        click.echo(f"{group.count:>7}  {group.said.in_locale(locale())}")
        for problem in group.first[:_SHOWN]:
            click.echo(f"         {problem.place.in_locale(locale())}: {problem.value}")
        click.echo(f"         {group.remedy.in_locale(locale())}")
    click.echo(f"{found.rows} rows, {found.count} problems")
    if report:
        report.write_bytes(b"".join(report_csv(found, locale())))
    if found.groups:
        sys.exit(1)


def _schema(path: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise click.BadParameter(f"{path} is not JSON ({error})", param_hint="--schema") from error
    if not isinstance(content, dict):
        raise click.BadParameter(f"{path} holds no JSON object", param_hint="--schema")
    return content


def _guess(file: Path, sheet: str, header_row: int | None) -> Guess:
    told = replace(NOTHING_TOLD, sheet=sheet, header_rows=(header_row,) if header_row else None)
    return guess(file, file.name, told=told)


def _line(row: Row) -> list[str]:
    return [str(row.number), row.kind, *(_cell(cell) for cell in row.cells)]


def _cell(cell: object) -> str:
    return "" if cell is None else str(cell)
