"""Responses to the typed rows of one table; only the columns that the spec lists come through."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from catalog.errors import Unreadable
from catalog.harvest import Raw
from catalog.harvest.spec import ColumnSpec, TableSpec
from catalog.tabular import Cell, Column
from catalog.tabular.raw import RawTable
from catalog.tabular.read import ReadOptions, read_table
from catalog.text import Message, squeeze
from harvesters.cells import Convert, converter
from harvesters.layouts import arrange, unpivot
from harvesters.offers import SAMPLE_LABEL
from harvesters.transport import declared

Row = list[Cell]
Known = Mapping[str, tuple[TableSpec, Sequence[Row]]]  # the tables that were read before, for lookups
_Direct = list[tuple[int, int, Convert]]  # place in the row, place in the response, converter
_Lookups = list[tuple[int, int, dict[Cell, Cell]]]  # place in the row, place of the key, cells by key


@dataclass(frozen=True)
class TableRows:
    """A table's rows, to be read once.

    `sample` tells whether the first record says that it is sample data, `unlisted` the fields of original
    bytes to publish that the spec does not list.
    """

    rows: Iterable[Row]
    sample: bool
    unlisted: list[str]


def columns_of(table: TableSpec) -> tuple[Column, ...]:
    """The columns as they are stored."""
    return tuple(
        Column(one.name, one.type, one.title, one.description, one.unit, one.scale) for one in table.columns
    )


def read_rows(table: TableSpec, raws: Sequence[Raw], known: Known) -> TableRows:
    """The rows of a table.

    Raises Unreadable at once when a column is missing; while the rows are read, for cells that are not what
    their column is and for pages that do not add up to the total that the source told.
    """
    with _telling(table, raws[0]):
        first = _open(table, raws[0])
        head = list(islice(first.rows, 1))
        _direct(table, first.header)
    unlisted: list[str] = []
    if table.publish_original:
        unlisted = _unlisted(table, chain([first.header], (_open(table, raw).header for raw in raws[1:])))
    sample = any(isinstance(cell, str) and SAMPLE_LABEL in cell for _, cells in head for cell in cells)
    opened = RawTable(first.header, chain(head, first.rows))
    return TableRows(_all_rows(table, opened, raws, _lookups(table, known)), sample, unlisted)


def _unlisted(table: TableSpec, headers: Iterable[Sequence[str]]) -> list[str]:
    fields: dict[str, None] = {}
    for header in headers:
        listed = {position for _, position, _ in _direct(table, header)}
        fields |= {name: None for place, name in enumerate(header) if place not in listed and name[:1] != "@"}
    return list(fields)


def _all_rows(table: TableSpec, first: RawTable, raws: Sequence[Raw], lookups: _Lookups) -> Iterator[Row]:
    count = 0
    for raw in raws:
        with _telling(table, raw):
            for row in _typed(table, first if raw is raws[0] else _open(table, raw), lookups):
                count += 1
                yield row
    if table.format == "json-pages":
        total = declared(table, raws[0])[0]
        if count != total:
            raise Unreadable(
                Message(
                    "Tabel %(table)s: sumber menyebut %(total)s baris, tetapi memberi %(count)s.",
                    {"table": table.key, "total": total, "count": count},
                )
            )


def _typed(table: TableSpec, raw: RawTable, lookups: _Lookups) -> Iterator[Row]:
    direct = _direct(table, raw.header)
    width, target, position = len(table.columns), 0, 0
    for number, cells in raw.rows:
        if not cells:
            raise Unreadable(Message("baris %(row)s tidak punya kolom satu pun.", {"row": number}))
        row: Row = [None] * width
        try:
            for target, position, convert in direct:
                row[target] = convert(cells[position])
        except ValueError:
            raise _misfit(table.columns[target], number, cells[position]) from None
        for target, key, found in lookups:
            row[target] = found.get(row[key])
        yield row


def _open(table: TableSpec, raw: Raw) -> RawTable:
    """A response as a raw table in its layout, with the name of its file as a column more."""
    options = ReadOptions(
        format="json" if table.format == "json-pages" else table.format,
        sheet=table.sheet or 1,
        header_row=table.header_row,
        records=table.records,
    )
    opened = read_table(raw.path, options)
    if table.layout == "wide":
        opened = unpivot(opened)
    elif table.layout == "report":
        opened = arrange(opened, table.outline)
    if any("@berkas" in column.sources for column in table.columns):
        stem = PurePosixPath(unquote(urlsplit(raw.address).path)).stem
        rows = ((number, [*cells, stem]) for number, cells in opened.rows)
        return RawTable([*opened.header, "@berkas"], rows)
    return opened


def _direct(table: TableSpec, header: Sequence[str]) -> _Direct:
    if not header:
        return []  # a JSON list without records has no names; the engine holds back what is empty
    names = [squeeze(name).casefold() for name in header]
    plan = []
    for target, column in enumerate(table.columns):
        if column.lookup:
            continue
        source = next((one for one in column.sources if one.casefold() in names), None)
        if source is not None:
            plan.append((target, _only(names, source), converter(column)))
        elif not column.optional:
            raise Unreadable(
                Message(
                    "Kolom %(names)s tidak ada. Yang ada: %(header)s.",
                    {"names": " / ".join(column.sources), "header": ", ".join(header)[:500]},
                )
            )
    return plan


def _only(names: Sequence[str], source: str) -> int:
    if names.count(source.casefold()) > 1:
        raise Unreadable(Message("Kolom %(name)s ada lebih dari sekali.", {"name": source}))
    return names.index(source.casefold())


def _lookups(table: TableSpec, known: Known) -> _Lookups:
    own = [column.name for column in table.columns]
    plan = []
    for target, column in enumerate(table.columns):
        if column.lookup:
            other, rows = known[column.lookup]
            names = [one.name for one in other.columns]
            key, value = names.index(column.lookup_key), names.index(column.sources[0])
            plan.append((target, own.index(column.lookup_key), {row[key]: row[value] for row in rows}))
    return plan


@contextmanager
def _telling(table: TableSpec, raw: Raw) -> Iterator[None]:
    """Say of which table and which address the trouble is."""
    try:
        yield
    except Unreadable as error:
        raise Unreadable(
            Message(
                "Tabel %(table)s dari %(address)s: %(problem)s",
                {"table": table.key, "address": raw.address, "problem": error.message},
            )
        ) from error


def _misfit(column: ColumnSpec, number: int, cell: object) -> Unreadable:
    wanted = {
        "integer": Message("bilangan bulat"),
        "decimal": Message("bilangan"),
        "date": Message("tanggal (tahun-bulan-hari)"),
        "boolean": Message("benar atau salah"),
        "text": Message("nama kabupaten atau kota di Jawa Timur"),
    }
    return Unreadable(
        Message(
            "baris %(row)s, kolom %(column)s: isinya %(value)s, seharusnya %(wanted)s.",
            {"row": number, "column": column.name, "value": str(cell)[:100], "wanted": wanted[column.type]},
        )
    )
