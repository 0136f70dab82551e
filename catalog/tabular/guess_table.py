"""Guessing where a table stands among its titles, notes and blank rows, and what its columns are called."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from catalog.tabular.guess_kinds import BLANK, FIGURE, HARD, MISSING, TEXT, is_year, kinds, whole
from catalog.tabular.raw import RawCell, RawRow

_NOTE = re.compile(r"(?:catatan|sumber|keterangan|notes?|sources?)\s*(?:$|[:/(])", re.IGNORECASE)
_MOST_NOTES = 20  # rows
_KNOWN = 0.6  # of a header's names in a row further down: it is a header again
Span = tuple[int, int, int, int]  # first row, first column, last row, last column, each from 1


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
    grid = _Grid(rows, spans)
    first = _first_of_body(grid)
    header, numbering, first = _header_above(grid, first)
    return _shape(grid, header, numbering, first, spans, whole_file)


def told_shape(rows: Sequence[RawRow], header: tuple[int, ...], spans: Sequence[Span], whole: bool) -> Shape:
    """The table below the header rows that a person named; () means that there are none."""
    grid = _Grid(rows, spans)
    places = [place for place, number in enumerate(grid.numbers) if number in header]
    below = [place for place in range(places[-1] + 1 if places else 0, len(grid.words)) if grid.words[place]]
    numbering = below[0] if below and places and grid.numbering(below[0]) else None
    first = next((place for place in below if place != numbering), len(grid.words))
    return _shape(grid, places, numbering, first, spans, whole)


def _shape(
    grid: "_Grid",
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
        _last_of_body(grid, first, header) if whole_file else 0,
        0 if numbering is None else grid.numbers[numbering],
        titles_of([grid.cells[place] for place in header], numbers, spans),
    )


def titles_of(
    header: Sequence[Sequence[RawCell]], numbers: Sequence[int], spans: Sequence[Span]
) -> dict[int, str]:
    """Each column's title, by position from 1: what stands above it, from top to bottom."""
    width = max(map(len, header), default=0)
    texts = [[_text(cell) for cell in [*row, *[None] * (width - len(row))]] for row in header]
    for top, left, _, right in spans:
        if top in numbers and left <= width:
            line = numbers.index(top)
            for column in range(left, min(right, width)):
                texts[line][column] = texts[line][column] or texts[line][left - 1]
    _fill_groups(texts)
    titles: dict[int, str] = {}
    for column in range(width):
        parts = [line[column] for line in texts if line[column]]
        kept = [part for place, part in enumerate(parts) if not place or part != parts[place - 1]]
        if kept:
            titles[column + 1] = " ".join(kept)
    return titles


def _fill_groups(texts: list[list[str]]) -> None:
    """A text above several columns is above each that has a name of its own further down, or none at all."""
    nameless = [not any(column) for column in zip(*texts, strict=True)]
    above = [False] * len(nameless)
    for line, row in enumerate(texts[:-1]):
        named = [any(column) for column in zip(*texts[line + 1 :], strict=True)]
        borders, above = above, [bool(text) or other for text, other in zip(row, above, strict=True)]
        group, groups = "", False
        for column, text in enumerate(row):
            if text:
                group, groups = text, named[column]
            elif not borders[column] and (nameless[column] or (groups and named[column])):
                row[column] = group
            else:
                group = ""


class _Grid:
    """Rows as words, and the letter that most cells of each column share."""

    def __init__(self, rows: Sequence[RawRow], spans: Sequence[Span]) -> None:
        self.spans = spans
        self.numbers = [number for number, _ in rows]
        self.cells = [cells for _, cells in rows]
        self.words = [kinds(cells) for cells in self.cells]
        filled = [place for place, word in enumerate(self.words) if word]
        below = filled[len(filled) // 2 :]
        self.columns = self._letters(below)

    def _letters(self, places: Sequence[int]) -> str:
        letters = ""
        for column in range(max((len(self.words[place]) for place in places), default=0)):
            pile = Counter(
                word[column]
                for place in places
                if len(word := self.words[place]) > column and word[column] not in (BLANK, MISSING)
            )
            letters += max(pile, key=lambda letter: (pile[letter], letter != TEXT), default=BLANK)
        return letters

    def covered(self, place: int) -> set[int]:
        """The columns that a row's cells stand in, merged ones in several."""
        columns = _columns(self.words[place])
        for top, left, _, right in self.spans:
            if top == self.numbers[place] and left - 1 in columns:
                columns |= set(range(left - 1, right))
        return columns

    def fits(self, place: int) -> bool:
        """Whether a row has a cell like those below it in a column of figures, codes or dates."""
        pairs = zip(self.words[place], self.columns, strict=False)
        return any(usual in HARD and mine in (usual, MISSING) for mine, usual in pairs)

    def strange(self, place: int) -> bool:
        """Whether a row has a text in a column of figures or dates."""
        pairs = zip(self.words[place], self.columns, strict=False)
        return any(usual in HARD and mine == TEXT for mine, usual in pairs)

    def years(self, place: int) -> bool:
        """Whether the only figures of a row are years, above columns that hold other figures."""
        if any(letter in HARD and letter != FIGURE for letter in self.words[place]):
            return False
        found = [
            (column, cell)
            for column, cell in enumerate(self.cells[place])
            if self.words[place][column : column + 1] == FIGURE
        ]
        return bool(found) and all(is_year(cell) and not self._of_years(column) for column, cell in found)

    def _of_years(self, column: int) -> bool:
        values = [row[column] for row in self.cells[-200:] if len(row) > column and row[column] is not None]
        return sum(map(is_year, values)) > len(values) / 2

    def numbering(self, place: int) -> bool:
        """Whether a row numbers the columns: 1, 2, 3 and so on, above texts or codes too."""
        filled = [
            (column, whole(cell))
            for column, cell in enumerate(self.cells[place])
            if self.words[place][column : column + 1] not in ("", BLANK)
        ]
        counted = [number for _, number in filled if number is not None]
        above_text = any(
            number is not None and self.columns[column : column + 1] not in (FIGURE, "", BLANK)
            for column, number in filled
        )
        steady = all(later - earlier == 1 for earlier, later in pairwise(counted))
        return above_text and steady and len(counted) >= max(2, len(filled) - 1) and counted[:1] in ([0], [1])


def _first_of_body(grid: _Grid) -> int:
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


def _below_first_full(grid: _Grid) -> int:
    """In a table of texts alone the header is the first row that is about as full as the others."""
    filled = [place for place, word in enumerate(grid.words) if word]
    usual = median([_filled(grid.words[place]) for place in filled]) if filled else 0
    for turn, place in enumerate(filled):
        if _filled(grid.words[place]) >= 0.6 * usual:
            return filled[turn + 1] if turn + 1 < len(filled) else len(grid.words)
    return len(grid.words)


def _header_above(grid: _Grid, first: int) -> tuple[list[int], int | None, int]:
    """The places of the header's rows, of the row that numbers the columns, and of the body's first row."""
    above = [place for place in range(first) if grid.words[place]]
    used = _used(grid, first)
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


def _of_body(grid: _Grid, above: list[int], used: set[int]) -> bool:
    """Whether the last row above the first good one is of the body too: a bad row, or a section's title."""
    last = above[-1]
    mine = _columns(grid.words[last]) & used
    if grid.fits(last) and not grid.years(last) and 2 * len(mine) >= len(used):
        return True
    return min(used, default=0) in mine and any(
        mine < _columns(grid.words[place]) & used for place in above[-6:-1] if not grid.fits(place)
    )


def _belongs(grid: _Grid, place: int, header: list[int], used: set[int]) -> bool:
    """Whether a row is part of the header below it: it repeats it, names more columns, or groups them."""
    if grid.cells[place] == grid.cells[header[0]]:
        return True
    covered = {column for each in header for column in _columns(grid.words[each])}
    mine = _columns(grid.words[place])
    if min(used, default=0) not in covered:
        return True  # what the first column is called stands further up
    alone = {column for column in mine if column + 1 in mine or column == max(covered | mine)}
    if covered & alone:
        return False  # a name that stands above another name
    groups = sorted(mine & covered)
    return bool(mine - covered) or len(groups) > 1 or groups[0] > min(covered)


def _used(grid: _Grid, first: int) -> set[int]:
    """The columns of which the body fills more than a stray cell."""
    pile = Counter(column for word in grid.words[first : first + 500] for column in _columns(word))
    return {column for column, filled in pile.items() if filled > max(pile.values()) / 20}


def _last_of_body(grid: _Grid, first: int, header: list[int]) -> int:
    """The number of the last row of the table, or 0 when it is the last of all."""
    end = _notes(grid, first, _another_table(grid, first, header))
    used = _used(grid, first)
    last = end - 1
    while last > first and not grid.fits(last) and _filled(grid.words[last]) < len(used) // 2:
        last -= 1
    bare = Counter(frozenset(_columns(word)) for word in grid.words[first:last])
    for place in range(last + 1, end):
        mine = frozenset(_columns(grid.words[place]))
        if bare[mine] < 2 or min(used) not in mine:  # accounts without figures go on, notes do not
            break
        last = place
    rest = [place for place in range(last + 1, len(grid.words)) if grid.words[place]]
    return grid.numbers[last] if rest and last >= first else 0


def _notes(grid: _Grid, first: int, end: int) -> int:
    """The place where notes on the table begin, or its end."""
    for place in range(max(first + 1, end - _MOST_NOTES), end):
        texts = [text for text in map(_text, grid.cells[place]) if text]
        if 0 < len(texts) <= 2 and not grid.fits(place) and _NOTE.match(texts[0]):
            return place
    return end


def _another_table(grid: _Grid, first: int, header: list[int]) -> int:
    """The place where another table with a header of its own begins, or the end."""
    if not header:
        return len(grid.words)
    names = [_text(cell) for cell in grid.cells[header[-1]]]
    known = {name for name in names if name}
    for place in range(first, len(grid.words) - 1):
        row = [_text(cell) for cell in grid.cells[place]]
        found = {text for text in row if text}
        if len(found & known) < max(2, _KNOWN * len(known)):
            continue
        if found != known or grid.cells[place + 1] == grid.cells[first]:
            return place
    return len(grid.words)


def _filled(word: str) -> int:
    return len(word) - word.count(BLANK)


def _columns(word: str) -> set[int]:
    return {column for column, letter in enumerate(word) if letter != BLANK}


def _text(cell: RawCell) -> str:
    return "" if cell is None else " ".join(str(cell).split())
