"""Guessing how a foreign file is a table: a recipe, why, and what the first rows become."""

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from catalog.errors import Unreadable
from catalog.tabular.grid import Grid, open_grid, sheet_grid
from catalog.tabular.guess_columns import Found, guess_columns, still_fits, unique_names
from catalog.tabular.guess_dialect import guess_dialect, guess_encoding
from catalog.tabular.guess_notes import beside_note, notes_of, places_note
from catalog.tabular.guess_table import Shape, guess_shape, tables_from, told_shape
from catalog.tabular.raw import LIMITS, Limits, RawCell, RawRow
from catalog.tabular.read_json import list_paths
from catalog.tabular.read_rows import rows_of
from catalog.tabular.read_workbook import WORKBOOKS, Book, sheet_places, workbook
from catalog.tabular.recipe import NOTHING_TOLD, Guess, Place, Recipe, RecipeColumn, Shown, Told
from catalog.tabular.unpack import Opened, format_of, unpacked
from catalog.text import Message

_SAMPLE_ROWS = 50_000
_SAMPLE_CELLS = 300_000
_PREVIEW = 10
_LOOK = 2_000  # rows of a longer file that are enough to find the header
_SIZEABLE = 0.25  # of the largest sheet; smaller ones in front of it are covers and instructions
_SAME = 0.8  # of the titles of the last version, found again in the rows where they were


@dataclass(frozen=True)
class _Sample:
    """The first rows of a grid; `whole` when there are no others."""

    rows: list[RawRow]
    whole: bool
    grid: Grid


def guess(
    path: Path,
    filename: str,
    limits: Limits = LIMITS,
    told: Told = NOTHING_TOLD,
    previous: Recipe | None = None,
) -> Guess:
    """How to read a file: as a person told, else as the last version was read, else as it looks.

    Raises Unreadable, with the reason, for a file that is no table or passes a limit.
    """
    preferred = previous.member if previous else ""
    with ExitStack() as stack:
        opened = stack.enter_context(unpacked(path, limits, told.member, preferred))
        kind = told.format or format_of(opened.path, opened.member or filename)
        if kind in WORKBOOKS:
            book = stack.enter_context(workbook(opened.path, kind, limits))
            begun, others = _begin_workbook(opened, kind, book, told, previous)
            grid = sheet_grid(book, begun.sheet)
        else:
            begun, others = _begin(opened, kind, limits, told, previous)
            grid = stack.enter_context(open_grid(opened.path, begun, limits))
        sample = _sample(grid)
    shape = _shape(sample, told, previous)
    found = _columns(sample, shape, begun, previous)
    _require_table(len(found), limits)
    recipe = _finished(begun, shape, found)
    beside = _beside(sample, shape, told)
    notes = places_note(recipe, others) + beside_note(beside)
    others += [Place(recipe.member, recipe.sheet, header_rows=rows) for rows in beside]
    notes += notes_of(recipe, list(found.values()), shape.numbering, 0 if sample.whole else len(sample.rows))
    if previous and {each.column for each in recipe.columns} & {each.column for each in previous.columns}:
        notes.append(Message("Cara membaca versi sebelumnya dipakai lagi untuk kolom yang sama."))
    shown = islice(rows_of(sample.rows, recipe), _PREVIEW)
    return Guess(recipe, tuple(others), tuple(notes), tuple(Shown(row, tuple(raw)) for row, raw in shown))


def _require_table(columns: int, limits: Limits) -> None:
    if not columns:
        raise Unreadable(Message("Tidak ada tabel di dalam berkas ini."))
    if columns > limits.columns:
        told = {"found": columns, "limit": limits.columns}
        raise Unreadable(Message("Tabel punya %(found)s kolom; paling banyak %(limit)s.", told))


def _begin(
    opened: Opened, kind: str, limits: Limits, told: Told, previous: Recipe | None
) -> tuple[Recipe, list[Place]]:
    """A recipe without header and columns, and the other places where a table may be."""
    begun, members = _blank(opened, kind)
    if kind == "json":
        paths = list_paths(opened.path, limits)
        if not paths:
            raise Unreadable(Message("Berkas JSON ini tidak berisi daftar catatan."))
        known = previous.records if previous and previous.records in paths else paths[0]
        records = told.records or known
        others = [Place(opened.member, records=each) for each in paths if each != records]
        return replace(begun, records=records), others + members
    if kind == "csv":
        return _begin_csv(begun, opened.path, told), members
    return begun, members


def _begin_workbook(
    opened: Opened, kind: str, book: Book, told: Told, previous: Recipe | None
) -> tuple[Recipe, list[Place]]:
    begun, members = _blank(opened, kind)
    places = sheet_places(book, opened.member)
    sheet = _sheet(places, told, previous)
    others = [place for place, _ in places if place.sheet != sheet]
    return replace(begun, sheet=sheet), others + members


def _blank(opened: Opened, kind: str) -> tuple[Recipe, list[Place]]:
    begun = Recipe(kind, opened.compression, opened.member, header_rows=(), first_row=1)
    return begun, [Place(member=name) for name in opened.members if name != opened.member]


def _begin_csv(begun: Recipe, path: Path, told: Told) -> Recipe:
    encoding = told.encoding or guess_encoding(path)
    dialect = guess_dialect(path, encoding, told.delimiter)
    return replace(
        begun,
        encoding=encoding,
        delimiter=dialect.delimiter,
        quote=dialect.quote,
        escape=dialect.escape,
        unwrap=dialect.unwrap,
        width=dialect.width,
    )


