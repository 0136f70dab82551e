"""Guessing where a table stands among its titles, notes and blank rows, and what its columns are called."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from catalog.tabular.guess_end import last_of_body
from catalog.tabular.guess_kinds import HARD, kinds
from catalog.tabular.guess_titles import titles_of
from catalog.tabular.guess_words import Span, Words, columns_of, count_filled, used_columns
from catalog.tabular.raw import RawRow

_MOST_TABLES = 20  # of a sheet


@dataclass(frozen=True)
class Shape:
    """Row numbers as in a recipe; `titles` are those of the header by position from 1."""

    header_rows: tuple[int, ...]
    first_row: int
    last_row: int
    numbering: int  # the row that numbers the columns, or 0
    titles: dict[int, str]


def guess_shape(rows: Sequence[RawRow], spans: Sequence[Span], whole_file: bool) -> Shape:
    """The first table among rows; merged cells are `spans`. The end is only looked for in a whole file."""
    grid = Words(rows, spans)
    first = _first_of_body(grid)
    header, numbering, first = _header_above(grid, first)
    return _shape(grid, header, numbering, first, spans, whole_file)


def tables_from(rows: Sequence[RawRow], spans: Sequence[Span], shape: Shape) -> Iterator[tuple[int, ...]]:
    """The header rows of a table in a whole file, and of each below it where the one before has ended."""
    for _ in range(_MOST_TABLES):
        if shape.header_rows:
            yield shape.header_rows
        if not shape.last_row:
            return
        rows = [row for row in rows if row[0] > shape.last_row]
        shape = guess_shape(rows, spans, True)
        if not shape.header_rows or not _is_table(rows, shape):
            return


def _is_table(rows: Sequence[RawRow], shape: Shape) -> bool:
    """Whether what stands below another table is one too, and no notes or signatures."""
    last = shape.last_row or rows[-1][0]
    words = [kinds(cells) for number, cells in rows if shape.first_row <= number <= last]
    full = [word for word in words if count_filled(word) > 1 and any(letter in HARD for letter in word)]
    return len(shape.titles) > 1 and len(full) > 1


def told_shape(rows: Sequence[RawRow], header: tuple[int, ...], spans: Sequence[Span], whole: bool) -> Shape:
    """The table below the header rows that a person named; () means that there are none."""
    grid = Words(rows, spans)
    places = [place for place, number in enumerate(grid.numbers) if number in header]
    below = [place for place in range(places[-1] + 1 if places else 0, len(grid.words)) if grid.words[place]]
    numbering = below[0] if below and places and grid.numbering(below[0]) else None
    first = next((place for place in below if place != numbering), len(grid.words))
    return _shape(grid, places, numbering, first, spans, whole)


def _shape(
    grid: Words,
    header: list[int],
    numbering: int | None,
    first: int,
    spans: Sequence[Span],
    whole_file: bool,
) -> Shape:
    numbers = [grid.numbers[place] for place in header]
    after = numbers[-1] + 1 if numbers else 1
    return Shape(
        tuple(numbers),
        grid.numbers[first] if first < len(grid.words) else after,
        last_of_body(grid, first, header) if whole_file else 0,
        0 if numbering is None else grid.numbers[numbering],
        titles_of([grid.cells[place] for place in header], numbers, spans),
    )


def _first_of_body(grid: Words) -> int:
    """The place of the first row that is like those below it."""
    if not any(letter in HARD for letter in grid.columns):
        return _below_first_full(grid)
    filled = [place for place, word in enumerate(grid.words) if word]
    for turn, place in enumerate(filled):
        after = filled[turn + 1] if turn + 1 < len(filled) else None
        if not grid.fits(place) or grid.strange(place) or grid.years(place) or grid.numbering(place):
            continue
        if after is None or not grid.strange(after) or grid.fits(after):
            return place
    return _below_first_full(grid)


def _below_first_full(grid: Words) -> int:
    """In a table of texts alone the header is the first row that is about as full as the others."""
    filled = [place for place, word in enumerate(grid.words) if word]
    usual = median([count_filled(grid.words[place]) for place in filled]) if filled else 0
    for turn, place in enumerate(filled):
        if count_filled(grid.words[place]) >= 0.6 * usual:
            return filled[turn + 1] if turn + 1 < len(filled) else len(grid.words)
    return len(grid.words)


def _header_above(grid: Words, first: int) -> tuple[list[int], int | None, int]:
    """The places of the header's rows, of the row that numbers the columns, and of the body's first row."""
    above = [place for place in range(first) if grid.words[place]]
    used = used_columns(grid, first)
    numbering = next((place for place in reversed(above) if grid.numbering(place)), None)
    above = [place for place in above if numbering is None or place < numbering]
    while above and _of_body(grid, above, used):
        first = above.pop()
    header: list[int] = []
    for place in reversed(above):
        if any(letter in HARD for letter in grid.words[place]) and not grid.years(place):
            break
        if header and (header[0] - place > 1 or not _belongs(grid, place, header, used)):
            break
        header.insert(0, place)
    covered = {column for place in header for column in grid.covered(place)}
    return (header, numbering, first) if 2 * len(covered & used) >= len(used) else ([], numbering, first)


def _of_body(grid: Words, above: list[int], used: set[int]) -> bool:
    """Whether the last row above the first good one is of the body too: a bad row, or a section's title."""
    last = above[-1]
    mine = columns_of(grid.words[last]) & used
    if grid.fits(last) and not grid.years(last) and 2 * len(mine) >= len(used):
        return True
    if grid.strange(last) > 1:
        return False  # a header in a second language
    return min(used, default=0) in mine and any(
        mine < columns_of(grid.words[place]) & used for place in above[-6:-1] if not grid.fits(place)
    )


def _belongs(grid: Words, place: int, header: list[int], used: set[int]) -> bool:
    """Whether a row is part of the header below it: it repeats it, names more columns, or groups them."""
    if grid.cells[place] == grid.cells[header[0]]:
        return True
    covered = {column for each in header for column in columns_of(grid.words[each])}
    mine = columns_of(grid.words[place])
    if min(used, default=0) not in covered:
        return True  # what the first column is called stands further up
    if len(mine) > 2 and mine >= covered:
        return True  # each column is named in two languages
    alone = {column for column in mine if column + 1 in mine or column == max(covered | mine)}
    if covered & alone:
        return False  # a name that stands above another name
    groups = sorted(mine & covered)
    return bool(mine - covered) or len(groups) > 1 or groups[0] > min(covered)
