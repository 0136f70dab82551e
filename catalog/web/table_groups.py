"""A table in groups on its page, and the values of a column to pick from: each leads to its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from flask import request

from catalog import tabular
from catalog.tabular import BY_COUNT, Column, Group, Groups, Page
from catalog.text import Message
from catalog.web import table_query
from catalog.web.language import localized
from catalog.web.links import changed_query, here_with, with_value, without_value
from catalog.web.wording import figure, written_rows

_COUNT = Column(BY_COUNT, "integer", unit="baris")
_COUNT_TITLE, _EMPTY, _TOTAL = Message("Banyaknya"), Message("(kosong)"), Message("Jumlah")
_VALUES = 100  # of a list to pick from
_PLACES = ("kelompok", "sort", "page", "baris", "pilih")
Cell = str | dict[str, str] | None


@dataclass(frozen=True)
class GroupTable:
    """Groups as a table of the page: heads, rows, a row of totals, and which page of how many groups."""

    by: tuple[str, ...]
    heads: list[dict[str, object]]
    rows: list[tuple[Cell, ...]]
    totals: list[Cell]
    total: int
    matching: int
    subtotals: int
    shown: int
    pages: int


def group_table(path: Path, columns: Sequence[Column], by: Sequence[str]) -> GroupTable:
    """The groups that the address asks for; a page after the last is the last. Raises BadQuery."""
    summed = [column.name for column in columns if column.additive and column.name not in by]
    wanted = table_query.group_criteria(by, summed)
    found = tabular.group(path, columns, wanted, by)
    if not found.groups and wanted.offset:
        first = tabular.group(path, columns, replace(wanted, offset=0), by)
        wanted = replace(wanted, offset=max(first.total - 1, 0) // table_query.ROWS * table_query.ROWS)
        found = tabular.group(path, columns, wanted, by)
    heads = [
        head(column)
        for column in (*found.columns, replace(_COUNT, title=localized(_COUNT_TITLE)), *found.summed)
    ]
    if not any("sorted" in one for one in heads):
        heads[len(by)]["sorted"] = "descending"
    return GroupTable(
        by=tuple(by),
        heads=heads,
        rows=_rows(found),
        totals=[
            localized(_TOTAL),
            *(None for _ in found.columns[1:]),
            written_rows(Page((_COUNT,), [(found.rows,)], [], 0, {}))[0][0],
            *(figure(column, total) for column, total in zip(found.summed, found.sums, strict=True)),
        ],
        total=found.total,
        matching=found.rows,
        subtotals=found.subtotals,
        shown=wanted.offset // table_query.ROWS + 1,
        pages=-(-found.total // table_query.ROWS),
    )


def value_list(path: Path, columns: Sequence[Column], name: str) -> list[dict[str, object]]:
    """The most frequent values of a column among the rows that everything else leaves, as facet items."""
    criteria = replace(
        table_query.criteria(columns, apart=name), sort=((BY_COUNT, True),), offset=0, limit=_VALUES
    )
    found = tabular.group(path, columns, criteria, (name,))
    chosen = {(one.parameter, one.text) for one in table_query.conditions()}
    items: list[dict[str, object]] = []
    for one, written in zip(found.groups, _written(found), strict=True):
        parameter, text = table_query.picked(name, one.values[0])
        active = (parameter, text) in chosen
        items.append(
            {
                "label": written[0] or localized(_EMPTY),
                "count": one.count,
                "active": active,
                "href": without_value(parameter, text) if active else with_value(parameter, text),
                "lang": "id",
                "key": f"{parameter}={text}",
            }
        )
    return items


def head(column: Column) -> dict[str, object]:
    """A column's head; its link sorts, then sorts the other way, then leaves the order as it was."""
    quantity = column.type in ("integer", "decimal") and bool(column.unit)
    ways = (f"-{column.name}", column.name) if quantity else (column.name, f"-{column.name}")
    asked = request.args.get("sort")
    way = ways.index(asked) if asked in ways else -1
    found: dict[str, object] = {
        "label": column.title or column.name,
        "numeric": column.type in ("integer", "decimal"),
        "unit": column.unit,
        "sort_href": changed_query({"sort": (*ways, None)[way + 1]}),
    }
    if way >= 0:
        found["sorted"] = "descending" if ways[way].startswith("-") else "ascending"
    return found


def _rows(found: Groups) -> list[tuple[Cell, ...]]:
    """The values of each group lead to its rows in the table."""
    width = len(found.columns)
    return [
        (
            *({"text": text or localized(_EMPTY), "href": _rows_of(found, one)} for text in written[:width]),
            *written[width:],
        )
        for one, written in zip(found.groups, _written(found), strict=True)
    ]


def _written(found: Groups) -> list[tuple[str | None, ...]]:
    rows = [(*one.values, one.count, *one.sums) for one in found.groups]
    return written_rows(Page((*found.columns, _COUNT, *found.summed), rows, [], 0, {}))


def _rows_of(found: Groups, one: Group) -> str:
    picks = [
        table_query.picked(column.name, value)
        for column, value in zip(found.columns, one.values, strict=True)
    ]
    names = {name for name, _value in picks}
    kept = [
        pair
        for pair in request.args.items(multi=True)
        if pair[0] not in _PLACES and not _replaced(pair, names)
    ]
    return here_with([*kept, *picks])


def _replaced(pair: tuple[str, str], names: set[str]) -> bool:
    """Whether a value picked before gives way to the group's, which is one of those."""
    return pair[0] in names and not pair[1].startswith(("has:", "max:", "min:"))
