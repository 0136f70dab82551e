"""Finding out how the cells of a column are written, where somebody has said its type alone."""

from dataclasses import replace
from decimal import Decimal
from itertools import islice
from pathlib import Path

from catalog.tabular.cells import DATE_STYLES, converter
from catalog.tabular.columns import MAX_SCALE, Cell
from catalog.tabular.grid import open_grid
from catalog.tabular.raw import LIMITS, Limits, RawCell
from catalog.tabular.recipe import Recipe, RecipeColumn
from catalog.tabular.unpack import unpacked

_ROWS = 5_000
_NUMBERS = ("plain", "id", "en")
_STYLES = {"integer": _NUMBERS, "decimal": _NUMBERS, "date": (*DATE_STYLES, "id")}


def settle(path: Path, recipe: Recipe, limits: Limits = LIMITS) -> Recipe:
    """The recipe with a style for each column of written figures or dates that has none yet.

    It is the one in which most cells of the first rows are read. Raises Unreadable.
    """
    if all(each.style or each.column.type not in _STYLES for each in recipe.columns):
        return recipe
    with unpacked(path, limits, recipe.member) as opened, open_grid(opened.path, recipe, limits) as grid:
        body = (cells for number, cells in grid.rows if number >= recipe.first_row)
        rows = [list(cells) for cells in islice(body, _ROWS)]
    columns = tuple(_settled(each, rows, recipe) for each in recipe.columns)
    return replace(recipe, columns=columns)


def _settled(each: RecipeColumn, rows: list[list[RawCell]], recipe: Recipe) -> RecipeColumn:
    pile = [row[each.position - 1] for row in rows if len(row) >= each.position]
    texts = [cell for cell in pile if isinstance(cell, str) and cell.strip()]
    if each.style or each.column.type not in _STYLES or not texts:
        return each

    def read(style: str) -> list[Cell]:
        convert = converter(replace(each, style=style), recipe.missing)
        return [value for cell in texts if not isinstance(value := convert(cell), str)]

    style = max(_STYLES[each.column.type], key=lambda one: len(read(one)))
    places = [-int(value.as_tuple().exponent) for value in read(style) if isinstance(value, Decimal)]
    scale = min(max([each.column.scale, *places]), MAX_SCALE)
    return replace(each, style=style, column=replace(each.column, scale=scale))
