"""Rows of raw cells as words of kinds, and what most cells of each column are."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from catalog.tabular.guess_kinds import BLANK, FIGURE, HARD, MISSING, TEXT, is_year, kinds, whole
from catalog.tabular.raw import RawCell, RawRow

Span = tuple[int, int, int, int]  # first row, first column, last row, last column, each from 1


class Words:
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
        columns = columns_of(self.words[place])
        for top, left, _, right in self.spans:
            if top == self.numbers[place] and left - 1 in columns:
                columns |= set(range(left - 1, right))
        return columns

    def fits(self, place: int) -> bool:
        """Whether a row has a cell like those below it in a column of figures, codes or dates."""
        pairs = zip(self.words[place], self.columns, strict=False)
        return any(usual in HARD and mine in (usual, MISSING) for mine, usual in pairs)

    def strange(self, place: int) -> int:
        """How many texts a row has in columns of figures, codes or dates."""
        pairs = zip(self.words[place], self.columns, strict=False)
        return sum(usual in HARD and mine == TEXT for mine, usual in pairs)

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


def used_columns(grid: Words, first: int) -> set[int]:
    """The columns of which the body fills more than a stray cell."""
    pile = Counter(column for word in grid.words[first : first + 500] for column in columns_of(word))
    return {column for column, filled in pile.items() if filled > max(pile.values()) / 20}


def count_filled(word: str) -> int:
    """How many cells of a row have something in them."""
    return len(word) - word.count(BLANK)


def columns_of(word: str) -> set[int]:
    """The columns, from 0, in which a row has something."""
    return {column for column, letter in enumerate(word) if letter != BLANK}


def text_of(cell: RawCell) -> str:
    """A cell as a title: one line, no blanks around it."""
    return "" if cell is None else " ".join(str(cell).split())