def _sheet(places: Sequence[tuple[Place, int]], told: Told, previous: Recipe | None) -> str:
    if told.sheet:
        return told.sheet
    if not places:
        raise Unreadable(Message("Semua lembar di buku kerja ini kosong."))
    if previous and any(place.sheet == previous.sheet for place, _ in places):
        return previous.sheet
    seen = [(place, size) for place, size in places if not place.hidden] or list(places)
    largest = max(size for _, size in seen)
    return next(place.sheet for place, size in seen if size >= _SIZEABLE * largest)


def _sample(grid: Grid) -> _Sample:
    rows: list[RawRow] = []
    cells = 0
    for row in grid.rows:
        if len(rows) == _SAMPLE_ROWS or cells > _SAMPLE_CELLS:
            return _Sample(rows, False, grid)
        rows.append(row)
        cells += len(row[1])
    return _Sample(rows, True, grid)


def _shape(sample: _Sample, told: Told, previous: Recipe | None) -> Shape:
    grid = sample.grid
    if grid.names is not None:
        first = sample.rows[0][0] if sample.rows else 1
        return Shape((), first, 0, 0, dict(enumerate(grid.names, 1)))
    if told.header_rows is not None:
        return told_shape(sample.rows, told.header_rows, grid.spans, sample.whole)
    if previous and previous.header_rows:
        shape = told_shape(sample.rows, previous.header_rows, grid.spans, sample.whole)
        known = {each.known_as for each in previous.columns if each.known_as}
        if known and len(known & {title.casefold() for title in shape.titles.values()}) >= _SAME * len(known):
            return shape
    return guess_shape(sample.rows if sample.whole else sample.rows[:_LOOK], grid.spans, sample.whole)


def _beside(sample: _Sample, chosen: Shape, told: Told) -> list[tuple[int, ...]]:
    """The header rows of other tables above or below the chosen one."""
    if sample.grid.names is not None or not sample.whole:
        return []
    spans = sample.grid.spans
    first = chosen if told.header_rows is None else guess_shape(sample.rows, spans, True)
    return [rows for rows in tables_from(sample.rows, spans, first) if rows != chosen.header_rows]


def _columns(sample: _Sample, shape: Shape, begun: Recipe, previous: Recipe | None) -> dict[int, Found]:
    """The columns that have a title or some cell, by position from 1, named as before."""
    last = shape.last_row or sys.maxsize
    body = [cells for number, cells in sample.rows if shape.first_row <= number <= last]
    width = max((len(cells) for cells in body), default=0)
    if begun.format == "csv":
        width = min(width, begun.width)  # what a few rows have beyond it is a mistake in them
    piles: dict[int, list[RawCell]] = {position: [] for position in shape.titles}
    for position in range(1, width + 1):
        pile = [row[position - 1] for row in body if len(row) >= position]
        piles[position] = pile
    titles = _settled(shape.titles, piles)
    filled = [place for place, pile in piles.items() if any(map(_filled, pile))]
    headless = begun.format == "csv" and filled and not titles  # then an empty column may still be one
    kept = piles if headless else {*filled, *titles}
    ordered = [(position, piles[position]) for position in sorted(kept)]
    named = [(titles.get(position, ""), pile) for position, pile in ordered]
    found = guess_columns(named, begun.format in WORKBOOKS)
    by_position = {position: each for (position, _), each in zip(ordered, found, strict=True)}
    return _as_before(by_position, piles, previous) if previous else by_position


def _settled(titles: dict[int, str], piles: dict[int, list[RawCell]]) -> dict[int, str]:
    """Titles above the cells that they name; merged ones reach over empty columns, or end beside theirs."""
    filled = [position for position in sorted(piles) if any(map(_filled, piles[position]))]
    settled = {position: titles[position] for position in filled if position in titles}
    for position in sorted(set(titles) - set(filled)):
        near = max((place for place in filled if place < position), default=0)
        taken = [place for place in settled if settled[place] == settled.get(near)]
        if titles[position] in settled.values():
            continue
        if len(taken) > 1 and taken[-1] == near and len(set(titles.values())) < len(titles):
            settled[near] = titles[position]
        else:
            settled[position] = titles[position]
    return settled


def _as_before(
    found: dict[int, Found], piles: dict[int, list[RawCell]], previous: Recipe
) -> dict[int, Found]:
    known = {each.known_as: each for each in previous.columns if each.known_as}
    old: dict[int, Found] = {}
    for position, each in found.items():
        before = known.pop(each.column.title.casefold(), None)
        if before is not None:
            again = replace(each, column=before.column, style=before.style, doubtful=False)
            if still_fits(again, piles[position]):
                old[position] = again
    taken = [each.column.name for each in old.values()]
    new = [position for position in found if position not in old]
    names = unique_names([found[position].column.title for position in new], taken)
    renamed = {
        position: replace(found[position], column=replace(found[position].column, name=name))
        for position, name in zip(new, names, strict=True)
    }
    return {position: (old | renamed)[position] for position in found}


def _filled(cell: RawCell) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _finished(begun: Recipe, shape: Shape, found: dict[int, Found]) -> Recipe:
    marks = {mark for each in found.values() if each.column.type != "text" for mark in each.missing}
    return replace(
        begun,
        header_rows=shape.header_rows,
        first_row=shape.first_row,
        last_row=shape.last_row,
        missing=tuple(sorted(marks)),
        columns=tuple(RecipeColumn(position, each.column, each.style) for position, each in found.items()),
    )
