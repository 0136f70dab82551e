"""Raw rows as a recipe's typed rows: headers and blank rows left out, subtotals marked."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from catalog.tabular.cells import converter
from catalog.tabular.raw import RawCell, RawRow
from catalog.tabular.recipe import LEAF, SUBTOTAL, Recipe, Row
from catalog.tabular.subtotals import is_subtotal, names_and_figures

_BINARY = ("xlsx", "xls", "ods")  # their decimals are binary fractions


def rows_of(rows: Iterable[RawRow], recipe: Recipe) -> Iterator[tuple[Row, Sequence[RawCell]]]:
    """Each row of the table, and its cells as they are in the source.

    A header that is repeated further down is no row; figures without any name are a subtotal. A row with a
    cell where the table has no column keeps that cell behind the others, so that it has too many.
    """
    columns = [
        (each.position - 1, converter(each, recipe.missing, recipe.format in _BINARY))
        for each in recipe.columns
    ]
    texts = [place for place, each in enumerate(recipe.columns) if each.column.type == "text"]
    labels, figures = names_and_figures([each.column for each in recipe.columns])
    positions = {place for place, _ in columns}
    width = max(positions, default=-1) + 1
    gaps = [place for place in range(width) if place not in positions]
    header: list[str] = []
    for number, cells in rows:
        if number < recipe.first_row:
            if recipe.header_rows and number == recipe.header_rows[-1]:
                header = _texts(cells)
            continue
        if recipe.last_row and number > recipe.last_row:
            return
        if not any(not _blank(cell) for cell in cells):
            continue
        if header and cells and _bare(cells[0]) == header[0] and _texts(cells) == header:
            continue
        typed = [convert(cells[place]) if place < len(cells) else None for place, convert in columns]
        extra = [cells[place] for place in gaps if place < len(cells) and not _blank(cells[place])]
        extra += [cell for cell in islice(cells, width, None) if not _blank(cell)]
        nameless = bool(labels) and all(_blank(typed[place]) for place in labels)
        repeats = is_subtotal(typed[place] for place in texts) or (
            nameless and not all(_blank(typed[place]) for place in figures)
        )
        kind = SUBTOTAL if repeats else LEAF
        yield Row(number, kind, (*typed, *extra)), cells


def _blank(cell: RawCell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _bare(cell: RawCell) -> str:
    return "" if cell is None else str(cell).strip()


def _texts(cells: Sequence[RawCell]) -> list[str]:
    texts = [_bare(cell) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts
