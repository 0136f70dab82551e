"""Where a table ends: before another one, its notes, and the names of those who signed it."""

import re
from collections import Counter

from catalog.tabular.guess_words import Words, columns_of, count_filled, text_of, used_columns

_NOTE = re.compile(r"(?:catatan|sumber|keterangan|notes?|sources?)\s*(?:$|[:/(])", re.IGNORECASE)
_MOST_NOTES = 20  # rows
_KNOWN = 0.6  # of a header's names in a row further down: it is a header again


def last_of_body(grid: Words, first: int, header: list[int]) -> int:
    """The number of the last row of the table, or 0 when it is the last of all."""
    end = _notes(grid, first, _another_table(grid, first, header))
    used = used_columns(grid, first)
    last = end - 1
    while last > first and not grid.fits(last) and count_filled(grid.words[last]) < len(used) // 2:
        last -= 1
    bare = Counter(frozenset(columns_of(word)) for word in grid.words[first:last])
    for place in range(last + 1, end):
        mine = frozenset(columns_of(grid.words[place]))
        if bare[mine] < 2 or min(used) not in mine:  # accounts without figures go on, notes do not
            break
        last = place
    rest = [place for place in range(last + 1, len(grid.words)) if grid.words[place]]
    return grid.numbers[last] if rest and last >= first else 0


def _notes(grid: Words, first: int, end: int) -> int:
    """The place where notes on the table begin, or its end."""
    for place in range(max(first + 1, end - _MOST_NOTES), end):
        texts = [text for text in map(text_of, grid.cells[place]) if text]
        if 0 < len(texts) <= 2 and not grid.fits(place) and _NOTE.match(texts[0]):
            return place
    return end


def _another_table(grid: Words, first: int, header: list[int]) -> int:
    """The place where another table with a header of its own begins, or the end."""
    if not header:
        return len(grid.words)
    names = [text_of(cell) for cell in grid.cells[header[-1]]]
    known = {name for name in names if name}
    for place in range(first, len(grid.words) - 1):
        row = [text_of(cell) for cell in grid.cells[place]]
        found = {text for text in row if text}
        if len(found & known) < max(2, _KNOWN * len(known)):
            continue
        if found != known or grid.cells[place + 1] == grid.cells[first]:
            while place > first + 1 and count_filled(grid.words[place - 1]) < 2:
                place -= 1  # its title, and what is blank
            return place
    return len(grid.words)
