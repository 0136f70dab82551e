"""What a table's columns are called, by all that stands above them."""

from collections.abc import Sequence

from catalog.tabular.guess_words import Span, text_of
from catalog.tabular.raw import RawCell


def titles_of(
    header: Sequence[Sequence[RawCell]], numbers: Sequence[int], spans: Sequence[Span]
) -> dict[int, str]:
    """Each column's title, by position from 1: what stands above it, from top to bottom."""
    width = max(map(len, header), default=0)
    texts = [[text_of(cell) for cell in [*row, *[None] * (width - len(row))]] for row in header]
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
